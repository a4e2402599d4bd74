import Bytes

/// Which run has which name, and who made it.
///
/// Runs are numbered in the order of arrival. Runs that come one after the other with names of one
/// change and counting operations share an entry.
struct TextNames: Sendable {
  struct Entry {
    /// The number of its first run; its last is the one in front of the next entry.
    let run: Int32
    let origin: Int32
    let replica: Int32
    /// The operation's index in the name of the first run.
    let index: Int
  }

  /// The changes that names name; `origin` is the number of one.
  private(set) var changes = TextNumbers<ChangeID>()
  /// The entries with names of each change, in the order of their indexes.
  private var originEntries: ContiguousArray<[Int32]> = []
  private(set) var replicas = TextNumbers<ReplicaID>()
  private(set) var entries: ContiguousArray<Entry> = []
  private(set) var runCount = 0
  /// The name that would go on with the last entry, free if its index is below `nextEnd`.
  private var nextChange = ChangeID(repeatElement(0, count: 32))
  private var nextIndex = 0
  private var nextReplica = ReplicaID(rawValue: 0)
  private var nextEnd = Int.min

  init() {}

  /// Creates the names that a table holds.
  ///
  /// - Throws: `TextNamesError` when an origin or a replica repeats, or two runs have one name.
  ///
  /// - Complexity: O(entries log entries)
  init(
    origins changes: some Collection<ChangeID>, replicas: ContiguousArray<ReplicaID>,
    entries: ContiguousArray<Entry>, runCount: Int
  ) throws(TextNamesError) {
    self.changes.reserveCapacity(changes.count)
    for change in changes where self.changes.append(change) == nil {
      throw .repeatedOrigin(self.changes.count)
    }
    for replica in replicas where self.replicas.append(replica) == nil {
      throw .repeatedReplica(self.replicas.count)
    }
    originEntries = ContiguousArray(repeating: [], count: changes.count)
    self.entries = entries
    self.runCount = runCount
    for number in entries.indices {
      originEntries[Int(entries[number].origin)].append(Int32(number))
    }
    for origin in originEntries.indices where originEntries[origin].count > 1 {
      try sortEntries(of: origin)
    }
    findNext()
  }

  /// Finds the name that would go on with the last entry.
  private mutating func findNext() {
    guard let last = entries.last else { return }
    let own = originEntries[Int(last.origin)]
    let (following, isBeyond) = last.index.addingReportingOverflow(runCount - Int(last.run))
    let place = own.partition { entries[Int($0)].index > last.index }
    let end = place < own.count ? entries[Int(own[place])].index : .max
    (nextChange, nextIndex) = (changes.keys[Int(last.origin)], following)
    nextReplica = replicas.keys[Int(last.replica)]
    nextEnd = isBeyond ? .min : end
  }

  /// Brings the entries of an origin into the order of their indexes.
  private mutating func sortEntries(of origin: Int) throws(TextNamesError) {
    let isSorted = zip(originEntries[origin], originEntries[origin].dropFirst())
      .allSatisfy { entries[Int($0)].index < entries[Int($1)].index }
    if !isSorted {
      originEntries[origin].sort { entries[Int($0)].index < entries[Int($1)].index }
    }
    for (entry, next) in zip(originEntries[origin], originEntries[origin].dropFirst())
    where entries[Int(next)].index <= entries[Int(entry)].index + (runs(of: Int(entry)).count - 1) {
      throw .repeatedName(entry: Int(max(entry, next)))
    }
  }

  /// Whether a run may have the name: the format writes no index below zero, and behind the
  /// greatest there is none to go on with.
  static func mayName(_ id: OperationID) -> Bool { 0..<Int.max ~= id.index }

  /// The number of the run with this name.
  ///
  /// - Complexity: O(log entries of its change).
  func run(named id: OperationID) -> Int? {
    guard let number = changes.number(of: id.change) else { return nil }
    let own = originEntries[number]
    let place = own.partition { entries[Int($0)].index > id.index }
    guard place > 0 else { return nil }
    let entry = Int(own[place - 1])
    let offset = id.index.subtractingReportingOverflow(entries[entry].index)
    return !offset.overflow && offset.partialValue < runs(of: entry).count
      ? Int(entries[entry].run) + offset.partialValue : nil
  }

  /// The name of a run.
  ///
  /// - Complexity: O(log entries).
  func name(of run: Int) -> OperationID { name(of: run, in: entry(of: run)) }

  private func name(of run: Int, in entry: Entry) -> OperationID {
    OperationID(changes.keys[Int(entry.origin)], entry.index + (run - Int(entry.run)))
  }

  /// The replica that made a run.
  func replica(of run: Int) -> ReplicaID { replicas.keys[Int(entry(of: run).replica)] }

  /// Whether `id` names the latest run.
  func isLast(_ id: OperationID) -> Bool {
    if nextEnd > .min { return nextIndex - 1 == id.index && nextChange == id.change }
    return runCount > 0 && name(of: runCount - 1) == id
  }

