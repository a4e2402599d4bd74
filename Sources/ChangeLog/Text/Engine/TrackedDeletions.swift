/// Which scalars the steps of each deletion delete, as stretches in one flat pool.
struct TrackedDeletions: ~Copyable, Sendable {
  /// Steps that each delete one of as many neighbouring scalars.
  struct Stretch: BitwiseCopyable {
    /// The first step.
    let step: Int32
    let count: Int32
    /// The first of the scalars, by its id, and the operation that inserted them.
    let target: Int32
    let targetOperation: Int32
    /// Whether the last step deletes the first scalar.
    let isBackwards: Bool
    /// An earlier stretch of the same operation, or `none`.
    let next: Int32
  }

  private(set) var stretches = Pool<Stretch>()
  /// The latest stretch of each operation, counted from the tracker's first.
  private var latest = Pool<Int32>()

  init() {}

  /// The latest stretch of an operation, or `none`.
  func latest(of operation: Int) -> Int32 {
    operation < latest.count ? latest[operation] : TextSequence.none
  }

  /// Notes that `count` steps of `operation` from `step` on delete scalars from `target` on;
  /// whether these do not go on with the stretch before.
  mutating func add(
    _ operation: Int, step: Int, count: Int, target: Int32, of targetOperation: Int,
    isBackwards: Bool
  ) -> Bool {
    if latest.count <= operation {
      latest.append(repeating: TextSequence.none, count: operation + 1 - latest.count)
    }
    if latest[operation] != TextSequence.none,
      let joined = stretches[latest[operation]].joined(
        step: Int32(step), count: Int32(count), target: target, of: Int32(targetOperation),
        isBackwards: isBackwards)
    {
      stretches[latest[operation]] = joined
      return false
    }
    stretches.append(
      Stretch(
        step: Int32(step), count: Int32(count), target: target,
        targetOperation: Int32(targetOperation), isBackwards: isBackwards,
        next: latest[operation]))
    latest[operation] = Int32(stretches.count - 1)
    return true
  }
}

extension TrackedDeletions.Stretch {
  /// The stretch with others of the same operation that delete the scalars right behind; nil when
  /// they do not.
  fileprivate func joined(
    step other: Int32, count added: Int32, target next: Int32, of operation: Int32,
    isBackwards isOtherBackwards: Bool
  ) -> TrackedDeletions.Stretch? {
    guard operation == targetOperation, next == target + count, isOtherBackwards == isBackwards,
      isBackwards ? other + added == step : step + count == other
    else { return nil }
    return TrackedDeletions.Stretch(
      step: min(step, other), count: count + added, target: target,
      targetOperation: targetOperation, isBackwards: isBackwards, next: self.next)
  }

  /// The ids of the scalars that those of its steps delete that lie in `steps`.
  func targets(of steps: Range<Int>) -> Range<Int32> {
    let low = max(step, Int32(steps.lowerBound))
    let high = min(step + count, Int32(steps.upperBound))
    guard low < high else { return 0..<0 }
    return isBackwards
      ? target + (step + count - high)..<target + (step + count - low)
      : target + (low - step)..<target + (high - step)
  }
}
