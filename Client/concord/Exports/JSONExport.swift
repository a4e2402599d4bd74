import Bytes
import Host
import Review

/// Writes a review as JSON (docs/export.md §4).
struct JSONExport {
  private let record: ReviewRecord

  init(_ record: ReviewRecord) { self.record = record }

  /// The version of the document's shape; raised when a field changes its meaning or goes.
  static let version: Int64 = 1

  func document() -> JSON {
    [
      "concordExport": .integer(Self.version), "title": .string(record.title),
      "workspace": .string(Hex.encode(record.workspace.bytes)),
      "state": [
        "id": .string(record.state.name),
        "frontier": .array(record.state.frontier.map { .string($0) }),
        "membershipHead": .string(record.state.membershipHead),
        "latestChange": .string(record.state.time),
      ],
      "people": .array(record.people.map { person($0) }),
      "criteria": .array(record.criteria.map(ScaleText.json)),
      "rule": ScaleText.json(record.rule.name),
      "percentiles": .string(record.percentiles.rawValue),
      "articles": .array(record.articles.map(article)),
      "across": .array(record.across.map(across)),
      "conflicts": .array(
        record.conflicts.map { conflict in
          [
            "id": .string(conflict.id), "kind": .string(conflict.kind.name),
            "about": .string(conflict.about),
            "waitsFor": conflict.owner.map { person($0) } ?? .null,
          ]
        }),
    ]
  }

  private func person(_ person: ReviewRecord.Person) -> JSON {
    ["id": .string(Hex.encode(person.id.bytes)), "name": .string(person.name)]
  }

  private func article(_ article: ReviewRecord.Article) -> JSON {
    [
      "id": .string(Hex.encode(article.id.bytes)), "label": .string(article.label),
      "title": .string(article.title), "authors": .array(article.authors.map { .string($0) }),
      "notes": .array(article.notes.map(note)),
      "recommendations": .array(article.sections.map(section)),
    ]
  }

  private func section(_ section: ReviewRecord.Section) -> JSON {
    [
      "id": .string(Hex.encode(section.id.bytes)), "label": .string(section.label),
      "title": .string(section.title), "text": .string(section.text),
      "criteria": .array(section.items.map(item)),
      "domains": .array(
        section.domains.map {
          ["name": .string($0.name), "score": FigureText.json($0.score, FigureText.json)]
        }),
      "notes": .array(section.notes.map(note)),
    ]
  }

  // MARK: Ratings and decisions

  private func item(_ item: ReviewRecord.Item) -> JSON {
    [
      "criterion": .string(item.criterion.name), "status": .string(item.status),
      "ratings": .array(item.ratings.map { rating($0, on: item.criterion) }),
      "decisions": .array(item.decisions.map(decision)),
      "dissents": .array(
        item.dissents.map { dissent in
          [
            "person": person(dissent.person), "reason": .string(dissent.reason),
            "keeps": dissent.value.map { .integer($0) } ?? .null,
          ]
        }),
      "distribution": .array(
        item.panel.distribution.map {
          ["value": .integer($0.value), "count": .integer(Int64($0.count))]
        }),
      "summary": FigureText.json(item.summary, FigureText.json),
      "verdict": FigureText.json(item.verdict, FigureText.json),
      "consensus": FigureText.json(item.consensus, FigureText.json),
    ]
  }

  private func rating(_ rated: ReviewRecord.Rated, on criterion: Criterion) -> JSON {
    let value = rated.rating.counted
    return [
      "person": person(rated.person), "kind": .string(rated.kind),
      "value": value.map { .integer($0) } ?? .null,
      "label": .string(orNull: value.flatMap { criterion.label(of: $0) }),
      "confidence": .string(orNull: rated.rating.confidence?.name),
      "reason": .string(rated.rating.reason), "time": .string(rated.time),
      "counted": .bool(rated.isCounted), "collision": .bool(rated.isCollided),
      "decisionStanding": .string(rated.standing.rawValue),
    ]
  }

  private func decision(_ decided: ReviewRecord.Decided) -> JSON {
    [
      "value": .integer(decided.decision.value), "kind": .string(decided.decision.kind.name),
      "reason": .string(decided.decision.reason), "by": person(decided.person),
      "time": .string(decided.time), "rule": .string(decided.decision.rule.text),
    ]
  }

  private func across(_ row: ReviewRecord.Across) -> JSON {
    [
      "criterion": .string(row.criterion.name), "items": .integer(Int64(row.itemCount)),
      "alpha": FigureText.json(row.alpha, FigureText.json),
      "kappa": FigureText.json(row.kappa, FigureText.json),
      "ac1": FigureText.json(row.gwet, FigureText.json),
      "concordance": FigureText.json(row.concordance, FigureText.json),
    ]
  }

  // MARK: Notes

  private func note(_ note: ReviewRecord.Note) -> JSON {
    [
      "id": .string(Hex.encode(note.id.bytes)), "author": person(note.author),
      "created": .string(note.created), "modified": .string(note.modified),
      "repliesTo": .string(orNull: note.reply.map { Hex.encode($0.bytes) }),
      "text": .string(note.text), "tags": .array(note.tags.map { .string($0) }),
      "quote": note.quote.map(quote) ?? .null, "deleted": .bool(note.isDeleted),
    ]
  }

  private func quote(_ quote: ReviewRecord.Quote) -> JSON {
    [
      "exact": .string(quote.exact), "prefix": .string(quote.prefix),
      "suffix": .string(quote.suffix),
      "start": quote.range.map { .integer(Int64($0.lowerBound)) } ?? .null,
      "end": quote.range.map { .integer(Int64($0.upperBound)) } ?? .null,
    ]
  }
}
