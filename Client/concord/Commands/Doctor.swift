import Bytes
import Host
import Replica

enum DoctorCommand {
  static let command = Command<Session>(
    "doctor", "Check this replica, and mend its views", topic: "Care",
    details: """
      --digest prints 64 hexadecimal digits that are equal on two replicas if and only if they \
      hold the same changes and show the same state.
      """,
    options: [
      .flag("digest", "Print the fingerprint of the shared state"),
      .flag("rebuild", "Work all views out anew from the log"),
    ]
  ) { session, arguments in
    let replica = try session.replica()
    if arguments.has("digest") {
      let digest = Hex.encode(try replica.digest())
      try session.show(["digest": .string(digest)]) { session.console.print(StyledText(digest)) }
      return .done
    }
    if arguments.has("rebuild") { return try rebuild(replica, in: session) }
    var progress = ProgressLine(session.console, "checking", "changes")
    let diagnosis = try replica.diagnose { progress.update($0, of: $1) }
    progress.finish()
    try session.show([
      "changes": .integer(Int64(diagnosis.changeCount)),
      "faults": .array(diagnosis.faults.map { .string($0) }),
      "twins": .array(try diagnosis.twins.map { try json($0, in: replica) }),
      "aside": .array(try replica.segmentsAside(limit: .max).map { try json($0, in: replica) }),
    ]) {
      for fault in diagnosis.faults { session.console.print(StyledText(fault, .red)) }
      session.console.print(
        diagnosis.faults.isEmpty
          ? "\("Healthy:", .green) \(counted(diagnosis.changeCount, "change")), "
            + "each what its name says."
          : "Nothing was changed. What was synced is at the relay and with the others.")
      for twin in diagnosis.twins {
        let whose = try owners(of: twin, in: replica).joined(separator: " and ")
        session.console.print(
          "\("Note:", .yellow) a replica of \(whose) gave \(counted(twin.count, "number")) to more "
            + "than one change, \(twin.number) first. Its folder was copied or set back unnoticed; "
            + "all the changes count, and nothing is lost.")
      }
      try printAside(of: replica, in: session)
    }
    return diagnosis.faults.isEmpty ? .done : .integrity
  }

  /// Whose changes bear one number.
  private static func owners(
    of twin: Replica.Twin, in replica: Replica
  ) throws -> [String] {
    try twin.devices.map { try owner(of: $0, in: replica) }
  }

  /// How many of the segments that are not applied are listed.
  private static let asideMax = 20

  /// Says what came and is not applied, and why.
  private static func printAside(of replica: Replica, in session: Session) throws {
    let aside = try replica.segmentsAside(limit: asideMax)
    for segment in aside {
      let why = segment.reason.isEmpty ? "no signature covers it yet" : segment.reason
      session.console.print(
        "\("Not applied:", .yellow) segment \(segment.number) of "
          + "\(try owner(of: segment.device, in: replica)): \(why)")
    }
    if aside.count == asideMax { session.console.print("Perhaps more; all of them: --json") }
  }

  private static func owner(of device: DeviceID, in replica: Replica) throws -> String {
    let directory = try replica.directory()
    let name = directory.member(of: device).map(directory.nameOrYou) ?? "somebody"
    return "\(name) (\(directory.deviceLabel(device)))"
  }

  private static func json(_ aside: Replica.SegmentAside, in replica: Replica) throws -> JSON {
    [
      "of": .string(try owner(of: aside.device, in: replica)),
      "number": .integer(Int64(clamping: aside.number)), "reason": .string(aside.reason),
    ]
  }

  private static func json(_ twin: Replica.Twin, in replica: Replica) throws -> JSON {
    [
      "of": .array(try owners(of: twin, in: replica).map { .string($0) }),
      "number": .integer(Int64(clamping: twin.number)), "count": .integer(Int64(twin.count)),
    ]
  }

  private static func rebuild(_ replica: Replica, in session: Session) throws -> ExitCode {
    var progress = ProgressLine(session.console, "replaying", "changes")
    let (before, after) = try replica.rebuild { progress.update($0, of: $1) }
    progress.finish()
    try session.show([
      "before": .string(Hex.encode(before)), "after": .string(Hex.encode(after)),
    ]) {
      session.console.print(
        before == after
          ? "The views were as the log says. \("Nothing changed.", .green)"
          : "\("The views were wrong", .yellow) and now say what the log says.")
    }
    return .done
  }
}

enum KeysCommand {
  static let command = Command<Session>(
    group: "keys", "The keys of this device", topic: "Care", subcommands: [status])

  private static let status = Command<Session>(
    "status", "Show what this device signs with, and the workspace's key epoch"
  ) { session, _ in
    let replica = try session.replica()
    let epoch = try replica.epoch()
    let mine = try replica.directory()
    try session.show([
      "workspace": .string(replica.workspaceText), "device": .string(replica.deviceText),
      "member": .string(mine.name(mine.localMember)), "epoch": .integer(Int64(epoch)),
    ]) {
      var table = Table([.init(), .init()])
      table.add([StyledText("Workspace", .dim), StyledText(replica.workspaceText)])
      table.add([StyledText("This device", .dim), StyledText(replica.deviceText)])
      table.add([StyledText("Member", .dim), StyledText(mine.name(mine.localMember))])
      table.add([StyledText("Key epoch", .dim), StyledText("\(epoch)")])
      session.console.print(table.lines(width: session.width))
      session.console.print()
      session.console.print(
        "The keys are in \(replica.folder)/identity, readable by you alone. Do not copy them: "
          + "give another machine keys of its own with concord invite --my-device.")
    }
    return .done
  }
}
