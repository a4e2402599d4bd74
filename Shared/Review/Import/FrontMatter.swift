/// The lines between two `---` at the top of a Markdown file.
enum FrontMatter {
  private static let linesMax = 200

  /// Reads what stands there about the article.
  ///
  /// - Returns: The bytes behind it; all of them when there is no such block.
  static func take(from bytes: [UInt8], into metadata: inout Metadata) -> ArraySlice<UInt8> {
    var fields: [(key: String, value: String)] = []
    for (number, line) in Lines(bytes).prefix(linesMax).enumerated() {
      let text = Spacing.fold(line)
      if number == 0 {
        guard text == "---" else { return bytes[...] }
      } else if text == "---" || text == "..." {
        for field in fields { note(field.key, field.value, in: &metadata) }
        return bytes[line.endIndex...]
      } else if text.hasPrefix("- "), let last = fields.indices.last {
        fields[last].value += ";" + text.dropFirst(2)
      } else if let colon = text.firstIndex(of: ":") {
        let value = String(text[text.index(after: colon)...])
        fields.append((Folding.words(String(text[..<colon])), value))
      } else if !text.isEmpty {
        break
      }
    }
    return bytes[...]
  }

  /// Takes a field such as `author: Ana Silva` into `metadata`; returns whether it is known.
  @discardableResult
  static func note(_ key: String, _ value: String, in metadata: inout Metadata) -> Bool {
    let text = unquoted(value)
    guard !text.isEmpty else { return false }
    switch key {
    case "title", "titel", "titre", "titulo", "titolo": metadata.titles.append(text)
    case "author", "authors", "by", "autor", "autoren", "autorin", "auteur", "auteurs", "autores",
      "autore", "autori", "autora", "forfatter", "forfattare":
      for name in Byline.names(text, isDeclared: true) where !metadata.authors.contains(name) {
        metadata.authors.append(name)
      }
    case "date", "published", "publication date", "datum", "data", "fecha", "dato":
      metadata.published = metadata.published ?? text
    case "publisher", "site", "publication", "journal": metadata.publisher = text
    case "url", "source", "link", "canonical", "source url":
      guard let address = Headline.address(text) else { return false }
      metadata.source = address
    default: return false
    }
    return true
  }

  private static func unquoted(_ value: String) -> String {
    var scalars = Spacing.fold(value.utf8).unicodeScalars[...]
    let marks: Set<Unicode.Scalar> = ["\"", "'", "[", "]", ";", " "]
    while let first = scalars.first, marks.contains(first) { scalars = scalars.dropFirst() }
    while let last = scalars.last, marks.contains(last) { scalars = scalars.dropLast() }
    return String(String.UnicodeScalarView(scalars))
  }
}
