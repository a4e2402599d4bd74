public import Bytes
import SQLite
import SyncProtocol
import Trust

// What RelayStore says of each method holds here.
extension SQLiteStore {
  /// Finds a workspace.
  public func workspace(_ id: WorkspaceID) throws -> StoredWorkspace? {
    try translating {
      try connection.first(
        "SELECT position, root, record_count, byte_count FROM workspace WHERE id = ?1",
        [.blob(id.bytes)]
      ) { row in
        let root = row.blob(1)
        guard root.count == 32 else {
          throw RelayStoreError.damaged(detail: "a stored root has a wrong length")
        }
        return StoredWorkspace(
          log: LogHead(position: row.bits(0), root: LogRoot(root)), recordCount: row.bits(2),
          byteCount: row.bits(3))
      }
    }
  }

  /// Adds an empty workspace.
  public func addWorkspace(_ id: WorkspaceID) throws {
    try translating {
      try connection.run(
        """
        INSERT INTO workspace (id, position, root, record_count, byte_count)
        VALUES (?1, 0, ?2, 0, 0)
        """, [.blob(id.bytes), .blob(StoredWorkspace.empty.log.root.bytes)])
    }
  }

  /// Reads membership records.
  public func records(
    of workspace: WorkspaceID, from first: UInt64, byteCount: Int
  ) throws -> [[UInt8]] {
    try translating {
      guard let row = try row(of: workspace), first <= UInt64(Int64.max) else { return [] }
      var records: [[UInt8]] = []
      var rest = byteCount
      try connection.query(
        "SELECT bytes FROM record WHERE workspace = ?1 AND place >= ?2 ORDER BY place LIMIT ?3",
        [.integer(row), .bits(first), .integer(Limits.records)]
      ) { record in
        guard rest >= 0 else { return }
        let bytes = record.blob(0)
        rest -= bytes.count + 5
        if records.isEmpty || rest >= 0 { records.append(bytes) }
      }
      return records
    }
  }

  /// Appends a membership record.
  public func addRecord(_ bytes: [UInt8], at index: UInt64, to workspace: WorkspaceID) throws {
    try translating {
      let row = try knownRow(of: workspace)
      try connection.run(
        "INSERT INTO record VALUES (?1, ?2, ?3)", [.integer(row), .bits(index), .blob(bytes)])
      let updated = try connection.run(
        "UPDATE workspace SET record_count = ?2 + 1 WHERE row = ?1 AND record_count = ?2",
        [.integer(row), .bits(index)])
      precondition(updated == 1, "records follow each other")
      noteWrite(bytes.count + 16 << 10)
    }
  }

  /// Lists the join requests that wait.
  public func joinRequests(
    of workspace: WorkspaceID
  ) throws -> [(invite: [UInt8], request: [UInt8])] {
    try translating {
      guard let row = try row(of: workspace) else { return [] }
      return try connection.rows(
        "SELECT invite, bytes FROM join_request WHERE workspace = ?1 ORDER BY invite",
        [.integer(row)]
      ) { (invite: $0.blob(0), request: $0.blob(1)) }
    }
  }

  /// Keeps a join request.
  public func setJoinRequest(
    _ request: [UInt8], of invite: [UInt8], in workspace: WorkspaceID
  ) throws {
    try translating {
      try connection.run(
        """
        INSERT INTO join_request VALUES (?1, ?2, ?3)
        ON CONFLICT DO UPDATE SET bytes = excluded.bytes
        """, [.integer(try knownRow(of: workspace)), .blob(invite), .blob(request)])
      noteWrite(request.count + 8 << 10)
    }
  }

  /// Forgets a join request.
  public func removeJoinRequest(of invite: [UInt8], in workspace: WorkspaceID) throws {
    try translating {
      try connection.run(
        "DELETE FROM join_request WHERE workspace = ?1 AND invite = ?2",
        [.integer(try knownRow(of: workspace)), .blob(invite)])
    }
  }
}
