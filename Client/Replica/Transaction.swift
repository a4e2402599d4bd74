import Bytes
import ChangeLog
import Cryptography
import Review
import SQLite

/// What a change did when it was handed to a replica.
enum Admission: Equatable {
  /// It was applied.
  case applied
  /// It is known already, in whatever state.
  case known
  /// Changes it follows or names are not here; it is kept until they are.
  case waiting
  /// It breaks a rule that can be checked only with its past at hand; it is kept, never applied.
  case refused(String)
}

/// What a replica keeps in memory of a change that others refer to.
struct ChangeInfo {
  let row: Int64
  let lamport: UInt64
  let replica: ReplicaID
  let kinds: [UInt8]
}

/// One write transaction: it applies changes, remembers what they touched, and brings the views
/// that follow from it up to date once, at the end.
///
/// Views are functions of the live writes and the text runs alone, so it makes no difference to
/// them how changes were grouped into transactions.
final class Transaction {
  let database: Connection
  let hash: HashFunction = { SHA256.hash($0) }
  var touched = Touched()
  /// What came from others in this transaction, for the report of a sync; bounded.
  var news: [News] = []
  /// The latest time of a change of each member that came in this transaction.
  var heard: [MemberID: UInt64] = [:]
  /// How many changes from elsewhere were applied.
  var remoteCount = 0
  /// The member at this machine, whose own changes from another device are no news.
  let localMember: MemberID

  private var infos: [ChangeID: ChangeInfo] = [:]
  private var members: [DeviceID: MemberID]
  private var frontierRows: Set<Int64>
  private var frontierChanged = false
  private var texts: [TextKey: TextState] = [:]
  private var hasPending: Bool
  /// Whether anything was ever rated blind; nil until somebody asks.
  var hasBallots: Bool?

  init(_ database: Connection, localMember: MemberID) throws {
    self.database = database
    self.localMember = localMember
    members = Dictionary(
      uniqueKeysWithValues: try database.rows("SELECT id, member FROM device") {
        (DeviceID($0.blob(0)), MemberID($0.blob(1)))
      })
    frontierRows = Set(try database.rows("SELECT change FROM frontier") { $0.integer(0) })
    hasPending = try database.first("SELECT 1 FROM missing LIMIT 1") { _ in true } ?? false
  }

  /// The member that `device` belongs to; devices of nobody cannot have sent a valid segment.
  func member(of device: DeviceID) -> MemberID? { members[device] }

  /// Makes `device` known as one of `member`'s.
  func remember(_ device: DeviceID, of member: MemberID) { members[device] = member }

  // MARK: Changes

  /// What is known of the change `id`, or nil when it was never applied.
  func info(_ id: ChangeID) throws -> ChangeInfo? {
    if let info = infos[id] { return info }
    let found = try database.first(
      "SELECT row, lamport, replica, kinds FROM change WHERE id = ?1", [.blob(id.bytes)]
    ) {
      ChangeInfo(
        row: $0.integer(0), lamport: $0.bits(1), replica: ReplicaID(rawValue: $0.bits(2)),
        kinds: $0.blob(3))
    }
    if let found { remember(id, found) }
    return found
  }

  private func remember(_ id: ChangeID, _ info: ChangeInfo) {
    // Bounded: a bulk of changes refers mostly to its own neighbourhood.
    if infos.count > 60_000 { infos = [:] }
    infos[id] = info
  }

  /// The frontier: the changes that no other known change follows or names.
  func frontier() throws -> [(id: ChangeID, lamport: UInt64)] {
    try frontierRows.sorted().map { row in
      guard
        let entry = try database.first(
          "SELECT id, lamport FROM change WHERE row = ?1", [.integer(row)],
          { (id: ChangeID($0.blob(0)), lamport: $0.bits(1)) })
      else { throw ReplicaError.damaged("the frontier names a change that is not there") }
      return entry
    }
  }

  /// Applies `change`, or keeps it until what it needs is here.
  ///
  /// - Parameter segment: The row of the segment it came in; nil for a change made here.
  func admit(_ change: EncodedChange, segment: Int64?) throws -> Admission {
    if try info(change.id) != nil { return .known }
    let missing = try change.change.past.filter { try info($0) == nil }
    guard missing.isEmpty else { return try keep(change, missing, segment) }
    let admission = try apply(change, segment: segment)
    // What follows a refused change waits for ever: its past will never be applied.
    if hasPending, admission == .applied { try admitWaiting(for: change.id) }
    return admission
  }

  private func keep(
    _ change: EncodedChange, _ missing: [ChangeID], _ segment: Int64?
  ) throws -> Admission {
    let inserted = try database.run(
      "INSERT OR IGNORE INTO pending VALUES (?1, ?2, ?3)",
      [.blob(change.id.bytes), .blob(change.bytes), .integer(orNull: segment)])
    guard inserted > 0 else { return .known }
    for id in missing {
      try database.run(
        "INSERT OR IGNORE INTO missing VALUES (?1, ?2)",
        [.blob(id.bytes), .blob(change.id.bytes)])
    }
    hasPending = true
    return .waiting
  }

