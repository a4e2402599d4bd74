/// How a piece of text stands out on a terminal that shows colour.
public struct Style: OptionSet, Hashable, Sendable {
  /// One bit for each attribute.
  public let rawValue: UInt16

  /// Creates the style with these bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Heavier than the rest.
  public static let bold = Style(rawValue: 1)
  /// Fainter than the rest.
  public static let dim = Style(rawValue: 2)
  /// With a line under it.
  public static let underline = Style(rawValue: 4)
  /// For errors and what was lost.
  public static let red = Style(rawValue: 8)
  /// For what is done and agreed.
  public static let green = Style(rawValue: 16)
  /// For what waits for somebody.
  public static let yellow = Style(rawValue: 32)
  /// For places and links.
  public static let blue = Style(rawValue: 64)
  /// For people.
  public static let magenta = Style(rawValue: 128)
  /// For ids.
  public static let cyan = Style(rawValue: 256)

  /// The parameters of the escape sequence "select graphic rendition" (ECMA-48, 8.3.117).
  private static let parameters: [(style: Style, parameter: String)] = [
    (.bold, "1"), (.dim, "2"), (.underline, "4"), (.red, "31"), (.green, "32"), (.yellow, "33"),
    (.blue, "34"), (.magenta, "35"), (.cyan, "36"),
  ]

  /// The escape sequence that switches the style on; empty for the plain style.
  var escapeSequence: String {
    if isEmpty { return "" }
    let chosen = Style.parameters.filter { contains($0.style) }.map(\.parameter)
    return "\u{1b}[\(chosen.joined(separator: ";"))m"
  }
}
