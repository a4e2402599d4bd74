import Bytes
import Cryptography
import Host
import SQLite

/// Notices that a database file is not the one that was last written here: a restored backup, or a
/// copy (docs/storage.md §4).
///
/// Such a file must not go on under the name of the replica it was, for it would claim places in
/// the history that are taken. Two witnesses tell: a fingerprint of machine and file inside the
/// database, and a small file outside of it, the anchor, that says how far the replica had come.
/// The anchor is written after each commit and never synced: it may lag behind, never lead.
struct Anchor {
  private let database: Connection
  private let databasePath: String
  private let anchorPath: String?

  init(_ database: Connection, databasePath: String, environment: Environment = .process) {
    self.database = database
    self.databasePath = databasePath
    anchorPath = Folder.forUser(.state, environment).map { $0 + "/concord" }
  }

  private static let magic = Array("CNA1".utf8)

  /// Gives the replica a new name and lane if the file is a copy or was set back.
  ///
  /// The caller has a write transaction open.
  func check() throws {
    let meta = Meta(database)
    let fingerprint = Self.fingerprint(of: databasePath)
    let known = try meta.first(.fingerprint) { $0.blob(0) }
    let isCopy = known.map { $0 != fingerprint } ?? false
    let isSetBack = try isBehind(meta)
    if isCopy || isSetBack { try Self.rename(meta) }
    if known != fingerprint { try meta.set(.fingerprint, .blob(fingerprint)) }
  }

  /// Starts a new replica and a new lane in this file; what was sealed stays as it is.
  static func rename(_ meta: Meta) throws {
    try meta.set(.replica, .bits(Replica.randomBits()))
    // The numbers of the new replica say nothing of what the old one sent.
    try meta.database.run("DELETE FROM sent")
    try meta.set(.number, .bits(0))
    try meta.remove(.lane)
  }

  private func isBehind(_ meta: Meta) throws -> Bool {
    guard let path = try path(meta), let bytes = try? File.read(path, limit: 256),
      let (replica, number) = Self.decode(bytes)
    else { return false }
    return try replica == meta.bits(.replica) && number > meta.bits(.number)
  }

  /// Records how far the replica has come; the caller's transaction is committed.
  func write() {
    // Best effort by design: without the anchor a restored backup is still noticed by the relay.
    let meta = Meta(database)
    guard let folder = anchorPath, let path = try? path(meta),
      let replica = try? meta.bits(.replica), let number = try? meta.bits(.number)
    else { return }
    let record = Self.encode(replica, number)
    if (try? File.overwrite(record, at: path)) == nil {
      try? Folder.make(folder)
      try? File.overwrite(record, at: path)
    }
  }

  private func path(_ meta: Meta) throws -> String? {
    guard let folder = anchorPath else { return nil }
    let name = try meta.blob(.database, count: 16)
    return folder + "/anchor-" + Hex.encode(name)
  }

  private static func encode(_ replica: UInt64, _ number: UInt64) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeBytes(magic)
    writer.writeInteger(replica)
    writer.writeInteger(number)
    writer.writeBytes(SHA256.hash(writer.bytes).prefix(8))
    return writer.bytes
  }

  private static func decode(_ bytes: [UInt8]) -> (UInt64, UInt64)? {
    var reader = ByteReader(bytes)
    guard let tag = try? reader.readBytes(4), tag == magic,
      let replica: UInt64 = try? reader.readInteger(),
      let number: UInt64 = try? reader.readInteger(), bytes == encode(replica, number)
    else { return nil }  // Torn by a crash: it says nothing.
    return (replica, number)
  }

  /// A hash of this machine and of the file's place on it.
  private static func fingerprint(of path: String) -> [UInt8] {
    let machine = (try? File.read("/etc/machine-id", limit: 256)) ?? []
    let inode = (try? File.status(path))?.map(\.inode) ?? 0
    var writer = ByteWriter()
    writer.writeInteger(inode)
    return SHA256.hash(machine + writer.bytes)
  }
}
