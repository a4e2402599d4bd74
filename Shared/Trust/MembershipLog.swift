public import Bytes
import Cryptography

/// Who belongs to a workspace, since when, as what: a list of signed records, each checked.
///
/// A list and not a graph: the relay appends a record only if it names the relay's newest one, so
/// that changing who is a member needs the relay, while editing never does.
///
/// Everything about an older record can still be asked, because a segment is judged by the record
/// that its author knew, not by the newest one.
public struct MembershipLog: Sendable {
  /// A person in the workspace.
  public struct Member: Hashable, Sendable {
    /// The member's name in the log; what people call them stands in a cell.
    public let id: MemberID
    /// What the member may do now.
    public internal(set) var role: Role
    /// The member's devices, in the order in which they joined.
    public internal(set) var devices: [DeviceID]
  }

  /// The workspace: a hash of the genesis record.
  public let workspace: WorkspaceID
  /// The records, in order; never empty.
  public internal(set) var records: [MembershipRecord] = []
  /// The members, in the order in which they joined.
  public internal(set) var members: [Member] = []
  /// The invites, in the order in which they were made.
  public internal(set) var invites: [InviteStatus] = []

  var places: [RecordID: Int] = [:]
  var devices: [DeviceID: Device] = [:]
  var memberPlaces: [MemberID: Int] = [:]
  var roleChanges: [MemberID: [RoleChange]] = [:]
  var invitePlaces: [InviteID: Int] = [:]
  var epochs: [Epoch] = []
  /// Whether the signatures were checked before, by this device.
  private(set) var trustsSignatures: Bool

  /// What the log knows of a device.
  struct Device: Sendable {
    let keys: DeviceKeys
    let member: MemberID
    let joinedAt: Int
    /// The secret of the epoch at the time, sealed to the device.
    let wrap: EpochWrap
    let wrapContext: EpochWrap.Context
  }

  /// From which place on a member has a role.
  struct RoleChange: Sendable {
    let place: Int
    let role: Role
  }

  /// From which place on an epoch is in force, and what proves its secret.
  struct Epoch: Sendable {
    let number: UInt32
    let place: Int
    let commitment: [UInt8]
    /// Leads to the epoch before; nil for the first.
    let backwardLink: BackwardLink?
  }

  /// Starts the log of the workspace that `genesis` founds.
  public init(genesis: [UInt8]) throws(MembershipError) {
    try self.init(genesis: genesis, trustsSignatures: false)
  }

  /// Reads a log of which this device has checked every record before it stored it.
  ///
  /// Leaves out the signatures, whose checks would cost a command more than all else it does.
  ///
  /// - Throws: a ``MembershipError`` when the records are damaged, none, or out of order.
  public init(restoring records: [[UInt8]]) throws(MembershipError) {
    guard let genesis = records.first else { throw .refused(.genesisFirst) }
    try self.init(genesis: genesis, trustsSignatures: true)
    for record in records.dropFirst() { try append(record) }
    trustsSignatures = false
  }

  private init(genesis: [UInt8], trustsSignatures: Bool) throws(MembershipError) {
    self.trustsSignatures = trustsSignatures
    workspace = Self.workspace(foundedBy: genesis)
    try apply(genesis: try MembershipRecord(parsing: genesis))
  }

  /// The id of the workspace that `genesis` founds, whether or not it is a good record.
  public static func workspace(foundedBy genesis: [UInt8]) -> WorkspaceID {
    WorkspaceID(taggedHash("concord/v1/workspace", genesis).prefix(WorkspaceID.byteCount))
  }
}

extension MembershipLog {
  /// The newest record.
  public var head: RecordID { records[records.count - 1].id }

  /// How many records there are; the newest has this number less one as its index.
  public var count: Int { records.count }

  /// The index of a record; nil if it is not on this log.
  public func index(of record: RecordID) -> Int? { places[record] }

  /// The member to whom a device belongs: for ever, once it has joined.
  public func member(of device: DeviceID) -> MemberID? { devices[device]?.member }

  /// The public keys of a device.
  public func keys(of device: DeviceID) -> DeviceKeys? { devices[device]?.keys }

  /// The member called `id`.
  public func member(_ id: MemberID) -> Member? { memberPlaces[id].map { members[$0] } }

  /// What a device may do now; nil if it is not on this log.
  public func role(of device: DeviceID) -> Role? { role(of: device, at: records.count - 1) }

  /// What a device might do once the record at `index` was applied; nil if it had not joined yet.
  public func role(of device: DeviceID, at index: Int) -> Role? {
    guard let entry = devices[device], entry.joinedAt <= index else { return nil }
    return roleChanges[entry.member]?.last { $0.place <= index }?.role
  }

  /// What a device might do once `record` was applied.
  public func role(of device: DeviceID, at record: RecordID) -> Role? {
    index(of: record).flatMap { role(of: device, at: $0) }
  }

  /// The epoch in force now.
  public var epoch: UInt32 { epoch(at: records.count - 1) }

  /// The epoch in force once the record at `index` was applied.
  public func epoch(at index: Int) -> UInt32 {
    epochs.last { $0.place <= index }?.number ?? 0
  }

  /// What became of an invite; nil if it is not on this log.
  public func invite(_ id: InviteID) -> InviteStatus? { invitePlaces[id].map { invites[$0] } }

  /// The keys of all epochs, for a device on this log.
  ///
  /// - Throws: a ``MembershipError`` when the device is not on the log, or when an admin wrapped
  ///   something else than the secret to which the log commits.
  public func keyring(for identity: DeviceIdentity) throws(MembershipError) -> Keyring {
    guard let device = devices[identity.id] else { throw .refused(.authorMay) }
    var keyring = Keyring()
    do throws(CryptographyError) {
      let number = device.wrapContext.epoch
      var secret = try device.wrap.open(by: identity, in: device.wrapContext)
      for epoch in epochs.reversed() where epoch.number <= number {
        let keys = EpochKeys(epoch.number, secret: secret, workspace: workspace)
        guard commitment(to: keys) == epoch.commitment else {
          throw .notAuthentic
        }
        keyring.insert(keys)
        if let link = epoch.backwardLink { secret = try link.open(with: keys) }
      }
    } catch {
      throw .refused(.epochMatchesCommitment)
    }
    return keyring
  }

  /// What a record publishes of `keys`: the first commits before there is a workspace id.
  private func commitment(to keys: EpochKeys) -> [UInt8] {
    keys.number == 1
      ? EpochKeys(1, secret: keys.secret, workspace: .unfounded).commitment : keys.commitment
  }
}

extension ID16 where Kind == Named.Workspace {
  /// Stands for the workspace in its own genesis record.
  static var unfounded: WorkspaceID { WorkspaceID([UInt8](repeating: 0, count: 16)) }
}

extension ID32 where Kind == Named.Record {
  /// Stands for the record before the genesis record.
  static var none: RecordID { RecordID([UInt8](repeating: 0, count: 32)) }
}
