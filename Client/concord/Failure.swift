import Host
import Replica
import SQLite

/// A command that failed, in words: what happened, what was kept, what to do.
struct Failure: Error {
  let message: String
  /// What was kept, or what to do next.
  let hint: String
  let code: ExitCode

  /// The words by which scripts tell exit codes apart (docs/json.md).
  private static let kinds: [(code: ExitCode, name: String)] = [
    (.failed, "refused"), (.usage, "usage"), (.waiting, "waiting"), (.network, "network"),
    (.integrity, "integrity"),
  ]

  init(_ message: String, hint: String = "", code: ExitCode = .failed) {
    self.message = message
    self.hint = hint
    self.code = code
  }

  /// Puts any error of the layers below into words.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let usage as UsageError:
      self.init(
        usage.message,
        hint: [usage.usage.map { "usage: \($0)" }, usage.hint].compactMap { $0 }
          .joined(separator: "\n"), code: .usage)
    case let error as ReplicaError: self.init(error)
    case let error as SQLiteError: self.init(error, path: "the replica")
    case let error as FileError: self.init("\(error)")
    default: self.init("unexpected: \(error)", hint: "Nothing was changed by this command.")
    }
  }

  private init(_ error: ReplicaError) {
    switch error {
    case .noWorkspace(let folder):
      self.init(
        "there is no workspace in \(folder) or above it",
        hint: "Make one with: concord init --title T --as NAME\n"
          + "or join one with: concord join --as NAME")
    case .workspaceExists(let folder):
      self.init(
        "there is a workspace in \(folder) already",
        hint: "It was left as it is. Choose another folder with -C DIR.")
    case .notJoined:
      self.init(
        "this device was not let into the workspace yet",
        hint: "Its request is kept. Once an admin has approved it, concord sync lets you in.",
        code: .waiting)
    case .notAReplica(let path, let reason):
      self.init("\(path): \(reason)", hint: "The file was left as it is.", code: .integrity)
    case .database(let error, let path): self.init(error, path: path)
    case .busy(let reason):
      self.init(reason, hint: "Nothing was changed. Try again.")
    case .file(let path, let reason):
      self.init("\(path): \(reason)", hint: "Nothing was changed.")
    case .damaged(let reason):
      self.init(
        "the replica is damaged: \(reason)",
        hint: "Nothing was changed. concord doctor says more; concord doctor --rebuild works the "
          + "views out anew from the log.", code: .integrity)
    case .refused(let reason, let hint): self.init(reason, hint: hint)
    case .unknownID(let text, let candidates):
      self.init(
        "'\(text)' names nothing here", hint: Self.hint(for: text, among: candidates))
    case .ambiguousID(let text, let candidates):
      self.init(
        "'\(text)' is not enough to tell: it can be \(candidates.joined(separator: ", "))")
    }
  }

  /// What might have been meant, else what there is.
  static func hint(for text: String, among candidates: [String]) -> String {
    if let nearest = Suggestion.nearest(to: text, among: candidates) {
      return "Did you mean '\(nearest)'? Nothing was changed."
    }
    if candidates.isEmpty {
      // Ids begin with the letter of their kind.
      switch text.lowercased().first {
      case "n": return "concord note list shows the notes."
      case "c": return "concord conflicts shows what waits to be settled."
      case "h": return "concord log shows the changes."
      default: return ""
      }
    }
    let some = candidates.prefix(candidatesMax).joined(separator: ", ")
    return "There is \(some)\(candidates.count > candidatesMax ? ", ..." : "")."
  }

  private static let candidatesMax = 12

  private init(_ error: SQLiteError, path: String) {
    if error.isDiskFull {
      self.init(
        "the disk is full",
        hint: "Nothing was changed: all that was stored before is safe. "
          + "Free some space and try again.")
    } else if error.isDamaged {
      self.init(
        "\(path) is damaged: \(error.message)",
        hint: "The file was left as it is. Copy it away, then join again from another device or "
          + "member: everything that was synced is at the relay and with the others.",
        code: .integrity)
    } else if error.isInputOutput {
      self.init(
        "the disk failed: \(error.message)",
        hint: "This command was not stored. Check the disk before going on; concord doctor checks "
          + "the replica.", code: .integrity)
    } else if error.isBusy {
      self.init(
        "another command holds the replica", hint: "Nothing was changed. Try again.")
    } else if error.isNotAccessible {
      self.init("\(path) cannot be opened or written: \(error.message)")
    } else {
      self.init("the database failed: \(error.message)", hint: "Nothing was changed.")
    }
  }

  /// The lines for standard error.
  var lines: [StyledText] {
    ["\("error:", [.bold, .red]) \(message)"]
      + hint.split(separator: "\n").map { StyledText(String($0)) }
  }

  /// The failure for scripts.
  var json: JSON {
    let kind = Self.kinds.first { $0.code == code }?.name ?? "refused"
    return [
      "error": [
        "code": .integer(Int64(code.rawValue)), "kind": .string(kind),
        "message": .string(message), "hint": .string(orNull: hint.isEmpty ? nil : hint),
      ]
    ]
  }
}
