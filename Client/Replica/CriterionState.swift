public import Bytes
import ChangeLog
public import Review
import SQLite

/// One live rating: who gave it, and the write it stands in.
public struct RatingEntry: Equatable, Sendable {
  /// What blind rounds make of a rating.
  public enum Standing: Equatable, Sendable {
    /// Nothing: it counts if it has a value.
    case plain
    /// It does not count until this round is closed.
    case hidden(ObjectID)
    /// It does not count: it is not what its author committed to.
    case wrongOpening
  }

  /// Whose rating it is.
  public let member: MemberID
  /// What was said; ``Review/Rating/hidden(in:)`` while a round hides it from this member.
  public internal(set) var rating: Rating
  /// Whether it can count.
  public internal(set) var standing = Standing.plain
  /// When, by its author's clock, in milliseconds since 1970.
  public let time: UInt64
  /// The device it was given on.
  public let device: DeviceID
  let place: OperationRow
}

/// One live decision.
public struct DecisionEntry: Equatable, Sendable {
  /// What was decided.
  public let decision: Decision
  /// Who decided.
  public let author: MemberID
  /// When, by its author's clock, in milliseconds since 1970.
  public let time: UInt64
  let place: OperationRow
  let seen: [OperationRow]
}

/// Where one criterion of one recommendation stands: ratings, decision, and whether it is open.
public struct CriterionState: Sendable {
  /// The criterion's name.
  public let name: String
  /// The criterion, or nil when the workspace has none of that name.
  public let criterion: Criterion?
  /// The rule by which ratings disagree in this workspace.
  public let rule: DisagreementRule
  /// The live ratings, by member; a member in collision has several.
  public let ratings: [RatingEntry]
  /// The live decisions; more than one only while they collide.
  public let decisions: [DecisionEntry]
  /// The ratings that count: those of members with one value, which is on the scale.
  public let counted: [RatingEntry]

  /// Reads the state of `criterion`, whose `name` stands even where it is gone.
  ///
  /// - Parameters:
  ///   - rounds: Those that are open; what they hide does not count.
  ///   - viewer: Who is going to see it, and must not see what rounds hide; nil for nobody.
  init(
    _ database: Connection, recommendation: ObjectID, criterion: Criterion?, name: String,
    rule: DisagreementRule, rounds: OpenRounds, viewer: MemberID? = nil
  ) throws {
    self.name = name
    self.criterion = criterion
    self.rule = rule
    let element = Array(name.utf8)
    // A rating's element is the criterion, a zero byte and the member. The length tells it from
    // one whose criterion goes on after a zero byte of its own.
    let (first, last) = (element + [0], element + [1])
    let length = first.count + MemberID.byteCount
    var values: [MemberID: [UInt8]] = [:]
    // Those whose live writes have different bytes.
    var collided: Set<MemberID> = []
    var entries = try database.rows(
      """
      SELECT element, value, change, operation, time, device FROM cell
      WHERE object = ?1 AND field = 'rating' AND element >= ?2 AND element < ?3
      AND length(element) = ?4 ORDER BY element, time, device, value
      """, [.blob(recommendation.bytes), .blob(first), .blob(last), .integer(length)]
    ) { row in
      let member = MemberID(row.blob(0).suffix(MemberID.byteCount))
      if let earlier = values.updateValue(row.blob(1), forKey: member), earlier != values[member] {
        collided.insert(member)
      }
      return Self.rating(of: member, row)
    }.compactMap { $0 }
    let blind = BlindRatings(
      database, recommendation: recommendation, criterion: name, rounds: rounds)
    try blind.judge(&entries)
    let shown = try viewer.map { try blind.shown(entries, to: $0) } ?? entries
    ratings = shown
    counted = Self.counted(entries, without: collided, on: criterion)
    decisions = try database.rows(
      """
      SELECT value, change, operation, time, seen, device.member FROM cell
      JOIN device ON device.id = cell.device
      WHERE object = ?1 AND field = 'decision' AND element = ?2
      ORDER BY time, cell.device, value
      """, [.blob(recommendation.bytes), .blob(element)]
    ) { row -> DecisionEntry? in
      guard let decision = (try? Value(encoded: row.blob(0))).flatMap(Decision.init) else {
        return nil
      }
      return DecisionEntry(
        decision: decision, author: MemberID(row.blob(5)), time: row.bits(3),
        place: OperationRow(change: row.integer(1), index: Int(row.integer(2))),
        seen: try References.decode(row.blob(4)))
    }.compactMap { $0 }
  }

