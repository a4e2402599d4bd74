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
  /// What a shell may offer for its value.
  public let values: Values
  /// Whether the command can do nothing without it.
  public private(set) var isRequired = false

  /// Declares an option that is present or absent.
  public static func flag(
    _ name: String, short: Character? = nil, _ summary: String
  ) -> Option {
    Option(name: name, short: short, kind: .flag, summary: summary, values: .any)
  }

  /// Declares an option with one value, shown as `placeholder`.
  public static func value(
    _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String,
    _ values: Values = .asNamed
  ) -> Option {
    Option(
      name: name, short: short, kind: .value(placeholder: placeholder), summary: summary,
      values: values)
  }

  /// Declares an option with one value that must be given.
  public static func required(
    _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String,
    _ values: Values = .asNamed
  ) -> Option {
    var option = value(name, short: short, placeholder, summary, values)
    option.isRequired = true
    return option
  }

  /// Declares an option that may be given several times, each with a value.
  public static func repeated(
    _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String,
    _ values: Values = .asNamed
  ) -> Option {
    Option(
      name: name, short: short, kind: .repeated(placeholder: placeholder), summary: summary,
      values: values)
  }

  /// The name of its value in usage lines, or nil for a flag.
  public var placeholder: String? {
    switch kind {
    case .flag: nil
    case .value(let placeholder), .repeated(let placeholder): placeholder
    }
  }

  /// How a usage line shows it: `[-m TEXT]`, `[--tag T]...`, `--data DIR` where it is required.
  var usage: String {
    let spelling = short.map { "-\($0)" } ?? "--\(name)"
    let value = placeholder.map { " \($0)" } ?? ""
    if isRequired { return spelling + value }
    if case .repeated = kind { return "[\(spelling)\(value)]..." }
    return "[\(spelling)\(value)]"
  }

  /// How a help page lists it: `-m, --message TEXT`.
  var listing: String {
    let spelling = short.map { "-\($0), --\(name)" } ?? "    --\(name)"
    return spelling + (placeholder.map { " \($0)" } ?? "")
  }
}
