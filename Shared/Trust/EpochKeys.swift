public import Bytes
public import Cryptography

/// The keys of one epoch of one workspace, all derived from its secret (docs/format.md §7).
public struct EpochKeys: Sendable {
  /// The number of the epoch, from 1.
  public let number: UInt32
  /// The workspace.
  public let workspace: WorkspaceID
  /// The 32 random bytes from which all else follows.
  let secret: SecretBytes
  /// The key from which each segment's own key is derived.
  let seal: SecretBytes
  /// The key that makes salts unpredictable even when the random generator is not.
  let hedge: SecretBytes
  /// The key under which the secret of the previous epoch is sealed.
  let wrapPrevious: SecretBytes
  /// The key for names in the membership log.
  let meta: SecretBytes
  /// What the record that starts the epoch publishes, so that all members hold the same secret.
  public let commitment: [UInt8]

  /// Derives the keys of epoch `number` from its secret.
  ///
  /// - Precondition: `secret` has 32 bytes.
  public init(_ number: UInt32, secret: SecretBytes, workspace: WorkspaceID) {
    precondition(secret.count == Self.secretByteCount, "an epoch secret has 32 bytes")
    let root = HKDF.extract(
      salt: Array("concord/v1/epoch".utf8) + workspace.bytes, secret: secret)
    func key(_ label: String) -> SecretBytes {
      var info = ByteWriter()
      info.writeBytes(label.utf8)
      info.writeInteger(number)
      return HKDF.expand(root, info: info.bytes, count: 32)
    }
    self.number = number
    self.workspace = workspace
    self.secret = secret
    seal = key("seal")
    hedge = key("hedge")
    wrapPrevious = key("wrap-prev")
    meta = key("meta")
    commitment = key("commit").exposed
  }

  /// The bytes of an epoch secret.
  public static let secretByteCount = 32
}

/// The keys of the epochs that this device may read.
public struct Keyring: Sendable {
  private var epochs: [UInt32: EpochKeys] = [:]

  /// Creates an empty key ring.
  public init() {}

  /// Creates a key ring of `keys`.
  public init(_ keys: [EpochKeys]) {
    for key in keys { insert(key) }
  }

  /// Adds the keys of an epoch.
  public mutating func insert(_ keys: EpochKeys) { epochs[keys.number] = keys }

  /// The keys of epoch `number`, if they are here.
  public subscript(_ number: UInt32) -> EpochKeys? { epochs[number] }
}
