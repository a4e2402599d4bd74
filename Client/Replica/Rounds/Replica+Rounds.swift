public import Bytes
import ChangeLog
import Cryptography
public import Review
import SQLite
import Trust

/// A round as it stands here: open, or closed by somebody.
public struct RoundState: Equatable, Sendable {
  /// The round.
  public let round: Round
  /// When it was opened, by its opener's clock, in milliseconds since 1970.
  public let time: UInt64
  /// Who closed it and when; several where people did so apart.
  public let closings: [Closing]

  /// That somebody closed a round.
  public struct Closing: Equatable, Sendable {
    /// Who.
    public let member: MemberID
    /// When, by that person's clock, in milliseconds since 1970.
    public let time: UInt64
  }

  /// Whether ratings in it are hidden still.
  public var isOpen: Bool { closings.isEmpty }
}

/// Opening and closing blind rounds.
extension Replica {
  /// How many ratings one operation names as seen; of more, there are several operations.
  static let seenPerOperation = 5_000

  /// Opens a round; the ratings that stand here are no part of it and stay to be seen.
  ///
  /// - Parameters:
  ///   - recommendations: What is rated in it; everything where there are none.
  ///   - criteria: By what, in the same way.
  /// - Returns: The round.
  public func openRound(
    _ title: String, on recommendations: [ObjectID], by criteria: [String], time: UInt64
  ) throws -> Round {
    try edit(time: time) { builder in
      let admins = try database.rows(
        "SELECT DISTINCT member FROM device WHERE role >= ?1",
        [.integer(Int(Role.admin.rawValue))]
      ) { MemberID($0.blob(0)) }
      let round = Round(
        opener: member, title: title, recommendations: Set(recommendations).sorted(),
        criteria: Set(criteria).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
        closers: Set(admins + [member]).sorted(),
        nonce: SecureRandom.bytes(Round.nonceByteCount), hash: hash)
      try put(
        .opening(round.id, by: member), round.encoded, seeing: try ratings(in: round), after: [],
        with: builder)
      return round
    }.result
  }

  /// Closes `round`, which cannot be taken back, and opens what this device committed to in it.
  ///
  /// - Throws: ``ReplicaError/refused(_:hint:)`` when it is closed already, or by this member.
  public func closeRound(_ round: ObjectID, time: UInt64) throws {
    try edit(time: time) { builder in
      guard let state = try rounds().first(where: { $0.round.id == round }) else {
        throw ReplicaError.refused("there is no such round", hint: "concord round status")
      }
      let id = try ids.spell(.round, round.bytes)
      guard state.isOpen else {
        throw ReplicaError.refused(
          "round \(id) is closed already", hint: "concord round status \(id)")
      }
      let closers = try closers(of: state.round)
      guard closers.contains(member) else {
        let names = try closers.map { try directory().name($0) }
        throw ReplicaError.refused(
          "only who opened it, was an admin then, or founded the workspace may close it: "
            + names.joined(separator: ", "))
      }
      let openings = try database.rows(
        "SELECT change, operation FROM round WHERE id = ?1", [.blob(round.bytes)]
      ) { OperationRow(change: $0.integer(0), index: Int($0.integer(1))) }
      try put(
        .closing(round, by: member), .bool(true), seeing: try ratings(in: state.round),
        after: openings, with: builder)
    }
    try publishOpenings(time: time)
  }

  /// The members who may close `round`, in the order in which they joined.
  public func closers(of round: Round) throws -> [MemberID] {
    let founder = try MembershipStore(database).founder()
    return try directory().members.filter { round.closers.contains($0) || $0 == founder }
  }

  /// Writes `value` once for each part of what it sees.
  private func put(
    _ key: CellKey, _ value: Value, seeing seen: [OperationRow], after named: [OperationRow],
    with builder: ChangeBuilder
  ) throws {
    var rest = seen[...]
    repeat {
      let part = rest.prefix(Self.seenPerOperation)
      rest = rest.dropFirst(part.count)
      let seen = try builder.operations(at: named + part)
      try builder.addCell(.put(key, value, replaces: [], seen: Set(seen).sorted()))
    } while !rest.isEmpty
  }

  /// The ratings that stand here and say something, as far as `round` is about them.
  private func ratings(in round: Round) throws -> [OperationRow] {
    try database.rows(
      "SELECT object, element, change, operation FROM cell WHERE \(Schema.ratingFilter)"
    ) { row -> OperationRow? in
      let key = CellKey(ObjectID(row.blob(0)), .rating, element: row.blob(1))
      guard let criterion = key.criterion, round.covers(key.object, criterion) else { return nil }
      return OperationRow(change: row.integer(2), index: Int(row.integer(3)))
    }.compactMap { $0 }.sorted()
  }

  /// The rounds, open and closed, in the order of their times and names.
  public func rounds() throws -> [RoundState] {
    var closings: [ObjectID: [RoundState.Closing]] = [:]
    try database.query(
      """
      SELECT round, device.member, min(time) FROM closing
      JOIN change ON change.row = closing.change JOIN device ON device.id = change.author
      GROUP BY round, device.member ORDER BY min(time), device.member
      """
    ) { row in
      closings[ObjectID(row.blob(0)), default: []].append(
        RoundState.Closing(member: MemberID(row.blob(1)), time: row.bits(2)))
    }
    return try database.rows(
      """
      SELECT id, opener, value, min(time) FROM round
      JOIN (SELECT row, time FROM change) ON row = round.change GROUP BY id ORDER BY min(time), id
      """
    ) { row -> RoundState? in
      let (id, value) = (ObjectID(row.blob(0)), try Value(encoded: row.blob(2)))
      return Round(id: id, opener: MemberID(row.blob(1)), value, hash: hash).map {
        RoundState(round: $0, time: row.bits(3), closings: closings[id] ?? [])
      }
    }.compactMap { $0 }
  }
}
