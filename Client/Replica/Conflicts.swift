public import Bytes
public import ChangeLog
public import Review
import SQLite

/// Something that waits for a person.
public struct Conflict: Equatable, Sendable {
  /// Its name for people and commands.
  public let id: ObjectID
  /// What kind it is, and the cell it is about.
  public let key: ConflictKey
  /// The only member who may settle it; nil when any writer may.
  public let owner: MemberID?
}

/// One of the values that stand side by side in a cell.
public struct Candidate: Equatable, Sendable {
  /// The value.
  public let value: Value
  /// Who wrote it.
  public let author: MemberID
  /// On which device.
  public let device: DeviceID
  /// When, by its author's clock, in milliseconds since 1970.
  public let time: UInt64
}

/// Listing and settling what waits for a person.
extension Replica {
  /// The open conflicts in the order of their kinds, at most `limit`.
  public func conflicts(limit: Int = .max) throws -> [Conflict] {
    try database.rows(
      """
      SELECT id, kind, object, field, element, owner FROM conflict
      ORDER BY kind, object, field, element LIMIT ?1
      """, [.integer(limit)]
    ) { Self.conflict($0) }.compactMap { $0 }
  }

  /// How many conflicts are open, and how many of them wait for this member alone.
  public func conflictCounts() throws -> (open: Int, own: Int) {
    try database.first(
      "SELECT count(*), count(*) FILTER (WHERE owner = ?1) FROM conflict", [.blob(member.bytes)]
    ) { (Int($0.integer(0)), Int($0.integer(1))) } ?? (0, 0)
  }

  /// The open conflict with this name, or nil.
  public func conflict(_ id: ObjectID) throws -> Conflict? {
    try database.first(
      "SELECT id, kind, object, field, element, owner FROM conflict WHERE id = ?1",
      [.blob(id.bytes)]
    ) { Self.conflict($0) } ?? nil
  }

  /// Whether the conflict of this kind about this cell is open.
  func isOpen(_ key: ConflictKey) throws -> Bool { try conflict(key.id(hash: hash)) != nil }

  private static func conflict(_ row: borrowing Row) -> Conflict? {
    guard let kind = ConflictKind(rawValue: UInt8(truncatingIfNeeded: row.integer(1))),
      let field = Field(row.text(3))
    else { return nil }
    let cell = CellKey(ObjectID(row.blob(2)), field, element: row.blob(4))
    return Conflict(
      id: ObjectID(row.blob(0)), key: ConflictKey(kind, cell),
      owner: row.isNull(5) ? nil : MemberID(row.blob(5)))
  }

  /// The values that stand side by side in a cell, equal ones once, in an order that is the same
  /// on every machine.
  public func candidates(_ key: CellKey) throws -> [Candidate] {
    let all = try database.rows(
      """
      SELECT value, device.member, cell.device, time FROM cell
      JOIN device ON device.id = cell.device
      WHERE object = ?1 AND field = ?2 AND element = ?3 ORDER BY time, cell.device, value
      """, key.columns
    ) {
      Candidate(
        value: try Value(encoded: $0.blob(0)), author: MemberID($0.blob(1)),
        device: DeviceID($0.blob(2)), time: $0.bits(3))
    }
    var distinct: [Candidate] = []
    for candidate in all where !distinct.contains(where: { $0.value == candidate.value }) {
      distinct.append(candidate)
    }
    return distinct
  }

  /// The live deletions of an object: who deleted it, and when.
  public func deletions(of object: ObjectID) throws -> [Candidate] {
    try candidates(CellKey(object, .deleted))
  }

  /// Who wrote to a deleted object without having seen the deletion, the latest first.
  public func unseenWriters(of object: ObjectID) throws -> [(author: MemberID, time: UInt64)] {
    let seen = Set(
      try database.rows(
        "SELECT seen FROM cell WHERE object = ?1 AND field = 'deleted'", [.blob(object.bytes)]
      ) { try References.decode($0.blob(0)) }.joined())
    let unseen = try Refresh.liveOperations(of: object, in: database).filter {
      !seen.contains($0)
    }
    var writers: [(author: MemberID, time: UInt64)] = []
    for row in Set(unseen.map(\.change)).sorted(by: >) {
      let writer = try database.first(
        """
        SELECT device.member, time FROM change JOIN device ON device.id = change.author
        WHERE row = ?1
        """, [.integer(row)]
      ) { (author: MemberID($0.blob(0)), time: $0.bits(1)) }
      if let writer, !writers.contains(where: { $0.author == writer.author }) {
        writers.append(writer)
      }
    }
    return writers
  }

