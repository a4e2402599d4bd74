import ChangeLog
import TestSupport
import Testing

@testable import Review

private let harbour = """
  The port authority should open a second berth before the winter. Ferries wait outside the \
  harbour for hours, and the old berth cannot take the larger ships.

  The ministry should pay half of the cost. The islands would pay the rest over ten years, as \
  they did for the lighthouse.
  """

private func anchor(_ passage: String, in body: String = harbour) throws -> QuoteAnchor {
  let scalars = Array(body.unicodeScalars)
  let search = ExactSearch(Array(passage.unicodeScalars))
  let start = try #require(search.starts(in: scalars, near: 0).first)
  return QuoteAnchor(quoting: start..<start + passage.unicodeScalars.count, of: scalars)
}

private func resolve(_ anchor: QuoteAnchor, in body: String) -> AnchorResolution {
  var work = 0
  return AnchorResolver(body).resolve(anchor, work: &work)
}

private func passage(_ anchor: QuoteAnchor, in body: String) -> String? {
  resolve(anchor, in: body).range.map { AnchorResolver(body).text(at: $0) }
}

struct AnchorResolverTests {
  @Test func scoresAsThePublishedExample() {
    let score = AnchorResolution.score(
      errors: 2, count: 20, prefix: Rational(1), suffix: Rational(1), offset: 100,
      bodyCount: 10_000)
    #expect(score == Rational(45 + 40) / Rational(92) + Rational(2 * 99, 92 * 100))
    #expect((score * Rational(1_000_000)).roundedUp == 945_435)
  }

  @Test func countsCodePointsAsTheRecommendationDoes() throws {
    let quote = try anchor("efg", in: "abcdefghijklmnopqrstuvwxyz")
    #expect(quote.range == 4..<7)
    #expect(quote.prefix == "abcd")
    #expect(quote.suffix == "hijklmnopqrstuvwxyz")
  }

  @Test func isExactInTheBodyItWasTakenFrom() throws {
    let quote = try anchor("open a second berth")
    let resolution = resolve(quote, in: harbour)
    #expect(resolution.band == .exact)
    #expect(resolution.score == Rational(1))
    #expect(resolution.range == quote.range)
  }

  @Test func isExactWhereTheTextBeforeItGrew() throws {
    let quote = try anchor("pay half of the cost")
    let body = "A foreword of one sentence.\n\n" + harbour
    let resolution = resolve(quote, in: body)
    #expect(resolution.band == .exact)
    #expect(resolution.score < Rational(1))
    #expect(passage(quote, in: body) == "pay half of the cost")
  }

  @Test func isSureWhereAWordOfItWasChanged() throws {
    let quote = try anchor("open a second berth before the winter")
    let body = harbour.replacing("second berth", with: "third berth")
    let resolution = resolve(quote, in: body)
    #expect(resolution.band == .sure)
    #expect(resolution.errors > 0)
    #expect(passage(quote, in: body) == "open a third berth before the winter")
  }

  @Test func needsReviewWhereMuchOfItAndAroundItWasChanged() throws {
    let quote = try anchor("The islands would pay the rest over ten years")
    let body = "It is half of the cost. The islands will pay the rest after two years, or never."
    let resolution = resolve(quote, in: body)
    #expect(resolution.band == .needsReview)
    #expect(passage(quote, in: body)?.hasPrefix("The islands will pay the rest") == true)
  }

  @Test func isAnOrphanWhereNothingLikeItIsLeft() throws {
    let quote = try anchor("The islands would pay the rest over ten years")
    #expect(resolve(quote, in: "Zwölf Boxkämpfer jagen Viktor quer über den Deich.") == .orphan())
    #expect(resolve(quote, in: "") == .orphan())
  }

  @Test func choosesThePlaceWhoseSurroundingsFit() throws {
    let body = "First, the board must act. Second, the crew must act. Third, the board must rest."
    let quote = QuoteAnchor(
      exact: "must act", prefix: "Second, the crew ", suffix: ". Third", range: 0..<8)
    let resolution = resolve(try #require(quote), in: body)
    #expect(resolution.range == 44..<52)
    #expect(resolution.band == .exact)
  }

  @Test func needsReviewWhereOnlyThePositionTellsTwoPlacesApart() throws {
    let body = String(
      repeating: "The board must act at once. The crew may rest a little. ", count: 9)
    let quote = try #require(
      QuoteAnchor(exact: "board must act", prefix: "The ", suffix: " at", range: 59..<73))
    let resolution = resolve(quote, in: body)
    #expect(resolution.band == .needsReview)
    #expect(resolution.range == 60..<74)
  }

