/// What holds between the documents, and between them and the code.
enum Documents {
  static func checkTitle(_ document: TextFile) -> [Finding] {
    let lines = prose(document)
    guard lines.first(where: { !$0.text.isEmpty })?.text.hasPrefix("# ") ?? false else {
      return [Finding(document.path, line: 1, "does not start with a title")]
    }
    return lines.filter { $0.text.hasPrefix("# ") }.dropFirst().map {
      Finding(document.path, line: $0.number, "a second title")
    }
  }

  /// Refuses links to files and folders that are not among `paths`.
  static func checkLinks(_ document: TextFile, paths: Set<String>) -> [Finding] {
    prose(document).flatMap { line in
      String(line.text).components(after: "](").compactMap { rest in
        let target = rest.prefix { $0 != ")" && $0 != " " && $0 != "#" }
        guard !target.isEmpty, !target.contains(":") else { return nil }
        guard !paths.contains(resolve(target, from: document.path)) else { return nil }
        return Finding(document.path, line: line.number, "links to nothing: \(target)")
      }
    }
  }

  /// Refuses citations of documents and numbered sections that do not exist.
  static func checkCitations(_ file: TextFile, of documents: [TextFile]) -> [Finding] {
    file.text.matches(of: #/docs/([A-Za-z0-9/-]+\.md)(?:\s+(?://+\s*)?§([0-9]+(?:\.[0-9]+)*))?/#)
      .compactMap { match in
        let path = "docs/\(match.1)"
        guard let document = documents.first(where: { $0.path == path }) else {
          return Finding(file.path, line: line(of: match.range.lowerBound, in: file), "no \(path)")
        }
        guard let section = match.2, !sections(of: document).contains(String(section)) else {
          return nil
        }
        return Finding(
          file.path, line: line(of: match.range.lowerBound, in: file), "no \(path) §\(section)")
      }
  }

  static func checkChangelog(_ file: TextFile) -> [Finding] {
    let hasSection = file.lines.contains { $0.text.hasPrefix("## [Unreleased]") }
    return hasSection ? [] : [Finding(file.path, "has no section [Unreleased]")]
  }

  /// The numbers of a document's headings: `2.1` for `## 2.1 Integers` and for `## §2.1 Integers`.
  static func sections(of document: TextFile) -> Set<String> {
    Set(
      prose(document).compactMap { line in
        guard line.text.hasPrefix("#") else { return nil }
        let words = line.text.drop { $0 == "#" }.split(separator: " ")
        guard let number = words.first?.drop(while: { $0 == "§" }) else { return nil }
        return String(number.hasSuffix(".") ? number.dropLast() : number)
      })
  }

  /// The lines outside code blocks.
  private static func prose(_ document: TextFile) -> [(number: Int, text: Substring)] {
    var isCode = false
    return document.lines.filter { line in
      guard line.text.drop(while: { $0 == " " }).hasPrefix("```") else { return !isCode }
      isCode.toggle()
      return false
    }
  }

  private static func resolve(_ target: Substring, from path: String) -> String {
    var parts = path.split(separator: "/").dropLast()
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  private static func line(of index: String.Index, in file: TextFile) -> Int {
    file.text[..<index].utf8.count { $0 == UInt8(ascii: "\n") } + 1
  }
}
