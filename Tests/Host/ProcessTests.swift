import Foundation
import Testing

@testable import Host

@Suite struct ProcessTests {
  @Test func runsACommandWithArgumentsAsTheyAre() throws {
    #expect(try Shell.run("test 'a b' =", ["a b"]) == .done)
    #expect(try Shell.run("exit 3;") == ExitCode(rawValue: 3))
    #expect(try Shell.run("kill -TERM $$;") == .signal(SIGTERM))
    #expect(try Shell.run("no-such-editor", ["file"]) == ExitCode(rawValue: 127))
  }

  @Test func givesACommandItsInput() throws {
    Signals.ignoreClosedPipes()
    #expect(try Shell.run("grep -q hello", input: Array("hello\n".utf8)) == .done)
    // The command ends without reading, and more than a pipe holds is left.
    #expect(try Shell.run("exit 0;", input: Array(repeating: 65, count: 1 << 20)) == .done)
  }

  @Test func choosesTheEditor() {
    #expect(Editor.command(Environment(["VISUAL": "v", "EDITOR": "e"])) == "v")
    #expect(Editor.command(Environment(["VISUAL": "", "EDITOR": "e -w"])) == "e -w")
    #expect(Editor.command(Environment(["PATH": "/nowhere"])) == nil)
    #expect(Environment(["PATH": "/nowhere:/bin"]).executable("sh") == "/bin/sh")
  }

  @Test func stopsAtTheSecondSignalOfOneKind() async {
    await #expect(processExitsWith: .success) {
      try Signals.catchStops()
      #expect(Signals.stopRequest == nil)
      #expect(Descriptor.waitUntilReadable([Signals.stopDescriptor], milliseconds: 0) == [])
      let woken = DispatchSemaphore(value: 0)
      try Signals.whenStopped { woken.signal() }
      kill(getpid(), SIGTERM)
      woken.wait()
      guard Signals.stopRequest == SIGTERM else { exit(1) }
      let ready = Descriptor.waitUntilReadable([Signals.stopDescriptor], milliseconds: 0)
      exit(ready == [Signals.stopDescriptor] ? 0 : 1)
    }
    await #expect(processExitsWith: .signal(SIGINT)) {
      try Signals.catchStops()
      kill(getpid(), SIGINT)
      // A signal that is still on its way would swallow the second one.
      _ = Descriptor.waitUntilReadable([Signals.stopDescriptor], milliseconds: 10_000)
      kill(getpid(), SIGINT)
      _ = Descriptor.waitUntilReadable([], milliseconds: 10_000)
    }
  }

  @Test func opensStandardStreamsThatWereClosed() async {
    await #expect(processExitsWith: .success) {
      close(0)
      close(1)
      Descriptor.openStandardStreams()
      let next = open("/dev/null", O_RDONLY)
      exit(next > 2 && fcntl(0, F_GETFD) >= 0 && fcntl(1, F_GETFD) >= 0 ? 0 : 1)
    }
  }

  @Test func knowsTheNameOfTheMachine() { #expect(!Machine.hostName.isEmpty) }

  @Test func writesOneLineForAnEvent() {
    let lines = Lines()
    let log = Log(minimum: .info, now: { 1_762_178_525_123 }) { lines.all.append($0) }
    log.debug("not kept", ["cost": costly(lines)])
    log.info(
      "segment stored", ["workspace": "4q7k", "position": 12, "note": "a \"b\"\n", "no": ""])
    log.error("disk full")
    #expect(
      lines.all == [
        "2025-11-03T14:02:05.123Z info segment stored workspace=4q7k position=12"
          + " note=\"a \\\"b\\\"\\n\" no=\"\"\n",
        "2025-11-03T14:02:05.123Z error disk full\n",
      ])
  }

  private func costly(_ lines: Lines) -> String {
    lines.all.append("computed")
    return ""
  }
}

/// Collects lines; one test uses it on one thread.
private final class Lines: @unchecked Sendable {
  var all: [String] = []
}

@Suite struct TimeFormatTests {
  /// The same zone for all tests, half an hour off so that a mistake shows.
  init() {
    setenv("TZ", "Asia/Kolkata", 1)
    tzset()
  }

  /// Wednesday 5 November 2025, 14:02 in Kolkata.
  private let format = TimeFormat(now: 1_762_331_520_000)
  private static let minute: Int64 = 60_000
  private static let day: Int64 = 1_440 * minute

  private static let moments: [(Int64, String)] = [
    (0, "14:02"), (-842 * minute, "00:00"), (-843 * minute, "Tue 23:59"), (-day, "Tue 14:02"),
    (-6 * day, "Thu 14:02"), (-7 * day, "29 Oct 2025"), (597 * minute, "23:59"),
    (598 * minute, "6 Nov 2025"), (-365 * day, "5 Nov 2024"),
  ]

  @Test(arguments: moments)
  func spellsAMomentAsShortAsItCan(offset: Int64, text: String) {
    #expect(format.moment(format.now + offset) == text)
  }

  @Test func spellsADateInFull() {
    #expect(format.full(format.now) == "5 Nov 2025 14:02")
    #expect(TimeFormat(now: 1_735_670_000_000).moment(1_735_583_600_000) == "Tue 00:03")
  }

  private static let ages: [(Int64, String)] = [
    (0, "just now"), (59_999, "just now"), (minute, "1 minute ago"),
    (25 * minute, "25 minutes ago"), (119 * minute, "1 hour ago"), (2 * day, "2 days ago"),
    (13 * day, "13 days ago"), (14 * day, "2 weeks ago"), (60 * day, "1 month ago"),
    (800 * day, "2 years ago"), (-5 * minute, "in 5 minutes"), (-1, "just now"),
  ]

  @Test(arguments: ages)
  func spellsHowLongAgo(difference: Int64, text: String) {
    #expect(format.age(format.now - difference) == text)
  }

  @Test(arguments: [Int64.min, .max, .min + 1, -1, 0, 1 << 55, -1 << 55, 253_402_300_800_000])
  func spellsEveryNumber(milliseconds: Int64) {
    #expect(!format.moment(milliseconds).isEmpty)
    #expect(!format.full(milliseconds).isEmpty)
    #expect(!format.age(milliseconds).isEmpty)
    #expect(!TimeFormat(now: milliseconds).moment(0).isEmpty)
    #expect(TimeFormat.iso8601(milliseconds).hasSuffix("Z"))
  }

  @Test func writesISO8601AsFoundationDoes() {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    // From the year 1600: Foundation counts by the Julian calendar before 1582.
    var milliseconds: Int64 = -11_670_000_000_000
    while milliseconds < 250_000_000_000_000 {
      let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
      #expect(TimeFormat.iso8601(milliseconds) == formatter.string(from: date))
      milliseconds += 123_456_789_125
    }
    #expect(TimeFormat.iso8601(-1) == "1969-12-31T23:59:59.999Z")
    #expect(TimeFormat.iso8601(253_402_300_800_000) == "+010000-01-01T00:00:00.000Z")
  }
}