  @Test func aLongPassageThatStandsThereOnceNeedsNoSurroundings() throws {
    let quote = try anchor("Ferries wait outside the harbour for hours")
    let body = "Q\u{2014}zzz! Ferries wait outside the harbour for hours; xyzzy plugh 123456"
    #expect(resolve(quote, in: body).band == .sure)
  }

  @Test func aPassageKeepsItsAccents() throws {
    let cut = try #require(QuoteAnchor(exact: "abcdefe", prefix: "", suffix: "", range: nil))
    #expect(passage(cut, in: "xx abcxefe\u{301} yy") == "abcxefe\u{301}")
  }

  @Test func aPositionFarOutsideCountsForNothing() throws {
    let quote = try #require(
      QuoteAnchor(
        exact: "pay half of the cast", prefix: "", suffix: "", range: Int.max - 1..<Int.max))
    #expect(passage(quote, in: harbour) == "pay half of the cost")
  }

  @Test func aSearchWithoutEndIsGivenUp() throws {
    let quote = try #require(
      QuoteAnchor(
        exact: String(repeating: "a", count: 400) + "b", prefix: "", suffix: "", range: nil))
    var work = 0
    let body = String(repeating: "a", count: 4_000)
    let resolution = AnchorResolver(body).resolve(quote, workMax: 2_000, work: &work)
    #expect(resolution == .orphan(isGivenUp: true))
    #expect(work == 2_000)
  }

  @Test(arguments: [
    Value.null, .string("x"), .map([]), .map([("exact", .string(""))]),
    .map([("exact", .integer(1))]),
  ])
  func whatQuotesNothingIsNoAnchor(_ value: Value) {
    #expect(QuoteAnchor(value) == nil)
  }

  @Test func aPositionThatIsNoneIsUnknown() throws {
    for (start, end) in [(Int64(-1), Int64(4)), (5, 4), (.max, .min)] {
      let value = Value.map([
        ("exact", .string("x")), ("start", .integer(start)), ("end", .integer(end)),
      ])
      #expect(try #require(QuoteAnchor(value)).range == nil)
    }
    let quote = try anchor("open a second berth")
    #expect(QuoteAnchor(.map(quote.entries)) == quote)
  }
}

extension AnchorResolverTests {
  /// Every passage of every length, each with its true distance: the slow twin.
  private static func slowBest(
    _ quote: QuoteAnchor, in text: String
  ) -> (errors: Int, ends: Set<Int>)? {
    let pattern = Array(quote.exact.unicodeScalars)
    let body = Array(text.unicodeScalars)
    var best = min(AnchorResolver.errorsMax, pattern.count / 2)
    var ends: Set<Int> = []
    for start in body.indices {
      var row = Array(0...pattern.count)
      for end in start..<body.count {
        var next = [row[0] + 1]
        for place in 1...pattern.count {
          let replaced = row[place - 1] + (pattern[place - 1] == body[end] ? 0 : 1)
          next.append(min(replaced, row[place] + 1, next[place - 1] + 1))
        }
        row = next
        if row[pattern.count] < best { ends = [] }
        if row[pattern.count] <= best {
          best = row[pattern.count]
          ends.insert(end + 1)
        }
      }
    }
    return ends.isEmpty ? nil : (best, ends)
  }

  @Test(arguments: seeds(40)) func findsAPassageWithAsFewErrorsAsAny(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let words = ["the ", "port ", "must ", "open ", "pay ", "a ", "crew "]
    func text(_ count: Int) -> String {
      (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined()
    }
    let body = text(12)
    let quote = try #require(QuoteAnchor(exact: text(3), prefix: "", suffix: "", range: 0..<1))
    let resolution = resolve(quote, in: body)
    let slow = Self.slowBest(quote, in: body)
    guard let range = resolution.range else {
      // What is too unlike in all is left out by its score, which no context helps here.
      #expect(slow == nil || resolution.band == .orphan)
      return
    }
    #expect(resolution.errors == slow?.errors)
    #expect(slow?.ends.contains(range.upperBound) == true)
  }
}
