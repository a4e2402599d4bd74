/// A growable array of plain values with one owner.
///
/// An `Array` asks before every write whether somebody shares it, and a loop that writes to several
/// spends most of its time on that. Here the owner is unique by type; bounds are still checked.
@safe
struct Pool<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  private var elements: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  /// Creates an empty pool with room for `capacity` elements.
  init(capacity: Int = 0) {
    self.capacity = capacity
    unsafe elements = Self.allocate(capacity)
  }

  deinit {
    if capacity > 0 { unsafe elements.deallocate() }
  }

  /// Nothing is allocated for nothing: most pools that a walk makes stay empty.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    if capacity > 0 { return .allocate(capacity: capacity) }
    guard let nowhere = unsafe UnsafeMutablePointer<Element>(bitPattern: 64) else {
      preconditionFailure("64 is no null pointer")
    }
    return unsafe nowhere
  }

  /// Creates a pool of equal elements.
  init(repeating element: Element, count: Int) {
    self.init(capacity: count)
    append(repeating: element, count: count)
  }

  var isEmpty: Bool { count == 0 }

  /// The last element, of which there must be one.
  var last: Element {
    get { self[count - 1] }
    _modify { yield &self[count - 1] }
  }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "outside the pool")
      return unsafe elements[index]
    }
    @inline(__always) _modify {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "outside the pool")
      yield unsafe &elements[index]
    }
  }

  subscript(index: Int32) -> Element {
    @inline(__always) get { self[Int(index)] }
    @inline(__always) _modify { yield &self[Int(index)] }
  }

  /// Calls `body` with the elements in `range`.
  @inline(__always)
  func withSpan<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside the pool")
    let start = unsafe elements + range.lowerBound
    return try body(unsafe Span(_unsafeStart: start, count: range.count))
  }

  /// An equal pool of its own, with no room to spare.
  func copy() -> Pool {
    var copy = Pool(capacity: count)
    unsafe copy.elements.initialize(from: elements, count: count)
    copy.count = count
    return copy
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    unsafe elements[count] = element
    count += 1
  }

  mutating func append(contentsOf new: Span<Element>) {
    if capacity - count < new.count { grow(to: count + new.count) }
    unsafe new.withUnsafeBufferPointer { new in
      guard let start = new.baseAddress else { return }
      unsafe (elements + count).initialize(from: start, count: new.count)
    }
    count += new.count
  }

  mutating func append(repeating element: Element, count added: Int) {
    if capacity - count < added { grow(to: count + added) }
    unsafe (elements + count).initialize(repeating: element, count: added)
    count += added
  }

  /// Inserts an element in front of the one at `index`.
  ///
  /// - Complexity: O(elements behind it).
  mutating func insert(_ element: Element, at index: Int) {
    precondition(0...count ~= index, "outside the pool")
    append(element)
    move(index..<count - 1, to: index + 1)
    self[index] = element
  }

  mutating func remove(at index: Int) {
    precondition(0..<count ~= index, "outside the pool")
    move(index + 1..<count, to: index)
    count -= 1
  }

  /// Takes away all elements from `index` on, and keeps the room.
  mutating func removeAll(from index: Int = 0) {
    precondition(0...count ~= index, "outside the pool")
    count = index
  }

  /// Copies elements onto others, which they may overlap.
  mutating func move(_ source: Range<Int>, to target: Int) {
    precondition(
      source.lowerBound >= 0 && source.upperBound <= count && target >= 0
        && target + source.count <= count, "outside the pool")
    unsafe (elements + target).update(from: elements + source.lowerBound, count: source.count)
  }

  private mutating func grow(to least: Int) {
    let grown = max(least, capacity * 2, 8)
    let new = UnsafeMutablePointer<Element>.allocate(capacity: grown)
    unsafe new.moveInitialize(from: elements, count: count)
    if capacity > 0 { unsafe elements.deallocate() }
    unsafe elements = new
    capacity = grown
  }
}
