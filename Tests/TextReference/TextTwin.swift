public import ChangeLog

/// Something that merges the runs of one text, to be compared with `TextOracle` after each run.
public protocol TextTwin {
  /// Takes in a run from elsewhere; those that its version names are there.
  mutating func add(_ run: TextRun) throws

  /// Takes in a run that was made here, on the text as it is, and lies inside it.
  mutating func make(_ run: TextRun) throws

  /// The text that all its runs make.
  var text: String { get }
}

extension TextTwin {
  /// Takes in the run as if it came from elsewhere.
  public mutating func make(_ run: TextRun) throws { try add(run) }
}
