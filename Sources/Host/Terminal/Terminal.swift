private import Glibc

/// What is known about the terminal, if there is one, that a program talks to.
public struct Terminal: Equatable, Sendable {
  /// Whether text stands out by colour.
  public enum Colour: Equatable, Sendable {
    /// On terminals, unless the environment says otherwise.
    case automatic
    /// Never: `--color never`.
    case never
    /// Wherever the output goes: `--color always`.
    case always
  }

  /// Whether somebody can answer a question.
  public var inputIsTerminal: Bool
  /// Whether somebody reads the output as it appears.
  public var outputIsTerminal: Bool
  /// Whether somebody reads the messages as they appear.
  public var errorIsTerminal: Bool
  /// How many columns a line of output may take.
  public var width: Int
  /// How many lines one screen shows.
  public var height: Int
  /// Whether output carries escape sequences.
  public var outputIsColoured: Bool
  /// Whether messages carry escape sequences.
  public var errorIsColoured: Bool

  /// The width where nothing says another.
  public static let usualWidth = 80
  private static let widths = 20...1_000
  /// The height where nothing says another.
  public static let usualHeight = 24
  private static let heights = 2...1_000

  /// Describes a terminal; nothing is asked of the machine.
  public init(
    inputIsTerminal: Bool = false, outputIsTerminal: Bool = false, errorIsTerminal: Bool = false,
    width: Int = Terminal.usualWidth, height: Int = Terminal.usualHeight,
    outputIsColoured: Bool = false, errorIsColoured: Bool = false
  ) {
    self.inputIsTerminal = inputIsTerminal
    self.outputIsTerminal = outputIsTerminal
    self.errorIsTerminal = errorIsTerminal
    self.width = width
    self.height = height
    self.outputIsColoured = outputIsColoured
    self.errorIsColoured = errorIsColoured
  }

  /// Asks about the standard streams of this process.
  public static func current(_ environment: Environment, colour: Colour = .automatic) -> Terminal {
    let output = isatty(STDOUT_FILENO) == 1
    let error = isatty(STDERR_FILENO) == 1
    let size = reportedSize()
    return Terminal(
      inputIsTerminal: isatty(STDIN_FILENO) == 1, outputIsTerminal: output, errorIsTerminal: error,
      width: width(environment, reported: size?.columns),
      height: height(environment, reported: size?.rows),
      outputIsColoured: isColoured(environment, colour, isTerminal: output),
      errorIsColoured: isColoured(environment, colour, isTerminal: error))
  }

  /// Decides on colour for one stream.
  ///
  /// The command line wins, then `NO_COLOR` (https://no-color.org); `CLICOLOR_FORCE` colours what
  /// is no terminal, too; a terminal that calls itself dumb has no colour.
  static func isColoured(_ environment: Environment, _ colour: Colour, isTerminal: Bool) -> Bool {
    if colour != .automatic { return colour == .always }
    if !(environment["NO_COLOR"] ?? "").isEmpty { return false }
    if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
    return isTerminal && environment["TERM"] != "dumb"
  }

  /// Decides on the width: `COLUMNS`, then what the terminal reports, then the usual one.
  static func width(_ environment: Environment, reported: Int?) -> Int {
    size(environment["COLUMNS"], reported, usualWidth, within: widths)
  }

  /// Decides on the height: `LINES`, then what the terminal reports, then the usual one.
  static func height(_ environment: Environment, reported: Int?) -> Int {
    size(environment["LINES"], reported, usualHeight, within: heights)
  }

  private static func size(
    _ asked: String?, _ reported: Int?, _ usual: Int, within limits: ClosedRange<Int>
  ) -> Int {
    let asked = asked.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    return min(max(asked ?? reported ?? usual, limits.lowerBound), limits.upperBound)
  }

  private static func reportedSize() -> (columns: Int, rows: Int?)? {
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      var size = winsize()
      if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
        return (Int(size.ws_col), size.ws_row > 0 ? Int(size.ws_row) : nil)
      }
    }
    return nil
  }
}

extension Terminal.Colour {
  /// The words after `--color`.
  public static let words = ["auto", "always", "never"]

  /// What a command line asks for: the last `--color WHEN` or `--no-color` in it.
  ///
  /// Asked before the line is parsed, so that the message about a wrong line has its colours, too.
  public init(askedBy words: [String]) {
    self = .automatic
    for (index, word) in words.prefix(while: { $0 != "--" }).enumerated() {
      let next = index + 1 < words.count ? words[index + 1] : ""
      switch word {
      case "--no-color": self = .never
      case "--color": self = Self.named(next) ?? self
      case _ where word.hasPrefix("--color="): self = Self.named(word.dropFirst(8)) ?? self
      default: break
      }
    }
  }

  private static func named(_ word: some StringProtocol) -> Self? {
    switch word {
    case "auto": .automatic
    case "always": .always
    case "never": .never
    default: nil
    }
  }
}
