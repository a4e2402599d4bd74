import Bytes
import ChangeLog
import Host
import Replica
import Review

enum OfflineCommand {
  static let command = Command<Console>(
    "offline", "Write as one analyst without a network, each change a transaction of its own",
    details: """
      Six of ten changes are ratings with a reason, three are small edits of notes, one is a new \
      note; each brings about 200 bytes of its author's words.
      """,
    operands: [.required("DIR", "A folder with a workspace and an article")],
    options: [
      .value("changes", "N", "How many; 10000 without it"),
      .value("seed", "N", "1 without it"),
    ]
  ) { console, arguments in
    let replica = try Replica(openAt: arguments.operand("DIR") + "/" + Replica.folderName)
    let count = try arguments.integer("changes", in: 1...10_000_000) ?? 10_000
    var writer = try OfflineWriter(
      replica, seed: UInt64(try arguments.integer("seed", in: 0...(.max)) ?? 1))
    let start = SystemClock.monotonicMilliseconds()
    for place in 0..<count { try writer.write(place) }
    let seconds = Double(SystemClock.monotonicMilliseconds() - start) / 1_000
    console.print("\(count) changes in \(seconds) s")
    return .done
  }
}

/// Writes through the replica's own actions, as the commands do.
private struct OfflineWriter {
  private let replica: Replica
  private let criteria: [Criterion]
  private let recommendations: [Recommendation]
  private var prose: Prose
  private var notes: [ObjectID] = []

  init(_ replica: Replica, seed: UInt64) throws {
    self.replica = replica
    criteria = try replica.criteria()
    recommendations = try replica.articles().flatMap { try replica.recommendations(of: $0.id) }
    prose = Prose(seed: seed)
  }

  mutating func write(_ place: Int) throws {
    let time = UInt64(clamping: SystemClock.nowMilliseconds())
    let recommendation = prose.pick(recommendations).id
    switch place % 10 {
    case 0:
      let note = ObjectID(prose.bytes(16))
      try replica.addNote(note, on: recommendation, text: prose.text(words: 30), time: time)
      notes.append(note)
    case 1, 2, 3:
      let note = prose.pick(notes)
      let (content, version) = try replica.text(TextKey(note, .noteText))
      _ = try replica.editNote(
        note, from: content, at: version, to: content + "\n" + prose.text(words: 30), time: time)
    default:
      let rating = Rating.value(
        Int64(prose.number(1...9)), confidence: .medium, reason: prose.text(words: 30))
      _ = try replica.rate(recommendation, [(prose.pick(criteria), rating)], time: time)
    }
  }
}
