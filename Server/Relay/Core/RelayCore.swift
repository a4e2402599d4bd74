import Bytes
import SyncProtocol
import Trust

/// The relay's side of all connections: accepts, orders, stores and hands out what it cannot read.
///
/// A pure state machine over a ``RelayStore``. Messages are collected until a round ends, and then
/// executed in one transaction of the store, whoever sent them: one sync of the disk serves all. No
/// reply leaves before that transaction is durable.
public struct RelayCore {
  let store: any RelayStore
  let configuration: RelayConfiguration
  private var inbox: [Waiting] = []
  private var sessions: [ConnectionNumber: Session] = [:]
  var workspaces: [WorkspaceID: Workspace] = [:]
  /// The workspaces that this round has changed.
  var changed: Set<WorkspaceID> = []
  private var effects: [RelayEffect] = []
  /// Whether this round may write: not after its first try has filled the disk.
  private var isReadOnly = false
  private var hasStopped = false

  /// Creates a relay that serves what `store` holds.
  public init(store: any RelayStore, configuration: RelayConfiguration) {
    self.store = store
    self.configuration = configuration
  }

  /// Takes in one event.
  ///
  /// - Returns: What to do, in order; nothing before a round ends.
  public mutating func step(_ event: RelayEvent) -> [RelayEffect] {
    guard !hasStopped else { return [] }
    switch event {
    case .opened(let connection, let challenge, let time):
      sessions[connection] = Session(challenge: challenge, time: time)
    case .received(let connection, let bytes): receive(bytes, from: connection)
    case .closed(let connection): close(connection)
    case .roundEnded(let now):
      guard !inbox.isEmpty else { return [] }
      endRound(now: now)
    }
    defer { effects = [] }
    return effects
  }

  /// Keeps a message for the end of the round, but not more than a client has reason to send.
  private mutating func receive(_ bytes: [UInt8], from connection: ConnectionNumber) {
    guard let count = sessions[connection]?.waitingCount else { return }
    sessions[connection]?.waitingCount += 1
    guard count < configuration.requestsPerRound else { return }
    let request = Result { () throws(FormatError) in try Numbered<Request>(decoding: bytes) }
    inbox.append(
      Waiting(connection: connection, byteCount: bytes.count, request: request))
  }

  private mutating func close(_ connection: ConnectionNumber) {
    inbox.removeAll { $0.connection == connection }
    guard let workspace = sessions.removeValue(forKey: connection)?.workspace else { return }
    if !sessions.values.contains(where: { $0.workspace == workspace }) {
      workspaces[workspace] = nil
    }
  }

  private mutating func endRound(now: UInt64) {
    let batch = inbox
    inbox = []
    for waiting in batch { drop(waiting.connection, ifOver: configuration.requestsPerRound) }
    let before = (sessions, workspaces)
    let kept = effects
    do {
      do {
        try run(batch, now: now)
      } catch RelayStoreError.full {
        // Nothing of the round is stored. Once more without the writes, so that reads go on.
        (sessions, workspaces) = before
        effects = kept + [.note(.storageFull)]
        isReadOnly = true
        defer { isReadOnly = false }
        try run(batch, now: now)
      }
      sendHints()
    } catch {
      stop(error as? RelayStoreError ?? .failed(detail: "\(error)"))
    }
    changed = []
  }

  /// Begins a new count of what waits, and closes a connection that has sent too much.
  private mutating func drop(_ connection: ConnectionNumber, ifOver limit: Int) {
    let count = sessions[connection]?.waitingCount ?? 0
    sessions[connection]?.waitingCount = 0
    sessions[connection]?.pageCount = 0
    guard count > limit else { return }
    sessions[connection] = nil
    effects.append(.note(.requestFailed(connection, .busy)))
    effects.append(.close(connection))
  }

  private mutating func stop(_ error: RelayStoreError) {
    hasStopped = true
    effects = []
    for connection in sessions.keys.sorted() {
      send(.error(.internal, text: "the relay's store failed"), number: 0, to: connection)
      effects.append(.close(connection))
    }
    effects.append(.stop(error))
  }

