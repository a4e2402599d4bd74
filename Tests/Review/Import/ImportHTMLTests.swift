import Review
import Testing

struct ImportHTMLTests {
  static let cases = [
    ImportCase(
      "a page with everything around its article", "a.html",
      expects: ["1|Shorten the way", "2|Slow the cars"],
      """
      <!DOCTYPE html><html><head><title>The way to school | Town Paper</title>
      <meta name="author" content="Ana Silva"><meta property="og:site_name" content="Town Paper">
      <style>h2 { content: "Recommendation 7: none" }</style>
      <script>var x = "<h2>Recommendation 8: none</h2>";</script></head>
      <body><header><h1>Town Paper</h1></header>
      <nav><ol><li>Recommendation 9: none</li></ol></nav>
      <article><header><h1>The way to school</h1><p>By Ana Silva</p>
      <time datetime="2021-05-03">3 May 2021</time></header>
      <p>It is a long way for &eacute;l&egrave;ves&nbsp;&mdash; and for all.</p>
      <h2>Recommendation 1: <em>Shorten</em> the way</h2><p>Open the gate.<p>Paint a line.
      <h2>Recommendation 2: Slow the cars</h2><p>Thirty is enough.</p>
      <footer>Ana Silva is a teacher. Recommendation 10: none</footer></article>
      <aside><h2>Recommendation 11: none</h2></aside>
      <footer>Recommendation 12: none</footer></body></html>
      """),
    ImportCase(
      "a list under its heading", "a.html",
      expects: ["1|Close the dump", "2|Sort at home"],
      """
      <h1>Waste</h1><p>There is a lot.</p><h2>Policy recommendations</h2>
      <ol><li><strong>Close the dump.</strong> It leaks.<ul><li>soon</li></ul></li>
      <li><strong>Sort at home</strong><p>It is easy.</p></li></ol><h2>Sources</h2>
      <ol><li>A paper.</li></ol>
      """),
    ImportCase(
      "bold paragraphs and forced breaks", "a.html",
      expects: ["1|Rent bicycles", "2|Count them"],
      """
      <div><h1>Wheels for all</h1><p><b>Recommendation 1: Rent bicycles</b><br>They are cheap.</p>
      <p>Very cheap.</p><p><b>Recommendation 2: Count them</b><br/>Some vanish.</p></div>
      """),
    ImportCase(
      "headings inside items", "a.html", expects: ["1|Wash", "2|Dry"],
      """
      <h1>Laundry</h1><h2>Recommendations</h2><ol><li><h3>Wash</h3><p>Often.</p></li>
      <li><h3>Dry</h3><p>Outside.</p></li></ol>
      """),
    ImportCase(
      "a page without closing tags", "a.html", expects: ["1|Salt the roads", "2|Sweep them"],
      "<h1>Ice<h2>Recommendations<ol><li>Salt the roads<li>Sweep them</ol><p>Done"),
    ImportCase(
      "hidden elements", "a.html", expects: [],
      """
      <h1>Shown</h1><p>Text.</p><div hidden><h2>Recommendation 1: x</h2><p>y</div>
      <div style="color: red; display : none"><h2>Recommendation 2: x</h2><p>y</div>
      <div aria-hidden="true"><h2>Recommendation 3: x</h2></div><template><h2>Recommendation 4: x
      </h2></template><!-- <h2>Recommendation 5: x</h2> --><noscript><h2>Recommendation 6: x</h2>
      </noscript><![CDATA[<h2>Recommendation 7: x</h2>]]>
      """),
    ImportCase(
      "a table of contents in links", "a.html", expects: ["1|Listen"],
      """
      <h1>Sound</h1><ul><li><a href="#r1">Recommendation 1: Listen</a></li>
      <li><a href="#n">Notes</a></li></ul><h2 id="r1">Recommendation 1: Listen</h2><p>Closely.</p>
      """),
    ImportCase(
      "a quotation of somebody else", "a.html", expects: ["1|Ask"],
      """
      <h1>Panels</h1><blockquote><p>Recommendation 1: Do nothing</p></blockquote>
      <h2>Recommendation 1: Ask</h2><p>It helps.</p>
      """),
    ImportCase(
      "related articles beside the article", "a.html", expects: ["1|Sing"],
      """
      <body><main><article><h1>Song</h1><p>Singing is good for people, and for birds as well.</p>
      <h2>Recommendation 1: Sing</h2><p>Loud.</p></article>
      <article><h2>Recommendation 1: Dance</h2><p>Read.</p></article></main></body>
      """),
    ImportCase(
      "a page laid out as a table", "a.html", expects: ["One|Patrol", "Two|Repair"],
      """
      <table><tr><td><a href=/>Home</a></td><td><b>Cables under the cold sea</b><br><br>
      by Ana Silva<br><br>Cables break often.<br><br><b>Recommendation One: Patrol</b><br><br>
      Together.<br><br>Always.<br><br><b>Recommendation Two: Repair</b><br><br>A ship is needed.
      <br><br><i>Ana Silva is a research fellow.</i></td></tr></table>
      """),
    ImportCase(
      "lists under addressed sub-headings", "a.html",
      expects: ["|Bouw een sluis", "|Verdiep de geul", "|Plant bomen"],
      """
      <h1>De haven van morgen</h1><h2>Aanbevelingen</h2>
      <p>Wij doen drie aanbevelingen aan de regering:</p><h3>Aan de minister</h3>
      <ul><li>Bouw een sluis.</li><li>Verdiep de geul.</li></ul>
      <h3>Aan de gemeente</h3><ul><li>Plant bomen.</li></ul><h2>Over de auteur</h2><p>Jan.</p>
      """),
    ImportCase(
      "paragraphs that count themselves", "a.html", expects: ["1|Ban bags", "2|Tax bottles"],
      """
      <article><h1>What should be done about plastic?</h1><p>By <a rel="author">Ana Silva</a></p>
      <p>It is everywhere.</p><h2>Recommendations</h2><p><strong>1. Ban bags.</strong> They fly.</p>
      <p><strong>2. Tax bottles.</strong> They sink.</p><p>More on bottles.</p></article>
      """),
    ImportCase(
      "definition lists", "a.html", expects: ["1|Bake", "2|Eat"],
      """
      <h1>Bread</h1><dl><dt>Recommendation 1: Bake<dd>Slowly.<dt>Recommendation 2: Eat
      <dd>Slowly.</dl>
      """),
  ]

