import Bytes
import Host
import Replica
import Review

/// Shows blind rounds: who has rated while they are open, and what everybody said once closed.
struct RoundScreen {
  private let session: Session
  private let replica: Replica
  private let directory: Directory

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
  }

  // MARK: Finding

  func id(_ round: Round) throws -> String { try replica.ids.spell(.round, round.id.bytes) }

  func state(_ id: ObjectID) throws -> RoundState {
    guard let state = try replica.rounds().first(where: { $0.round.id == id }) else {
      throw Failure("there is no such round", hint: "concord round status lists them.")
    }
    return state
  }

  /// The round that `text` names; without it the only one that is open.
  func state(_ text: String?, openOnly: Bool) throws -> RoundState {
    if let text { return try state(try replica.objectID(.round, text)) }
    let open = try replica.rounds().filter(\.isOpen)
    guard open.count == 1, let only = open.first else {
      let names = try open.map { try id($0.round) }
      throw Failure(
        open.isEmpty ? "no round is open" : "several rounds are open: name one",
        hint: open.isEmpty ? "concord round open" : names.joined(separator: ", "))
    }
    return only
  }

  /// The other open rounds that are about some of the same.
  func others(_ round: Round) throws -> [String] {
    try replica.rounds().filter { state in
      state.isOpen && state.round.id != round.id && overlap(state.round, round)
    }.map { try id($0.round) }
  }

  private func overlap(_ left: Round, _ right: Round) -> Bool {
    func meet<Name: Hashable>(_ left: [Name], _ right: [Name]) -> Bool {
      left.isEmpty || right.isEmpty || !Set(left).isDisjoint(with: right)
    }
    return meet(left.recommendations, right.recommendations)
      && meet(left.criteria, right.criteria)
  }

  /// The last round that was closed before `state` was opened and is about some of the same.
  func earlier(_ state: RoundState) throws -> RoundReport? {
    guard !state.isOpen else { return nil }
    let earlier = try replica.rounds().last { other in
      other.closings.contains { $0.time <= state.time } && other.round.id != state.round.id
        && overlap(other.round, state.round)
    }
    return try earlier.map { try replica.report(on: $0) }
  }

  // MARK: Words

  func scope(_ round: Round) throws -> String {
    let labels = try round.recommendations.map { id in
      try replica.recommendation(id, evenHidden: true).map { try replica.label(of: $0) } ?? "?"
    }
    return (labels.isEmpty ? "everything" : labels.joined(separator: ", "))
      + (round.criteria.isEmpty
        ? ", by every criterion" : ", by " + round.criteria.joined(separator: ", "))
  }

  func headline(_ state: RoundState) throws -> StyledText {
    let title = state.round.title.isEmpty ? "" : "  \(state.round.title.firstLine)"
    let closing = state.closings.first.map {
      "closed by \(directory.nameOrYou($0.member)), \(session.moment($0.time))"
    }
    let end = closing.map { StyledText($0, .dim) } ?? StyledText("open", .green)
    return "\(try id(state.round), .cyan)\(title, .bold)  \(end)"
      + "  \("opened by \(directory.nameOrYou(state.round.opener)), ", .dim)"
      + "\(session.moment(state.time), .dim)"
  }

  func lines(_ report: RoundReport, since earlier: RoundReport?) throws -> [StyledText] {
    let round = report.state.round
    var lines = try [
      headline(report.state), StyledText("      \(scope(round))", .dim),
    ]
    lines += try others(round).map { other in
      StyledText("      round \(other) is open on some of the same", .yellow)
    }
    if report.state.isOpen { return try lines + openLines(report) }
    return try lines + closedLines(report, since: earlier)
  }

  // MARK: Open

  private func openLines(_ report: RoundReport) throws -> [StyledText] {
    var table = Table([.init(minimum: 12), .init(.right), .init(wraps: true)])
    for member in directory.members {
      let own = report.items.compactMap { item in
        item.ballots.first { $0.member == member }
      }
      let plain = own.filter { !$0.isBlind }.count
      table.add([
        StyledText("      " + directory.nameOrYou(member)),
        StyledText("rated \(own.count) of \(report.items.count)"),
        StyledText(plain == 0 ? "" : "\(plain) not blind", .yellow),
      ])
    }
    var lines = table.lines(width: session.width)
    for item in report.items {
      guard let own = item.ballots.first(where: { $0.member == directory.localMember }),
        case .sealed(let rating?) = own.outcome
      else { continue }
      let label = try replica.label(of: item.recommendation)
      lines.append(
        "      \(label, .cyan) \(item.criterion.name): you rated "
          + "\(RatingText.long(rating, item.criterion), .bold)")
    }
    return lines
  }

  // MARK: Closed

  private func closedLines(
    _ report: RoundReport, since earlier: RoundReport?
  ) throws -> [StyledText] {
    var table = Table([
      .init(minimum: 22), .init(.right), .init(.right), .init(wraps: true), .init(wraps: true),
    ])
    table.add(
      ["", "n", "median", "value×times", "you"].map { StyledText($0, .dim) })
    for item in report.items {
      let panel = item.panel
      let label = try replica.label(of: item.recommendation)
      let own = item.ballots.first { $0.member == directory.localMember }
      table.add([
        "      \(label, .cyan) \(item.criterion.name)", StyledText("\(panel.count)"),
        StyledText(Median(panel.values)?.text ?? "-"),
        StyledText(panel.distribution.map { "\($0.value)×\($0.count)" }.joined(separator: "  ")),
        StyledText(own.map { text($0.outcome, item.criterion) } ?? ""),
      ])
      for ballot in item.ballots {
        let remarks = try remarks(ballot)
        if !remarks.isEmpty {
          table.add(
            spanning:
              "         \("\(directory.nameOrYou(ballot.member)): \(remarks)", .yellow)")
        }
      }
      if let line = stability(item, since: earlier) { table.add(spanning: line) }
    }
    return table.lines(width: session.width)
  }

  private func stability(_ item: RoundReport.Item, since earlier: RoundReport?) -> StyledText? {
    guard let before = earlier?.item(item.recommendation.id, item.criterion.name) else {
      return nil
    }
    let figure = item.stability(since: before)
    guard case .success(let change) = figure.outcome else { return nil }
    let shift = change.medianShift.map { ", median moved by \(FigureText.short($0))" } ?? ""
    let share = FigureText.decimal(change.unchanged.double * 100, places: 1)
    let text =
      "since the round before: \(share) % of \(counted(figure.count, "rater")) unchanged\(shift)"
    return "         \(text, .dim)"
  }

  private func text(_ outcome: RoundReport.Outcome, _ criterion: Criterion) -> String {
    switch outcome {
    case .sealed(let own): own.map { RatingText.long($0, criterion) } ?? "hidden"
    case .opened(let rating), .plain(let rating): RatingText.long(rating, criterion)
    case .wrongOpening: "a wrong opening"
    case .missing: "not opened"
    case .several: "several"
    }
  }

  /// What is to be said of a ballot besides its value.
  private func remarks(_ ballot: RoundReport.Ballot) throws -> String {
    var remarks: [String] = []
    switch ballot.outcome {
    case .wrongOpening: remarks.append("opened another rating than committed to: not counted")
    case .missing:
      // Whoever left, or lost the device, is known by the silence.
      let heard = try replica.heardFrom().first { $0.member == ballot.member }?.time
      let since = heard.map { "last heard from \(session.moment($0))" }
      remarks.append(
        (["committed, and has not opened it"] + [since].compactMap { $0 })
          .joined(separator: ", "))
    case .several: remarks.append("rated on several devices at once: not counted")
    case .plain: remarks.append("not blind")
    case .sealed, .opened: break
    }
    if ballot.isLate { remarks.append("late: had not seen that the round was closed") }
    return remarks.joined(separator: "; ")
  }

  // MARK: JSON

  func json(_ state: RoundState) throws -> JSON { .object(try members(state)) }

  func json(_ report: RoundReport, since earlier: RoundReport?) throws -> JSON {
    let items = try report.items.map { try json($0, since: earlier) }
    return .object(try members(report.state) + [JSON.Member("items", .array(items))])
  }

  private func members(_ state: RoundState) throws -> [JSON.Member] {
    func moment(_ time: UInt64) -> JSON { .string(TimeFormat.iso8601(Int64(clamping: time))) }
    let round = state.round
    return [
      .init("round", .string(try id(round))), .init("title", .string(round.title)),
      .init("open", .bool(state.isOpen)), .init("scope", .string(try scope(round))),
      .init("openedBy", .string(directory.name(round.opener))),
      .init("openedAt", moment(state.time)),
      .init("mayClose", .array(try replica.closers(of: round).map { .string(directory.name($0)) })),
      .init(
        "closings",
        .array(
          state.closings.map {
            ["by": .string(directory.name($0.member)), "at": moment($0.time)]
          })),
    ]
  }

  private func json(_ item: RoundReport.Item, since earlier: RoundReport?) throws -> JSON {
    let before = earlier?.item(item.recommendation.id, item.criterion.name)
    let stability: JSON =
      before.map { before in
        FigureText.json(item.stability(since: before)) { change in
          [
            "unchangedPercent": .decimal(FigureText.decimal(change.unchanged.double * 100)),
            "medianShift": change.medianShift.map { .decimal(FigureText.short($0)) } ?? .null,
          ]
        }
      } ?? .null
    return [
      "recommendation": .string(try replica.label(of: item.recommendation)),
      "criterion": .string(item.criterion.name), "n": .integer(Int64(item.panel.count)),
      "median": Median(item.panel.values).map { .decimal($0.text) } ?? .null,
      "distribution": .array(
        item.panel.distribution.map {
          ["value": .integer($0.value), "count": .integer(Int64($0.count))]
        }),
      "ratings": .array(item.ballots.map { json($0) }), "stability": stability,
    ]
  }

  private func json(_ ballot: RoundReport.Ballot) -> JSON {
    let (word, rating): (String, Rating?) =
      switch ballot.outcome {
      case .sealed(let own): ("hidden", own)
      case .opened(let rating): ("opened", rating)
      case .plain(let rating): ("plain", rating)
      case .wrongOpening: ("wrong opening", nil)
      case .missing: ("not opened", nil)
      case .several: ("several", nil)
      }
    return [
      "member": .string(directory.name(ballot.member)), "state": .string(word),
      "value": RatingText.json(rating), "blind": .bool(ballot.isBlind),
      "late": .bool(ballot.isLate),
    ]
  }
}
