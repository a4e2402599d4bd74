import Bytes

/// A saved document, read up to its history (`docs/text.md` §10).
struct SavedText: Sendable {
  private static let magic = Array("CtxD".utf8)
  private static let version: UInt8 = 1
  /// Where the part of the head starts that the first checksum protects.
  private static let headStart = magic.count + 1 + 8

  /// All that was read.
  let bytes: [UInt8]
  /// Where the text lies in `bytes`, in valid UTF-8.
  let text: Range<Int>
  let frontier: TextVersion
  private let history: Range<Int>
  private let historyChecksum: UInt64

  /// Reads everything but the history.
  ///
  /// - Complexity: O(length of the text).
  init(_ bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes)
    guard bytes[try reader.take(Self.magic.count)].elementsEqual(Self.magic) else {
      throw FormatError("no saved text", at: 0)
    }
    let version = try reader.readByte()
    guard version == Self.version else {
      let isNewer = version > Self.version
      throw FormatError(isNewer ? .newer : .rule(StaticRule("no version 0")), at: reader.offset - 1)
    }
    let checksum: UInt64 = try reader.readInteger()
    historyChecksum = try reader.readInteger()
    text = try reader.take(try reader.readCount(limit: TextLog.countMax))
    frontier = try Self.readFrontier(&reader)
    let historyCount = try reader.readCount(limit: Int.max)
    let head = Self.headStart..<reader.offset
    history = try reader.take(historyCount)
    try reader.finish()
    guard Self.checksum(bytes.span.extracting(head)) == checksum else {
      throw FormatError("the checksum of the text is wrong", at: Self.headStart - 8)
    }
    do {
      _ = try UTF8Span(validating: bytes.span.extracting(text))
    } catch {
      throw FormatError(.notUTF8, at: text.lowerBound)
    }
    self.bytes = bytes
  }

  /// Decodes the history.
  ///
  /// - Throws: `TextDocumentError` when it is damaged, or not that of the text.
  func decodeHistory() throws(TextDocumentError) -> TextHistory {
    guard Self.checksum(bytes.span.extracting(history)) == historyChecksum else {
      throw .damagedHistory(FormatError("the checksum of the history is wrong", at: 0))
    }
    let decoded: TextHistory
    do throws(FormatError) {
      // It was taken in before, whatever work it makes.
      decoded = try TextHistory(encoded: Array(bytes[history]), workMax: .max)
    } catch {
      throw .damagedHistory(error)
    }
    guard decoded.frontier == frontier, decoded.text.utf8.elementsEqual(bytes[text]) else {
      throw .otherText
    }
    return decoded
  }

  /// The bytes of a document with this history.
  static func encode(_ history: TextHistory) -> [UInt8] {
    let encoded = history.encoded()
    var head = ByteWriter()
    head.writeInteger(checksum(encoded.span))
    head.writeString(history.text)
    head.writeCount(history.frontier.count)
    for id in history.frontier {
      head.writeBytes(id.change.bytes)
      head.writeSignedVarint(Int64(id.index))
    }
    head.writeCount(encoded.count)
    var whole = ByteWriter()
    whole.writeBytes(magic)
    whole.writeByte(version)
    whole.writeInteger(checksum(head.bytes.span))
    whole.writeBytes(head.bytes)
    whole.writeBytes(encoded)
    return whole.bytes
  }

  private static func readFrontier(
    _ reader: inout ByteReader
  ) throws(FormatError) -> TextVersion {
    // Each name takes 33 bytes or more.
    let count = try reader.readCount(limit: reader.remaining / 33)
    var frontier: TextVersion = []
    for _ in 0..<count {
      let start = reader.offset
      let change = ChangeID(try reader.readBytes(32))
      let id = OperationID(change, Int(try reader.readSignedVarint()))
      if let last = frontier.last, !(last < id) {
        throw FormatError("the frontier is out of order", at: start)
      }
      frontier.append(id)
    }
    return frontier
  }

  /// A checksum against accidents, at several bytes a nanosecond: whoever wants to can forge it.
  ///
  /// Each word goes through a bijection of its own before all are added up, so bytes that differ in
  /// one word only never have the same checksum.
  static func checksum(_ bytes: Span<UInt8>) -> UInt64 {
    let raw = unsafe bytes.bytes
    let wordCount = bytes.count / 8
    var sum = UInt64(bytes.count)
    var salt: UInt64 = 0
    func mix(_ word: UInt64) {
      salt &+= 0x9E37_79B9_7F4A_7C15
      var mixed = word ^ salt
      mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
      sum &+= mixed ^ mixed >> 32
    }
    for index in 0..<wordCount {
      let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
      mix(UInt64(littleEndian: word))
    }
    var rest: UInt64 = 0
    for index in (wordCount * 8..<bytes.count).reversed() {
      rest = rest << 8 | UInt64(bytes[index])
    }
    mix(rest)
    return sum
  }
}
