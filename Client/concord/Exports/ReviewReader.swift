import Bytes
import ChangeLog
import Host
import Replica
import Review

/// Reads a whole review from the replica; call within one `Replica.read`.
struct ReviewReader {
  private let session: Session
  private let replica: Replica
  private let people: [MemberID: ReviewRecord.Person]
  private let directory: Directory

  init(_ session: Session) throws {
    self.session = session
    replica = try session.replica()
    directory = try replica.directory()
    people = Dictionary(
      directory.members.map { [directory] in ($0, .init(id: $0, name: directory.name($0))) },
      uniquingKeysWith: { first, _ in first })
  }

  func record() throws -> ReviewRecord {
    let rule = try replica.rule()
    let percentiles = rule.percentiles ?? .r6
    let articles = try replica.articles()
    let recommendations = try articles.flatMap { try replica.recommendations(of: $0.id) }
    let report = try replica.agreement(
      on: recommendations, by: .workspace(rule), percentiles: percentiles)
    var sections = report.sections[...]
    return ReviewRecord(
      title: try replica.title(), workspace: replica.workspace,
      state: try state(report.viewpoint), people: directory.members.map(person),
      criteria: try replica.criteria(), rule: rule, percentiles: percentiles,
      articles: try articles.map { article in
        let own = sections.prefix { $0.recommendation.article == article.id }
        sections = sections.dropFirst(own.count)
        return ReviewRecord.Article(
          id: article.id, label: article.label, title: article.title, authors: article.authors,
          notes: try notes(on: article.id), sections: try own.map(section))
      }, across: report.across.map(across), conflicts: try conflicts())
  }

  private func state(_ viewpoint: Viewpoint) throws -> ReviewRecord.State {
    ReviewRecord.State(
      name: viewpoint.text, frontier: viewpoint.frontier.map { Hex.encode($0.bytes) },
      membershipHead: Hex.encode(viewpoint.membershipHead.bytes),
      time: try replica.latestChangeTime().map(time) ?? "")
  }

  private func person(_ member: MemberID) -> ReviewRecord.Person {
    people[member] ?? .init(id: member, name: directory.name(member))
  }

  private func time(_ milliseconds: UInt64) -> String {
    TimeFormat.iso8601(Int64(clamping: milliseconds))
  }

  private func conflicts() throws -> [ReviewRecord.OpenConflict] {
    let cells = try CellText(session)
    return try replica.conflicts().map { conflict in
      ReviewRecord.OpenConflict(
        id: try replica.ids.spell(.conflict, conflict.id.bytes), kind: conflict.key.kind,
        about: try cells.place(conflict.key.cell), owner: conflict.owner.map(person))
    }
  }

  // MARK: Recommendations

  private func section(_ section: AgreementReport.Section) throws -> ReviewRecord.Section {
    let recommendation = section.recommendation
    return ReviewRecord.Section(
      id: recommendation.id, label: recommendation.label, title: recommendation.title,
      text: try replica.text(of: recommendation),
      items: try section.items.map { try item($0, of: recommendation) },
      domains: section.domains.map { .init(name: $0.name, score: $0.score) },
      notes: try notes(on: recommendation.id))
  }

  private func item(
    _ item: AgreementReport.Item, of recommendation: Recommendation
  ) throws -> ReviewRecord.Item {
    let state = item.state
    let record = try DecisionRecord(state, of: recommendation, in: replica)
    let decisions = state.decision.map { [$0] } ?? state.decisions
    return ReviewRecord.Item(
      criterion: item.criterion, ratings: ratings(state),
      decisions: decisions.map {
        .init(decision: $0.decision, person: person($0.author), time: time($0.time))
      },
      dissents: record.dissents.map {
        .init(person: person($0.member), reason: $0.reason, value: $0.value)
      }, isOpen: state.isOpen, panel: item.panel, summary: item.summary, verdict: item.verdict,
      consensus: item.consensus)
  }

  /// The ratings; equal writes from several devices of one person are one.
  private func ratings(_ state: CriterionState) -> [ReviewRecord.Rated] {
    var entries: [RatingEntry] = []
    for entry in state.ratings where !contains(entries, entry) { entries.append(entry) }
    let (seen, later, against) = (state.seen, state.laterConsistent, state.contradicting)
    return entries.map { entry in
      let standing: ReviewRecord.Standing =
        if state.decisions.isEmpty {
          .undecided
        } else if contains(seen, entry) {
          .seen
        } else if contains(against, entry) {
          .against
        } else if contains(later, entry) {
          .later
        } else {
          .uncounted
        }
      return ReviewRecord.Rated(
        person: person(entry.member), rating: entry.rating, time: time(entry.time),
        isCounted: contains(state.counted, entry),
        isCollided: entries.count { $0.member == entry.member } > 1, standing: standing)
    }
  }

  /// Whether one of `entries` says the same in the same bytes.
  private func contains(_ entries: [RatingEntry], _ entry: RatingEntry) -> Bool {
    entries.contains {
      $0.member == entry.member && $0.rating.encoded.encoded == entry.rating.encoded.encoded
    }
  }

  private func across(_ row: AgreementReport.Across) -> ReviewRecord.Across {
    .init(
      criterion: row.criterion, itemCount: row.itemCount, alpha: row.alpha, kappa: row.kappa,
      gwet: row.gwet, concordance: row.concordance)
  }

  // MARK: Notes

  private func notes(on object: ObjectID) throws -> [ReviewRecord.Note] {
    try NoteThread.ordered(try replica.notes(on: object)).map { note in
      ReviewRecord.Note(
        id: note.id, author: person(note.author), created: time(note.time),
        modified: time(max(note.time, try replica.editTime(ofNote: note.id) ?? 0)),
        reply: note.reply, text: note.text, tags: note.tags,
        quote: note.quote == nil
          ? nil
          : try replica.quote(ofNote: note.id).map {
            .init(exact: $0.exact, prefix: $0.prefix, suffix: $0.suffix, range: $0.range)
          }, isDeleted: note.isDeleted)
    }
  }
}
