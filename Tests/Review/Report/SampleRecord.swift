import Bytes

@testable import Review

/// A record in which every text that people write is `text`, and all kinds of things occur once.
func sampleRecord(saying text: String, recommendations: Int = 1) -> ReviewRecord {
  let sample = Sample(text: text)
  return ReviewRecord(
    title: text, workspace: WorkspaceID(Array(repeating: 7, count: WorkspaceID.byteCount)),
    state: .init(
      name: "abcdefghij", frontier: ["00ff"], membershipHead: "ff00",
      time: "2026-01-02T03:04:05.678Z"),
    people: sample.people, criteria: [sample.criterion], rule: .standard, percentiles: .r6,
    articles: [
      .init(
        id: sample.id(1), label: "ferry", title: text, authors: [text], notes: sample.notes,
        sections: (1...max(1, recommendations)).map(sample.section))
    ], across: [],
    conflicts: [
      .init(id: "cabc", kind: .disagreement, about: text, owner: sample.people[0])
    ])
}

private struct Sample {
  let text: String

  func id<Kind>(_ byte: UInt8) -> ID16<Kind> { ID16(Array(repeating: byte, count: 16)) }

  var people: [ReviewRecord.Person] {
    [.init(id: id(21), name: "Ana \(text)"), .init(id: id(22), name: "Ben \(text)")]
  }

  var criterion: Criterion {
    Criterion(
      name: "cost \(text)", position: 0, lowest: 1, highest: 9,
      level: .ordinal, labels: [.init(1, text), .init(9, text)], title: text, domain: text)
  }

  var notes: [ReviewRecord.Note] {
    [
      .init(
        id: id(31), author: people[0], created: "2026-01-02T03:04:05.678Z",
        modified: "2026-01-02T03:05:05.678Z", reply: nil, text: text, tags: [text],
        quote: .init(exact: text, prefix: text, suffix: text, range: 3..<4), isDeleted: false),
      .init(
        id: id(32), author: people[1], created: "2026-01-02T03:04:05.678Z",
        modified: "2026-01-02T03:04:05.678Z", reply: id(31), text: "", tags: [], quote: nil,
        isDeleted: true),
    ]
  }

  func section(_ number: Int) -> ReviewRecord.Section {
    .init(
      id: id(41), label: "R\(number)", title: text, text: text, items: [item],
      domains: [.init(name: text, score: DomainScore().measure([item.panel]))], notes: notes)
  }

  private func rated(
    _ place: Int, _ rating: Rating, _ standing: ReviewRecord.Standing, isCollided: Bool = false
  ) -> ReviewRecord.Rated {
    .init(
      person: people[place], rating: rating, time: "2026-01-02T03:04:05.678Z",
      isCounted: rating.counted != nil && !isCollided, isCollided: isCollided, standing: standing)
  }

  var item: ReviewRecord.Item {
    let panel = Panel(values: [2], on: criterion)
    let rule = PairRule(criterion)
    return .init(
      criterion: criterion,
      ratings: [
        rated(0, .value(2, confidence: .high, reason: text), .against),
        rated(1, .noOpinion(confidence: nil, reason: text), .uncounted, isCollided: true),
        rated(1, .withdrawn, .uncounted, isCollided: true),
      ],
      decisions: [
        .init(
          decision: Decision(kind: .adjudicated, value: 7, reason: text, rule: rule),
          person: people[1], time: "2026-01-02T03:04:05.678Z")
      ],
      dissents: [.init(person: people[0], reason: text, value: 2)], isOpen: true, panel: panel,
      summary: panel.summary(), verdict: VerdictRule.workspace(.standard).judge(panel),
      consensus: ConsensusCoefficient().measure(panel))
  }
}

/// The page of `record`.
func page(_ record: ReviewRecord) -> String {
  var text = ""
  ReportPage(record).write { text += $0 }
  return text
}
