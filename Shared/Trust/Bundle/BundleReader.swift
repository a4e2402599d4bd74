public import Bytes
import Cryptography

/// Why a file is no bundle that can be used.
public enum BundleFault: Error, Equatable, Sendable {
  /// It is something else.
  case notABundle
  /// A later version made it, or one of its membership records.
  case needsNewer
  /// It is not what its maker wrote: damaged on the way, or made to deceive.
  case damaged(FormatError)
  /// Its membership records are no log of its workspace.
  case badMembership(MembershipError)
  /// Its maker is no device of the workspace, or did not sign it.
  case notVouchedFor
}

/// Reads a bundle piece by piece, and checks all that can be checked without the workspace's keys.
///
/// Holds one item at a time, whatever the file claims. What it gives out follows from bytes that
/// the maker signed only once ``finish()`` has found the bundle whole: before, each segment stands
/// for itself.
public struct BundleReader: ~Copyable {
  /// What comes out of a bundle, in this order.
  public enum Item: Sendable {
    /// The head, with the membership log of the maker, who is a device on it and signed the head.
    case start(BundleHead, MembershipLog)
    /// The next segment. The maker's manifest lists it; its author's signature is not checked.
    case segment(Segment)
  }

  private enum Stage {
    case head, records, segments, end
  }

  private var stage = Stage.head
  private var buffer: [UInt8] = []
  /// The start of what was not read yet in the buffer.
  private var place = 0
  /// The offset in the file at which the buffer starts.
  private var bufferOffset = 0
  private var hasher = SHA256.Hasher()
  private var contentByteCount: UInt64 = 0

  private var signedBytes: [UInt8] = []
  private var signature: [UInt8] = []
  private var head: BundleHead?
  private var log: MembershipLog?
  private var lanePlaces: [Lane: Int] = [:]
  /// The last place of each lane of the head that was read.
  private var reached: [UInt64] = []
  private var segmentsLeft: UInt64 = 0

  /// Creates a reader that has read nothing.
  public init() {}

  /// Takes the next bytes of the file.
  public mutating func feed(_ bytes: [UInt8]) {
    buffer.removeFirst(place)
    bufferOffset += place
    place = 0
    buffer += bytes
  }

  /// The next item, or nil when it takes more bytes.
  public mutating func next() throws(BundleFault) -> Item? {
    if stage == .head { try checkMagic() }
    do throws(FormatError) {
      if stage == .head, try !readHead() { return nil }
      if stage == .segments { return try readSegment().map { .segment($0) } }
      if stage == .end {
        guard available == 0 else { throw FormatError(.trailing(available), at: offset) }
        return nil
      }
    } catch {
      throw error.reason == .newer ? .needsNewer : .damaged(error)
    }
    return try readRecords()
  }

  /// How the bundle ended.
  public enum End: Sendable {
    /// All is there, and is what the maker signed.
    case whole
    /// The file ends too early: what is missing of each lane, ascending.
    case cutOff(missing: [BundleLane])
  }

  /// Compares all that was read with what the maker signed.
  public consuming func finish() throws(BundleFault) -> End {
    guard stage == .end else { return .cutOff(missing: missing) }
    let (head, byteCount) = (head, contentByteCount)
    guard let head, byteCount == head.contentByteCount, hasher.finalize() == head.contentHash
    else { throw .damaged(FormatError("the content is not what the maker signed", at: 0)) }
    return .whole
  }

  private var missing: [BundleLane] {
    guard let head else { return [] }
    return zip(head.lanes, reached).compactMap { lane, reached in
      reached == lane.last
        ? nil : BundleLane(lane: lane.lane, after: reached, last: lane.last, id: lane.id)
    }
  }
}

// What the file consists of.
extension BundleReader {
  private var offset: Int { bufferOffset + place }
  private var available: Int { buffer.count - place }

