import Review
import Testing

struct ImportMarkdownTests {
  static let cases = [
    ImportCase(
      "labelled headings and sub-headings", "a.md",
      expects: ["1|Map the caves", "2|Close the deepest"],
      """
      # Caves and their visitors

      By Ana Silva and Ben Okri

      ## Recommendation 1: Map the caves

      Old maps are *wrong*.

      ### Cost

      Little.

      ## Recommendation 2: Close the deepest

      Its roof is weak.

      ## What comes next

      Nobody knows.
      """),
    ImportCase(
      "underlined headings", "a.md", expects: ["1|Teach swimming"],
      """
      Lakes in summer
      ===============

      Recommendation 1 — Teach swimming
      ---------------------------------

      Few can.

      Notes
      -----

      Recommendation 2: not one.
      """),
    ImportCase(
      "bold lines", "a.md", expects: ["1|Lend tools", "2|Repair cafés"],
      """
      # Things that last

      **Recommendation 1: Lend tools**

      A drill is used for minutes.

      **Recommendation 2: Repair cafés**
      Volunteers mend what is broken.
      """),
    ImportCase(
      "a list with bold beginnings", "a.md",
      expects: ["1|Widen the pavement", "2|Plant lime trees"],
      """
      # A street for walking

      ## Recommendations for the council

      1. **Widen the pavement.** Prams need room.

         It costs one lane.
         - begin in the north
         - go on in the south
      2. **Plant lime trees**: they give shade.

      ## Conclusion

      Walk.
      """),
    ImportCase(
      "numbered sub-headings", "a.md", expects: ["1|Strengthen the dike", "2|Move the school"],
      """
      # Below the sea

      ## What the province should do

      Two steps.

      ### 1. Strengthen the dike

      It is low.

      ### 2. Move the school

      It is wet.

      ## References

      1. A book.
      """),
    ImportCase(
      "numbered headings of the same level", "a.md",
      expects: ["1|Strengthen the dike", "2|Move the school"],
      """
      # Below the sea

      ## Recommendations

      ## 1. Strengthen the dike

      It is low.

      ## 2. Move the school

      It is wet.

      ## Conclusion

      So be it.
      """),
    ImportCase(
      "sub-headings without numbers", "a.md", expects: ["|Warm the halls", "|Light the yards"],
      """
      # Winter sports indoors

      ## Recommendations

      ### Warm the halls

      They freeze.

      ### Light the yards

      They are dark.
      """),
    ImportCase(
      "lists for several readers", "a.md",
      expects: ["1|Pay on time", "2|Ask less often", "1|Answer in full"],
      """
      # Grants and forms

      ## Recommendations

      ### For funders

      1. Pay on time.
      2. Ask less often.

      ### For charities

      1. Answer in full.
      """),
    ImportCase(
      "a summary that says it first", "a.md", expects: ["1|Join the pact", "2|Leave the club"],
      """
      # Pacts and clubs

      ## Executive summary

      - **Recommendation 1: Join the pact**
      - **Recommendation 2: Leave the club**

      ## The case

      Long ago there was a club.

      ## Recommendation 1: Join the pact

      It is cheap.

      ## Recommendation 2: Leave the club

      It is dear.
      """),
    ImportCase(
      "recommendations only in the summary", "a.md", expects: ["1|Dig wells", "2|Guard them"],
      """
      # Wells

      ## Summary of recommendations

      1. Dig wells.
      2. Guard them.

      ## Why water is short

      It does not rain.
      """),
    ImportCase(
      "one recommendation without a number", "a.md",
      expects: ["|The city should sell the stadium"],
      """
      # The empty stadium

      ## Recommendation

      The city should sell the stadium. It has stood empty for years.

      The money can go to pools.

      ## Notes

      None.
      """),
    ImportCase(
      "sentences in a plain list", "a.md", expects: ["1|Ban lead", "2|Test every tap"],
      "# Pipes\n\n## 5. Recommendations\n\n1) Ban lead.\n2) Test every tap.\n"),
    ImportCase(
      "a drawn line ends the last one", "a.md", expects: ["1|Buy buses"],
      "# Buses\n\n## Recommendation 1: Buy buses\n\nThey are slow.\n\n---\n\nAna writes.\n"),
  ]

  @Test("finds what the author labels or lists", arguments: cases)
  func findsRecommendations(_ example: ImportCase) throws {
    let article = try example.read()
    #expect(article.labels == example.expected)
    #expect(article.hasSoundSpans)
    #expect(article.format == .markdown)
  }

  @Test func markUpDoesNotReachTheBody() throws {
    let article = try ArticleImport.read(
      Array(
        """
        # A *title* {#top}

        Some **bold**, _slanted_, `code`, a [link](https://example.org/a_(b)), a note[^1],
        <span>a tag</span>, 2 * 3 * 4, snake_case and \\*stars\\*.
        <!-- Recommendation 1: hidden -->

        ![A picture](a.png)

        [^1]: Recommendation 2: in a note.
        """.utf8), named: "a.md")
    #expect(article.title == "A title")
    #expect(
      article.body == """
        Some bold, slanted, code, a link, a note, a tag, 2 * 3 * 4, snake_case and *stars*.

        Recommendation 2: in a note.
        """)
    #expect(article.recommendations.isEmpty)
  }

  @Test func aSubHeadingOfADeeperLevelStaysInside() throws {
    let article = try Self.cases[0].read()
    #expect(article.recommendations.first?.text == "Old maps are wrong.\n\nCost\n\nLittle.")
    #expect(article.recommendations.last?.text == "Its roof is weak.")
    #expect(article.authors == ["Ana Silva", "Ben Okri"])
  }

  @Test func anItemTakesItsParagraphsAndItsInnerList() throws {
    let article = try Self.cases[3].read()
    #expect(
      article.recommendations.first?.text == """
        Widen the pavement. Prams need room.

        It costs one lane.

        begin in the north

        go on in the south
        """)
  }

  @Test func frontMatterTellsTitleAndAuthors() throws {
    let article = try ArticleImport.read(
      Array(
        """
        ---
        title: "Fish and chips"
        author: [Ana Silva, Ben Okri]
        date: 2021-05-03
        ---

        Fish is rare.
        """.utf8), named: nil)
    #expect(article.format == .markdown)
    #expect(article.title == "Fish and chips")
    #expect(article.authors == ["Ana Silva", "Ben Okri"])
    #expect(article.published == "2021-05-03")
    #expect(article.body == "Fish is rare.")
  }
}
