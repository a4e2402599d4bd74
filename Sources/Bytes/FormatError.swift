/// Says why bytes from a file or a peer are not a well-formed Concord encoding.
///
/// Anyone can send us bytes, so nothing in them may trap: a decoder throws this error instead. It
/// holds no user data and is safe to log.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The rule that the bytes break.
  public enum Reason: Equatable, Sendable {
    /// The input ends `missing` bytes before the value does.
    case truncated(missing: Int)
    /// Bytes are left over after the last value.
    case trailing(Int)
    /// The integer needs more than 64 bits.
    case varintOverflow
    /// The integer is padded; a value has exactly one valid encoding.
    case varintNotMinimal
    /// A length or count is larger than this place in the format allows.
    case tooLarge(UInt64, limit: UInt64)
    /// The bytes follow a later version of the format: they are to be kept, but not read.
    case newer
    /// The bytes are not UTF-8.
    case notUTF8
    /// To take the bytes in is more work than was allowed.
    case tooMuchWork(max: Int)
    /// The rule named by the text; always a constant of ours, such as "refs out of order".
    case rule(StaticRule)
  }

  /// What is wrong.
  public let reason: Reason
  /// Where the faulty value starts, in bytes from the start of the decoded buffer.
  public let offset: Int

  /// Creates the error for the value that starts at `offset`.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// Creates the error for a broken rule of the format at `offset`.
  public init(_ rule: StaticString, at offset: Int) {
    self.init(.rule(StaticRule(rule)), at: offset)
  }

  /// The rule and the place, for a log line or a message.
  public var description: String {
    let what =
      switch reason {
      case .truncated(let missing): "\(missing) bytes are missing"
      case .trailing(let count): "\(count) bytes too many"
      case .varintOverflow: "an integer of more than 64 bits"
      case .varintNotMinimal: "a padded integer"
      case .tooLarge(let value, let limit): "\(value) is above the limit \(limit)"
      case .newer: "this needs a newer Concord"
      case .notUTF8: "text that is not UTF-8"
      case .tooMuchWork(let max): "more work than \(max) steps"
      case .rule(let rule): rule.text
      }
    return "\(what) (byte \(offset))"
  }
}

/// The name of a format rule: a constant of the program, compared by its text.
public struct StaticRule: Equatable, Sendable {
  /// The rule in a few words.
  public let text: String

  /// Creates the rule from a constant.
  public init(_ text: StaticString) { self.text = text.description }
}
