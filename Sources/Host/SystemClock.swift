private import Glibc

/// The clocks of this machine.
public enum SystemClock {
  /// The time of day in milliseconds since 1970, in UTC.
  ///
  /// It may go back when the clock is set.
  public static func nowMilliseconds() -> Int64 { read(CLOCK_REALTIME) }

  /// Milliseconds since some moment in the past, which never go back.
  public static func monotonicMilliseconds() -> Int64 { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Lets this thread rest, less long if a signal comes.
  public static func pause(milliseconds: Int64) {
    let nanoseconds = Int(milliseconds % 1_000) * 1_000_000
    var time = timespec(tv_sec: Int(milliseconds / 1_000), tv_nsec: nanoseconds)
    nanosleep(&time, nil)
  }
}
