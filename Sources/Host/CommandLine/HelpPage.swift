/// The help page of one command.
struct HelpPage<Context> {
  let command: Command<Context>
  let path: [String]
  let globalOptions: [Option]

  func lines(width: Int) -> [StyledText] {
    var lines = StyledText(command.summary + ".").wrapped(to: width)
    lines.append("")
    lines += usage(width: width)
    if !command.details.isEmpty {
      lines.append("")
      lines += StyledText.paragraphs(command.details, width: width)
    }
    for topic in topics {
      let commands = command.visibleSubcommands.filter { $0.topic == topic }
      lines += section(topic, commands.map { ($0.name, $0.summary) }, width: width)
    }
    lines += section("Operands", command.operands.map { ($0.name, $0.summary) }, width: width)
    lines += section("Options", command.options.map { ($0.listing, $0.summary) }, width: width)
    lines += section(
      "Everywhere", globalOptions.map { ($0.listing, $0.summary) }, width: width)
    if !command.examples.isEmpty {
      lines += ["", StyledText("Examples", .bold)]
      lines += command.examples.map { "  \(path[0]) \($0)" }
    }
    return lines
  }

  /// The usage line; what does not fit is hung under the first operand.
  private func usage(width: Int) -> [StyledText] {
    let lead = StyledText("Usage: ", .bold)
    let text = StyledText(command.usage(path))
    let wrapped = text.wrapped(to: max(20, width - lead.width))
    return wrapped.enumerated().map { index, line in
      (index == 0 ? lead : StyledText(String(repeating: " ", count: lead.width))) + line
    }
  }

  /// The headings of the commands below, in the order in which they were declared.
  private var topics: [String] {
    var topics: [String] = []
    for command in command.visibleSubcommands where !topics.contains(command.topic) {
      topics.append(command.topic)
    }
    return topics
  }

  private func section(
    _ title: String, _ entries: [(term: String, summary: String)], width: Int
  ) -> [StyledText] {
    if entries.isEmpty { return [] }
    var table = Table([Table.Column(maximum: 30), Table.Column(wraps: true)], indent: 2)
    for entry in entries {
      table.add([StyledText(entry.term), StyledText(entry.summary)])
    }
    return ["", StyledText(title, .bold)] + table.lines(width: width)
  }
}