  /// The replies to an object that are to be seen: whose they are, and since when.
  public func repliers(to object: ObjectID) throws -> [(author: MemberID, time: UInt64)] {
    try Refresh.visibleReplies(to: object, in: database).compactMap { try author(ofNote: $0) }
  }

  /// Whether there are replies to an object that are to be seen.
  public func hasReplies(_ object: ObjectID) throws -> Bool {
    try !Refresh.visibleReplies(to: object, in: database).isEmpty
  }

  /// The passages of a note that two people changed while apart, as they read now.
  public func passages(of note: ObjectID) throws -> [(text: String, authors: [MemberID])] {
    let key = TextKey(note, .noteText)
    let scalars = Array(try text(key).content.unicodeScalars)
    return try BothEdited.passages(key, in: database).map { passage in
      let range = passage.range.clamped(to: 0..<scalars.count)
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[range])
      var authors: [MemberID] = []
      for run in passage.runs {
        let author = try database.first(
          """
          SELECT device.member FROM change JOIN device ON device.id = change.author
          WHERE change.id = ?1
          """, [.blob(run.change.bytes)]
        ) { MemberID($0.blob(0)) }
        if let author, !authors.contains(author) { authors.append(author) }
      }
      return (String(text), authors.sorted())
    }
  }

  // MARK: Settling

  /// How a person settles a conflict.
  public enum Resolution: Equatable, Sendable {
    /// The value listed under this number, from 1.
    case pick(Int)
    /// This value.
    case value(Int64)
    /// The median of the ratings.
    case median
    /// Keep the object, or the text as it was merged.
    case keep
    /// Delete the object, with the replies to it.
    case delete
  }

  /// Settles `conflict`, having seen exactly what stands in this replica now.
  ///
  /// - Parameter isAdjudicated: Whether this member decides as a third person, who has not rated.
  /// - Throws: ``ReplicaError/refused(_:hint:)`` when it may not be settled so, or by this member.
  public func resolve(
    _ conflict: Conflict, _ resolution: Resolution, isAdjudicated: Bool = false, reason: String,
    time: UInt64
  ) throws {
    if isAdjudicated, conflict.key.cell.field != .decision {
      throw ReplicaError.refused(
        "only a disagreement, or decisions that collide, can be adjudicated")
    }
    if let owner = conflict.owner, owner != member {
      let name = try directory().name(owner)
      throw ReplicaError.refused("this waits for \(name): nobody else can say what they meant")
    }
    let cell = conflict.key.cell
    try edit(time: time, message: conflict.key.kind == .disagreement ? "" : reason) { builder in
      guard try self.conflict(conflict.id) != nil else {
        throw ReplicaError.refused("this was settled in the meantime", hint: "concord conflicts")
      }
      switch (conflict.key.kind, resolution) {
      case (.collision, .pick(let place)):
        let candidates = try candidates(cell)
        guard candidates.indices.contains(place - 1) else {
          throw ReplicaError.refused("there is no value \(place): pick 1 to \(candidates.count)")
        }
        try put(candidates[place - 1].value, to: cell, with: builder)
      case (.collision, .value(let value)):
        let settled = try collided(
          cell, value: value, isAdjudicated: isAdjudicated, reason: reason)
        try put(settled, to: cell, with: builder)
      case (.deletion, .keep): try builder.clear(cell)
      case (.deletion, .delete): try deleteThread(cell.object, with: builder)
      case (.disagreement, .pick), (.disagreement, .value), (.disagreement, .median):
        try settleDisagreement(
          cell, resolution, isAdjudicated: isAdjudicated, reason: reason, with: builder)
      case (.bothEdited, .keep):
        try builder.put(
          CellKey(cell.object, .noteReviewed), .bool(true),
          seen: try text(TextKey(cell.object, .noteText)).version, always: true)
      default:
        throw ReplicaError.refused(
          "\(conflict.key.kind.name) is not settled that way",
          hint: "it takes \(Self.waysToSettle(conflict.key.kind))")
      }
    }
  }

  /// The options that settle a conflict of `kind`.
  public static func waysToSettle(_ kind: ConflictKind) -> String {
    switch kind {
    case .collision: "--pick N or --value V"
    case .deletion: "--keep or --delete"
    case .disagreement: "--pick N, --value V or --median, with -m WHY"
    case .bothEdited: "--keep, or an edit of the note"
    }
  }

  /// Deletes an object, the replies to it that are to be seen, and the replies to those.
  private func deleteThread(_ object: ObjectID, with builder: ChangeBuilder) throws {
    var thread = [object]
    var next = 0
    while next < thread.count {
      try delete(thread[next], with: builder)
      let replies = try Refresh.visibleReplies(to: thread[next], in: database)
      // Two notes can be replies to each other, when two people made them so.
      thread += replies.filter { !thread.contains($0) }
      next += 1
    }
  }

  /// Writes the value that settles a collision; one of decisions has seen all ratings, too.
  private func put(_ value: Value, to cell: CellKey, with builder: ChangeBuilder) throws {
    var seen: [OperationID] = []
    if cell.field == .decision, let criterion = cell.criterion {
      let ratings = try state(of: cell.object, criterion).ratings
      seen = try builder.operations(at: ratings.map(\.place))
    }
    if let rating = Rating(value), cell.field == .rating {
      try put(rating, to: cell, always: true, with: builder)
    } else {
      try builder.put(cell, value, seen: seen, always: true)
    }
  }

  private func collided(
    _ cell: CellKey, value: Int64, isAdjudicated: Bool, reason: String
  ) throws -> Value {
    guard let name = cell.criterion,
      let criterion = try criteria().first(where: { $0.name == name })
    else {
      throw ReplicaError.refused("only a rating or a decision takes --value; use --pick")
    }
    guard criterion.contains(value) else { throw Self.offScale(value, criterion) }
    guard cell.field == .decision else {
      return Rating.value(value, confidence: nil, reason: reason).encoded
    }
    if isAdjudicated { try requireThirdPerson(state(of: cell.object, name), criterion) }
    return Decision(
      kind: isAdjudicated ? .adjudicated : .value, value: value, reason: reason,
      rule: PairRule(criterion)
    ).encoded
  }

  private func settleDisagreement(
    _ cell: CellKey, _ resolution: Resolution, isAdjudicated: Bool, reason: String,
    with builder: ChangeBuilder
  ) throws {
    guard let name = cell.criterion,
      let criterion = try criteria().first(where: { $0.name == name })
    else { throw ReplicaError.refused("the workspace has no such criterion any more") }
    guard !reason.isEmpty else {
      throw ReplicaError.refused(
        "a disagreement is settled with a reason", hint: "add -m WHY")
    }
    let answer: Answer
    switch resolution {
    case .value(let value): answer = .value(value)
    case .median: answer = .median
    case .pick(let place):
      let ratings = try ratingsInOrder(try state(of: cell.object, name))
      guard ratings.indices.contains(place - 1) else {
        throw ReplicaError.refused("there is no rating \(place): pick 1 to \(ratings.count)")
      }
      answer = .rating(of: ratings[place - 1].member)
    case .keep, .delete: preconditionFailure("the caller let only answers through")
    }
    _ = try decide(
      cell.object, criterion, answer, isAdjudicated: isAdjudicated, reason: reason, with: builder)
  }

  /// The ratings that count, in the order in which screens number them: as members joined.
  public func ratingsInOrder(_ state: CriterionState) throws -> [RatingEntry] {
    let places = Dictionary(
      uniqueKeysWithValues: try directory().members.enumerated().map { ($1, $0) })
    return state.counted.sorted { (places[$0.member] ?? .max) < (places[$1.member] ?? .max) }
  }
}
