import Replica
import Review

/// Finds a passage that somebody typed or pasted in the text it is from.
enum Quotation {
  /// The passage of `body` that `text` quotes.
  ///
  /// - Throws: A ``Failure`` that lists the places when there is none or more than one.
  static func find(_ text: String, in body: String) throws -> QuoteAnchor {
    let scalars = Array(body.unicodeScalars)
    let places = matches(of: text, in: scalars)
    guard places.count == 1, let range = places.first else {
      if places.isEmpty {
        throw Failure(
          "the article does not say “\(text)”",
          hint: "Nothing was written. concord show --text prints what it says.")
      }
      let list = places.prefix(8).map { range in
        "  … " + context(of: range, in: scalars, count: 24) + " …"
      }
      throw Failure(
        "the article says “\(text)” \(places.count) times",
        hint: "Nothing was written. Quote more of one of these:\n"
          + list.joined(separator: "\n"))
    }
    return QuoteAnchor(quoting: range, of: scalars)
  }

  private static func matches(of text: String, in scalars: [Unicode.Scalar]) -> [Range<Int>] {
    let (folded, places) = fold(scalars)
    let wanted = fold(Array(text.trimmed.unicodeScalars)).folded
    guard let first = wanted.first else { return [] }
    var found: [Range<Int>] = []
    var index = 0
    while index + wanted.count <= folded.count {
      if folded[index] == first, folded[index..<index + wanted.count].elementsEqual(wanted) {
        let end = index + wanted.count
        found.append(places[index]..<(end < places.count ? places[end] : scalars.count))
        index = end
      } else {
        index += 1
      }
    }
    // A match ends where its last scalar does, not where the white space after it does.
    return found.map { range in
      var end = range.upperBound
      while end > range.lowerBound, scalars[end - 1].properties.isWhitespace { end -= 1 }
      return range.lowerBound..<end
    }
  }

  /// The scalars with look-alikes made equal and runs of white space made one, each with its place.
  private static func fold(
    _ scalars: [Unicode.Scalar]
  ) -> (folded: [Unicode.Scalar], places: [Int]) {
    var folded: [Unicode.Scalar] = []
    var places: [Int] = []
    for (place, scalar) in scalars.enumerated() {
      let plain: Unicode.Scalar
      switch scalar {
      case "\u{2018}", "\u{2019}", "\u{201a}", "\u{201b}", "\u{2032}", "`", "\u{b4}": plain = "'"
      case "\u{201c}", "\u{201d}", "\u{201e}", "\u{201f}", "\u{ab}", "\u{bb}", "\u{2033}":
        plain = "\""
      case "\u{2010}"..."\u{2015}", "\u{2212}": plain = "-"
      case _ where scalar.properties.isWhitespace: plain = " "
      default: plain = scalar
      }
      if plain == " ", folded.last == " " { continue }
      folded.append(plain)
      places.append(place)
    }
    return (folded, places)
  }

  private static func context(
    of range: Range<Int>, in scalars: [Unicode.Scalar], count: Int
  ) -> String {
    let around = max(0, range.lowerBound - count)..<min(scalars.count, range.upperBound + count)
    return string(scalars[around]).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
