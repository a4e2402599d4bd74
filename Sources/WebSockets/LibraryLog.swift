internal import CWebSockets

/// What libwebsockets says about itself, which is nothing unless it is asked for.
///
/// The library has one log for the whole process.
public enum LibraryLog {
  /// Gets a level (libwebsockets' `LLL_` bits) and a line of text that ends with a line feed.
  public typealias Sink = @convention(c) (Int32, UnsafePointer<CChar>?) -> Void

  // Evaluated once in a process: a later context must not undo what `send(to:)` has set.
  private static let silenced: Void = lws_set_log_level(0, nil)

  static func silenceByDefault() { silenced }

  /// Sends errors and warnings to `sink`, from whatever thread they come up in; nil silences them.
  public static func send(to sink: Sink?) {
    silenced
    lws_set_log_level(sink == nil ? 0 : Int32(LLL_ERR | LLL_WARN), sink)
  }
}