  /// Applies what waited for `id` and for nothing else, and what waited for that in turn.
  private func admitWaiting(for id: ChangeID) throws {
    var ready = [id]
    while let next = ready.popLast() {
      let waiting = try database.rows(
        "SELECT pending FROM missing WHERE id = ?1 ORDER BY pending", [.blob(next.bytes)]
      ) { $0.blob(0) }
      try database.run("DELETE FROM missing WHERE id = ?1", [.blob(next.bytes)])
      for bytes in waiting {
        let isFree =
          try database.first(
            "SELECT 1 FROM missing WHERE pending = ?1 LIMIT 1", [.blob(bytes)]
          ) { _ in true } == nil
        guard isFree,
          let (content, segment) = try database.first(
            "DELETE FROM pending WHERE id = ?1 RETURNING bytes, segment", [.blob(bytes)],
            { ($0.blob(0), $0.isNull(1) ? nil : $0.integer(1)) })
        else { continue }
        let change = try EncodedChange(decoding: content, hash: hash)
        if try apply(change, segment: segment) == .applied { ready.append(change.id) }
      }
    }
  }

  private func apply(_ encoded: EncodedChange, segment: Int64?) throws -> Admission {
    let change = encoded.change
    let past = try change.past.map { id in
      guard let info = try info(id) else {
        preconditionFailure("a change is applied before its past")
      }
      return info
    }
    if let reason = try Self.fault(in: change, past: past, info: info) {
      try database.run(
        "INSERT OR IGNORE INTO refused VALUES (?1, ?2, ?3)",
        [.blob(encoded.id.bytes), .blob(encoded.bytes), .text(reason)])
      return .refused(reason)
    }
    let kinds = change.operations.map(\.kindByte)
    try database.run(
      """
      INSERT INTO change (id, replica, number, lamport, author, time, kinds, bytes, segment)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """,
      [
        .blob(encoded.id.bytes), .bits(change.replica.rawValue), .bits(change.number),
        .bits(change.lamport), .blob(change.author.bytes), .bits(change.time), .blob(kinds),
        .blob(encoded.bytes), .integer(orNull: segment),
      ])
    let row = database.lastInsertedRow
    remember(
      encoded.id,
      ChangeInfo(
        row: row, lamport: change.lamport, replica: change.replica, kinds: kinds))
    try applyToViews(encoded, row: row, pastRows: past.map(\.row), isRemote: segment != nil)
    return .applied
  }

