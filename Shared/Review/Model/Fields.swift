public import Bytes
public import ChangeLog

/// The fields of every kind of object (docs/format.md §10).
extension Field {
  /// The workspace's title: text.
  public static let workspaceTitle: Field = "workspace.title"
  /// When ratings count as a disagreement: ``DisagreementRule``.
  public static let workspaceRule: Field = "workspace.rule"
  /// A criterion and its scale, by the criterion's name: ``Criterion``.
  public static let criterion: Field = "workspace.criterion"
  /// A member's name: text, written by that member's devices only.
  public static let memberName: Field = "member.name"
  /// An article's title: text.
  public static let articleTitle: Field = "article.title"
  /// An article's authors: a list of texts.
  public static let articleAuthors: Field = "article.authors"
  /// Where an article was published, by whom and when: a map.
  public static let articleSource: Field = "article.source"
  /// The SHA-256 of an article's body, and its count of pieces; makes the article visible.
  public static let articleBody: Field = "article.body"
  /// The article that this one is a new version of: 16 bytes (docs/format.md §10.9).
  public static let articleOf: Field = "article.of"
  /// Which version of an article is the current one: 16 bytes.
  public static let articleCurrent: Field = "article.current"
  /// A piece of an article's body, by its place: text of at most 64 KiB.
  public static let articlePiece: Field = "article.piece"
  /// The article of a recommendation: 16 bytes.
  public static let recommendationArticle: Field = "rec.article"
  /// A recommendation's number: an integer from 1, given once.
  public static let recommendationNumber: Field = "rec.number"
  /// A recommendation's title, by the version it stands in: text.
  public static let recommendationTitle: Field = "rec.title"
  /// What a recommendation says, by the version it stands in: text.
  public static let recommendationText: Field = "rec.text"
  /// Where an imported recommendation stands in the body of a version: start and end, in scalars.
  public static let recommendationSpan: Field = "rec.span"
  /// Where a recommendation stands among the others: a fractional index, compared as bytes.
  public static let recommendationPosition: Field = "rec.position"
  /// What a note is on, a recommendation or an article: 16 bytes.
  public static let noteOn: Field = "note.on"
  /// The passage a note quotes: a map of exact text, context and position.
  public static let noteQuote: Field = "note.quote"
  /// The note that a note replies to: 16 bytes.
  public static let noteReply: Field = "note.reply"
  /// A tag of a note, by its text: true.
  public static let noteTag: Field = "note.tag"
  /// The text of a note.
  public static let noteText: Field = "note.text"
  /// That a person has read a merged note as it stands; sees the text's version.
  public static let noteReviewed: Field = "note.reviewed"
  /// One member's rating of a recommendation by one criterion: criterion ‖ 0 ‖ member.
  public static let rating: Field = "rating"
  /// The team's answer for one criterion of a recommendation, by the criterion's name.
  public static let decision: Field = "decision"
  /// Why a member keeps another value than the decision: criterion ‖ 0 ‖ member.
  public static let dissent: Field = "dissent"
  /// What a blind round is about, by the member who opens it: ``Round``.
  public static let roundOpening: Field = "round.opening"
  /// That a blind round is over, by the member who closes it; sees the opening.
  public static let roundClosing: Field = "round.closing"
  /// That an object was deleted; sees what of the object its author had in view.
  public static let deleted: Field = "deleted"
}

extension CellKey {
  /// The cell of `member`'s rating of `recommendation` by `criterion`.
  public static func rating(
    _ recommendation: ObjectID, _ criterion: String, of member: MemberID
  ) -> CellKey {
    CellKey(recommendation, .rating, element: Array(criterion.utf8) + [0] + member.bytes)
  }

  /// The cell of the decision on `criterion` of `recommendation`.
  public static func decision(_ recommendation: ObjectID, _ criterion: String) -> CellKey {
    CellKey(recommendation, .decision, element: Array(criterion.utf8))
  }

  /// The cell of `member`'s dissent on `criterion` of `recommendation`.
  public static func dissent(
    _ recommendation: ObjectID, _ criterion: String, of member: MemberID
  ) -> CellKey {
    CellKey(recommendation, .dissent, element: Array(criterion.utf8) + [0] + member.bytes)
  }

  /// The cell of the opening of `round` by `member`.
  public static func opening(_ round: ObjectID, by member: MemberID) -> CellKey {
    CellKey(round, .roundOpening, element: member.bytes)
  }

  /// The cell of the closing of `round` by `member`.
  public static func closing(_ round: ObjectID, by member: MemberID) -> CellKey {
    CellKey(round, .roundClosing, element: member.bytes)
  }

  /// The member that the cell belongs to, when it is one that only its owner may write.
  public var owner: MemberID? {
    switch field {
    case .rating, .dissent:
      // The criterion and a zero byte stand before the member.
      element.count > 17 && element[element.count - 17] == 0 ? MemberID(element.suffix(16)) : nil
    case .memberName: MemberID(object.bytes)
    case .roundOpening, .roundClosing: element.count == 16 ? MemberID(element) : nil
    default: nil
    }
  }

  /// The criterion that the cell is about, for ratings, dissents and decisions.
  public var criterion: String? {
    switch field {
    case .rating, .dissent:
      owner.flatMap { _ in String(validating: element.dropLast(17), as: UTF8.self) }
    case .decision: String(validating: element, as: UTF8.self)
    default: nil
    }
  }
}

/// Which operations take effect (RULES of docs/format.md §10.2): what a member alone may write has
/// no effect when somebody else wrote it.
public enum Authority {
  /// Whether a cell operation on `key` by a device of `author` takes effect.
  ///
  /// Depends on nothing that changes: a device belongs to one member for ever.
  public static func mayWrite(_ key: CellKey, by author: MemberID) -> Bool {
    switch key.field {
    case .rating, .dissent, .memberName, .roundOpening, .roundClosing: key.owner == author
    default: true
    }
  }
}
