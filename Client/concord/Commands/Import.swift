import Bytes
import Host
import Replica
import Review

enum ImportCommand {
  static let command = Command<Session>(
    "import", "Take over an article and the recommendations it makes", topic: "Start",
    details: """
      Reads text, Markdown and HTML. What was taken and what was left out is printed; concord \
      recommend add repairs what was missed. The same article again changes nothing.

      With --version-of, the article is the new version of one that is here. Its recommendations \
      keep their numbers, notes and ratings; what was reworded, vanished or came new is shown, and \
      so is which quotations and ratings need a person. --dry-run only shows it.
      """,
    operands: [.required("FILE", "The article, or - for standard input")],
    options: [
      .value("version-of", "LABEL", "The article that this is a new version of"),
      .repeated(
        "match", "Rn=K", "Take the new version's K-th recommendation for Rn; Rn=none: gone"),
      .flag("separate", "Import it as an article of its own, though one is called the same"),
      .flag("dry-run", "Show what would happen, and change nothing"),
      .flag("force", "With --version-of: even if hardly a sentence is the same"),
    ],
    examples: [
      "import article.txt", "import - < article.html",
      "import revised.txt --version-of open-ports --dry-run",
    ]
  ) { session, arguments in
    let path = arguments.operand("FILE")
    let replica = try session.replica()
    let source: ArticleImport
    do {
      let bytes = try File.read(path, limit: ImportLimits.inputBytesMax)
      source = try ArticleImport.read(bytes, named: path == "-" ? nil : path)
    } catch let error as ImportError {
      throw Failure("\(path): \(error)", hint: "Nothing was imported.")
    } catch let error as FileError {
      throw Failure("\(error)", hint: "Nothing was imported.")
    }
    if let label = arguments.value("version-of") {
      return try VersionImport(source, of: session.article(label), arguments, in: session).run()
    }
    guard arguments.values("match").isEmpty, !arguments.has("force") else {
      throw arguments.error("--match and --force go with --version-of")
    }
    if !arguments.has("separate"), let like = try replica.articleLike(source) {
      throw Failure(
        "this looks like a new version of \(like.label)",
        hint: "Nothing was imported. As its new version: concord import \(path) --version-of "
          + "\(like.label). As an article of its own: --separate")
    }
    if arguments.has("dry-run") { return try preview(source, in: session) }
    let result = try replica.importArticle(source, time: session.time)
    let recommendations = try replica.recommendations(of: result.article)
    try session.show([
      "article": .string(try replica.ids.spell(.article, result.article.bytes)),
      "title": .string(source.title), "new": .bool(result.isNew),
      "recommendations": .array(
        try recommendations.map { try ShowCommand.json($0, in: replica) }),
    ]) {
      try print(source, recommendations, isNew: result.isNew, in: session)
    }
    return .done
  }

  /// Shows what would be taken.
  private static func preview(_ source: ArticleImport, in session: Session) throws -> ExitCode {
    try session.show([
      "title": .string(source.title), "dryRun": true,
      "recommendations": .array(source.recommendations.map { ["title": .string($0.title)] }),
    ]) {
      session.console.print(StyledText(source.title, .bold))
      for (place, found) in source.recommendations.enumerated() {
        session.console.print("\("R\(place + 1)", .cyan)  \(found.title)")
      }
      session.console.print()
      session.console.print("Nothing was imported: --dry-run.")
    }
    return .done
  }

  private static func print(
    _ source: ArticleImport, _ recommendations: [Recommendation], isNew: Bool, in session: Session
  ) throws {
    let replica = try session.replica()
    let console = session.console
    console.print(StyledText(source.title, .bold))
    if !source.authors.isEmpty { console.print("by \(source.authors.joined(separator: ", "))") }
    console.print()
    for recommendation in recommendations {
      let words = try replica.text(of: recommendation).split(whereSeparator: \.isWhitespace).count
      console.print(
        "\(recommendation.label, .cyan)  \(recommendation.title)  "
          + StyledText("\(grouped(words)) words", .dim)
      )
    }
    if recommendations.isEmpty { console.print("No recommendations were found in it.") }
    if !isNew {
      console.print()
      console.print("This article is here already: nothing was changed.")
    } else if !source.leftOut.isEmpty {
      console.print()
      console.print("\("Left out:", .dim)")
      for item in source.leftOut {
        console.print(
          StyledText("  \(item.reason.rawValue): \(item.excerpt)", .dim)
            .truncated(to: session.width))
      }
    }
    session.next(
      recommendations.isEmpty
        ? "concord recommend add --title T -m TEXT"
        : "concord show \(recommendations[0].label), concord rate \(recommendations[0].label) "
          + "feas=7")
  }
}
