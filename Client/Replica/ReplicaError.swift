public import SQLite

/// Why a replica refuses or cannot do what it was asked.
public enum ReplicaError: Error, Sendable {
  /// No workspace was found from the current folder upwards.
  case noWorkspace(String)
  /// There is a workspace in this folder already.
  case workspaceExists(String)
  /// The device asked to join and was not let in yet.
  case notJoined
  /// The file is no replica, or a newer Concord made it.
  case notAReplica(path: String, reason: String)
  /// The database failed.
  case database(SQLiteError, path: String)
  /// Another command holds the replica for longer than we wait.
  case busy(String)
  /// A file beside the database cannot be read or written.
  case file(path: String, reason: String)
  /// The views do not say what the log says.
  case damaged(String)
  /// What was asked cannot be done; the text says why, and the hint what can be.
  case refused(String, hint: String = "")
  /// An id that names nothing here; the candidates are what there is.
  case unknownID(String, candidates: [String])
  /// An id that names more than one thing.
  case ambiguousID(String, candidates: [String])
}
