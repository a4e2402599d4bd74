public import Bytes

/// A text as a program keeps it that seldom needs its past: opened at once, whatever its history.
///
/// A saved document holds the text and its frontier beside the history. Reading and editing need
/// only these; the history is decoded when something asks for it (`docs/text.md` §10). What is
/// edited until then is kept apart, and the history takes it in when it has been decoded.
///
/// A copy is made when one of two equal documents changes, and takes O(size).
public struct TextDocument: Sendable {
  /// What was read, as long as its history is not decoded.
  private var unread: SavedText?
  /// All that happened, or as long as there is `unread`, only what happened since.
  ///
  /// It then begins with the saved text, where other histories begin with nothing: it may be edited
  /// and asked for its text and runs, but not for what depends on the past.
  private var edited: TextHistory

  /// Creates an empty text without a past.
  public init() { self.init(TextHistory()) }

  /// Creates a document of a text with its history.
  public init(_ history: TextHistory) { edited = history }

  /// Reads a saved document without decoding the history.
  ///
  /// - Throws: `FormatError` when the bytes are no saved document, or the text, the frontier or the
  ///   lengths are damaged. Whether the history is shows when it is decoded.
  /// - Complexity: O(length of the text).
  public init(saved bytes: [UInt8]) throws(FormatError) {
    let saved = try SavedText(bytes)
    var state = TextState()
    state.content = TextSegments(bytes.span.extracting(saved.text))
    unread = saved
    edited = TextHistory(state)
  }

  /// The text.
  ///
  /// - Complexity: O(length of the text).
  public var text: String { edited.text }

  /// The number of scalars of ``text``.
  public var count: Int { edited.count }

  /// How many units ``text`` has.
  ///
  /// - Complexity: that of ``TextHistory/count(in:)``.
  public func count(in unit: TextUnit) -> Int { edited.count(in: unit) }

  /// Converts an offset into ``text`` from one unit to another.
  ///
  /// - Throws: `TextRunError` when the offset lies beyond the text, or inside a scalar or a
  ///   character that the unit cannot divide.
  /// - Complexity: that of ``TextHistory/offset(_:from:to:)``.
  public func offset(
    _ offset: Int, from unit: TextUnit, to other: TextUnit
  ) throws(TextRunError) -> Int {
    try edited.offset(offset, from: unit, to: other)
  }

  /// The version that holds every run.
  public var frontier: TextVersion {
    if let unread, edited.runCount == 0 { return unread.frontier }
    return edited.frontier
  }

  /// Makes an edit of the text as it is into a run, and adds it; the history is not decoded.
  ///
  /// The name must never have been used in this text. A history that is not decoded cannot tell: it
  /// refuses the edit when it is decoded, with ``TextDocumentError/refusedEdit(_:)``.
  ///
  /// - Throws: `TextRunError` when the edit does not lie inside the text, or an edit since the text
  ///   was read has the name.
  /// - Complexity: O(length of the edit), as a rule.
  public mutating func edit(
    _ edit: TextEdit, id: OperationID, replica: ReplicaID
  ) throws(TextRunError) {
    try edited.edit(edit, id: id, replica: replica)
  }

  /// Makes an edit that counts `unit` into a run, and adds it; the history is not decoded.
  ///
  /// - Throws: `TextRunError` as ``edit(_:id:replica:)``, and when an end of the edit lies inside a
  ///   scalar.
  /// - Complexity: that of ``TextHistory/edit(_:in:id:replica:)``.
  public mutating func edit(
    _ edit: TextEdit, in unit: TextUnit, id: OperationID, replica: ReplicaID
  ) throws(TextRunError) {
    try edited.edit(edit, in: unit, id: id, replica: replica)
  }

  /// The whole history, which is decoded when it is asked for first.
  ///
  /// - Throws: ``TextDocumentError`` when it is damaged; the text can still be read and edited.
  /// - Complexity: O(1), but at first that of ``TextHistory/init(encoded:workMax:)``.
  public var history: TextHistory {
    mutating get throws(TextDocumentError) {
      try readHistory()
      return edited
    }
  }

  /// Calls `body` with the whole history, which it may change, and which is decoded first.
  ///
  /// - Throws: ``TextDocumentError`` when the history is damaged, and whatever `body` throws.
  public mutating func withHistory<Result>(
    _ body: (inout TextHistory) throws -> Result
  ) throws -> Result {
    try readHistory()
    return try body(&edited)
  }

  /// Takes in what another replica sent; returns the edits, in `unit`, that do the same to a copy.
  ///
  /// - Parameter workMax: As in ``TextHistory/merge(encoded:workMax:)``.
  ///
  /// - Throws: ``TextDocumentError`` when the own history is damaged, or ``TextUpdateError``. The
  ///   text has not changed then.
  /// - Complexity: that of ``TextHistory/merge(encoded:workMax:)`` and
  ///   ``TextEdit/converting(_:to:on:)``.
  @discardableResult
  public mutating func merge(
    encoded update: [UInt8], in unit: TextUnit = .scalars, workMax: Int? = nil
  ) throws -> [TextEdit] {
    try withHistory { history in
      try history.edits(in: unit) { try $0.merge(encoded: update, workMax: workMax) }
    }
  }

  /// The bytes that ``init(saved:)`` reads.
  ///
  /// - Throws: ``TextDocumentError`` when the history has to be decoded to be written with what was
  ///   edited since, and is damaged.
  /// - Complexity: O(1) when nothing has happened since the document was read, else that of
  ///   ``TextHistory/encoded()``, and at first of ``TextHistory/init(encoded:workMax:)``.
  public mutating func saved() throws(TextDocumentError) -> [UInt8] {
    if let unread, edited.runCount == 0 { return unread.bytes }
    try readHistory()
    return SavedText.encode(edited)
  }

  private mutating func readHistory() throws(TextDocumentError) {
    guard let unread else { return }
    var history = try unread.decodeHistory()
    for run in edited.runs {
      let edit = TextEdit(
        position: run.position, deleteCount: run.deleteCount, insert: run.insert)
      do throws(TextRunError) {
        try history.edit(edit, id: run.id, replica: run.replica)
      } catch {
        throw .refusedEdit(error)
      }
    }
    self = TextDocument(history)
  }
}

/// Why a document cannot give its history.
public enum TextDocumentError: Error, Equatable, Sendable {
  /// The bytes of the history are damaged; the offset counts from their start.
  case damagedHistory(FormatError)
  /// The history makes another text, or has another frontier, than was saved with it.
  case otherText
  /// The history refuses an edit that was made before it was decoded.
  case refusedEdit(TextRunError)
}
