/// One option of a command: `--name`, perhaps with a short form and a value.
public struct Option: Equatable, Sendable {
  /// Whether an option takes a value, and how often.
  public enum Kind: Equatable, Sendable {
    /// Present or absent.
    case flag
    /// Takes one value, and may be given once.
    case value(placeholder: String)
    /// Takes one value each time it is given.
    case repeated(placeholder: String)
  }

  /// The long name, without hyphens.
  public let name: String
  /// The letter of the short form.
  public let short: Character?
  /// Whether it takes a value.
  public let kind: Kind
  /// What it does, in one sentence without a full stop.
  public let summary: String

  /// Declares an option that is present or absent.
  public static func flag(
    _ name: String, short: Character? = nil, _ summary: String
  ) -> Option {
    Option(name: name, short: short, kind: .flag, summary: summary)
  }

  /// Declares an option with one value, shown as `placeholder`.
  public static func value(
    _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(name: name, short: short, kind: .value(placeholder: placeholder), summary: summary)
  }

  /// Declares an option that may be given several times, each with a value.
  public static func repeated(
    _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String
  ) -> Option {
    Option(name: name, short: short, kind: .repeated(placeholder: placeholder), summary: summary)
  }

  /// The name of its value in usage lines, or nil for a flag.
  public var placeholder: String? {
    switch kind {
    case .flag: nil
    case .value(let placeholder), .repeated(let placeholder): placeholder
    }
  }

  /// How a usage line shows it: `[-m TEXT]`, `[--tag T]...`.
  var usage: String {
    let spelling = short.map { "-\($0)" } ?? "--\(name)"
    let value = placeholder.map { " \($0)" } ?? ""
    if case .repeated = kind { return "[\(spelling)\(value)]..." }
    return "[\(spelling)\(value)]"
  }

  /// How a help page lists it: `-m, --message TEXT`.
  var listing: String {
    let spelling = short.map { "-\($0), --\(name)" } ?? "    --\(name)"
    return spelling + (placeholder.map { " \($0)" } ?? "")
  }
}

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

  /// Declares an operand that must be given.
  public static func required(_ name: String, _ summary: String) -> Operand {
    Operand(name: name, kind: .required, summary: summary)
  }

  /// Declares an operand that may be left out.
  public static func optional(_ name: String, _ summary: String) -> Operand {
    Operand(name: name, kind: .optional, summary: summary)
  }

  /// Declares an operand that takes all words left, at least one.
  public static func oneOrMore(_ name: String, _ summary: String) -> Operand {
    Operand(name: name, kind: .oneOrMore, summary: summary)
  }

  /// Declares an operand that takes all words left, if any.
  public static func any(_ name: String, _ summary: String) -> Operand {
    Operand(name: name, kind: .any, summary: summary)
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
