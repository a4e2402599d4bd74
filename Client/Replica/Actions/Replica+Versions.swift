public import Bytes
import ChangeLog
public import Review
import SQLite

/// Importing new versions of an article.
extension Replica {
  /// What a new version makes of an article's recommendations.
  public struct VersionPlan: Sendable {
    /// The article, as it was before.
    public let article: Article
    /// The recommendations that were there, which the comparison calls the old ones.
    public let recommendations: [Recommendation]
    /// What becomes of each.
    public let comparison: VersionComparison
    /// What each said before.
    public let oldTexts: [String]
    /// How much of the shorter body the other one has.
    public let shared: Rational
    /// Whether the version is here already, so that importing it does nothing.
    public let isHere: Bool

    /// Whether the two can hardly be versions of one article.
    public var isUnlike: Bool { shared < VersionComparison.sharedMin }
  }

  /// The article that `source` looks like a new version of: one of the same title, and of the same
  /// authors where both name some.
  public func articleLike(_ source: ArticleImport) throws -> Article? {
    let id = ImportedID.article(workspace, body: source.body, hash: hash)
    let all = try articles()
    guard !all.contains(where: { $0.versions.contains(id) }) else { return nil }
    func isSame(_ left: String, _ right: String) -> Bool {
      left.lowercased().utf8.elementsEqual(right.lowercased().utf8)
    }
    return all.first { article in
      isSame(article.title, source.title)
        && (article.authors.isEmpty || source.authors.isEmpty
          || article.authors.elementsEqual(source.authors, by: isSame))
    }
  }

  /// What importing `source` as a new version of `article` would do; writes nothing.
  ///
  /// - Parameter chosen: For recommendations that a person matched by hand, the place of theirs in
  ///   the new version; nil when it is not in there.
  public func plan(
    _ source: ArticleImport, asVersionOf article: Article, chosen: [ObjectID: Int?] = [:]
  ) throws -> VersionPlan {
    let id = ImportedID.article(workspace, body: source.body, hash: hash)
    if id != article.current { try refuseIfHere(id, article) }
    let oldBody = try body(of: article.id)
    let recommendations = try recommendations(of: article.id)
    let scalars = Array(oldBody.unicodeScalars)
    let old = try recommendations.map { try item($0, in: article, scalars) }
    let new = source.recommendations.map {
      VersionComparison.Item(number: Int64($0.number), title: $0.title, text: $0.text)
    }
    var places: [Int: Int?] = [:]
    for (place, recommendation) in recommendations.enumerated() {
      if let choice = chosen[recommendation.id] { places[place] = .some(choice) }
    }
    return VersionPlan(
      article: article, recommendations: recommendations,
      comparison: VersionComparison(old: old, new: new, chosen: places),
      oldTexts: old.map(\.text), shared: VersionComparison.shared(oldBody, source.body),
      isHere: id == article.current)
  }

  private func refuseIfHere(_ id: ObjectID, _ article: Article) throws {
    if let place = article.versions.firstIndex(of: id) {
      throw ReplicaError.refused(
        "this is version \(place + 1) of \(article.label), and version \(article.number) has come "
          + "since", hint: "Nothing was changed.")
    }
    if let other = try articles().first(where: { $0.versions.contains(id) }) {
      throw ReplicaError.refused(
        "this text is here already, as \(other.label)",
        hint: "Nothing was changed. One text cannot be in two articles.")
    }
  }

