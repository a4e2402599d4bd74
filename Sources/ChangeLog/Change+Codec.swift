import Bytes

/// Where a reference points: the change's place in the table of what a change follows and names,
/// and the operation's place in that change.
private struct ChangeTable {
  let changes: [ChangeID]
  private(set) var isUsed: [Bool]
  private let places: [ChangeID: Int]

  init(_ changes: [ChangeID]) {
    self.changes = changes
    isUsed = Array(repeating: false, count: changes.count)
    places = Dictionary(uniqueKeysWithValues: changes.enumerated().map { ($1, $0) })
  }

  func write(_ references: [OperationID], to writer: inout ByteWriter) {
    let coded = references.map { reference -> (Int, Int) in
      guard let place = places[reference.change] else {
        preconditionFailure("an operation names a change that its header does not")
      }
      return (place, reference.index)
    }
    writer.writeCount(coded.count)
    for (place, index) in coded.sorted(by: <) {
      writer.writeCount(place)
      writer.writeCount(index)
    }
  }

  mutating func read(from reader: inout ByteReader) throws(FormatError) -> [OperationID] {
    let count = try reader.readCount(limit: min(Limits.referencesMax, reader.remaining))
    var references: [OperationID] = []
    var last = (-1, -1)
    for _ in 0..<count {
      let start = reader.offset
      let place = try reader.readCount(limit: Limits.dependenciesMax + Limits.namesMax)
      let index = try reader.readCount(limit: Limits.operationsMax - 1)
      guard place < changes.count else {
        throw FormatError("a reference outside the header's list", at: start)
      }
      guard last < (place, index) else { throw FormatError("references out of order", at: start) }
      last = (place, index)
      isUsed[place] = true
      references.append(OperationID(changes[place], index))
    }
    return references.sorted()
  }

  mutating func use(_ place: Int) { isUsed[place] = true }
}

extension Change {
  private static let version: UInt8 = 1

  private enum Flag {
    static let undoes: UInt8 = 1
    static let supersedes: UInt8 = 2
    static let message: UInt8 = 4
  }

  private enum Kind {
    static let put: UInt64 = 2
    static let clear: UInt64 = 4
    static let text: UInt64 = 6
  }

  /// The canonical bytes, and where the operations start in them (docs/format.md §3.2).
  func encoded() -> (bytes: [UInt8], operationsStart: Int) {
    var writer = ByteWriter()
    writer.writeByte(Self.version)
    writer.writeInteger(replica.rawValue)
    writer.writeVarint(number)
    writer.writeVarint(lamport)
    for list in [dependencies, names] {
      writer.writeCount(list.count)
      for id in list { writer.writeBytes(id.bytes) }
    }
    writer.writeVarint(time)
    writer.writeBytes(author.bytes)
    let table = ChangeTable(past)
    writer.writeByte(
      (undoes == nil ? 0 : Flag.undoes) | (supersedes == nil ? 0 : Flag.supersedes)
        | (message.isEmpty ? 0 : Flag.message))
    if let undoes {
      guard let place = table.changes.firstIndex(of: undoes) else {
        preconditionFailure("an undone change that the header does not name")
      }
      writer.writeCount(place)
    }
    if let supersedes { writer.writeBytes(supersedes.bytes) }
    if !message.isEmpty { writer.writeString(message) }
    let operationsStart = writer.bytes.count
    writer.writeCount(operations.count)
    for operation in operations { Self.write(operation, table, to: &writer) }
    return (writer.bytes, operationsStart)
  }

  private static func write(
    _ operation: Operation, _ table: ChangeTable, to writer: inout ByteWriter
  ) {
    var body = ByteWriter()
    let kind: UInt64
    switch operation {
    case .put(let key, let value, let replaces, let seen):
      kind = Kind.put
      write(key, to: &body)
      value.encode(into: &body)
      table.write(replaces, to: &body)
      table.write(seen, to: &body)
    case .clear(let key, let replaces):
      kind = Kind.clear
      write(key, to: &body)
      table.write(replaces, to: &body)
    case .text(let key, let version, let position, let deleteCount, let insert):
      kind = Kind.text
      body.writeBytes(key.object.bytes)
      body.writeString(key.field.name)
      table.write(version, to: &body)
      body.writeCount(position)
      body.writeCount(deleteCount)
      body.writeString(insert)
    case .unknown(let unknown, let bytes):
      kind = unknown
      body.writeBytes(bytes)
    }
    writer.writeVarint(kind)
    writer.writeCountedBytes(body.bytes)
  }

  private static func write(_ key: CellKey, to writer: inout ByteWriter) {
    writer.writeBytes(key.object.bytes)
    writer.writeString(key.field.name)
    writer.writeCountedBytes(key.element)
  }

