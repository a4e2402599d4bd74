private import COpenSSL

/// Says why something from outside was refused by the cryptography.
///
/// Holds no bytes of keys or messages and is safe to log. That libcrypto itself fails (no memory,
/// a broken installation) is not among the cases: no caller could go on safely, so we trap.
public enum CryptographyError: Error, Equatable, Sendable {
  /// A public key of small order, not canonical, of the wrong length or not on its curve.
  case unacceptableKey
  /// A ciphertext that was changed, or was sealed under another key, nonce or context.
  case notAuthentic
  /// Bytes that are not one X.509 certificate.
  case malformedCertificate
  /// A host that is neither a DNS name nor an IP address.
  case unacceptableHost
}

/// Stops the program unless libcrypto says that it did what it was asked.
///
/// Only for calls that no input can make fail. A step that is skipped silently would hash nothing
/// or sign nothing, which is worse than to stop.
@inline(__always)
func mustSucceed(_ code: Int32, _ call: StaticString) {
  guard code == 1 else { preconditionFailure("libcrypto failed in \(call)") }
}

/// Unwraps what libcrypto allocates, or stops the program.
@inline(__always)
func mustExist<Value>(_ value: Value?, _ call: StaticString) -> Value {
  guard let value else { preconditionFailure("libcrypto failed in \(call)") }
  return value
}

/// Whether a call that input can make fail succeeded; empties libcrypto's error queue if not.
///
/// A stale entry in the queue of this thread would be read as the reason of a later TLS failure.
func succeeded(_ code: Int32) -> Bool {
  guard code != 1 else { return true }
  ERR_clear_error()
  return false
}
