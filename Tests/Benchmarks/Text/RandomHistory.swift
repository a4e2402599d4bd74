import ChangeLog
import TextReference

/// One random history of a few short runs, made by several people, in which everything that
/// merges must agree with the oracle after every step.
///
/// A step is a run that a person makes, or one that a person takes in from another. People also
/// edit from versions that they have left (two editors open at once), name superfluous runs, get
/// runs twice, in any causal order, and reach beyond the end of the text.
struct RandomHistory {
  /// What is compared with the oracle: a line each.
  static let twins: [(name: String, make: @Sendable () -> any TextTwin)] = [
    ("TextHistory", { HistoryTwin() }),
    ("TextHistory, stored and loaded,", { StoredTwin() }),
    ("the slow tracker", { ReferenceTwin() }),
  ]

  private struct Person {
    let replica: ReplicaID
    var twins: [any TextTwin] = RandomHistory.twins.map { $0.make() }
    var known: Set<OperationID> = []
    var frontier: Set<OperationID> = []
    /// Versions that the person has seen, the latest last: the frontier, sorted.
    var versions: [TextVersion] = [[]]
    /// The number of scalars of the text.
    var count = 0
  }

  private var workload: TextWorkload
  private var oracle = TextOracle()
  private var people: [Person]
  private var runs: [TextRun] = []
  /// How many steps have been made.
  private(set) var steps = 0

  init(seed: UInt64) {
    workload = TextWorkload(seed: seed)
    people = (0..<workload.number(2...5)).map { Person(replica: ReplicaID(rawValue: UInt64($0))) }
  }

  /// Makes the whole history; gives what differs at the first step where something does.
  mutating func play() -> String? {
    // A long one now and then: the engine's trees have more than one level there.
    let runCount = workload.number(workload.chance(2) ? 100...200 : 10...40)
    while runs.count < runCount {
      let person = workload.number(0...people.count - 1)
      if let difference = step(by: person, mayMake: true) { return difference }
    }
    // In the end everybody has everything.
    for person in people.indices {
      while people[person].known.count < runs.count {
        if let difference = step(by: person, mayMake: false) { return difference }
      }
    }
    return nil
  }

  private mutating func step(by person: Int, mayMake: Bool) -> String? {
    steps += 1
    let makes = mayMake && workload.chance(45)
    let run = makes ? nil : nextRun(for: person)
    do {
      if let run {
        for twin in people[person].twins.indices { try people[person].twins[twin].add(run) }
        learn(run, person)
      } else {
        try makeRun(by: person)
      }
    } catch {
      return "step \(steps), person \(person): \(error)"
    }
    return compare(person)
  }

  /// A run that the person can take in, now and then one that is there already.
  private mutating func nextRun(for person: Int) -> TextRun? {
    let known = people[person].known
    if !known.isEmpty, workload.chance(5) {
      let run = runs[workload.number(0...runs.count - 1)]
      return known.contains(run.id) ? run : nil
    }
    let ready = runs.filter { run in
      !known.contains(run.id) && run.version.allSatisfy(known.contains)
    }
    return ready.isEmpty ? nil : ready[workload.number(0...ready.count - 1)]
  }

  private mutating func makeRun(by person: Int) throws {
    let (version, isLatest) = startingVersion(of: person)
    let count = people[person].count
    let run = workload.run(by: people[person].replica, at: version, length: count)
    oracle.add(run)
    runs.append(run)
    let isMadeHere = isLatest && run.position + run.deleteCount <= count
    for twin in people[person].twins.indices {
      if isMadeHere {
        try people[person].twins[twin].make(run)
      } else {
        try people[person].twins[twin].add(run)
      }
    }
    learn(run, person)
  }

  /// The version that the person edits from, and whether it is the latest and no more.
  private mutating func startingVersion(of person: Int) -> (version: TextVersion, isLatest: Bool) {
    let isLatest = workload.chance(80)
    let seen = people[person].versions
    let version = seen[isLatest ? seen.count - 1 : workload.number(0...seen.count - 1)]
    guard !version.isEmpty, workload.chance(10) else { return (version, isLatest) }
    // Ancestors say nothing new.
    return (version + oracle.members(of: version).sorted().prefix(2), false)
  }

  private mutating func learn(_ run: TextRun, _ person: Int) {
    guard people[person].known.insert(run.id).inserted else { return }
    people[person].frontier.subtract(oracle.members(of: run.version))
    people[person].frontier.insert(run.id)
    people[person].versions.append(people[person].frontier.sorted())
  }

  private mutating func compare(_ person: Int) -> String? {
    let expected = oracle.text(of: people[person].known)
    people[person].count = expected.unicodeScalars.count
    for (twin, described) in zip(people[person].twins, Self.twins) {
      let found = twin.text
      if !found.utf8.elementsEqual(expected.utf8) {
        return """
          step \(steps), person \(person): \(described.name) has \(found.debugDescription), \
          the oracle \(expected.debugDescription)
          """
      }
    }
    return nil
  }
}
