import Bytes

/// The client's side of one connection: brings a replica and a relay in step.
///
/// A pure state machine: bytes and news come in through ``step(_:)``, bytes and news come out as
/// effects, and everything that must survive goes to the ``ClientStore`` before the next step. It
/// may be dropped at any moment; another session then starts from the store.
///
/// It works in stages, each of which ends with no reply outstanding: membership, carrying what the
/// relay lacks, pulling, join requests, records of our own, pushing, and pulling once more.
public struct ClientSession {
  /// Whether the session ends when everything is in step, or stays.
  public enum Mode: Sendable {
    /// Ends.
    case once
    /// Stays, and reacts to hints and to local changes.
    case watch
  }

  /// What happens to a session.
  public enum Event: Sendable {
    /// The connection is open; `spki` is the hash of the relay's key, or zeros without TLS.
    case connected(spki: [UInt8])
    /// A message came.
    case received([UInt8])
    /// This replica has something new to send.
    case localChange
    /// It is time to look for news without a hint.
    case poll
  }

  /// What a session wants done.
  public enum Effect: Equatable, Sendable {
    /// Send these bytes as one message.
    case send([UInt8])
    /// Tell the person.
    case report(Report)
    /// Everything is in step for now; the session stays.
    case caughtUp
    /// Close the connection: all is done, or it failed.
    case finished(SessionFailure?)
  }

  /// What a person may want to know.
  public enum Report: Equatable, Sendable {
    /// The relay's clock, in milliseconds since 1970.
    case relayTime(UInt64)
    /// The relay was new to the workspace, or had lost it, and has its membership log again.
    case workspaceCreated
    /// The relay's store began another life, so everything it lacks is brought back.
    case relayReplaced
    /// Segments were read; those held before are not counted.
    case pulled(segments: Int)
    /// Segments of this device became durable at the relay.
    case pushed(segments: Int)
    /// Segments that the relay lacked were brought back.
    case carried(segments: Int)
    /// The relay refused a lane for good; its changes are sealed again.
    case laneAbandoned(Reply.PushRefusal.Reason)
    /// A membership record of this device became durable.
    case recorded
    /// The relay refused a membership record of this device.
    case recordRefused(Reply.RecordRefusal)
    /// Somebody broke a rule; the store keeps the proof.
    case evidence(Evidence)
  }

  /// What the outstanding replies answer.
  enum Expected {
    case challenge, welcome, created, records, heads, joins
    case page(stream: Int)
    case record([UInt8])
    case push(LaneHead, count: Int)
    case carry(LaneHead, count: Int)
  }

  /// The work that is left, most urgent first.
  struct Needs: OptionSet {
    let rawValue: Int
    static let membership = Needs(rawValue: 1)
    static let pull = Needs(rawValue: 2)
    static let joins = Needs(rawValue: 4)
    static let records = Needs(rawValue: 8)
    static let push = Needs(rawValue: 16)
    static let all: Needs = [.membership, .pull, .joins, .records, .push]
  }

  let store: any ClientStore
  let mode: Mode
  /// The operator's token, for a workspace that the relay has never had; empty for none.
  let token: [UInt8]

  var queue = RequestQueue<Expected>()
  var effects: [Effect] = []
  var needs: Needs = .all
  var isWelcome = false
  var isOver = false
  private var isIdle = false
  private var spki: [UInt8] = []

  /// Where the relay's membership log ends; nil when news of it is due.
  var relayMembership: MembershipHead?
  /// How many records the relay has taken of those it lacked.
  var createdCount: UInt64 = 0
  /// How often in a row a record of ours came too late.
  var recordAttempts = 0
  var pushLimit = 1
  var carrying: Carrying?
  var pulling = Pulling()
  var pushing = Pushing()
  /// Whether a caught relay was started over with in this session.
  var hasRestarted = false

  /// Creates the session of one connection.
  public init(store: any ClientStore, mode: Mode, token: [UInt8] = []) {
    self.store = store
    self.mode = mode
    self.token = token
  }

  /// Takes in one event.
  ///
  /// - Returns: What to do, in order.
  /// - Throws: What the store throws. The session is of no further use then.
  public mutating func step(_ event: Event) throws -> [Effect] {
    guard !isOver else { return [] }
    do {
      try take(event)
      if isWelcome { try advance() }
    } catch let failure as SessionFailure {
      finish(failure)
    }
    defer { effects = [] }
    return effects
  }

