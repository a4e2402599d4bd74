import Bytes

/// Numbers requests, and remembers in order what the replies to them mean.
struct RequestQueue<Expected> {
  private var expected: [(number: UInt32, meaning: Expected)] = []
  private var lastNumber: UInt32 = 0

  /// Whether no reply is outstanding.
  var isEmpty: Bool { expected.isEmpty }

  /// How many outstanding replies satisfy `condition`.
  func count(where condition: (Expected) -> Bool) -> Int {
    expected.count { condition($0.meaning) }
  }

  /// The bytes of `request`, whose reply will be told apart by `meaning`.
  mutating func send(_ request: Request, expecting meaning: Expected) -> [UInt8] {
    lastNumber += 1
    expected.append((lastNumber, meaning))
    return Numbered(lastNumber, request).encoded()
  }

  /// Takes the oldest outstanding reply, if its number is `number`.
  mutating func take(_ number: UInt32) -> Expected? {
    guard let first = expected.first, first.number == number else { return nil }
    expected.removeFirst()
    return first.meaning
  }
}
