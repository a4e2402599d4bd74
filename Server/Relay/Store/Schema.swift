import Bytes
import SQLite
import SyncProtocol
import Trust

/// The tables of ``SQLiteStore``.
enum Schema {
  /// "CNCR" in the header of the file, so that `file` and we can tell it from other databases.
  static let applicationID: Int64 = 0x434e_4352
  static let version: Int64 = 1

  /// Makes the tables in an empty database, or checks that they are ours.
  static func prepare(_ connection: Connection, fresh: GenerationID) throws -> GenerationID {
    let application = try pragma("application_id", of: connection)
    let version = try pragma("user_version", of: connection)
    let tables = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.integer(0) }
    if tables == 0 {
      try connection.execute(script)
      try connection.run("INSERT INTO store (generation) VALUES (?1)", [.blob(fresh.bytes)])
      return fresh
    }
    guard application == applicationID else {
      throw RelayStoreError.failed(detail: "the file is not a relay's store")
    }
    guard version == Self.version else {
      throw RelayStoreError.failed(detail: "the store has version \(version), not \(Self.version)")
    }
    let bytes = try connection.first("SELECT generation FROM store") { $0.blob(0) }
    guard let bytes, bytes.count == 16 else {
      throw RelayStoreError.damaged(detail: "the store has no generation")
    }
    return GenerationID(bytes)
  }

  private static func pragma(_ name: String, of connection: Connection) throws -> Int64 {
    try connection.first("PRAGMA \(name)") { $0.integer(0) } ?? 0
  }

  private static let script = """
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    CREATE TABLE store (generation BLOB NOT NULL);
    CREATE TABLE workspace (
      row INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      position INTEGER NOT NULL,
      root BLOB NOT NULL,
      record_count INTEGER NOT NULL,
      byte_count INTEGER NOT NULL);
    CREATE TABLE record (
      workspace INTEGER NOT NULL REFERENCES workspace,
      place INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (workspace, place));
    CREATE TABLE lane (
      row INTEGER PRIMARY KEY,
      workspace INTEGER NOT NULL REFERENCES workspace,
      device BLOB NOT NULL,
      lane BLOB NOT NULL,
      sequence INTEGER NOT NULL,
      id BLOB NOT NULL,
      member_head BLOB NOT NULL,
      UNIQUE (workspace, device, lane));
    CREATE TABLE segment (
      workspace INTEGER NOT NULL REFERENCES workspace,
      position INTEGER NOT NULL,
      root BLOB NOT NULL,
      id BLOB NOT NULL,
      lane INTEGER NOT NULL REFERENCES lane,
      sequence INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (workspace, position),
      UNIQUE (workspace, id),
      UNIQUE (lane, sequence));
    CREATE TABLE usage (
      workspace INTEGER NOT NULL REFERENCES workspace,
      member BLOB NOT NULL,
      byte_count INTEGER NOT NULL,
      PRIMARY KEY (workspace, member));
    CREATE TABLE join_request (
      workspace INTEGER NOT NULL REFERENCES workspace,
      invite BLOB NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (workspace, invite));
    """
}
