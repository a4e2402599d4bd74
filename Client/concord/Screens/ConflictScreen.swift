import Bytes
import ChangeLog
import Host
import Replica
import Review

/// Shows conflicts: who, what, when, why, and the command that settles each.
struct ConflictScreen {
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

  func lines(_ conflict: Conflict) throws -> [StyledText] {
    let id = try replica.ids.spell(.conflict, conflict.id.bytes)
    let kind = StyledText(conflict.key.kind.name, .yellow).padded(to: 18)
    let head: StyledText = "\(id, .cyan)  \(kind)\(try subject(conflict))"
    return [head.truncated(to: max(session.width, 60))]
      + (try choices(conflict)) + [StyledText("      " + (try ways(conflict, id)), .dim)]
  }

  /// Where the criterion of a disagreement stands, looked up once for all that is said of it.
  private func state(of conflict: Conflict) throws -> CriterionState {
    if let (known, state) = latest.state, known == conflict.id { return state }
    let cell = conflict.key.cell
    let state = try replica.state(of: cell.object, cell.criterion ?? "")
    latest.state = (conflict.id, state)
    return state
  }

  private final class Latest {
    var state: (ObjectID, CriterionState)?
  }

  private let latest = Latest()
  /// How many ratings of one disagreement are listed: of more, those at either end.
  private static let ratingsMax = 8

  /// The ratings to list, with the numbers by which they are picked.
  private func ratings(_ state: CriterionState) throws -> [(Int, RatingEntry)] {
    let all = Array(try replica.ratingsInOrder(state).enumerated())
    guard all.count > Self.ratingsMax else { return all.map { ($0.offset, $0.element) } }
    let byValue = all.sorted {
      ($0.element.rating.counted ?? 0, $0.offset) < ($1.element.rating.counted ?? 0, $1.offset)
    }
    let half = Self.ratingsMax / 2
    return (byValue.prefix(half) + byValue.suffix(half)).map { ($0.offset, $0.element) }
  }

  // MARK: What it is about

  func subject(_ conflict: Conflict) throws -> String {
    let cell = conflict.key.cell
    let place = try cells.place(cell)
    switch conflict.key.kind {
    case .collision:
      guard let owner = conflict.owner else { return "\(place): changed at once by two" }
      return owner == directory.localMember
        ? "\(place): you wrote it on two devices"
        : "\(place): waits for \(directory.name(owner)), who wrote it on two devices"
    case .deletion:
      return try replica.isHidden(cell.object)
        ? "\(place): deleted, and there is a reply to it"
        : "\(place): deleted by one, changed by another"
    case .disagreement:
      return "\(place): \(disagreement(try state(of: conflict)))"
    case .bothEdited: return "\(place): two people changed one passage"
    }
  }

  private func disagreement(_ state: CriterionState) -> String {
    guard let lowest = state.values.min(), let highest = state.values.max(),
      let criterion = state.criterion
    else { return "the ratings changed" }
    if let decided = state.decision?.decision, !state.contradicting.isEmpty {
      let values = state.contradicting.compactMap(\.rating.counted).map { "\($0)" }
      return "decided \(decided.value), then rated \(values.joined(separator: ", "))"
    }
    let count = state.values.count
    if case .percent = state.rule {
      return "\(count) ratings from \(lowest) to \(highest), \(state.rule.text)"
    }
    guard criterion.isOrdered else {
      return "\(criterion.text(of: lowest)) and \(criterion.text(of: highest))"
    }
    let panel = Panel(values: state.values, on: criterion)
    return count >= DisagreementRule.panelMin
      ? "\(count) ratings from \(lowest) to \(highest), \(state.rule.judge(panel).rule)"
      : "\(lowest) and \(highest), different thirds, \(highest - lowest) apart"
  }

  // MARK: The choices

