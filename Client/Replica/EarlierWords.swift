public import Bytes
import ChangeLog
public import Review
import SQLite

/// Ratings that were given before a recommendation was reworded (docs/format.md §10.9).
extension Replica {
  /// A rating whose author had other words before them than those of today.
  public struct EarlierRating: Equatable, Sendable {
    /// Whose it is; only they can say whether it still holds.
    public let member: MemberID
    /// By which criterion.
    public let criterion: String
  }

  /// What a rating of `recommendation` names as seen: the words of the current version.
  ///
  /// - Throws: ``ReplicaError`` when the article has the recommendation no more, and the ratings
  ///   say something.
  func wordsToRate(_ id: ObjectID, _ ratings: [Rating]) throws -> [OperationRow] {
    guard let recommendation = try recommendation(id, evenHidden: true) else { return [] }
    if recommendation.isVanished {
      guard ratings.allSatisfy({ $0 == .withdrawn }) else {
        let number = try article(of: id)?.number ?? 0
        throw ReplicaError.refused(
          "\(recommendation.label) is not in version \(number) of the article any more",
          hint: "Nothing was changed; its notes and ratings are kept. concord versions shows what "
            + "became of the others.")
      }
      return []
    }
    guard !recommendation.place.isEmpty else { return [] }
    return try spans(of: id).filter { $0.element == recommendation.place }.map(\.row)
  }

  private func spans(of id: ObjectID) throws -> [(element: [UInt8], row: OperationRow)] {
    try database.rows(
      """
      SELECT element, change, operation FROM cell WHERE object = ?1 AND field = 'rec.span'
      """, [.blob(id.bytes)]
    ) { ($0.blob(0), OperationRow(change: $0.integer(1), index: Int($0.integer(2)))) }
  }

  /// The ratings of a recommendation that were given on earlier words, by criterion and member.
  ///
  /// A rating says which version its author had by naming where the recommendation stands there;
  /// one that names none was given on the first.
  public func ratingsOnEarlierWords(of id: ObjectID) throws -> [EarlierRating] {
    guard let recommendation = try recommendation(id, evenHidden: true),
      !recommendation.isVanished, !recommendation.place.isEmpty
    else { return [] }
    let spans = try spans(of: id)
    func words(_ element: [UInt8]) throws -> [Value?] {
      try [Field.recommendationTitle, .recommendationText].map {
        try value(CellKey(id, $0, element: element))
      }
    }
    let today = try words(recommendation.place)
    let ratings = try database.rows(
      """
      SELECT element, value, seen FROM cell WHERE object = ?1 AND field = 'rating'
      ORDER BY element, value
      """, [.blob(id.bytes)]
    ) { (element: $0.blob(0), value: $0.blob(1), seen: try References.decode($0.blob(2))) }
    var found: [EarlierRating] = []
    for (element, value, seen) in ratings {
      let key = CellKey(id, .rating, element: element)
      guard let member = key.owner, let criterion = key.criterion,
        let rating = (try? Value(encoded: value)).flatMap(Rating.init), rating != .withdrawn
      else { continue }
      let places = spans.filter { seen.contains($0.row) }.map(\.element)
      let isCurrent = try (places.isEmpty ? [[]] : places).contains { try words($0) == today }
      let entry = EarlierRating(member: member, criterion: criterion)
      if !isCurrent, !found.contains(entry) { found.append(entry) }
    }
    return found
  }
}

/// What the current version made of an article.
extension Replica {
  /// A recommendation in the current version and the one before.
  public struct Wording: Sendable {
    /// The recommendation.
    public let recommendation: Recommendation
    /// What became of it; what only changed its place counts as unchanged.
    public let fate: VersionComparison.Fate
    /// What it said before; empty when it is new.
    public let before: String
    /// What it says now; empty when it vanished.
    public let now: String
    /// How alike the two are, from 0 to 1.
    public let likeness: Rational
  }

  /// What became of each recommendation of `article` since the version before the current one.
  public func wordings(in article: Article) throws -> [Wording] {
    guard article.number > 1 else { return [] }
    let now = article.element(of: article.current)
    let before = article.element(of: article.versions[article.number - 2])
    return try recommendations(of: article.id).compactMap { recommendation in
      func words(_ element: [UInt8]) throws -> (title: String, text: String)? {
        func text(_ field: Field) throws -> String? {
          try value(CellKey(recommendation.id, field, element: element))?.string
        }
        guard let title = try text(.recommendationTitle) else { return nil }
        return (title, try text(.recommendationText) ?? "")
      }
      let (old, new) = (try words(before), try words(now))
      let fate: VersionComparison.Fate
      var likeness = Rational(1)
      switch (old, new) {
      case (nil, nil): fate = recommendation.isVanished ? .vanished : .kept
      case (nil, _): fate = .new
      case (_, nil): fate = recommendation.isVanished ? .vanished : .kept
      case (let old?, let new?):
        let comparison = VersionComparison(
          old: [.init(number: nil, title: old.title, text: old.text)],
          new: [.init(number: nil, title: new.title, text: new.text)], chosen: [0: 0])
        (fate, likeness) = (comparison.entries[0].fate, comparison.entries[0].likeness)
      }
      return Wording(
        recommendation: recommendation, fate: fate, before: old?.text ?? "", now: new?.text ?? "",
        likeness: likeness)
    }
  }
}
