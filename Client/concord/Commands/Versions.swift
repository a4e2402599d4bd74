import Bytes
import Host
import Replica
import Review

enum VersionsCommand {
  static let command = Command<Session>(
    "versions", "Show an article's versions, and what became of its recommendations",
    topic: "Read",
    details: """
      Compares the current version with the one before. A rating that was given on other words \
      stays and counts; whoever gave it sees it here, and rates again or leaves it.
      """,
    operands: [.optional("ARTICLE", "Its label, where there are several")],
    options: [.flag("check", "Exit with 3 when a rating of yours was given on earlier words")],
    examples: ["versions", "versions open-ports --json"]
  ) { session, arguments in
    let replica = try session.replica()
    let article = try session.article(arguments.optionalOperand("ARTICLE"))
    let changes = try replica.wordings(in: article)
    let screen = VersionScreen(session)
    let rows = try changes.map { change in
      VersionScreen.Row(
        label: try replica.label(of: change.recommendation), title: change.recommendation.title,
        fate: change.fate, before: change.before, now: change.now, likeness: change.likeness)
    }
    let earlier = try changes.flatMap { change in
      let label = try replica.label(of: change.recommendation)
      return try replica.ratingsOnEarlierWords(of: change.recommendation.id).map { (label, $0) }
    }
    let directory = try replica.directory()
    try session.show([
      "article": .string(article.label), "version": .integer(Int64(article.number)),
      "versions": .integer(Int64(article.versions.count)),
      "recommendations": .array(rows.map(screen.json)),
      "ratingsOnEarlierWords": .array(
        earlier.map { label, rating in
          [
            "recommendation": .string(label), "criterion": .string(rating.criterion),
            "member": .string(directory.name(rating.member)),
          ]
        }),
    ]) {
      let console = session.console
      console.print(StyledText(article.title, .bold))
      guard article.versions.count > 1 else {
        console.print("There is one version of it.")
        session.next("concord import FILE --version-of \(article.label)")
        return
      }
      console.print(
        StyledText("version \(article.number) of \(article.versions.count)", .dim))
      console.print()
      console.print(screen.lines(rows))
      guard !earlier.isEmpty else { return }
      console.print()
      console.print("Rated on earlier words; the ratings count until they are given anew:")
      for (label, rating) in earlier {
        console.print(
          "   \(label, .cyan) \(rating.criterion)  \(directory.nameOrYou(rating.member))")
      }
      if let own = earlier.first(where: { $0.1.member == replica.member }) {
        session.next("concord rate \(own.0) \(own.1.criterion) VALUE")
      }
    }
    let waits = earlier.contains { $0.1.member == replica.member }
    return arguments.has("check") && waits ? .waiting : .done
  }
}

enum AnchorsCommand {
  static let command = Command<Session>(
    "anchors", "List the notes whose quoted passage changed or is gone", topic: "Settle",
    details: """
      A new version of an article changes or loses passages that notes quote. Those that were \
      surely found again need nobody; the others wait here until a person says what they are about.
      """,
    operands: [.optional("ARTICLE", "Only this article's")],
    options: [
      .flag("all", "Also those that stand as they did, or were surely found again"),
      .flag("check", "Exit with 3 when one waits for a person"),
    ],
    examples: ["anchors", "anchors --all --json"]
  ) { session, arguments in
    let replica = try session.replica()
    let articles =
      try arguments.optionalOperand("ARTICLE").map { [try session.article($0)] }
      ?? replica.articles()
    let anchors = try articles.flatMap { try replica.anchors(in: $0) }
    let waiting = anchors.filter { $0.resolution?.band.waits ?? false }
    let shown = arguments.has("all") ? anchors : waiting
    try session.show([
      "waiting": .integer(Int64(waiting.count)),
      "notes": .array(
        try shown.map { anchor in
          [
            "id": .string(try replica.ids.spell(.note, anchor.note.bytes)),
            "quote": .string(anchor.anchor.exact), "anchor": VersionScreen.json(anchor),
          ]
        }),
    ]) {
      let console = session.console
      if shown.isEmpty {
        console.print(
          anchors.isEmpty
            ? "No note quotes a passage." : "Every quoted passage was found; none waits for you.")
        return
      }
      for anchor in shown {
        guard let note = try replica.note(anchor.note) else { continue }
        console.print("\("on", .dim) \(try session.place(of: note))")
        console.print(try NoteCommand.lines(note, atMost: 2, in: session))
        console.print()
      }
      guard let first = waiting.first else { return }
      let id = try replica.ids.spell(.note, first.note.bytes)
      console.print(
        "\("Next:", .dim) concord note anchor \(id) "
          + (first.passage == nil
            ? "--quote TEXT     (or --drop)" : "--accept     (or --quote TEXT)")
      )
    }
    return arguments.has("check") && !waiting.isEmpty ? .waiting : .done
  }
}

enum NoteAnchorCommand {
  static let command = Command<Session>(
    "anchor", "Say which passage of the article's current version a note is about",
    operands: [.required("ID", "The note")],
    options: [
      .value("quote", "Q", "This passage"), .flag("accept", "The passage that was found"),
      .flag("drop", "None any more: the note stays, without a quotation"),
    ],
    examples: ["note anchor nk4q --accept", "note anchor nk4q --quote 'a list of warnings'"]
  ) { session, arguments in
    let replica = try session.replica()
    let note = try session.note(arguments.operand("ID"))
    let id = try replica.ids.spell(.note, note.id.bytes)
    let quote = arguments.value("quote")
    let choices = [quote != nil, arguments.has("accept"), arguments.has("drop")]
    guard choices.count(where: { $0 }) == 1 else {
      throw arguments.error("give one of --quote, --accept and --drop")
    }
    guard let article = try replica.article(of: note.on) else {
      throw Failure("what the note \(id) is on is not here", hint: "Nothing was changed.")
    }
    var anchor: QuoteAnchor?
    if let quote {
      anchor = try Quotation.find(quote, in: replica.body(of: article.id))
    } else if arguments.has("accept") {
      guard let found = try replica.anchor(of: note), found.resolution != nil else {
        throw Failure(
          "the note \(id) has no passage that changed", hint: "Nothing was changed.")
      }
      guard let range = found.resolution?.range else {
        throw Failure(
          "nothing like its passage was found",
          hint: "Nothing was changed. Choose another: concord note anchor \(id) --quote TEXT")
      }
      anchor = try replica.quote(range, of: article)
    }
    try replica.anchorNote(note, to: anchor, time: session.time)
    try session.show([
      "id": .string(id), "quote": .string(orNull: anchor?.exact),
    ]) {
      let console = session.console
      console.print(
        anchor.map { "\("Anchored", .green) \(id, .cyan) at “\($0.exact)”." }
          ?? "\("Dropped", .green) the quotation of \(id, .cyan).")
    }
    return .done
  }
}
