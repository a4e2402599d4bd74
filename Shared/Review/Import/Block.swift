/// A paragraph, heading or list item of an article, the common form of all three formats.
struct Block {
  /// What the block is.
  enum Kind: Equatable {
    /// A heading: 1 to 6 as marked up; see ``HeadingLevel`` for the ones that only look like one.
    case heading(level: Int)
    /// Running text.
    case paragraph
    /// Text that nothing is taken from: a quotation, a table's cell, code, a footnote.
    case inert
    /// A drawn line; it ends what stands above it and is not part of the body.
    case rule
  }

  /// What becomes of the block.
  enum Fate: Equatable {
    case kept
    /// Told elsewhere: the title, the author's line, the date.
    case taken
    case leftOut(ArticleImport.LeftOut.Reason)
  }

  var kind: Kind
  /// The text, its spaces folded, without a list item's marker.
  var text: String
  /// The marker, when a list item starts here.
  var marker: ListMarker?
  /// How many lists the block lies in.
  var depth = 0
  /// How many scalars at the start are set in bold.
  var boldScalars = 0
  /// Whether the whole block is one link.
  var isLink = false
  var fate = Fate.kept

  init(_ kind: Kind, _ text: String, marker: ListMarker? = nil, depth: Int = 0) {
    self.kind = kind
    self.text = text
    self.marker = marker
    self.depth = depth
  }

  /// The paragraph of the body: a numbered item shows its number, a bullet is mark-up.
  var rendered: String { markerText + text }

  /// The marker as the body shows it.
  var markerText: String {
    guard let marker, marker.isOrdered else { return "" }
    return marker.text + " "
  }

  /// The level of a heading.
  var level: Int? { if case .heading(let level) = kind { level } else { nil } }

  /// Whether the whole text is bold, up to a closing mark.
  var isAllBold: Bool {
    boldScalars > 0
      && !text.droppingScalars(boldScalars).unicodeScalars.contains {
        $0.properties.isAlphabetic
      }
  }
}

/// The levels of headings that mark-up does not give.
enum HeadingLevel {
  /// A line in capitals.
  static let capitals = 7
  /// A bold paragraph, or a short line that stands alone in a text file.
  static let line = 8
}

/// A file as its reader hands it on.
struct Draft {
  var blocks: [Block] = []
  var metadata = Metadata()
}

/// What a file says about its article.
struct Metadata {
  /// Titles that the file declares, the best first.
  var titles: [String] = []
  var authors: [String] = []
  var published: String?
  var publisher: String?
  var source: String?
}
