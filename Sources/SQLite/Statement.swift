private import CSQLite

/// A value that SQL text can hold a place for.
public enum SQLiteValue: Equatable, Sendable {
  /// No value.
  case null
  /// A 64-bit integer.
  case integer(Int64)
  /// Text, stored as UTF-8.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  /// A count or an index.
  public static func integer(_ value: Int) -> Self { .integer(Int64(value)) }

  /// A 64-bit pattern, stored as the signed integer of the same bits.
  public static func bits(_ value: UInt64) -> Self { .integer(Int64(bitPattern: value)) }

  /// The text, or null.
  public static func text(orNull value: String?) -> Self { value.map { .text($0) } ?? .null }

  /// The bytes, or null.
  public static func blob(orNull value: [UInt8]?) -> Self { value.map { .blob($0) } ?? .null }

  /// The integer, or null.
  public static func integer(orNull value: Int64?) -> Self { value.map { .integer($0) } ?? .null }
}

/// A compiled SQL statement, owned by the connection that compiled it.
final class Statement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let sql: String

  init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK else {
      throw SQLiteError(code: code, connection: connection, sql: sql)
    }
    guard let handle else { preconditionFailure("no statement in \"\(sql)\"") }
    self.handle = handle
    self.connection = connection
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }  // Only repeats an error that `step` has thrown already.

  func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
    precondition(
      values.count == Int(sqlite3_bind_parameter_count(handle)), "wrong number of values: \(sql)")
    for (offset, value) in values.enumerated() {
      let index = Int32(offset + 1)
      let code =
        switch value {
        case .null: sqlite3_bind_null(handle, index)
        case .integer(let integer): sqlite3_bind_int64(handle, index, integer)
        case .text(let text):
          sqlite3_bind_text(
            handle, index, text, Int32(text.utf8.count), concord_sqlite_transient())
        case .blob(let bytes):
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, index, 0)
            : sqlite3_bind_blob64(
              handle, index, bytes, UInt64(bytes.count), concord_sqlite_transient())
        }
      guard code == SQLITE_OK else { throw error(code) }
    }
  }

  /// Advances to the next row; false when there is none.
  func step() throws(SQLiteError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else { throw error(code) }
    return false
  }

  func reset() {
    sqlite3_reset(handle)  // Only repeats an error that `step` has thrown already.
    sqlite3_clear_bindings(handle)
  }

  var row: Row { Row(handle: handle) }

  private func error(_ code: Int32) -> SQLiteError {
    SQLiteError(code: code, connection: connection, sql: sql)
  }
}

/// The current row of a query.
///
/// Columns count from 0. Valid only inside the closure it is lent to.
public struct Row: ~Copyable {
  fileprivate let handle: OpaquePointer

  /// Whether column `index` holds no value.
  public func isNull(_ index: Int32) -> Bool {
    sqlite3_column_type(handle, index) == SQLITE_NULL
  }

  /// The integer in column `index`, 0 for null.
  public func integer(_ index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }

  /// The integer in column `index`, as the unsigned integer of the same bits.
  public func bits(_ index: Int32) -> UInt64 { UInt64(bitPattern: integer(index)) }

  /// The text in column `index`, with what is not UTF-8 replaced; empty for null.
  public func text(_ index: Int32) -> String {
    guard let start = sqlite3_column_text(handle, index) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, index))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The bytes in column `index`; empty for null.
  public func blob(_ index: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, index) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, index))
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}
