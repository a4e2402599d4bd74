import Review
import Testing

struct ImportTrapTests {
  static let cases = [
    ImportCase(
      "a mention within a sentence", "a.txt", expects: [],
      """
      Panels and their papers

      As Recommendation 1: the text of the panel, says, nothing is free.

      Recommendation 1 of the panel was never followed, and recommendation 2 was not either.

      Recommendation 3 – ignored for ten years – says little.
      """),
    ImportCase(
      "a mention beside the real one", "a.md", expects: ["1|Act"],
      """
      # Acting

      ## Recommendation 1: Act

      Now.

      ## Discussion

      Recommendation 1: as said above, it is to act.
      """),
    ImportCase(
      "a numbered list of something else", "a.md", expects: [],
      "# Lists\n\n## Findings\n\n1. It rains.\n2. It snows.\n"),
    ImportCase(
      "references that look like labels", "a.md", expects: ["1|Act"],
      """
      # Acting

      ## Recommendation 1: Act

      Now.

      ## Bibliography

      **Recommendation 2: A book on it**

      Recommendation 3: A second book.
      """),
    ImportCase(
      "a table of contents with dots", "a.txt", expects: ["1|Act soon", "2|Act well"],
      """
      On acting, soon and well

      Contents

      Recommendation 1: Act soon ........ 3
      Recommendation 2: Act well ........ 4
      References ........ 9

      Recommendation 1: Act soon

      There is no time.

      Recommendation 2: Act well

      There is no money.
      """),
    ImportCase(
      "a table of contents without dots", "a.txt", expects: ["1|Act soon", "2|Act well"],
      """
      On acting, soon and well

      Recommendation 1: Act soon

      Recommendation 2: Act well

      A long introduction follows here, which is a paragraph of its own and not a heading at all.

      Recommendation 1: Act soon

      There is no time.

      Recommendation 2: Act well

      There is no money.
      """),
    ImportCase(
      "one label twice, for two things", "a.md", expects: ["2|Dig a canal", "2|Raise the wall"],
      """
      # Floods

      ## Recommendation 2: Dig a canal

      For boats.

      ## Recommendation 2: Raise the wall

      For people.
      """),
    ImportCase(
      "code and tables", "a.md", expects: [],
      """
      # Code

      ```
      # Recommendation 1: in code
      ```

      | Recommendation 1: in a cell | x |
      |---|---|
      | Recommendation 2: in a cell | y |

      > ## Recommendation 3: in a quotation
      """),
    ImportCase(
      "a list of years", "a.txt", expects: [],
      "Years\n\nRecommendations\n\n1999. It began.\n\n2001. It went on.\n"),
    ImportCase(
      "a recommended list of books", "a.html", expects: [],
      "<h1>Books</h1><p>Read.</p><h2>Recommended</h2><ol><li>One book</li><li>Another</li></ol>"),
    ImportCase(
      "a single code", "a.txt", expects: [],
      "Interviews\n\nR4: I never saw it, and neither did my neighbour.\n\nShe was calm.\n"),
    ImportCase(
      "groups of labels", "a.md", expects: ["1|Cut", "2|Save"],
      """
      # Money

      ## Spending

      ### Recommendation 1: Cut

      A lot.

      ## Income

      ### Recommendation 2: Save

      A little.
      """),
  ]

  @Test("takes nothing that the author does not recommend", arguments: cases)
  func staysClear(_ example: ImportCase) throws {
    let article = try example.read()
    #expect(article.labels == example.expected)
    #expect(article.hasSoundSpans)
  }

  @Test func theFullVersionWinsOverTheListInFront() throws {
    let article = try Self.cases[5].read()
    #expect(
      article.recommendations.map(\.text) == ["There is no time.", "There is no money."])
  }

  @Test func theBiographyAndThePageAreLeftOut() throws {
    let article = try ArticleImport.read(
      Array(
        """
        top of page

        How can a town save its bakery?

        "Bread is life." Source: Town Archive, open licence

        Ben Okri

        The bakery closes in March.

        Recommendation 1: Buy it

        It is cheap.

        Ben Okri is a student of baking. He lives above the shop.

        He has two ovens.

        Featured

        Another article of ours

        bottom of page
        """.utf8), named: "a.txt")
    #expect(article.title == "How can a town save its bakery?")
    #expect(article.authors == ["Ben Okri"])
    #expect(article.recommendations.map(\.text) == ["It is cheap."])
    #expect(
      article.body == """
        The bakery closes in March.

        Recommendation 1: Buy it

        It is cheap.
        """)
    #expect(
      article.leftOut.map(\.reason) == [.furniture, .caption, .biography, .related, .furniture])
  }
}