  /// A recommendation as the current version has it: with the article's words where a person
  /// repaired them here, so that the repair is not taken for a change of the article.
  private func item(
    _ recommendation: Recommendation, in article: Article, _ body: [Unicode.Scalar]
  ) throws -> VersionComparison.Item {
    let element = article.element(of: article.current)
    let span = try value(CellKey(recommendation.id, .recommendationSpan, element: element))?.list
    var text = try self.text(of: recommendation)
    if let start = span?.first?.integer, let end = span?.last?.integer, start >= 0, start <= end,
      end <= body.count
    {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: body[Int(start)..<Int(end)])
      text = String(view)
    }
    let isTitleRepaired = try span != nil && isRepaired(recommendation, .recommendationTitle)
    return VersionComparison.Item(
      number: recommendation.number, title: recommendation.title, text: text,
      isImported: span != nil || recommendation.isVanished, isTitleRepaired: isTitleRepaired)
  }

  /// Whether a person changed the words since they were imported, by when and where that was.
  private func isRepaired(_ recommendation: Recommendation, _ field: Field) throws -> Bool {
    func written(_ field: Field) throws -> [String] {
      try database.rows(
        """
        SELECT time, device FROM cell WHERE object = ?1 AND field = ?2 AND element = ?3
        """, CellKey(recommendation.id, field, element: recommendation.place).columns
      ) { "\($0.bits(0)) \(Base32.encode($0.blob(1)))" }
    }
    return try Set(written(field)).isDisjoint(with: written(.recommendationSpan))
  }

  /// Takes over `source` as the new version of `article`.
  ///
  /// Recommendations that go on keep their name, number, notes and ratings, and get their new words
  /// beside the old ones; new ones get the next numbers. Two replicas that import the same version
  /// at once write the same.
  ///
  /// - Parameter isForced: Whether it is taken over even if it has hardly anything in common.
  public func importVersion(
    _ source: ArticleImport, of article: Article, chosen: [ObjectID: Int?] = [:],
    isForced: Bool = false, time: UInt64
  ) throws -> VersionPlan {
    try edit(time: time) { builder in
      let plan = try plan(source, asVersionOf: article, chosen: chosen)
      guard !plan.isHere else { return plan }
      if plan.isUnlike, !isForced { throw try unlike(source, article) }
      let version = ImportedID.article(workspace, body: source.body, hash: hash)
      if try isHidden(version) { try builder.clear(CellKey(version, .deleted)) }
      try builder.put(CellKey(version, .articleOf), .bytes(article.id.bytes))
      try put(source, as: version, with: builder) {
        try put(plan, source, version, with: builder)
      }
      try builder.put(CellKey(article.id, .articleCurrent), .bytes(version.bytes))
      return plan
    }.result
  }

  private func put(
    _ plan: VersionPlan, _ source: ArticleImport, _ version: ObjectID,
    with builder: ChangeBuilder
  ) throws {
    let first = plan.article.id
    var number = try nextNumber(in: first)
    for entry in plan.comparison.entries {
      guard let place = entry.new else { continue }
      let found = source.recommendations[place]
      let id: ObjectID
      var (title, text) = (found.title, found.text)
      if let old = entry.old {
        let recommendation = plan.recommendations[old]
        id = recommendation.id
        // What a person repaired stays repaired as long as the article says the same.
        let isSame = entry.fate != .reworded
        if try isSame || isRepaired(recommendation, .recommendationTitle) {
          title = recommendation.title
        }
        if isSame { text = try self.text(of: recommendation) }
      } else {
        id = ImportedID.recommendation(version, span: found.span, hash: hash)
        try builder.put(CellKey(id, .recommendationArticle), .bytes(first.bytes))
        try builder.put(CellKey(id, .recommendationNumber), .integer(number))
        number += 1
      }
      try put(found, as: id, title: title, text: text, under: version.bytes, with: builder)
    }
  }

  /// Why `source` is no version of `article`.
  private func unlike(_ source: ArticleImport, _ article: Article) throws -> ReplicaError {
    let (old, new) = (
      Language.name(of: try body(of: article.id)), Language.name(of: source.body)
    )
    let separate =
      "Nothing was imported. As an article of its own: --separate. If it is the same "
      + "article all the same: --force."
    guard let old, let new, old != new else {
      return .refused(
        "this has hardly a sentence in common with \(article.label)", hint: separate)
    }
    return .refused(
      "this is in \(new), and \(article.label) in \(old): a translation is no version, since notes "
        + "and quotations cannot follow it", hint: separate)
  }
}