  /// Reads the state of the criterion called `name`, and its scale and the rule with it.
  init(
    _ database: Connection, recommendation: ObjectID, criterion name: String,
    rounds: OpenRounds = .none
  ) throws {
    try self.init(
      database, recommendation: recommendation, criterion: Self.criterion(name, in: database),
      name: name, rule: Self.rule(in: database), rounds: rounds)
  }

  private static func counted(
    _ ratings: [RatingEntry], without collided: Set<MemberID>, on criterion: Criterion?
  ) -> [RatingEntry] {
    var taken: Set<MemberID> = []
    return ratings.filter { entry in
      guard let value = entry.rating.counted, criterion?.contains(value) ?? false,
        entry.standing == .plain,
        !collided.contains(entry.member)
      else { return false }
      // Equal writes from two devices are one rating; the first stands for both.
      return taken.insert(entry.member).inserted
    }
  }

  private static func rating(of member: MemberID, _ row: borrowing Row) -> RatingEntry? {
    guard let rating = (try? Value(encoded: row.blob(1))).flatMap(Rating.init) else { return nil }
    return RatingEntry(
      member: member, rating: rating, time: row.bits(4), device: DeviceID(row.blob(5)),
      place: OperationRow(change: row.integer(2), index: Int(row.integer(3))))
  }

  static func criterion(_ name: String, in database: Connection) throws -> Criterion? {
    // Colliding scales: the one with the smallest bytes serves until somebody settles it.
    try database.first(
      """
      SELECT value FROM cell WHERE field = 'workspace.criterion' AND element = ?1
      AND object = (SELECT value FROM meta WHERE key = 'workspace') ORDER BY value LIMIT 1
      """, [.blob(Array(name.utf8))]
    ) { (try? Value(encoded: $0.blob(0))).flatMap { Criterion(name: name, $0) } } ?? nil
  }

  /// The rule in force: the usual one where the workspace says nothing that can be read.
  static func rule(in database: Connection) throws -> DisagreementRule {
    // Of colliding rules the one with the smallest bytes, as with scales.
    let stored = try database.first(
      """
      SELECT value FROM cell WHERE field = 'workspace.rule' AND element = x''
      AND object = (SELECT value FROM meta WHERE key = 'workspace') ORDER BY value LIMIT 1
      """
    ) { (try? Value(encoded: $0.blob(0))).flatMap(DisagreementRule.init) }
    return (stored ?? nil) ?? .standard
  }

  /// What the raters said, as far as it counts; nil when the criterion is gone.
  public var panel: Panel? { criterion.map { Panel(values: values, on: $0) } }

  /// The values that count, in the order of ``counted``.
  public var values: [Int64] { counted.compactMap(\.rating.counted) }

  /// Whether the ratings that count diverge by the workspace's rule.
  public var disagrees: Bool {
    criterion.map { rule.disagree(values, on: $0) } ?? false
  }

  /// The decision, when there is one and not several different ones.
  public var decision: DecisionEntry? {
    // Compared by bytes, as collisions are.
    guard let first = decisions.first,
      decisions.allSatisfy({ $0.decision.encoded == first.decision.encoded })
    else { return nil }
    return first
  }

  /// The ratings that the decisions took into account and that still stand, one a member.
  public var seen: [RatingEntry] {
    let places = Set(decisions.flatMap(\.seen))
    var taken: Set<MemberID> = []
    return ratings.filter { places.contains($0.place) && taken.insert($0.member).inserted }
  }

  /// The ratings that no decision has seen, or that changed since.
  ///
  /// Of equal writes of one member, it is enough that one was seen: they are one rating.
  public var unseen: [RatingEntry] {
    let seen = Set(seen.map(\.member))
    return counted.filter { !seen.contains($0.member) }
  }

  /// The unseen ratings that contradict the decision, by the rule stored with it.
  public var contradicting: [RatingEntry] {
    guard let rule = decision?.decision.rule, let decided = decision?.decision.value else {
      return []
    }
    return unseen.filter { entry in
      entry.rating.counted.map { rule.disagree($0, decided) } ?? false
    }
  }

  /// The ratings that came or changed after the decision and do not contradict it.
  public var laterConsistent: [RatingEntry] {
    let against = contradicting
    return decision == nil ? [] : unseen.filter { !against.contains($0) }
  }

  /// Whether the criterion waits for a decision.
  ///
  /// Two different decisions are a collision, which is listed for itself.
  public var isOpen: Bool {
    if decisions.isEmpty { return disagrees }
    return decision != nil && !contradicting.isEmpty
  }
}
