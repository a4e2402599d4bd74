/// Plays random histories, one seed after the other, and says how far it is.
struct TextRandom {
  let firstSeed: UInt64
  let minutes: Int
  let say: (String) -> Void

  /// Plays until the time is over, one history at least; gives whether everything agreed.
  func play() -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    var seed = firstSeed
    var steps = 0
    var nextReport = 10
    while true {
      var history = RandomHistory(seed: seed)
      let difference = history.play()
      steps += history.steps
      if let difference {
        say("seed \(seed), \(difference)")
        return false
      }
      let state = "\(steps) steps, seeds \(firstSeed) to \(seed)"
      let seconds = Int((clock.now - start) / .seconds(1))
      if seconds >= minutes * 60 {
        say("\(state): no difference")
        return true
      }
      if seconds >= nextReport {
        say("\(seconds) s: \(state)")
        nextReport = seconds + 10
      }
      seed += 1
    }
  }
}
