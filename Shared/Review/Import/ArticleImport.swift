/// An article as it was found in a saved file: text, Markdown or HTML.
///
/// A pure function of the bytes: two machines that import the same file get the same value, and so
/// the same ids. `docs/import.md` says what is recognised, what never is, and why.
public struct ArticleImport: Equatable, Sendable {
  /// How the bytes were read.
  public enum Format: String, Equatable, Sendable {
    /// Plain text, soft-wrapped or with one line per paragraph.
    case text
    /// Markdown.
    case markdown
    /// HTML.
    case html
  }

  /// Something that the article proposes.
  public struct Recommendation: Equatable, Sendable {
    /// The label as written ("1", "two", "IV", "2.1"); empty when the article gives none.
    public let number: String
    /// The title as written, or else the beginning of the text, cut at a word.
    public let title: String
    /// The argument in full: `body` at `span`.
    public let text: String
    /// Where `text` stands in the body, in Unicode scalars.
    public let span: Range<Int>
  }

  /// A piece of the file that is not part of the article.
  public struct LeftOut: Equatable, Sendable {
    /// Why it was left out.
    public enum Reason: String, Equatable, Sendable {
      /// Menus, banners, footers, sidebars, buttons.
      case furniture = "page furniture"
      /// What a reader of the page does not see.
      case hidden = "hidden on the page"
      /// A picture's caption or a credit line.
      case caption = "caption or credit"
      /// A table of contents.
      case contents = "table of contents"
      /// Who the author is.
      case biography = "about the author"
      /// Other articles, comments, calls to subscribe.
      case related = "other pages and comments"
      /// What stands outside the element that holds the article.
      case outside = "outside the article"
    }

    /// Why it was left out.
    public let reason: Reason
    /// Its beginning.
    public let excerpt: String
    /// How many paragraphs in a row were left out for this reason.
    public let paragraphCount: Int
  }

  /// The title; never empty.
  public let title: String
  /// The authors in the article's order.
  public let authors: [String]
  /// The date as written.
  public let published: String?
  /// The name of the site or publisher.
  public let publisher: String?
  /// The address of the page.
  public let source: String?
  /// The normalised text that anchors count in: paragraphs with one blank line between them, no
  /// mark-up, spaces folded, no controls; without the title and the author's line.
  public let body: String
  /// What the article recommends, in its order; the spans ascend and do not overlap.
  public let recommendations: [Recommendation]
  /// What was not taken into the body, in the file's order.
  public let leftOut: [LeftOut]
  /// How the bytes were read.
  public let format: Format
}

/// The bounds of an import, so that no file can make it run long or use much memory.
public enum ImportLimits {
  /// The most bytes of a file; more are refused unread.
  public static let inputBytesMax = 16 << 20
  /// The most UTF-8 bytes of a normalised body.
  public static let bodyBytesMax = 8 << 20
  /// The most paragraphs, headings and list items.
  public static let blocksMax = 50_000
  /// The most recommendations; a file with more keeps the first ones.
  public static let recommendationsMax = 500
  /// The most elements of HTML inside each other that are told apart.
  static let nestingMax = 256
  /// The most scalars of a title; the rest is cut at a word.
  static let titleScalarsMax = 300
}
