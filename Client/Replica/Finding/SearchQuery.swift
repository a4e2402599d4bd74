/// What somebody looks for, read from what they typed.
///
/// No text is a wrong one: what has a meaning to the index is quoted before it gets there.
public struct SearchQuery: Equatable, Sendable {
  private struct Term: Equatable {
    var text = ""
    var isPrefix = false
    var isExcluded = false

    /// The term in the index's language: a phrase in quotation marks, where nothing else counts.
    var expression: String {
      let quoted = SearchText.fold(text).map { $0 == "\"" ? " " : $0 }
      return "\"" + String(quoted) + "\"" + (isPrefix ? "*" : "")
    }

    var hasWords: Bool {
      text.unicodeScalars.contains {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
      }
    }
  }

  /// The most words and phrases of one query.
  public static let termsMax = 32
  /// The longest query, in UTF-8 bytes.
  public static let bytesMax = 4_096

  /// Why a text says nothing to look for.
  public enum Fault: Error, Equatable {
    /// There is no word in it, or only words to leave out.
    case nothingToFind
    /// It is longer than ``SearchQuery/bytesMax`` or has more than ``SearchQuery/termsMax`` terms.
    case tooLong
  }

  /// The query in the language of SQLite's FTS5: https://www.sqlite.org/fts5.html.
  let expression: String

  /// Reads `words`: all of them must occur, `"a phrase"` as it stands, `word*` by its beginning,
  /// `-word` not at all.
  ///
  /// - Parameter excluded: More words that must not occur.
  public init(_ words: String, without excluded: [String] = []) throws(Fault) {
    guard words.utf8.count + excluded.reduce(0, { $0 + $1.utf8.count }) <= Self.bytesMax else {
      throw .tooLong
    }
    let terms = (Self.terms(words) + excluded.map { Term(text: $0, isExcluded: true) })
      .filter(\.hasWords)
    guard terms.count <= Self.termsMax else { throw .tooLong }
    let wanted = terms.filter { !$0.isExcluded }.map(\.expression)
    let unwanted = terms.filter(\.isExcluded).map(\.expression)
    guard !wanted.isEmpty else { throw .nothingToFind }
    let all = "(" + wanted.joined(separator: " AND ") + ")"
    expression =
      unwanted.isEmpty ? all : "\(all) NOT (" + unwanted.joined(separator: " OR ") + ")"
  }

  private static func terms(_ words: String) -> [Term] {
    var terms: [Term] = []
    var term = Term()
    var isQuoted = false
    func end() {
      if term.text.hasSuffix("*"), !isQuoted {
        term.text.removeLast()
        term.isPrefix = true
      }
      if !term.text.isEmpty { terms.append(term) }
      term = Term()
    }
    for character in words {
      if "\"“”„«»".contains(character) {
        if isQuoted || !term.text.isEmpty {
          // A star after the closing mark would stand alone, and means nothing there.
          if !term.text.isEmpty { terms.append(term) }
          term = Term()
        }
        isQuoted.toggle()
      } else if character.isWhitespace, !isQuoted {
        end()
      } else if character == "-", term.text.isEmpty, !isQuoted {
        term.isExcluded = true
      } else {
        term.text.append(character)
      }
    }
    end()
    return terms
  }
}
