extension ReviewRecord {
  /// One criterion of one recommendation: who said what, how far they agree, what was decided.
  public struct Item: Sendable {
    /// The criterion.
    public let criterion: Criterion
    /// The ratings; a person in collision has several.
    public let ratings: [Rated]
    /// The decisions; more than one only while they collide.
    public let decisions: [Decided]
    /// Who keeps another value, and why.
    public let dissents: [Dissent]
    /// Whether it waits for a decision, or was re-opened after one.
    public let isOpen: Bool
    /// How many gave each value.
    public let panel: Panel
    /// The median, and how wide the ratings lie.
    public let summary: Figure<Panel.Summary>
    /// The verdict of the workspace's rule.
    public let verdict: Figure<Verdict>
    /// Van der Eijk's A.
    public let consensus: Figure<Rational>

    /// Creates an item.
    public init(
      criterion: Criterion, ratings: [Rated], decisions: [Decided], dissents: [Dissent],
      isOpen: Bool, panel: Panel, summary: Figure<Panel.Summary>, verdict: Figure<Verdict>,
      consensus: Figure<Rational>
    ) {
      self.criterion = criterion
      self.ratings = ratings
      self.decisions = decisions
      self.dissents = dissents
      self.isOpen = isOpen
      self.panel = panel
      self.summary = summary
      self.verdict = verdict
      self.consensus = consensus
    }

    /// The decision, unless several collide.
    public var decision: Decided? { decisions.count == 1 ? decisions.first : nil }

    /// In a word: `open`, `decided`, `re-opened`, `collision`, or nothing where none is needed.
    public var status: String {
      if decisions.count > 1 { return "collision" }
      if decisions.isEmpty { return isOpen ? "open" : "" }
      return isOpen ? "re-opened" : "decided"
    }
  }

  /// What one person said.
  public struct Rated: Sendable {
    /// Whose rating it is.
    public let person: Person
    /// What was said.
    public let rating: Rating
    /// When.
    public let time: String
    /// Whether it counts in statistics.
    public let isCounted: Bool
    /// Whether the person gave different values on several devices, and has yet to choose.
    public let isCollided: Bool
    /// What it has to do with the decision.
    public let standing: Standing

    /// Creates a rating.
    public init(
      person: Person, rating: Rating, time: String, isCounted: Bool, isCollided: Bool,
      standing: Standing
    ) {
      self.person = person
      self.rating = rating
      self.time = time
      self.isCounted = isCounted
      self.isCollided = isCollided
      self.standing = standing
    }

    /// The rating in a word that does not depend on its value.
    public var kind: String {
      switch rating {
      case .value: "value"
      case .opening(let value, _, _, _): value == nil ? "no opinion" : "value"
      case .noOpinion: "no opinion"
      case .withdrawn: "withdrawn"
      case .commitment: "hidden"
      }
    }
  }

  /// What a rating has to do with the decision on its item.
  public enum Standing: String, Sendable {
    /// There is no decision.
    case undecided = ""
    /// The decision took it into account.
    case seen = "seen"
    /// It came or changed later, and agrees with the decision.
    case later = "later, consistent"
    /// It came or changed later, and re-opened the item.
    case against = "later, against it"
    /// It does not count, and the decision did not see it.
    case uncounted = "not counted"
  }

  /// What the team decided.
  public struct Decided: Sendable {
    /// Value, kind, reason and rule.
    public let decision: Decision
    /// Who decided.
    public let person: Person
    /// When.
    public let time: String

    /// Creates a decision.
    public init(decision: Decision, person: Person, time: String) {
      self.decision = decision
      self.person = person
      self.time = time
    }
  }

  /// A minority report.
  public struct Dissent: Sendable {
    /// Who keeps another value.
    public let person: Person
    /// Why.
    public let reason: String
    /// The value kept, when the person has one that counts.
    public let value: Int64?

    /// Creates a dissent.
    public init(person: Person, reason: String, value: Int64?) {
      self.person = person
      self.reason = reason
      self.value = value
    }
  }

  /// The score of one domain of criteria.
  public struct Domain: Sendable {
    /// The domain's name.
    public let name: String
    /// Its score.
    public let score: Figure<Rational>

    /// Creates a score.
    public init(name: String, score: Figure<Rational>) {
      self.name = name
      self.score = score
    }
  }

  /// One criterion across the recommendations.
  public struct Across: Sendable {
    /// The criterion.
    public let criterion: Criterion
    /// How many recommendations two or more people rated.
    public let itemCount: Int
    /// Krippendorff's alpha.
    public let alpha: Figure<Double>
    /// Fleiss' kappa.
    public let kappa: Figure<Rational>
    /// Gwet's AC1.
    public let gwet: Figure<Double>
    /// Kendall's W.
    public let concordance: Figure<Rational>

    /// Creates the figures of a criterion.
    public init(
      criterion: Criterion, itemCount: Int, alpha: Figure<Double>, kappa: Figure<Rational>,
      gwet: Figure<Double>, concordance: Figure<Rational>
    ) {
      self.criterion = criterion
      self.itemCount = itemCount
      self.alpha = alpha
      self.kappa = kappa
      self.gwet = gwet
      self.concordance = concordance
    }
  }
}
