import Host
import Replica
import Review

/// How scales, their values and the rule of disagreement are spelled, and read.
enum ScaleText {
  /// Each different scale once, with the criteria it is of where there are several.
  static func legend(_ criteria: [Criterion]) -> [String] {
    var groups: [(scale: String, names: [String])] = []
    for criterion in criteria {
      let scale = criterion.scale
      if let place = groups.firstIndex(where: { $0.scale == scale }) {
        groups[place].names.append(criterion.name)
      } else {
        groups.append((scale, [criterion.name]))
      }
    }
    guard groups.count > 1 else { return groups.map(\.scale) }
    return groups.map { "\($0.names.joined(separator: ", ")): \($0.scale)" }
  }

  /// When ratings disagree, as short as `raters` of them and the scales allow.
  static func disagreement(_ rule: DisagreementRule, _ criteria: [Criterion], raters: Int) -> String
  {
    guard case .percent = rule else {
      let texts = criteria.map { PairRule($0).text }
      if raters < DisagreementRule.panelMin, let first = texts.first,
        texts.allSatisfy({ $0 == first })
      {
        return first
      }
      return rule.text
    }
    return rule.text
  }

  /// The value that `text` means on the criterion's scale: a number, a label, or the beginning of
  /// one.
  static func value(_ text: String, of criterion: Criterion) throws -> Int64 {
    if let value = Int64(text), criterion.contains(value) { return value }
    let labelled = criterion.values(labelled: text)
    if labelled.count == 1, let value = labelled.first { return value }
    guard labelled.isEmpty else {
      let names = labelled.map(criterion.text(of:)).joined(separator: ", ")
      throw Failure("'\(text)' can be \(names)", hint: "Nothing was changed.")
    }
    throw Failure(
      "\(criterion.name) takes \(criterion.lowest) to \(criterion.highest) or no-opinion, "
        + "not '\(text)'", hint: "\(criterion.scale). Nothing was changed.")
  }

  static func json(_ criterion: Criterion) -> JSON {
    [
      "name": .string(criterion.name), "title": .string(criterion.title),
      "domain": .string(criterion.domain), "lowest": .integer(criterion.lowest),
      "highest": .integer(criterion.highest), "level": .string(criterion.level.name),
      "labels": .array(
        criterion.labels.map { ["value": .integer($0.value), "label": .string($0.text)] }),
    ]
  }

  static func json(_ rule: NamedRule) -> JSON {
    [
      "name": .string(rule.name),
      "parameters": .object(rule.parameters.map { .init($0.name, .string($0.value)) }),
    ]
  }
}
