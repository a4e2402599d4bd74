/// What became of an article's recommendations in a new version of it (docs/import.md).
///
/// Deterministic, so that two machines which import the same version find the same.
public struct VersionComparison: Equatable, Sendable {
  /// A recommendation of either version.
  public struct Item: Equatable, Sendable {
    /// Its number in the article, where that gives one.
    public let number: Int64?
    /// Its title.
    public let title: String
    /// What it says.
    public let text: String
    /// Whether it was found in the article, rather than added by hand.
    public let isImported: Bool
    /// Whether the title is not the article's, so that another one there is no change.
    public let isTitleRepaired: Bool

    /// Creates a recommendation.
    public init(
      number: Int64?, title: String, text: String, isImported: Bool = true,
      isTitleRepaired: Bool = false
    ) {
      self.number = number
      self.title = title
      self.text = text
      self.isImported = isImported
      self.isTitleRepaired = isTitleRepaired
    }
  }

  /// What became of one.
  public enum Fate: Equatable, Sendable {
    /// The same title and text, in the same order.
    case unchanged
    /// The same title and text, at another place among the others.
    case moved
    /// Another title or text.
    case reworded
    /// It stands in the old version only.
    case vanished
    /// It stands in the new version only.
    case new
    /// It was added by hand, and nothing like it was found in the new version.
    case kept

    /// The word for it.
    public var name: String {
      switch self {
      case .unchanged: "unchanged"
      case .moved: "moved"
      case .reworded: "reworded"
      case .vanished: "vanished"
      case .new: "new"
      case .kept: "added by hand"
      }
    }
  }

  /// One recommendation in both versions.
  public struct Entry: Equatable, Sendable {
    /// Its place in the old list.
    public let old: Int?
    /// Its place in the new list.
    public let new: Int?
    /// What became of it.
    public let fate: Fate
    /// How alike the texts are, from 0 to 1; 1 when they are the same.
    public let likeness: Rational
  }

  /// From which likeness on two recommendations are taken for one.
  public static let likenessMin = Rational(2, 5)

  /// The old ones in their order, then the new ones in theirs.
  public let entries: [Entry]

  /// Compares two lists.
  ///
  /// - Parameter chosen: For places in the old list, the place in the new one that a person chose;
  ///   nil for none. They must exist, and no place may be chosen twice.
  public init(old: [Item], new: [Item], chosen: [Int: Int?] = [:]) {
    var matching = Matching(old: old, new: new)
    matching.choose(chosen)
    matching.matchEqual()
    matching.matchAlike()
    let inOrder = Self.longestAscent(matching.newPlace)
    var entries: [Entry] = old.indices.map { place in
      guard let partner = matching.newPlace[place] else {
        return Entry(
          old: place, new: nil, fate: old[place].isImported ? .vanished : .kept,
          likeness: Rational(0))
      }
      let isSame =
        (old[place].isTitleRepaired || Matching.isSame(old[place].title, new[partner].title))
        && Matching.isSame(old[place].text, new[partner].text)
      return Entry(
        old: place, new: partner,
        fate: !isSame ? .reworded : inOrder.contains(place) ? .unchanged : .moved,
        likeness: isSame ? Rational(1) : matching.textLikeness(place, partner))
    }
    let taken = Set(matching.newPlace.compactMap { $0 })
    entries += new.indices.filter { !taken.contains($0) }.map {
      Entry(old: nil, new: $0, fate: .new, likeness: Rational(0))
    }
    self.entries = entries
  }

  /// How many words of a body are looked at to tell whether it is another one's version.
  private static let sharedWordsMax = 50_000

  /// How much of the shorter of two bodies the other one has, by pairs of words.
  public static func shared(_ old: String, _ new: String) -> Rational {
    var numbers = WordPairs.Numbers()
    let left = WordPairs(old, &numbers, wordsMax: sharedWordsMax).distinct
    let right = WordPairs(new, &numbers, wordsMax: sharedWordsMax).distinct
    let count = min(left.sorted.count, right.sorted.count)
    return count == 0
      ? Rational(0) : Rational(Int128(left.sharedCount(with: right)), Int128(count))
  }

  /// Below which share two bodies are no versions of one article.
  public static let sharedMin = Rational(1, 10)

