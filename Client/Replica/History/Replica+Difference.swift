public import Bytes
public import ChangeLog
import Review
import SQLite

/// What differs between two points of the history, and by whom.
public struct Difference: Sendable {
  /// A value that stood, or stands.
  public struct Write: Equatable, Sendable {
    /// The value.
    public let value: Value
    /// Who wrote it.
    public let author: MemberID
    /// When, by that person's clock, in milliseconds since 1970.
    public let time: UInt64
  }

  /// A cell whose values differ.
  public struct Cell: Equatable, Sendable {
    /// The cell.
    public let key: CellKey
    /// Its values at the first point; none where it was empty.
    public let before: [Write]
    /// Its values at the second point.
    public let after: [Write]
    /// Who wrote in it between the two, in the order in which that came here.
    public let authors: [MemberID]
  }

  /// A stretch of a text that stands at one of the two points, or at both.
  public struct Stretch: Equatable, Sendable {
    /// What became of it.
    public enum Fate: Equatable, Sendable {
      /// It stands at both.
      case kept
      /// It stands at the second only; its author brought it.
      case inserted(by: MemberID)
      /// It stands at the first only; somebody deleted it.
      case deleted(by: MemberID)
    }

    /// The words.
    public let text: String
    /// What became of them.
    public let fate: Fate
  }

  /// A text that differs.
  public struct Text: Equatable, Sendable {
    /// The text.
    public let key: TextKey
    /// All of it, at both points, from left to right.
    public let stretches: [Stretch]
  }

  /// The cells that differ, in the order of their keys.
  public let cells: [Cell]
  /// The texts that differ, in the order of their keys.
  public let texts: [Text]
}

extension Replica {
  /// What differs in the workspace between `old` and `new`.
  ///
  /// - Parameter object: Where to look; everywhere when it is nil.
  /// - Complexity: O(changes after the earlier point) and that of walking the texts that they edit.
  public func difference(
    from old: HistoryPoint, to new: HistoryPoint, in object: ObjectID? = nil
  ) throws -> Difference {
    let filters = (
      old: try PointFilter(old, in: database), new: try PointFilter(new, in: database)
    )
    var comparison = CellComparison(object, log: ChangeReader(database))
    try comparison.read(later: filters.old)
    try comparison.read(later: filters.new)
    let texts = try comparison.texts.sorted().compactMap { key -> Difference.Text? in
      let past = try TextPast(key, in: database)
      let stretches = Self.stretches(
        past, from: past.runs(at: filters.old), to: past.runs(at: filters.new))
      return stretches.contains { $0.fate != .kept }
        ? Difference.Text(key: key, stretches: stretches) : nil
    }
    return Difference(
      cells: try comparison.cells(from: filters.old, to: filters.new), texts: texts)
  }

  private static func stretches(
    _ past: TextPast, from old: Set<OperationID>, to new: Set<OperationID>
  ) -> [Difference.Stretch] {
    var stretches: [Difference.Stretch] = []
    for piece in past.history.pieces() {
      let fate: Difference.Stretch.Fate
      switch (TextPast.stands(piece, in: old), TextPast.stands(piece, in: new)) {
      case (false, false): continue
      case (true, true): fate = .kept
      case (false, true):
        // What a later point lacks and an earlier one has was deleted between, seen from there.
        let origin = new.contains(piece.run) && !old.contains(piece.run)
        let run = origin ? piece.run : piece.deleters.first(where: old.contains) ?? piece.run
        guard let author = past.origin(of: run)?.author else { continue }
        fate = .inserted(by: author)
      case (true, false):
        let run = piece.deleters.first(where: new.contains) ?? piece.run
        guard let author = past.origin(of: run)?.author else { continue }
        fate = .deleted(by: author)
      }
      if let last = stretches.last, last.fate == fate {
        stretches[stretches.count - 1] = Difference.Stretch(
          text: last.text + piece.text, fate: fate)
      } else {
        stretches.append(Difference.Stretch(text: piece.text, fate: fate))
      }
    }
    return stretches
  }
}

/// Collects what the changes after two points wrote to cells, to tell what stood there before.
private struct CellComparison {
  private struct Write {
    let id: OperationID
    let value: Value
    let stored: StoredChange
  }

  private let object: ObjectID?
  private let log: ChangeReader
  private(set) var texts: Set<TextKey> = []
  /// All changes after the earlier point, by their rows.
  private var later: [Int64: StoredChange] = [:]

  init(_ object: ObjectID?, log: ChangeReader) {
    self.object = object
    self.log = log
  }

  mutating func read(later filter: PointFilter) throws {
    let changes = try log.database.rows(
      """
      SELECT \(ChangeReader.columns) FROM change JOIN device ON device.id = change.author
      WHERE \(filter.laterCondition)
      """, [filter.value]
    ) { try ChangeReader.change($0) }
    for change in changes { later[change.row] = change }
    for case .text(let key, _, _, _, _) in changes.flatMap(\.change.operations)
    where isWanted(key.object) { texts.insert(key) }
  }

  private func isWanted(_ key: ObjectID) -> Bool { object == nil || object == key }

  func cells(from old: PointFilter, to new: PointFilter) throws -> [Difference.Cell] {
    var operations: [CellKey: [(stored: StoredChange, index: Int)]] = [:]
    for (_, stored) in later.sorted(by: { $0.key < $1.key }) {
      for (index, operation) in stored.change.operations.enumerated() {
        guard let key = operation.cell, isWanted(key.object),
          Authority.mayWrite(key, by: stored.author)
        else { continue }
        operations[key, default: []].append((stored, index))
      }
    }
    return try operations.sorted { $0.key < $1.key }.compactMap { key, entries in
      let writes = try candidates(key, entries)
      let before = live(writes, entries, at: old)
      let after = live(writes, entries, at: new)
      guard Set(before.map(\.value.encoded)) != Set(after.map(\.value.encoded)) else { return nil }
      var authors: [MemberID] = []
      for (stored, _) in entries where old.holds(stored) != new.holds(stored) {
        if !authors.contains(stored.author) { authors.append(stored.author) }
      }
      return Difference.Cell(key: key, before: before, after: after, authors: authors)
    }
  }

  /// Every write that can have stood in the cell at one of the points.
  private func candidates(
    _ key: CellKey, _ entries: [(stored: StoredChange, index: Int)]
  ) throws -> [Write] {
    var names = Set(try log.liveWrites(key).map(\.id))
    for (stored, index) in entries {
      names.insert(OperationID(stored.id, index))
      names.formUnion(stored.change.operations[index].replaced)
    }
    return try names.sorted().compactMap { name in
      let stored = try log.change(name.change)
      guard name.index < stored.change.operations.count,
        case .put(key, let value, _, _) = stored.change.operations[name.index],
        Authority.mayWrite(key, by: stored.author)
      else { return nil }
      return Write(id: name, value: value, stored: stored)
    }
  }

  private func live(
    _ writes: [Write], _ entries: [(stored: StoredChange, index: Int)], at filter: PointFilter
  ) -> [Difference.Write] {
    let replaced = Set(
      entries.filter { filter.holds($0.stored) }
        .flatMap { $0.stored.change.operations[$0.index].replaced })
    return writes.filter { filter.holds($0.stored) && !replaced.contains($0.id) }.map {
      Difference.Write(value: $0.value, author: $0.stored.author, time: $0.stored.change.time)
    }
  }
}
