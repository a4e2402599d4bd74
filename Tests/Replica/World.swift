import Bytes
import Review
import TestSupport

@testable import ChangeLog

/// A random team at work: makes the changes of a history, well-formed and malformed, from one seed.
///
/// Every seat is one open database file. Two seats share one replica name, as a copied file does,
/// so that one replica is concurrent with itself; two devices belong to one member.
struct World {
  private struct Seat {
    let device: DeviceID
    let replica: ReplicaID
    var model: Model
  }

  static let workspace = ObjectID(Array(repeating: 0xee, count: 16))
  static let memberIDs = (1...3).map { MemberID(Array(repeating: UInt8($0), count: 16)) }
  /// Devices 0 and 1 belong to the first member.
  static let devices = (0..<4).map { DeviceID(Array(repeating: UInt8(0xd0 + $0), count: 16)) }
  static let members = Dictionary(
    uniqueKeysWithValues: devices.enumerated().map { ($1, memberIDs[max(0, $0 - 1)]) })

  private(set) var changes: [EncodedChange] = []
  private var random: SplitMix64
  private var seats: [Seat] = []
  private var number: UInt64 = 0
  /// Few objects and fields, so that people meet; one object is a member's, one the workspace.
  private let objects: [ObjectID]
  /// Objects that hold nothing but what they reply to, so that deletions often cover them.
  private let replies = (0..<3).map { ObjectID(Array(repeating: UInt8(0xb0 + $0), count: 16)) }
  private let criteria = ["cost", "cost\0x", "é"]
  /// What blind rounds there can be: of everything, and of one thing by one criterion.
  private let rounds: [Round]

  /// Whether hardly anything but rating in blind rounds goes on.
  private let isBlind: Bool

