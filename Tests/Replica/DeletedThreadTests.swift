import Bytes
import ChangeLog
import Review
import Testing

@testable import Replica

/// A reply that is to be seen, under a note that is not.
@Suite struct DeletedThreadTests {
  private let note = ObjectID([UInt8](repeating: 0xa0, count: 16))
  private let reply = ObjectID([UInt8](repeating: 0xa1, count: 16))
  private var replica: TestDatabase

  init() throws { replica = try TestDatabase() }

  private mutating func put(
    _ object: ObjectID, _ field: Field, _ value: Value, after past: [EncodedChange] = [],
    replaces: [OperationID] = [], seen: [OperationID] = []
  ) throws -> EncodedChange {
    let change = try replica.make(
      on: 0, after: past,
      [.put(CellKey(object, field), value, replaces: replaces, seen: seen)])
    try replica.admit(change)
    return change
  }

  private mutating func clear(_ object: ObjectID, _ change: EncodedChange) throws {
    try replica.admit(
      replica.make(
        on: 0, [.clear(CellKey(object, .deleted), replaces: [OperationID(change.id, 0)])]))
  }

  private mutating func delete(_ object: ObjectID, _ seen: EncodedChange) throws -> EncodedChange {
    try put(object, .deleted, .bool(true), seen: [OperationID(seen.id, 0)])
  }

  /// Method: each step comes in a transaction of its own and touches one of the two objects.
  @Test mutating func waitsForAPersonAsLongAsTheReplyIsToBeSeen() throws {
    let root = try put(note, .noteOn, .bytes(note.bytes))
    let answer = try put(reply, .noteReply, .bytes(note.bytes))
    #expect(try replica.conflicts() == [])
    let deletion = try delete(note, root)
    #expect(try replica.conflicts() == [.deletion])

    // The reply is deleted, comes back, and is deleted again.
    let second = try delete(reply, answer)
    #expect(try replica.conflicts() == [])
    try clear(reply, second)
    #expect(try replica.conflicts() == [.deletion])
    let third = try delete(reply, answer)
    #expect(try replica.conflicts() == [])
    try clear(reply, third)

    // The reply is moved away, and back.
    let away = try put(
      reply, .noteReply, .bytes(reply.bytes), replaces: [OperationID(answer.id, 0)])
    #expect(try replica.conflicts() == [])
    _ = try put(reply, .noteReply, .bytes(note.bytes), replaces: [OperationID(away.id, 0)])
    #expect(try replica.conflicts() == [.deletion])

    // The note comes back.
    try clear(note, deletion)
    #expect(try replica.conflicts() == [])
  }
}
