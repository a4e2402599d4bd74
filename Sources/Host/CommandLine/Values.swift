/// What the words of an operand or of an option's value can be, as far as a shell can offer them.
///
/// Nothing need be declared where the name says it: ``Program`` knows what stands behind each name,
/// so that a new command is completed without further work.
public enum Values: Equatable, Sendable {
  /// What the program declares for every operand and placeholder of this name.
  case asNamed
  /// Anything, such as a text: nothing is offered.
  case any
  /// The path of a file.
  case file
  /// The path of a folder.
  case folder
  /// One of these.
  case words([String])
  /// What only the program knows while it runs, such as the ids of notes; it goes by this name.
  case live(String)
}

/// A word that a shell may offer, and what is said about it.
public struct Offer: Equatable, Sendable {
  /// The word itself.
  public let word: String
  /// What it stands for, in a few words; may be empty.
  public let summary: String

  /// Creates a word with what it stands for.
  public init(_ word: String, _ summary: String = "") {
    self.word = word
    self.summary = summary
  }
}
