import Bytes
import SQLite
import Trust

/// The membership records in a replica's database, and the table of devices that follows from them.
///
/// Editing reads only the table: replaying the log would cost a command more than its own work.
struct MembershipStore {
  let database: Connection

  init(_ database: Connection) { self.database = database }

  /// Stores `records`, the last ones of `log`, and brings the table of devices up to date.
  ///
  /// The caller has a transaction open.
  func store(_ records: [[UInt8]], of log: MembershipLog) throws {
    let first = log.count - records.count
    for (offset, record) in records.enumerated() {
      try database.run(
        "INSERT INTO membership VALUES (?1, ?2, ?3)",
        [
          .integer(first + offset), .blob(log.records[first + offset].id.bytes), .blob(record),
        ])
    }
    try Meta(database).set(.epoch, .bits(UInt64(log.epoch)))
    try database.run("DELETE FROM device")
    var number = 0
    for member in log.members {
      for device in member.devices {
        number += 1
        try database.run(
          "INSERT INTO device VALUES (?1, ?2, ?3, ?4)",
          [
            .blob(device.bytes), .blob(member.id.bytes), .integer(Int(member.role.rawValue)),
            .integer(number),
          ])
      }
    }
  }

  /// The member who made the workspace, who stays the first of its members.
  func founder() throws -> MemberID? {
    try database.first("SELECT member FROM device ORDER BY number, id LIMIT 1") {
      MemberID($0.blob(0))
    }
  }

  /// The log, from records that were checked before they were stored; nil while there are none.
  func log() throws -> MembershipLog? {
    let records = try database.rows("SELECT record FROM membership ORDER BY number") { $0.blob(0) }
    guard !records.isEmpty else { return nil }
    do {
      return try MembershipLog(restoring: records)
    } catch {
      throw ReplicaError.damaged("the membership records do not form a log: \(error)")
    }
  }
}
