import Bytes
import Cryptography
import Host
import Relay
import Trust
import WebSockets

/// The folder in which a relay keeps everything, locked for this process.
///
///     lock             held while a relay runs
///     relay.db         the store
///     identity.pem     certificate and key, unless others are given
///     operator-token   what makes workspaces
struct DataFolder: ~Copyable {
  private let path: String
  private let lock: FileLock

  private static let tokenByteCount = 16
  private static let identityBytesMax = 64 << 10

  /// Makes the folder if it is missing, and locks it.
  init(_ path: String) throws {
    try Folder.make(path)
    guard let lock = try FileLock.acquire("\(path)/lock") else {
      throw FolderInUse(path: path)
    }
    self.path = path
    self.lock = lock
  }

  /// Opens the store; a new one gets a random generation.
  func openStore() throws -> SQLiteStore {
    try SQLiteStore(
      path: "\(path)/relay.db", fresh: GenerationID(SecureRandom.bytes(16)))
  }

  /// The certificate that a relay without one makes for itself on its first start.
  ///
  /// Clients know it by the pin of its key, so the names in it hardly matter.
  func identity(for host: String?) throws -> ServerConfiguration.Identity {
    let file = "\(path)/identity.pem"
    if try File.status(file) == nil {
      let certificate = try SelfSignedCertificate.make(
        hosts: [host ?? "localhost", "localhost", "127.0.0.1"])
      // One file, so that there is never a certificate without its key.
      try File.write(
        Array((certificate.certificatePEM + certificate.privateKeyPEM).utf8), to: file,
        permissions: 0o600)
    }
    let pem = try File.read(file, limit: Self.identityBytesMax)
    return .pem(certificate: pem, key: pem)
  }

  /// The token that makes workspaces, the same at every start.
  func operatorToken() throws -> [UInt8] {
    let file = "\(path)/operator-token"
    if try File.status(file) == nil {
      let text = Base32.encode(SecureRandom.bytes(Self.tokenByteCount)) + "\n"
      try File.write(Array(text.utf8), to: file, permissions: 0o600)
    }
    let text = String(
      decoding: try File.read(file, limit: 1_024).filter { $0 > UInt8(ascii: " ") },
      as: UTF8.self)
    guard let token = Base32.decode(text), token.count >= Self.tokenByteCount,
      token.count <= TrustLimits.operatorTokenBytesMax
    else { throw BadToken(path: file) }
    return token
  }
}

/// Another process uses the folder.
struct FolderInUse: Error, CustomStringConvertible {
  let path: String
  var description: String { "another relay runs in \(path)" }
}

/// The file of the operator's token was changed into something that is no token.
struct BadToken: Error, CustomStringConvertible {
  let path: String
  var description: String { "\(path) holds no token; remove it to get a new one" }
}
