public import Bytes
import ChangeLog
public import Review
import SQLite

/// Importing articles and repairing their recommendations.
extension Replica {
  /// What an import did.
  public struct ImportResult: Equatable, Sendable {
    /// The article.
    public let article: ObjectID
    /// Whether it was new here.
    public let isNew: Bool
  }

  /// Takes over an article and its recommendations; the same article again changes nothing.
  ///
  /// The body goes into cells of at most 64 KiB, over several changes if need be, and the last of
  /// them makes the article visible.
  public func importArticle(_ source: ArticleImport, time: UInt64) throws -> ImportResult {
    let article = ImportedID.article(workspace, body: source.body, hash: hash)
    return try edit(time: time) { builder in
      guard try value(CellKey(article, .articleBody)) == nil || isHidden(article) else {
        let whole = try articles().first { $0.versions.contains(article) }
        return ImportResult(article: whole?.id ?? article, isNew: false)
      }
      if try isHidden(article) { try builder.clear(CellKey(article, .deleted)) }
      try put(source, as: article, with: builder) {
        for (place, found) in source.recommendations.enumerated() {
          let id = ImportedID.recommendation(article, span: found.span, hash: hash)
          try builder.put(CellKey(id, .recommendationArticle), .bytes(article.bytes))
          try builder.put(CellKey(id, .recommendationNumber), .integer(Int64(place) + 1))
          try put(found, as: id, title: found.title, text: found.text, under: [], with: builder)
        }
      }
      return ImportResult(article: article, isNew: true)
    }.result
  }

  /// Writes the cells of an article, and between them and the last, which makes it visible, what
  /// `recommendations` writes.
  func put(
    _ source: ArticleImport, as article: ObjectID, with builder: ChangeBuilder,
    recommendations: () throws -> Void
  ) throws {
    try builder.put(CellKey(article, .articleTitle), .string(source.title))
    try builder.put(
      CellKey(article, .articleAuthors), .list(source.authors.map { .string($0) }))
    let details: [(String, Value)] = [
      ("published", source.published), ("publisher", source.publisher),
      ("source", source.source),
    ].compactMap { name, text in text.map { (name, .string($0)) } }
    if !details.isEmpty { try builder.put(CellKey(article, .articleSource), .map(details)) }
    let pieces = source.body.pieces(of: Limits.valueBytesMax - 16)
    for (place, piece) in pieces.enumerated() {
      var element = ByteWriter()
      element.writeInteger(UInt32(place))
      try builder.put(CellKey(article, .articlePiece, element: element.bytes), .string(piece))
    }
    try recommendations()
    try builder.put(
      CellKey(article, .articleBody),
      .list([.bytes(hash(Array(source.body.utf8))), .integer(Int64(pieces.count))]))
  }

  /// Writes what a recommendation says in one version of its article.
  ///
  /// - Parameter element: That of the version (docs/format.md §10.9).
  func put(
    _ found: ArticleImport.Recommendation, as id: ObjectID, title: String, text: String,
    under element: [UInt8], with builder: ChangeBuilder
  ) throws {
    try builder.put(CellKey(id, .recommendationTitle, element: element), .string(title))
    // The span finds the whole text again where one cell is too small for it.
    let piece = text.pieces(of: Limits.valueBytesMax - 16)[0]
    try builder.put(CellKey(id, .recommendationText, element: element), .string(piece))
    try builder.put(
      CellKey(id, .recommendationSpan, element: element),
      .list([.integer(Int64(found.span.lowerBound)), .integer(Int64(found.span.upperBound))]))
  }

  /// Adds a recommendation that the import left out, under the next number of its article.
  public func addRecommendation(
    _ id: ObjectID, to article: ObjectID, title: String, text: String, time: UInt64
  ) throws {
    try edit(time: time) { builder in
      try builder.put(CellKey(id, .recommendationArticle), .bytes(article.bytes))
      try builder.put(CellKey(id, .recommendationNumber), .integer(try nextNumber(in: article)))
      try builder.put(CellKey(id, .recommendationTitle), .string(title))
      try builder.put(CellKey(id, .recommendationText), .string(text))
    }
  }

  /// The next free number of an article, from 1.
  func nextNumber(in article: ObjectID) throws -> Int64 {
    // Numbers are given once: those of deleted recommendations count, too.
    let numbers = try database.rows(
      """
      SELECT value FROM cell WHERE field = 'rec.number' AND object IN
        (SELECT object FROM cell WHERE field = 'rec.article' AND value = ?1)
      """, [.blob(Value.bytes(article.bytes).encoded)]
    ) { try Value(encoded: $0.blob(0)).integer ?? 0 }
    return (numbers.filter { $0 < Int64.max }.max() ?? 0) + 1
  }

  /// Changes what a recommendation is called or says.
  public func editRecommendation(
    _ id: ObjectID, title: String?, text: String?, time: UInt64
  ) throws {
    try edit(time: time) { builder in
      let place = try recommendation(id, evenHidden: true)?.place ?? []
      if let title {
        try builder.put(CellKey(id, .recommendationTitle, element: place), .string(title))
      }
      if let text {
        try builder.put(CellKey(id, .recommendationText, element: place), .string(text))
      }
    }
  }

  /// Moves a recommendation before another one of its article, or to the end; numbers stay.
  public func moveRecommendation(
    _ recommendation: Recommendation, before next: Recommendation?, time: UInt64
  ) throws {
    try edit(time: time) { builder in
      let others = try recommendations(of: recommendation.article)
        .filter { $0.id != recommendation.id }
      let place = next.flatMap { next in others.firstIndex { $0.id == next.id } } ?? others.count
      let low = place > 0 ? try position(of: others[place - 1]) : nil
      let high = place < others.count ? try position(of: others[place]) : nil
      try builder.put(
        CellKey(recommendation.id, .recommendationPosition),
        .bytes(Position.between(low, high)))
    }
  }

  private func position(of recommendation: Recommendation) throws -> [UInt8] {
    try value(CellKey(recommendation.id, .recommendationPosition))?.bytes
      ?? Position.standard(number: recommendation.number)
  }
}
