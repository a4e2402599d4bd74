import Bytes
import ChangeLog
import Host
import Replica
import Review

enum SearchCommand {
  private static let usualCount = 20

  static let command = Command<Session>(
    "search", "Find words in notes, reasons, recommendations and articles", topic: "Read",
    details: """
      All words must occur. "words in quotation marks" occur as they stand, word* by its \
      beginning, -word not at all: put the whole query between single quotes, since the shell and \
      the options have a use for these signs. Capitals and accents make no difference. Of Chinese \
      and Japanese, each sign is a word.

      The best comes first: rare words, and words close to all there is, count for more.
      """,
    operands: [.oneOrMore("WORDS", "What to look for")],
    options: [
      .value("by", "NAME", "Only what this member wrote"),
      .value("tag", "T", "Only notes with this tag, or one that begins so"),
      .value("on", "Rn|ARTICLE", "Only on this recommendation, or on this article and all of its"),
      .repeated("in", "KIND", "Only in notes, reasons, recommendations or article"),
      .repeated("without", "WORD", "Not where this occurs; like -WORD in the query"),
      .value("limit", short: "n", "N", "How many; \(usualCount) without it"),
    ],
    examples: [
      "search warnings", "search '\"shared warnings\" Tok* -draft' --on R1",
      "search 港口 --in notes --by Ben",
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let limit = try arguments.integer("limit", in: 1...1_000) ?? usualCount
    let query = try query(arguments)
    let filter = try filter(arguments, in: session)
    let hits = try replica.search(query, filter, limit: limit)
    let screen = try SearchScreen(session)
    try session.show(["hits": .array(try hits.map(screen.json))]) {
      let console = session.console
      if hits.isEmpty { console.print("Nothing found.") }
      for (place, hit) in hits.enumerated() {
        if place > 0 { console.print() }
        console.print(try screen.lines(hit))
      }
      if hits.count == limit {
        console.print()
        console.print(StyledText("The best \(limit); more of them: -n \(limit * 5)", .dim))
      }
    }
    return .done
  }

  private static func query(_ arguments: Arguments) throws -> SearchQuery {
    do {
      return try SearchQuery(
        arguments.operands("WORDS").joined(separator: " "), without: arguments.values("without"))
    } catch {
      switch error {
      case .nothingToFind: throw arguments.error("there is no word to look for")
      case .tooLong:
        throw arguments.error("a search takes at most \(SearchQuery.termsMax) words")
      }
    }
  }

  private static func filter(_ arguments: Arguments, in session: Session) throws -> SearchFilter {
    let replica = try session.replica()
    var filter = SearchFilter()
    filter.members = try arguments.value("by").map(session.members)
    filter.tags = try arguments.value("tag").map { try session.tags(named: $0) }
    filter.places = try arguments.value("on").map { name in
      guard try session.namesArticle(name) else {
        return [try replica.recommendation(named: name).id]
      }
      let article = try session.article(name).id
      return [article] + (try replica.recommendations(of: article).map(\.id))
    }
    let kinds = try arguments.values("in").map { word in
      let found = SearchKind.allCases.filter { $0.rawValue.hasPrefix(word) }
      guard found.count == 1 else {
        let names = SearchKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw arguments.error("--in takes \(names); not '\(word)'")
      }
      return found[0]
    }
    filter.kinds = kinds.isEmpty ? nil : kinds
    return filter
  }
}

/// Shows what was found: where it stands, who wrote it, and the words around it.
private struct SearchScreen {
  private let session: Session
  private let replica: Replica
  private let directory: Directory
  private let cells: CellText

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
    cells = try CellText(session)
  }

  func lines(_ hit: SearchHit) throws -> [StyledText] {
    let who = hit.member.map { "  \(directory.nameOrYou($0), .bold)" as StyledText } ?? ""
    let when = try time(of: hit).map { "  \(session.moment($0), .dim)" as StyledText } ?? ""
    var text: StyledText = ""
    for piece in hit.context {
      // On a terminal without colours, and in a file, nothing marks a hit: the words do.
      text += StyledText(piece.text.spaced, piece.isHit ? [.bold, .yellow] : [])
    }
    let head: StyledText = "\(try place(hit), .cyan)\(who)\(when)"
    return [head] + text.wrapped(to: session.width - 4).map { "    " + $0 }
  }

  func json(_ hit: SearchHit) throws -> JSON {
    let note = hit.kind == .notes
    return [
      "kind": .string(hit.kind.rawValue), "about": .string(try place(hit)),
      "id": .string(
        orNull: note ? try replica.ids.spell(.note, hit.cell.object.bytes) : nil),
      "by": .string(orNull: hit.member.map(directory.name)),
      "time": try time(of: hit).map { .string(TimeFormat.iso8601(Int64(clamping: $0))) } ?? .null,
      "context": .string(hit.context.map(\.text).joined()),
      "hits": .array(hit.context.filter(\.isHit).map { .string($0.text) }),
    ]
  }

  private func place(_ hit: SearchHit) throws -> String {
    guard hit.kind == .article else { return try cells.place(hit.cell) }
    let article = try replica.articles().first { $0.id == hit.cell.object }
    return article.map { "the article \($0.label)" } ?? "an article"
  }

  private func time(of hit: SearchHit) throws -> UInt64? {
    hit.kind == .notes
      ? try replica.note(hit.cell.object)?.time : try replica.candidates(hit.cell).first?.time
  }
}

extension String {
  /// The text in one line.
  fileprivate var spaced: String { String(map { $0.isNewline ? " " : $0 }) }
}