  private func checkMagic() throws(BundleFault) {
    let (found, magic) = (buffer.prefix(BundleHead.magic.count), BundleHead.magic)
    if magic.starts(with: found) { return }
    let isOfAnotherVersion = found.count == magic.count && found.starts(with: magic.dropLast())
    throw isOfAnotherVersion ? .needsNewer : .notABundle
  }

  private mutating func readHead() throws(FormatError) -> Bool {
    guard available >= BundleHead.fixedByteCount else { return false }
    let byteCount = try BundleHead.byteCount(from: buffer)
    guard available >= byteCount else { return false }
    let end = byteCount - Ed25519.signatureByteCount
    var reader = ByteReader(buffer, in: 0..<end)
    let head = try BundleHead(from: &reader)
    try reader.finish()
    signedBytes = Array(buffer[..<end])
    signature = Array(buffer[end..<byteCount])
    place = byteCount
    self.head = head
    for (index, lane) in head.lanes.enumerated() { lanePlaces[lane.lane] = index }
    reached = head.lanes.map(\.after)
    segmentsLeft = head.segmentCount
    stage = .records
    return true
  }

  /// Takes the next record or segment with its length; nil when it takes more bytes.
  private mutating func readItem(limit: Int) throws(FormatError) -> [UInt8]? {
    guard available >= 4 else { return nil }
    var reader = ByteReader(buffer, in: place..<place + 4)
    let byteCount: UInt32 = try reader.readInteger()
    guard byteCount <= UInt32(limit) else {
      throw FormatError(.tooLarge(UInt64(byteCount), limit: UInt64(limit)), at: offset)
    }
    let end = place + 4 + Int(byteCount)
    guard buffer.count >= end else { return nil }
    let framed = Array(buffer[place..<end])
    hasher.update(framed)
    contentByteCount += UInt64(framed.count)
    place = end
    return Array(framed.dropFirst(4))
  }

  /// Takes all membership records, and then asks who vouches.
  private mutating func readRecords() throws(BundleFault) -> Item? {
    guard let head else { preconditionFailure("records before the head") }
    while log?.count ?? 0 < head.recordCount {
      let record: [UInt8]?
      do throws(FormatError) {
        record = try readItem(limit: TrustLimits.recordBytesMax)
      } catch {
        throw .damaged(error)
      }
      guard let record else { return nil }
      do throws(MembershipError) {
        if log == nil {
          log = try MembershipLog(genesis: record)
        } else {
          try log?.append(record)
        }
      } catch {
        if case .needsNewer = error { throw .needsNewer }
        throw .badMembership(error)
      }
    }
    guard let log, log.workspace == head.workspace else {
      throw .badMembership(.refused(.genesisMatchesWorkspace))
    }
    guard log.head == head.memberHead else { throw .badMembership(.refused(.continuesLog)) }
    guard let keys = log.keys(of: head.maker), log.role(of: head.maker) != nil,
      Ed25519.verify(
        signature, of: BundleHead.signedMessage(signedBytes), by: keys.signing)
    else { throw .notVouchedFor }
    stage = segmentsLeft == 0 ? .end : .segments
    return .start(head, log)
  }

  private mutating func readSegment() throws(FormatError) -> Segment? {
    let start = offset
    guard let bytes = try readItem(limit: Segment.byteCountRange.upperBound) else { return nil }
    let segment: Segment
    do throws(FormatError) {
      segment = try Segment(parsing: bytes)
    } catch {
      throw FormatError(error.reason, at: start + 4 + error.offset)
    }
    guard let head, let index = lanePlaces[segment.header.lane],
      segment.header.workspace == head.workspace,
      segment.header.sequence == reached[index] + 1, reached[index] < head.lanes[index].last
    else { throw FormatError("a segment that the manifest does not list here", at: start) }
    reached[index] += 1
    guard reached[index] < head.lanes[index].last || segment.id == head.lanes[index].id else {
      throw FormatError("the last segment of a lane is another than the manifest says", at: start)
    }
    segmentsLeft -= 1
    if segmentsLeft == 0 { stage = .end }
    return segment
  }
}
