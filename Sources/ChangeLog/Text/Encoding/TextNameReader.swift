import Bytes

/// Reads the names of runs and externals, and the tables that they count in.
struct TextNameReader {
  private(set) var names = TextNames()
  private(set) var externals: ContiguousArray<OperationID> = []
  private let bytes: [UInt8]
  private let header: TextHeader
  private var model = TextNameModel()
  private var entries: ContiguousArray<TextNames.Entry> = []
  /// Where each entry and each external was read, for errors.
  private var offsets: ContiguousArray<Int> = []

  /// Where the tables begin.
  private var start: Int { bytes.count - header.tailCount }

  init(_ bytes: [UInt8], _ header: TextHeader) {
    self.bytes = bytes
    self.header = header
  }

  /// Reads all names.
  ///
  /// - Parameters:
  ///   - runEnds: The number of runs before the end of each span.
  ///   - isExternalUsed: Whether a span follows each external.
  mutating func read(
    _ bits: inout TextBitReader, _ runEnds: borrowing Pool<Int32>,
    _ isExternalUsed: borrowing Pool<Bool>
  ) throws(FormatError) {
    for _ in 0..<header.rows { try readRow(&bits, runEnds) }
    guard model.run == Int(runEnds.last) else {
      throw FormatError("runs without a name", at: bits.offset)
    }
    let ownOrigins = model.originCount
    var external: [(origin: Int, index: Int)] = []
    for _ in 0..<header.externals {
      let start = bits.offset
      external.append(try model.code(origin: 0, index: 0, &bits))
      guard external[external.count - 1].index >= 0 else {
        throw FormatError("an index out of range", at: start)
      }
      offsets.append(start)
    }
    guard model.originCount == header.origins, model.replicaCount == header.replicas else {
      throw FormatError(
        "other counts of changes and replicas than of those named", at: bits.offset)
    }
    let origins = try readTables(ownOrigins: ownOrigins)
    try checkChanges(origins[ownOrigins...])
    for (number, external) in external.enumerated() {
      let id = OperationID(origins[external.origin], external.index)
      try append(id, isUsed: isExternalUsed[number], at: offsets[entries.count + number])
    }
  }

  private mutating func readRow(
    _ bits: inout TextBitReader, _ runEnds: borrowing Pool<Int32>
  ) throws(FormatError) {
    let start = bits.offset
    let run = model.run
    guard run < Int(runEnds.last) else {
      throw FormatError("names for more runs than there are", at: start)
    }
    let row = try model.code(TextNameModel.Row(), runEnds, &bits)
    guard row.index >= 0, row.count <= .max - row.index else {
      throw FormatError("an index out of range", at: start)
    }
    if row.isCountRedundant {
      throw FormatError("a count of runs that the spans tell", at: start)
    }
    if let last = entries.last, last.origin == row.origin, last.replica == row.replica,
      row.index == last.index &+ (run - Int(last.run))
    {
      throw FormatError("names that go on with those before", at: start)
    }
    entries.append(
      TextNames.Entry(
        run: Int32(run), origin: Int32(row.origin), replica: Int32(row.replica),
        index: row.index))
    offsets.append(start)
  }

  /// Reads the changes, which it returns, and the replicas.
  private mutating func readTables(
    ownOrigins: Int
  ) throws(FormatError) -> ContiguousArray<ChangeID> {
    var reader = ByteReader(bytes, in: start..<bytes.count)
    var origins: ContiguousArray<ChangeID> = []
    origins.reserveCapacity(header.origins)
    for _ in 0..<header.origins { origins.append(try reader.readID32()) }
    var replicas: ContiguousArray<ReplicaID> = []
    for _ in 0..<header.replicas {
      replicas.append(ReplicaID(rawValue: try reader.readInteger()))
    }
    do {
      names = try TextNames(
        origins: origins.prefix(ownOrigins), replicas: replicas, entries: entries,
        runCount: model.run)
    } catch {
      switch error {
      case .repeatedOrigin(let number):
        throw FormatError("a change twice", at: start + number * TextHeader.changeBytes)
      case .repeatedReplica(let number):
        let start = start + header.origins * TextHeader.changeBytes
        throw FormatError("a replica twice", at: start + number * TextHeader.replicaBytes)
      case .repeatedName(let entry): throw FormatError("a name twice", at: offsets[entry])
      }
    }
    return origins
  }

  /// Throws when one of the changes that only externals name is named elsewhere, too.
  private func checkChanges(_ changes: ContiguousArray<ChangeID>.SubSequence) throws(FormatError) {
    var seen = Set<ChangeID>()
    for number in changes.indices {
      guard seen.insert(changes[number]).inserted,
        names.changes.number(of: changes[number]) == nil
      else { throw FormatError("a change twice", at: start + number * TextHeader.changeBytes) }
    }
  }

  private mutating func append(
    _ id: OperationID, isUsed: Bool, at start: Int
  ) throws(FormatError) {
    if let last = externals.last, id <= last {
      throw FormatError("parents outside out of order", at: start)
    }
    guard names.run(named: id) == nil else {
      throw FormatError("a parent outside that is here", at: start)
    }
    guard isUsed else { throw FormatError("a parent outside that nothing follows", at: start) }
    externals.append(id)
  }
}
