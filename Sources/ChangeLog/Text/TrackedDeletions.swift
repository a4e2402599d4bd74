/// Which run of a tracker deletes which pieces, as lists by piece and by run in one flat array.
struct TrackedDeletions: Sendable {
  /// That a run deletes a piece.
  struct Deletion {
    /// The run, counted from the tracker's base.
    let run: Int32
    let piece: Int32
    /// An earlier deletion of the same piece, or `none`.
    let earlier: Int32
    /// An earlier deletion by the same run, or `none`.
    let sameRun: Int32
  }

  private static let none = TextSequence.none

  private var deletions: ContiguousArray<Deletion> = []
  /// The latest deletion of each run.
  private var latest: ContiguousArray<Int32> = []

  subscript(number: Int32) -> Deletion { deletions[Int(number)] }

  /// The latest deletion by `run`, or `none`.
  func latest(by run: Int) -> Int32 { run < latest.count ? latest[run] : Self.none }

  /// Notes that `run` deletes `piece`, whose latest deletion was `earlier`; returns the new latest.
  mutating func add(of piece: Int32, after earlier: Int32, by run: Int32) -> Int32 {
    while latest.count <= Int(run) { latest.append(Self.none) }
    let number = Int32(deletions.count)
    deletions.append(
      Deletion(run: run, piece: piece, earlier: earlier, sameRun: latest[Int(run)]))
    latest[Int(run)] = number
    return number
  }

  /// Notes that `piece` was deleted by whoever deleted the one that it was a part of.
  mutating func copy(_ last: Int32, to piece: Int32) -> Int32 {
    runs(upTo: last).reduce(Self.none) { add(of: piece, after: $0, by: $1) }
  }

  /// The runs that delete a piece, in the order in which they were walked.
  func runs(upTo last: Int32) -> [Int32] {
    var runs: [Int32] = []
    var number = last
    while number != Self.none {
      runs.append(self[number].run)
      number = self[number].earlier
    }
    return runs.reversed()
  }
}
