import Host
import Replica
import SyncProtocol
import Trust
import WebSockets

/// Brings a replica and its relay in step, once or for as long as it is let.
final class SyncRun {
  private let session: Session
  private let replica: Replica
  private let relay: RelayAddress
  private let store: SyncStore
  private var progress: ProgressLine
  private(set) var tally = Tally()

  /// What a sync did.
  struct Tally {
    var sent = 0
    var received = 0
    var carried = 0
    var madeWorkspace = false
    var replacedRelay = false
    var evidence: [Evidence] = []
    var refusals: [String] = []
  }

  init(_ session: Session, _ replica: Replica) throws {
    guard let relay = try replica.relay() else {
      throw Failure(
        "no relay is set",
        hint: "Everything is safe on this machine. Set one with: "
          + "concord relay set LINK")
    }
    self.session = session
    self.replica = replica
    self.relay = relay
    store = try SyncStore(replica)
    progress = ProgressLine(session.console, "syncing", "changes")
  }

  /// What came from teammates since the last call.
  func takeNews() throws -> (news: [News], changes: Int) { try store.takeNews() }

  /// One whole sync.
  func once() throws {
    let link = try connect(watching: nil)
    var machine = try makeSession(.once)
    let before = try replica.toSend().count
    while true {
      for event in link.poll(milliseconds: nil) {
        if try handle(event, &machine, link) {
          tally.sent = max(0, before - (try replica.toSend().count))
          progress.finish()
          link.close()
          try replica.noteReached(session.time)
          return
        }
      }
    }
  }

  private func connect(watching descriptor: Int32?) throws -> RelayLink {
    do {
      return try RelayLink(relay, watching: descriptor)
    } catch let error as ClientError {
      throw Failure(error, relay: relay)
    }
  }

  private func makeSession(_ mode: ClientSession.Mode) throws -> ClientSession {
    ClientSession(store: store, mode: mode, token: try replica.relayToken())
  }

  /// Feeds one event to the session.
  ///
  /// - Returns: Whether the session is over, and all is well.
  private func handle(
    _ event: RelayLink.Event, _ machine: inout ClientSession, _ link: RelayLink
  ) throws -> Bool {
    switch event {
    case .opened(let hash): return try step(.connected(spki: hash), &machine, link)
    case .message(let bytes): return try step(.received(bytes), &machine, link)
    case .closed(let error): throw Failure(error, relay: relay)
    case .readable, .woken: return false
    }
  }

  private func step(
    _ event: ClientSession.Event, _ machine: inout ClientSession, _ link: RelayLink
  ) throws -> Bool {
    for effect in try machine.step(event) {
      switch effect {
      case .send(let bytes): link.send(bytes)
      case .report(let report): note(report)
      case .caughtUp: hasCaughtUp = true
      case .finished(nil): return true
      case .finished(let failure?): throw Failure(failure, relay: relay)
      }
    }
    return false
  }

  private func note(_ report: ClientSession.Report) {
    switch report {
    case .relayTime(let time):
      let local = UInt64(clamping: SystemClock.nowMilliseconds())
      if let warning = ClockCheck.warning(local: local, relay: time) {
        session.console.report("\("Warning:", .yellow) \(warning).")
      }
    case .workspaceCreated: tally.madeWorkspace = true
    case .relayReplaced: tally.replacedRelay = true
    case .pulled:
      tally.received = store.receivedCount
      progress.update(tally.received)
    case .pushed(let segments):
      tally.sent += segments
      progress.update(tally.sent)
    case .carried(let segments): tally.carried += segments
    case .laneAbandoned, .recorded: break
    case .recordRefused(let reason): tally.refusals.append(String(describing: reason))
    case .evidence(let evidence): tally.evidence.append(evidence)
    }
  }

  // MARK: Watching

  private var hasCaughtUp = false
  /// How long an own change waits for another one to travel with it.
  private static let quietMilliseconds = 5
  /// How often a watch looks for news without a hint.
  private static let pollMilliseconds = 30_000

  /// Stays in step until the process is told to stop.
  ///
  /// - Parameter caughtUp: Called whenever everything is in step, for what is to be shown.
  func watch(_ caughtUp: (SyncRun) throws -> Void) throws {
    let watcher = try FolderWatcher(replica.folder)
    var pauseMilliseconds = 500
    while Signals.stopRequest == nil {
      do {
        try stay(watcher, caughtUp) { pauseMilliseconds = 500 }
      } catch let failure as Failure where failure.code == .network {
        session.console.report("\(failure.message); trying again in \(pauseMilliseconds) ms")
        try waitToRetry(milliseconds: pauseMilliseconds)
        // Between half and all of the pause: not everybody comes back in the same moment.
        pauseMilliseconds = min(60_000, pauseMilliseconds * 2)
      }
    }
  }

  private func waitToRetry(milliseconds: Int) throws {
    let jitter = Int.random(in: milliseconds / 2...milliseconds)
    _ = Descriptor.waitUntilReadable([Signals.stopDescriptor], milliseconds: Int32(jitter))
  }

  private func stay(
    _ watcher: borrowing FolderWatcher, _ caughtUp: (SyncRun) throws -> Void,
    connected: () -> Void
  ) throws {
    let link = try connect(watching: watcher.descriptor)
    let waker = link.waker
    try Signals.whenStopped { waker.wake() }
    var machine = try makeSession(.watch)
    var changeDue: Int64?
    var pollDue = SystemClock.monotonicMilliseconds() + Int64(Self.pollMilliseconds)
    while Signals.stopRequest == nil {
      let due = min(changeDue ?? .max, pollDue)
      let wait = max(0, due - SystemClock.monotonicMilliseconds())
      for event in link.poll(milliseconds: Int(wait)) {
        if case .readable = event {
          if try concernsUs(try watcher.changes()), changeDue == nil {
            changeDue = SystemClock.monotonicMilliseconds() + Int64(Self.quietMilliseconds)
          }
        } else if try handle(event, &machine, link) {
          return
        }
      }
      let now = SystemClock.monotonicMilliseconds()
      if let due = changeDue, due <= now {
        changeDue = nil
        _ = try step(.localChange, &machine, link)
      }
      if pollDue <= now {
        pollDue = now + Int64(Self.pollMilliseconds)
        _ = try step(.poll, &machine, link)
      }
      if hasCaughtUp {
        hasCaughtUp = false
        connected()
        try caughtUp(self)
      }
    }
    link.close()
  }

  /// Whether what happened in the folder may be a change to send, or a wish of another sync.
  private func concernsUs(_ changes: FolderWatcher.Changes) throws -> Bool {
    // The lock is closed once the transaction is over. The database's own files tell of a change
    // before it is committed: whoever looks then sees nothing, and hears nothing more.
    guard
      changes.isIncomplete
        || changes.names.contains(where: { $0 == Replica.writeLockName || $0 == "sync.wake" })
    else { return false }
    // Our own writes show up here as well: they leave nothing to send.
    return try replica.hasWork()
  }
}
