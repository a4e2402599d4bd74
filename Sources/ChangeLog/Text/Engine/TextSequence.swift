/// Items in an order, with the sums of three of their lengths: a B-tree in flat arrays.
///
/// Items are numbered from 0 in the order in which they were inserted; none ever leaves. All leaves
/// have one depth, so that two items are compared by climbing from both at once.
///
/// Every method takes O(log items), unless it says otherwise.
struct TextSequence: ~Copyable, Sendable {
  /// The lengths of an item, or the sums of those below a node.
  struct Lengths: BitwiseCopyable, Equatable {
    /// How many scalars the prepared version has inserted, be they deleted or not.
    var inserted: Int32 = 0
    /// How many of these it has not deleted.
    var visible: Int32 = 0
    /// How many scalars stand in the text at the effect version.
    var surviving: Int32 = 0

    static func + (left: Self, right: Self) -> Self {
      Self(
        inserted: left.inserted + right.inserted, visible: left.visible + right.visible,
        surviving: left.surviving + right.surviving)
    }

    static func - (left: Self, right: Self) -> Self {
      Self(
        inserted: left.inserted - right.inserted, visible: left.visible - right.visible,
        surviving: left.surviving - right.surviving)
    }
  }

  // Not private: a private type in a stored pool breaks the compiler (Swift 6.3).
  struct Slot: BitwiseCopyable {
    /// An item in a leaf, elsewhere a node.
    var child: Int32
    var lengths = Lengths()
  }

  /// Stands for the place in front of the first item, and for the parent of the root.
  static let none: Int32 = -1

  private static let width = 32

  /// Those of node n from n × width on, of which it uses as many as its count.
  private var slots = Pool<Slot>()
  private var counts = Pool<Int32>()
  private var parents = Pool<Int32>()
  /// The leaf of each item.
  private var leaves = Pool<Int32>()
  private var root: Int32 = 0
  /// How many levels lie below the root; 0 when it is a leaf.
  private var height = 0

  /// The sums over all items.
  private(set) var total = Lengths()

  init() { _ = makeNode() }

  /// How many items there are.
  var count: Int { leaves.count }

  /// Inserts the next item right behind `item`, or in front of all.
  mutating func insert(_ lengths: Lengths, after item: Int32) -> Int32 {
    let new = Int32(leaves.count)
    var leaf = root
    var place = 0
    if item == Self.none {
      for _ in 0..<height { leaf = slots[start(leaf)].child }
    } else {
      leaf = leaves[Int(item)]
      place = slot(of: item, in: leaf) - start(leaf) + 1
    }
    leaves.append(leaf)
    insert(Slot(child: new, lengths: lengths), in: leaf, at: place, level: 0)
    addAbove(leaves.last, lengths)
    return new
  }

  /// Cuts `item` in two: the next item takes over `lengths` of it, and stands right behind it.
  mutating func split(_ item: Int32, moving lengths: Lengths) -> Int32 {
    let new = Int32(leaves.count)
    let leaf = leaves[Int(item)]
    let slot = slot(of: item, in: leaf)
    slots[slot].lengths = slots[slot].lengths - lengths
    leaves.append(leaf)
    if Int(counts[Int(leaf)]) < Self.width {
      // The sums above stay as they are.
      insert(Slot(child: new, lengths: lengths), in: leaf, at: slot - start(leaf) + 1, level: 0)
    } else {
      addAbove(leaf, Lengths() - lengths)
      insert(
        Slot(child: new, lengths: lengths), in: leaf, at: slot - start(leaf) + 1, level: 0)
      addAbove(leaves.last, lengths)
    }
    return new
  }

  /// Adds to the lengths of `item`.
  mutating func add(_ lengths: Lengths, to item: Int32) {
    let leaf = leaves[Int(item)]
    let slot = slot(of: item, in: leaf)
    slots[slot].lengths = slots[slot].lengths + lengths
    addAbove(leaf, lengths)
  }

  /// Adds to the sums that all nodes above `node` keep of it.
  private mutating func addAbove(_ node: Int32, _ lengths: Lengths) {
    var (child, node) = (node, parents[Int(node)])
    while node != Self.none {
      let slot = slot(of: child, in: node)
      slots[slot].lengths = slots[slot].lengths + lengths
      (child, node) = (node, parents[Int(node)])
    }
    total = total + lengths
  }

  /// The item that holds the visible scalar number `position`, and how far into the item that is.
  ///
  /// There must be as many visible scalars.
  func item(atVisible position: Int) -> (item: Int32, offset: Int) {
    precondition(position < Int(total.visible), "a position beyond the end of the sequence")
    var (child, rest) = (root, Int32(position))
    for _ in 0...height {
      var slot = start(child)
      while rest >= slots[slot].lengths.visible {
        rest -= slots[slot].lengths.visible
        slot += 1
      }
      child = slots[slot].child
    }
    return (child, Int(rest))
  }

  /// How many scalars survive in front of `item`.
  func survivingCount(before item: Int32) -> Int {
    var (child, node) = (item, leaves[Int(item)])
    var sum: Int32 = 0
    while node != Self.none {
      for index in start(node)..<slot(of: child, in: node) { sum += slots[index].lengths.surviving }
      (child, node) = (node, parents[Int(node)])
    }
    return Int(sum)
  }

  /// The item behind `item`, or the first of all; `none` behind the last.
  func next(after item: Int32) -> Int32 {
    if item != Self.none {
      let leaf = leaves[Int(item)]
      let next = slot(of: item, in: leaf) + 1
      if next < end(leaf) { return slots[next].child }
    }
    return next(after: item) { _ in true }
  }

