public import Bytes
import ChangeLog
public import Review
import SQLite

/// Where the passages stand that notes are about.
extension Replica {
  /// What became of the passage of a note in the article's current version.
  public struct AnchoredNote: Equatable, Sendable {
    /// The note.
    public let note: ObjectID
    /// The passage as it was quoted.
    public let anchor: QuoteAnchor
    /// What became of it; nil while the article is as it was quoted.
    public let resolution: AnchorResolution?
    /// The passage that was found; nil when there is none, or it was not looked for.
    public let passage: String?
  }

  /// How many steps all searches of one command may take.
  private static let anchorWorkMax = 1 << 28

  /// What became of the passage of `note`; nil when it quotes none.
  ///
  /// - Complexity: Nothing while the article has one version; else as long as a search takes, see
  ///   ``AnchorResolver``. A hostile quotation costs no more than its limit.
  public func anchor(of note: Note) throws -> AnchoredNote? {
    guard let value = note.quotation, let anchor = QuoteAnchor(value) else { return nil }
    guard let article = try article(of: note.on), article.versions.count > 1,
      value["in"]?.bytes ?? article.id.bytes != article.current.bytes
    else { return AnchoredNote(note: note.id, anchor: anchor, resolution: nil, passage: nil) }
    return resolve(anchor, of: note.id, with: try cache.resolver(article.current))
  }

  private func resolve(
    _ anchor: QuoteAnchor, of note: ObjectID, with resolver: AnchorResolver
  ) -> AnchoredNote {
    let left = max(1, Self.anchorWorkMax - cache.anchorWork)
    let resolution = resolver.resolve(
      anchor, workMax: min(left, AnchorResolver.workMax), work: &cache.anchorWork)
    return AnchoredNote(
      note: note, anchor: anchor, resolution: resolution,
      passage: resolution.range.map(resolver.text))
  }

  /// The notes to be seen that quote a passage of `article`, each with what became of it.
  public func anchors(in article: Article) throws -> [AnchoredNote] {
    try quotingNotes(article).compactMap { try anchor(of: $0) }
  }

  /// What would become of them in another `body`.
  public func anchors(in article: Article, body: String) throws -> [AnchoredNote] {
    let resolver = AnchorResolver(body)
    return try quotingNotes(article).compactMap { note in
      note.quotation.flatMap { QuoteAnchor($0) }.map { resolve($0, of: note.id, with: resolver) }
    }
  }

  private func quotingNotes(_ article: Article) throws -> [Note] {
    let places = try [article.id] + recommendations(of: article.id).map(\.id)
    return try places.flatMap { try notes(on: $0) }.filter { !$0.isDeleted && $0.quotation != nil }
  }

  /// The notes whose passage a person has to find again, or to say that it is the right one.
  public func anchorsToReview() throws -> [AnchoredNote] {
    try articles().filter { $0.versions.count > 1 }.flatMap { article in
      try anchors(in: article).filter { $0.resolution?.band.waits ?? false }
    }
  }

  /// The article that a note on `object` is about.
  public func article(of object: ObjectID) throws -> Article? {
    let id = try recommendation(object, evenHidden: true)?.article ?? object
    return try articles().first { $0.id == id }
  }

  /// The passage at `range` of the current version of `article`, with what stands around it.
  public func quote(_ range: Range<Int>, of article: Article) throws -> QuoteAnchor {
    try cache.resolver(article.current).anchor(at: range)
  }

  /// Anchors a note in the current version of its article; nil takes its quotation away.
  public func anchorNote(_ note: Note, to anchor: QuoteAnchor?, time: UInt64) throws {
    try edit(time: time) { builder in
      let key = CellKey(note.id, .noteQuote)
      if let anchor {
        try builder.put(key, quotation(anchor, on: note.on))
      } else {
        try builder.clear(key)
      }
    }
  }

  /// The value of `note.quote` for a passage of the current version.
  func quotation(_ anchor: QuoteAnchor, on object: ObjectID) throws -> Value {
    var entries = anchor.entries
    if let article = try article(of: object), article.current != article.id {
      entries.append(("in", .bytes(article.current.bytes)))
    }
    return .map(entries)
  }
}
