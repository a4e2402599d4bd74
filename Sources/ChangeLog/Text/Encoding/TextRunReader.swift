import Bytes

/// Reads an update of one run: what somebody has just typed, which is what most updates are.
///
/// It makes no columns. Whatever it does not take, be it malformed or only of more runs, is left to
/// ``TextDecoder``, which says what is wrong with it.
struct TextRunReader {
  private static let externalsMax = 4

  private let bytes: [UInt8]
  private var bits: TextBitReader
  private var header = TextHeader()
  private var names = TextNameModel()

  /// The run that is all of `bytes`, or nil; nobody has looked yet whether it lies inside the text.
  static func run(_ bytes: [UInt8]) -> TextRun? {
    let start = TextHeader.magic.count
    guard bytes.count > start, bytes[0] == TextHeader.magic[0], bytes[1] == TextHeader.magic[1],
      bytes[start] == TextHeader.version
    else { return nil }
    var reader = TextRunReader(bytes)
    do { return try reader.read() } catch { return nil }
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    bits = TextBitReader(bytes, from: TextHeader.magic.count + 1)
  }

  private mutating func read() throws(FormatError) -> TextRun? {
    try header.code(&bits)
    guard header.spans == 1, header.rows == 1, header.replicas == 1,
      1...Self.externalsMax ~= header.externals, header.origins <= 1 + header.externals
    else { return nil }
    try bits.dropLast(header.tailCount)
    guard try isOnExternals(), let entry = try readEntry(), let id = try readName(),
      let version = try readVersion(of: id)
    else { return nil }
    try bits.finish()
    guard names.originCount == header.origins else { return nil }
    let content = bytes.span.extracting(last: header.content)
    return TextRun(
      id: id, replica: readReplica(), version: version, position: entry.position,
      deleteCount: entry.deleteCount, insert: String(utf8: content))
  }

  /// Whether there is one entry, on all of the externals.
  private mutating func isOnExternals() throws(FormatError) -> Bool {
    var model = TextSpanModel()
    var parents = Pool<TextParent>()
    try model.code(&parents, of: 0, externals: header.externals, Pool(), &bits)
    let entryCount = try model.codeEntryCount(0, &bits)
    return parents.count == header.externals && entryCount == 1
  }

  /// The entry, if it is one run that inserts the content.
  private mutating func readEntry() throws(FormatError) -> TextEntry? {
    var model = TextEntryModel()
    let entry = try model.code(TextEntry(.nothing, 0), &bits)
    switch entry.kind {
    case .typedInsertion, .typedDeletion:
      guard entry.deleteCount + entry.insertCount == 1 else { return nil }
    case .wholeInsertion, .wholeDeletion, .wholeReplacement, .nothing: break
    case .backspace, .typedReplacement, .backspaceReplacement: return nil
    }
    let content = bytes.span.extracting(last: header.content)
    guard 0...TextLog.countMax ~= entry.position,
      entry.deleteCount + entry.insertCount < TextLog.countMax - header.content,
      isUTF8(content), scalarCount(content) == entry.insertCount
    else { return nil }
    return entry
  }

  private func isUTF8(_ content: Span<UInt8>) -> Bool {
    if content.count == 1 { return content[0] < 0x80 }
    return (try? UTF8Span(validating: content)) != nil
  }

  private mutating func readName() throws(FormatError) -> OperationID? {
    let row = try names.code(TextNameModel.Row(), Pool(repeating: 1, count: 1), &bits)
    let id = OperationID(change(row.origin), row.index)
    return row.isCountRedundant || !TextNames.mayName(id) ? nil : id
  }

  private mutating func readVersion(of id: OperationID) throws(FormatError) -> TextVersion? {
    var version: TextVersion = []
    version.reserveCapacity(header.externals)
    for _ in 0..<header.externals {
      let known = names.originCount
      let external = try names.code(origin: 0, index: 0, &bits)
      guard external.origin < header.origins, external.index >= 0 else { return nil }
      let change = change(external.origin)
      // A change that is named first is none of those before.
      for number in 0..<(external.origin == known ? known : 0)
      where self.change(number) == change { return nil }
      let parent = OperationID(change, external.index)
      if parent == id { return nil }
      if let last = version.last, parent <= last { return nil }
      version.append(parent)
    }
    return version
  }

  private func readReplica() -> ReplicaID {
    let start = bytes.count - header.content - TextHeader.replicaBytes
    let end = start + TextHeader.replicaBytes
    return ReplicaID(rawValue: bytes[start..<end].reduce(0) { $0 << 8 | UInt64($1) })
  }

  private func change(_ number: Int) -> ChangeID {
    let start = bytes.count - header.tailCount + number * TextHeader.changeBytes
    return ChangeID(bytes[start..<start + TextHeader.changeBytes])
  }
}
