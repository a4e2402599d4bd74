/// The two-sided Delphi rule of core outcome sets, by the shares of the upper and the lower third.
///
/// "In" when at least `wanted` percent rate in the upper third and fewer than `opposed` percent in
/// the lower one. What is "out" differs between studies, so it is a parameter.
public struct CoreSetRule: Equatable, Sendable {
  /// When an item is out.
  public enum Exclusion: Equatable, Sendable {
    /// The rule for "in", with upper and lower third exchanged (PMC8024512).
    case mirrored
    /// At most this many percent rate in the upper third (PMC10860107: 50).
    case upperShareAtMost(Int)
  }

  /// What the rule says of a panel.
  public enum Verdict: Equatable, Sendable {
    /// Consensus that the item is in.
    case included
    /// Consensus that the item is out.
    case excluded
    /// Neither.
    case noConsensus
  }

  /// The least share in percent that takes an item in.
  public let wanted: Int
  /// The share in percent of the other side that keeps it from that.
  public let opposed: Int
  /// When an item is out.
  public let exclusion: Exclusion

  /// Creates the rule with shares in percent.
  ///
  /// All must be 0 to 100, and a share for `upperShareAtMost` below `wanted`, since otherwise an
  /// item could be in and out.
  public init(wanted: Int = 70, opposed: Int = 15, exclusion: Exclusion = .mirrored) {
    precondition((0...100).contains(wanted) && (0...100).contains(opposed))
    switch exclusion {
    case .mirrored: precondition(wanted >= opposed, "an item could be in and out")
    case .upperShareAtMost(let most):
      precondition((0..<wanted).contains(most), "an item could be in and out")
    }
    self.wanted = wanted
    self.opposed = opposed
    self.exclusion = exclusion
  }

  /// The rule's name and parameters.
  public var name: NamedRule {
    let out =
      switch exclusion {
      case .mirrored: "mirrored"
      case .upperShareAtMost(let most): "at most \(most) % in the upper third"
      }
    return NamedRule(
      "core outcome set", ["in": "\(wanted) %", "opposed below": "\(opposed) %", "out": out])
  }

  /// Judges a panel; undefined on a nominal scale and without ratings.
  public func judge(_ panel: Panel) -> Figure<Verdict> {
    Figure(count: panel.count, rule: name, verdict(on: panel))
  }

  private func verdict(on panel: Panel) -> Result<Verdict, Undefined> {
    guard panel.isOrdered else { return .failure(.noOrder) }
    guard panel.count > 0 else { return .failure(.noRatings) }
    let (lower, upper) = (100 * panel.thirds[0], 100 * panel.thirds[2])
    func isConsensus(for: Int, against: Int) -> Bool {
      `for` >= wanted * panel.count && against < opposed * panel.count
    }
    if isConsensus(for: upper, against: lower) { return .success(.included) }
    let isOut =
      switch exclusion {
      case .mirrored: isConsensus(for: lower, against: upper)
      case .upperShareAtMost(let most): upper <= most * panel.count
      }
    return .success(isOut ? .excluded : .noConsensus)
  }
}
