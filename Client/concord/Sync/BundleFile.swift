import Host
import Trust

/// A bundle on the disk, which is read as often as it takes.
struct BundleFile: ~Copyable {
  /// What a bundle turned out to be.
  struct Contents {
    let head: BundleHead
    /// The membership log of the maker.
    let log: MembershipLog
    /// What a file that ends too early lacks of each lane.
    let missing: [BundleLane]

    var isWhole: Bool { missing.isEmpty }
    var missingCount: UInt64 { missing.reduce(0) { $0 + $1.segmentCount } }
    /// How many segments are in the file.
    var presentCount: UInt64 { head.segmentCount - missingCount }
  }

  let path: String
  private var file: InputFile

  init(_ path: String) throws {
    self.path = path
    file = try InputFile(path)
  }

  var byteCount: Int64 { file.byteCount }

  /// How much is read at once.
  private static let pieceBytes = 256 << 10

  /// Reads all of it, and checks all that can be checked without the workspace's keys.
  ///
  /// A file that ends too early is no failure, as long as its start is there.
  mutating func read(_ body: (Segment) throws -> Void = { _ in }) throws -> Contents {
    try file.rewind()
    var reader = BundleReader()
    var start: (head: BundleHead, log: MembershipLog)?
    do {
      var isAtEnd = false
      while !isAtEnd {
        let piece = try file.read(Self.pieceBytes)
        isAtEnd = piece.isEmpty
        reader.feed(piece)
        while let item = try reader.next() {
          switch item {
          case .start(let head, let log): start = (head, log)
          case .segment(let segment): try body(segment)
          }
        }
      }
      let missing: [BundleLane]
      switch try reader.finish() {
      case .whole: missing = []
      case .cutOff(let lanes): missing = lanes
      }
      guard let start else {
        throw Failure(
          "\(path) is cut off before its first segment",
          hint: "Nothing of it was used. Copy the file again, or have it made anew.")
      }
      return Contents(head: start.head, log: start.log, missing: missing)
    } catch let fault as BundleFault {
      throw Failure(fault, path: path)
    }
  }
}

extension Failure {
  /// A file that is no good bundle, in words.
  init(_ fault: BundleFault, path: String) {
    let unused = "Nothing of it was used."
    switch fault {
    case .notABundle: self.init("\(path) is no bundle", hint: "Nothing was changed.")
    case .needsNewer:
      self.init(
        "\(path) was made by a newer concord", hint: unused + " Update concord on this machine.")
    case .damaged(let error):
      self.init(
        "\(path) is damaged: \(error)",
        hint: unused + " Copy the file again, or have it made anew.", code: .integrity)
    case .badMembership:
      self.init(
        "\(path) holds membership records that break the rules of its workspace",
        hint: unused + " Copy the file again, or have it made anew.", code: .integrity)
    case .notVouchedFor:
      self.init(
        "\(path) is not signed by a device of its workspace",
        hint: unused + " Ask who made it, by another way.", code: .integrity)
    }
  }
}
