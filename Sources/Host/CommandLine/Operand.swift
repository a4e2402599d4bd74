/// One word, or row of words, that a command takes by its place.
public struct Operand: Equatable, Sendable {
  /// How many words an operand takes.
  public enum Kind: Equatable, Sendable {
    /// Exactly one.
    case required
    /// One or none.
    case optional
    /// All that are left, at least one; only the last operand may be of this kind.
    case oneOrMore
    /// All that are left, perhaps none; only the last operand may be of this kind.
    case any
  }

  /// Its name in usage lines, by which a command asks for it.
  public let name: String
  /// How many words it takes.
  public let kind: Kind
  /// What it is, in one sentence without a full stop.
  public let summary: String
  /// What a shell may offer for it.
  public let values: Values

  /// Declares an operand that must be given.
  public static func required(
    _ name: String, _ summary: String, _ values: Values = .asNamed
  ) -> Operand {
    Operand(name: name, kind: .required, summary: summary, values: values)
  }

  /// Declares an operand that may be left out.
  public static func optional(
    _ name: String, _ summary: String, _ values: Values = .asNamed
  ) -> Operand {
    Operand(name: name, kind: .optional, summary: summary, values: values)
  }

  /// Declares an operand that takes all words left, at least one.
  public static func oneOrMore(
    _ name: String, _ summary: String, _ values: Values = .asNamed
  ) -> Operand {
    Operand(name: name, kind: .oneOrMore, summary: summary, values: values)
  }

  /// Declares an operand that takes all words left, if any.
  public static func any(
    _ name: String, _ summary: String, _ values: Values = .asNamed
  ) -> Operand {
    Operand(name: name, kind: .any, summary: summary, values: values)
  }

  /// How a usage line shows it: `ID`, `[ID]`, `ID...`, `[ID...]`.
  var usage: String {
    switch kind {
    case .required: name
    case .optional: "[\(name)]"
    case .oneOrMore: "\(name)..."
    case .any: "[\(name)...]"
    }
  }
}
