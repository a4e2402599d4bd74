/// For every scalar, at which places of a pattern it stands: one bit a place, 64 places a block.
///
/// Looked up through two small tables, since a dictionary would cost more than the search.
struct PatternMasks {
  /// How many scalars the pattern has.
  let count: Int
  /// How many blocks that makes.
  let blockCount: Int
  /// The masks of a scalar, one behind the other; those of scalars that do not occur come first.
  private(set) var masks: [UInt64]
  private var pages: [Int32]
  private var rows: [Int32] = []

  private static let pageBits: UInt32 = 8
  private static let noPage: Int32 = -1

  init(_ pattern: some Collection<Unicode.Scalar>) {
    count = pattern.count
    blockCount = (pattern.count + 63) / 64
    masks = Array(repeating: 0, count: blockCount)
    pages = Array(repeating: Self.noPage, count: Int(0x11_0000 >> Self.pageBits))
    for (place, scalar) in pattern.enumerated() {
      let row = makeRow(scalar)
      masks[row + place / 64] |= 1 << UInt64(place % 64)
    }
  }

  /// Where in ``masks`` those of `scalar` begin.
  func row(of scalar: Unicode.Scalar) -> Int {
    let page = pages[Int(scalar.value >> Self.pageBits)]
    return page == Self.noPage ? 0 : Int(rows[Self.slot(scalar, in: page)])
  }

  private mutating func makeRow(_ scalar: Unicode.Scalar) -> Int {
    let number = Int(scalar.value >> Self.pageBits)
    if pages[number] == Self.noPage {
      pages[number] = Int32(rows.count >> Int(Self.pageBits))
      rows += repeatElement(0, count: 1 << Int(Self.pageBits))
    }
    let slot = Self.slot(scalar, in: pages[number])
    if rows[slot] == 0 {
      rows[slot] = Int32(masks.count)
      masks += repeatElement(0, count: blockCount)
    }
    return Int(rows[slot])
  }

  private static func slot(_ scalar: Unicode.Scalar, in page: Int32) -> Int {
    Int(page) << Int(pageBits) | Int(scalar.value & (1 << pageBits - 1))
  }
}
