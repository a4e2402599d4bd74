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
  /// The slot in which each item was put, and each node, or `none` for the root.
  ///
  /// It may since have moved further right in the same node, never elsewhere; so the slot tells the
  /// node at once, and the search for where it is now is short.
  private var itemSlots = Pool<Int32>()
  private var nodeSlots = Pool<Int32>()
  private var root: Int32 = 0
  /// How many levels lie below the root; 0 when it is a leaf.
  private var height = 0

  /// The sums over all items.
  private(set) var total = Lengths()

  init() { _ = makeNode() }

  /// How many items there are.
  var count: Int { itemSlots.count }

  /// Inserts the next item right behind `item`, or in front of all.
  mutating func insert(_ lengths: Lengths, after item: Int32) -> Int32 {
    let new = Int32(itemSlots.count)
    var leaf = root
    var place = 0
    if item == Self.none {
      for _ in 0..<height { leaf = slots[start(leaf)].child }
    } else {
      let slot = slot(of: item)
      leaf = node(of: slot)
      place = Int(slot) - start(leaf) + 1
    }
    itemSlots.append(Self.none)
    insert(Slot(child: new, lengths: lengths), in: leaf, at: place, level: 0)
    addAbove(node(of: itemSlots.last), lengths)
    return new
  }

  /// Cuts `item` in two: the next item takes over `lengths` of it, and stands right behind it.
  mutating func split(_ item: Int32, moving lengths: Lengths) -> Int32 {
    let new = Int32(itemSlots.count)
    let slot = slot(of: item)
    let leaf = node(of: slot)
    let place = Int(slot) - start(leaf) + 1
    slots[slot].lengths = slots[slot].lengths - lengths
    itemSlots.append(Self.none)
    if Int(counts[leaf]) < Self.width {
      // The sums above stay as they are.
      insert(Slot(child: new, lengths: lengths), in: leaf, at: place, level: 0)
    } else {
      addAbove(leaf, Lengths() - lengths)
      insert(Slot(child: new, lengths: lengths), in: leaf, at: place, level: 0)
      addAbove(node(of: itemSlots.last), lengths)
    }
    return new
  }

  /// Adds to the lengths of `item`.
  mutating func add(_ lengths: Lengths, to item: Int32) {
    let slot = slot(of: item)
    itemSlots[item] = slot
    slots[slot].lengths = slots[slot].lengths + lengths
    addAbove(node(of: slot), lengths)
  }

  /// Adds to the sums that all nodes above `node` keep of it.
  @inline(__always)
  private mutating func addAbove(_ node: Int32, _ lengths: Lengths) {
    var node = node
    while node != root {
      let slot = parentSlot(of: node)
      nodeSlots[node] = slot
      slots[slot].lengths = slots[slot].lengths + lengths
      node = self.node(of: slot)
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
    var slot = slot(of: item)
    var sum: Int32 = 0
    while slot != Self.none {
      let node = node(of: slot)
      for index in start(node)..<Int(slot) { sum += slots[index].lengths.surviving }
      slot = parentSlot(of: node)
    }
    return Int(sum)
  }

  /// The item behind `item`, or the first of all; `none` behind the last.
  func next(after item: Int32) -> Int32 {
    if item != Self.none {
      let slot = slot(of: item)
      let next = Int(slot) + 1
      if next < end(node(of: slot)) { return slots[next].child }
    }
    return next(after: item) { _ in true }
  }

  /// Calls `body` with each item, in order.
  @inline(__always)
  func forEach(_ body: (Int32) -> Void) {
    var item = next(after: Self.none)
    while item != Self.none {
      let leaf = node(of: itemSlots[item])
      for slot in start(leaf)..<end(leaf) { body(slots[slot].child) }
      item = next(after: slots[end(leaf) - 1].child)
    }
  }

  /// The item in front of `item`, or `none`.
  func previous(before item: Int32) -> Int32 {
    var (slot, level) = (slot(of: item), 0)
    while slot != Self.none {
      let node = node(of: slot)
      if Int(slot) > start(node) {
        // The last item below the neighbour to the left.
        var child = slots[slot - 1].child
        for _ in 0..<level { child = slots[end(child) - 1].child }
        return child
      }
      (slot, level) = (parentSlot(of: node), level + 1)
    }
    return Self.none
  }

  /// The first item behind `item` that the prepared version has inserted, or `none`.
  func nextInserted(after item: Int32) -> Int32 { next(after: item) { $0.inserted > 0 } }

  /// Whether `left` stands in front of `right`, another item.
  func precedes(_ left: Int32, _ right: Int32) -> Bool {
    var (one, other) = (slot(of: left), slot(of: right))
    while node(of: one) != node(of: other) {
      (one, other) = (parentSlot(of: node(of: one)), parentSlot(of: node(of: other)))
    }
    return one < other
  }

  private func start(_ node: Int32) -> Int { Int(node) * Self.width }

  private func end(_ node: Int32) -> Int { start(node) + Int(counts[Int(node)]) }

  @inline(__always)
  private func node(of slot: Int32) -> Int32 { slot / Int32(Self.width) }

  /// The slot of an item.
  @inline(__always)
  private func slot(of item: Int32) -> Int32 { slot(of: item, from: itemSlots[item]) }

  /// The slot of a node in its parent; `none` of the root.
  @inline(__always)
  private func parentSlot(of node: Int32) -> Int32 {
    node == root ? Self.none : slot(of: node, from: nodeSlots[node])
  }

  /// The slot of an item or a node that was put into `slot` or is behind it in the same node.
  @inline(__always)
  private func slot(of child: Int32, from slot: Int32) -> Int32 {
    var slot = slot
    while slots[slot].child != child { slot += 1 }
    return slot
  }

  private func next(after item: Int32, where isWanted: (Lengths) -> Bool) -> Int32 {
    if item == Self.none { return first(from: start(root), in: root, height, where: isWanted) }
    var (slot, level) = (slot(of: item), 0)
    while slot != Self.none {
      let node = node(of: slot)
      let found = first(from: Int(slot) + 1, in: node, level, where: isWanted)
      if found != Self.none { return found }
      (slot, level) = (parentSlot(of: node), level + 1)
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
    put(slot.child, in: place, level: level)
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
      put(slot.child, in: start(right) + index, level: level)
    }
    counts[Int(node)] = Int32(half)
    counts[Int(right)] = Int32(half)
    if node == root {
      root = makeNode()
      height += 1
      slots[start(root)] = Slot(child: node, lengths: total)
      counts[Int(root)] = 1
      nodeSlots[node] = Int32(start(root))
    }
    let slot = parentSlot(of: node)
    let parent = self.node(of: slot)
    let index = Int(slot) - start(parent) + 1
    insert(Slot(child: right), in: parent, at: index, level: level + 1)
    transfer(moved, from: node, to: right)
    return right
  }

  /// Corrects the sums above two nodes of one level when items move from one to the other.
  private mutating func transfer(_ lengths: Lengths, from left: Int32, to right: Int32) {
    var (one, other) = (left, right)
    while one != other {
      let (oneSlot, otherSlot) = (parentSlot(of: one), parentSlot(of: other))
      slots[oneSlot].lengths = slots[oneSlot].lengths - lengths
      slots[otherSlot].lengths = slots[otherSlot].lengths + lengths
      (one, other) = (node(of: oneSlot), node(of: otherSlot))
    }
  }

  private mutating func makeNode() -> Int32 {
    let node = Int32(counts.count)
    slots.append(repeating: Slot(child: Self.none), count: Self.width)
    counts.append(0)
    nodeSlots.append(Self.none)
    return node
  }

  private mutating func put(_ child: Int32, in slot: Int, level: Int) {
    if level == 0 { itemSlots[child] = Int32(slot) } else { nodeSlots[child] = Int32(slot) }
  }
}
