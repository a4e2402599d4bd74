import Bytes
import ChangeLog
import Cryptography
import Host
public import Review
import SQLite
import Trust

/// Making a replica: of a new workspace, or of one this device asks to join.
extension Replica {
  /// Founds a workspace in `parent`, whose first member and device this is; needs no network.
  ///
  /// - Parameters:
  ///   - parent: The folder that will hold the `.concord` folder.
  ///   - title: What the workspace is called.
  ///   - name: What the founder is called.
  ///   - time: Milliseconds since 1970, for display.
  public static func found(
    in parent: String, title: String, name: String, criteria: [Criterion], time: UInt64
  ) throws -> Replica {
    let folder = try make(in: parent) { folder in
      let identity = try makeIdentity(in: folder)
      let member = MemberID(SecureRandom.bytes(16))
      let genesis = try MembershipLog.makeGenesis(
        by: identity, member: member, secret: SecureRandom.secret(EpochKeys.secretByteCount),
        ephemeralSeed: SecureRandom.secret(32), time: time)
      let log = try MembershipLog(genesis: genesis)
      let database = try makeDatabase(in: folder, workspace: log.workspace, device: identity.id)
      try database.withTransaction {
        try Meta(database).set(.member, .blob(member.bytes))
        try MembershipStore(database).store([genesis], of: log)
      }
      let replica = try Replica(openAt: folder)
      try replica.edit(time: time) { builder in
        let workspace = replica.workspaceObject
        try builder.put(CellKey(workspace, .workspaceTitle), .string(title))
        for criterion in criteria {
          try builder.put(
            CellKey(workspace, .criterion, element: Array(criterion.name.utf8)),
            criterion.encoded)
        }
        try builder.put(
          CellKey(ObjectID(replica.member.bytes), .memberName), .string(name))
      }
    }
    return try Replica(openAt: folder)
  }

  /// Makes everything in a folder of another name, which takes its place only when it is whole.
  ///
  /// - Returns: The path of the folder.
  static func make(in parent: String, _ fill: (String) throws -> Void) throws -> String {
    let folder = parent + "/" + folderName
    guard try File.status(folder) == nil else { throw ReplicaError.workspaceExists(parent) }
    let building = folder + ".new"
    // Left over from a command that was stopped half way: nothing in it was ever promised.
    try Folder.removeFlat(building)
    do {
      try Folder.make(building)
      try fill(building)
      try Folder.rename(building, to: folder)
    } catch {
      try? Folder.removeFlat(building)
      throw error
    }
    return folder
  }

  /// Makes this device's keys and writes them where only this user can read them.
  static func makeIdentity(in folder: String) throws -> DeviceIdentity {
    let identity = DeviceIdentity(
      signingSeed: SecureRandom.secret(32), agreementKey: SecureRandom.secret(32))
    try File.write(identity.encoded(), to: identityPath(folder), permissions: 0o600)
    return identity
  }

  static func makeDatabase(
    in folder: String, workspace: WorkspaceID, device: DeviceID
  ) throws -> Connection {
    let database = try connect(databasePath(folder), mayCreate: true)
    try database.execute(Schema.script)
    try database.withTransaction {
      let meta = Meta(database)
      try meta.set(.workspace, .blob(workspace.bytes))
      try meta.set(.device, .blob(device.bytes))
      try meta.set(.database, .blob(SecureRandom.bytes(16)))
      try meta.set(.replica, .bits(randomBits()))
      try meta.set(.number, .bits(0))
    }
    return database
  }

  /// 64 random bits, for the name of a replica or a lane.
  static func randomBits() -> UInt64 {
    SecureRandom.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// This device's secret keys.
  func identity() throws -> DeviceIdentity {
    let path = Self.identityPath(folder)
    do {
      let identity = try DeviceIdentity(decoding: try File.read(path, limit: 4_096))
      guard identity.id == device else {
        throw ReplicaError.file(path: path, reason: "these are the keys of another device")
      }
      return identity
    } catch let error as FileError {
      throw ReplicaError.file(path: path, reason: error.description)
    } catch let error as FormatError {
      throw ReplicaError.file(path: path, reason: "it is damaged: \(error)")
    }
  }
}
