import Bytes
import TestSupport
import Testing

@testable import ChangeLog

@Suite struct ChangeCodecTests {
  /// Method: random changes come back as they were, under the same name; each of their truncations
  /// is refused at a place inside what is left.
  @Test(arguments: seeds(60))
  func readsWhatItWrites(seed: UInt64) throws {
    var workload = ChangeWorkload(seed: seed)
    let change = workload.change()
    let encoded = try EncodedChange(change, hash: PlainSHA256.hash)
    let decoded = try EncodedChange(decoding: encoded.bytes, hash: PlainSHA256.hash)
    #expect(decoded == encoded)
    for count in 0..<encoded.bytes.count {
      let error = #expect(throws: FormatError.self) {
        try EncodedChange(decoding: Array(encoded.bytes[..<count]), hash: PlainSHA256.hash)
      }
      #expect((0...count).contains(error?.offset ?? -1))
    }
  }

  /// Method: encodings of random changes, spoiled at random; whatever can still be read must be
  /// written the same way again, or one change would have two names.
  @Test(arguments: seeds(60))
  func hasOneSpellingForEveryChange(seed: UInt64) throws {
    var workload = ChangeWorkload(seed: 1_000 + seed)
    let original = try EncodedChange(workload.change(), hash: PlainSHA256.hash).bytes
    var readable = 0
    for _ in 0..<300 {
      let spoiled = workload.spoil(original)
      guard let encoded = try? EncodedChange(decoding: spoiled, hash: PlainSHA256.hash) else {
        continue
      }
      readable += 1
      let again = try EncodedChange(encoded.change, hash: PlainSHA256.hash)
      try #require(again.bytes == spoiled)
      try #require(again.id == encoded.id)
    }
    #expect(readable > 10, "hardly any spoiled change could be read, so nothing was tested")
  }

  /// Method: values likewise.
  @Test(arguments: seeds(40))
  func hasOneSpellingForEveryValue(seed: UInt64) throws {
    var workload = ChangeWorkload(seed: 2_000 + seed)
    let value = workload.value(depth: 4)
    #expect(try Value(encoded: value.encoded) == value)
    for _ in 0..<200 {
      let spoiled = workload.spoil(value.encoded)
      if let read = try? Value(encoded: spoiled) { try #require(read.encoded == spoiled) }
    }
  }

  @Test func namesAChangeByHeaderAndHashOfOperations() throws {
    let raw = RawChange(operations: [(99, [1, 2, 3])])
    let encoded = try EncodedChange(decoding: raw.bytes, hash: PlainSHA256.hash)
    let header = Array(raw.bytes[..<RawChange.operationsStart])
    let operations = Array(raw.bytes[RawChange.operationsStart...])
    let input = [17] + Array("concord/v1/change".utf8) + header + PlainSHA256.hash(operations)
    #expect(encoded.id.bytes == PlainSHA256.hash(input))
  }

  @Test func putsReferencesInOrderAndNamesWhatTheyNeed() throws {
    let ids = (1...4).map { ChangeID(RawChange.id(UInt8($0))) }
    let key = CellKey(ObjectID(RawChange.object), "f")
    let change = Change(
      replica: ReplicaID(rawValue: 1), number: 1, pastLamport: 7, dependencies: [ids[1], ids[0]],
      time: 0, author: DeviceID(Array(repeating: 0, count: 16)), undoes: ids[3],
      operations: [
        .put(
          key, .null,
          replaces: [OperationID(ids[2], 1), OperationID(ids[0], 3), OperationID(ids[2], 1)],
          seen: [])
      ])
    #expect(change.lamport == 8)
    #expect(change.dependencies == [ids[0], ids[1]])
    #expect(change.names == [ids[2], ids[3]])
    #expect(
      change.operations == [
        .put(key, .null, replaces: [OperationID(ids[0], 3), OperationID(ids[2], 1)], seen: [])
      ])
  }

  @Test func comparesTextByItsBytes() {
    #expect(Value.string("\u{e9}") != .string("e\u{301}"))
    #expect(Value.map([("\u{e9}", .null), ("e\u{301}", .null)]) != .map([]))
    let key = TextKey(ObjectID(RawChange.object), "f")
    func run(_ insert: String) -> ChangeLog.Operation {
      .text(key, version: [], position: 0, deleteCount: 0, insert: insert)
    }
    #expect(run("\u{e9}") != run("e\u{301}"))
  }
}

