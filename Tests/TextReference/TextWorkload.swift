import Bytes
public import ChangeLog
public import TestSupport

/// Makes the runs of random histories: names, texts and edits, from one seed.
public struct TextWorkload {
  /// Where all chance comes from.
  public var random: SplitMix64
  private var namesMade = 0

  /// Creates the maker whose whole output follows from `seed`.
  public init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// Scalars of each width in UTF-8 and UTF-16, some that combine or join with their neighbours,
  /// and two that are canonically equivalent.
  private static let alphabet: [Unicode.Scalar] = [
    "a", "b", "c", " ", "\n", "\r", "é", "\u{301}", "e", "\u{212B}", "\u{C5}", "中", "\u{200D}",
    "👩", "🇳", "🇱", "\u{FE0F}", "\u{10FFFF}", "\u{0}",
  ]

  /// A number in `range`.
  public mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  /// Whether something that happens `percent` times of a hundred happens now.
  public mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

  /// At most `count` scalars, perhaps none.
  public mutating func text(upTo count: Int) -> String {
    var view = String.UnicodeScalarView()
    for _ in 0..<number(0...count) {
      view.append(Self.alphabet[number(0...Self.alphabet.count - 1)])
    }
    return String(view)
  }

  /// The name of a new run: its order among the others says nothing about when it was made.
  public mutating func name() -> OperationID {
    namesMade += 1
    let high = (0..<2).map { _ in UInt8.random(in: 0...255, using: &random) }
    let low = [UInt8(namesMade >> 8), UInt8(namesMade & 255)]
    return OperationID(ChangeID(high + Array(repeating: 0, count: 28) + low), number(0...3))
  }

  /// A run at `version`, where the text has about `length` scalars; some reach beyond its end.
  public mutating func run(by replica: ReplicaID, at version: TextVersion, length: Int) -> TextRun {
    let reach = chance(10) ? length + 5 : length
    // Often near the start, so that people meet.
    let position = chance(50) ? number(0...min(3, reach)) : number(0...reach)
    let isDeletion = chance(40)
    return TextRun(
      id: name(), replica: replica, version: version, position: position,
      deleteCount: isDeletion ? number(0...6) : 0,
      insert: isDeletion && chance(60) ? "" : text(upTo: 4))
  }

  /// `runs` in a random order that still puts each behind those in its version.
  public mutating func causalShuffle(_ runs: [TextRun]) -> [TextRun] {
    var rest = runs
    var waiting = Set(runs.map(\.id))
    var result: [TextRun] = []
    while !rest.isEmpty {
      let ready = rest.indices.filter { waiting.isDisjoint(with: rest[$0].version) }
      let run = rest.remove(at: ready[number(0...ready.count - 1)])
      waiting.remove(run.id)
      result.append(run)
    }
    return result
  }

  /// A whole history, made by `peers` replicas that pull from each other now and then.
  public mutating func history(peers: Int, steps: Int) throws -> [TextRun] {
    var histories = Array(repeating: TextHistory(), count: peers)
    var all: [TextRun] = []
    for _ in 0..<steps {
      let peer = number(0...peers - 1)
      if chance(70) {
        let replica = ReplicaID(rawValue: UInt64(peer))
        let history = histories[peer]
        let run = run(by: replica, at: history.frontier, length: history.count)
        try histories[peer].add(run)
        all.append(run)
      } else {
        for run in histories[number(0...peers - 1)].runs { try histories[peer].add(run) }
      }
    }
    return all
  }
}
