private import Glibc

/// The log of a daemon: one event, one line, on standard error.
///
///     2025-11-03T14:02:05.123Z info segment stored workspace=4q7k position=12
///
/// The message is constant; what varies stands in fields. Values from outside cannot break a line
/// or reach a terminal as anything but text.
public struct Log: Sendable {
  /// How much an event matters.
  public enum Level: Int, Comparable, Sendable, CaseIterable {
    /// For whoever looks for a fault.
    case debug
    /// What happens in the normal course.
    case info
    /// What is odd and was dealt with.
    case warning
    /// What somebody must act upon.
    case error

    /// The word in the line, and on the command line.
    public var name: String { "\(self)" }

    /// Orders levels by how much they matter.
    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// What an event carries: names and values in the order to print them.
  public typealias Fields = KeyValuePairs<String, any CustomStringConvertible>

  private let minimum: Level
  private let now: @Sendable () -> Int64
  private let write: @Sendable (String) -> Void

  /// Creates a log that keeps events of `minimum` and above.
  ///
  /// - Parameters:
  ///   - now: The time of day in milliseconds since 1970.
  ///   - write: Takes one line with its line break; standard error unless another is given.
  public init(
    minimum: Level = .info, now: @escaping @Sendable () -> Int64 = SystemClock.nowMilliseconds,
    write: (@Sendable (String) -> Void)? = nil
  ) {
    self.minimum = minimum
    self.now = now
    self.write =
      write ?? { line in
        try? Descriptor.write(Array(line.utf8), to: STDERR_FILENO, path: "standard error")
      }
  }

  /// Records an event for whoever looks for a fault; the fields are made only if it is kept.
  public func debug(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
    record(.debug, message, fields)
  }

  /// Records an event of the normal course.
  public func info(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
    record(.info, message, fields)
  }

  /// Records what is odd and was dealt with.
  public func warning(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
    record(.warning, message, fields)
  }

  /// Records what somebody must act upon.
  public func error(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
    record(.error, message, fields)
  }

  private func record(_ level: Level, _ message: StaticString, _ fields: () -> Fields) {
    if level < minimum { return }
    var line = "\(TimeFormat.iso8601(now())) \(level.name) \(message)"
    for (name, value) in fields() { line += " \(name)=\(Log.spelled(value.description))" }
    write(line + "\n")
  }

  /// A value as it is, or as a JSON string when a reader could not tell where it ends.
  private static func spelled(_ value: String) -> String {
    let isPlain = value.unicodeScalars.allSatisfy { scalar in
      scalar != " " && scalar != "=" && scalar != "\"" && scalar != "\\"
        && !Sanitising.isHostile(scalar) && !scalar.properties.isWhitespace
    }
    if isPlain, !value.isEmpty { return value }
    return String(decoding: JSON.string(value).encoded(), as: UTF8.self)
  }
}
