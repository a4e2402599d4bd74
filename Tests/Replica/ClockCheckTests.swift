import Testing

@testable import Replica

@Suite struct ClockCheckTests {
  private let now: UInt64 = 1_795_000_000_000
  private let tenYears: UInt64 = 10 * 365 * 86_400_000 + 3 * 86_400_000

  @Test func saysNothingOfClocksThatAgree() {
    #expect(ClockCheck.warning(local: now, relay: now) == nil)
    #expect(ClockCheck.warning(local: now + 300_000, relay: now) == nil)
    #expect(ClockCheck.warning(local: now, relay: now + 300_000) == nil)
  }

  @Test func saysHowFarAClockIsOffAndInWhichDirection() throws {
    let ahead = try #require(ClockCheck.warning(local: now + tenYears, relay: now))
    #expect(ahead.contains("10 years ahead of"))
    let behind = try #require(ClockCheck.warning(local: now - tenYears, relay: now))
    #expect(behind.contains("10 years behind"))
    #expect(ClockCheck.warning(local: now + 360_000, relay: now)?.contains("6 minutes") == true)
    #expect(ClockCheck.warning(local: 0, relay: .max) != nil)
  }

  @Test func saysNothingWhereTheRelayDoesNotTellItsTime() {
    #expect(ClockCheck.warning(local: now, relay: 0) == nil)
  }
}
