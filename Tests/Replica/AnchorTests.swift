import Foundation
import Host
import SQLite
import Testing

@testable import Replica

@Suite struct AnchorTests {
  private let folder = NSTemporaryDirectory() + "concord-anchor-\(UUID().uuidString)"

  private var path: String { folder + "/replica.db" }
  private var anchorPath: String {
    folder + "/state/concord/anchor-" + String(repeating: "07", count: 16)
  }

  private func makeDatabase() throws -> Connection {
    try FileManager.default.createDirectory(
      atPath: folder + "/state", withIntermediateDirectories: true)
    let database = try Connection(path: path)
    try database.execute(Schema.script)
    let meta = Meta(database)
    try meta.set(.database, .blob([UInt8](repeating: 7, count: 16)))
    try meta.set(.replica, .bits(5))
    try meta.set(.number, .bits(3))
    return database
  }

  private func anchor(_ database: Connection, at path: String) -> Anchor {
    Anchor(
      database, databasePath: path,
      environment: Environment(["XDG_STATE_HOME": folder + "/state"]))
  }

  private func remove() { try? FileManager.default.removeItem(atPath: folder) }

  @Test func aReplicaThatGoesOnKeepsItsName() throws {
    defer { remove() }
    let database = try makeDatabase()
    try anchor(database, at: path).check()
    anchor(database, at: path).write()
    // The anchor may lag behind: a commit whose anchor was lost is no reason for a new name.
    try Meta(database).set(.number, .bits(4))
    try anchor(database, at: path).check()
    #expect(try Meta(database).bits(.replica) == 5)
    #expect(try Meta(database).bits(.number) == 4)
  }

  @Test func aDatabaseThatWasSetBackInPlaceGetsANewNameAndLane() throws {
    defer { remove() }
    let database = try makeDatabase()
    try Meta(database).set(.lane, .bits(9))
    try anchor(database, at: path).check()
    anchor(database, at: path).write()
    try Meta(database).set(.number, .bits(2))
    try anchor(database, at: path).check()
    #expect(try Meta(database).bits(.replica) != 5)
    #expect(try Meta(database).bits(.number) == 0)
    #expect(try Meta(database).first(.lane) { _ in true } == nil)
  }

  @Test func aCopyOfTheFileGetsANewNameAndTheOriginalKeepsIts() throws {
    defer { remove() }
    let original = try makeDatabase()
    try anchor(original, at: path).check()
    _ = try original.first("PRAGMA wal_checkpoint(TRUNCATE)") { _ in true }
    let copyPath = folder + "/copy.db"
    try FileManager.default.copyItem(atPath: path, toPath: copyPath)
    let copy = try Connection(path: copyPath)
    try anchor(copy, at: copyPath).check()
    try anchor(original, at: path).check()
    #expect(try Meta(copy).bits(.replica) != 5)
    #expect(try Meta(original).bits(.replica) == 5)
  }

  @Test func aTornAnchorSaysNothing() throws {
    defer { remove() }
    let database = try makeDatabase()
    try anchor(database, at: path).check()
    anchor(database, at: path).write()
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: anchorPath)))
    bytes[19] ^= 0x40
    try Data(bytes).write(to: URL(fileURLWithPath: anchorPath))
    try Meta(database).set(.number, .bits(2))
    try anchor(database, at: path).check()
    #expect(try Meta(database).bits(.replica) == 5)
  }
}
