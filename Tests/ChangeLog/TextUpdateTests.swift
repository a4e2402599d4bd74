import Bytes
import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextUpdateTests {
  /// Peers edit one text and send each other what they lack, as updates.
  ///
  /// Method: after every step the peer that acted must hold what a second history holds that gets
  /// the same runs one by one, and its editor, which sees only the edits that come back, its text.
  /// Updates come late, twice and with runs that are there; where an earlier one is missing,
  /// nothing may change. The state of a peer must be as good as new: its criticals, its bytes.
  @Test(arguments: seeds(60))
  func mergesUpdatesAsItAddsTheirRuns(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    var peers = (0..<workload.number(2...4)).map { Peer(replica: ReplicaID(rawValue: UInt64($0))) }
    for _ in 0..<workload.number(10...60) {
      let peer = workload.number(0...peers.count - 1)
      if workload.chance(60) {
        try peers[peer].makeRuns(&workload)
      } else {
        try peers[peer].pull(from: peers[workload.number(0...peers.count - 1)], &workload)
      }
      try peers[peer].check()
    }
    for peer in peers.indices {
      for other in peers { try peers[peer].pull(from: other, since: [], twice: false) }
      try peers[peer].check()
    }
    let all = Set(peers.map { $0.history.encoded() })
    #expect(all.count == 1)
  }

  /// Method: the update comes from a history where the run that it follows was longer.
  ///
  /// It is one run or two, and all there is or concurrent with another.
  @Test(arguments: [false, true], [false, true])
  func refusesWhatReachesBeyondTheText(isAlone: Bool, isConcurrent: Bool) throws {
    let runs = [
      insertion("x", id: name(2), at: [name(1)], position: 5, deleteCount: 1),
      insertion("y", id: name(3), at: [name(2)]),
    ]
    let other = try TextHistory([insertion("abcdef", id: name(1))] + runs.prefix(isAlone ? 1 : 2))
    let update = try other.encoded(since: [name(1)])
    var history = try TextHistory([insertion("abc", id: name(1))])
    if isConcurrent { try history.add(insertion("z", id: name(4), at: [name(1)], position: 3)) }
    let (text, bytes) = (history.text, history.encoded())
    let error = try #require(throws: TextUpdateError.self) { try history.merge(encoded: update) }
    guard case .malformed(let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect("\(reason)".contains("beyond the end of the text"))
    #expect(history.text == text)
    #expect(history.encoded() == bytes)
    // It goes on as if nothing had come.
    try history.add(insertion("!", id: name(5), by: 3, at: [name(1)], position: 0))
    #expect(history.text == "!" + text)
  }
}

/// Copies of histories while the originals go on in every way, and their own ways, too.
@Suite struct TextCopyTests {
  @Test(arguments: seeds(30))
  func aCopyStaysAsItWas(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    var histories = [TextHistory(), TextHistory()]
    var copies: [(history: TextHistory, text: String, encoded: [UInt8])] = []
    for step in 0..<60 {
      let own = workload.number(0...1)
      let replica = ReplicaID(rawValue: UInt64(own))
      switch workload.number(0...4) {
      case 0:
        let frontier = histories[own].frontier
        let version = workload.chance(70) ? frontier : []
        for run in workload.runs(by: replica, at: version, length: histories[own].count) {
          try histories[own].add(run)
        }
      case 1:
        let position = workload.number(0...histories[own].count)
        try histories[own].edit(
          TextEdit(position: position, deleteCount: 0, insert: workload.text(upTo: 3)),
          id: OperationID(name(UInt8(own + 1)).change, step), replica: replica)
      case 2:
        try histories[own].merge(encoded: try histories[1 - own].encoded(since: []))
      case 3:
        let history = histories[own]
        copies.append((history, history.text, history.encoded()))
      default:
        guard copies.count > 3 else { continue }
        histories[own] = copies[workload.number(0...copies.count - 1)].history
      }
      for copy in copies {
        try #require(copy.history.text.utf8.elementsEqual(copy.text.utf8))
        try #require(copy.history.encoded() == copy.encoded)
      }
    }
  }
}

/// A replica that merges updates, and one that adds their runs.
private struct Peer {
  let replica: ReplicaID
  var history = TextHistory()
  var reference = TextHistory()
  var editor = ""
  private var versions: [TextVersion] = [[]]

  init(replica: ReplicaID) { self.replica = replica }

  mutating func makeRuns(_ workload: inout TextWorkload) throws {
    var version = history.frontier
    if workload.chance(15) { version = versions[workload.number(0...versions.count - 1)] }
    for run in workload.runs(by: replica, at: version, length: history.count) {
      editor = TextEdit.applying(try history.add(run), to: editor)
      try reference.add(run)
      if workload.chance(60) { versions.append(history.frontier) }
    }
  }

  /// Gets what `other` has besides what it knows to be here, or thinks is here.
  mutating func pull(from other: Peer, _ workload: inout TextWorkload) throws {
    var version = history.frontier.filter { other.history.contains($0) }
    if workload.chance(30) {
      version = other.versions[workload.number(0...other.versions.count - 1)]
    }
    try pull(from: other, since: version, twice: workload.chance(20))
  }

  mutating func pull(from other: Peer, since version: TextVersion, twice: Bool) throws {
    let bytes = try other.history.encoded(since: version)
    let isHere = version.allSatisfy { history.contains($0) }
    let before = history.encoded()
    do {
      try merge(bytes)
      for run in other.history.runs where !other.holds(run.id, at: version) {
        try reference.add(run)
      }
    } catch TextUpdateError.missing(let id) {
      try #require(!isHere && !history.contains(id))
      try #require(other.history.contains(id))
      try #require(history.encoded() == before)
    }
    if twice, isHere { try merge(bytes) }
  }

  func holds(_ id: OperationID, at version: TextVersion) -> Bool {
    version.contains { $0 == id || history.isAncestor(id, of: $0) }
  }

  mutating func merge(_ bytes: [UInt8]) throws {
    editor = TextEdit.applying(try history.merge(encoded: bytes), to: editor)
  }

  func check() throws {
    try #require(history.text.utf8.elementsEqual(reference.text.utf8))
    try #require(editor.utf8.elementsEqual(reference.text.utf8))
    try #require(history.frontier == reference.frontier)
    let runs = history.runs.sorted { $0.id < $1.id }
    try #require(runs == reference.runs.sorted { $0.id < $1.id })
    try #require(history.encoded() == reference.encoded())
    try #require(history.criticalRuns == reference.criticalRuns)
  }
}

extension TextHistory {
  /// The names of the critical runs, and how long the text was behind the last of each stretch.
  fileprivate var criticalRuns: [String] {
    read { state in
      var ids: Set<String> = []
      for index in 0..<state.criticals.count {
        let critical = state.criticals[index]
        for step in Int(critical.start)..<Int(critical.end) {
          ids.insert("\(state.names.name(of: state.log.run(of: step)))")
        }
        let last = state.names.name(of: state.log.run(of: Int(critical.end) - 1))
        ids.insert("\(last) \(critical.length)")
      }
      return ids.sorted()
    }
  }
}