  /// Applies what `encoded` does, whose row in the log is `row`; also the step of a rebuild.
  func applyToViews(
    _ encoded: EncodedChange, row: Int64, pastRows: [Int64], isRemote: Bool
  ) throws {
    frontierRows.subtract(pastRows)
    frontierRows.insert(row)
    frontierChanged = true
    let change = encoded.change
    guard let author = members[change.author] else {
      throw ReplicaError.damaged("a change by a device of nobody")
    }
    if let target = try change.undoes.flatMap({ try info($0) }) {
      try database.run(
        "INSERT INTO undoing VALUES (?1, ?2)", [.integer(row), .integer(target.row)])
    }
    for (index, operation) in change.operations.enumerated() {
      let place = OperationRow(change: row, index: index)
      switch operation {
      case .put(let key, let value, let replaces, let seen):
        guard Authority.mayWrite(key, by: author) else { continue }
        try remove(replaces, from: key)
        try database.run(
          "INSERT INTO cell VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          key.columns + [
            .integer(row), .integer(index), .blob(value.encoded),
            .blob(References.encode(try rows(of: seen))), .blob(change.author.bytes),
            .bits(change.time),
          ])
        try noteRound(operation, key, place, by: author)
        touched.insert(key)
      case .clear(let key, let replaces):
        guard Authority.mayWrite(key, by: author) else { continue }
        try remove(replaces, from: key)
        try database.run(
          "INSERT INTO clearing VALUES (?1, ?2, ?3, ?4, ?5)",
          key.columns + [.integer(row), .integer(index)])
        try noteRound(operation, key, place, by: author)
        touched.insert(key)
      case .text(let key, let version, let position, let deleteCount, let insert):
        let run = TextRun(
          id: OperationID(encoded.id, index), replica: change.replica, version: version,
          position: position, deleteCount: deleteCount, insert: insert)
        try apply(run, to: key, at: place, in: change.operations[..<index], of: encoded.id)
        touched.insert(key)
      case .unknown: continue
      }
    }
    if isRemote { try note(encoded, row: row, author: author) }
  }

  /// Says why `change` may never be applied, now that its past is known (docs/format.md §3.7).
  private static func fault(
    in change: Change, past: [ChangeInfo], info: (ChangeID) throws -> ChangeInfo?
  ) throws -> String? {
    guard change.lamport == 1 + (past.map(\.lamport).max() ?? 0) else {
      return "its lamport is not one above its past's"
    }
    for operation in change.operations {
      let isText = if case .text = operation { true } else { false }
      for reference in operation.references {
        guard let kinds = try info(reference.change)?.kinds, reference.index < kinds.count else {
          return "it names an operation that does not exist"
        }
        let kind = kinds[reference.index]
        switch operation {
        case .put(_, _, let replaces, _) where replaces.contains(reference),
          .clear(_, let replaces) where replaces.contains(reference):
          guard kind == Operation.putByte else { return "it replaces what is no write" }
        default:
          guard !isText || kind == Operation.textByte else {
            return "a text's version names what is no run of text"
          }
        }
      }
    }
    return nil
  }

  // MARK: Cells

  private func remove(_ replaced: [OperationID], from key: CellKey) throws {
    for row in try rows(of: replaced) {
      try database.run(
        """
        DELETE FROM cell WHERE object = ?1 AND field = ?2 AND element = ?3
        AND change = ?4 AND operation = ?5
        """, key.columns + [.integer(row.change), .integer(row.index)])
    }
  }

  /// The rows of `operations`, whose changes are all applied.
  func rows(of operations: [OperationID]) throws -> [OperationRow] {
    try operations.map { operation in
      guard let info = try info(operation.change) else {
        preconditionFailure("an operation of a change that is not applied")
      }
      return OperationRow(change: info.row, index: operation.index)
    }
  }

  // MARK: Texts

  private func apply(
    _ run: TextRun, to key: TextKey, at place: OperationRow,
    in earlier: ArraySlice<Operation>, of change: ChangeID
  ) throws {
    var state = try text(key)
    let version = Self.version(of: run, key, earlier: earlier, change: change)
    let named = try rows(of: version)
    // What the version names of other texts counts for nothing; in a linear text nothing is named
    // but the frontier, and the look-up is spared.
    let parents =
      named == state.frontier ? named : try named.filter { try isRun($0, of: key) }
    try database.run(
      "INSERT INTO run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      key.columns + [
        .integer(place.change), .integer(place.index), .blob(References.encode(parents)),
        .integer(run.position), .integer(run.deleteCount), .text(run.insert),
      ])
    state.apply(run, at: place, parents: parents)
    if texts.count > 20_000 { try writeTexts() }
    texts[key] = state
  }

  /// The version a run was made on: an empty one stands for the run before it in its change.
  private static func version(
    of run: TextRun, _ key: TextKey, earlier: ArraySlice<Operation>, change: ChangeID
  ) -> [OperationID] {
    guard run.version.isEmpty else { return run.version }
    let previous = earlier.lastIndex { operation in
      if case .text(key, _, _, _, _) = operation { true } else { false }
    }
    return previous.map { [OperationID(change, $0)] } ?? []
  }

  private func isRun(_ place: OperationRow, of key: TextKey) throws -> Bool {
    try database.first(
      """
      SELECT 1 FROM run WHERE object = ?1 AND field = ?2 AND change = ?3 AND operation = ?4
      """, key.columns + [.integer(place.change), .integer(place.index)]
    ) { _ in true } ?? false
  }

  /// The text as it stands in this transaction.
  func text(_ key: TextKey) throws -> TextState {
    if let state = texts[key] { return state }
    return try TextState(key, in: database)
  }

  private func writeTexts() throws {
    for (key, state) in texts.sorted(by: { $0.key < $1.key }) {
      let content = try state.isMerged ? state.content : TextState.history(key, in: database).text
      try database.run(
        "INSERT OR REPLACE INTO text VALUES (?1, ?2, ?3, ?4, ?5)",
        key.columns + [
          .text(content), .blob(References.encode(state.frontier)),
          .integer(state.isLinear ? 1 : 0),
        ])
    }
    texts = [:]
  }

  // MARK: Rebuilding

  /// Forgets what was read from the views, which were emptied.
  func forgetViews() {
    texts = [:]
    hasBallots = nil
    frontierRows = []
    frontierChanged = true
  }

  // MARK: The end

  /// Writes what was kept in memory and brings conflicts and hidden objects up to date.
  func finish() throws {
    try writeTexts()
    try writeHeard()
    if frontierChanged {
      _ = try database.run("DELETE FROM frontier")
      for row in frontierRows.sorted() {
        try database.run("INSERT INTO frontier VALUES (?1)", [.integer(row)])
      }
      frontierChanged = false
    }
    try Refresh(database: database, hash: hash).refresh(touched)
    touched = Touched()
  }
}
