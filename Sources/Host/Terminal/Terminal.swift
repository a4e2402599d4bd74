private import Glibc

/// What is known about the terminal, if there is one, that a program talks to.
public struct Terminal: Equatable, Sendable {
  /// Whether text stands out by colour.
  public enum Colour: Equatable, Sendable {
    /// On terminals, unless the environment says otherwise.
    case automatic
    /// Never: `--no-color`.
    case never
  }

  /// Whether somebody can answer a question.
  public var inputIsTerminal: Bool
  /// Whether somebody reads the output as it appears.
  public var outputIsTerminal: Bool
  /// Whether somebody reads the messages as they appear.
  public var errorIsTerminal: Bool
  /// How many columns a line of output may take.
  public var width: Int
  /// Whether output carries escape sequences.
  public var outputIsColoured: Bool
  /// Whether messages carry escape sequences.
  public var errorIsColoured: Bool

  /// The width where nothing says another.
  public static let usualWidth = 80
  private static let widths = 20...1_000

  /// Describes a terminal; nothing is asked of the machine.
  public init(
    inputIsTerminal: Bool = false, outputIsTerminal: Bool = false, errorIsTerminal: Bool = false,
    width: Int = Terminal.usualWidth, outputIsColoured: Bool = false, errorIsColoured: Bool = false
  ) {
    self.inputIsTerminal = inputIsTerminal
    self.outputIsTerminal = outputIsTerminal
    self.errorIsTerminal = errorIsTerminal
    self.width = width
    self.outputIsColoured = outputIsColoured
    self.errorIsColoured = errorIsColoured
  }

  /// Asks about the standard streams of this process.
  public static func current(_ environment: Environment, colour: Colour = .automatic) -> Terminal {
    let output = isatty(STDOUT_FILENO) == 1
    let error = isatty(STDERR_FILENO) == 1
    return Terminal(
      inputIsTerminal: isatty(STDIN_FILENO) == 1, outputIsTerminal: output, errorIsTerminal: error,
      width: width(environment, reported: reportedWidth()),
      outputIsColoured: isColoured(environment, colour, isTerminal: output),
      errorIsColoured: isColoured(environment, colour, isTerminal: error))
  }

  /// Decides on colour for one stream.
  ///
  /// `--no-color` and `NO_COLOR` (https://no-color.org) win; `CLICOLOR_FORCE` colours what is no
  /// terminal, too; a terminal that calls itself dumb has no colour.
  static func isColoured(_ environment: Environment, _ colour: Colour, isTerminal: Bool) -> Bool {
    if colour == .never || !(environment["NO_COLOR"] ?? "").isEmpty { return false }
    if let force = environment["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
    return isTerminal && environment["TERM"] != "dumb"
  }

  /// Decides on the width: `COLUMNS`, then what the terminal reports, then the usual one.
  static func width(_ environment: Environment, reported: Int?) -> Int {
    let asked = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    let width = asked ?? reported ?? usualWidth
    return min(max(width, widths.lowerBound), widths.upperBound)
  }

  private static func reportedWidth() -> Int? {
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      var size = winsize()
      if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
        return Int(size.ws_col)
      }
    }
    return nil
  }
}
