import Bytes
import ChangeLog
import Review
import TestSupport
import Testing

@testable import Replica

/// Articles and their versions, whatever others write.
@Suite struct ArticleShelfTests {
  private var replica: TestDatabase

  init() throws { replica = try TestDatabase() }

  private static func object(_ number: Int) -> ObjectID {
    ObjectID([UInt8](repeating: UInt8(number), count: 16))
  }

  private func put(_ object: Int, _ field: Field, _ value: Value) -> Operation {
    .put(CellKey(Self.object(object), field), value, replaces: [], seen: [])
  }

  private func link(_ object: Int, _ field: Field, _ target: Int) -> Operation {
    put(object, field, .bytes(Self.object(target).bytes))
  }

  private mutating func shelf(_ operations: [Operation]) throws -> [Article] {
    try replica.admit(replica.make(on: 0, operations))
    return try ArticleShelf(replica.database).articles
  }

  @Test mutating func aVersionStandsBehindTheFirstAndGivesItItsTitle() throws {
    let articles = try shelf([
      put(1, .articleTitle, .string("Open ports")), put(1, .articleBody, .null),
      put(2, .articleTitle, .string("Open more ports")), put(2, .articleBody, .null),
      link(2, .articleOf, 1), link(1, .articleCurrent, 2),
    ])
    let article = try #require(articles.first)
    #expect(articles.count == 1)
    #expect(article.id == Self.object(1))
    #expect(article.title == "Open more ports")
    #expect(article.label == "open-ports")
    #expect(article.versions == [Self.object(1), Self.object(2)])
    #expect(article.current == Self.object(2))
    #expect(article.number == 2)
  }

  @Test mutating func aVersionWithoutItsFirstStandsForItself() throws {
    let articles = try shelf([put(2, .articleBody, .null), link(2, .articleOf, 1)])
    #expect(articles.map(\.id) == [Self.object(2)])
  }

  @Test mutating func whatIsNoVersionIsNotCurrent() throws {
    let articles = try shelf([
      put(1, .articleBody, .null), put(2, .articleBody, .null), link(1, .articleCurrent, 2),
    ])
    #expect(articles.map(\.current) == [Self.object(1), Self.object(2)])
  }

  @Test mutating func recommendationsThatNameAVersionBelongToTheFirst() throws {
    let articles = try shelf([
      put(1, .articleBody, .null), put(2, .articleBody, .null), link(2, .articleOf, 1),
      link(1, .articleCurrent, 2), link(9, .recommendationArticle, 2),
      put(9, .recommendationNumber, .integer(1)), put(9, .recommendationTitle, .string("T")),
    ])
    let recommendations = try Catalogue(replica.database).recommendations(of: articles[0].id)
    #expect(recommendations.map(\.title) == ["T"])
    // It was found in no version, so it cannot have vanished from one.
    #expect(recommendations.map(\.isVanished) == [false])
  }

  @Test mutating func theWordsAreThoseOfTheCurrentVersionOrOfTheLatestThatHasThem() throws {
    func words(_ object: Int, _ title: String, in version: Int?) -> [Operation] {
      let element = version.map { Self.object($0).bytes } ?? []
      let id = Self.object(object)
      return [
        .put(
          CellKey(id, .recommendationTitle, element: element), .string(title), replaces: [],
          seen: []),
        .put(
          CellKey(id, .recommendationSpan, element: element), .list([.integer(0), .integer(1)]),
          replaces: [], seen: []),
      ]
    }
    let articles = try shelf(
      [
        put(1, .articleBody, .null), put(2, .articleBody, .null), put(3, .articleBody, .null),
        link(2, .articleOf, 1), link(3, .articleOf, 1), link(1, .articleCurrent, 3),
      ]
        + (7...9).flatMap { number in
          [
            link(number, .recommendationArticle, 1),
            put(number, .recommendationNumber, .integer(Int64(number))),
          ]
        }
        + words(7, "first", in: nil) + words(7, "third", in: 3)
        + words(8, "first", in: nil) + words(8, "second", in: 2) + words(9, "new", in: 3))
    let recommendations = try Catalogue(replica.database).recommendations(of: articles[0].id)
    #expect(recommendations.map(\.title) == ["third", "second", "new"])
    #expect(recommendations.map(\.isVanished) == [false, true, false])
  }

  /// Method: articles linked at random, in circles and to nothing; each must be seen exactly once,
  /// and each article's current version be one of its versions.
  @Test(arguments: seeds(40)) mutating func everyTextIsSeenOnceHoweverTheyAreLinked(
    seed: UInt64
  ) throws {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 1...7, using: &random)
    var operations: [Operation] = []
    for number in 1...count {
      operations.append(put(number, .articleBody, .null))
      for field in [Field.articleOf, .articleCurrent] where Bool.random(using: &random) {
        operations.append(link(number, field, Int.random(in: 0...count + 1, using: &random)))
      }
      if Int.random(in: 0..<5, using: &random) == 0 {
        operations.append(put(number, .articleOf, .string("nonsense")))
      }
    }
    let articles = try shelf(operations)
    let seen = articles.flatMap(\.versions)
    #expect(seen.sorted() == (1...count).map(Self.object))
    for article in articles {
      #expect(article.versions.first == article.id)
      #expect(article.versions.contains(article.current))
    }
  }
}
