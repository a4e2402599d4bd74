public import Bytes
import Cryptography

/// What the identifiers of this module name; never instantiated.
public enum TrustNamed {
  /// One life of a relay's store; another after every restore.
  public enum Generation {}
  /// A prefix of a relay's log.
  public enum LogRoot {}
  /// The public key of an invite.
  public enum Invite {}
}

/// Names one life of a relay's store of a workspace.
public typealias GenerationID = ID16<TrustNamed.Generation>
/// Names a prefix of a relay's log by its hash.
public typealias LogRoot = ID32<TrustNamed.LogRoot>
/// Names an invite by its public key.
public typealias InviteID = ID32<TrustNamed.Invite>

extension ID16 where Kind == TrustNamed.Generation {
  /// The generation of a client that has pulled nothing yet.
  public static var none: GenerationID { GenerationID([UInt8](repeating: 0, count: 16)) }
}

extension ID32 where Kind == TrustNamed.LogRoot {
  /// The root that stands for nothing pulled yet.
  public static var none: LogRoot { LogRoot([UInt8](repeating: 0, count: 32)) }

  /// The root of the empty log of `workspace` in `generation` (docs/format.md §8.6).
  public static func start(of workspace: WorkspaceID, in generation: GenerationID) -> LogRoot {
    LogRoot(taggedHash("concord/v1/log", workspace.bytes, generation.bytes))
  }

  /// The root after the segment `id` at `position`, which counts from 1.
  public func appending(_ id: SegmentID, at position: UInt64) -> LogRoot {
    var node = ByteWriter()
    node.writeBytes(bytes)
    node.writeInteger(position)
    node.writeBytes(id.bytes)
    return LogRoot(taggedHash("concord/v1/log-node", node.bytes))
  }
}
