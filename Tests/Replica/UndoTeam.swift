import Bytes
import ChangeLog
import Foundation
import Review
import SQLite
import TestSupport

@testable import Replica

/// Two people with a replica each on disk, who know each other without keys or a relay.
final class UndoTeam {
  private(set) var replicas: [Replica] = []
  let recommendation = ObjectID([UInt8](repeating: 0xa0, count: 16))
  private(set) var notes: [ObjectID] = []
  private(set) var time: UInt64 = 1_000
  private let folder: String
  private var random: SplitMix64

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("concord-undo-\(UUID().uuidString)").path
    for name in ["ana", "ben"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    let criterion = Criterion(
      name: "cost", position: 0, lowest: 1, highest: 9, lowLabel: "", highLabel: "",
      level: .ordinal)
    let ana = try Replica.found(
      in: "\(folder)/ana", title: "T", name: "Ana", criteria: [criterion], time: time)
    let device = [UInt8](repeating: 0xd9, count: 16)
    let member = [UInt8](repeating: 0x0b, count: 16)
    _ = try ana.write { transaction in
      try transaction.database.run(
        "INSERT INTO device SELECT ?1, ?2, role, 9 FROM device", [.blob(device), .blob(member)])
    }
    replicas = [try Replica(openAt: ana.folder)]
    let copy = "\(folder)/ben/\(Replica.folderName)"
    try ana.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    try FileManager.default.copyItem(atPath: ana.folder, toPath: copy)
    let database = try Replica.connect(Replica.databasePath(copy), mayCreate: false)
    try Meta(database).set(.device, .blob(device))
    try Meta(database).set(.member, .blob(member))
    try Meta(database).set(.replica, .bits(77))
    try Meta(database).set(.number, .bits(0))
    replicas.append(try Replica(openAt: copy))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  func tick() -> UInt64 {
    time += 1
    return time
  }

  // MARK: Work

  /// One person does something; returns whether that made a change.
  func work(_ place: Int) throws -> Bool {
    let replica = replicas[place]
    let before = try changes(of: replica).count
    let visible = try notes.filter { try replica.note($0) != nil && !replica.isHidden($0) }
    switch below(visible.isEmpty ? 3 : 10) {
    case 0:
      let note = ObjectID((0..<16).map { _ in UInt8(below(256)) })
      try replica.addNote(
        note, on: recommendation, text: words(5), tags: ["law"], time: tick())
      notes.append(note)
    case 1, 2:
      let criterion = try replica.criteria()[0]
      let rating = Rating.value(Int64(1 + below(9)), confidence: nil, reason: "")
      _ = try replica.rate(recommendation, [(criterion, rating)], time: tick())
    case 3: try replica.delete(visible[below(visible.count)], time: tick())
    case 4:
      let note = visible[below(visible.count)]
      try replica.tagNote(note, adding: ["law"], removing: ["war"], time: tick())
    case 5:
      let note = visible[below(visible.count)]
      try replica.tagNote(note, adding: ["war"], removing: ["law"], time: tick())
    case 6:
      let criterion = try replica.criteria()[0]
      _ = try replica.decide(
        recommendation, criterion, .value(Int64(1 + below(9))), reason: "so", time: tick())
    default:
      let note = visible[below(visible.count)]
      let (text, version) = try replica.text(TextKey(note, .noteText))
      var list = text.split(separator: " ").map(String.init)
      let place = below(list.count + 1)
      list.replaceSubrange(
        place..<min(list.count, place + below(3)), with: (0..<below(3)).map { _ in words(1) })
      _ = try replica.editNote(
        note, from: text, at: version, to: list.joined(separator: " "), time: tick())
    }
    return try changes(of: replica).count > before
  }

  private func words(_ count: Int) -> String {
    (0..<count).map { _ in ["a", "be", "see", "dé", "e\u{301}f"][below(5)] + "\(below(50))" }
      .joined(separator: " ")
  }

  // MARK: Exchange

  func changes(of replica: Replica) throws -> [EncodedChange] {
    try replica.database.rows("SELECT bytes FROM change ORDER BY row") {
      try EncodedChange(decoding: $0.blob(0), hash: PlainSHA256.hash)
    }
  }

  /// Hands everything that one has to the other.
  func send(from: Int, to: Int) throws {
    let known = Set(try changes(of: replicas[to]).map(\.id))
    let missing = try changes(of: replicas[from]).filter { !known.contains($0.id) }
    try replicas[to].write { transaction in
      for change in missing { _ = try transaction.admit(change, segment: 1) }
    }
  }

  func model(of replica: Replica) throws -> ModelState {
    let members = Dictionary(
      uniqueKeysWithValues: try replica.database.rows("SELECT id, member FROM device") {
        (DeviceID($0.blob(0)), MemberID($0.blob(1)))
      })
    var model = Model(workspace: replica.workspaceObject, members: members)
    for change in try changes(of: replica) { model.receive(change) }
    return model.state()
  }
}
