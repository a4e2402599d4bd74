import Bytes
import Cryptography

/// Frames what goes into a bundle, and makes the head that vouches for all of it.
///
/// The head stands first in the file and is known last: leave ``headByteCount`` bytes free, write
/// what ``frame(_:)`` gives for each membership record and then each segment, and put the head
/// into its place in the end.
public struct BundleWriter: ~Copyable {
  private let log: MembershipLog
  private let lanes: [BundleLane]
  private let time: UInt64
  private var hasher = SHA256.Hasher()
  private var byteCount: UInt64 = 0

  /// Starts a bundle of all records of `log` and of what `lanes` says.
  ///
  /// - Parameters:
  ///   - lanes: The lanes that are held, ascending; at most ``TrustLimits/bundleLanesMax``.
  ///   - time: Milliseconds since 1970, for display.
  public init(_ log: MembershipLog, lanes: [BundleLane], time: UInt64) {
    precondition(lanes.count <= TrustLimits.bundleLanesMax, "more lanes than a bundle can list")
    self.log = log
    self.lanes = lanes
    self.time = time
  }

  /// The bytes that the head will take.
  public var headByteCount: Int { BundleHead.byteCount(laneCount: lanes.count) }

  /// The bytes of a membership record, or of a segment, as they stand in the bundle.
  public mutating func frame(_ item: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.writeInteger(UInt32(item.count))
    writer.writeBytes(item)
    hasher.update(writer.bytes)
    byteCount += UInt64(writer.bytes.count)
    return writer.bytes
  }

  /// The head, once everything was framed.
  public consuming func head(signedBy identity: DeviceIdentity) -> [UInt8] {
    let (log, lanes, time, byteCount) = (log, lanes, time, byteCount)
    return BundleHead(
      workspace: log.workspace, maker: identity.id, time: time, recordCount: log.count,
      memberHead: log.head, lanes: lanes, contentByteCount: byteCount,
      contentHash: hasher.finalize()
    ).signed(by: identity)
  }
}