  /// The places of a longest ascending choice of `partners`: what stayed in order.
  ///
  /// Those left out are the fewest that need to have moved.
  private static func longestAscent(_ partners: [Int?]) -> Set<Int> {
    var lengths: [Int] = []
    var before: [Int?] = []
    for place in partners.indices {
      var (length, link) = (partners[place] == nil ? 0 : 1, nil as Int?)
      if let partner = partners[place] {
        for earlier in 0..<place where lengths[earlier] + 1 > length {
          if let other = partners[earlier], other < partner {
            (length, link) = (lengths[earlier] + 1, earlier)
          }
        }
      }
      lengths.append(length)
      before.append(link)
    }
    var kept: Set<Int> = []
    guard let most = lengths.max(), most > 0 else { return [] }
    var place = lengths.firstIndex(of: most)
    while let current = place {
      kept.insert(current)
      place = before[current]
    }
    return kept
  }
}

/// Which recommendation of an old version is which of a new one.
private struct Matching {
  let old: [VersionComparison.Item]
  let new: [VersionComparison.Item]
  /// The place in the new list, by that in the old one.
  private(set) var newPlace: [Int?]
  private var isOpen: [Bool]
  private var isFree: [Bool]
  private let oldTexts: [WordPairs]
  private let newTexts: [WordPairs]

  init(old: [VersionComparison.Item], new: [VersionComparison.Item]) {
    self.old = old
    self.new = new
    newPlace = Array(repeating: nil, count: old.count)
    isOpen = Array(repeating: true, count: old.count)
    isFree = Array(repeating: true, count: new.count)
    var numbers = WordPairs.Numbers()
    oldTexts = old.map { WordPairs($0.text, &numbers) }
    newTexts = new.map { WordPairs($0.text, &numbers) }
  }

  static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  func textLikeness(_ place: Int, _ partner: Int) -> Rational {
    oldTexts[place].likeness(to: newTexts[partner])
  }

  private mutating func match(_ place: Int, _ partner: Int) {
    newPlace[place] = partner
    isOpen[place] = false
    isFree[partner] = false
  }

  mutating func choose(_ chosen: [Int: Int?]) {
    for place in chosen.keys.sorted() {
      isOpen[place] = false
      if let partner = chosen[place] ?? nil { match(place, partner) }
    }
  }

  /// The same text is the same recommendation; where a text comes twice, the title tells, and
  /// then the order.
  mutating func matchEqual() {
    for needsTitle in [true, false] {
      for place in old.indices where isOpen[place] && !old[place].text.isEmpty {
        let partner = new.indices.first { partner in
          isFree[partner] && Self.isSame(old[place].text, new[partner].text)
            && (!needsTitle || Self.isSame(old[place].title, new[partner].title))
        }
        if let partner { match(place, partner) }
      }
    }
  }

  /// Of what is left, the most alike go together first.
  mutating func matchAlike() {
    var numbers = WordPairs.Numbers()
    let oldTitles = old.map { Set(WordPairs.words($0.title).map { numbers.number($0) }) }
    let newTitles = new.map { Set(WordPairs.words($0.title).map { numbers.number($0) }) }
    var pairs: [(likeness: Rational, place: Int, partner: Int)] = []
    for place in old.indices where isOpen[place] {
      for partner in new.indices where isFree[partner] {
        let text = textLikeness(place, partner)
        let words = oldTitles[place].count + newTitles[partner].count
        let shared = oldTitles[place].intersection(newTitles[partner]).count
        let title = Rational(Int128(2 * shared), Int128(max(1, words)))
        var likeness = max(text, (Rational(2) * title + text) / Rational(3))
        if let number = old[place].number, number == new[partner].number {
          likeness = likeness + Rational(1, 20)
        }
        if likeness >= VersionComparison.likenessMin { pairs.append((likeness, place, partner)) }
      }
    }
    pairs.sort { left, right in
      left.likeness == right.likeness
        ? (left.place, left.partner) < (right.place, right.partner)
        : left.likeness > right.likeness
    }
    for pair in pairs where isOpen[pair.place] && isFree[pair.partner] {
      match(pair.place, pair.partner)
    }
  }
}