  private mutating func run(_ batch: [Waiting], now: UInt64) throws {
    changed = []
    guard !isReadOnly, batch.contains(where: \.isWrite) else {
      for waiting in batch { try run(waiting, now: now) }
      return
    }
    try store.withTransaction {
      for waiting in batch { try run(waiting, now: now) }
    }
  }

  private mutating func run(_ waiting: Waiting, now: UInt64) throws {
    let connection = waiting.connection
    // Whoever was closed earlier in this round is not listened to any more.
    guard var session = sessions[connection] else { return }
    var number: UInt32 = 0
    do {
      let message: Numbered<Request>
      switch waiting.request {
      case .success(let request): message = request
      case .failure(let error): throw Refusal(.malformed, "\(error)")
      }
      number = message.number
      guard number == session.lastNumber + 1 else {
        throw Refusal(.malformed, "requests are numbered 1, 2, 3, ...")
      }
      session.lastNumber = number
      guard session.allowance.take(waiting.byteCount, now: now, configuration) else {
        throw Refusal(.busy, "this connection sends more than \(configuration.bytesPerSecond) B/s")
      }
      guard !isReadOnly || !message.body.isWrite else {
        throw Refusal(.storageFull, "the relay's disk is full; nothing was stored")
      }
      let reply = try answer(message.body, from: connection, &session)
      sessions[connection] = session
      send(reply, number: number, to: connection)
    } catch let refusal as Refusal {
      sessions[connection] = session
      effects.append(.note(.requestFailed(connection, refusal.code)))
      send(.error(refusal.code, text: refusal.text), number: number, to: connection)
      guard refusal.code.closes(session.standing) else { return }
      sessions[connection] = nil
      effects.append(.close(connection))
    }
  }

  mutating func send(_ reply: Reply, number: UInt32, to connection: ConnectionNumber) {
    effects.append(.send(connection, Numbered(number, reply).encoded()))
  }

  mutating func note(_ note: RelayNote) { effects.append(.note(note)) }

  /// Tells those who are connected to what has changed, unless they know it or were told before.
  private mutating func sendHints() {
    guard !changed.isEmpty else { return }
    for connection in sessions.keys.sorted() {
      guard let session = sessions[connection], changed.contains(session.workspace),
        case .device(let device) = session.standing, !session.isHinted,
        let news = workspaces[session.workspace]?.news(for: device),
        news.exceeds(session.told)
      else { continue }
      sessions[connection]?.isHinted = true
      sessions[connection]?.told = news
      send(.hint(news), number: 0, to: connection)
    }
  }

  /// The workspace called `id`, from memory or from the store.
  mutating func workspace(_ id: WorkspaceID) throws -> Workspace? {
    if let workspace = workspaces[id] { return workspace }
    guard let workspace = try Workspace(loading: id, from: store) else { return nil }
    workspaces[id] = workspace
    return workspace
  }
}

/// A message that waits for the end of its round.
private struct Waiting {
  let connection: ConnectionNumber
  let byteCount: Int
  let request: Result<Numbered<Request>, FormatError>

  /// Whether the message may change the store.
  var isWrite: Bool { (try? request.get())?.body.isWrite ?? false }
}

/// A request that fails; the transaction goes on without it, so nothing may be written before.
struct Refusal: Error {
  let code: Reply.ErrorCode
  let text: String

  init(_ code: Reply.ErrorCode, _ text: String) {
    self.code = code
    self.text = text
  }
}

extension Reply.ErrorCode {
  /// Whether the relay closes the connection after this error.
  fileprivate func closes(_ standing: Session.Standing) -> Bool {
    switch self {
    case .malformed, .unsupportedVersion, .outOfOrder, .badProof, .mayNotCreate, .internal: true
    case .unknownWorkspace, .notAMember:
      if case .unproven = standing { false } else { true }
    case .notAllowed, .storageFull, .busy: false
    }
  }
}

extension Reply.Hint {
  /// Whether there is more of something than in `other`.
  fileprivate func exceeds(_ other: Self) -> Bool {
    position > other.position || recordCount > other.recordCount || joinCount > other.joinCount
  }
}

extension Request {
  /// Whether the request may change the store.
  fileprivate var isWrite: Bool {
    switch self {
    case .create, .push, .append, .postJoin: true
    case .hello, .authenticate, .pull, .next, .members, .listJoins, .joinState, .heads: false
    }
  }
}
