import Bytes
import ChangeLog
import Cryptography
import Foundation
import Relay
import Review
import SQLite
import SyncProtocol
import TestSupport
import Testing
import Trust

@testable import Replica

/// Real replicas, on SQLite, against the relay's state machine in memory: the connection breaks
/// wherever the seed says.
@Suite struct SyncStoreTests {
  /// Method: three members and a second device write at random and sync over a connection that is
  /// cut after a random number of messages.
  ///
  /// In the end everybody syncs undisturbed: all digests must be equal, nothing may wait or be
  /// unsent, and each replica's views must be what its log says.
  @Test(arguments: seeds(6))
  func endAlikeWhereverTheConnectionBreaks(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let office = try Office(seed: seed)
    defer { office.remove() }
    for _ in 0..<60 {
      let replica = try #require(office.replicas.randomElement(using: &random))
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6: try office.write(in: replica, &random)
      case 6..<9: try office.sync(replica, cutAfter: Int.random(in: 0..<25, using: &random))
      default: try office.sync(replica)
      }
    }
    for _ in 0..<2 { for replica in office.replicas { try office.sync(replica) } }
    let digest = try office.replicas[0].digest()
    for replica in office.replicas {
      #expect(try replica.digest() == digest)
      #expect(try replica.toSend().count == 0)
      #expect(try replica.setAside() == (0, 0, 0))
      let (before, after) = try replica.rebuild { _, _ in }
      #expect(before == after)
    }
    #expect(try office.replicas[0].log(limit: 10_000).count > 20)
  }

  /// The relay comes back with an empty store: the next to sync fill it again, also with what
  /// others wrote.
  @Test func aRelayThatLostItsDataIsFilledAgain() throws {
    var random = SplitMix64(seed: 99)
    let office = try Office(seed: 99)
    defer { office.remove() }
    for replica in office.replicas {
      try office.write(in: replica, &random)
      try office.sync(replica)
    }
    for replica in office.replicas { try office.sync(replica) }
    office.loseRelay()
    // Only one comes back, and brings everybody's work.
    try office.sync(office.replicas[2])
    let late = try office.join("Dora", invitedBy: office.replicas[0])
    try office.sync(late)
    // Whose name is all that the other has not seen.
    try office.sync(office.replicas[2])
    #expect(try late.digest() == office.replicas[2].digest())
  }

  /// Method: of one member, as many changes as the limit says wait in Ana's replica, or one fewer.
  ///
  /// At the limit no more of that member is taken, while the others go on; as soon as there is
  /// room, all comes that was put aside.
  @Test(arguments: [(19_999, false), (20_000, true)])
  func takesNoMoreOfAMemberWhoseChangesWait(count: Int, isPaused: Bool) throws {
    var random = SplitMix64(seed: 11)
    let office = try Office(seed: 11)
    defer { office.remove() }
    let (ana, ben, chloe) = (office.replicas[0], office.replicas[1], office.replicas[2])
    try office.sync(ana)
    let segments = try ana.database.rows(
      """
      SELECT row FROM segment JOIN device ON device.id = segment.device WHERE device.member = ?1
      """, [.blob(ben.member.bytes)]
    ) { $0.integer(0) }
    // Ben's name came in a segment of his.
    let segment = try #require(segments.first)
    try ana.database.run(
      """
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      INSERT INTO pending SELECT CAST(i AS BLOB), x'', ?2 FROM n
      """, [.integer(count), .integer(segment)])
    for replica in [ben, chloe] {
      try replica.addNote(
        ObjectID(SecureRandom.bytes(16)), on: ObjectID([UInt8](repeating: 1, count: 16)),
        text: "Late", time: 1_795_100_000_000)
      try office.sync(replica)
    }
    try office.sync(ana)
    #expect(try ana.setAside().quarantined == (isPaused ? 1 : 0))
    #expect(
      try ana.notes(on: ObjectID([UInt8](repeating: 1, count: 16))).count == (isPaused ? 1 : 2))

    try ana.database.run("DELETE FROM pending")
    try office.write(in: ben, &random)
    for replica in [ben, chloe, ana, ben, chloe] { try office.sync(replica) }
    #expect(try ana.setAside() == (0, 0, 0))
    #expect(try ana.digest() == ben.digest())
    #expect(try ana.digest() == chloe.digest())
  }

  /// Method: everything that is said to the relay and by it, before any TLS, is searched for words
  /// that each replica holds.
  @Test func noWordOfAReviewIsInAnyMessage() throws {
    let office = try Office(seed: 12)
    defer { office.remove() }
    let ana = office.replicas[0]
    try ana.addNote(
      ObjectID(SecureRandom.bytes(16)), on: ObjectID([UInt8](repeating: 1, count: 16)),
      text: "Marker-note", time: 1_795_100_000_000)
    try office.sync(ana)
    for replica in office.replicas { try office.sync(replica) }
    let path = Replica.databasePath(office.replicas[1].folder)
    let words = ["Marker-note", "Office", "Chloe", "effectiveness"]
    var own = try Data(contentsOf: URL(fileURLWithPath: path))
    own += try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
    for word in words {
      #expect(own.range(of: Data(word.utf8)) != nil, "\(word) is in no replica")
      #expect(office.wire.range(of: Data(word.utf8)) == nil, "\(word)")
    }
    #expect(office.wire.range(of: Data(ana.workspace.bytes)) != nil)
  }

  /// A copied folder goes on beside the original: nothing is lost, and all end alike.
  @Test func aCopyBesideTheOriginalLosesNothing() throws {
    var random = SplitMix64(seed: 7)
    let office = try Office(seed: 7)
    defer { office.remove() }
    let original = office.replicas[1]
    try office.write(in: original, &random)
    let copyFolder = original.folder + "-copy"
    try FileManager.default.copyItem(atPath: original.folder, toPath: copyFolder)
    let copy = try Replica(openAt: copyFolder)
    for _ in 0..<3 {
      try office.write(in: original, &random)
      try office.write(in: copy, &random)
      try office.sync(original)
      try office.sync(copy)
    }
    for _ in 0..<2 { for replica in office.replicas + [copy] { try office.sync(replica) } }
    let digest = try office.replicas[0].digest()
    #expect(try original.digest() == digest)
    #expect(try copy.digest() == digest)
    #expect(try copy.toSend().count == 0)
  }
}

