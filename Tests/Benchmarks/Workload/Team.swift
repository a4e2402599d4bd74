import Bytes
import ChangeLog
import Cryptography
import Host
import Replica
import SyncProtocol
import Trust

/// A replica with its team: the founder's folder on disk, the others in memory.
///
/// The others join by real records of the membership log, and their segments enter the replica by
/// the way on which pages of a relay's log do.
final class Team {
  let replica: Replica
  private(set) var analysts: [Analyst] = []
  private let store: SyncStore
  private let keys: EpochKeys
  private var head: RecordID
  private var cursor: Cursor
  private var page: [PulledPage.Entry] = []
  private var pageByteCount = 0

  private static let names = [
    "Ana", "Ben", "Chloé", "Dmitri", "Esra", "Farid", "Grace", "Hana", "Ivo", "Jun", "Kofi",
    "Lena", "Mei", "Nils", "Olga", "Priya", "Quentin", "Rosa", "Sam", "Tariq",
  ]

  /// Lets `count` members into the workspace of `replica`, its founder included.
  init(_ replica: Replica, count: Int, time: UInt64) throws {
    self.replica = replica
    store = try SyncStore(replica)
    let founder = try DeviceIdentity(
      decoding: try File.read(replica.folder + "/identity", limit: 4_096))
    var log = try replica.membership()
    guard let keys = try log.keyring(for: founder)[log.epoch] else {
      preconditionFailure("the founder holds the keys of the first epoch")
    }
    self.keys = keys
    let generation = GenerationID(SecureRandom.bytes(16))
    cursor = Cursor(
      generation: generation, restart: 0,
      log: LogHead(position: 0, root: .start(of: replica.workspace, in: generation)),
      promised: nil, owesCarrying: false)
    analysts = [
      Analyst(founder, member: replica.member, name: "Ana", number: 1, in: replica.workspace)
    ]
    let known = log.count
    for place in 1..<max(count, 1) {
      let name = place < Self.names.count ? Self.names[place] : "Analyst \(place + 1)"
      let (identity, member) = try Self.admit(name, to: &log, by: founder, keys: keys, time: time)
      analysts.append(
        Analyst(
          identity, member: member, name: name, number: UInt64(place) + 1,
          in: replica.workspace))
    }
    head = log.head
    if log.count > known {
      let records = log.records[known...].map(\.bytes)
      guard case .admitted = try store.admit(records: records, from: UInt64(known)) else {
        preconditionFailure("records that were made for this log continue it")
      }
    }
  }

  private static func admit(
    _ name: String, to log: inout MembershipLog, by founder: DeviceIdentity, keys: EpochKeys,
    time: UInt64
  ) throws -> (DeviceIdentity, MemberID) {
    let identity = DeviceIdentity(
      signingSeed: SecureRandom.secret(32), agreementKey: SecureRandom.secret(32))
    let member = MemberID(SecureRandom.bytes(16))
    let secret = InviteSecret(
      SecureRandom.secret(InviteSecret.secretByteCount), workspace: log.workspace)
    let invite = Invite(secret.id, for: .newMember(.writer), expires: 0, isAutomatic: true)
    try log.append(try log.makeInvite(invite, by: founder, time: time))
    let request = try JoinRequest(
      by: identity, with: secret, name: name, inviter: founder.keys, memberHead: log.head,
      ephemeralSeed: SecureRandom.secret(32))
    try log.append(
      try log.makeAddition(
        of: request, as: member, countersignature: nil, keys: keys,
        ephemeralSeed: SecureRandom.secret(32), by: founder, time: time))
    return (identity, member)
  }

  // MARK: The way in

  /// Seals what the replica itself wrote, as its own sync would, and gives those changes.
  func sealOwn() throws -> [EncodedChange] {
    var changes: [EncodedChange] = []
    while let run = try store.nextPush(after: nil, byteCount: 1 << 20) {
      for bytes in run.segments {
        let segment = try Segment(parsing: bytes)
        advance(past: segment.id)
        let inner = try OpenedSegment(opening: segment, with: keys).inner
        changes += try inner.changes.map {
          try EncodedChange(decoding: Array(inner.bytes[$0]), hash: { SHA256.hash($0) })
        }
      }
      try store.acknowledge(run.last, cursor: cursor)
    }
    return changes
  }

  /// Sends what the analyst at `place` wrote; it is stored with the next full page.
  func send(_ changes: [EncodedChange], by place: Int) throws {
    guard !changes.isEmpty else { return }
    let segment = try analysts[place].seal(changes, memberHead: head, keys: keys)
    advance(past: segment.id)
    page.append(PulledPage.Entry(log: cursor.log, id: segment.id, bytes: segment.bytes))
    pageByteCount += segment.bytes.count
    if pageByteCount > 1 << 19 { try flush() }
  }

  /// Stores what was sent and not stored yet.
  func flush() throws {
    guard !page.isEmpty else { return }
    let outcome = try store.store(PulledPage(entries: page, cursor: cursor))
    precondition(outcome.missing == nil, "a page of whole segments lacks nothing")
    page = []
    pageByteCount = 0
    _ = try store.takeNews()
  }

  private func advance(past segment: SegmentID) {
    let position = cursor.log.position + 1
    cursor.log = LogHead(
      position: position, root: cursor.log.root.appending(segment, at: position))
  }
}
