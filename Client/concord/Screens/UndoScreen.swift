import Bytes
import ChangeLog
import Host
import Replica
import Review

/// Says what an undo takes back, what it leaves, and why.
struct UndoScreen {
  private let session: Session
  private let replica: Replica
  private let directory: Directory
  private let cells: CellText

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
    cells = try CellText(session)
  }

  /// The change that is undone, in a line: "h3k2, by you at 14:02: rated R1 feasibility 8".
  func title(_ id: ChangeID) throws -> String {
    let entry = try replica.logEntry(id)
    let spelled = try replica.ids.spell(.change, id.bytes)
    return "\(spelled), by \(directory.nameOrYou(entry.author)) at \(session.moment(entry.time)): "
      + (try ChangeSummary(session).text(entry.change))
  }

  func lines(_ plan: UndoPlan) throws -> [StyledText] {
    try plan.effects.flatMap { try lines($0) }
      + plan.skipped.flatMap { skipped in
        StyledText("left as it is: \(try subject(skipped)), \(reason(skipped))", .dim)
          .wrapped(to: session.width - 2, indent: 2).map { "  " + $0 }
      }
  }

  private func lines(_ effect: UndoPlan.Effect) throws -> [StyledText] {
    let line: StyledText
    switch effect {
    case .deletion(let object):
      line = "\(try cells.place(CellKey(object, .deleted))): deleted"
    case .text(let key, let edits, let text):
      line =
        "\(try cells.place(CellKey(key.object, key.field))): " + PassageText.line(edits, on: text)
    case .values(let key, let now, let before):
      line = "\(try cells.place(key)): " + StyledText(step(key, now: now, before: before))
    }
    return line.wrapped(to: session.width - 2, indent: 2).map { "  " + $0 }
  }

  private func step(_ key: CellKey, now: [Value], before: [Value]) -> String {
    switch key.field {
    case .deleted: return before.isEmpty ? "back again" : "deleted again"
    case .noteTag: return before.isEmpty ? "taken away" : "back again"
    case .noteReviewed: return before.isEmpty ? "to be read again" : "read as merged"
    case .noteOn: return "moved back"
    case .recommendationPosition: return "back in its place"
    default:
      return "\(words(now, of: key, none: "none")) → \(words(before, of: key, none: "none"))"
    }
  }

  private func words(_ values: [Value], of key: CellKey, none: String) -> String {
    let texts = values.map { cells.value($0, of: key) }
    return texts.isEmpty ? none : texts.joined(separator: " | ")
  }

  // MARK: What stays

  private func subject(_ skipped: UndoPlan.Skipped) throws -> String {
    if let cell = skipped.cell { return try cells.place(cell) }
    guard let object = skipped.object else { return "something" }
    return try cells.place(CellKey(object, .deleted))
  }

  func reason(_ skipped: UndoPlan.Skipped) -> String {
    func since(_ who: MemberID?) -> String {
      who.map { "by \(directory.nameOrYou($0)) since" } ?? "since"
    }
    return switch skipped.obstacle {
    case .replaced(let who): "which was changed \(since(who))"
    case .deletedSince: "which was deleted since"
    case .writtenSince(let who): "where something was written \(since(who)): delete it instead"
    case .belongs(let member): "which only \(directory.name(member)) can say"
    case .hadNoEffect: "where it had no effect"
    case .final: "which is done for good"
    case .inOpenRound: "which is rated blind now: rate it anew, or --withdraw"
    case .firstValue: "which had no value before"
    case .nothingLeft: "of which nothing is left"
    case .articleText: "whose text never changes"
    case .unknown: "which only a newer Concord understands"
    }
  }

  /// Why nothing at all can be undone.
  func failure(_ plan: UndoPlan) throws -> Failure {
    let id = try replica.ids.spell(.change, plan.target.bytes)
    if let undoing = try replica.undoings(of: plan.target).last {
      let other = try replica.ids.spell(.change, undoing.id.bytes)
      return Failure(
        "\(id) was undone already, by \(directory.nameOrYou(undoing.author)) at "
          + session.moment(undoing.time),
        hint: "Nothing was changed. To take that back: concord redo \(other)")
    }
    let reasons = try plan.skipped.map { "  \(try subject($0)), \(reason($0))" }
    return Failure(
      "there is nothing left to undo of \(try title(plan.target))",
      hint: (reasons + ["Nothing was changed. concord log shows what else there is."])
        .joined(separator: "\n"))
  }

  // MARK: JSON

  func json(_ plan: UndoPlan, change: ChangeID?) throws -> JSON {
    [
      "undone": .string(try replica.ids.spell(.change, plan.target.bytes)),
      "change": .string(orNull: try change.map { try replica.ids.spell(.change, $0.bytes) }),
      "effects": .array(try plan.effects.map { try json($0) }),
      "left": .array(
        try plan.skipped.map { skipped in
          ["about": .string(try subject(skipped)), "reason": .string(reason(skipped))]
        }),
    ]
  }

  private func json(_ effect: UndoPlan.Effect) throws -> JSON {
    switch effect {
    case .deletion(let object):
      return ["about": .string(try cells.place(CellKey(object, .deleted))), "kind": "deletion"]
    case .values(let key, let now, let before):
      func list(_ values: [Value]) -> JSON {
        .array(values.map { .string(cells.value($0, of: key)) })
      }
      return [
        "about": .string(try cells.place(key)), "kind": "value", "now": list(now),
        "before": list(before),
      ]
    case .text(let key, let edits, _):
      return [
        "about": .string(try cells.place(CellKey(key.object, key.field))), "kind": "text",
        "edits": .array(
          edits.map { edit in
            [
              "position": .integer(Int64(edit.position)),
              "deleted": .integer(Int64(edit.deleteCount)), "inserted": .string(edit.insert),
            ]
          }),
      ]
    }
  }
}
