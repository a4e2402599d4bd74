public import Bytes
import Cryptography
public import Host
import SQLite
public import SyncProtocol
public import Trust

/// Letting others in.
extension SyncStore {
  /// Takes note of who asks to join, and approves those whose invite says so.
  public func consider(joinRequests: [[UInt8]]) throws {
    let now = UInt64(clamping: SystemClock.nowMilliseconds())
    try write { _ in
      for bytes in joinRequests {
        // A relay can send anything: what is no good request of this workspace is passed over.
        guard let request = try? JoinRequest(parsing: bytes), request.workspace == workspace,
          log.keys(of: request.device.id) == nil, request.isSigned,
          let status = log.invite(request.invite), status.state == .open
        else { continue }
        let isOurs = status.creator == identity.id
        let name = isOurs ? (try? request.name(openedBy: identity)) ?? "" : ""
        try database.run(
          "INSERT OR IGNORE INTO joining VALUES (?1, ?2, ?3, ?4)",
          [
            .blob(request.device.id.bytes), .blob(bytes), .text(name), .bits(now),
          ])
        if status.invite.isAutomatic, !status.invite.hasExpired(at: now), mayApprove(status.invite)
        {
          try Self.propose(.approval(request.device.id), in: database)
        }
      }
    }
  }

  private func mayApprove(_ invite: Invite) -> Bool {
    switch invite.purpose {
    case .newMember: log.role(of: identity.id) == .admin
    case .newDevice(let member): log.member(of: identity.id) == member
    }
  }

  static func propose(_ proposal: Proposal, in database: Connection) throws {
    try database.run(
      """
      INSERT INTO proposal (kind, content) SELECT ?1, ?2
      WHERE NOT EXISTS (SELECT 1 FROM proposal WHERE kind = ?1 AND content = ?2)
      """, [.integer(proposal.kind), .blob(proposal.content)])
  }

  /// The next record that this device wants to append, made on the current head.
  public func nextRecord() throws -> [UInt8]? {
    while let (row, proposal) = try nextProposal() {
      do {
        if let record = try record(of: proposal) {
          offered = row
          return record
        }
      } catch is MembershipError {
        // The log has moved on so that this can never be: a person asks again if it matters.
      }
      try forget(row)
    }
    return nil
  }

  private func nextProposal() throws -> (Int64, Proposal)? {
    try database.first("SELECT row, kind, content FROM proposal ORDER BY row LIMIT 1") {
      ($0.integer(0), try Proposal(kind: $0.integer(1), content: $0.blob(2)))
    }
  }

  private func record(of proposal: Proposal) throws -> [UInt8]? {
    let time = UInt64(clamping: SystemClock.nowMilliseconds())
    switch proposal {
    case .invite(let invite): return try log.makeInvite(invite, by: identity, time: time)
    case .revocation(let id): return try log.makeRevocation(of: id, by: identity, time: time)
    case .role(let member, let role):
      return try log.makeRoleChange(of: member, to: role, by: identity, time: time)
    case .approval(let device):
      let bytes = try database.first(
        "SELECT request FROM joining WHERE device = ?1", [.blob(device.bytes)]
      ) { $0.blob(0) }
      guard let bytes, let request = try? JoinRequest(parsing: bytes),
        let invite = log.invite(request.invite)?.invite, let keys = keyring[log.epoch]
      else { return nil }
      let member: MemberID
      var countersignature: Countersignature?
      switch invite.purpose {
      case .newMember: member = MemberID(SecureRandom.bytes(16))
      case .newDevice(let known):
        member = known
        countersignature = Countersignature(of: request, joining: known, by: identity)
      }
      return try log.makeAddition(
        of: request, as: member, countersignature: countersignature, keys: keys,
        ephemeralSeed: SecureRandom.secret(32), by: identity, time: time)
    }
  }

  /// Drops the record that ``nextRecord()`` gave last: the relay will never take it.
  public func dropRecord(_ reason: Reply.RecordRefusal) throws {
    if let offered { try forget(offered) }
    offered = nil
  }

  private func forget(_ row: Int64) throws {
    _ = try write { _ in
      try database.run("DELETE FROM proposal WHERE row = ?1", [.integer(row)])
    }
  }

  /// Drops the wishes that `log` fulfils, and the requests it has answered; the caller has a
  /// transaction open.
  func settle(with log: MembershipLog) throws {
    let proposals = try database.rows("SELECT row, kind, content FROM proposal") {
      ($0.integer(0), try Proposal(kind: $0.integer(1), content: $0.blob(2)))
    }
    for (row, proposal) in proposals where proposal.isDone(in: log) {
      try database.run("DELETE FROM proposal WHERE row = ?1", [.integer(row)])
    }
    let requests = try database.rows("SELECT device, request FROM joining") {
      (DeviceID($0.blob(0)), $0.blob(1))
    }
    for (device, bytes) in requests {
      let request = try? JoinRequest(parsing: bytes)
      let isOpen = request.flatMap { log.invite($0.invite) }?.state == .open
      if !isOpen || log.keys(of: device) != nil {
        try database.run("DELETE FROM joining WHERE device = ?1", [.blob(device.bytes)])
      }
    }
  }
}

/// Asking for membership records, which the next sync brings to the relay.
extension Replica {
  /// Who asks to be let in, as far as this device knows, the longest waiting first.
  public func waitingJoins() throws -> [WaitingJoin] {
    try database.rows("SELECT device, name, since FROM joining ORDER BY since, device") {
      WaitingJoin(
        device: DeviceID($0.blob(0)), name: $0.text(1), since: $0.bits(2),
        fingerprint: Self.grouped($0.blob(0)))
    }
  }

  /// Has the next sync append a membership record.
  public func propose(_ proposal: Proposal) throws {
    try write { transaction in try SyncStore.propose(proposal, in: transaction.database) }
  }

  /// Takes a wish back that no relay has seen.
  public func withdraw(_ proposal: Proposal) throws {
    _ = try write { transaction in
      try transaction.database.run(
        "DELETE FROM proposal WHERE kind = ?1 AND content = ?2",
        [.integer(proposal.kind), .blob(proposal.content)])
    }
  }

  /// The invite with which `device` asks to join.
  public func invite(usedBy device: DeviceID) throws -> InviteID? {
    try database.first(
      "SELECT request FROM joining WHERE device = ?1", [.blob(device.bytes)]
    ) { try? JoinRequest(parsing: $0.blob(0)).invite } ?? nil
  }

  /// The membership log, as it was last synced.
  public func membership() throws -> MembershipLog {
    guard let log = try MembershipStore(database).log() else {
      throw ReplicaError.damaged("there are no membership records")
    }
    return log
  }

  /// Takes note that the relay was reached.
  public func noteReached(_ time: UInt64) throws {
    try write { transaction in try Meta(transaction.database).set(.reached, .bits(time)) }
  }

  /// The lock that one sync holds at a time; nil when another holds it.
  public func syncLock() throws -> FileLock? {
    do {
      return try FileLock.acquire(folder + "/sync.lock")
    } catch {
      throw ReplicaError.file(path: folder + "/sync.lock", reason: error.description)
    }
  }
}
