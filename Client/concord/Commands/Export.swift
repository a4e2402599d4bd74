import Host
import Replica
import Review

enum ExportCommand {
  static let command = Command<Session>(
    "export", "Write the whole review as a document", topic: "Read",
    details: """
      md is for reading; csv has one rating a row, for R and pandas; json has all of it; jsonld \
      has the notes as W3C web annotations. docs/export.md describes them. The same state of the \
      workspace gives the same bytes on every machine.
      """,
    options: [
      .value(
        "format", "F", "The format: md (unless told otherwise), json, csv or jsonld",
        .words(["md", "json", "csv", "jsonld"])),
      .value("output", short: "o", "FILE", "Write to FILE instead of standard output"),
    ],
    examples: ["export --format md -o review.md", "export --format csv -o ratings.csv"]
  ) { session, arguments in
    let format = try arguments.choice("format", among: ["md", "json", "csv", "jsonld"]) ?? "md"
    let replica = try session.replica()
    // Read at one moment, and written after: a slow disk must not hold the database.
    let record = try replica.read { try ReviewReader(session).record() }
    let bytes = document(record, in: format)
    if let path = arguments.value("output") {
      var file = try NewFile(path)
      try file.append(bytes)
      try file.commit()
      try session.show(["written": .string(path), "bytes": .integer(Int64(bytes.count))]) {
        session.console.print("\("Wrote", .green) \(path).")
      }
    } else {
      session.console.print(document: String(decoding: bytes, as: UTF8.self))
    }
    return .done
  }

  private static func document(_ record: ReviewRecord, in format: String) -> [UInt8] {
    let newline = [UInt8(ascii: "\n")]
    return switch format {
    case "json": JSONExport(record).document().encoded(indented: true) + newline
    case "jsonld": WebAnnotationExport(record).document().encoded(indented: true) + newline
    case "csv": Array(RatingsCSV(record).text().utf8)
    default: Array(MarkdownExport(record).text().utf8)
    }
  }
}
