/// How far long work has come, on standard error: "pushing 12,000 of 100,000 changes".
///
/// On a terminal one line is written over and over, with a bar where the end is known; elsewhere a
/// line appears now and then. Short work shows nothing at all.
public struct ProgressLine {
  private let console: Console
  private let verb: String
  private let noun: String
  private let now: () -> Int64
  private var due: Int64
  private var isShown = false

  /// Work of less than this shows nothing.
  private static let quietMilliseconds: Int64 = 300
  private static let terminalMilliseconds: Int64 = 100
  private static let otherwiseMilliseconds: Int64 = 10_000

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - verb: What is being done: `pushing`.
  ///   - noun: What it is done to, in the plural: `changes`.
  ///   - now: A clock in milliseconds that never goes back.
  public init(
    _ console: Console, _ verb: String, _ noun: String,
    now: @escaping () -> Int64 = SystemClock.monotonicMilliseconds
  ) {
    self.console = console
    self.verb = verb
    self.noun = noun
    self.now = now
    let isTerminal = console.terminal.errorIsTerminal
    due = now() + (isTerminal ? Self.quietMilliseconds : Self.otherwiseMilliseconds)
  }

  /// Tells that `done` of them, of `total` if that is known, are done; cheap enough for every step.
  public mutating func update(_ done: Int, of total: Int? = nil) {
    let time = now()
    if time < due { return }
    let amount = total.map { "\(grouped(done)) of \(grouped($0))" } ?? grouped(done)
    let text = StyledText("\(verb) \(amount) \(noun)")
    if console.terminal.errorIsTerminal {
      let bar = total.map { Self.bar(done, of: $0) } ?? ""
      let line = (bar + text).truncated(to: console.terminal.width - 1)
      console.writeError("\r\u{1b}[K" + line.plain)
      isShown = true
      due = time + Self.terminalMilliseconds
    } else {
      console.report(text)
      due = time + Self.otherwiseMilliseconds
    }
  }

  private static let barWidth = 20

  /// `[#####...............]  25%  `; more than all there is, is all.
  private static func bar(_ done: Int, of total: Int) -> StyledText {
    let share = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1
    let full = Int(share * Double(barWidth))
    let percent = "\(Int(share * 100))%"
    return StyledText(
      "[" + String(repeating: "#", count: full) + String(repeating: ".", count: barWidth - full)
        + "] " + String(repeating: " ", count: 4 - percent.count) + percent + "  ")
  }

  /// Takes the line away, so that what is printed next stands in its place.
  public mutating func finish() {
    if isShown { console.writeError("\r\u{1b}[K") }
    isShown = false
  }
}
