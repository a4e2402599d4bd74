import Host

enum TextMemoryCommand {
  static let command = Command<Console>(
    "text-memory", "Load one history and print the memory that it takes",
    details: "The command `text` runs this in a process of its own.",
    operands: [
      .required("FILE", "A stored history"),
      .required("NAME", "What to call it"),
    ],
    options: [.flag("json", "One JSON document a line, with every value")]
  ) { console, arguments in
    let figures = try TextMemory.measure(
      path: arguments.operand("FILE"), named: arguments.operand("NAME"))
    for figure in figures {
      console.print(figure, asJSON: arguments.has("json"))
    }
    return .done
  }
}

extension Console {
  /// Prints a figure at once: others take a while.
  func print(_ figure: Figure, asJSON: Bool) {
    if asJSON {
      write(figure.json.encoded() + [UInt8(ascii: "\n")])
    } else {
      print("\(figure.line)")
    }
    flush()
  }
}
