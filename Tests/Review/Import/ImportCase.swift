import Review
import Testing

/// An article in a few lines, and the recommendations that must be found in it.
struct ImportCase: Sendable, CustomTestStringConvertible {
  var name: String
  var file: String
  var source: String
  /// "number|title" for each; a title that ends in "…" is only the title's beginning.
  var expected: [String]

  init(_ name: String, _ file: String, expects expected: [String], _ source: String) {
    self.name = name
    self.file = file
    self.source = source
    self.expected = expected
  }

  var testDescription: String { "\(name) (\(file))" }

  func read() throws -> ArticleImport {
    try ArticleImport.read(Array(source.utf8), named: file)
  }
}

extension ArticleImport {
  /// The recommendations as "number|title".
  var labels: [String] { recommendations.map { "\($0.number)|\($0.title)" } }

  /// Whether every span lies in the body and holds its text, in order and without overlap.
  var hasSoundSpans: Bool {
    let scalars = Array(body.unicodeScalars)
    var last = 0
    for recommendation in recommendations {
      let span = recommendation.span
      guard span.lowerBound >= last, span.upperBound <= scalars.count, !span.isEmpty else {
        return false
      }
      guard Array(recommendation.text.unicodeScalars) == Array(scalars[span]) else { return false }
      last = span.upperBound
    }
    return true
  }
}
