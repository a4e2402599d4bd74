import Bytes
import Host
import Replica
import Review

/// Shows how far raters agree: figures with their n, rule, caution, and the state they are of.
struct AgreementScreen {
  private let report: AgreementReport
  private let session: Session
  private let replica: Replica

  init(_ report: AgreementReport, in session: Session) throws {
    self.report = report
    self.session = session
    replica = try session.replica()
  }

  func lines() throws -> [StyledText] {
    guard !report.sections.isEmpty else { return ["There is nothing to rate yet."] }
    var lines: [StyledText] = []
    for section in report.sections { lines += try self.lines(section) }
    if report.across.contains(where: { $0.itemCount > 0 }) { lines += across }
    return lines + foot.flatMap { StyledText($0).wrapped(to: session.width) }
  }

  // MARK: One recommendation

  private func lines(_ section: AgreementReport.Section) throws -> [StyledText] {
    let recommendation = section.recommendation
    var table = Table(
      [
        .init(minimum: 14), .init(.right), .init(.right), .init(.right), .init(.right),
        .init(.right), .init(wraps: true),
      ], indent: 3)
    table.add(
      ["", "n", "median", "range", "IQR", "A", "verdict"].map { StyledText($0, .dim) })
    let rated = section.items.filter { $0.panel.count > 0 }
    for item in rated {
      let summary = item.summary.value
      table.add([
        StyledText(item.criterion.name), StyledText("\(item.panel.count)"),
        StyledText(summary.map { FigureText.short($0.median) } ?? "-"),
        StyledText(summary.map { "\($0.least)-\($0.greatest)" } ?? "-"),
        StyledText(summary.map { FigureText.short($0.interquartileRange) } ?? "-"),
        StyledText(item.consensus.value.map { FigureText.decimal($0.double) } ?? "-"),
        verdict(item),
      ])
    }
    var lines = StyledText(
      "\(try replica.label(of: recommendation), .cyan) \(recommendation.title)"
    )
    .wrapped(to: session.width)
    if !rated.isEmpty { lines += table.lines(width: session.width) }
    lines += unrated(section.items)
    let scored = section.domains.filter { $0.score.count > 0 }
    if !scored.isEmpty {
      var domains = Table([.init(), .init(.right), .init()], indent: 3)
      for domain in scored {
        domains.add([
          StyledText(domain.name), StyledText("\(domain.score.count)", .dim),
          StyledText(FigureText.text(domain.score, Self.percent)),
        ])
      }
      lines += [StyledText("   domain scores, with the number of ratings", .dim)]
      lines += domains.lines(width: session.width)
    }
    return lines + [""]
  }

  /// The criteria by which nobody rated, in one line rather than one each.
  private func unrated(_ items: [AgreementReport.Item]) -> [StyledText] {
    let names = items.filter { $0.panel.count == 0 }.map(\.criterion.name)
    guard !names.isEmpty else { return [] }
    return StyledText("   no ratings: \(names.joined(separator: ", "))", .dim)
      .wrapped(to: session.width, indent: 6)
  }

  private func verdict(_ item: AgreementReport.Item) -> StyledText {
    switch item.verdict.outcome {
    case .failure(let reason): return StyledText("- (\(FigureText.text(reason)))", .dim)
    case .success(let verdict):
      let isBad = verdict.word == "disagreement" || verdict.word == "no consensus"
      let shown = verdict.details.filter { $0.name == "DI" || $0.name == "share" }.map { detail in
        detail.name == "DI"
          ? "DI \(FigureText.decimal(detail.value.double))" : Self.percent(detail.value)
      }
      let details = shown.isEmpty ? "" : " (\(shown.joined(separator: ", ")))"
      return "\(verdict.word, isBad ? .yellow : .green)\(details, .dim)"
    }
  }

  private static func percent(_ share: Rational) -> String {
    FigureText.decimal((Rational(100) * share).double, places: 1) + " %"
  }

  // MARK: Across recommendations

