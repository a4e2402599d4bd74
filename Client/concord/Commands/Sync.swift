import Host
import Replica
import SyncProtocol

enum SyncCommand {
  static let command = Command<Session>(
    "sync", "Send what you wrote, and fetch what the others wrote", topic: "Share",
    details: """
      One sync works in a workspace at a time. Beside another one, sync returns once that has sent \
      everything, and sync --watch begins when that ends.
      """,
    options: [
      .flag("watch", "Stay, and pass every change on at once"),
      .flag("check", "Exit with 3 when something waits to be settled"),
    ], isPaged: false
  ) { session, arguments in
    let folder = try session.replicaFolder()
    if let joining = try Joining(openAt: folder) {
      let code = try JoinCommand.go(on: joining, folder: folder, in: session)
      // Joining has fetched everything already.
      guard code == .done, arguments.has("watch") else { return code }
    }
    let replica = try session.replica()
    if arguments.has("watch") {
      try Signals.catchStops()
      guard let lock = try waitForLock(replica, in: session) else { return .done }
      defer { _ = lock }
      try SyncRun(session, replica).watch { run in
        try SyncScreen(session).print(run, isWatching: true)
      }
      return .done
    }
    guard let lock = try lockOrWake(replica) else {
      try session.show(["sentByAnother": true]) {
        session.console.print("The sync that is at work here has sent everything.")
      }
      return .done
    }
    defer { _ = lock }
    let run = try SyncRun(session, replica)
    try run.once()
    let screen = try SyncScreen(session)
    try screen.print(run, isWatching: false)
    if !run.tally.evidence.isEmpty { return .integrity }
    let open = try replica.conflictCounts().open
    return arguments.has("check") && open > 0 ? .waiting : .done
  }

  /// How often a watch that waits for another sync looks whether that has ended.
  private static let lockPollMilliseconds: Int32 = 200

  /// The lock of the sync, however long another one holds it; nil when a stop was asked for.
  private static func waitForLock(_ replica: Replica, in session: Session) throws -> FileLock? {
    if let lock = try replica.syncLock() { return lock }
    session.console.report("Another sync is at work here. This watch begins when that ends.")
    while Signals.stopRequest == nil {
      _ = Descriptor.waitUntilReadable(
        [Signals.stopDescriptor], milliseconds: lockPollMilliseconds)
      if let lock = try replica.syncLock() { return lock }
    }
    return nil
  }

  /// The lock of the sync; nil when another sync is at work here and has sent everything.
  private static func lockOrWake(_ replica: Replica) throws -> FileLock? {
    if let lock = try replica.syncLock() { return lock }
    try File.write([], to: replica.folder + "/sync.wake")
    let end = SystemClock.monotonicMilliseconds() + 10_000
    while try replica.hasWork() {
      // The other may be over, having looked for the last time before there was this to send.
      if let lock = try replica.syncLock() { return lock }
      guard SystemClock.monotonicMilliseconds() < end else {
        throw Failure(
          "another sync is at work here, and has not sent everything in 10 seconds",
          hint: "Everything you wrote is safe on this machine.", code: .network)
      }
      SystemClock.pause(milliseconds: 20)
    }
    return nil
  }
}
