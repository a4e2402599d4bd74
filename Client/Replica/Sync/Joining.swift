import Bytes
import ChangeLog
import Cryptography
import Host
import Review
import SQLite
public import SyncProtocol
public import Trust

/// A device that asked to join a workspace and was not let in yet.
///
/// The folder is a replica's, with keys and a database, but without a member: nothing can be
/// written in it until somebody has approved.
public final class Joining {
  /// The invite, with the relay it leads to.
  public let token: InviteToken
  /// What the joiner wants to be called.
  public let name: String
  private let folder: String
  private let database: Connection

  /// Makes a folder in `parent` for a device that holds `token`.
  public static func begin(in parent: String, token: InviteToken, name: String) throws -> Joining {
    let folder = try Replica.make(in: parent) { folder in
      let identity = try Replica.makeIdentity(in: folder)
      let database = try Replica.makeDatabase(
        in: folder, workspace: token.secret.workspace, device: identity.id)
      try database.withTransaction {
        let meta = Meta(database)
        try meta.set(.invite, .text(token.text))
        try meta.set(.name, .text(name))
        try meta.set(.relay, .text(token.relay.url))
        try meta.set(.pin, .blob(token.relay.pin ?? []))
      }
    }
    guard let joining = try Joining(openAt: folder) else {
      preconditionFailure("a folder that was made for joining is none")
    }
    return joining
  }

  /// Opens the folder, or gives nil when its device is a member already.
  public init?(openAt folder: String) throws {
    let database = try Replica.connect(Replica.databasePath(folder), mayCreate: false)
    let meta = Meta(database)
    guard let text = try meta.first(.invite, { $0.text(0) }) else { return nil }
    do {
      token = try InviteToken(parsing: text)
    } catch {
      throw ReplicaError.damaged("the invite that was stored cannot be read")
    }
    name = try meta.first(.name) { $0.text(0) } ?? ""
    deviceText = Replica.grouped(try meta.blob(.device, count: DeviceID.byteCount))
    self.folder = folder
    self.database = database
  }

  /// This device's id as people compare it: 26 digits in groups.
  public let deviceText: String

  /// What the session with the relay needs to know, at the time `time`.
  public func invitation(at time: UInt64) throws -> JoinSession.Invitation {
    let identity = try DeviceIdentity(
      decoding: try File.read(Replica.identityPath(folder), limit: 4_096))
    let (secret, name) = (token.secret, name)
    return JoinSession.Invitation(secret: secret, device: identity.id, time: time) { log in
      guard let creator = log.invite(secret.id)?.creator, let inviter = log.keys(of: creator)
      else { throw SessionFailure.membershipForked }
      return try JoinRequest(
        by: identity, with: secret, name: name, inviter: inviter, memberHead: log.head,
        ephemeralSeed: SecureRandom.secret(32))
    }
  }

  /// Makes a replica of the folder, whose device `log` lets in.
  ///
  /// A new writer says what to be called; another device of a member has nothing to say yet.
  public func finish(with log: MembershipLog, time: UInt64) throws -> Replica {
    let device = DeviceID(try Meta(database).blob(.device, count: 16))
    guard let member = log.member(of: device) else {
      preconditionFailure("a device that was not let in")
    }
    try database.withTransaction {
      let meta = Meta(database)
      try MembershipStore(database).store(log.records.map(\.bytes), of: log)
      try meta.set(.member, .blob(member.bytes))
      try meta.remove(.invite)
    }
    let replica = try Replica(openAt: folder)
    // A reader can write nothing, the own name included, and shows by the member's id.
    if log.member(member)?.devices.count == 1, log.role(of: device) ?? .reader >= .writer {
      try replica.edit(time: time) { builder in
        try builder.put(CellKey(ObjectID(member.bytes), .memberName), .string(name))
      }
    }
    return replica
  }

  /// Removes the folder of a device that will not be let in.
  public static func giveUp(_ folder: String) throws { try Folder.removeFlat(folder) }
}