  private var across: [StyledText] {
    var table = Table(
      [.init(minimum: 14), .init(.right), .init(.right)]
        + Array(repeating: Table.Column(), count: 4), indent: 3)
    table.add(
      ["", "items", "n", "alpha", "kappa", "AC1", "W"].map { StyledText($0, .dim) })
    var reasons: [Undefined] = []
    func mark<Value>(_ figure: Figure<Value>, _ double: (Value) -> Double) -> StyledText {
      switch figure.outcome {
      case .success(let value): return StyledText(FigureText.decimal(double(value), places: 3))
      case .failure(let reason):
        if !reasons.contains(reason) { reasons.append(reason) }
        return StyledText("-" + Self.footnote(reasons.firstIndex(of: reason) ?? 0), .dim)
      }
    }
    for row in report.across where row.itemCount > 0 {
      table.add([
        StyledText(row.criterion.name), StyledText("\(row.itemCount)"),
        StyledText("\(row.alpha.count)"), mark(row.alpha) { $0 }, mark(row.kappa, \.double),
        mark(row.gwet) { $0 }, mark(row.concordance, \.double),
      ])
    }
    let levels = report.across.map(\.criterion.level.name)
    let distinct = levels.enumerated().filter { levels.firstIndex(of: $0.element) == $0.offset }
      .map(\.element)
    var lines: [StyledText] = [
      "Across recommendations (alpha: \(distinct.joined(separator: ", ")))"
    ]
    lines += table.lines(width: session.width)
    for (place, reason) in reasons.enumerated() {
      lines.append(StyledText("   -\(Self.footnote(place)) \(FigureText.text(reason))", .dim))
    }
    return lines + [""]
  }

  private static func footnote(_ place: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "a") + UInt8(place % 26)))
  }

  // MARK: What every figure rests on

  private var foot: [String] {
    var lines = ["Rule: \(report.rule.name). Quartiles: \(report.percentiles.rawValue)."]
    if case .workspace(let rule) = report.rule { lines.append("Disagreement: \(rule.text).") }
    let panels = report.sections.flatMap(\.items).filter { $0.panel.count > 0 }.map(\.verdict)
    if let most = panels.map(\.count).max(), let caution = panels.compactMap(\.caution).first {
      let small = panels.count { $0.caution != nil }
      lines.append(
        "Caution: \(small) of \(counted(panels.count, "panel")) \(small == 1 ? "has" : "have") "
          + "\(FigureText.text(caution)); the largest has \(most).")
    }
    lines.append("Computed on the state \(report.viewpoint.text).")
    return lines
  }

  // MARK: JSON

  func json() throws -> JSON {
    [
      "state": [
        "id": .string(report.viewpoint.text),
        "frontier": .array(report.viewpoint.frontier.map { .string(Hex.encode($0.bytes)) }),
        "membershipHead": .string(Hex.encode(report.viewpoint.membershipHead.bytes)),
      ],
      "rule": ScaleText.json(report.rule.name),
      "percentiles": .string(report.percentiles.rawValue),
      "recommendations": .array(try report.sections.map(json)),
      "across": .array(report.across.map(json)),
    ]
  }

  private func json(_ section: AgreementReport.Section) throws -> JSON {
    [
      "recommendation": .string(try replica.label(of: section.recommendation)),
      "title": .string(section.recommendation.title),
      "criteria": .array(section.items.map(json)),
      "domains": .array(
        section.domains.map {
          ["name": .string($0.name), "score": FigureText.json($0.score, FigureText.json)]
        }),
    ]
  }

  private func json(_ item: AgreementReport.Item) -> JSON {
    [
      "criterion": .string(item.criterion.name), "n": .integer(Int64(item.panel.count)),
      "distribution": .array(
        item.panel.distribution.map {
          ["value": .integer($0.value), "count": .integer(Int64($0.count))]
        }),
      "summary": FigureText.json(item.summary, FigureText.json),
      "consensus": FigureText.json(item.consensus, FigureText.json),
      "verdict": FigureText.json(item.verdict, FigureText.json),
      "decided": item.state.decision.map { .integer($0.decision.value) } ?? .null,
    ]
  }

  private func json(_ row: AgreementReport.Across) -> JSON {
    [
      "criterion": .string(row.criterion.name), "items": .integer(Int64(row.itemCount)),
      "alpha": FigureText.json(row.alpha, FigureText.json),
      "kappa": FigureText.json(row.kappa, FigureText.json),
      "ac1": FigureText.json(row.gwet, FigureText.json),
      "concordance": FigureText.json(row.concordance, FigureText.json),
    ]
  }
}
