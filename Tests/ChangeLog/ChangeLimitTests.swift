import Bytes
import Testing

@testable import ChangeLog

/// Every limit of docs/format.md §3.6, at the limit and one above it, when a change is made and
/// when one is read.
@Suite struct ChangeLimitTests {
  private let object = ObjectID(RawChange.object)

  private func read(_ raw: RawChange) throws -> EncodedChange {
    try EncodedChange(decoding: raw.bytes, hash: PlainSHA256.hash)
  }

  private func make(
    _ operations: [ChangeLog.Operation], dependencies: [ChangeID] = [], message: String = ""
  ) throws -> EncodedChange {
    try EncodedChange(
      Change(
        replica: ReplicaID(rawValue: 1), number: 1, pastLamport: 0, dependencies: dependencies,
        time: 0, author: DeviceID(Array(repeating: 0, count: 16)), message: message,
        operations: operations), hash: PlainSHA256.hash)
  }

  private func put(_ value: Value, element: [UInt8] = []) -> ChangeLog.Operation {
    .put(CellKey(object, "f", element: element), value, replaces: [], seen: [])
  }

  /// `count` changes in ascending order.
  private func changes(_ count: Int) -> [ChangeID] {
    (0..<count).map { number in
      ChangeID([UInt8(number >> 8), UInt8(number & 255)] + Array(repeating: 1, count: 30))
    }
  }

  private func tooLarge(_ limit: Int) -> FormatError.Reason {
    .tooLarge(UInt64(limit) + 1, limit: UInt64(limit))
  }

  private func expectRefusal(_ reason: FormatError.Reason, _ body: () throws -> EncodedChange) {
    let error = #expect(throws: FormatError.self) { try body() }
    #expect(error?.reason == reason)
  }

  @Test func boundsTheBytesOfAChange() throws {
    // Eight elements of the header's size and one unknown operation that fills the change up.
    func filled(_ count: Int) -> RawChange {
      RawChange(operations: [(99, Array(repeating: 0, count: count))])
    }
    let overhead = filled(1 << 18).bytes.count - 1 << 18
    let limit = Limits.changeBytesMax - overhead
    let largest = try read(filled(limit))
    #expect(largest.bytes.count == Limits.changeBytesMax)
    #expect(try EncodedChange(largest.change, hash: PlainSHA256.hash) == largest)
    expectRefusal(tooLarge(Limits.changeBytesMax)) { try read(filled(limit + 1)) }
    let operation = ChangeLog.Operation.unknown(
      kind: 99, bytes: Array(repeating: 0, count: limit + 1))
    expectRefusal(tooLarge(Limits.changeBytesMax)) { try make([operation]) }
  }

  @Test func boundsTheDependencies() throws {
    _ = try make([], dependencies: changes(Limits.dependenciesMax))
    let above = changes(Limits.dependenciesMax + 1)
    expectRefusal(tooLarge(Limits.dependenciesMax)) { try make([], dependencies: above) }
    expectRefusal(tooLarge(Limits.dependenciesMax)) {
      try read(RawChange(dependencies: above.map(\.bytes)))
    }
  }

  @Test func boundsTheNames() throws {
    func naming(_ count: Int) -> ChangeLog.Operation {
      .put(
        CellKey(object, "f"), .null, replaces: [],
        seen: changes(count).map { OperationID($0, 0) })
    }
    _ = try make([naming(Limits.namesMax)])
    expectRefusal(tooLarge(Limits.namesMax)) { try make([naming(Limits.namesMax + 1)]) }
  }

  @Test func boundsTheOperations() throws {
    let many = Array(repeating: ChangeLog.Operation.unknown(kind: 99, bytes: []), count: 10_000)
    #expect(many.count == Limits.operationsMax)
    _ = try make(many)
    expectRefusal(tooLarge(Limits.operationsMax)) { try make(many + [many[0]]) }
  }

