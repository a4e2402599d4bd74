import Bytes

/// The worked examples of a document on a format, so that tests can hold them against the code.
///
/// An example is the first fenced block behind a line `<!-- example: NAME -->`. Each of its lines
/// starts with hex digits, perhaps in groups; two spaces end them, and what follows explains them.
public struct DocumentExamples {
  private let lines: [Substring]

  /// Takes the whole text of the document.
  public init(_ document: String) {
    lines = document.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The bytes of the example called `name`, or nil when there is none or it is not hex.
  public subscript(name: String) -> [UInt8]? {
    guard let marker = lines.firstIndex(of: "<!-- example: \(name) -->"),
      let start = lines[marker...].firstIndex(where: { $0.hasPrefix("```") }),
      let end = lines[(start + 1)...].firstIndex(where: { $0.hasPrefix("```") })
    else { return nil }
    var bytes: [UInt8] = []
    for line in lines[(start + 1)..<end] {
      let digits = line.split(separator: "  ", maxSplits: 1).first ?? ""
      guard let part = Hex.decode(String(digits.filter { $0 != " " })) else { return nil }
      bytes += part
    }
    return bytes
  }

  /// The fenced blocks of code in `language`, from first to last.
  public func blocks(in language: String) -> [String] {
    var blocks: [String] = []
    var rest = lines[...]
    while let start = rest.firstIndex(of: "```\(language)") {
      let block = rest[(start + 1)...].prefix { $0 != "```" }
      blocks.append(block.joined(separator: "\n"))
      rest = rest[block.endIndex...]
    }
    return blocks
  }

  /// Whether a line of the document starts with `text`, such as the first cells of a table's row.
  public func hasRow(startingWith text: String) -> Bool { lines.contains { $0.hasPrefix(text) } }
}
