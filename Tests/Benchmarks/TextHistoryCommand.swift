import Host

enum TextHistoryCommand {
  static let command = Command<Console>(
    "text-history", "Write a recorded history as the engine stores it",
    details: "For what is said of its bytes outside, such as how far they compress.",
    operands: [
      .required("TRACE", "A NAME.json.gz from editing-traces"),
      .required("FILE", "Where to write it"),
    ]
  ) { _, arguments in
    try TextMemory.store(TextTrace(path: arguments.operand("TRACE")), at: arguments.operand("FILE"))
    return .done
  }
}
