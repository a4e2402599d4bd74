import Bytes
import Host
import Replica
import Review

/// Shows decisions whole: value, kind, who and why, the ratings they saw, dissent, what came later.
struct DecisionScreen {
  private let session: Session
  private let replica: Replica
  private let directory: Directory

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
  }

  /// The decisions on one recommendation, one below the other; nothing where there are none.
  func lines(_ recommendation: Recommendation, _ criteria: [Criterion]) throws -> [StyledText] {
    try criteria.flatMap { criterion in
      let state = try replica.state(of: recommendation.id, criterion.name)
      return try lines(DecisionRecord(state, of: recommendation, in: replica), criterion)
    }
  }

  private func lines(_ record: DecisionRecord, _ criterion: Criterion) -> [StyledText] {
    var lines: [StyledText] = []
    if let entry = record.decision {
      let decision = entry.decision
      lines +=
        ("   \(criterion.name, .bold) \(criterion.text(of: decision.value), .green)"
        + " (\(decision.kind.name)), by \(directory.nameOrYou(entry.author)), "
        + "\(session.moment(entry.time)): “\(decision.reason.firstLine)”" as StyledText)
        .wrapped(to: session.width, indent: 6)
      if !record.seen.isEmpty { lines += line("saw \(names(record.seen, criterion))") }
    }
    for dissent in record.dissents {
      let keeps = dissent.value.map { " and keeps \(criterion.text(of: $0))" } ?? ""
      let what = record.decision == nil ? " on \(criterion.name)" : ""
      lines += line(
        "\(directory.nameOrYou(dissent.member)) dissents\(what)\(keeps): “\(dissent.reason)”")
    }
    if !record.later.isEmpty {
      lines += line("later, consistent: \(names(record.later, criterion))")
    }
    if !record.against.isEmpty {
      lines += line("later, against it: \(names(record.against, criterion))")
    }
    return lines
  }

  private func line(_ text: String) -> [StyledText] {
    StyledText("      " + text).wrapped(to: session.width, indent: 8)
  }

  private func names(_ entries: [RatingEntry], _ criterion: Criterion) -> String {
    entries.map { entry in
      let value = entry.rating.counted.map { criterion.text(of: $0) }
      return "\(directory.nameOrYou(entry.member)) \(value ?? RatingText.short(entry.rating))"
    }.joined(separator: ", ")
  }
}

/// What there is to say of one decision, for every screen and every export.
struct DecisionRecord {
  /// Somebody who keeps another value.
  struct Dissent {
    let member: MemberID
    let reason: String
    /// Their own rating, if they have one that counts.
    let value: Int64?
  }

  let decision: DecisionEntry?
  /// The ratings it saw that still stand.
  let seen: [RatingEntry]
  /// Those that came or changed later, and agree with it.
  let later: [RatingEntry]
  /// Those that came or changed later, and re-open it.
  let against: [RatingEntry]
  /// The minority report; also there while nothing is decided any more.
  let dissents: [Dissent]

  init(_ state: CriterionState, of recommendation: Recommendation, in replica: Replica) throws {
    decision = state.decision
    seen = decision == nil ? [] : state.seen
    later = state.laterConsistent
    against = state.contradicting
    dissents = try replica.dissents(recommendation.id, state.name).map { dissent in
      let own = state.counted.first { $0.member == dissent.member }
      return Dissent(member: dissent.member, reason: dissent.reason, value: own?.rating.counted)
    }
  }

  func json(_ directory: Directory) -> JSON {
    guard let entry = decision else { return .null }
    let decision = entry.decision
    func list(_ entries: [RatingEntry]) -> JSON {
      .array(
        entries.map {
          ["member": .string(directory.name($0.member)), "value": RatingText.json($0.rating)]
        })
    }
    return [
      "value": .integer(decision.value), "kind": .string(decision.kind.name),
      "reason": .string(decision.reason), "by": .string(directory.name(entry.author)),
      "time": .string(TimeFormat.iso8601(Int64(clamping: entry.time))),
      "rule": .string(decision.rule.text), "seen": list(seen), "laterConsistent": list(later),
      "laterAgainst": list(against),
    ]
  }

  /// The dissents, which are told whatever became of the decision.
  func dissentJSON(_ directory: Directory) -> JSON {
    .array(
      dissents.map { dissent in
        [
          "member": .string(directory.name(dissent.member)), "reason": .string(dissent.reason),
          "keeps": dissent.value.map { .integer($0) } ?? .null,
        ]
      })
  }
}
