import ChangeLog

/// The runs of a text and which of them each author had seen, one entry for each run.
///
/// A run is known here by its index, its place in the order of arrival; because that order is
/// causal, every run's parents have smaller indexes. A version is a list of indexes, ascending.
struct ReferenceTextGraph {
  /// A run in the graph.
  struct Node {
    let run: TextRun
    /// The runs in its version, none of them an ancestor of another.
    let parents: [Int]
    /// How many scalars it inserts.
    let insertCount: Int
  }

  private(set) var nodes: [Node] = []
  private var indexes: [OperationID: Int] = [:]

  /// Adds a run whose version is there; a run that is there already is ignored.
  mutating func append(_ run: TextRun) {
    guard indexes[run.id] == nil else { return }
    let index = nodes.count
    let parents = reduced(run.version.compactMap { indexes[$0] }.sorted())
    indexes[run.id] = index
    nodes.append(Node(run: run, parents: parents, insertCount: run.insert.unicodeScalars.count))
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
  func members(of version: [Int], above base: Int = -1) -> ReferenceTextMembers {
    var members = ReferenceTextMembers(base: base, end: (version.max() ?? -1) + 1)
    for index in version { members.insert(index) }
    for index in members.range.reversed() where members.contains(index) {
      for parent in nodes[index].parents { members.insert(parent) }
    }
    return members
  }

  private func reduced(_ version: [Int]) -> [Int] {
    guard let first = version.first else { return [] }
    let parents = version.flatMap { nodes[$0].parents }
    let seen = members(of: parents, above: first - 1)
    return Set(version).sorted().filter { !seen.contains($0) }
  }
}

/// A set of runs: all up to and with `base`, and some of those above.
struct ReferenceTextMembers {
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
