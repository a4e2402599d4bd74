import Bytes
import Cryptography

extension MembershipLog {
  /// Appends the next record, after checking everything about it.
  ///
  /// - Throws: a ``MembershipError``; the log is then as it was before.
  public mutating func append(_ bytes: [UInt8]) throws(MembershipError) {
    let record = try MembershipRecord(parsing: bytes)
    if case .genesis = record.body { throw .refused(.genesisFirst) }
    try require(
      record.workspace == workspace && record.index == UInt64(records.count)
        && record.previous == head, .continuesLog)
    try require(records.count < TrustLimits.recordsMax, .roomInLog)
    guard let author = devices[record.author] else { throw .refused(.authorMay) }
    try require(trustsSignatures || record.isSigned(by: author.keys), .signed)
    switch record.body {
    case .add(let addition): try apply(addition, by: author, in: record)
    case .role(let member, let role): try apply(role, of: member, by: author)
    case .inviteCreate(let invite): try apply(invite, by: author)
    case .inviteRevoke(let id): try applyRevocation(of: id, by: author)
    case .genesis, .needsNewer: preconditionFailure("refused above, or by the parser")
    }
    finish(record)
  }

  mutating func apply(genesis record: MembershipRecord) throws(MembershipError) {
    guard case .genesis(let genesis) = record.body else { throw .refused(.genesisFirst) }
    try require(
      record.workspace == .unfounded && record.index == 0 && record.previous == .none,
      .continuesLog)
    try require(record.author == genesis.device.id, .authorMay)
    try require(genesis.device.areAcceptable, .keysAcceptable)
    try require(trustsSignatures || record.isSigned(by: genesis.device), .signed)
    let context = EpochWrap.Context(workspace: .unfounded, previous: .none, epoch: 1)
    epochs = [
      Epoch(number: 1, place: 0, commitment: genesis.commitment, backwardLink: nil)
    ]
    insertMember(genesis.member, role: .admin)
    insert(genesis.device, of: genesis.member, wrap: genesis.wrap, context: context)
    finish(record)
  }

  private mutating func apply(
    _ addition: MembershipBody.Addition, by author: Device, in record: MembershipRecord
  ) throws(MembershipError) {
    let request = addition.request
    try require(
      request.workspace == workspace && places[request.memberHead] != nil, .requestMatchesLog)
    guard let place = invitePlaces[request.invite], invites[place].state == .open else {
      throw .refused(.inviteIsOpen)
    }
    try require(request.device.areAcceptable, .keysAcceptable)
    try require(devices[request.device.id] == nil, .deviceIsNew)
    try require(devices.count < TrustLimits.devicesMax, .roomForDevice)
    switch invites[place].invite.purpose {
    case .newMember(let role):
      try require(isAdmin(author), .authorMay)
      try require(memberPlaces[addition.member] == nil, .memberMatchesInvite)
      try require(addition.countersignature == nil, .countersigned)
      try require(trustsSignatures || request.isSigned, .requestSigned)
      insertMember(addition.member, role: role)
    case .newDevice(of: let member):
      try require(author.member == member || isAdmin(author), .authorMay)
      try require(addition.member == member, .memberMatchesInvite)
      let deviceCount = self.member(member)?.devices.count ?? 0
      try require(deviceCount < TrustLimits.devicesPerMemberMax, .roomForDevice)
      try require(isCountersigned(addition), .countersigned)
      try require(trustsSignatures || request.isSigned, .requestSigned)
    }
    insert(
      request.device, of: addition.member, wrap: addition.wrap,
      context: EpochWrap.Context(
        workspace: workspace, previous: record.previous, epoch: epoch))
    invites[place].state = .used(by: request.device.id)
  }

  private func isCountersigned(_ addition: MembershipBody.Addition) -> Bool {
    guard let countersignature = addition.countersignature,
      let device = devices[countersignature.device], device.member == addition.member
    else { return false }
    return trustsSignatures
      || countersignature.isSigned(
        addition.request, joining: addition.member, by: device.keys)
  }

  private mutating func apply(
    _ role: Role, of member: MemberID, by author: Device
  ) throws(MembershipError) {
    try require(isAdmin(author), .authorMay)
    guard let place = memberPlaces[member] else { throw .refused(.memberExists) }
    // A role that shrinks has to say what of the member's work still counts. It also could take
    // away the last admin, which this rule excludes.
    try require(role > members[place].role, .roleGrows)
    members[place].role = role
    roleChanges[member, default: []].append(RoleChange(place: records.count, role: role))
  }

  private mutating func apply(_ invite: Invite, by author: Device) throws(MembershipError) {
    let limit: Int
    switch invite.purpose {
    case .newMember:
      try require(isAdmin(author), .authorMay)
      limit = TrustLimits.openInvitesMax
    case .newDevice(of: let member):
      try require(author.member == member, .authorMay)
      limit = TrustLimits.openDeviceInvitesMax
    }
    try require(Ed25519.isAcceptable(invite.id.bytes), .keysAcceptable)
    let openCount = invites.count { status in
      status.state == .open && status.invite.purpose.limitedWith(invite.purpose)
    }
    try require(invitePlaces[invite.id] == nil && openCount < limit, .inviteIsNew)
    invitePlaces[invite.id] = invites.count
    invites.append(InviteStatus(invite: invite, creator: author.keys.id, state: .open))
  }

  private mutating func applyRevocation(
    of id: InviteID, by author: Device
  ) throws(MembershipError) {
    guard let place = invitePlaces[id], invites[place].state == .open else {
      throw .refused(.inviteIsOpen)
    }
    let isOwn = member(of: invites[place].creator) == author.member
    try require(isOwn || isAdmin(author), .authorMay)
    invites[place].state = .revoked
  }
}

extension MembershipLog {
  private func require(_ holds: Bool, _ rule: MembershipRule) throws(MembershipError) {
    guard holds else { throw .refused(rule) }
  }

  private func isAdmin(_ device: Device) -> Bool { member(device.member)?.role == .admin }

  private mutating func insertMember(_ id: MemberID, role: Role) {
    memberPlaces[id] = members.count
    members.append(Member(id: id, role: role, devices: []))
    roleChanges[id] = [RoleChange(place: records.count, role: role)]
  }

  private mutating func insert(
    _ keys: DeviceKeys, of member: MemberID, wrap: EpochWrap, context: EpochWrap.Context
  ) {
    devices[keys.id] = Device(
      keys: keys, member: member, joinedAt: records.count, wrap: wrap, wrapContext: context)
    if let place = memberPlaces[member] { members[place].devices.append(keys.id) }
  }

  private mutating func finish(_ record: MembershipRecord) {
    places[record.id] = records.count
    records.append(record)
  }
}

extension Invite.Purpose {
  /// Whether invites for the two purposes share one limit: all for members, or all of one member.
  fileprivate func limitedWith(_ other: Self) -> Bool {
    switch (self, other) {
    case (.newMember, .newMember): true
    case (.newDevice(of: let left), .newDevice(of: let right)): left == right
    default: false
    }
  }
}
