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
      """,
    operands: [.required("FILE", "The article, or - for standard input")],
    examples: ["import article.txt", "import - < article.html"]
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