  /// Reads a change; refuses everything that ``encoded()`` would not write.
  static func decode(_ bytes: [UInt8]) throws(FormatError) -> (Change, operationsStart: Int) {
    guard bytes.count <= Limits.changeBytesMax else {
      throw FormatError(.tooLarge(UInt64(bytes.count), limit: UInt64(Limits.changeBytesMax)), at: 0)
    }
    var reader = ByteReader(bytes)
    guard try reader.readByte() == version else { throw FormatError(.newer, at: 0) }
    let replica = ReplicaID(rawValue: try reader.readInteger())
    let number = try readPositive(from: &reader)
    let lamport = try readPositive(from: &reader)
    let dependencies = try readChanges(limit: Limits.dependenciesMax, from: &reader)
    let namesStart = reader.offset
    let names = try readChanges(limit: Limits.namesMax, from: &reader)
    guard Set(dependencies).isDisjoint(with: names) else {
      throw FormatError("a change that is both followed and named", at: namesStart)
    }
    let time = try reader.readVarint()
    let author = try reader.readID16(DeviceID.self)
    var table = ChangeTable(dependencies + names)
    let flagsStart = reader.offset
    let flags = try reader.readByte()
    guard flags <= 7 else { throw FormatError("unknown flags of a change", at: flagsStart) }
    var undoes: ChangeID?
    if flags & Flag.undoes != 0 {
      let start = reader.offset
      let place = try reader.readCount(limit: Limits.dependenciesMax + Limits.namesMax)
      guard place < table.changes.count else {
        throw FormatError("a reference outside the header's list", at: start)
      }
      undoes = table.changes[place]
      table.use(place)
    }
    let supersedes = flags & Flag.supersedes != 0 ? try reader.readID32(ChangeID.self) : nil
    let messageStart = reader.offset
    let message =
      flags & Flag.message != 0 ? try reader.readString(limit: Limits.messageBytesMax) : ""
    guard flags & Flag.message == 0 || !message.isEmpty else {
      throw FormatError("an empty message", at: messageStart)
    }
    let operationsStart = reader.offset
    let operations = try readOperations(&table, from: &reader)
    try reader.finish()
    let knowsAll = operations.allSatisfy { if case .unknown = $0 { false } else { true } }
    guard !knowsAll || table.isUsed[dependencies.count...].allSatisfy({ $0 }) else {
      throw FormatError("a named change that nothing refers to", at: namesStart)
    }
    let change = Change(
      replica: replica, number: number, lamport: lamport, dependencies: dependencies,
      names: names, time: time, author: author, undoes: undoes, supersedes: supersedes,
      message: message, operations: operations)
    return (change, operationsStart)
  }

  private static func readPositive(from reader: inout ByteReader) throws(FormatError) -> UInt64 {
    let start = reader.offset
    let value = try reader.readVarint()
    // Room above: whoever adds one to it must not overflow.
    guard value > 0, value < 1 << 62 else {
      throw FormatError("a number outside 1 ..< 2^62", at: start)
    }
    return value
  }

  private static func readChanges(
    limit: Int, from reader: inout ByteReader
  ) throws(FormatError) -> [ChangeID] {
    let count = try reader.readCount(limit: limit)
    var changes: [ChangeID] = []
    for _ in 0..<count {
      let start = reader.offset
      let id = try reader.readID32(ChangeID.self)
      if let last = changes.last, last >= id {
        throw FormatError("changes out of order", at: start)
      }
      changes.append(id)
    }
    return changes
  }

  private static func readOperations(
    _ table: inout ChangeTable, from reader: inout ByteReader
  ) throws(FormatError) -> [Operation] {
    let count = try reader.readCount(limit: Limits.operationsMax)
    var operations: [Operation] = []
    for _ in 0..<count {
      let start = reader.offset
      let kind = try reader.readVarint()
      var body = try reader.readCounted(limit: Limits.changeBytesMax)
      let operation: Operation
      switch kind {
      case Kind.put:
        let key = try readCell(from: &body)
        let valueStart = body.offset
        let value = try Value.decode(from: &body)
        guard body.offset - valueStart <= Limits.valueBytesMax else {
          throw FormatError("a value above its limit", at: valueStart)
        }
        operation = .put(
          key, value, replaces: try table.read(from: &body), seen: try table.read(from: &body))
      case Kind.clear:
        let key = try readCell(from: &body)
        let replaces = try table.read(from: &body)
        guard !replaces.isEmpty else { throw FormatError("a clear of nothing", at: start) }
        operation = .clear(key, replaces: replaces)
      case Kind.text:
        operation = try readText(&table, from: &body)
      default:
        // An even kind changes the meaning of what it stands in: better nothing than half of it.
        guard kind % 2 == 1 else { throw FormatError(.newer, at: start) }
        operation = .unknown(kind: kind, bytes: try body.readBytes(body.remaining))
      }
      try body.finish()
      operations.append(operation)
    }
    return operations
  }

  private static func readField(from reader: inout ByteReader) throws(FormatError) -> Field {
    let start = reader.offset
    let name = try reader.readString(limit: Limits.fieldBytesMax)
    guard let field = Field(name) else { throw FormatError("not a field name", at: start) }
    return field
  }

  private static func readCell(from reader: inout ByteReader) throws(FormatError) -> CellKey {
    let object = try reader.readID16(ObjectID.self)
    let field = try readField(from: &reader)
    return CellKey(
      object, field, element: try reader.readCountedBytes(limit: Limits.elementBytesMax))
  }

  private static func readText(
    _ table: inout ChangeTable, from reader: inout ByteReader
  ) throws(FormatError) -> Operation {
    let object = try reader.readID16(ObjectID.self)
    let field = try readField(from: &reader)
    let version = try table.read(from: &reader)
    let position = try reader.readCount(limit: Limits.positionMax)
    let deleteStart = reader.offset
    let deleteCount = try reader.readCount(limit: Limits.positionMax)
    let insert = try reader.readString(limit: Limits.insertBytesMax)
    guard deleteCount > 0 || !insert.isEmpty else {
      throw FormatError("a run that does nothing", at: deleteStart)
    }
    return .text(
      TextKey(object, field), version: version, position: position, deleteCount: deleteCount,
      insert: insert)
  }
}
