public import Bytes
public import Trust

/// The joiner's side of one connection: reads the membership log and asks to be let in.
///
/// Everything it learns is checked against the workspace id in the invite, so the relay cannot
/// put another team in its place. Once an admin has approved, the device logs in by itself, with a
/// ``ClientSession``.
public struct JoinSession {
  /// What a joiner knows before the first message.
  public struct Invitation: Sendable {
    /// The secret of the invite.
    public var secret: InviteSecret
    /// The device that wants to join.
    public var device: DeviceID
    /// The time by the joiner's clock, in milliseconds since 1970: whether the invite is over.
    public var time: UInt64
    /// Makes the join request, when the membership log is known.
    public var makeRequest: @Sendable (MembershipLog) throws -> JoinRequest

    /// Creates an invitation.
    public init(
      secret: InviteSecret, device: DeviceID, time: UInt64,
      makeRequest: @escaping @Sendable (MembershipLog) throws -> JoinRequest
    ) {
      self.secret = secret
      self.device = device
      self.time = time
      self.makeRequest = makeRequest
    }
  }

  /// What happens to a session.
  public enum Event: Sendable {
    /// The connection is open; `spki` is the hash of the relay's key, or zeros without TLS.
    case connected(spki: [UInt8])
    /// A message came.
    case received([UInt8])
    /// It is time to ask again whether an admin has approved.
    case poll
  }

  /// What a session wants done.
  public enum Effect {
    /// Send these bytes as one message.
    case send([UInt8])
    /// The request is with the relay; poll, or close the connection and come back later.
    case waiting
    /// The device is a member by this log: close the connection and log in.
    case approved(MembershipLog)
    /// The invite was used by somebody else, or revoked.
    case closed
    /// The hours of the invite ended at this time, and nobody has approved the device.
    case expired(since: UInt64)
    /// Close the connection.
    case failed(SessionFailure)
  }

  private enum Expected { case challenge, welcome, records, posted }

  private let invitation: Invitation
  private var queue = RequestQueue<Expected>()
  private var spki: [UInt8] = []
  private var log: MembershipLog?
  private var hasPosted = false
  private var isOver = false

  /// Creates the session of one connection.
  public init(_ invitation: Invitation) { self.invitation = invitation }

  /// Takes in one event.
  ///
  /// - Throws: What `makeRequest` throws.
  public mutating func step(_ event: Event) throws -> [Effect] {
    guard !isOver else { return [] }
    do {
      let effect = try take(event)
      switch effect {
      case .approved, .closed, .expired, .failed: isOver = true
      case .send, .waiting, nil: break
      }
      return effect.map { [$0] } ?? []
    } catch let failure as SessionFailure {
      isOver = true
      return [.failed(failure)]
    }
  }

  private mutating func take(_ event: Event) throws -> Effect? {
    switch event {
    case .connected(let spki):
      self.spki = spki
      return send(
        .hello(version: Request.version, workspace: invitation.secret.workspace),
        expecting: .challenge)
    case .poll:
      guard hasPosted, queue.isEmpty else { return nil }
      return askForRecords()
    case .received(let bytes): return try take(try Numbered(fromRelay: bytes))
    }
  }

  private mutating func take(_ message: Numbered<Reply>) throws -> Effect? {
    if case .error(let code, let text) = message.body {
      throw SessionFailure.relay(code, text: text)
    }
    switch (queue.take(message.number), message.body) {
    case (.challenge, .challenge(let challenge)):
      let statement = LoginStatement(
        workspace: invitation.secret.workspace, challenge: challenge, relayKeyHash: spki)
      return send(
        .authenticate(
          Request.Proof(
            signer: .invite(invitation.secret.id), spki: spki,
            signature: statement.signature(by: invitation.secret))), expecting: .welcome)
    case (.welcome, .welcome): return askForRecords()
    case (.records, .records(let first, let head, let records)):
      return try take(records, from: first, head: head)
    case (.posted, .joinState(.waiting)): return .waiting
    case (.posted, .joinState): return .closed
    default: throw SessionFailure.unexpectedReply
    }
  }

  private mutating func askForRecords() -> Effect {
    send(.members(first: UInt64(log?.count ?? 0)), expecting: .records)
  }

  private mutating func take(
    _ records: [[UInt8]], from first: UInt64, head: MembershipHead
  ) throws -> Effect? {
    guard first == UInt64(log?.count ?? 0) else { throw SessionFailure.unexpectedReply }
    for record in records { try append(record) }
    guard let log else { throw SessionFailure.unexpectedReply }
    if UInt64(log.count) < head.count {
      // A relay that announces records and sends none would be asked for ever.
      guard !records.isEmpty else { throw SessionFailure.unexpectedReply }
      return askForRecords()
    }
    guard log.head == head.last else { throw SessionFailure.membershipForked }
    if log.keys(of: invitation.device) != nil { return .approved(log) }
    guard let status = log.invite(invitation.secret.id), status.state == .open else {
      return .closed
    }
    guard !status.invite.hasExpired(at: invitation.time) else {
      return .expired(since: status.invite.expires)
    }
    if hasPosted { return .waiting }
    hasPosted = true
    return send(.postJoin(try invitation.makeRequest(log).bytes), expecting: .posted)
  }

  private mutating func append(_ record: [UInt8]) throws {
    let founded = MembershipLog.workspace(foundedBy: record)
    guard log != nil || founded == invitation.secret.workspace else {
      throw SessionFailure.membershipForked
    }
    do throws(MembershipError) {
      if log == nil {
        log = try MembershipLog(genesis: record)
      } else {
        try log?.append(record)
      }
    } catch {
      throw SessionFailure.membershipForked
    }
  }

  private mutating func send(_ request: Request, expecting expected: Expected) -> Effect {
    .send(queue.send(request, expecting: expected))
  }
}
