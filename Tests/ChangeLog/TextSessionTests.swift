import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextSessionTests {
  private let ana = ReplicaID(rawValue: 7)

  /// Somebody edits, hands histories out, takes in what others send, and mistypes.
  ///
  /// Method: a plain history gets the same edits one by one, and the same updates; both must hold
  /// the same after every step at which anybody looks. What was handed out must stay as it was.
  @Test(arguments: seeds(60))
  func editsAsAHistoryDoes(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    var plain = TextHistory()
    if workload.chance(50) { try plain.add(insertion("before ", id: name(9))) }
    var other = plain
    var session = TextSession(plain, by: ana, from: OperationID(name(1).change, 3))
    var copies: [(history: TextHistory, encoded: [UInt8])] = []
    for step in 0..<workload.number(20...120) {
      switch workload.number(0...19) {
      case 0:
        copies.append((session.history, plain.encoded()))
      case 1:
        let replica = ReplicaID(rawValue: 8)
        try other.edit(
          TextEdit(position: other.count, deleteCount: 0, insert: workload.text(upTo: 4)),
          id: OperationID(name(2).change, step), replica: replica)
        let update = try other.encoded(since: plain.frontier.filter(other.contains))
        _ = try session.withHistory { try $0.merge(encoded: update) }
        _ = try plain.merge(encoded: update)
      case 2:
        _ = try other.merge(encoded: plain.encoded())
      default:
        try edit(&session, &plain, &workload)
      }
      try #require(session.count == plain.count)
      if workload.chance(20) {
        try #require(session.text.utf8.elementsEqual(plain.text.utf8))
        try #require(session.history.encoded() == plain.encoded())
        try #require(session.history.frontier == plain.frontier)
      }
      for copy in copies { try #require(copy.history.encoded() == copy.encoded) }
    }
    #expect(session.history.encoded() == plain.encoded())
  }

  /// One edit, most of them typed or erased where the last one was; one in ten beyond the text.
  private func edit(
    _ session: inout TextSession, _ plain: inout TextHistory, _ workload: inout TextWorkload
  ) throws {
    let id = session.nextName
    let beyond = workload.chance(10) ? 1 : 0
    let position = workload.number(0...plain.count) + beyond * (plain.count + 1)
    let rest = max(plain.count - position, 0)
    let edit =
      switch workload.number(0...3) {
      case 0: TextEdit(position: position, deleteCount: 0, insert: "x")
      case 1: TextEdit(position: position, deleteCount: 1, insert: "")
      case 2: TextEdit(position: position, deleteCount: 0, insert: workload.text(upTo: 3))
      default:
        TextEdit(
          position: position, deleteCount: workload.number(0...min(rest, 5)),
          insert: workload.text(upTo: 3))
      }
    let expected = Result { () throws(TextRunError) in
      try plain.edit(edit, id: id, replica: ana)
    }
    let result = Result { () throws(TextRunError) in try session.edit(edit) }
    switch (expected, result) {
    case (.success, .success): try #require(session.nextName.index == id.index + 1)
    case (.failure(let left), .failure(let right)):
      try #require(left == right)
      try #require(session.nextName == id)
    default: Issue.record("\(edit): \(expected) and \(result)")
    }
  }

  @Test func refusesANameThatIsTaken() throws {
    var session = TextSession(
      try TextHistory([insertion("taken", id: OperationID(name(1).change, 2))]), by: ana,
      from: name(1))
    try session.edit(TextEdit(position: 0, deleteCount: 0, insert: "a"))
    try session.edit(TextEdit(position: 1, deleteCount: 0, insert: "b"))
    #expect(throws: TextRunError.self) {
      try session.edit(TextEdit(position: 2, deleteCount: 0, insert: "c"))
    }
    #expect(session.text == "abtaken")
    #expect(session.nextName == OperationID(name(1).change, 2))
  }

  @Test func countsAsTheEditorDoes() throws {
    var session = TextSession(by: ana, from: name(1))
    try session.edit(TextEdit(position: 0, deleteCount: 0, insert: "🌊 x"), in: .utf16)
    try session.edit(TextEdit(position: 3, deleteCount: 1, insert: "é"), in: .utf16)
    #expect(session.text == "🌊 é")
    #expect(throws: TextRunError.self) {
      try session.edit(TextEdit(position: 1, deleteCount: 0, insert: "y"), in: .utf16)
    }
    #expect(session.text == "🌊 é")
  }
}

/// Updates of one run, which are read without columns.
@Suite struct TextRunReaderTests {
  /// The reader of whole updates must give the same run.
  ///
  /// Cut off anywhere or with any bit turned, the bytes must either be left to it or be an
  /// update that it, too, takes for this run.
  @Test(arguments: seeds(10))
  func readsWhatTheDecoderReads(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    var history = TextHistory()
    var readCount = 0
    for step in 0..<8 {
      let replica = ReplicaID(rawValue: UInt64(workload.number(0...2)))
      let version = workload.chance(60) ? history.frontier : []
      let before = history
      let length = version.isEmpty && step > 0 ? 0 : history.count
      let runs = workload.runs(by: replica, at: version, length: length)
      guard let run = runs.first else { continue }
      try history.add(run)
      let bytes = try history.encoded(since: before.frontier)
      if let read = TextRunReader.run(bytes) {
        // What reaches beyond the text was clipped when it was added.
        #expect(read == history.runs.first { $0.id == run.id })
        readCount += 1
      }
      try check(bytes)
      for length in 0..<bytes.count { try check(Array(bytes.prefix(length))) }
      for bit in 0..<8 * bytes.count {
        var spoilt = bytes
        spoilt[bit / 8] ^= 1 << (bit % 8)
        try check(spoilt)
      }
    }
    #expect(readCount > 0)
  }

  private func check(_ bytes: [UInt8]) throws {
    guard let run = TextRunReader.run(bytes) else { return }
    let decoder = try TextDecoder(bytes)
    try #require(decoder.columns.log.runCount == 1)
    try #require(decoder.columns.onlyRun == run)
  }
}

extension TextColumns {
  /// The run, where there is but one.
  fileprivate var onlyRun: TextRun {
    let first = log.operations[0]
    let last = log.operations.count - 1
    let isInsertion = log.operations[last].kind == .insertion
    let inserted = isInsertion ? log.steps(of: last).count : 0
    return TextRun(
      id: names.name(of: 0), replica: names.replica(of: 0), version: Array(externals),
      position: Int(first.position),
      deleteCount: first.kind == .nothing ? 0 : log.stepCount - inserted,
      insert: log.content.withSpan(0..<log.content.count) { String(utf8: $0) })
  }
}
