import Bytes
public import ChangeLog

/// FugueMax as its paper has it: a tree with one node per scalar, walked whole for every question.
///
/// Shares nothing with the engine but the runs. A run's positions are looked up in the scalars that
/// its version holds, found by filtering a walk of the tree; the tree gives the order.
///
/// Source: Weidner and Kleppmann, "The Art of the Fugue", arXiv 2305.00583.
public struct TextOracle {
  private struct Node {
    let scalar: Unicode.Scalar
    let run: OperationID
    let replica: ReplicaID
    /// The node behind this one when it was inserted; nil is the end.
    let rightOrigin: Int?
    var deleters: Set<OperationID> = []
    var leftChildren: [Int] = []
    var rightChildren: [Int] = []
  }

  /// Node 0 is the start of the text and no scalar.
  private var nodes: [Node]
  /// Every run with its ancestors, itself included.
  private var pasts: [OperationID: Set<OperationID>] = [:]

  /// Creates an empty text.
  public init() {
    let start = OperationID(ChangeID(Array(repeating: 0, count: 32)), 0)
    nodes = [Node(scalar: " ", run: start, replica: ReplicaID(rawValue: 0), rightOrigin: nil)]
  }

  /// The runs that `version` holds.
  public func members(of version: TextVersion) -> Set<OperationID> {
    version.reduce(into: []) { $0.formUnion(pasts[$1] ?? []) }
  }

  /// The text that the runs in `members` make.
  public func text(of members: Set<OperationID>) -> String {
    var view = String.UnicodeScalarView()
    for node in visible(in: members) { view.append(nodes[node].scalar) }
    return String(view)
  }

  /// The text that the runs in `members` make, had those in `runs` never touched it.
  public func text(of members: Set<OperationID>, undoing runs: Set<OperationID>) -> String {
    var view = String.UnicodeScalarView()
    for node in present(in: members) where !runs.contains(nodes[node].run) {
      let deleters = nodes[node].deleters.intersection(members)
      if deleters.isSubset(of: runs) { view.append(nodes[node].scalar) }
    }
    return String(view)
  }

  /// Who wrote each scalar of the text that the runs in `members` make.
  public func authors(of members: Set<OperationID>) -> [OperationID] {
    visible(in: members).map { nodes[$0].run }
  }

  /// Where `run` shows, scalar by scalar: its own as ranges of one, deleted ones as empty ranges.
  public func places(of run: OperationID, in members: Set<OperationID>) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var position = 0
    for node in present(in: members) {
      let isDeleted = !nodes[node].deleters.isDisjoint(with: members)
      if nodes[node].run == run, !isDeleted { places.append(position..<position + 1) }
      if nodes[node].deleters.contains(run) { places.append(position..<position) }
      if !isDeleted { position += 1 }
    }
    return places
  }

  /// Takes in a run; those that its version names must be there.
  public mutating func add(_ run: TextRun) {
    let past = members(of: run.version)
    let sequence = present(in: past)
    let visible = visible(in: past)
    let position = min(run.position, visible.count)
    for node in visible.dropFirst(position).prefix(run.deleteCount) {
      nodes[node].deleters.insert(run.id)
    }
    var left = position == 0 ? 0 : visible[position - 1]
    let right = left == 0 ? sequence.first : sequence.drop { $0 != left }.dropFirst().first
    pasts[run.id] = past.union([run.id])
    for scalar in run.insert.unicodeScalars {
      nodes.append(Node(scalar: scalar, run: run.id, replica: run.replica, rightOrigin: right))
      attach(nodes.count - 1, left: left, right: right)
      left = nodes.count - 1
    }
  }

  private mutating func attach(_ node: Int, left: Int, right: Int?) {
    let past = pasts[nodes[node].run] ?? []
    if !nodes[left].rightChildren.contains(where: { past.contains(nodes[$0].run) }) {
      let order = [Int?](walk()) + [nil]
      let place = nodes[left].rightChildren.firstIndex { other in
        let mine = order.firstIndex(of: nodes[node].rightOrigin) ?? 0
        let others = order.firstIndex(of: nodes[other].rightOrigin) ?? 0
        return mine == others ? comesFirst(node, other) : mine > others
      }
      nodes[left].rightChildren.insert(node, at: place ?? nodes[left].rightChildren.count)
    } else if let right {
      let place = nodes[right].leftChildren.firstIndex { comesFirst(node, $0) }
      nodes[right].leftChildren.insert(node, at: place ?? nodes[right].leftChildren.count)
    }
  }

  private func comesFirst(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (nodes[left], nodes[right])
    return left.replica != right.replica ? left.replica < right.replica : left.run < right.run
  }

  private func present(in members: Set<OperationID>) -> [Int] {
    walk().filter { members.contains(nodes[$0].run) }
  }

  private func visible(in members: Set<OperationID>) -> [Int] {
    present(in: members).filter { nodes[$0].deleters.isDisjoint(with: members) }
  }

  private func walk() -> [Int] {
    var order: [Int] = []
    func visit(_ node: Int) {
      for child in nodes[node].leftChildren { visit(child) }
      if node != 0 { order.append(node) }
      for child in nodes[node].rightChildren { visit(child) }
    }
    visit(0)
    return order
  }
}
