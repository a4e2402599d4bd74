import CBenchmarks

/// Measures how long work takes.
enum Stopwatch {
  /// The milliseconds that `work` takes, and what it makes, which the caller frees off the clock.
  static func time<Value>(
    _ work: () throws -> Value
  ) throws -> (milliseconds: Double, value: Value) {
    var outcome: Result<Value, any Error>?
    let clock = ContinuousClock()
    let start = clock.now
    withoutActuallyEscaping(work) { work in
      var call = { outcome = Result { try work() } }
      withUnsafeMutablePointer(to: &call) { call in
        measured_call({ $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, call)
      }
    }
    let milliseconds = (clock.now - start) / .milliseconds(1)
    guard let outcome else { preconditionFailure("measured_call calls its argument") }
    return (milliseconds, try outcome.get())
  }
}
