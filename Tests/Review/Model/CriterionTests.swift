import ChangeLog
import Review
import TestSupport
import Testing

struct CriterionTests {
  private let priority = Template.named("grade-etd")?.criteria.first

  @Test func templatesAreWhatTheyAreNamedAfter() throws {
    #expect(Template.all.map(\.name) == ["policy", "ram", "agree2", "grade-etd"])
    #expect(Template.named("policy")?.criteria.map(\.name).first == "effectiveness")
    let appropriateness = try #require(Template.named("ram")?.criteria)
    #expect(appropriateness.map(\.lowest) == [1] && appropriateness.map(\.highest) == [9])
    let items = try #require(Template.named("agree2")?.criteria)
    #expect(items.count == 23)
    #expect(items.allSatisfy { $0.lowest == 1 && $0.highest == 7 })
    // AGREE II has six domains of 3, 3, 8, 3, 4 and 2 items.
    var sizes: [Int] = []
    var last = ""
    for item in items {
      if item.domain == last { sizes[sizes.count - 1] += 1 } else { sizes.append(1) }
      last = item.domain
    }
    #expect(sizes == [3, 3, 8, 3, 4, 2])
    let judgements = try #require(Template.named("grade-etd")?.criteria)
    #expect(judgements.count == 10)
    #expect(judgements.allSatisfy { Int64($0.labels.count) == $0.valueCount })
    for template in Template.all {
      #expect(Set(template.criteria.map(\.name)).count == template.criteria.count)
      #expect(template.criteria.map(\.position) == (0..<Int64(template.criteria.count)).map { $0 })
    }
  }

  @Test func findsValuesByTheirLabels() throws {
    let priority = try #require(priority)
    #expect(priority.values(labelled: "probably yes") == [3])
    #expect(priority.values(labelled: "Probably-Y") == [3])
    #expect(priority.values(labelled: "no") == [1])
    #expect(priority.values(labelled: "y") == [4])
    #expect(priority.values(labelled: "probably") == [2, 3])
    #expect(priority.values(labelled: "maybe").isEmpty)
    #expect(priority.values(labelled: "").isEmpty)
  }

  @Test func spellsScalesAndValues() throws {
    #expect(Template.policy.criteria[0].scale == "1 = poor, 9 = good")
    #expect(try #require(priority).text(of: 3) == "3 probably yes")
    let bare = Criterion(
      name: "a", position: 0, lowest: 0, highest: 10, level: .interval, labels: [])
    #expect(bare.scale == "0 to 10")
    #expect(bare.text(of: 4) == "4")
    let middle = Criterion(
      name: "a", position: 0, lowest: 0, highest: 10, level: .interval, labels: [.init(5, "so so")])
    #expect(middle.scale == "0 to 10: 5 = so so")
  }

  @Test func readsBackItsCell() {
    for criterion in Template.all.flatMap(\.criteria) {
      #expect(Criterion(name: criterion.name, criterion.encoded) == criterion)
    }
  }

  /// Method: each part of a sound cell is replaced by something that does not belong there.
  @Test func cellsOfAnotherShapeAreNoCriteria() throws {
    let sound = try #require(Template.policy.criteria[0].encoded.list)
    #expect(Criterion(name: "a", .list(sound)) != nil)
    let label = Value.list([.integer(1), .string("poor")])
    let second = Value.list([.integer(9), .string("good")])
    let beyond = Value.list([.integer(10), .string("good")])
    let wrong: [(Int, Value)] = [
      (0, .string("0")), (1, .integer(9)), (1, .integer(-1_000_001)), (2, .integer(1_000_001)),
      (2, .null), (3, .integer(0)), (3, .integer(4)), (4, .null), (4, .list([second, label])),
      (4, .list([label, label])), (4, .list([label, beyond])), (4, .list([.integer(1)])),
      (4, .list([.list([.integer(1)])])), (5, .integer(1)), (6, .null),
    ]
    for (place, value) in wrong {
      var list = sound
      list[place] = value
      #expect(Criterion(name: "a", .list(list)) == nil, "\(place) \(value)")
    }
    #expect(Criterion(name: "a", .list(Array(sound.dropLast()))) == nil)
    #expect(Criterion(name: "a", .list(sound + [.null])) == nil)
    var many = sound
    many[2] = .integer(1_000)
    many[4] = .list((1...101).map { .list([.integer(Int64($0)), .string("v")]) })
    #expect(Criterion(name: "a", .list(many)) == nil)
  }
}
