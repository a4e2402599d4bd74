public import Bytes
public import Cryptography

extension MembershipLog {
  /// Makes the record that founds a workspace, with one member and one device.
  ///
  /// - Parameters:
  ///   - member: 16 fresh random bytes.
  ///   - secret: the secret of the first epoch: 32 fresh random bytes.
  ///   - ephemeralSeed: 32 fresh random bytes.
  ///   - time: milliseconds since 1970.
  public static func makeGenesis(
    by identity: DeviceIdentity, member: MemberID, secret: SecretBytes,
    ephemeralSeed: SecretBytes, time: UInt64
  ) throws(CryptographyError) -> [UInt8] {
    let context = EpochWrap.Context(workspace: .unfounded, previous: .none, epoch: 1)
    let genesis = MembershipBody.Genesis(
      member: member, device: identity.keys,
      commitment: EpochKeys(1, secret: secret, workspace: .unfounded).commitment,
      wrap: try EpochWrap(
        secret, to: identity.keys, in: context, ephemeralSeed: ephemeralSeed))
    let body = MembershipBody.genesis(genesis)
    return MembershipRecord.make(
      type: body.type, content: body.encoded, in: .unfounded, index: 0, after: .none, by: identity,
      time: time)
  }

  /// Makes the record that offers `invite`.
  ///
  /// - Throws: what ``append(_:)`` would throw, as do the other `make` functions.
  public func makeInvite(
    _ invite: Invite, by identity: DeviceIdentity, time: UInt64
  ) throws(MembershipError) -> [UInt8] {
    try make(.inviteCreate(invite), by: identity, time: time)
  }

  /// Makes the record that takes the invite `id` back.
  public func makeRevocation(
    of id: InviteID, by identity: DeviceIdentity, time: UInt64
  ) throws(MembershipError) -> [UInt8] {
    try make(.inviteRevoke(id), by: identity, time: time)
  }

  /// Makes the record that gives `member` the larger role `role`.
  public func makeRoleChange(
    of member: MemberID, to role: Role, by identity: DeviceIdentity, time: UInt64
  ) throws(MembershipError) -> [UInt8] {
    try make(.role(member, role), by: identity, time: time)
  }

  /// Makes the record that grants `request`.
  ///
  /// Bound to this log's newest record: when the relay refuses it, because another record came
  /// first, it is made again, with another seed.
  ///
  /// - Parameters:
  ///   - member: 16 fresh random bytes, or the member that the invite names.
  ///   - countersignature: needed exactly when the invite names a member.
  ///   - keys: of the epoch now in force.
  ///   - ephemeralSeed: 32 fresh random bytes.
  public func makeAddition(
    of request: JoinRequest, as member: MemberID, countersignature: Countersignature?,
    keys: EpochKeys, ephemeralSeed: SecretBytes, by identity: DeviceIdentity, time: UInt64
  ) throws(MembershipError) -> [UInt8] {
    precondition(keys.number == epoch, "a joiner gets the keys of the epoch in force")
    guard request.device.areAcceptable else { throw .refused(.keysAcceptable) }
    let context = EpochWrap.Context(workspace: workspace, previous: head, epoch: epoch)
    let wrap: EpochWrap
    do throws(CryptographyError) {
      wrap = try EpochWrap(
        keys.secret, to: request.device, in: context, ephemeralSeed: ephemeralSeed)
    } catch {
      throw .refused(.keysAcceptable)
    }
    let addition = MembershipBody.Addition(
      member: member, wrap: wrap, countersignature: countersignature, request: request)
    return try make(.add(addition), by: identity, time: time)
  }

  private func make(
    _ body: MembershipBody, by identity: DeviceIdentity, time: UInt64
  ) throws(MembershipError) -> [UInt8] {
    let bytes = MembershipRecord.make(
      type: body.type, content: body.encoded, in: workspace, index: UInt64(records.count),
      after: head, by: identity, time: time)
    var next = self
    try next.append(bytes)
    return bytes
  }
}
