public import Bytes

/// Says why a membership record is not applied.
public enum MembershipError: Error, Equatable, Sendable {
  /// The bytes are no record.
  case malformed(FormatError)
  /// A record of a type, or with an option, that this version does not understand.
  ///
  /// The log cannot be followed any further: what comes after may depend on it.
  case needsNewer(type: UInt8)
  /// The record breaks a rule of the log.
  case refused(MembershipRule)
}

/// A rule of the membership log (docs/format.md §6.4).
///
/// The raw values appear in messages and logs.
public enum MembershipRule: String, Sendable, CaseIterable {
  /// The log starts with a genesis record, and only there.
  case genesisFirst = "genesis-first"
  /// The genesis record is named by the workspace id.
  case genesisMatchesWorkspace = "genesis-matches-workspace"
  /// The record continues this log: workspace, index and previous record.
  case continuesLog = "continues-log"
  /// The log has room for the record.
  case roomInLog = "room-in-log"
  /// The author is a device on the log, with the role that the record takes.
  case authorMay = "author-may"
  /// The signature is the author's.
  case signed = "signed"
  /// The keys of devices and invites are canonical and of large order.
  case keysAcceptable = "keys-acceptable"
  /// The device is new: ids are never used again.
  case deviceIsNew = "device-is-new"
  /// The workspace, and the member, have room for another device.
  case roomForDevice = "room-for-device"
  /// The invite is on the log, neither used nor revoked.
  case inviteIsOpen = "invite-is-open"
  /// The invite is new, and there is room for another.
  case inviteIsNew = "invite-is-new"
  /// The join request was made for this log.
  case requestMatchesLog = "request-matches-log"
  /// The join request is signed by the invite and by the device.
  case requestSigned = "request-signed"
  /// The member id is the one of the invite, or a new one if it names none.
  case memberMatchesInvite = "member-matches-invite"
  /// A device joins an existing member with a countersignature by a device of that member.
  case countersigned = "countersigned"
  /// The member is on the log.
  case memberExists = "member-exists"
  /// A role only ever grows, in this version.
  case roleGrows = "role-grows"
  /// The wrapped epoch secret opens, and is the one that the log commits to.
  case epochMatchesCommitment = "epoch-matches-commitment"
}