  private mutating func take(_ event: Event) throws {
    switch event {
    case .connected(let spki):
      self.spki = spki
      send(
        .hello(version: Request.version, workspace: store.workspace), expecting: .challenge)
    case .received(let bytes):
      try take(try Numbered(fromRelay: bytes))
    case .localChange: needs.formUnion([.records, .push])
    case .poll: expectNews()
    }
  }

  private mutating func take(_ message: Numbered<Reply>) throws {
    if case .hint(let hint) = message.body { return try take(hint) }
    guard let expected = queue.take(message.number) else {
      if case .error(let code, let text) = message.body {
        throw SessionFailure.relay(code, text: text)
      }
      throw SessionFailure.unexpectedReply
    }
    switch (expected, message.body) {
    case (.challenge, .challenge(let challenge)):
      let proof = try store.proof(ofChallenge: challenge, spki: spki)
      send(.authenticate(proof), expecting: .welcome)
    case (.welcome, .welcome(let welcome)): try start(welcome)
    case (.welcome, .error(.unknownWorkspace, _)), (.welcome, .error(.notAMember, _)):
      try sendRecords(from: 0)
    case (.created, .welcome(let welcome)):
      report(.workspaceCreated)
      try start(welcome)
    case (.created, .recorded(let head)): try continueCreating(head)
    case (.created, .recordRefused): throw SessionFailure.membershipForked
    case (.records, .records(let first, let head, let records)):
      try take(records, from: first, head: head)
    case (.page(let stream), .page(let page)): try take(page, of: stream)
    case (.joins, .joins(let requests)): try store.consider(joinRequests: requests)
    case (.record(let record), let reply): try take(reply, to: record)
    case (.heads, .heads(let heads, let isLast)): try take(heads, isLast: isLast)
    case (.carry(let head, let count), let reply): try take(reply, toCarried: head, count: count)
    case (.push(let head, let count), let reply): try take(reply, toPushed: head, count: count)
    case (_, .error(let code, let text)): throw SessionFailure.relay(code, text: text)
    default: throw SessionFailure.unexpectedReply
    }
  }

  private mutating func take(_ hint: Reply.Hint) throws {
    guard isWelcome else { throw SessionFailure.unexpectedReply }
    // The relay sends no other hint until it is asked for something: so ask, whatever it says.
    needs.insert(.pull)
    if hint.recordCount > (try store.membershipHead().count) {
      relayMembership = nil
      needs.insert(.membership)
    }
    if hint.joinCount > 0 { needs.formUnion([.joins, .records]) }
  }

  private mutating func expectNews() {
    relayMembership = nil
    needs = .all
  }

  /// Starts the most urgent stage, once the one before has all its replies.
  private mutating func advance() throws {
    while queue.isEmpty, !isOver {
      if needs.contains(.membership) {
        try syncMembership()
      } else if try cursor().owesCarrying {
        try carry()
      } else if needs.contains(.pull) {
        try pull()
      } else if needs.contains(.joins) {
        needs.remove(.joins)
        send(.listJoins, expecting: .joins)
      } else if needs.contains(.records) {
        try appendRecord()
      } else if needs.contains(.push) {
        try push()
      } else {
        return rest()
      }
      isIdle = false
    }
  }

  private mutating func rest() {
    guard !isIdle else { return }
    isIdle = true
    switch mode {
    case .once: finish(nil)
    case .watch: effects.append(.caughtUp)
    }
  }

  mutating func finish(_ failure: SessionFailure?) {
    isOver = true
    effects.append(.finished(failure))
  }

  mutating func send(_ request: Request, expecting expected: Expected) {
    effects.append(.send(queue.send(request, expecting: expected)))
  }

  mutating func report(_ report: Report) { effects.append(.report(report)) }

  /// Keeps proof of a broken rule, and says so.
  mutating func raise(_ evidence: Evidence) throws {
    try store.keep(evidence)
    report(.evidence(evidence))
  }

  /// The cursor, which exists from the welcome on.
  func cursor() throws -> Cursor {
    guard let cursor = try store.cursor() else { preconditionFailure("no cursor after welcome") }
    return cursor
  }
}
