public import Bytes

/// A whole review as its readers see it: what every export and the report are written from.
///
/// Nothing in it depends on the reader or on the clock: replicas that know the same changes have
/// equal records, so what is written from them has the same bytes. Moments are spelled in UTC
/// (ISO 8601). Texts are as people wrote them; whoever writes a document makes them harmless.
public struct ReviewRecord: Sendable {
  /// A member of the workspace.
  public struct Person: Hashable, Sendable {
    /// Who it is.
    public let id: MemberID
    /// How the person is called; of two with one name the later has a number.
    public let name: String

    /// Creates a person.
    public init(id: MemberID, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// The workspace's title.
  public let title: String
  /// The workspace's name.
  public let workspace: WorkspaceID
  /// The state that all of it was read from.
  public let state: State
  /// The members, in the order in which they joined.
  public let people: [Person]
  /// What is rated, in its order.
  public let criteria: [Criterion]
  /// The rule by which ratings disagree.
  public let rule: DisagreementRule
  /// How quartiles are read.
  public let percentiles: PercentileRule
  /// The articles.
  public let articles: [Article]
  /// The criteria across all recommendations; empty for fewer than two of these.
  public let across: [Across]
  /// What waits for a person.
  public let conflicts: [OpenConflict]

  /// Creates a record.
  public init(
    title: String, workspace: WorkspaceID, state: State, people: [Person],
    criteria: [Criterion], rule: DisagreementRule, percentiles: PercentileRule,
    articles: [Article], across: [Across], conflicts: [OpenConflict]
  ) {
    self.title = title
    self.workspace = workspace
    self.state = state
    self.people = people
    self.criteria = criteria
    self.rule = rule
    self.percentiles = percentiles
    self.articles = articles
    self.across = across
    self.conflicts = conflicts
  }

  /// All recommendations of all articles.
  public var sections: [Section] { articles.flatMap(\.sections) }

  /// How a recommendation is called where there are several articles.
  func label(of section: Section, in article: Article) -> String {
    articles.count > 1 ? "\(article.label):\(section.label)" : section.label
  }
}

extension ReviewRecord {
  /// The state of the replica that a record was read from.
  public struct State: Sendable {
    /// Its short name, as screens show it.
    public let name: String
    /// The changes that no other known change follows, in hexadecimal.
    public let frontier: [String]
    /// The last record of the membership log, in hexadecimal.
    public let membershipHead: String
    /// When the latest change was made, by its author's clock; empty when there is none.
    public let time: String

    /// Creates a state.
    public init(name: String, frontier: [String], membershipHead: String, time: String) {
      self.name = name
      self.frontier = frontier
      self.membershipHead = membershipHead
      self.time = time
    }
  }

  /// One article and what people said about it.
  public struct Article: Sendable {
    /// Its name.
    public let id: ObjectID
    /// What its recommendations are called by where there are several articles.
    public let label: String
    /// Its title.
    public let title: String
    /// Who wrote it.
    public let authors: [String]
    /// The notes on the article as a whole, each followed by its replies.
    public let notes: [Note]
    /// Its recommendations, in their order.
    public let sections: [Section]

    /// Creates an article.
    public init(
      id: ObjectID, label: String, title: String, authors: [String], notes: [Note],
      sections: [Section]
    ) {
      self.id = id
      self.label = label
      self.title = title
      self.authors = authors
      self.notes = notes
      self.sections = sections
    }
  }

  /// One recommendation with its notes, ratings and decisions.
  public struct Section: Sendable {
    /// Its name.
    public let id: ObjectID
    /// Its number, such as `R1`.
    public let label: String
    /// Its title.
    public let title: String
    /// What it says.
    public let text: String
    /// One item a criterion, in their order.
    public let items: [Item]
    /// The scores of the domains.
    public let domains: [Domain]
    /// The notes on it, each followed by its replies.
    public let notes: [Note]

    /// Creates a recommendation.
    public init(
      id: ObjectID, label: String, title: String, text: String, items: [Item],
      domains: [Domain], notes: [Note]
    ) {
      self.id = id
      self.label = label
      self.title = title
      self.text = text
      self.items = items
      self.domains = domains
      self.notes = notes
    }
  }

  /// A note or a reply.
  public struct Note: Sendable {
    /// Its name.
    public let id: ObjectID
    /// Who wrote it first.
    public let author: Person
    /// When it was written.
    public let created: String
    /// When its text was last changed.
    public let modified: String
    /// The note it replies to.
    public let reply: ObjectID?
    /// What it says; empty for a deleted one that only stands here for its replies.
    public let text: String
    /// Its tags.
    public let tags: [String]
    /// The passage it is about.
    public let quote: Quote?
    /// Whether it was deleted.
    public let isDeleted: Bool

    /// Creates a note.
    public init(
      id: ObjectID, author: Person, created: String, modified: String, reply: ObjectID?,
      text: String, tags: [String], quote: Quote?, isDeleted: Bool
    ) {
      self.id = id
      self.author = author
      self.created = created
      self.modified = modified
      self.reply = reply
      self.text = text
      self.tags = tags
      self.quote = quote
      self.isDeleted = isDeleted
    }
  }

  /// A passage of an article.
  public struct Quote: Sendable {
    /// The passage.
    public let exact: String
    /// What stands before it.
    public let prefix: String
    /// What stands after it.
    public let suffix: String
    /// Where it stands in the article's text, in code points; nil when that is not known.
    public let range: Range<Int>?

    /// Creates a quotation.
    public init(exact: String, prefix: String, suffix: String, range: Range<Int>?) {
      self.exact = exact
      self.prefix = prefix
      self.suffix = suffix
      self.range = range
    }
  }

  /// Something that waits for a person.
  public struct OpenConflict: Sendable {
    /// Its short name.
    public let id: String
    /// What kind it is.
    public let kind: ConflictKind
    /// What it is about.
    public let about: String
    /// The only person who may settle it; nil when any writer may.
    public let owner: Person?

    /// Creates a conflict.
    public init(id: String, kind: ConflictKind, about: String, owner: Person?) {
      self.id = id
      self.kind = kind
      self.about = about
      self.owner = owner
    }
  }
}
