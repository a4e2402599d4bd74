import CBenchmarks
import Glibc

/// Measures how long work takes, in time of this thread's processor.
///
/// On a quiet machine that is the time on the wall; on a busy one it leaves out the moments in
/// which others had the processor. Nothing measured here waits for anything.
enum Stopwatch {
  /// The milliseconds that `work` takes, and what it makes, which the caller frees off the clock.
  static func time<Value>(
    _ work: () throws -> Value
  ) throws -> (milliseconds: Double, value: Value) {
    var outcome: Result<Value, any Error>?
    let start = now()
    withoutActuallyEscaping(work) { work in
      var call = { outcome = Result { try work() } }
      withUnsafeMutablePointer(to: &call) { call in
        measured_call({ $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, call)
      }
    }
    let milliseconds = now() - start
    guard let outcome else { preconditionFailure("measured_call calls its argument") }
    return (milliseconds, try outcome.get())
  }

  /// The milliseconds that `work` takes; a tool does not see it (`measured_call`).
  static func timeUnseen(_ work: () -> Void) -> Double {
    let start = now()
    work()
    return now() - start
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
  }
}
