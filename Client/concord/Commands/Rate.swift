import Bytes
import Host
import Replica
import Review

enum RateCommand {
  static let command = Command<Session>(
    "rate", "Rate a recommendation by one or more criteria", topic: "Work",
    details: """
      Criteria can be shortened, and so can labels of values, where the scale has them. \
      no-opinion in place of a value says that you have looked and cannot tell: it is shown and \
      never counted.

      The value you gave before keeps its reason and confidence, unless you give others. Another \
      value starts without them, and what is dropped is printed.

      Where a blind round is open, nobody else can tell what you rate until it is closed; rating \
      again in it replaces what you rated.
      """,
    operands: [
      .required("Rn", "The recommendation"),
      .oneOrMore("CRITERION=VALUE", "What you rate, or just: CRITERION VALUE"),
    ],
    options: [
      .value("message", short: "m", "WHY", "Why"),
      .value("confidence", "LEVEL", "How sure you are: low, medium or high"),
      .flag("withdraw", "Take your ratings of these criteria back"),
    ],
    examples: [
      "rate R1 feas=7 eff=3 -m 'Agreed before, on worse terms'", "rate R2 acceptability no-opinion",
      "rate R1 feasibility --withdraw", "rate R1 'priority=probably yes'",
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let recommendation = try replica.recommendation(named: arguments.operand("Rn"))
    let criteria = try replica.criteria()
    let remarks = try Remarks(arguments, in: session)
    let pairs = try pairs(
      arguments.operands("CRITERION=VALUE"), isWithdrawal: arguments.has("withdraw"), arguments)
    let entries = try pairs.map { word, value in
      let criterion = try criterion(word, among: criteria)
      let earlier = try replica.state(of: recommendation.id, criterion.name).ratings
        .filter { $0.member == replica.member }.map(\.rating)
      let said = try rating(value, of: criterion)
      let round =
        said == .withdrawn ? nil : try replica.openRound(of: recommendation.id, criterion.name)
      return Entry(
        criterion, said, remarks, after: earlier,
        round: try round.map { try replica.ids.spell(.round, $0.id.bytes) })
    }
    let names = entries.map(\.criterion.name)
    guard Set(names).count == names.count else {
      throw arguments.error("one criterion is rated twice")
    }
    let previous = try replica.rate(
      recommendation.id, entries.map { ($0.criterion, $0.rating) }, time: session.time)
    try session.show([
      "recommendation": .string(recommendation.label),
      "ratings": .array(zip(entries, previous).map { $0.json(before: $1) }),
    ]) {
      session.console.print(
        "\(try replica.label(of: recommendation), .cyan)  \(recommendation.title)")
      for (entry, before) in zip(entries, previous) {
        session.console.print(
          entry.lines(before: before).flatMap { $0.wrapped(to: session.width, indent: 6) })
      }
    }
    return .done
  }

  /// What the command line says besides the values; nil where it says nothing.
  private struct Remarks {
    let confidence: Confidence?
    let reason: String?

    init(_ arguments: Arguments, in session: Session) throws {
      confidence = try arguments.value("confidence").map { word in
        guard let confidence = Confidence(word.lowercased()) else {
          throw arguments.error("--confidence takes low, medium or high, not '\(word)'")
        }
        return confidence
      }
      reason = try session.message(arguments)
    }
  }

  /// A rating as it is to be stored, and what was said before and is no longer.
  private struct Entry {
    let criterion: Criterion
    let rating: Rating
    /// The blind round that hides it, as people spell it.
    let round: String?
    var droppedReasons: [String] = []
    var droppedConfidences: [String] = []

    /// Completes `said` with `remarks` and, where these say nothing, with what an earlier rating of
    /// the same value says: whoever repeats a value does not take back the reason for it.
    init(
      _ criterion: Criterion, _ said: Rating, _ remarks: Remarks, after earlier: [Rating],
      round: String?
    ) {
      self.round = round
      let repeated = earlier.first { $0.saysTheSame(as: said) }
      self.criterion = criterion
      rating = said.with(
        confidence: remarks.confidence ?? repeated?.confidence,
        reason: remarks.reason ?? repeated?.reason ?? "")
      // Who gives a new reason replaces the old one knowingly.
      for rating in earlier {
        if remarks.reason == nil, !rating.reason.isEmpty, rating.reason != self.rating.reason {
          droppedReasons.append(rating.reason)
        }
        if remarks.confidence == nil, let confidence = rating.confidence,
          confidence != self.rating.confidence
        {
          droppedConfidences.append(confidence.name)
        }
      }
    }

    func lines(before: Rating?) -> [StyledText] {
      let was = before.map { " (was \(RatingText.short($0)))" } ?? ""
      return [
        "   \(criterion.name): \(RatingText.long(rating, criterion), .bold)\(was, .dim)  "
          + "\(criterion.scale, .dim)"
      ] + (round.map { ["      blind: nobody else sees it before round \($0) is closed"] } ?? [])
        + droppedReasons.map { "      reason dropped: \"\($0)\"" }
        + droppedConfidences.map { "      confidence dropped: \($0)" }
    }

    func json(before: Rating?) -> JSON {
      [
        "criterion": .string(criterion.name), "value": RatingText.json(rating),
        "label": .string(orNull: rating.counted.flatMap(criterion.label)),
        "confidence": .string(orNull: rating.confidence?.name), "reason": .string(rating.reason),
        "previous": RatingText.json(before), "blindUntil": .string(orNull: round),
        "droppedReasons": .array(droppedReasons.map { .string($0) }),
        "droppedConfidences": .array(droppedConfidences.map { .string($0) }),
      ]
    }
  }

  /// Takes `feas=7`, `feas 7`, and bare criteria where nothing but their name is needed.
  private static func pairs(
    _ words: [String], isWithdrawal: Bool, _ arguments: Arguments
  ) throws -> [(String, String?)] {
    if isWithdrawal { return words.map { ($0, nil) } }
    if words.count == 2, !words[0].contains("="), !words[1].contains("=") {
      return [(words[0], words[1])]
    }
    return try words.map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw arguments.error("'\(word)' should be CRITERION=VALUE")
      }
      return (String(parts[0]), String(parts[1]))
    }
  }

  private static func rating(_ text: String?, of criterion: Criterion) throws -> Rating {
    guard let text else { return .withdrawn }
    if text.lowercased() == "no-opinion" || text == "?" {
      return .noOpinion(confidence: nil, reason: "")
    }
    let value = try ScaleText.value(text, of: criterion)
    return .value(value, confidence: nil, reason: "")
  }

  /// The criterion that `word` names or begins.
  static func criterion(_ word: String, among criteria: [Criterion]) throws -> Criterion {
    let lower = word.lowercased()
    if let exact = criteria.first(where: { $0.name == lower }) { return exact }
    let found = criteria.filter { $0.name.hasPrefix(lower) }
    guard found.count == 1, let criterion = found.first else {
      let names = (found.isEmpty ? criteria : found).map(\.name)
      throw Failure(
        found.isEmpty
          ? "there is no criterion '\(word)'" : "'\(word)' can be \(names.joined(separator: ", "))",
        hint: found.isEmpty ? Failure.hint(for: word, among: names) : "Nothing was changed.")
    }
    return criterion
  }
}

/// How ratings are spelled on screens and in JSON.
enum RatingText {
  static func short(_ rating: Rating) -> String {
    switch rating {
    case .value(let value, _, _): "\(value)"
    case .opening(let value, _, _, _): value.map { "\($0)" } ?? "no opinion"
    case .noOpinion: "no opinion"
    case .withdrawn: "withdrawn"
    case .commitment: "hidden until the round closes"
    }
  }

  /// The rating with the meaning of its value: `3 probably yes`.
  static func long(_ rating: Rating, _ criterion: Criterion?) -> String {
    guard let value = rating.counted, let criterion else { return short(rating) }
    return criterion.text(of: value)
  }

  static func json(_ rating: Rating?) -> JSON {
    guard let rating else { return .null }
    if let value = rating.counted { return .integer(value) }
    return .string(short(rating))
  }
}
