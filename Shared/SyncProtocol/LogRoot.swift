public import Bytes

extension Named {
  /// One life of a relay's store.
  public enum Generation {}
  /// A relay's log up to one position.
  public enum LogRoot {}
}

/// Names one life of a relay's store: 16 random bytes made with it.
public typealias Generation = ID16<Named.Generation>
/// The hash of everything a relay stored in a workspace, in order, up to one position.
public typealias LogRoot = ID32<Named.LogRoot>
