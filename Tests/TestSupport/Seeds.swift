private import Glibc

/// The seeds of a property test: `count` fixed ones, or only the one in `CONCORD_SEED`.
///
/// Fixed, so that a run never fails for a reason that the change under test did not cause.
public func seeds(_ count: UInt64) -> [UInt64] {
  if let text = getenv("CONCORD_SEED"), let seed = UInt64(String(cString: text)) { return [seed] }
  return Array(0..<count)
}
