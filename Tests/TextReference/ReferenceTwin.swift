public import ChangeLog

/// An editor that sees no more than the edits of the slow tracker.
public struct ReferenceTwin: TextTwin {
  private var tracker = ReferenceTextTracker()
  /// What the editor shows.
  public private(set) var text = ""

  /// Creates an empty text.
  public init() {}

  /// Walks the run, and makes the edits that follow.
  public mutating func add(_ run: TextRun) {
    text = TextEdit.applying(tracker.walk(run), to: text)
  }
}
