import Bytes
import ChangeLog
import Host
import Replica
import Review

/// Shows changes of the log: a line each, or one in full.
struct ChangeScreen {
  private let session: Session
  private let replica: Replica
  private let directory: Directory
  private let summary: ChangeSummary
  private let cells: CellText

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
    summary = try ChangeSummary(session)
    cells = try CellText(session)
  }

  /// The change in a row: id, when, who, what.
  func cells(_ entry: Replica.LogEntry) throws -> [StyledText] {
    let undone: StyledText =
      try replica.undoings(of: entry.id).last.map {
        StyledText("(undone by \(directory.nameOrYou($0.author))) ", .yellow)
      } ?? ""
    return [
      StyledText(try replica.ids.spell(.change, entry.id.bytes), .cyan),
      StyledText(session.moment(entry.time), .dim),
      StyledText(author(of: entry)),
      StyledText(entry.isSent ? "" : "(to send) ") + undone
        + StyledText(try summary.text(entry.change)),
    ]
  }

  private func author(of entry: Replica.LogEntry) -> String {
    let isElsewhere =
      entry.device != directory.localDevice && entry.author == directory.localMember
    return directory.nameOrYou(entry.author)
      + (isElsewhere ? ", \(directory.deviceLabel(entry.device))" : "")
  }

  // MARK: In full

  func show(_ entry: Replica.LogEntry) throws {
    let details = try replica.details(of: entry.id)
    try session.show(json(entry, details)) {
      let id = try replica.ids.spell(.change, entry.id.bytes)
      let console = session.console
      console.print("\(id, [.cyan, .bold])  \(try summary.text(entry.change))")
      var table = Table([.init(), .init(wraps: true)])
      let time = Int64(clamping: entry.time)
      table.add(["by", StyledText(author(of: entry))])
      table.add(["when", StyledText("\(session.times.full(time)), \(session.times.age(time))")])
      table.add(["sent", entry.isSent ? "yes" : "not yet"])
      let past = try entry.change.dependencies.map { try replica.ids.spell(.change, $0.bytes) }
      table.add(["follows", StyledText(past.isEmpty ? "nothing" : past.joined(separator: ", "))])
      if let target = entry.change.undoes {
        table.add(["undoes", StyledText(try replica.ids.spell(.change, target.bytes))])
      }
      for undoing in try replica.undoings(of: entry.id) {
        let other = try replica.ids.spell(.change, undoing.id.bytes)
        table.add([
          "undone",
          StyledText(
            "by \(directory.nameOrYou(undoing.author)), "
              + "\(session.moment(undoing.time)): \(other)"),
        ])
      }
      table.add(["hash", StyledText(Hex.encode(entry.id.bytes), .dim)])
      console.print(table.lines(width: session.width))
      console.print()
      for detail in details {
        console.print(try line(detail).wrapped(to: session.width, indent: 2))
      }
    }
  }

  private func line(_ detail: ChangeDetail) throws -> StyledText {
    switch detail {
    case .value(let key, let before, let after):
      let new = after.map { cells.value($0, of: key) } ?? "none"
      return "\(try cells.place(key), .cyan)  \(words(before, of: key)) → \(new, .bold)"
        + StyledText(key.isPlain ? "" : "  (\(key.field.name))", .dim)
    case .text(let key, let inserted, let deleted):
      let words = deleted.map(PassageText.deleted) + inserted.map(PassageText.inserted)
      let place = try cells.place(CellKey(key.object, key.field))
      return words.reduce("\(place, .cyan) ") { $0 + " " + $1 }
    case .unknown: return "something newer than this Concord"
    }
  }

  private func words(_ values: [Value], of key: CellKey) -> String {
    values.isEmpty
      ? "none" : values.map { cells.value($0, of: key) }.joined(separator: " | ")
  }

  // MARK: JSON

  func json(_ entry: Replica.LogEntry) throws -> JSON { .object(try members(entry)) }

  private func members(_ entry: Replica.LogEntry) throws -> [JSON.Member] {
    func spell(_ id: ChangeID) throws -> JSON {
      .string(try replica.ids.spell(.change, id.bytes))
    }
    return [
      JSON.Member("id", try spell(entry.id)),
      JSON.Member("hash", .string(Hex.encode(entry.id.bytes))),
      JSON.Member("author", .string(directory.name(entry.author))),
      JSON.Member("time", .string(TimeFormat.iso8601(Int64(clamping: entry.time)))),
      JSON.Member("sent", .bool(entry.isSent)),
      JSON.Member("lamport", .integer(Int64(entry.change.lamport))),
      JSON.Member("summary", .string(try summary.text(entry.change))),
      JSON.Member("follows", .array(try entry.change.dependencies.map(spell))),
      JSON.Member("undoes", try entry.change.undoes.map(spell) ?? .null),
      JSON.Member("undoneBy", .array(try replica.undoings(of: entry.id).map { try spell($0.id) })),
    ]
  }

  private func json(_ entry: Replica.LogEntry, _ details: [ChangeDetail]) throws -> JSON {
    .object(
      try members(entry) + [
        JSON.Member("details", .array(try details.map { try json($0) }))
      ])
  }

  private func json(_ detail: ChangeDetail) throws -> JSON {
    switch detail {
    case .unknown: return ["kind": "unknown"]
    case .value(let key, let before, let after):
      return [
        "kind": "value", "about": .string(try cells.place(key)),
        "field": .string(key.field.name),
        "before": .array(before.map { .string(cells.value($0, of: key)) }),
        "after": .string(orNull: after.map { cells.value($0, of: key) }),
      ]
    case .text(let key, let inserted, let deleted):
      return [
        "kind": "text", "about": .string(try cells.place(CellKey(key.object, key.field))),
        "inserted": .array(inserted.map { .string($0) }),
        "deleted": .array(deleted.map { .string($0) }),
      ]
    }
  }
}

extension CellKey {
  /// Whether its place on a screen says what it is.
  fileprivate var isPlain: Bool {
    switch field {
    case .rating, .decision, .dissent, .recommendationTitle, .recommendationText, .noteTag,
      .memberName, .workspaceTitle, .criterion:
      true
    default: false
    }
  }
}
