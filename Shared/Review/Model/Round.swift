public import Bytes
public import ChangeLog

/// A blind round: what is rated in it, and who may close it (docs/format.md §10.8).
///
/// Its name follows from all of this, so that nobody can change a round that is open.
public struct Round: Equatable, Sendable {
  /// Its name.
  public let id: ObjectID
  /// The member who opened it.
  public let opener: MemberID
  /// How it is called on screens; may be empty.
  public let title: String
  /// The recommendations that are rated in it; all of them when there are none.
  public let recommendations: [ObjectID]
  /// The names of the criteria that are rated by; all of them when there are none.
  public let criteria: [String]
  /// The members who may close it, besides the founder of the workspace: the opener, and who was an
  /// admin when it was opened.
  public let closers: [MemberID]
  private let nonce: [UInt8]
  private let recommendationSet: Set<ObjectID>
  private let criterionSet: Set<[UInt8]>

  /// The length of what makes two rounds of one content different, in bytes.
  public static let nonceByteCount = 16

  /// Creates a round of a name that follows from the rest.
  public init(
    opener: MemberID, title: String, recommendations: [ObjectID], criteria: [String],
    closers: [MemberID], nonce: [UInt8], hash: HashFunction
  ) {
    self.opener = opener
    self.title = title
    self.recommendations = recommendations
    self.criteria = criteria
    self.closers = closers
    self.nonce = nonce
    recommendationSet = Set(recommendations)
    criterionSet = Set(criteria.map { Array($0.utf8) })
    id = Self.id(
      opener,
      Self.encoded(title, recommendations, criteria: criteria, closers: closers, nonce: nonce),
      hash: hash)
  }

  /// Reads the opening of the round called `id`; nil when it is none, or that of another round.
  public init?(id: ObjectID, opener: MemberID, _ value: Value, hash: HashFunction) {
    guard let list = value.list, list.count == 5, let title = list[0].string,
      let nonce = list[1].bytes, nonce.count == Self.nonceByteCount,
      let recommendations = Self.names(list[2]), let criteria = list[3].list?.map(\.string),
      !criteria.contains(nil), let closers = Self.names(list[4]),
      Self.id(opener, value, hash: hash) == id
    else { return nil }
    self.id = id
    self.opener = opener
    self.title = title
    self.recommendations = recommendations.map { ObjectID($0) }
    self.criteria = criteria.compactMap { $0 }
    self.closers = closers.map { MemberID($0) }
    self.nonce = nonce
    recommendationSet = Set(self.recommendations)
    criterionSet = Set(self.criteria.map { Array($0.utf8) })
  }

  private static func names(_ value: Value) -> [[UInt8]]? {
    guard let list = value.list else { return nil }
    let names = list.compactMap(\.bytes).filter { $0.count == 16 }
    return names.count == list.count ? names : nil
  }

  private static func id(_ opener: MemberID, _ value: Value, hash: HashFunction) -> ObjectID {
    let tag = Array("concord/v1/round".utf8)
    return ObjectID(hash([UInt8(tag.count)] + tag + opener.bytes + value.encoded).prefix(16))
  }

  private static func encoded(
    _ title: String, _ recommendations: [ObjectID], criteria: [String], closers: [MemberID],
    nonce: [UInt8]
  ) -> Value {
    .list([
      .string(title), .bytes(nonce), .list(recommendations.map { .bytes($0.bytes) }),
      .list(criteria.map { .string($0) }), .list(closers.map { .bytes($0.bytes) }),
    ])
  }

  /// The value of the cell that opens it.
  public var encoded: Value {
    Self.encoded(title, recommendations, criteria: criteria, closers: closers, nonce: nonce)
  }

  /// Whether `recommendation` is rated by `criterion` in this round.
  public func covers(_ recommendation: ObjectID, _ criterion: String) -> Bool {
    (recommendationSet.isEmpty || recommendationSet.contains(recommendation))
      && (criterionSet.isEmpty || criterionSet.contains(Array(criterion.utf8)))
  }
}

/// What hides a rating until its round is closed: a hash that gives nothing away, and that only
/// this rating opens (docs/format.md §10.8).
public struct RatingSeal: Sendable {
  private let workspace: WorkspaceID
  private let round: ObjectID
  private let recommendation: ObjectID
  private let criterion: String
  private let member: MemberID

  /// The length of a salt, in bytes.
  public static let saltByteCount = 32

  /// Creates the seal of the rating in the cell `key`; nil when that is nobody's rating.
  public init?(_ workspace: WorkspaceID, round: ObjectID, _ key: CellKey) {
    guard key.field == .rating, let criterion = key.criterion, let member = key.owner else {
      return nil
    }
    self.workspace = workspace
    self.round = round
    recommendation = key.object
    self.criterion = criterion
    self.member = member
  }

  /// The digest that commits to `opening`; nil when that is no opening.
  public func digest(of opening: Rating, hash: HashFunction) -> [UInt8]? {
    guard case .opening(let value, let confidence, let reason, let salt) = opening else {
      return nil
    }
    let said = Value.list([
      value.map { .integer($0) } ?? .null, .integer(confidence?.rawValue ?? 0), .string(reason),
    ])
    let tag = Array("concord/v1/rating".utf8)
    var writer = ByteWriter()
    writer.writeByte(UInt8(tag.count))
    writer.writeBytes(tag)
    writer.writeBytes(workspace.bytes)
    writer.writeBytes(round.bytes)
    writer.writeBytes(recommendation.bytes)
    writer.writeString(criterion)
    writer.writeBytes(member.bytes)
    writer.writeCountedBytes(said.encoded)
    writer.writeBytes(salt)
    return hash(writer.bytes)
  }
}
