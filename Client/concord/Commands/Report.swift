import Host
import Replica
import Review

enum ReportCommand {
  static let command = Command<Session>(
    "report", "Write the review as one page for browsers and paper", topic: "Read",
    details: """
      The page holds the recommendations with notes, ratings as plots, agreement, decisions with \\
      reasons and dissent, and a methods appendix in the order of the ACCORD guideline, with gaps \\
      marked for the authors to fill. It needs no network and no script. docs/export.md has more.
      """,
    operands: [.required("FILE.html", "Where to write it; what is there is replaced")],
    examples: ["report review.html"]
  ) { session, arguments in
    let path = arguments.operand("FILE.html")
    // Opened first: who cannot write there should not wait for the page.
    var file = try NewFile(path)
    let replica = try session.replica()
    // Read at one moment, and written after: a slow disk must not hold the database.
    let record = try replica.read { try ReviewReader(session).record() }
    var count = 0
    try ReportPage(record).write { part in
      let bytes = Array(part.utf8)
      try file.append(bytes)
      count += bytes.count
    }
    try file.commit()
    let recommendations = record.sections.count
    try session.show([
      "written": .string(path), "bytes": .integer(Int64(count)),
      "state": .string(record.state.name),
    ]) {
      session.console.print(
        "\("Wrote", .green) \(path): \(counted(recommendations, "recommendation")), "
          + "\(grouped((count + 1023) / 1024)) KB, of the state \(record.state.name).")
      session.next("open it in a browser; the appendix has gaps for the authors to fill")
    }
    return .done
  }
}
