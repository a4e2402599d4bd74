private import Glibc

extension TimeFormat {
  /// Reads a moment as people type it, in this machine's time zone, seen from ``now``.
  ///
  /// "now", "today" and "yesterday" (their first moment), "14:02" (the last time it was that),
  /// "2026-11-24" (its first moment), "2026-11-24 14:02" or with a T between.
  ///
  /// - Returns: Milliseconds since 1970, or nil for anything else.
  public func reading(_ text: String) -> Int64? {
    switch text.lowercased() {
    case "now": return now
    case "today": return midnight(daysBack: 0)
    case "yesterday": return midnight(daysBack: 1)
    default: break
    }
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
    switch parts.count {
    case 1 where text.contains(":"): return Self.time(parts[0]).flatMap(lastTime)
    case 1: return Self.date(parts[0]).flatMap { Self.moment($0, (0, 0)) }
    case 2:
      guard let date = Self.date(parts[0]), let time = Self.time(parts[1]) else { return nil }
      return Self.moment(date, time)
    default: return nil
    }
  }

  private func midnight(daysBack: Int32) -> Int64? {
    guard var fields = fields() else { return nil }
    fields.tm_mday -= daysBack
    (fields.tm_hour, fields.tm_min) = (0, 0)
    return Self.milliseconds(&fields)
  }

  /// The latest moment, up to now, at which a clock showed `time`.
  private func lastTime(_ time: (hour: Int32, minute: Int32)) -> Int64? {
    for daysBack: Int32 in 0...1 {
      guard var fields = fields() else { return nil }
      fields.tm_mday -= daysBack
      (fields.tm_hour, fields.tm_min) = time
      if let moment = Self.milliseconds(&fields), moment <= now { return moment }
    }
    return nil
  }

  private func fields() -> tm? {
    var seconds = time_t(now / 1_000)
    var fields = tm()
    guard localtime_r(&seconds, &fields) != nil else { return nil }
    fields.tm_sec = 0
    return fields
  }

  private static func moment(
    _ date: (year: Int32, month: Int32, day: Int32), _ time: (hour: Int32, minute: Int32)
  ) -> Int64? {
    var fields = tm()
    (fields.tm_year, fields.tm_mon, fields.tm_mday) = (date.year - 1_900, date.month - 1, date.day)
    (fields.tm_hour, fields.tm_min) = time
    let moment = milliseconds(&fields)
    // The C library takes 31 February for 3 March.
    return fields.tm_mday == date.day ? moment : nil
  }

  private static func milliseconds(_ fields: inout tm) -> Int64? {
    fields.tm_isdst = -1
    let seconds = mktime(&fields)
    return seconds < 0 ? nil : Int64(seconds) * 1_000
  }

  private static func time(_ text: Substring) -> (hour: Int32, minute: Int32)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = number(parts[0], 0...23, digits: 1...2),
      let minute = number(parts[1], 0...59, digits: 2...2)
    else { return nil }
    return (hour, minute)
  }

  private static func date(_ text: Substring) -> (year: Int32, month: Int32, day: Int32)? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = number(parts[0], 1970...9_999, digits: 4...4),
      let month = number(parts[1], 1...12, digits: 1...2),
      let day = number(parts[2], 1...31, digits: 1...2)
    else { return nil }
    return (year, month, day)
  }

  private static func number(
    _ text: Substring, _ range: ClosedRange<Int32>, digits: ClosedRange<Int>
  ) -> Int32? {
    guard digits.contains(text.utf8.count), let number = Int32(text), range.contains(number) else {
      return nil
    }
    return number
  }
}