  @Test func boundsTheReferences() throws {
    let change = changes(1)[0]
    func naming(_ count: Int) -> ChangeLog.Operation {
      let seen = (0..<count).map { OperationID(change, $0 % Limits.operationsMax) }
      let more = changes(2)[1]
      return .put(
        CellKey(object, "f"), .null, replaces: [],
        seen: Set(seen + (count > Limits.operationsMax ? [OperationID(more, 0)] : [])).sorted())
    }
    _ = try make([naming(Limits.referencesMax)])
    expectRefusal(tooLarge(Limits.referencesMax)) { try make([naming(Limits.referencesMax + 1)]) }
    let last = OperationID(change, Limits.operationsMax - 1)
    let beyond = OperationID(change, Limits.operationsMax)
    _ = try make([.put(CellKey(object, "f"), .null, replaces: [last], seen: [])])
    expectRefusal(.tooLarge(10_000, limit: 9_999)) {
      try make([.put(CellKey(object, "f"), .null, replaces: [beyond], seen: [])])
    }
  }

  @Test func boundsTheBytesOfAValue() throws {
    // A kind, a count of three bytes, and the content.
    func bytes(_ count: Int) -> Value { .bytes(Array(repeating: 0, count: count)) }
    _ = try make([put(bytes(Limits.valueBytesMax - 4))])
    expectRefusal(.rule(StaticRule("a value above its limit"))) {
      try make([put(bytes(Limits.valueBytesMax - 3))])
    }
    expectRefusal(tooLarge(Limits.valueBytesMax)) {
      try make([put(bytes(Limits.valueBytesMax + 1))])
    }
    // Many small ones count together.
    let list = Value.list(Array(repeating: .null, count: Limits.valueBytesMax - 4))
    _ = try make([put(list)])
    expectRefusal(.rule(StaticRule("a value above its limit"))) {
      try make([put(.list(Array(repeating: .null, count: Limits.valueBytesMax - 3)))])
    }
  }

  @Test func boundsTheNesting() throws {
    func nested(_ depth: Int) -> Value { (0..<depth).reduce(.null) { value, _ in .list([value]) } }
    _ = try make([put(nested(Limits.nestingMax))])
    expectRefusal(.rule(StaticRule("a value nested too deep"))) {
      try make([put(nested(Limits.nestingMax + 1))])
    }
    let map = (0..<Limits.nestingMax).reduce(Value.null) { value, _ in .map([("k", value)]) }
    _ = try make([put(map)])
    expectRefusal(.rule(StaticRule("a value nested too deep"))) { try make([put(.list([map]))]) }
  }

  @Test func boundsAnInsertedRun() throws {
    func insert(_ count: Int) -> ChangeLog.Operation {
      .text(
        TextKey(object, "f"), version: [], position: 0, deleteCount: 0,
        insert: String(repeating: "a", count: count))
    }
    _ = try make([insert(Limits.insertBytesMax)])
    expectRefusal(tooLarge(Limits.insertBytesMax)) { try make([insert(Limits.insertBytesMax + 1)]) }
  }

  @Test func boundsPositionsAndCounts() throws {
    func run(_ position: Int, _ deleteCount: Int) -> ChangeLog.Operation {
      .text(
        TextKey(object, "f"), version: [], position: position, deleteCount: deleteCount, insert: "")
    }
    _ = try make([run(Limits.positionMax, Limits.positionMax)])
    expectRefusal(tooLarge(Limits.positionMax)) { try make([run(Limits.positionMax + 1, 1)]) }
    expectRefusal(tooLarge(Limits.positionMax)) { try make([run(0, Limits.positionMax + 1)]) }
  }

  @Test func boundsAnElementAMessageAndAFieldName() throws {
    _ = try make([put(.null, element: Array(repeating: 1, count: Limits.elementBytesMax))])
    expectRefusal(tooLarge(Limits.elementBytesMax)) {
      try make([put(.null, element: Array(repeating: 1, count: Limits.elementBytesMax + 1))])
    }
    _ = try make([], message: String(repeating: "m", count: Limits.messageBytesMax))
    expectRefusal(tooLarge(Limits.messageBytesMax)) {
      try make([], message: String(repeating: "m", count: Limits.messageBytesMax + 1))
    }
    #expect(Field(String(repeating: "a", count: Limits.fieldBytesMax)) != nil)
    #expect(Field(String(repeating: "a", count: Limits.fieldBytesMax + 1)) == nil)
    #expect(Field(String()) == nil)
    let long = Array(repeating: UInt8(ascii: "a"), count: 33)
    expectRefusal(tooLarge(Limits.fieldBytesMax)) {
      try read(RawChange(operations: [(2, RawChange.object + [33] + long + [0, 0, 0, 0])]))
    }
  }
}
