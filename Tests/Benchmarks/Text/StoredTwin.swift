import ChangeLog
import TextReference

/// The text engine, whose history is stored and loaded again behind every fourth run.
struct StoredTwin: TextTwin {
  private var history = TextHistory()
  private var runCount = 0

  var text: String { history.text }

  mutating func add(_ run: TextRun) throws {
    _ = try TextEngine.add(run, to: &history)
    runCount += 1
    if runCount.isMultiple(of: 4) { history = try TextEngine.load(TextEngine.store(history)) }
  }
}
