/// Makes text from other people harmless to a terminal.
///
/// A note may hold escape sequences that retitle the window, clear the screen or type commands, and
/// controls that reorder a line so that it reads as something else (https://trojansource.codes).
/// Each such character is replaced by one that can be seen, so that nothing is hidden either.
public enum Sanitising {
  /// `text` in one line: line breaks and tabs become spaces.
  public static func line(_ text: String) -> String { clean(text, keepsLines: false) }

  /// `text` with its line breaks kept; tabs become two spaces.
  public static func lines(_ text: String) -> String { clean(text, keepsLines: true) }

  private static func clean(_ text: String, keepsLines: Bool) -> String {
    if text.unicodeScalars.allSatisfy({ isHarmless($0, keepsLines: keepsLines) }) { return text }
    var result = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in text.unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where afterReturn: continue
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": result.append(keepsLines ? "\n" : " ")
      case "\t": result.append(contentsOf: keepsLines ? "  ".unicodeScalars : " ".unicodeScalars)
      default: result.append(isHostile(scalar) ? picture(of: scalar) : scalar)
      }
    }
    return String(result)
  }

  /// Whether the character stays as it is: nearly all do, and then nothing is copied.
  private static func isHarmless(_ scalar: Unicode.Scalar, keepsLines: Bool) -> Bool {
    switch scalar.value {
    case 0x20..<0x7f: true
    case 0x0a: keepsLines
    case 0..<0xa0, 0x2028, 0x2029: false
    default: !isHostile(scalar)
    }
  }

  /// Whether a terminal would obey the character rather than show it.
  static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0: true  // C0, DEL, C1
    case 0x202a...0x202e, 0x2066...0x2069: true  // embeddings, overrides, isolates
    case 0xe0000...0xe007f: true  // tags: invisible text
    default: false
    }
  }

  /// The character that Unicode gives for showing a control, where it has one.
  private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}"
    case 0x7f: "\u{2421}"
    default: "\u{fffd}"
    }
  }
}
