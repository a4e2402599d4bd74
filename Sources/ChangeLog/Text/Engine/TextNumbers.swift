/// Keys, each once, and the numbers of their order.
///
/// Few are compared one by one: most texts and updates name few changes and replicas, and to make
/// a dictionary costs more than all the rest of a small update.
struct TextNumbers<Key: Hashable & Sendable>: Sendable {
  private static var fewMax: Int { 8 }

  /// The keys, by number.
  private(set) var keys: ContiguousArray<Key> = []
  /// The number of each key, where they are not few.
  private var numbers: [Key: Int32] = [:]

  init() {}

  /// How many keys there are.
  var count: Int { keys.count }

  /// Makes room for `count` keys.
  mutating func reserveCapacity(_ count: Int) {
    keys.reserveCapacity(count)
    if count > Self.fewMax { numbers.reserveCapacity(count) }
  }

  func number(of key: Key) -> Int? {
    if keys.count <= Self.fewMax { return keys.firstIndex(of: key) }
    return numbers[key].map { Int($0) }
  }

  /// Gives a key the next number; nil when it has one already.
  mutating func append(_ key: Key) -> Int? {
    let new = keys.count
    if new < Self.fewMax {
      guard !keys.contains(key) else { return nil }
    } else {
      if new == Self.fewMax {
        for (number, key) in keys.enumerated() { numbers[key] = Int32(number) }
      }
      guard numbers[key] == nil else { return nil }
      numbers[key] = Int32(new)
    }
    keys.append(key)
    return new
  }

  /// The number of a key, a new one if it has none.
  mutating func number(giving key: Key) -> Int {
    if let number = number(of: key) { return number }
    _ = append(key)
    return keys.count - 1
  }

  /// Takes away all keys from a number on.
  mutating func removeAll(from count: Int) {
    if keys.count > Self.fewMax {
      for key in keys[count...] { numbers[key] = nil }
      if count <= Self.fewMax { numbers = [:] }
    }
    keys.removeSubrange(count...)
  }
}
