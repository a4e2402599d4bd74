/// What stands in front of everything else (`docs/text-format.md` §2).
struct TextHeader {
  /// "CT", and the version of the format.
  static let magic: [UInt8] = [0x43, 0x54]
  static let version: UInt8 = 1

  static let changeBytes = 32
  static let replicaBytes = 8

  var spans = 0
  var content = 0
  var origins = 0
  var replicas = 0
  var rows = 0
  var externals = 0

  /// How many bytes stand behind the bits.
  var tailCount: Int {
    origins * Self.changeBytes + replicas * Self.replicaBytes + content
  }

  /// Writes or reads the counts.
  mutating func code<Bits: TextBits>(_ bits: inout Bits) throws(Bits.Failure) {
    spans = try bits.number(spans, parameter: 0, limit: Bits.limit)
    // Without spans there is nothing.
    guard spans > 0 else { return }
    content = try bits.number(content, parameter: 8, limit: TextLog.countMax)
    origins = 1 + (try bits.number(origins - 1, parameter: 0, limit: Bits.limit))
    replicas = 1 + (try bits.number(replicas - 1, parameter: 0, limit: Bits.limit))
    rows = 1 + (try bits.number(rows - 1, parameter: 0, limit: Bits.limit))
    externals = try bits.number(externals, parameter: 0, limit: Bits.limit)
  }
}
