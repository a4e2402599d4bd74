import Bytes
import Host
import Replica
import Trust

enum BundleInspectCommand {
  static let command = Command<Session>(
    "inspect", "Say what is in a bundle, who vouches for it, and what is missing",
    details: """
      Changes nothing, and works anywhere. Inside the bundle's workspace it has names, and tells \
      what is new. Exit code 1 means that the file is cut off, 5 that it is damaged or forged.
      """,
    operands: [.required("FILE", "The bundle")],
    examples: ["bundle inspect ana.bundle", "bundle inspect ana.bundle --json"]
  ) { session, arguments in
    var file = try BundleFile(arguments.operand("FILE"))
    let contents = try file.read()
    let screen = try BundleScreen(session, of: contents.head.workspace)
    try session.show(try screen.json(contents, byteCount: file.byteCount)) {
      try screen.print(contents, path: file.path, byteCount: file.byteCount)
    }
    return contents.isWhole ? .done : .failed
  }
}
