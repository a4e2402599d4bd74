public import ChangeLog

/// A passage that a note is about: a quotation and where it stood.
///
/// The text quote and text position selectors of the W3C Web Annotation model.
/// Positions count Unicode scalars.
public struct QuoteAnchor: Equatable, Sendable {
  /// How many scalars of context are kept on either side of a new quotation.
  public static let contextCount = 32

  /// The passage; never empty.
  public let exact: String
  /// What stood before it; empty when nothing is known.
  public let prefix: String
  /// What stood after it; empty when nothing is known.
  public let suffix: String
  /// Where it stood in the body it was taken from; nil when nothing is known.
  public let range: Range<Int>?

  /// Creates an anchor; nil for an empty passage, which stands everywhere.
  public init?(exact: String, prefix: String, suffix: String, range: Range<Int>?) {
    guard !exact.isEmpty else { return nil }
    self.exact = exact
    self.prefix = prefix
    self.suffix = suffix
    self.range = range
  }

  /// The anchor of the passage at `range` of `body`, which must not be empty and lie inside.
  public init(quoting range: Range<Int>, of body: [Unicode.Scalar]) {
    precondition(!range.isEmpty && range.upperBound <= body.count, "a passage outside its body")
    let before = max(0, range.lowerBound - Self.contextCount)..<range.lowerBound
    let after = range.upperBound..<min(body.count, range.upperBound + Self.contextCount)
    exact = String(scalars: body[range])
    prefix = String(scalars: body[before])
    suffix = String(scalars: body[after])
    self.range = range
  }

  /// Reads the value of `note.quote`; nil when it quotes nothing.
  ///
  /// A position that cannot be one is taken as unknown.
  public init?(_ value: Value) {
    guard let exact = value["exact"]?.string else { return nil }
    var range: Range<Int>?
    if let start = value["start"]?.integer, let end = value["end"]?.integer, start >= 0,
      end >= start, let start = Int(exactly: start), let end = Int(exactly: end)
    {
      range = start..<end
    }
    self.init(
      exact: exact, prefix: value["prefix"]?.string ?? "", suffix: value["suffix"]?.string ?? "",
      range: range)
  }

  /// What a map that holds the anchor has in it.
  public var entries: [(String, Value)] {
    let place: [(String, Value)] =
      range.map {
        [("start", .integer(Int64($0.lowerBound))), ("end", .integer(Int64($0.upperBound)))]
      } ?? []
    return [
      ("exact", .string(exact)), ("prefix", .string(prefix)), ("suffix", .string(suffix)),
    ] + place
  }
}

extension String {
  /// A text of these scalars, as they are.
  init(scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
