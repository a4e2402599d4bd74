import Bytes
import Host
import Replica
import Trust

enum BundleCommand {
  static let command = Command<Session>(
    group: "bundle", "Sync through a file, for machines without a network", topic: "Share",
    details: """
      A bundle holds what a relay would pass on: the membership records, and changes that are \
      sealed for the members and signed by their authors. Whoever finds it reads no word of the \
      review. It is signed by the device that made it.
      """,
    subcommands: [create, BundleInspectCommand.command, BundleApplyCommand.command],
    examples: [
      "bundle create /media/stick/ana.bundle", "bundle apply /media/stick/ana.bundle",
      "bundle create /media/stick/ben.bundle --since /media/stick/ana.bundle",
    ])

  private static let create = Command<Session>(
    "create", "Write all that this device holds into a file",
    details: """
      What was not sent yet is in it, and is still sent by the next sync. With --since, all is \
      left out that the maker of another bundle held when they made it: give the last bundle that \
      you had from whoever gets this one, or one of yours that they have applied.
      """,
    operands: [.required("FILE", "A name that is free")],
    options: [.value("since", "BUNDLE", "Leave out what the maker of BUNDLE held")],
    examples: ["bundle create ana.bundle", "bundle create more.bundle --since ben.bundle"]
  ) { session, arguments in
    let path = arguments.operand("FILE")
    let replica = try session.replica()
    guard try File.status(path) == nil else {
      throw Failure(
        "there is something at \(path) already",
        hint: "It was left as it is. Choose a name that is free.")
    }
    let lock = try session.lockForBundle()
    defer { _ = lock }
    var known: [BundleLane] = []
    if let since = arguments.value("since") {
      var file = try BundleFile(since)
      let contents = try file.read()
      try session.requireOwn(contents, at: since)
      known = contents.head.lanes
    }
    let store = try SyncStore(replica)
    try store.sealAll()
    var progress = ProgressLine(session.console, "writing", "segments")
    defer { progress.finish() }
    let (lanes, byteCount) = try store.writeBundle(
      to: path, beyond: known, time: session.time
    ) { progress.update($0) }
    progress.finish()
    let count = lanes.reduce(0) { $0 + Int($1.segmentCount) }
    try session.show([
      "file": .string(path), "bytes": .integer(Int64(byteCount)),
      "segments": .integer(Int64(count)), "lanes": try BundleScreen(session).json(lanes),
    ]) {
      session.console.print(
        "\("Wrote", .green) \(path): \(counted(count, "segment")), "
          + "\(counted(byteCount, "byte")).")
      if count == 0 {
        session.console.print("There is nothing new in it. It tells what this device holds.")
      }
      session.next("concord bundle apply \(path)      (on the other machine)")
    }
    return .done
  }
}

extension Session {
  /// The lock that keeps a sync from running at the same time.
  func lockForBundle() throws -> FileLock {
    if let lock = try replica().syncLock() { return lock }
    throw Failure(
      "a sync is at work here",
      hint: "Nothing was changed. Try again once it has ended; concord sync --watch ends when you "
        + "stop it.")
  }

  /// Refuses a bundle of another workspace.
  func requireOwn(_ contents: BundleFile.Contents, at path: String) throws {
    guard contents.head.workspace == (try replica().workspace) else {
      throw Failure(
        "\(path) belongs to another workspace",
        hint: "Nothing of it was used. concord bundle inspect \(path) says which.")
    }
  }
}