  init(seed: UInt64, isBlind: Bool = false) {
    self.isBlind = isBlind
    random = SplitMix64(seed: seed)
    objects =
      [Self.workspace, ObjectID(Self.memberIDs[1].bytes)]
      + (0..<2).map { ObjectID(Array(repeating: UInt8(0xa0 + $0), count: 16)) }
    let rated = objects[2]
    rounds = (0..<4).map { place -> Round in
      let opener = Self.memberIDs[place % 3]
      let criteria = place % 2 == 0 ? [] : ["cost"]
      return Round(
        opener: opener, title: "", recommendations: place < 2 ? [] : [rated], criteria: criteria,
        closers: [place == 0 ? Self.memberIDs[1] : opener],
        nonce: [UInt8](repeating: UInt8(place), count: 16), hash: PlainSHA256.hash)
    }
    // The replicas' names do not follow the order of the devices.
    for (place, name) in [(0, 7), (1, 5), (2, 9), (3, 1), (2, 9)] as [(Int, UInt64)] {
      seats.append(
        Seat(
          device: Self.devices[place], replica: ReplicaID(rawValue: name << 60 | name),
          model: Model(workspace: Self.workspace, members: Self.members)))
    }
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
  mutating func some<Element>(_ elements: [Element], _ percent: Int) -> [Element] {
    elements.filter { _ in chance(percent) }
  }

  // MARK: Steps

  /// Lets one seat pull from another, and then make a change.
  mutating func step() throws {
    if changes.isEmpty { return try makeFirst() }
    let place = below(seats.count)
    if chance(60) { pull(place, from: below(seats.count)) }
    let state = seats[place].model.state()
    let base = chance(15) ? rewound(state) : state
    let change = chance(12) ? try makeMalformed(place, base) : try makeChange(place, base)
    changes.append(change)
    // Some build on what nobody may apply; their changes must never be applied either.
    seats[place].model.receive(change)
  }

  /// Gives the workspace a scale to rate by, which all seats know.
  private mutating func makeFirst() throws {
    let key = CellKey(Self.workspace, .criterion, element: Array(criteria[0].utf8))
    let put = ChangeLog.Operation.put(key, makeCriterion().encoded, replaces: [], seen: [])
    let change = try encode(0, seats[0].model.state(), [put])
    changes.append(change)
    for place in seats.indices { seats[place].model.receive(change) }
  }

  private mutating func pull(_ place: Int, from other: Int) {
    let all = chance(50)
    for change in seats[other].model.received where all || chance(50) {
      seats[place].model.receive(change)
    }
  }

  /// The state of an editor that was opened a while ago: some changes and all their past.
  private mutating func rewound(_ state: ModelState) -> ModelState {
    var model = Model(workspace: Self.workspace, members: Self.members)
    for change in state.admitted.prefix(below(state.admitted.count + 1)) { model.receive(change) }
    return model.state()
  }

  private mutating func makeChange(_ place: Int, _ state: ModelState) throws -> EncodedChange {
    var operations: [ChangeLog.Operation] = []
    for _ in 0...below(3) { operations += makeOperations(place, state) }
    return try encode(place, state, operations)
  }

  private mutating func encode(
    _ place: Int, _ state: ModelState, _ operations: [ChangeLog.Operation],
    lamportError: UInt64 = 0, following extra: [ChangeID] = []
  ) throws -> EncodedChange {
    let lamports = Dictionary(
      uniqueKeysWithValues: state.admitted.map { ($0.id, $0.change.lamport) })
    var dependencies = state.frontier.map(\.id) + extra
    if chance(10) { dependencies += some(state.admitted.map(\.id), 20) }
    let past = Set(dependencies + operations.flatMap(\.references).map(\.change))
    let lamport = past.compactMap { lamports[$0] }.max() ?? 0
    number += 1
    let change = Change(
      replica: seats[place].replica, number: number, pastLamport: lamport + lamportError,
      dependencies: Array(Set(dependencies)), time: number, author: seats[place].device,
      operations: operations)
    return try EncodedChange(change, hash: PlainSHA256.hash)
  }

  // MARK: Malformed changes

  private mutating func makeMalformed(
    _ place: Int, _ state: ModelState
  ) throws -> EncodedChange {
    let key = CellKey(pick(objects), .articleTitle)
    let text = TextKey(pick(objects), .noteText)
    let operations = operationIDs(state)
    let puts = operations.filter { if case .put = $0.1 { true } else { false } }.map(\.0)
    let runs = operations.filter { if case .text = $0.1 { true } else { false } }.map(\.0)
    let refused = seats[place].model.received.map(\.id)
    switch below(6) {
    case 0 where !runs.isEmpty:
      let replaces = Set([pick(runs)] + some(puts, 30)).sorted()
      return try encode(place, state, [.put(key, .null, replaces: replaces, seen: [])])
    case 1 where !runs.isEmpty:
      return try encode(place, state, [.clear(key, replaces: [pick(runs)])])
    case 2 where !puts.isEmpty:
      let version = Set([pick(puts)] + some(runs, 30)).sorted()
      let run = ChangeLog.Operation.text(
        text, version: version, position: 0, deleteCount: 0, insert: "x")
      return try encode(place, state, [run])
    case 3 where !operations.isEmpty:
      let beyond = OperationID(pick(operations).0.change, 40)
      return try encode(place, state, [.put(key, .null, replaces: [], seen: [beyond])])
    case 4 where !refused.isEmpty:
      // Follows a change that may itself be malformed.
      return try encode(place, state, makeOperations(place, state), following: [pick(refused)])
    default:
      let error = UInt64(1 + below(2))
      return try encode(place, state, makeOperations(place, state), lamportError: error)
    }
  }

  // MARK: Operations

  private func operationIDs(_ state: ModelState) -> [(OperationID, ChangeLog.Operation)] {
    state.admitted.flatMap { change in
      change.change.operations.enumerated().map { (OperationID(change.id, $0), $1) }
    }
  }

  private mutating func makeOperations(
    _ place: Int, _ state: ModelState
  ) -> [ChangeLog.Operation] {
    let member = Self.members[seats[place].device] ?? Self.memberIDs[0]
    let all = operationIDs(state)
    switch isBlind ? 9 : below(20) {
    case 0..<6: return makeRuns(state, all)
    case 6..<8: return [makeDeletion(state)]
    case 8: return [.unknown(kind: 99, bytes: [1, 2, 3])]
    default:
      let key = makeKey(member)
      let live = (state.cells[key] ?? []).map(\.id)
      let puts = all.filter { if case .put = $0.1 { true } else { false } }.map(\.0)
      var replaces = chance(75) ? live : some(live, 50)
      if chance(10), !puts.isEmpty { replaces.append(pick(puts)) }
      if chance(25), !replaces.isEmpty { return [.clear(key, replaces: replaces)] }
      var seen = chance(8) ? some(all.map(\.0), 20) : []
      if key.field == .decision {
        let ratings = state.cells.keys.sorted().filter {
          $0.object == key.object && $0.field == .rating
        }
        seen += some(ratings.flatMap { state.cells[$0] ?? [] }.map(\.id), 60)
      }
      if key.field == .noteReviewed {
        let text = state.texts[TextKey(key.object, .noteText)]
        seen += some(text?.frontier ?? [], 80)
      }
      if key.field == .roundOpening || key.field == .roundClosing {
        let wanted: Field = key.field == .roundOpening ? .rating : .roundOpening
        let found = all.filter { _, operation in
          if case .put(let key, _, _, _) = operation { key.field == wanted } else { false }
        }
        seen += some(found.map(\.0), 80)
      }
      return [.put(key, makeValue(key), replaces: replaces, seen: Set(seen).sorted())]
    }
  }

  private mutating func makeKey(_ member: MemberID) -> CellKey {
    let object = pick(objects)
    let rated = chance(75) ? objects[2] : objects[3]
    let criterion = chance(75) ? criteria[0] : pick(criteria)
    switch isBlind && chance(85) ? 20 + below(7) : below(23) {
    case 19: return .opening(pick(rounds).id, by: member)
    case 20:
      let round = pick(rounds)
      return .opening(round.id, by: chance(80) ? round.opener : member)
    case 21: return .closing(pick(rounds).id, by: chance(80) ? member : pick(Self.memberIDs))
    case 22...: return .rating(objects[2], criteria[0], of: member)
    case 18: return CellKey(Self.workspace, .workspaceRule)
    case 0..<5:
      let member = chance(80) ? member : pick(Self.memberIDs)
      return .rating(rated, criterion, of: member)
    case 5, 6: return .decision(rated, criterion)
    case 7: return CellKey(Self.workspace, .criterion, element: Array(criterion.utf8))
    case 8: return CellKey(object, .noteReviewed)
    case 9: return CellKey(object, .memberName)
    case 10: return CellKey(object, .noteTag, element: [UInt8(below(2))])
    case 11...14: return CellKey(pick(replies), .noteReply)
    case 15, 16: return CellKey(pick(chance(50) ? replies : objects), .noteOn)
    // Cells that only look like somebody's rating.
    default:
      return CellKey(object, pick([.rating, .dissent]), element: [0] + Self.memberIDs[0].bytes)
    }
  }

  private mutating func makeValue(_ key: CellKey) -> Value {
    if chance(5) { return .string("not what belongs here") }
    // Two spellings of one letter are two values.
    let reason = chance(60) ? "" : pick(["\u{e9}", "e\u{301}"])
    switch key.field {
    case .roundOpening:
      return (rounds.first { $0.id == key.object && chance(90) } ?? rounds[0]).encoded
    case .rating:
      switch isBlind ? 3 + below(12) : below(12) {
      case 8...: return makeBlind(key)
      case 0: return Rating.withdrawn.encoded
      case 1: return Rating.noOpinion(confidence: nil, reason: reason).encoded
      case 2: return .list([.integer(1), .integer(9), .integer(7), .string(reason)])
      default:
        let value = pick([1, 1, 1, 9, 9, 9, 5, 40] as [Int64])
        return Rating.value(value, confidence: nil, reason: reason).encoded
      }
    case .decision:
      let scale = makeCriterion()
      return Decision(
        kind: .value, value: pick([1, 9, .min, .min, .max]), reason: reason,
        rule: PairRule(scale)
      ).encoded
    case .noteOn: return .bytes(Array(pick(objects).bytes.prefix(chance(95) ? 16 : 15)))
    case .criterion: return makeCriterion().encoded
    case .workspaceRule:
      let rules: [DisagreementRule] = [
        .standard, .classic(.r2), .percent(threshold: 75), .percent(threshold: 30),
      ]
      return pick(rules).encoded
    case .noteReply:
      let parent = pick(chance(80) ? replies : objects)
      return .bytes(Array(parent.bytes.prefix(chance(95) ? 16 : 15)))
    default: return .integer(Int64(below(2)))
    }
  }

  /// A commitment, or an opening that may be that of one: there are few of either.
  private mutating func makeBlind(_ key: CellKey) -> Value {
    let opening = Rating.opening(
      pick([1, 9]), confidence: nil, reason: "", salt: [UInt8](repeating: 0x5a, count: 32))
    if chance(50) { return opening.encoded }
    let round = pick(rounds).id
    let seal = RatingSeal(WorkspaceID(Self.workspace.bytes), round: round, key)
    let digest = seal?.digest(of: opening, hash: PlainSHA256.hash)
    let garbage = [UInt8](repeating: 0xee, count: 32)
    return Rating.commitment(round: round, digest: chance(90) ? digest ?? garbage : garbage).encoded
  }

  private mutating func makeCriterion() -> Criterion {
    Criterion(
      name: "", position: 0, lowest: 1, highest: pick([9, 9, 9, 40]), lowLabel: "", highLabel: "",
      level: pick([.ordinal, .ordinal, .nominal]))
  }

  private mutating func makeDeletion(_ state: ModelState) -> ChangeLog.Operation {
    let object = pick(chance(50) ? replies : objects)
    let percent = pick([100, 100, 70])
    let writes = state.cells.keys.sorted().filter {
      $0.object == object && $0.field != .deleted
    }.flatMap { state.cells[$0] ?? [] }.map(\.id)
    let texts = state.texts.keys.sorted().filter { $0.object == object }
      .flatMap { state.texts[$0]?.frontier ?? [] }
    let key = CellKey(object, .deleted)
    let live = (state.cells[key] ?? []).map(\.id)
    return .put(
      key, .bool(true), replaces: chance(50) ? live : [],
      seen: some(writes + texts, percent).sorted())
  }

  /// One to three runs on one text, the later ones on the one before.
  private mutating func makeRuns(
    _ state: ModelState, _ all: [(OperationID, ChangeLog.Operation)]
  ) -> [ChangeLog.Operation] {
    let key = TextKey(pick([objects[2], objects[3]]), chance(85) ? .noteText : "other.text")
    let history = state.texts[key]
    var version = history?.frontier ?? []
    if chance(15) { version = some(history?.runs.map(\.id) ?? [], 30) }
    if chance(8) {
      let foreign = all.filter { if case .text = $0.1 { true } else { false } }.map(\.0)
      version = Set(version + some(foreign, 15)).sorted()
    }
    let length = history?.count ?? 0
    return (0...below(3)).map { place in
      let isDeletion = chance(30)
      return .text(
        key, version: place == 0 ? version.sorted() : [], position: below(length + 3),
        deleteCount: isDeletion ? 1 + below(3) : 0,
        insert: isDeletion ? "" : pick(["a", "bc", "\u{e9}", "e\u{301}", "\n", "\0"]))
    }
  }
}
