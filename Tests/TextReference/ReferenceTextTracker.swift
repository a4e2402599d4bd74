public import ChangeLog

/// What `TextTracker` does, said as simply as it can be: all pieces in one array that is searched
/// from the front, and each piece looked at anew for each version.
public struct ReferenceTextTracker {
  /// A scalar of the tracker: the run that inserted it and the offset therein.
  struct Place: Equatable {
    let run: Int
    let offset: Int
  }

  /// Neighbouring scalars of one run, with one fate so far.
  public struct Item {
    /// The run that inserted them, by its place among those walked.
    public let run: Int
    /// The first scalar's place in what the run inserted.
    public internal(set) var offset: Int
    /// How many they are.
    public internal(set) var count: Int
    /// The scalar in front of the first one when it was inserted; nil is the start of the text.
    var left: Place?
    /// The scalar behind the run when it was inserted, deleted or not; nil is the end of the text.
    let right: Place?
    /// Every run walked so far that deletes these scalars: at the effect version, none may.
    public internal(set) var deleters: [Int] = []
    /// Whether the prepared version holds `run`.
    var isInserted = true
    /// How many of `deleters` the prepared version holds.
    var deletions = 0

    var first: Place { Place(run: run, offset: offset) }
    var last: Place { Place(run: run, offset: offset + count - 1) }
    var isVisible: Bool { isInserted && deletions == 0 }
    /// How many scalars stand in the text at the effect version.
    var survivingCount: Int { deleters.isEmpty ? count : 0 }
  }

  /// A place between two items, and where that is in the text at the effect version.
  private struct Cursor {
    var index = 0
    var position = 0
  }

  private var graph = ReferenceTextGraph()
  /// Every scalar that was ever inserted, in the order on which all replicas agree.
  public private(set) var items: [Item] = []
  private var prepared: [Int] = []

  /// Creates the tracker of an empty text.
  public init() {}

  /// Walks a run, whose version is there: the edits that bring the text at the effect version up to
  /// date with it.
  public mutating func walk(_ run: TextRun) -> [TextEdit] {
    let index = graph.nodes.count
    graph.append(run)
    guard graph.nodes.count > index else { return [] }
    let node = graph.nodes[index]
    if prepared != node.parents { prepare(graph.members(of: node.parents)) }
    prepared = [index]
    let length = items.reduce(0) { $0 + ($1.isVisible ? $1.count : 0) }
    let position = min(node.run.position, length)
    let cursor = seek(position)
    var edits = delete(min(node.run.deleteCount, length - position), at: cursor, by: index)
    if node.insertCount > 0 {
      let insertion = insert(node.insertCount, at: cursor, by: index)
      edits.append(insert: node.run.insert, at: insertion)
    }
    return edits
  }

  private mutating func prepare(_ version: ReferenceTextMembers) {
    for index in items.indices {
      items[index].isInserted = version.contains(items[index].run)
      items[index].deletions = items[index].deleters.count(where: version.contains)
    }
  }

  /// The place right behind the first `position` scalars of the prepared version.
  private mutating func seek(_ position: Int) -> Cursor {
    var cursor = Cursor()
    var rest = position
    while rest > 0 {
      if items[cursor.index].isVisible {
        if items[cursor.index].count > rest { split(cursor.index, at: rest) }
        rest -= items[cursor.index].count
      }
      cursor.position += items[cursor.index].survivingCount
      cursor.index += 1
    }
    return cursor
  }

  private mutating func delete(_ count: Int, at start: Cursor, by run: Int) -> [TextEdit] {
    var edits: [TextEdit] = []
    var cursor = start
    var rest = count
    while rest > 0 {
      let index = cursor.index
      if items[index].isVisible {
        if items[index].count > rest { split(index, at: rest) }
        edits.append(delete: items[index].survivingCount, at: cursor.position)
        items[index].deleters.append(run)
        items[index].deletions = 1
        rest -= items[index].count
      }
      cursor.position += items[index].survivingCount
      cursor.index += 1
    }
    return edits
  }

  /// Puts a new item in its place among those inserted concurrently behind the same scalar; returns
  /// its position in the text at the effect version.
  ///
  /// The order is FugueMax, found the way of YjsMod: of two runs with one left neighbour, the one
  /// whose right neighbour lies further right comes first, and with both neighbours the same, the
  /// one whose id is smaller. What hangs on a run stays with it, which keeps runs whole.
  private mutating func insert(_ count: Int, at cursor: Cursor, by run: Int) -> Int {
    let start = cursor.index
    let left = start == 0 ? nil : items[start - 1].last
    // Everything from here to the right neighbour is concurrent with the run.
    let rightIndex = items[start...].firstIndex { $0.isInserted } ?? items.endIndex
    var destination = start
    // Whether we are passing items that may yet turn out to belong behind the run.
    var isUndecided = false
    for index in start..<rightIndex {
      let other = items[index]
      if other.left == left {
        let otherRight = other.right.map(itemIndex) ?? items.endIndex
        if otherRight == rightIndex && graph.comesFirst(run, other.run) { break }
        isUndecided = otherRight < rightIndex
      } else if (other.left.map(itemIndex) ?? -1) < start {
        break
      }
      if !isUndecided { destination = index + 1 }
    }
    let passed = items[start..<destination].reduce(0) { $0 + $1.survivingCount }
    let right = rightIndex < items.endIndex ? items[rightIndex].first : nil
    let item = Item(run: run, offset: 0, count: count, left: left, right: right)
    items.insert(item, at: destination)
    return cursor.position + passed
  }

  private func itemIndex(of place: Place) -> Int {
    let index = items.firstIndex {
      $0.run == place.run && $0.offset <= place.offset && place.offset < $0.offset + $0.count
    }
    guard let index else { preconditionFailure("a neighbour is gone from the tracker") }
    return index
  }

  private mutating func split(_ index: Int, at count: Int) {
    var rest = items[index]
    rest.offset += count
    rest.count -= count
    rest.left = Place(run: rest.run, offset: rest.offset - 1)
    items[index].count = count
    items.insert(rest, at: index + 1)
  }
}

extension [TextEdit] {
  /// Adds a deletion, joined with an edit that ends at its position.
  fileprivate mutating func append(delete count: Int, at position: Int) {
    guard count > 0 else { return }
    guard let last, last.position + last.insert.unicodeScalars.count == position else {
      return append(TextEdit(position: position, deleteCount: count, insert: ""))
    }
    self[self.count - 1].deleteCount += count
  }

  /// Adds an insertion in front of the deletions, joined with the one at the same position.
  fileprivate mutating func append(insert text: String, at position: Int) {
    if count == 1, self[0].position == position, self[0].insert.isEmpty {
      self[0].insert = text
    } else {
      append(TextEdit(position: position, deleteCount: 0, insert: text))
    }
  }
}
