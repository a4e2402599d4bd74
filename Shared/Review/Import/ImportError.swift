/// Says why a file cannot be imported, in words for the person who chose it.
public enum ImportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are no bytes, or no text in them.
  case empty
  /// The file holds more bytes than ``ImportLimits/inputBytesMax``.
  case tooLarge(byteCount: Int)
  /// The text itself is longer than ``ImportLimits/bodyBytesMax``.
  case bodyTooLarge(byteCount: Int)
  /// The text has more pieces than ``ImportLimits/blocksMax``.
  case tooManyParagraphs
  /// The bytes are not text; `kind` names the sort of file when it is known.
  case binary(kind: String?)
  /// The text is in an encoding that is not read; `name` is what the file itself says.
  case unreadableEncoding(name: String?)

  /// The reason and what to do about it.
  public var description: String {
    switch self {
    case .empty:
      "The file holds no text."
    case .tooLarge(let byteCount):
      "The file is too large: \(byteCount) bytes, and the limit is \(ImportLimits.inputBytesMax)."
    case .bodyTooLarge(let byteCount):
      "The article is too long: \(byteCount) bytes of text, and the limit is "
        + "\(ImportLimits.bodyBytesMax)."
    case .tooManyParagraphs:
      "The file has more than \(ImportLimits.blocksMax) paragraphs."
    case .binary(let kind?):
      "This is \(kind), not text. Save the article as text, Markdown or HTML first."
    case .binary(nil):
      "This is not a text file. Save the article as text, Markdown or HTML first."
    case .unreadableEncoding(let name?):
      "The text is encoded as \(name), which is not read. Save it as UTF-8 first."
    case .unreadableEncoding(nil):
      "The text is in an unknown encoding. Save it as UTF-8 first."
    }
  }
}
