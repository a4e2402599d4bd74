/// One line of text for a terminal, in pieces of one style each.
///
/// The only kind of text that ``Console`` prints for people. It holds no control character, whoever
/// wrote what was put into it (``Sanitising``), so that escape sequences come from styles alone.
/// Write it as a literal: `"\("R1", .bold) \(title)"`.
public struct StyledText: Equatable, Sendable {
  /// A piece of one style.
  struct Run: Equatable, Sendable {
    var text: String
    var style: Style
  }

  private(set) var runs: [Run] = []

  /// Creates a line; line breaks in `text` become spaces.
  public init(_ text: String, _ style: Style = []) { append(Sanitising.line(text), style) }

  /// Joins the glyphs of a line that was laid out anew.
  init(glyphs: some Sequence<Glyph>) {
    var run = Run(text: "", style: [])
    for glyph in glyphs {
      if glyph.style != run.style {
        append(run.text, run.style)
        run = Run(text: "", style: glyph.style)
      }
      run.text.append(glyph.character)
    }
    append(run.text, run.style)
  }

  /// Adds text that holds no control character.
  private mutating func append(_ text: String, _ style: Style) {
    if text.isEmpty { return }
    if let last = runs.indices.last, runs[last].style == style {
      runs[last].text += text
    } else {
      runs.append(Run(text: text, style: style))
    }
  }

  /// Whether each byte of it is one column wide.
  var isASCII: Bool { runs.allSatisfy { $0.text.utf8.allSatisfy { $0 < 0x80 } } }

  /// The first `count` columns of a text in ASCII.
  func prefix(_ count: Int) -> StyledText {
    var result = StyledText("")
    var left = count
    for run in runs where left > 0 {
      result.append(String(run.text.prefix(left)), run.style)
      left -= run.text.utf8.count
    }
    return result
  }

  /// Whether there is no text in it.
  public var isEmpty: Bool { runs.isEmpty }

  /// The text without its styles.
  public var plain: String { runs.map(\.text).joined() }

  /// How many columns of a terminal it takes.
  public var width: Int { runs.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// The text as a terminal reads it, or without styles when `isColoured` is false.
  public func rendered(isColoured: Bool) -> String {
    if !isColoured { return plain }
    return runs.map { run in
      run.style.isEmpty ? run.text : "\(run.style.escapeSequence)\(run.text)\u{1b}[0m"
    }.joined()
  }

  /// One text after the other.
  public static func + (left: StyledText, right: StyledText) -> StyledText {
    var sum = left
    sum += right
    return sum
  }

  /// Adds a text at the end.
  public static func += (left: inout StyledText, right: StyledText) {
    for run in right.runs { left.append(run.text, run.style) }
  }
}

extension StyledText: ExpressibleByStringInterpolation {
  /// Creates a line in the plain style.
  public init(stringLiteral text: String) { self.init(text) }

  /// Creates a line from a literal with interpolations.
  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.text }

  /// Collects the pieces of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    var text: StyledText = ""

    /// Starts an empty text; the sizes are of no use.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds a piece of the literal itself.
    public mutating func appendLiteral(_ literal: String) { text += StyledText(literal) }

    /// Adds a value in a style, the plain one unless another is given.
    public mutating func appendInterpolation(
      _ value: some CustomStringConvertible, _ style: Style = []
    ) {
      text += StyledText(value.description, style)
    }

    /// Adds a text with the styles it has.
    public mutating func appendInterpolation(_ styled: StyledText) { text += styled }
  }
}