  /// The order of concurrent insertions at one place: by replica, then by name.
  func comesFirst(_ left: Int, _ right: Int) -> Bool {
    let (leftEntry, rightEntry) = (entry(of: left), entry(of: right))
    if leftEntry.replica != rightEntry.replica {
      return replicas.keys[Int(leftEntry.replica)] < replicas.keys[Int(rightEntry.replica)]
    }
    return name(of: left, in: leftEntry) < name(of: right, in: rightEntry)
  }

  /// Whether `id` by `replica` goes on with the last entry, and is free.
  @inline(__always)
  func continuesLast(_ id: OperationID, _ replica: ReplicaID) -> Bool {
    nextIndex == id.index && id.index < nextEnd && nextChange == id.change
      && nextReplica == replica
  }

  /// Names the next runs, which go on with the last entry.
  @inline(__always)
  mutating func extend(by count: Int = 1) {
    runCount += count
    nextIndex += count
  }

  /// How many runs may go on with the last entry.
  var freeCount: Int { nextEnd > nextIndex ? nextEnd - nextIndex : 0 }

  /// Names the next `count` runs by `id` and the ones that follow it, none of which may be there.
  mutating func append(_ id: OperationID, _ replica: ReplicaID, count: Int = 1) {
    if continuesLast(id, replica), count <= nextEnd - id.index {
      runCount += count
      nextIndex += count
      return
    }
    let number = changes.number(giving: id.change)
    if number == originEntries.count { originEntries.append([]) }
    let entry = Entry(
      run: Int32(runCount), origin: Int32(number), replica: Int32(replicas.number(giving: replica)),
      index: id.index)
    let place = originEntries[number].partition { entries[Int($0)].index > id.index }
    let isLast = place == originEntries[number].count
    let end = isLast ? .max : entries[Int(originEntries[number][place])].index
    originEntries[number].insert(Int32(entries.count), at: place)
    entries.append(entry)
    runCount += count
    let (following, isBeyond) = id.index.addingReportingOverflow(count)
    (nextChange, nextIndex) = (id.change, following)
    nextReplica = replica
    nextEnd = isBeyond ? .min : end
  }

  /// Whether `id` is the name of a run, and of how many names from there on the same holds, at most
  /// `count`.
  ///
  /// - Complexity: O(log entries of its change)
  func stretch(from id: OperationID, upTo count: Int) -> (isKnown: Bool, count: Int) {
    guard let number = changes.number(of: id.change) else { return (false, count) }
    let own = originEntries[number]
    let place = own.partition { entries[Int($0)].index > id.index }
    if let run = run(named: id) {
      return (true, min(runs(of: Int(own[place - 1])).upperBound - run, count))
    }
    guard place < own.count else { return (false, count) }
    let free = entries[Int(own[place])].index.subtractingReportingOverflow(id.index)
    return (false, free.overflow ? count : min(free.partialValue, count))
  }

  /// Takes everything away that was added since `mark`.
  mutating func remove(from mark: Mark) {
    // Once for each origin: one may have all of the entries.
    for origin in Set(entries[mark.entries...].map { Int($0.origin) }) {
      originEntries[origin].removeAll { $0 >= Int32(mark.entries) }
    }
    entries.removeSubrange(mark.entries...)
    originEntries.removeSubrange(mark.origins...)
    changes.removeAll(from: mark.origins)
    replicas.removeAll(from: mark.replicas)
    runCount = mark.runs
    findNext()
  }

  /// What to return to.
  struct Mark {
    fileprivate let entries: Int
    fileprivate let origins: Int
    fileprivate let replicas: Int
    fileprivate let runs: Int
  }

  var mark: Mark {
    Mark(
      entries: entries.count, origins: changes.count, replicas: replicas.count, runs: runCount)
  }

  /// Names the next runs as some runs are named elsewhere, none of which may be there.
  mutating func append(_ runs: Range<Int>, of other: TextNames) {
    var run = runs.lowerBound
    var number = other.entryNumber(of: run)
    while run < runs.upperBound {
      let entry = other.entries[number]
      let end = min(other.runs(of: number).upperBound, runs.upperBound)
      let change = other.changes.keys[Int(entry.origin)]
      append(
        OperationID(change, entry.index + (run - Int(entry.run))),
        other.replicas.keys[Int(entry.replica)], count: end - run)
      run = end
      number += 1
    }
  }

  /// The runs of an entry.
  func runs(of entry: Int) -> Range<Int> {
    let end = entry + 1 < entries.count ? Int(entries[entry + 1].run) : runCount
    return Int(entries[entry].run)..<end
  }

  private func entry(of run: Int) -> Entry { entries[entryNumber(of: run)] }

  private func entryNumber(of run: Int) -> Int { entries.partition { Int($0.run) > run } - 1 }
}

/// A table of names in which something stands twice.
enum TextNamesError: Error {
  case repeatedOrigin(Int)
  case repeatedReplica(Int)
  case repeatedName(entry: Int)
}

extension RandomAccessCollection where Index == Int {
  /// The index of the first element that fulfils a condition which all behind it fulfil, too.
  func partition(by isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