/// A few people, their replicas in folders, and a relay without a network.
private final class Office {
  private(set) var replicas: [Replica] = []
  private var store: MemoryStore
  private var core: RelayCore
  private let folder: String
  private var random: SplitMix64
  private var lastConnection: UInt64 = 0
  /// All that was said to the relay, and by it.
  private(set) var wire = Data()
  private var time: UInt64 = 1_795_000_000_000

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed ^ 0x0ff1_ce00)
    folder = NSTemporaryDirectory() + "concord-office-\(UUID().uuidString)"
    store = MemoryStore(generation: GenerationID(SecureRandom.bytes(16)))
    core = RelayCore(store: store, configuration: RelayConfiguration())
    try FileManager.default.createDirectory(
      atPath: folder + "/Ana", withIntermediateDirectories: true)
    let ana = try Replica.found(
      in: folder + "/Ana", title: "Office", name: "Ana", criteria: Template.policy.criteria,
      time: time)
    let link = try SetupLink(parsing: "wss://relay.example:7788/")
    try ana.setRelay(link)
    replicas = [ana]
    try sync(ana)
    replicas.append(try join("Ben", invitedBy: ana))
    replicas.append(try join("Chloe", invitedBy: ana))
    replicas.append(try join("Ana", isOwnDevice: true, invitedBy: ana))
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// Starts the relay anew, with nothing in its store.
  func loseRelay() {
    store = MemoryStore(generation: GenerationID(SecureRandom.bytes(16)))
    core = RelayCore(store: store, configuration: RelayConfiguration())
  }

  func join(
    _ name: String, isOwnDevice: Bool = false, invitedBy host: Replica
  ) throws -> Replica {
    let secret = InviteSecret(
      SecureRandom.secret(InviteSecret.secretByteCount), workspace: host.workspace)
    try host.propose(
      .invite(
        Invite(
          secret.id, for: isOwnDevice ? .newDevice(of: host.member) : .newMember(.writer),
          expires: 0, isAutomatic: true)))
    try sync(host)
    let place = folder + "/\(name)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let relay = try #require(RelayAddress("wss://relay.example:7788/"))
    let joining = try Joining.begin(
      in: place, token: InviteToken(secret, at: relay), name: name)
    #expect(try converse(joining) == nil)
    try sync(host)
    let log = try #require(try converse(joining))
    let replica = try joining.finish(with: log, time: time)
    try sync(replica)
    return replica
  }

  private func converse(_ joining: Joining) throws -> MembershipLog? {
    var session = JoinSession(try joining.invitation(at: time))
    let connection = open()
    defer { _ = core.step(.closed(connection)) }
    var events: [JoinSession.Event] = [.connected(spki: LoginStatement.noRelayKeyHash)]
    while !events.isEmpty {
      for effect in try session.step(events.removeFirst()) {
        switch effect {
        case .send(let bytes): events += replies(to: bytes, on: connection).map { .received($0) }
        case .waiting: return nil
        case .approved(let log): return log
        case .closed, .expired, .failed: throw Unexpected()
        }
      }
    }
    throw Unexpected()
  }

  private struct Unexpected: Error {}

  private func open() -> ConnectionNumber {
    lastConnection += 1
    let connection = ConnectionNumber(rawValue: lastConnection)
    _ = core.step(
      .opened(connection, challenge: SecureRandom.bytes(32), time: time))
    return connection
  }

  private func replies(to bytes: [UInt8], on connection: ConnectionNumber) -> [[UInt8]] {
    _ = core.step(.received(connection, bytes))
    let replies = core.step(.roundEnded(now: 0)).compactMap { effect in
      if case .send(connection, let reply) = effect { reply } else { nil }
    }
    for message in [bytes] + replies { wire += message }
    return replies
  }

  /// Syncs a replica, up to the given number of messages in both directions.
  func sync(_ replica: Replica, cutAfter messageCount: Int = .max) throws {
    var session = ClientSession(store: try SyncStore(replica), mode: .once)
    let connection = open()
    defer { _ = core.step(.closed(connection)) }
    var left = messageCount
    var events: [ClientSession.Event] = [.connected(spki: LoginStatement.noRelayKeyHash)]
    while !events.isEmpty {
      for effect in try session.step(events.removeFirst()) {
        switch effect {
        case .send(let bytes):
          left -= 1
          // The message is lost, or its answer is: both happen.
          if left < 0 { return }
          let answers = replies(to: bytes, on: connection)
          left -= answers.count
          if left < 0 { return }
          events += answers.map { .received($0) }
        case .finished(nil): return
        case .finished(let failure?): throw failure
        case .report, .caughtUp: continue
        }
      }
    }
    throw Unexpected()
  }

  /// Does something that a person would.
  func write(in replica: Replica, _ random: inout SplitMix64) throws {
    time += 1_000
    let criterion = Template.policy.criteria[0]
    let recommendation = ObjectID(
      [UInt8](repeating: UInt8.random(in: 1...3, using: &random), count: 16))
    switch Int.random(in: 0..<5, using: &random) {
    case 0, 1:
      let value = Int64.random(in: 1...9, using: &random)
      _ = try replica.rate(
        recommendation, [(criterion, .value(value, confidence: nil, reason: ""))], time: time)
    case 2:
      try replica.addNote(
        ObjectID(SecureRandom.bytes(16)), on: recommendation,
        text: "Note \(time) on what may be done before the winter.", time: time)
    case 3:
      guard let note = try replica.notes(on: recommendation).randomElement(using: &random) else {
        return
      }
      let (old, version) = try replica.text(TextKey(note.id, .noteText))
      _ = try replica.editNote(
        note.id, from: old, at: version,
        to: old.replacingOccurrences(of: "winter", with: "winter of \(time % 100)"), time: time)
    default:
      guard let note = try replica.notes(on: recommendation).randomElement(using: &random),
        !note.isDeleted
      else { return }
      try replica.delete(note.id, time: time)
    }
  }
}
