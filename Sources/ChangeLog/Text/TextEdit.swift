/// An edit to a text at hand: delete `deleteCount` scalars at `position`, then insert there.
///
/// In a list of edits, each position counts in the text that the edits before it have left.
/// Positions and counts are in scalars, except where a function that takes or gives the edit names
/// another unit.
public struct TextEdit: Equatable, Sendable {
  /// Where the edit lies.
  public var position: Int
  /// How much it deletes.
  public var deleteCount: Int
  /// What it inserts.
  public var insert: String

  /// Creates an edit.
  public init(position: Int, deleteCount: Int, insert: String) {
    self.position = position
    self.deleteCount = deleteCount
    self.insert = insert
  }

  /// Whether two edits are the same, scalar for scalar.
  public static func == (left: Self, right: Self) -> Bool {
    left.position == right.position && left.deleteCount == right.deleteCount
      && left.insert.utf8.elementsEqual(right.insert.utf8)
  }

  /// The text after `edits`, in order.
  ///
  /// Every edit must lie inside the text that it meets.
  public static func applying(_ edits: [TextEdit], to text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    for edit in edits { edit.apply(to: &scalars) }
    return String(scalars: scalars)
  }

  /// Where `position` is after this edit, both of which count `unit`.
  ///
  /// A position inside the deleted text moves to where that text stood; `affinity` says whether it
  /// then stays in front of what is inserted right there or goes behind it.
  ///
  /// - Complexity: O(length of the insertion).
  public func transform(
    _ position: Int, affinity: TextAffinity, in unit: TextUnit = .scalars
  ) -> Int {
    let end = self.position + deleteCount
    let inserted = insert.count(in: unit)
    if position < self.position { return position }
    if position > end {
      let (moved, isBeyond) = (position - deleteCount).addingReportingOverflow(inserted)
      return isBeyond ? .max : moved
    }
    return affinity == .after ? self.position + inserted : self.position
  }

  func apply(to scalars: inout [Unicode.Scalar]) {
    precondition(
      position >= 0 && position + deleteCount <= scalars.count, "the edit lies beyond the text")
    scalars.replaceSubrange(position..<position + deleteCount, with: insert.unicodeScalars)
  }
}

/// To which side a position clings when text is inserted exactly there.
public enum TextAffinity: Sendable {
  /// The position stays in front of the insertion: the end of a range.
  case before
  /// The position goes behind the insertion: the start of a range.
  case after
}

extension String {
  /// Creates the text of `scalars`.
  init(scalars: some Sequence<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
