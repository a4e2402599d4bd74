/// The runs of a text and which of them each author had seen.
///
/// A run is known here by its index, its place in the order of arrival; because that order is
/// causal, every run's parents have smaller indexes. A version is a list of indexes, ascending.
struct TextGraph: Sendable {
  /// A run in the graph.
  struct Node: Sendable {
    let run: TextRun
    /// The runs in its version, none of them an ancestor of another.
    let parents: [Int]
    /// How many scalars it inserts.
    let insertCount: Int
  }

  private(set) var nodes: [Node] = []
  /// The runs that no other run follows.
  private(set) var frontier: [Int] = []
  private var indexes: [OperationID: Int] = [:]

  func index(of id: OperationID) -> Int? { indexes[id] }

  /// The indexes that `version` names, reduced to those that are no ancestor of another.
  func indexes(of version: TextVersion) throws(UnknownTextRun) -> [Int] {
    // Most runs were made on the frontier, and looking a name up costs more than all the rest.
    if version.count == 1, frontier.count == 1, version[0] == nodes[frontier[0]].run.id {
      return frontier
    }
    var result: [Int] = []
    for id in version {
      guard let index = indexes[id] else { throw UnknownTextRun(id: id) }
      result.append(index)
    }
    if result.count < 2 { return result }
    result.sort()
    return result == frontier ? result : reduced(result)
  }

  /// Makes room for `count` runs.
  mutating func reserveCapacity(_ count: Int) {
    nodes.reserveCapacity(count)
    indexes.reserveCapacity(count)
  }

  /// Adds a run whose parents are there; returns its index, or nil when it is there already.
  mutating func append(_ run: TextRun, parents: [Int]) -> Int? {
    let index = nodes.count
    // One look-up both finds out and adds.
    if let known = indexes.updateValue(index, forKey: run.id) {
      indexes[run.id] = known
      return nil
    }
    nodes.append(Node(run: run, parents: parents, insertCount: run.insert.unicodeScalars.count))
    // The newest index is the largest, so the frontier stays ascending.
    frontier.removeAll { parents.contains($0) }
    frontier.append(index)
    return index
  }

  /// The order of concurrent insertions at one place: by replica, then by the run's id.
  ///
  /// The scalars of one run hang on one another, so their offsets never need comparing.
  func comesFirst(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (nodes[left].run, nodes[right].run)
    return left.replica != right.replica ? left.replica < right.replica : left.id < right.id
  }

  /// The runs that `version` holds.
  ///
  /// Only those above `base` are looked at; `version` must hold `base` and all before it, or
  /// nothing above it.
  ///
  /// - Complexity: O(last of `version` - `base`).
  func members(of version: [Int], above base: Int = -1) -> TextMembers {
    var members = TextMembers(base: base, end: (version.max() ?? -1) + 1)
    for index in version { members.insert(index) }
    for index in members.range.reversed() where members.contains(index) {
      for parent in nodes[index].parents { members.insert(parent) }
    }
    return members
  }

  /// Whether the author of `right` had seen `left`, another run.
  func isAncestor(_ left: Int, of right: Int) -> Bool {
    left < right && members(of: [right], above: left - 1).contains(left)
  }

  private func reduced(_ version: [Int]) -> [Int] {
    guard let first = version.first else { return [] }
    let parents = version.flatMap { nodes[$0].parents }
    let seen = members(of: parents, above: first - 1)
    return Set(version).sorted().filter { !seen.contains($0) }
  }
}

/// A set of runs: all up to and with `base`, and some of those above.
struct TextMembers: Sendable {
  private let base: Int
  private var marks: [Bool]

  init(base: Int, end: Int) {
    self.base = base
    marks = Array(repeating: false, count: max(0, end - base - 1))
  }

  /// The indexes above the base that may be in the set.
  var range: Range<Int> { base + 1..<base + 1 + marks.count }

  func contains(_ index: Int) -> Bool {
    index <= base || (index <= base + marks.count && marks[index - base - 1])
  }

  mutating func insert(_ index: Int) {
    if index > base { marks[index - base - 1] = true }
  }
}
