import Bytes
import SyncProtocol
import Trust

// Logins, and workspaces that the relay does not have or not all of (docs/protocol.md §3, §5).
extension RelayCore {
  mutating func logIn(
    _ proof: Request.Proof, from connection: ConnectionNumber, _ session: inout Session
  ) throws -> Reply {
    guard proof.spki == configuration.relayKeyHash else {
      throw Refusal(.badProof, "the client saw another relay's key")
    }
    if case .device = proof.signer { session.standing = .unproven(proof) }
    guard let workspace = try workspace(session.workspace) else {
      throw Refusal(.unknownWorkspace, "the relay does not have this workspace")
    }
    guard let welcome = try admit(proof, to: workspace, from: connection, &session) else {
      throw Refusal(.notAMember, "the relay does not know this device, or the invite is revoked")
    }
    return welcome
  }

  /// Lets the signer in if the membership log knows it.
  ///
  /// - Throws: ``Refusal`` when the signature is wrong.
  private mutating func admit(
    _ proof: Request.Proof, to workspace: Workspace, from connection: ConnectionNumber,
    _ session: inout Session
  ) throws -> Reply? {
    let statement = LoginStatement(
      workspace: session.workspace, challenge: session.challenge,
      relayKeyHash: configuration.relayKeyHash)
    let isSigned: Bool
    switch proof.signer {
    case .device(let device):
      guard let keys = workspace.membership.keys(of: device) else { return nil }
      isSigned = statement.isSigned(proof.signature, by: keys)
    case .invite(let invite):
      // A used invite may still read the membership log: that is how its holder learns of it.
      guard let state = workspace.membership.invite(invite)?.state, state != .revoked else {
        return nil
      }
      isSigned = statement.isSigned(proof.signature, by: invite)
    }
    guard isSigned else { throw Refusal(.badProof, "the signature does not fit the challenge") }
    var bytesLeft: UInt64 = 0
    switch proof.signer {
    case .device(let device):
      session.standing = .device(device)
      session.told = workspace.news(for: device)
      // Join requests are asked for anyway, and so is what came before.
      session.told.joinCount = 0
      bytesLeft = try self.bytesLeft(for: workspace.membership.member(of: device), in: workspace)
      note(.loggedIn(connection, session.workspace, device))
    case .invite(let invite):
      session.standing = .invite(invite)
      note(.invited(connection, session.workspace))
    }
    return .welcome(
      Reply.Welcome(
        generation: store.generation, log: workspace.log, membership: workspace.membershipHead,
        pushesInFlight: configuration.pushesInFlight, bytesLeft: bytesLeft,
        time: session.time))
  }

  mutating func create(
    _ first: UInt64, _ records: [[UInt8]], _ token: [UInt8], from connection: ConnectionNumber,
    _ session: inout Session
  ) throws -> Reply {
    let id = session.workspace
    if let workspace = try workspace(id) {
      if let refusal = try extend(workspace, by: records, from: first) {
        return .recordRefused(refusal, head: workspace.membershipHead)
      }
    } else {
      guard configuration.mayCreate(with: token) else {
        throw Refusal(.mayNotCreate, "a new workspace needs the operator's set-up link")
      }
      guard first == 0, let genesis = records.first,
        MembershipLog.workspace(foundedBy: genesis) == id,
        let log = try? MembershipLog(genesis: genesis)
      else { return .recordRefused(.invalid, head: .none) }
      var founded = Workspace(log, generation: store.generation)
      guard founded.append(records.dropFirst()) else {
        return .recordRefused(.invalid, head: .none)
      }
      try store.addWorkspace(id)
      for (index, record) in records.enumerated() {
        try store.addRecord(record, at: UInt64(index), to: id)
      }
      workspaces[id] = founded
      note(.workspaceCreated(connection, id))
    }
    changed.insert(id)
    return try admitAfterCreate(from: connection, &session)
  }

  /// Appends those of `records` that the relay lacks.
  private mutating func extend(
    _ workspace: Workspace, by records: [[UInt8]], from first: UInt64
  ) throws -> Reply.RecordRefusal? {
    let count = UInt64(workspace.membership.count)
    guard first <= count else { return .staleHead }
    let overlap = min(Int(count - first), records.count)
    let ours = workspace.membership.records[Int(first)...].prefix(overlap)
    guard ours.elementsEqual(records.prefix(overlap), by: { $0.bytes == $1 }) else {
      return .diverged
    }
    var extended = workspace
    guard extended.append(records.dropFirst(overlap)) else { return .invalid }
    for (index, record) in records.dropFirst(overlap).enumerated() {
      try store.addRecord(record, at: count + UInt64(index), to: workspace.membership.workspace)
    }
    workspaces[workspace.membership.workspace] = extended
    try closeJoins(in: workspace.membership.workspace)
    return nil
  }

  private mutating func admitAfterCreate(
    from connection: ConnectionNumber, _ session: inout Session
  ) throws -> Reply {
    let workspace = try known(session.workspace)
    guard case .unproven(let proof) = session.standing,
      let welcome = try admit(proof, to: workspace, from: connection, &session)
    else {
      session.told.recordCount = UInt64(workspace.membership.count)
      return .recorded(workspace.membershipHead)
    }
    return welcome
  }
}

extension Workspace {
  /// Appends all of `records`; false, and half done, if one of them is bad.
  fileprivate mutating func append(_ records: ArraySlice<[UInt8]>) -> Bool {
    for record in records {
      do throws(MembershipError) {
        try membership.append(record)
      } catch {
        return false
      }
    }
    return true
  }
}