  @Test("finds what the author labels or lists", arguments: cases)
  func findsRecommendations(_ example: ImportCase) throws {
    let article = try example.read()
    #expect(article.labels == example.expected)
    #expect(article.hasSoundSpans)
    #expect(article.format == .html)
  }

  @Test func theArticleIsToldApartFromItsPage() throws {
    let article = try Self.cases[0].read()
    #expect(article.title == "The way to school")
    #expect(article.authors == ["Ana Silva"])
    #expect(article.publisher == "Town Paper")
    #expect(article.published == "2021-05-03")
    #expect(article.recommendations.first?.text == "Open the gate.\n\nPaint a line.")
    #expect(article.body.hasPrefix("It is a long way for élèves — and for all."))
    #expect(!article.body.contains("none"))
    #expect(article.leftOut.contains { $0.excerpt.contains("Recommendation 9") })
  }

  @Test func theSameArticleHasOneBodyInAllThreeFormats() throws {
    let markdown = "# Ice\n\nIt *melts*.\n\n## Recommendations\n\n1. Cool it.\n2. Store it.\n"
    let html = """
      <h1>Ice</h1><p>It <i>melts</i>.</p><h2>Recommendations</h2>
      <ol><li>Cool it.</li><li>Store it.</li></ol>
      """
    let text = "Ice\n\nIt melts.\n\nRecommendations\n\n1. Cool it.\n2. Store it.\n"
    let articles = try [(markdown, "a.md"), (html, "a.html"), (text, "a.txt")].map {
      try ArticleImport.read(Array($0.0.utf8), named: $0.1)
    }
    #expect(Set(articles.map(\.body)).count == 1)
    #expect(articles.allSatisfy { $0.labels == ["1|Cool it", "2|Store it"] })
  }
}