  /// Calls `body` with each item, in order.
  @inline(__always)
  func forEach(_ body: (Int32) -> Void) {
    var item = next(after: Self.none)
    while item != Self.none {
      let leaf = leaves[Int(item)]
      for slot in start(leaf)..<end(leaf) { body(slots[slot].child) }
      item = next(after: slots[end(leaf) - 1].child)
    }
  }

  /// The item in front of `item`, or `none`.
  func previous(before item: Int32) -> Int32 {
    var (child, node, level) = (item, leaves[item], 0)
    while node != Self.none {
      var slot = slot(of: child, in: node)
      if slot > start(node) {
        // The last item below the neighbour to the left.
        child = slots[slot - 1].child
        for _ in 0..<level {
          slot = end(child) - 1
          child = slots[slot].child
        }
        return child
      }
      (child, node, level) = (node, parents[node], level + 1)
    }
    return Self.none
  }

  /// The first item behind `item` that the prepared version has inserted, or `none`.
  func nextInserted(after item: Int32) -> Int32 { next(after: item) { $0.inserted > 0 } }

  /// Whether `left` stands in front of `right`, another item.
  func precedes(_ left: Int32, _ right: Int32) -> Bool {
    var (one, other) = (left, right)
    var (oneNode, otherNode) = (leaves[Int(left)], leaves[Int(right)])
    while oneNode != otherNode {
      (one, other) = (oneNode, otherNode)
      (oneNode, otherNode) = (parents[Int(one)], parents[Int(other)])
    }
    return slot(of: one, in: oneNode) < slot(of: other, in: otherNode)
  }

  private func start(_ node: Int32) -> Int { Int(node) * Self.width }

  private func end(_ node: Int32) -> Int { start(node) + Int(counts[Int(node)]) }

  @inline(__always)
  private func slot(of child: Int32, in node: Int32) -> Int {
    let start = start(node)
    return start
      + slots.withSpan(start..<start + Self.width) { slots in
        var slot = 0
        while slot < Self.width, slots[slot].child != child { slot += 1 }
        return slot
      }
  }

  private func next(after item: Int32, where isWanted: (Lengths) -> Bool) -> Int32 {
    if item == Self.none { return first(from: start(root), in: root, height, where: isWanted) }
    var (child, node, level) = (item, leaves[Int(item)], 0)
    while node != Self.none {
      let slot = slot(of: child, in: node) + 1
      let found = first(from: slot, in: node, level, where: isWanted)
      if found != Self.none { return found }
      (child, node, level) = (node, parents[Int(node)], level + 1)
    }
    return Self.none
  }

  /// The first wanted item in the slots of `node` from `first` on; a sum that is wanted must have a
  /// wanted item below.
  private func first(
    from first: Int, in node: Int32, _ level: Int, where isWanted: (Lengths) -> Bool
  ) -> Int32 {
    var (slot, end, level) = (first, end(node), level)
    while slot < end {
      guard isWanted(slots[slot].lengths) else {
        slot += 1
        continue
      }
      let child = slots[slot].child
      if level == 0 { return child }
      (slot, end, level) = (start(child), self.end(child), level - 1)
    }
    return Self.none
  }

  /// Puts a slot into a node, whose lengths the sums above do not have yet; a full one is split
  /// first.
  private mutating func insert(_ slot: Slot, in full: Int32, at index: Int, level: Int) {
    var (node, index) = (full, index)
    let half = Self.width / 2
    if Int(counts[Int(node)]) == Self.width {
      let right = split(node, level: level)
      if index > half { (node, index) = (right, index - half) }
    }
    let place = start(node) + index
    slots.move(place..<end(node), to: place + 1)
    slots[place] = slot
    counts[Int(node)] += 1
    setParent(of: slot.child, to: node, level: level)
  }

  /// Moves the second half of a full node to a new one, which becomes its right neighbour.
  private mutating func split(_ node: Int32, level: Int) -> Int32 {
    let right = makeNode()
    let half = Self.width / 2
    var moved = Lengths()
    for index in 0..<half {
      let slot = slots[start(node) + half + index]
      slots[start(right) + index] = slot
      moved = moved + slot.lengths
      setParent(of: slot.child, to: right, level: level)
    }
    counts[Int(node)] = Int32(half)
    counts[Int(right)] = Int32(half)
    if node == root {
      root = makeNode()
      height += 1
      slots[start(root)] = Slot(child: node, lengths: total)
      counts[Int(root)] = 1
      parents[Int(node)] = root
    }
    let parent = parents[Int(node)]
    let index = slot(of: node, in: parent) - start(parent) + 1
    insert(Slot(child: right), in: parent, at: index, level: level + 1)
    transfer(moved, from: node, to: right)
    return right
  }

  /// Corrects the sums above two nodes of one level when items move from one to the other.
  private mutating func transfer(_ lengths: Lengths, from left: Int32, to right: Int32) {
    var (one, other) = (left, right)
    while one != other {
      let (oneNode, otherNode) = (parents[Int(one)], parents[Int(other)])
      let (oneSlot, otherSlot) = (slot(of: one, in: oneNode), slot(of: other, in: otherNode))
      slots[oneSlot].lengths = slots[oneSlot].lengths - lengths
      slots[otherSlot].lengths = slots[otherSlot].lengths + lengths
      (one, other) = (oneNode, otherNode)
    }
  }

  private mutating func makeNode() -> Int32 {
    let node = Int32(counts.count)
    slots.append(repeating: Slot(child: Self.none), count: Self.width)
    counts.append(0)
    parents.append(Self.none)
    return node
  }

  private mutating func setParent(of child: Int32, to node: Int32, level: Int) {
    if level == 0 { leaves[Int(child)] = node } else { parents[Int(child)] = node }
  }
}
