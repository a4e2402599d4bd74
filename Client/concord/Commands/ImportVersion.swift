import Bytes
import ChangeLog
import Host
import Replica
import Review

/// `concord import FILE --version-of LABEL`.
struct VersionImport {
  private let source: ArticleImport
  private let article: Article
  private let arguments: Arguments
  private let session: Session

  init(
    _ source: ArticleImport, of article: Article, _ arguments: Arguments, in session: Session
  ) throws {
    guard !arguments.has("separate") else {
      throw arguments.error("--version-of and --separate exclude each other")
    }
    self.source = source
    self.article = article
    self.arguments = arguments
    self.session = session
  }

  func run() throws -> ExitCode {
    let replica = try session.replica()
    let isRehearsal = arguments.has("dry-run")
    let chosen = try chosenPairs()
    let plan =
      isRehearsal
      ? try replica.plan(source, asVersionOf: article, chosen: chosen)
      : try replica.importVersion(
        source, of: article, chosen: chosen, isForced: arguments.has("force"), time: session.time)
    guard let now = try replica.articles().first(where: { $0.id == article.id }) else {
      preconditionFailure("an article vanished as its new version was imported")
    }
    let rows = try rows(plan)
    let anchors =
      isRehearsal
      ? try replica.anchors(in: article, body: source.body) : try replica.anchors(in: now)
    let earlier = try replica.recommendations(of: article.id).reduce(0) {
      try $0 + replica.ratingsOnEarlierWords(of: $1.id).count
    }
    let screen = VersionScreen(session)
    try session.show([
      "article": .string(article.label), "version": .integer(Int64(now.number)),
      "new": .bool(!plan.isHere), "dryRun": .bool(isRehearsal),
      "looksUnlike": .bool(plan.isUnlike && !plan.isHere),
      "recommendations": .array(rows.map(screen.json)),
      "quotationsToReview": .integer(
        Int64(anchors.count { $0.resolution?.band.waits ?? false })),
      "ratingsOnEarlierWords": .integer(Int64(earlier)),
    ]) {
      let console = session.console
      console.print(StyledText(source.title, .bold))
      if plan.isHere {
        console.print("This is version \(now.number), which is here already: nothing was changed.")
        return
      }
      let number = isRehearsal ? article.versions.count + 1 : now.number
      console.print(StyledText("version \(number) of \(article.label)", .dim))
      console.print()
      console.print(screen.lines(rows))
      if let summary = VersionScreen.summary(anchors) {
        console.print()
        console.print("\("Quotations", .dim)  \(summary)")
      }
      if earlier > 0 {
        console.print("\("Ratings", .dim)     \(earlier) on earlier words")
      }
      if isRehearsal {
        console.print()
        console.print("Nothing was imported: --dry-run.")
        if plan.isUnlike { console.print("It has hardly a sentence in common, and is refused.") }
        return
      }
      let waits = anchors.contains { $0.resolution?.band.waits ?? false }
      session.next(waits ? "concord anchors" : "concord versions \(article.label)")
    }
    return .done
  }

  private func rows(_ plan: Replica.VersionPlan) throws -> [VersionScreen.Row] {
    let replica = try session.replica()
    let old = Set(plan.recommendations.map(\.id))
    // In the order in which they were numbered, which is that of the entries.
    var added = try replica.recommendations(of: article.id).filter { !old.contains($0.id) }
      .sorted { $0.number < $1.number }[...]
    return try plan.comparison.entries.map { entry in
      let text = entry.new.map { source.recommendations[$0].text } ?? ""
      if let place = entry.old {
        let recommendation = plan.recommendations[place]
        return VersionScreen.Row(
          label: try replica.label(of: recommendation), title: recommendation.title,
          fate: entry.fate, before: plan.oldTexts[place], now: text, likeness: entry.likeness)
      }
      let title = entry.new.map { source.recommendations[$0].title } ?? ""
      let label = try added.popFirst().map(replica.label) ?? "-"
      return VersionScreen.Row(
        label: label, title: title, fate: entry.fate, now: text, likeness: entry.likeness)
    }
  }

  /// What `--match` says: `R2=3`, or `R2=none`.
  private func chosenPairs() throws -> [ObjectID: Int?] {
    var chosen: [ObjectID: Int?] = [:]
    var taken: Set<Int> = []
    for word in arguments.values("match") {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw arguments.error("'\(word)' should be Rn=K or Rn=none") }
      let name = parts[0].contains(":") ? parts[0] : "\(article.label):\(parts[0])"
      let recommendation = try session.replica().recommendation(named: name)
      guard chosen[recommendation.id] == nil else {
        throw arguments.error("\(recommendation.label) is matched twice")
      }
      if parts[1] == "none" {
        chosen[recommendation.id] = .some(nil)
        continue
      }
      let count = source.recommendations.count
      guard let number = Int(parts[1]), (1...max(1, count)).contains(number), count > 0 else {
        throw Failure(
          "the new version has \(counted(count, "recommendation")), and no number \(parts[1])",
          hint: "Nothing was imported. --dry-run shows them.")
      }
      guard taken.insert(number).inserted else {
        throw arguments.error("recommendation \(number) of the new version is matched twice")
      }
      chosen[recommendation.id] = number - 1
    }
    return chosen
  }
}
