import Bytes
import ChangeLog
import Cryptography
import Foundation
import Relay
import Review
import SyncProtocol
import TestSupport
import Testing
import Trust

@testable import Replica

/// A few people, their replicas in folders, and a relay without a network.
final class Office {
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

  /// A name for a file that nobody has.
  func newPath() -> String { "\(folder)/\(UUID().uuidString)" }

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
