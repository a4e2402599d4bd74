public import Bytes
public import ChangeLog

/// How sure an analyst is of a rating.
public enum Confidence: Int64, Sendable, CaseIterable {
  /// Little.
  case low = 1
  /// Some.
  case medium = 2
  /// Much.
  case high = 3

  /// The word for it.
  public var name: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    }
  }

  /// Reads the word, or any beginning of it.
  public init?(_ name: String) {
    let matches = Self.allCases.filter { !name.isEmpty && $0.name.hasPrefix(name) }
    guard matches.count == 1, let match = matches.first else { return nil }
    self = match
  }
}

/// What one member says of one criterion of one recommendation (docs/format.md §10.3).
public enum Rating: Equatable, Sendable {
  /// A value of the criterion's scale.
  case value(Int64, confidence: Confidence?, reason: String)
  /// That the member has looked and has no opinion; it is shown and never counted.
  case noOpinion(confidence: Confidence?, reason: String)
  /// That an earlier rating was taken back.
  case withdrawn
  /// A rating in a blind round, hidden until the round closes.
  case commitment(round: ObjectID, digest: [UInt8])
  /// A rating whose commitment was made in a blind round, with the salt that opens it.
  case opening(Int64?, confidence: Confidence?, reason: String, salt: [UInt8])

  /// What stands in place of a rating that is not to be shown before `round` is closed.
  public static func hidden(in round: ObjectID) -> Rating {
    .commitment(round: round, digest: [UInt8](repeating: 0, count: 32))
  }

  /// The value that counts in statistics, if any.
  public var counted: Int64? {
    switch self {
    case .value(let value, _, _): value
    case .opening(let value, _, _, _): value
    case .noOpinion, .withdrawn, .commitment: nil
    }
  }

  /// How sure its author is.
  public var confidence: Confidence? {
    switch self {
    case .value(_, let confidence, _), .noOpinion(let confidence, _),
      .opening(_, let confidence, _, _):
      confidence
    case .withdrawn, .commitment: nil
    }
  }

  /// Why, in its author's words; empty when nothing was said.
  public var reason: String {
    switch self {
    case .value(_, _, let reason), .noOpinion(_, let reason), .opening(_, _, let reason, _): reason
    case .withdrawn, .commitment: ""
    }
  }

  /// Whether `other` says the same, whatever the reasons and however sure the authors.
  public func saysTheSame(as other: Rating) -> Bool {
    switch (self, other) {
    case (.noOpinion, .noOpinion), (.withdrawn, .withdrawn): true
    default: counted != nil && counted == other.counted
    }
  }

  /// The same rating with another confidence and reason, if it is one that has them in the open.
  public func with(confidence: Confidence?, reason: String) -> Rating {
    switch self {
    case .value(let value, _, _): .value(value, confidence: confidence, reason: reason)
    case .noOpinion: .noOpinion(confidence: confidence, reason: reason)
    case .withdrawn, .commitment, .opening: self
    }
  }

  private enum Kind {
    static let value: Int64 = 1
    static let noOpinion: Int64 = 2
    static let withdrawn: Int64 = 3
    static let commitment: Int64 = 4
    static let opening: Int64 = 5
  }

  /// The value of the cell: a list that starts with the kind of rating.
  public var encoded: Value {
    func confidence(_ confidence: Confidence?) -> Value { .integer(confidence?.rawValue ?? 0) }
    return switch self {
    case .value(let value, let sure, let reason):
      .list([.integer(Kind.value), .integer(value), confidence(sure), .string(reason)])
    case .noOpinion(let sure, let reason):
      .list([.integer(Kind.noOpinion), confidence(sure), .string(reason)])
    case .withdrawn: .list([.integer(Kind.withdrawn)])
    case .commitment(let round, let digest):
      .list([.integer(Kind.commitment), .bytes(round.bytes), .bytes(digest)])
    case .opening(let value, let sure, let reason, let salt):
      .list([
        .integer(Kind.opening), value.map { .integer($0) } ?? .null, confidence(sure),
        .string(reason), .bytes(salt),
      ])
    }
  }

  /// Reads the value of a cell; nil when it is not a rating, which then counts for nothing.
  public init?(_ value: Value) {
    guard let list = value.list, let kind = list.first?.integer else { return nil }
    func confidence(_ index: Int) -> Confidence? { list[index].integer.flatMap(Confidence.init) }
    switch (kind, list.count) {
    case (Kind.value, 4):
      guard let rated = list[1].integer, let reason = list[3].string else { return nil }
      self = .value(rated, confidence: confidence(2), reason: reason)
    case (Kind.noOpinion, 3):
      guard let reason = list[2].string else { return nil }
      self = .noOpinion(confidence: confidence(1), reason: reason)
    case (Kind.withdrawn, 1): self = .withdrawn
    case (Kind.commitment, 3):
      guard let round = list[1].bytes, round.count == 16, let digest = list[2].bytes,
        digest.count == 32
      else { return nil }
      self = .commitment(round: ObjectID(round), digest: digest)
    case (Kind.opening, 5):
      guard let reason = list[3].string, let salt = list[4].bytes, salt.count == 32 else {
        return nil
      }
      self = .opening(
        list[1].integer, confidence: confidence(2), reason: reason, salt: salt)
    default: return nil
    }
  }
}
