/// What the elements of HTML mean for an import.
enum HTMLElements {
  /// Elements without content, which have no end tag.
  static let void: Set = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
  ]

  /// Elements that begin a new block of text.
  static let blocks: Set = [
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
  ]

  /// Elements that are never part of an article.
  static let furniture: Set = [
    "nav", "aside", "footer", "button", "select", "datalist", "menu", "dialog", "svg", "canvas",
    "object", "video", "audio", "map", "applet", "frameset",
  ]

  /// Elements whose text is not shown; they are too many to be listed.
  static let silent: Set = [
    "script", "style", "noscript", "template", "iframe", "textarea", "title", "xmp", "noembed",
    "noframes", "head", "rp", "rt",
  ]

  /// Classes that mark furniture; the whole name must match, so that "has-sidebar" does not.
  private static let furnitureClasses: Set = [
    "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "sidebar", "site-header",
    "site-footer", "footer", "share", "sharing", "share-buttons", "social", "social-share",
    "social-links", "newsletter", "newsletter-signup", "subscribe", "cookie", "cookies",
    "cookie-banner", "cookie-notice", "advert", "advertisement", "ad", "ads", "promo",
    "skip-link", "pagination", "print-only", "tags", "tag-list",
  ]
  private static let relatedClasses: Set = [
    "related", "related-posts", "related-articles", "related-content", "recent-posts", "comments",
    "comment-list", "comments-area", "recommended-articles", "read-more", "more-from",
  ]
  private static let contentsClasses: Set = ["toc", "table-of-contents", "contents-list"]
  private static let biographyClasses: Set = [
    "author-bio", "about-author", "author-box", "bio", "author-info", "author-description",
  ]
  private static let hiddenClasses: Set = [
    "sr-only", "visually-hidden", "screen-reader-text", "hidden", "visuallyhidden",
  ]
  private static let furnitureRoles: Set = [
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "menu", "menubar",
    "toolbar", "alertdialog",
  ]
  private static let referenceClasses: Set = [
    "references", "footnotes", "endnotes", "bibliography", "reflist",
  ]

  /// Why the content of an element is left out, or nil when it stays.
  static func reasonToLeaveOut(
    _ tag: HTMLTokenizer.Tag, isInArticle: Bool
  ) -> ArticleImport.LeftOut.Reason? {
    if isHidden(tag) { return .hidden }
    if furniture.contains(tag.name) || (tag.name == "header" && !isInArticle) { return .furniture }
    if tag.name == "figure" || tag.name == "figcaption" { return .caption }
    if let role = tag["role"], furnitureRoles.contains(role), tag.name != "body" {
      return .furniture
    }
    // A class on these speaks of the page's layout, not of what is inside them.
    guard !["html", "body", "main", "article"].contains(tag.name) else { return nil }
    for name in names(tag) {
      if furnitureClasses.contains(name) { return .furniture }
      if relatedClasses.contains(name) { return .related }
      if contentsClasses.contains(name) { return .contents }
      if biographyClasses.contains(name) { return .biography }
      if hiddenClasses.contains(name) { return .hidden }
    }
    return nil
  }

  /// Whether the element holds references or notes: they stay in the body, and propose nothing.
  static func holdsReferences(_ tag: HTMLTokenizer.Tag) -> Bool {
    names(tag).contains { referenceClasses.contains($0) }
      || ["doc-endnotes", "doc-bibliography", "doc-footnote"].contains(tag["role"])
  }

  /// Whether the element holds the author's name.
  static func holdsAuthor(_ tag: HTMLTokenizer.Tag) -> Bool {
    if tag["rel"] == "author" || tag["itemprop"] == "author" { return true }
    let marks: Set = ["byline", "author", "author-name", "post-author", "entry-author"]
    return names(tag).contains { marks.contains($0) }
  }

  private static func isHidden(_ tag: HTMLTokenizer.Tag) -> Bool {
    if tag["hidden"] != nil || tag["aria-hidden"] == "true" { return true }
    guard let style = tag["style"] else { return false }
    let plain = String(
      decoding: style.utf8.prefix(1_024).filter { !ASCII.isSpace($0) }.map(ASCII.lower),
      as: UTF8.self)
    return ["display:none", "visibility:hidden"].contains { rule in
      plain.split(separator: ";").contains { $0.hasPrefix(rule) }
    }
  }

  private static func names(_ tag: HTMLTokenizer.Tag) -> [String] {
    var names: [String] = []
    for key in ["class", "id"] {
      guard let value = tag[key] else { continue }
      let lower = String(decoding: value.utf8.prefix(512).map(ASCII.lower), as: UTF8.self)
      names += lower.split(separator: " ").map { String($0) }
    }
    return names
  }
}
