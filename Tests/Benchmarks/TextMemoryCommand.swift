import Host

enum TextMemoryCommand {
  static let command = Command<Console>(
    "text-memory", "Load one recorded history and print the memory that it takes",
    details: "The command `text` runs this in a process of its own.",
    operands: [.required("DIR", "The folder"), .required("NAME", "A history in it")],
    options: [.flag("json", "One JSON document a line, with every value")]
  ) { console, arguments in
    let name = arguments.operand("NAME")
    let path = "\(arguments.operand("DIR"))/\(name).json.gz"
    for figure in try TextMemory.measure(tracePath: path, named: name) {
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
