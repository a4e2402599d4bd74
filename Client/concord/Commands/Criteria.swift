import Host
import Replica
import Review

enum CriteriaCommand {
  static let command = Command<Session>(
    "criteria", "Show what recommendations are rated by, and when ratings disagree",
    topic: "Read",
    details: """
      Prints the file that concord init --criteria and concord criteria set read \
      (docs/scales.md).
      """,
    subcommands: [set], examples: ["criteria", "criteria > scales.txt", "criteria set scales.txt"]
  ) { session, _ in
    let replica = try session.replica()
    let criteria = try replica.criteria()
    let rule = try replica.rule()
    try session.show([
      "criteria": .array(criteria.map(ScaleText.json)), "rule": RuleCommand.json(rule),
    ]) {
      session.console.print(
        document: "# Disagreement: \(rule.text).\n\n" + ScaleFile.text(criteria))
    }
    return .done
  }

  private static let set = Command<Session>(
    "set", "Add the criteria of a file, or change those of the same name",
    details: """
      Criteria that the file does not name stay as they are. Ratings that are not on a changed \
      scale are kept and count for nothing.
      """,
    operands: [.required("FILE", "The file, or - for standard input")],
    examples: ["criteria set scales.txt"]
  ) { session, arguments in
    let criteria = try session.criteria(from: arguments.operand("FILE"))
    let replica = try session.replica()
    let changed = try replica.setCriteria(criteria, time: session.time)
    try session.show([
      "criteria": .array(
        criteria.map { ["name": .string($0.name), "isNew": .bool(!changed.contains($0.name))] })
    ]) {
      for criterion in criteria {
        let verb = changed.contains(criterion.name) ? "Changed" : "Added"
        session.console.print(
          "\(verb, .green) \(criterion.name, .bold)  \(criterion.scale, .dim)")
      }
    }
    return .done
  }
}

extension Session {
  /// The criteria in the file at `path`; one fault refuses all of it.
  func criteria(from path: String) throws -> [Criterion] {
    do {
      return try ScaleFile.read(try File.read(path, limit: ScaleFile.bytesMax))
    } catch let fault as ScaleFile.Fault {
      throw Failure(
        "\(path), line \(fault.line): \(fault.rule)",
        hint: "Nothing was changed. docs/scales.md shows the format; concord criteria prints it.")
    } catch let error as FileError {
      throw Failure("\(error)", hint: "Nothing was changed.")
    }
  }
}
