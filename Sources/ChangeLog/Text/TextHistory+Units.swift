// Edits and offsets as an editor counts them.
extension TextHistory {
  /// How many units ``text`` has.
  ///
  /// - Complexity: O(length / 16 Ki) in scalars and UTF-8, else O(length).
  public func count(in unit: TextUnit) -> Int { read { $0.content.count(in: unit) } }

  /// Converts an offset into ``text`` from one unit to another.
  ///
  /// Unlike `String.offset(_:from:to:)`, it never rounds.
  ///
  /// - Throws: `TextRunError` when the offset lies beyond the text, or inside a scalar or a
  ///   character that the unit cannot divide.
  /// - Complexity: O(length / 16 Ki + 16 Ki) from scalars or UTF-8 to either; O(length) with
  ///   UTF-16, at the speed of counting bytes, and with characters, at that of finding them.
  public func offset(
    _ offset: Int, from unit: TextUnit, to other: TextUnit
  ) throws(TextRunError) -> Int {
    try read { state throws(TextRunError) in
      try state.content.offset(offset, from: unit, to: other)
    }
  }

  /// Makes an edit of the text as it is, which counts `unit`, into a run, and adds it.
  ///
  /// - Throws: `TextRunError` as ``edit(_:id:replica:)``, and when an end of the edit lies inside a
  ///   scalar; nothing is rounded. On an error nothing has changed.
  /// - Complexity: that of ``offset(_:from:to:)`` and ``edit(_:id:replica:)``.
  public mutating func edit(
    _ edit: TextEdit, in unit: TextUnit, id: OperationID, replica: ReplicaID
  ) throws(TextRunError) {
    try self.edit(scalarEdit(edit, in: unit), id: id, replica: replica)
  }

  /// An edit of ``text`` that counts `unit` as one that counts scalars.
  ///
  /// - Throws: `TextRunError` when the edit does not lie inside the text, or an end of it lies
  ///   inside a scalar.
  /// - Complexity: that of ``offset(_:from:to:)``.
  public func scalarEdit(
    _ edit: TextEdit, in unit: TextUnit
  ) throws(TextRunError) -> TextEdit {
    try read { state throws(TextRunError) in try state.content.scalarEdit(edit, in: unit) }
  }

  /// The edits that `change` makes to the text, counted in `unit`.
  ///
  /// An editor applies them in order to a buffer that holds the text before. What `change` returns
  /// must be all that it does: the edits of ``add(_:)``, say. In characters an edit is as wide as
  /// it must be to start and end between characters; an accent that joins a letter replaces both.
  ///
  /// - Complexity: that of `change`, and of ``TextEdit/converting(_:to:on:)``.
  public mutating func edits<Failure: Error>(
    in unit: TextUnit, of change: (inout TextHistory) throws(Failure) -> [TextEdit]
  ) throws(Failure) -> [TextEdit] {
    if unit == .scalars { return try change(&self) }
    let before = text
    return TextEdit.converting(try change(&self), to: unit, on: before)
  }
}

extension TextEdit {
  /// Edits to `text`, which count scalars, as edits that count `unit`.
  ///
  /// Every edit must lie inside the text that it meets. In characters an edit is as wide as it must
  /// be to start and end between characters.
  ///
  /// - Complexity: O(length), and for each edit O(length / 1 Ki + distance to the one before) in
  ///   UTF-8 and UTF-16, O(length) in characters.
  public static func converting(
    _ edits: [TextEdit], to unit: TextUnit, on text: String
  ) -> [TextEdit] {
    switch unit {
    case .scalars:
      return edits
    case .utf8, .utf16:
      // Short segments: each edit is counted from the start of one.
      var before = TextSegments(text.utf8.span, bytesMax: 1_024)
      return before.apply(edits, in: unit)
    case .characters:
      var before = text
      return edits.map { before.applyInCharacters($0) }
    }
  }
}