  private func choices(_ conflict: Conflict) throws -> [StyledText] {
    let cell = conflict.key.cell
    switch conflict.key.kind {
    case .collision:
      let isOwn = conflict.owner != nil
      var lines = try replica.candidates(cell).enumerated().map { index, candidate in
        choice(
          index + 1,
          isOwn
            ? directory.deviceLabel(candidate.device) : directory.nameOrYou(candidate.author),
          cells.value(candidate.value, of: cell), session.moment(candidate.time))
      }
      if cell.field == .rating {
        lines.append(StyledText("      not counted until settled", .dim))
      }
      return lines
    case .disagreement:
      return try ratings(try state(of: conflict)).map { index, entry in
        let why = entry.rating.reason.isEmpty ? "" : "  “\(entry.rating.reason.firstLine)”"
        return choice(
          index + 1, directory.nameOrYou(entry.member),
          RatingText.long(entry.rating, criterion(of: cell)) + "  "
            + (entry.rating.confidence?.name ?? "-"),
          session.moment(entry.time) + why)
      } + rest(try state(of: conflict))
    case .deletion:
      let deleted = try replica.deletions(of: cell.object).map {
        StyledText("      deleted by \(directory.nameOrYou($0.author)), \(session.moment($0.time))")
      }
      let changed = try replica.unseenWriters(of: cell.object).map {
        StyledText("      changed by \(directory.nameOrYou($0.author)), \(session.moment($0.time))")
      }
      let replied = try replica.repliers(to: cell.object).map {
        StyledText("      reply by \(directory.nameOrYou($0.author)), \(session.moment($0.time))")
      }
      return deleted + changed + replied
    case .bothEdited:
      return try replica.passages(of: cell.object).flatMap { text, authors -> [StyledText] in
        let names = authors.map(directory.nameOrYou).joined(separator: " and ")
        return [StyledText("      \(names):")]
          + StyledText.paragraphs("“\(text)”", width: session.width, indent: 8)
      }
    }
  }

  private func rest(_ state: CriterionState) -> [StyledText] {
    let left = state.counted.count - Self.ratingsMax
    return left > 0 ? [StyledText("        and \(left) between them", .dim)] : []
  }

  private func choice(
    _ number: Int, _ who: String, _ value: String, _ rest: String
  ) -> StyledText {
    let name = StyledText(who).truncated(to: 14).padded(to: 14)
    let place = StyledText("\(number)", .bold).padded(to: 2)
    return ("        \(place) \(name) \(value, .bold)   \(rest)" as StyledText)
      .truncated(to: max(session.width, 60))
  }

  private func ways(_ conflict: Conflict, _ id: String) throws -> String {
    switch conflict.key.kind {
    case .collision:
      if let owner = conflict.owner, owner != directory.localMember {
        return "only \(directory.name(owner)) can say which one was meant"
      }
      return "concord resolve \(id) --pick 1            (or --pick 2, --value V)"
    case .disagreement:
      let state = try state(of: conflict)
      let isThird = !state.ratings.contains {
        $0.member == directory.localMember && $0.rating.counted != nil
      }
      return isThird
        ? "concord resolve \(id) --value V --adjudicate -m WHY   (or --pick N)"
        : "concord resolve \(id) --median -m WHY     (or --pick N, --value V)"
    case .deletion:
      let hasReplies = try replica.hasReplies(conflict.key.cell.object)
      return "concord resolve \(id) --keep              (or --delete"
        + (hasReplies ? ", replies included)" : ")")
    case .bothEdited:
      let note = try replica.ids.spell(.note, conflict.key.cell.object.bytes)
      return "concord resolve \(id) --keep              (or concord note edit \(note))"
    }
  }

  private func criterion(of cell: CellKey) -> Criterion? {
    cells.criteria.first { $0.name == cell.criterion }
  }

  // MARK: JSON

  func json(_ conflict: Conflict) throws -> JSON {
    let cell = conflict.key.cell
    var values: [JSON] = []
    switch conflict.key.kind {
    case .collision:
      values = try replica.candidates(cell).map {
        json($0.author, cells.value($0.value, of: cell, isLabelled: false), $0.time)
      }
    case .disagreement:
      let state = try replica.state(of: cell.object, cell.criterion ?? "")
      values = try replica.ratingsInOrder(state).map {
        json($0.member, RatingText.short($0.rating), $0.time)
      }
    case .deletion:
      values =
        try replica.deletions(of: cell.object).map { json($0.author, "deleted", $0.time) }
        + replica.unseenWriters(of: cell.object).map { json($0.author, "changed", $0.time) }
        + replica.repliers(to: cell.object).map { json($0.author, "replied", $0.time) }
    case .bothEdited:
      values = try replica.passages(of: cell.object).map { text, authors in
        [
          "members": .array(authors.map { .string(directory.name($0)) }),
          "value": .string(text),
        ]
      }
    }
    return [
      "id": .string(try replica.ids.spell(.conflict, conflict.id.bytes)),
      "kind": .string(conflict.key.kind.name), "about": .string(try cells.place(cell)),
      "waitsFor": .string(orNull: conflict.owner.map(directory.name)),
      "values": .array(values),
    ]
  }

  private func json(_ member: MemberID, _ value: String, _ time: UInt64) -> JSON {
    [
      "member": .string(directory.name(member)), "value": .string(value),
      "time": .string(TimeFormat.iso8601(Int64(clamping: time))),
    ]
  }
}
