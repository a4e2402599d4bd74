import Foundation
import Testing

/// A conflict as `concord conflicts --json` lists it.
struct ListedConflict: Decodable, Equatable {
  struct Choice: Decodable, Equatable {
    let member: String?
    let value: String
  }
  let id: String
  let kind: String
  let about: String
  let waitsFor: String?
  let values: [Choice]
}

/// A note as `concord note list --json` lists it.
struct ListedNote: Decodable {
  let id: String
  let author: String
  let text: String
}

/// Somebody's replica on one device: a folder in which `concord` is called.
struct Person {
  let name: String
  let folder: String
  let site: Site

  var replica: String { folder + "/.concord" }
  var database: String { replica + "/replica.db" }

  /// Calls `concord` and leaves the exit code to the caller.
  func call(
    _ words: [String], input: Child.Input = .nothing, under wrapper: [String] = [],
    environment: [String: String] = [:], seconds: Double = 30
  ) throws -> Outcome {
    try start(words, input: input, under: wrapper, environment: environment)
      .wait(seconds: seconds)
  }

  /// Calls `concord` and goes on while it runs.
  func start(
    _ words: [String], input: Child.Input = .nothing, under wrapper: [String] = [],
    environment: [String: String] = [:]
  ) throws -> Child {
    try site.start(
      wrapper + [Tools.concord] + words, in: folder, input: input, environment: environment)
  }

  /// Calls `concord`, whose exit code must be `code`.
  @discardableResult
  func run(
    _ words: [String], input: String? = nil, environment: [String: String] = [:],
    expecting code: Int32 = 0
  ) throws -> Outcome {
    var source = Child.Input.nothing
    if let input { source = .file(try site.write(input, to: "input-\(UUID())")) }
    let outcome = try call(words, input: source, environment: environment)
    guard outcome.code == code else {
      throw Surprise(description: "expected exit \(code): \(outcome)")
    }
    return outcome
  }

  @discardableResult
  func run(_ words: String..., expecting code: Int32 = 0) throws -> Outcome {
    try run(words, expecting: code)
  }

  // MARK: Looking

  func digest() throws -> String { try run("doctor", "--digest").output }

  func isHealthy() throws -> Bool {
    try run("doctor").output.contains("Healthy")
  }

  func conflicts() throws -> [ListedConflict] {
    struct List: Decodable { let conflicts: [ListedConflict] }
    return try decode(List.self, "conflicts", "--json").conflicts
  }

  func notes() throws -> [ListedNote] {
    struct List: Decodable { let notes: [ListedNote] }
    return try decode(List.self, "note", "list", "--json").notes
  }

  /// Writes a note and returns its id.
  @discardableResult
  func note(_ text: String, on target: String = "R1") throws -> String {
    let outcome = try run(["note", "add", target, "-m", "-", "--json"], input: text)
    return try JSONDecoder().decode(ListedNote.self, from: Data(outcome.output.utf8)).id
  }

  private func decode<Listing: Decodable>(
    _ type: Listing.Type, _ words: String...
  ) throws -> Listing {
    try JSONDecoder().decode(type, from: Data(try run(words).output.utf8))
  }

  // MARK: Refusals

  /// Expects a command to fail with `code`, to say why, and to change nothing.
  func expectRefusal(
    _ words: [String], code: Int32, saying text: String, input: Child.Input = .nothing,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try digest()
    let outcome = try call(words, input: input)
    #expect(outcome.code == code, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(text), "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, "\(outcome)", sourceLocation: sourceLocation)
    #expect(try digest() == before, sourceLocation: sourceLocation)
    #expect(try isHealthy(), sourceLocation: sourceLocation)
  }
}

/// Syncs everybody until all know everything, and expects one digest.
func expectAgreement(
  _ people: [Person], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for person in people + people { try person.run("sync") }
  let digests = try people.map { try $0.digest() }
  #expect(Set(digests).count == 1, "\(digests)", sourceLocation: sourceLocation)
  for person in people {
    #expect(try person.isHealthy(), "\(person.name)", sourceLocation: sourceLocation)
  }
}
