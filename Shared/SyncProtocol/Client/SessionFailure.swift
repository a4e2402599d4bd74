public import Bytes

/// Why a client's session ended before everything was in step.
public enum SessionFailure: Error, Equatable, Sendable {
  /// The relay answered with an error.
  case relay(Reply.ErrorCode, text: String)
  /// The relay sent bytes that are no message.
  case malformed(FormatError)
  /// The relay sent a reply that answers nothing, or another question.
  case unexpectedReply
  /// The relay's membership log and ours differ: one of them is a forgery, or the relay forked.
  case membershipForked
  /// The relay contradicted itself again after this client started over.
  case relayInconsistent
  /// This device is no longer, or not yet, a member.
  case notAMember
  /// The relay refuses what this device writes; the changes stay here, unsent.
  case pushRefused(Reply.PushRefusal.Reason)
}

extension Numbered<Reply> {
  /// Reads what a relay sent.
  init(fromRelay bytes: [UInt8]) throws(SessionFailure) {
    do throws(FormatError) {
      try self.init(decoding: bytes)
    } catch {
      throw .malformed(error)
    }
  }
}
