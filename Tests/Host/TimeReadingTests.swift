import Host
import Testing

@Suite struct TimeReadingTests {
  /// 24 Nov 2026, 14:30:05 UTC; the tests hold in every time zone.
  private let times = TimeFormat(now: 1_795_530_605_000)

  @Test func readsWhatItSpells() throws {
    let moment = try #require(times.reading("2026-11-03 14:02"))
    #expect(times.full(moment) == "3 Nov 2026 14:02")
    #expect(times.reading("2026-11-03T14:02") == moment)
    let day = try #require(times.reading("2026-11-03"))
    #expect(times.full(day) == "3 Nov 2026 0:00" || times.full(day) == "3 Nov 2026 00:00")
  }

  @Test func takesATimeOfDayForTheLastOne() throws {
    for time in ["00:00", "9:05", "14:02", "23:59"] {
      let moment = try #require(times.reading(time))
      #expect(moment <= times.now && times.now - moment < 25 * 3_600_000)
    }
  }

  @Test func knowsTodayAndYesterday() throws {
    let today = try #require(times.reading("today"))
    let yesterday = try #require(times.reading("Yesterday"))
    #expect(today <= times.now && yesterday < today)
    #expect(times.reading("now") == times.now)
  }

  @Test(arguments: [
    "", "h3k2", "25:00", "14:60", "1:2", "14:02:11", "2026-13-01", "2026-02-31", "26-11-24",
    "2026-11", "2026-11-24 25:00", "99999999999-1-1", "-5:00", "tomorrow",
  ])
  func refusesAnythingElse(text: String) {
    #expect(times.reading(text) == nil)
  }
}
