import Bytes
import ChangeLog
import Replica
import Review

/// Says in words what a cell is about, and what stands in it.
struct CellText {
  private let session: Session
  private let replica: Replica
  private let directory: Directory
  /// The criteria of the workspace.
  let criteria: [Criterion]

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
    criteria = try replica.criteria()
  }

  /// What a cell belongs to, in words: `R1 feasibility`, `note nk4q on R2`.
  func place(_ cell: CellKey) throws -> String {
    if let recommendation = try replica.recommendation(cell.object, evenHidden: true) {
      let label = try replica.label(of: recommendation)
      let what: String? =
        switch cell.field {
        case .rating, .decision: cell.criterion
        case .recommendationTitle: "title"
        case .recommendationText: "text"
        case .recommendationPosition: "place in the order"
        case .recommendationNumber: "number"
        case .dissent: "\(cell.criterion ?? "") dissent"
        case .deleted, .recommendationArticle: nil
        default: cell.field.name
        }
      return what.map { "\(label) \($0)" } ?? label
    }
    if let on = try replica.placeOfNote(cell.object) {
      let id = try replica.ids.spell(.note, cell.object.bytes)
      let tag = cell.field == .noteTag ? "tag \(cell.tag) of " : ""
      return tag + "note \(id) on \(try session.label(ofPlace: on))"
    }
    switch cell.field {
    case .memberName: return "the name of \(directory.name(MemberID(cell.object.bytes)))"
    case .workspaceTitle: return "the workspace's title"
    case .roundOpening, .roundClosing:
      return "round \(try replica.ids.spell(.round, cell.object.bytes))"
    case .workspaceRule: return "the rule of disagreement"
    case .criterion: return "the scale of \(String(decoding: cell.element, as: UTF8.self))"
    case .articleCurrent:
      let article = try replica.articles().first { $0.id == cell.object }
      return "the current version of \(article?.label ?? "an article")"
    case .deleted, .articleBody, .articleTitle, .articleOf:
      let article = try replica.articles().first { $0.versions.contains(cell.object) }
      return article.map { "the article \($0.label)" } ?? "an article"
    default: return cell.field.name
    }
  }

  /// The value in words; scripts get it without the labels of its scale.
  ///
  /// What a blind round hides from this member is not told.
  func value(_ stored: Value, of cell: CellKey, isLabelled: Bool = true) -> String {
    // A replica that cannot say what it hides must not show it either.
    guard let value = try? replica.shown(stored, of: cell) else { return "?" }
    let criterion = isLabelled ? criteria.first { $0.name == cell.criterion } : nil
    switch cell.field {
    case .rating: return Rating(value).map { RatingText.long($0, criterion) } ?? "?"
    case .decision:
      return Decision(value).map {
        "\(criterion?.text(of: $0.value) ?? "\($0.value)")  \($0.reason.firstLine)"
      } ?? "?"
    case .workspaceRule: return DisagreementRule(value).map { "\($0.name)" } ?? "?"
    case .criterion:
      return Criterion(name: "", value).map { "\($0.lowest) to \($0.highest), \($0.scale)" } ?? "?"
    case .articleCurrent:
      return "the version a" + (value.bytes.map { Base32.encode($0).prefix(4) } ?? "?")
    case .roundOpening, .roundClosing: return "the round"
    default:
      if let text = value.string { return text.firstLine }
      return value.integer.map { "\($0)" } ?? "another value"
    }
  }
}

extension CellKey {
  /// The tag that the cell is about.
  var tag: String { "#" + String(decoding: element, as: UTF8.self) }
}
