/// Reads HTML as strictly as XML and says what is wrong with it: a slow reader that shares nothing
/// with the writer.
struct MarkupChecker {
  /// What is wrong, in the order of the page.
  private(set) var faults: [String] = []
  /// The text between tags, as a browser would show it.
  private(set) var text = ""
  /// Each element's name with the names of its attributes.
  private(set) var elements: [(name: String, attributes: [String: String])] = []

  private static let voids: Set<String> = ["meta", "br", "hr", "img", "link", "input"]
  private static let references: [String: Character] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'",
  ]

  init(_ page: String) {
    var rest = Substring(page)
    if rest.hasPrefix("<!DOCTYPE html>\n") {
      rest.removeFirst("<!DOCTYPE html>\n".count)
    } else {
      faults.append("no document type")
    }
    var open: [String] = []
    while let next = rest.firstIndex(of: "<") {
      text += decoded(rest[..<next])
      rest = rest[rest.index(after: next)...]
      guard let end = rest.firstIndex(of: ">") else {
        faults.append("a tag without an end")
        return
      }
      let tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        let name = String(tag.dropFirst())
        if open.popLast() != name { faults.append("</\(name)> closes something else") }
      } else {
        let name = String(tag.prefix { $0 != " " })
        elements.append((name, attributes(tag.dropFirst(name.count), of: name)))
        if name == "style", let close = rest.range(of: "</style>") {
          rest = rest[close.lowerBound...]
        }
        if !Self.voids.contains(name) { open.append(name) }
      }
    }
    text += decoded(rest)
    if !open.isEmpty { faults.append("left open: \(open)") }
  }

  private mutating func attributes(_ text: Substring, of name: String) -> [String: String] {
    var found: [String: String] = [:]
    var rest = text
    while let first = rest.first {
      guard first == " ", let sign = rest.firstIndex(of: "=") else {
        faults.append("<\(name)\(text)> has a loose word")
        break
      }
      let key = String(rest[rest.index(after: rest.startIndex)..<sign])
      let value = rest[sign...].dropFirst(2)
      guard rest[sign...].dropFirst().first == "\"", let end = value.firstIndex(of: "\"") else {
        faults.append("\(key) of <\(name)> has no quotation marks")
        break
      }
      if found.updateValue(decoded(value[..<end]), forKey: key) != nil {
        faults.append("<\(name)> has two of \(key)")
      }
      rest = value[value.index(after: end)...]
    }
    return found
  }

  /// The text that `source` stands for; a loose ampersand or quotation mark is a fault.
  private mutating func decoded(_ source: Substring) -> String {
    var result = ""
    var rest = source
    while let first = rest.first {
      rest.removeFirst()
      guard first == "&" else {
        if first == ">" { faults.append("a loose >") }
        result.append(first)
        continue
      }
      let name = String(rest.prefix { $0 != ";" })
      guard let character = Self.references[name] else {
        faults.append("&\(name.prefix(10)) is no reference")
        continue
      }
      result.append(character)
      rest = rest.dropFirst(name.count + 1)
    }
    return result
  }
}

extension Substring {
  /// Where `text` stands first.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
