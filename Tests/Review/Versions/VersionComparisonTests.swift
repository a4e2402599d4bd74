import Review
import TestSupport
import Testing

private typealias Item = VersionComparison.Item

private let berth = Item(
  number: 1, title: "Open a second berth",
  text: "The port authority should open a second berth before the winter, so that ferries no "
    + "longer wait outside the harbour for hours.")
private let cost = Item(
  number: 2, title: "Share the cost",
  text: "The ministry should pay half of the cost, and the islands the rest over ten years.")
private let light = Item(
  number: 3, title: "Keep the lighthouse",
  text: "The lighthouse should stay in public hands, since no company will light it in summer.")

private func fates(_ old: [Item], _ new: [Item], chosen: [Int: Int?] = [:]) -> [String] {
  VersionComparison(old: old, new: new, chosen: chosen).entries.map { entry in
    let old = entry.old.map { "\($0)" } ?? "-"
    return "\(old) \(entry.new.map { "\($0)" } ?? "-") \(entry.fate.name)"
  }
}

private func changed(_ item: Item, title: String? = nil, _ old: String, _ new: String) -> Item {
  Item(
    number: item.number, title: title ?? item.title, text: item.text.replacing(old, with: new))
}

struct VersionComparisonTests {
  @Test func theSameListIsUnchanged() {
    #expect(fates([berth, cost], [berth, cost]) == ["0 0 unchanged", "1 1 unchanged"])
  }

  @Test func theFewestThatNeedToHaveMovedHave() {
    #expect(
      fates([berth, cost, light], [light, berth, cost])
        == ["0 1 unchanged", "1 2 unchanged", "2 0 moved"])
  }

  @Test func aChangedTextIsRewordedAndSaysHowAlikeItIs() throws {
    let new = changed(cost, "half of the cost", "two thirds of the cost")
    let entry = VersionComparison(old: [cost], new: [new]).entries[0]
    #expect(entry.fate == .reworded)
    #expect(entry.likeness > Rational(3, 5) && entry.likeness < Rational(1))
  }

  @Test func aChangedTitleIsReworded() {
    let new = Item(number: 2, title: "Split the bill", text: cost.text)
    #expect(fates([cost], [new]) == ["0 0 reworded"])
  }

  @Test func whatIsCalledTheSameIsOneHoweverItIsArgued() {
    let new = Item(number: 5, title: "Share the cost", text: "Berths are paid by whoever lands.")
    #expect(fates([berth, cost], [new]) == ["0 - vanished", "1 0 reworded"])
  }

  @Test func whatHasNothingInCommonVanishesAndIsNew() {
    #expect(fates([berth], [light]) == ["0 - vanished", "- 0 new"])
  }

  @Test func ofARecommendationThatWasSplitOnePartIsNew() {
    let first = Item(
      number: 1, title: "Open a second berth",
      text: "The port authority should open"
        + " a second berth before the winter.")
    let second = Item(
      number: 2, title: "Shorten the wait",
      text: "Ferries should no longer wait outside the harbour for hours.")
    #expect(
      fates([berth, cost], [first, second, cost])
        == ["0 0 reworded", "1 2 unchanged", "- 1 new"])
  }

  @Test func ofRecommendationsThatWereMergedOneVanishes() {
    let merged = Item(
      number: 1, title: "Open and pay a second berth", text: berth.text + " " + cost.text)
    #expect(fates([berth, cost], [merged]) == ["0 0 reworded", "1 - vanished"])
  }

  @Test func whatWasAddedByHandStaysUnlessItIsFound() {
    let added = Item(number: 3, title: light.title, text: light.text, isImported: false)
    #expect(fates([berth, added], [berth]) == ["0 0 unchanged", "1 - added by hand"])
    #expect(fates([berth, added], [berth, light]) == ["0 0 unchanged", "1 1 unchanged"])
  }

  @Test func oneTextTwiceIsToldApartByTitleAndThenByOrder() {
    let twin = Item(number: 9, title: "The same again", text: cost.text)
    #expect(fates([cost, twin], [twin, cost]) == ["0 1 unchanged", "1 0 moved"])
    #expect(fates([cost, cost], [cost, cost]) == ["0 0 unchanged", "1 1 unchanged"])
  }

  @Test func aPersonsChoiceCountsMost() {
    #expect(
      fates([berth, cost], [light, cost], chosen: [0: 0])
        == ["0 0 reworded", "1 1 unchanged"])
    #expect(fates([berth], [berth], chosen: [0: nil]) == ["0 - vanished", "- 0 new"])
  }

  @Test func emptyListsCompare() {
    #expect(fates([], []) == [])
    #expect(fates([], [berth]) == ["- 0 new"])
    #expect(fates([berth], []) == ["0 - vanished"])
  }

  @Test func aTranslationSharesNothingAndARevisionMuch() {
    let french =
      "Le port devrait ouvrir un second quai avant l'hiver, pour que les bateaux et les "
      + "marins n'attendent plus des heures dans la rade."
    #expect(VersionComparison.shared(berth.text, french) < VersionComparison.sharedMin)
    #expect(
      VersionComparison.shared(berth.text, "In short: " + berth.text) > Rational(9, 10))
    #expect(VersionComparison.shared("", berth.text) == Rational(0))
    #expect(Language.name(of: french) == "French")
    #expect(Language.name(of: berth.text) == "English")
    #expect(Language.name(of: "Порт должен открыть второй причал") == "Cyrillic script")
    #expect(Language.name(of: "港は第二の桟橋を開くべきである") == "Japanese")
    #expect(Language.name(of: "12 34") == nil)
  }
}

extension VersionComparisonTests {
  /// How many of `places` can stay in order at most: every choice of them, one by one.
  private static func mostInOrder(_ places: [Int]) -> Int {
    (0..<1 << places.count).map { choice in
      let kept = places.indices.filter { choice >> $0 & 1 == 1 }.map { places[$0] }
      return kept == kept.sorted() ? kept.count : 0
    }.max() ?? 0
  }

  /// Method: distinct recommendations, some dropped, some added, shuffled; who is who is known.
  @Test(arguments: seeds(60)) func findsWhoIsWhoInAnyOrder(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func item(_ number: Int) -> Item {
      let words = (0..<12).map { "word\(number)x\($0)" }.joined(separator: " ")
      return Item(number: nil, title: "Title \(number)", text: words)
    }
    let old = (0..<Int.random(in: 0...7, using: &random)).map { $0 }
    let kept = old.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
    let added = (0..<Int.random(in: 0...2, using: &random)).map { 100 + $0 }
    let new = (kept + added).shuffled(using: &random)
    let entries = VersionComparison(old: old.map(item), new: new.map(item)).entries
    for entry in entries {
      if let place = entry.old {
        #expect(entry.new == new.firstIndex(of: old[place]))
        #expect((entry.fate == .vanished) == !kept.contains(old[place]))
      } else {
        #expect(entry.fate == .new && entry.new.map { added.contains(new[$0]) } == true)
      }
    }
    #expect(Set(entries.compactMap(\.new)).count == new.count)
    let order = kept.compactMap { new.firstIndex(of: $0) }
    #expect(entries.count { $0.fate == .unchanged } == Self.mostInOrder(order))
    #expect(entries.count { $0.fate == .moved } == kept.count - Self.mostInOrder(order))
  }
}