/// Random changes from one seed.
struct ChangeWorkload {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  private mutating func text() -> String {
    ["", "a", "\u{e9}", "e\u{301}", "👩‍🔬", "a\0b", String(repeating: "x", count: 130)][below(7)]
  }

  private mutating func positive() -> UInt64 { 1 + (random.next() >> 2) >> UInt64(below(62)) }

  mutating func change() -> Change {
    // Few and similar ids, so that a spoiled byte may well name another of them.
    let pool = (0..<6).map { ChangeID(RawChange.id(UInt8(3 * $0 + below(2)))) }
    let dependencies = pool.filter { _ in below(3) == 0 }
    let operations = (0..<below(6)).map { _ in operation(pool) }
    return Change(
      replica: ReplicaID(rawValue: random.next()), number: min(positive(), 1 << 62 - 1),
      pastLamport: min(positive(), 1 << 62 - 2), dependencies: dependencies, time: random.next(),
      author: DeviceID(bytes(16)), undoes: below(3) == 0 ? pool[below(6)] : nil,
      supersedes: below(3) == 0 ? ChangeID(bytes(32)) : nil, message: text(),
      operations: operations)
  }

  private mutating func references(_ pool: [ChangeID]) -> [OperationID] {
    (0..<below(4)).map { _ in OperationID(pool[below(6)], below(200)) }
  }

  private mutating func operation(_ pool: [ChangeID]) -> ChangeLog.Operation {
    let object = ObjectID(bytes(16))
    let field: Field = below(2) == 0 ? "f" : "some.field-1"
    let key = CellKey(object, field, element: bytes(below(20)))
    switch below(4) {
    case 0: return .put(key, value(depth: 3), replaces: references(pool), seen: references(pool))
    case 1: return .clear(key, replaces: references(pool) + [OperationID(pool[0], 0)])
    case 2:
      return .text(
        TextKey(object, field), version: references(pool), position: below(1 << 20),
        deleteCount: 1 + below(300), insert: text())
    default: return .unknown(kind: UInt64(9 + 2 * below(200)), bytes: bytes(below(10)))
    }
  }

  mutating func value(depth: Int) -> Value {
    switch below(depth > 0 ? 7 : 5) {
    case 0: .null
    case 1: .bool(below(2) == 0)
    case 2: .integer(Int64(bitPattern: random.next()) >> Int64(below(64)))
    case 3: .string(text())
    case 4: .bytes(bytes(below(8)))
    case 5: .list((0..<below(4)).map { _ in value(depth: depth - 1) })
    default:
      .map(
        ["a", "b", "\u{e9}", "e\u{301}"].filter { _ in below(2) == 0 }.map {
          ($0, value(depth: depth - 1))
        })
    }
  }

  /// `bytes` with one to three small changes.
  mutating func spoil(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(3) where !bytes.isEmpty {
      let place = below(bytes.count)
      switch below(6) {
      case 0: bytes.insert(UInt8(below(256)), at: place)
      case 1: bytes.remove(at: place)
      case 2: bytes[place] ^= 1 << UInt8(below(8))
      case 3: bytes[place] = [0, 1, 2, 0x7f, 0x80, 0xff][below(6)]
      case 4: bytes.swapAt(place, below(bytes.count))
      default: bytes[place] = UInt8(below(256))
      }
    }
    return bytes
  }
}
