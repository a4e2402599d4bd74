import Bytes

@testable import ChangeLog

/// The bytes of histories that nobody has merged: their runs and versions, as they are given.
struct TextForge: ~Copyable {
  private var state = TextState()

  init() {}

  /// Adds a run behind the runs that end with the steps `version`, ascending.
  ///
  /// - Returns: Its last step.
  @discardableResult
  mutating func add(
    _ position: Int, deleting deleteCount: Int = 0, inserting text: String = "", on version: [Int]
  ) -> Int {
    let places = places(version)
    let operation = state.log.operations.count
    let steps = state.log.append(
      position, deleting: deleteCount, inserting: text.utf8.span,
      scalars: text.unicodeScalars.count, continues: state.graph.continuesLastSpan(places))
    state.graph.append(steps, after: places, operation: operation)
    let change = ChangeID(Array(repeating: 1, count: 32))
    state.names.append(OperationID(change, state.names.runCount), ReplicaID(rawValue: 1))
    return state.graph.stepCount - 1
  }

  /// All runs.
  var bytes: [UInt8] { state.encoded() }

  /// An update with the runs that a version does not hold.
  func bytes(since version: [Int]) -> [UInt8] {
    TextColumns(state, without: state.graph.members(of: places(version))).encoded()
  }

  private func places(_ version: [Int]) -> Pool<TextGraph.Place> {
    var places = Pool<TextGraph.Place>()
    for step in version { places.append(state.graph.place(of: step)) }
    return places
  }
}

extension TextForge {
  /// Branches that each delete all of a text, which is cut into pieces: they touch the product.
  static func deletions(pieces: Int, branches: Int) -> TextForge {
    var forge = TextForge()
    // Nothing is critical where a run has not seen the others.
    forge.add(0, inserting: "ab", on: [])
    var version: [Int] = []
    // Each at the start, so that none goes on with another.
    for _ in 0..<pieces { version = [forge.add(0, inserting: "ab", on: version)] }
    for _ in 0..<branches { forge.add(0, deleting: pieces * 2, on: version) }
    return forge
  }

  /// The version from which the branches of `deletions` start, and the run that nothing has seen.
  func rootOfDeletions(pieces: Int) -> [Int] { [1, 1 + pieces * 2] }

  /// A version that takes in one root after the other.
  ///
  /// - Parameter isFollowed: Whether something else follows each root, too.
  static func growing(by roots: Int, isFollowed: Bool = false) -> TextForge {
    var forge = TextForge()
    let first = (0..<roots).map { _ in forge.add(0, inserting: "ab", on: []) }
    if isFollowed { for root in first { forge.add(0, inserting: "c", on: [root]) } }
    var last = first[0]
    for root in first.dropFirst() { last = forge.add(0, inserting: "d", on: [root, last]) }
    return forge
  }
}
