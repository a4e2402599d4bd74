private import Glibc

/// Spells moments as people read them, seen from one moment and in this machine's time zone.
///
/// A moment is in milliseconds since 1970 and may come from anybody: every number has a spelling.
public struct TimeFormat: Sendable {
  /// The moment from which others are seen.
  public let now: Int64

  /// Creates the format for a screen that is drawn at `now`.
  public init(now: Int64) { self.now = now }

  private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// As short as it can be: "14:02" for today, "Tue 18:02" for the six days before, "3 Nov 2025".
  public func moment(_ milliseconds: Int64) -> String {
    guard let then = Local(milliseconds), let today = Local(now) else {
      return TimeFormat.iso8601(milliseconds)
    }
    switch today.day.subtractingReportingOverflow(then.day).partialValue {
    case 0: return then.timeOfDay
    case 1...6: return "\(TimeFormat.weekdays[then.weekday]) \(then.timeOfDay)"
    default: return "\(then.date(TimeFormat.months))"
    }
  }

  /// In full: "3 Nov 2025 14:02".
  public func full(_ milliseconds: Int64) -> String {
    guard let then = Local(milliseconds) else { return TimeFormat.iso8601(milliseconds) }
    return "\(then.date(TimeFormat.months)) \(then.timeOfDay)"
  }

  /// How long ago: "just now", "25 minutes ago", "2 days ago"; "in 5 minutes" for what a fast clock
  /// wrote.
  public func age(_ milliseconds: Int64) -> String {
    let (difference, overflow) = now.subtractingReportingOverflow(milliseconds)
    if overflow { return milliseconds < now ? "long ago" : "far ahead" }
    let text = TimeFormat.duration(difference.magnitude)
    guard let text else { return "just now" }
    return difference > 0 ? "\(text) ago" : "in \(text)"
  }

  /// The duration in its largest unit, rounded down, or nil below a minute.
  private static func duration(_ milliseconds: UInt64) -> String? {
    let minutes = Int(milliseconds / 60_000)
    let units = [
      (525_960, "year"), (43_830, "month"), (10_080, "week"), (1_440, "day"), (60, "hour"),
      (1, "minute"),
    ]
    // Weeks only from two on: "8 days ago" says more than "1 week ago".
    let unit = units.first { minutes >= ($0.1 == "week" ? 2 * $0.0 : $0.0) }
    return unit.map { counted(minutes / $0.0, $0.1) }
  }

  /// The moment in UTC, to the millisecond: "2025-11-03T14:02:05.123Z" (ISO 8601).
  public static func iso8601(_ milliseconds: Int64) -> String {
    let dayMilliseconds: Int64 = 86_400_000
    let inDay = (milliseconds % dayMilliseconds + dayMilliseconds) % dayMilliseconds
    let days = (milliseconds / dayMilliseconds) - (milliseconds % dayMilliseconds < 0 ? 1 : 0)
    let (year, month, day) = civil(days)
    let date = "\(spelled(year: year))-\(two(month))-\(two(day))"
    let seconds = inDay / 1_000
    let time = "\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    return "\(date)T\(time).\(padded(inDay % 1_000, to: 3))Z"
  }

  /// The date that lies `days` after 1 January 1970.
  ///
  /// Source: https://howardhinnant.github.io/date_algorithms.html#civil_from_days.
  private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Four digits, or a sign and six where that is not enough.
  private static func spelled(year: Int64) -> String {
    if (0...9_999).contains(year) { return padded(year, to: 4) }
    return (year < 0 ? "-" : "+") + padded(abs(year), to: 6)
  }

  private static func padded(_ number: Int64, to count: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  private static func two(_ number: Int64) -> String { padded(number, to: 2) }

  /// A moment on the calendar and clock of this machine's time zone.
  private struct Local {
    private let fields: tm

    /// Nil for a moment whose year does not fit into the C library's type.
    init?(_ milliseconds: Int64) {
      var seconds = time_t(milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0))
      var fields = tm()
      guard localtime_r(&seconds, &fields) != nil else { return nil }
      self.fields = fields
    }

    var weekday: Int { Int(fields.tm_wday) }
    var timeOfDay: String { "\(two(Int64(fields.tm_hour))):\(two(Int64(fields.tm_min)))" }

    func date(_ months: [String]) -> String {
      "\(fields.tm_mday) \(months[Int(fields.tm_mon)]) \(Int(fields.tm_year) + 1_900)"
    }

    /// The number of its day, counted from any fixed one.
    var day: Int {
      let years = Int(fields.tm_year) + 1_899
      return years * 365 + years / 4 - years / 100 + years / 400 + Int(fields.tm_yday)
    }
  }
}
