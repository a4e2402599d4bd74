import Review
import Testing

struct ImportTextTests {
  static let cases = [
    ImportCase(
      "labelled lines", "a.txt",
      expects: ["1|Open a second port", "2|Train more pilots"],
      """
      How should the island prepare for storms?

      Ana Silva

      Storms have grown stronger in a decade, and the island has a single port for all of its food.

      Recommendation 1: Open a second port

      The first port closes for twelve days a year.

      Each day costs the island a tenth of its weekly trade.

      Recommendation 2: Train more pilots

      Pilots are scarce.
      """),
    ImportCase(
      "numbers as words and roman numerals", "a.txt",
      expects: ["one|Plant trees", "II|MEASURE RAIN", "Third|Share water"],
      """
      Water for the plains

      Recommendation one - Plant trees

      Trees hold the soil.

      RECOMMENDATION II. MEASURE RAIN

      Gauges are cheap.

      Third recommendation: Share water

      Upstream and downstream need one table.
      """),
    ImportCase(
      "label and title on lines of their own", "a.txt",
      expects: ["1|Build the bridge", "2|Charge a toll"],
      """
      Crossing the river in winter

      Recommendation 1
      Build the bridge

      Ferries stop in ice.

      Recommendation 2

      Charge a toll

      Maintenance has to be paid for.
      """),
    ImportCase(
      "sentences behind a label, with more paragraphs", "a.txt",
      expects: ["1|The ministry should publish its data", "2|Towns should audit their pumps"],
      """
      Who counts the wells?

      Recommendation 1. The ministry should publish its data. Nobody else has them.

      This takes a year.

      Recommendation 2. Towns should audit their pumps. Many leak.

      Half of them are old.
      """),
    ImportCase(
      "soft-wrapped lines and CRLF", "a.txt",
      expects: ["1|Keep the night trains"],
      "Trains at night\r\n\r\nNight trains have come back in many countries and\r\n"
        + "passengers like them more than anybody had thought\r\n\r\n"
        + "Recommendation 1: Keep the night trains\r\n"
        + "They carry people over distances for which the only\r\n"
        + "other choice is a flight.\r\n"),
    ImportCase(
      "a numbered list under its heading", "a.txt",
      expects: [
        "1|Lower the fee",
        "2|Open at weekends, when people have time, as the village of the north does",
      ],
      """
      Libraries without readers

      Visits fell by half in ten years, and nobody has asked those who stay away for their reasons.

      Recommendations

      1. Lower the fee. It keeps children away.
      2. Open at weekends, when people have time,
         as the village of the north does.

      Conclusion

      1. This is no recommendation.
      """),
    ImportCase(
      "numbered chapters, the list inside one of them", "a.txt",
      expects: ["1|Pay the nurses more than the city does", "2|Give them houses near the clinic"],
      """
      Nurses for the valley

      1. Introduction

      The valley has four nurses for nine villages, and two of them will retire before summer comes.

      2. Policy recommendations

      1. Pay the nurses more than the city does.
      2. Give them houses near the clinic.

      3. Outlook

      Things may improve.
      """),
    ImportCase(
      "levels of numbers", "a.txt", expects: ["1|Repair the mains", "2|Meter the flow"],
      """
      Leaks and losses

      Recommendations

      1. Repair the mains.

      1.1 Begin with the oldest street.

      1.2 Go on to the harbour.

      2. Meter the flow.
      """),
    ImportCase(
      "chapter numbers of two levels", "a.txt",
      expects: ["4.1|Strengthen the fund", "4.2|Widen the group"],
      """
      Money for small farms

      4. Recommendations

      4.1 Strengthen the fund

      It ran dry twice.

      4.2 Widen the group

      Only owners may apply.

      5. Conclusion

      It can be done.
      """),
    ImportCase(
      "codes in a series", "a.txt", expects: ["1|Close the gap", "2|Fund the rest"],
      """
      Schools in the hills

      R1: Close the gap

      Pupils leave early.

      R2: Fund the rest

      Grants end in June.
      """),
    ImportCase(
      "a paragraph that closes the article", "a.txt",
      expects: ["1|Cut the tariff", "2|Tell the public"],
      """
      A tariff nobody wanted

      Recommendation 1: Cut the tariff

      It raises prices.

      Recommendation 2: Tell the public

      They pay it.

      In conclusion, both steps are easy.
      """),
    ImportCase(
      "bullets", "a.txt", expects: ["|Count the birds every spring", "|Fence the marsh"],
      """
      Birds of the marsh

      What should be done?

      - Count the birds every spring.
      - Fence the marsh.
      """),
    ImportCase(
      "counted paragraphs", "a.txt",
      expects: ["|First, the harbour needs a second crane", "|Second, the crane needs a crew"],
      """
      Cranes and crews

      Recommendations

      First, the harbour needs a second crane. The old one rusts.

      Second, the crane needs a crew.
      """),
    ImportCase(
      "chapters in capitals, with a summary", "a.txt",
      expects: ["1|PLANT TREES", "2|PAINT ROOFS"],
      """
      POLICY BRIEF 12

      Cooling the cities of the south

      Ana Silva, Senior Fellow, Example Institute

      EXECUTIVE SUMMARY

      Cities are hot. We make two recommendations:

      1. Plant trees.
      2. Paint roofs.

      RECOMMENDATIONS

      1. PLANT TREES

      Trees cool a street by three degrees, which is more than any other measure does at this price.

      They need water.

      2. PAINT ROOFS

      White roofs send the light back.

      CONCLUSION

      Begin now.

      ABOUT THE AUTHOR

      Ana Silva is a professor.
      """),
    ImportCase(
      "a title that could announce, and headings inside that look alike", "a.txt",
      expects: ["1|Semplificare le dogane", "2|Investire nelle ferrovie"],
      """
      Raccomandazioni per i porti italiani

      di Ana Silva

      Raccomandazione 1. Semplificare le dogane

      Le code durano giorni.

      Contesto

      Altri hanno fatto prima.

      Raccomandazione 2. Investire nelle ferrovie

      I treni mancano.

      Contesto

      Il governo ha promesso molto.

      Prospettive

      Serve coraggio.
      """),
    ImportCase("no recommendation at all", "a.txt", expects: [], "A note on tea\n\nIt is warm.\n"),
  ]

  @Test("finds what the author labels or lists", arguments: cases)
  func findsRecommendations(_ example: ImportCase) throws {
    let article = try example.read()
    #expect(article.labels == example.expected)
    #expect(article.hasSoundSpans)
    #expect(article.format == .text)
  }

  @Test func aRecommendationHoldsAllItsParagraphsAndNoHeading() throws {
    let article = try Self.cases[0].read()
    #expect(
      article.recommendations.first?.text == """
        The first port closes for twelve days a year.

        Each day costs the island a tenth of its weekly trade.
        """)
    #expect(article.title == "How should the island prepare for storms?")
    #expect(article.authors == ["Ana Silva"])
    #expect(!article.body.contains("Ana Silva"))
  }

  @Test func wrappedLinesAreJoined() throws {
    let article = try Self.cases[4].read()
    #expect(
      article.recommendations.first?.text
        == "They carry people over distances for which the only other choice is a flight.")
    #expect(!article.body.contains("\r"))
  }

  @Test func theTextOfAnItemIsTheWholeItem() throws {
    let article = try Self.cases[5].read()
    #expect(
      article.recommendations.map(\.text) == [
        "Lower the fee. It keeps children away.",
        "Open at weekends, when people have time, as the village of the north does.",
      ])
  }

  @Test func aPartBelongsToItsWhole() throws {
    let article = try Self.cases[7].read()
    #expect(
      article.recommendations.first?.text == """
        Repair the mains.

        1.1 Begin with the oldest street.

        1.2 Go on to the harbour.
        """)
  }

  @Test func theLastRecommendationEndsBeforeTheClosing() throws {
    let article = try Self.cases[10].read()
    #expect(article.recommendations.last?.text == "They pay it.")
    #expect(article.body.hasSuffix("In conclusion, both steps are easy."))
  }

  @Test func anItemThatIsATitleStandsApartFromItsText() throws {
    let example = try #require(Self.cases.first { $0.name.hasPrefix("chapters in capitals") })
    let article = try example.read()
    #expect(article.title == "Cooling the cities of the south")
    #expect(article.authors == ["Ana Silva"])
    #expect(article.recommendations.last?.text == "White roofs send the light back.")
    #expect(article.body.hasSuffix("Begin now."))
  }

  @Test func aDateIsNoItemAndMayStandBesideTheAuthor() throws {
    let german = "Der Rhein im Sommer\n\nVon Petra Müller\n\n15. August 2022\n\nEr ist leer.\n"
    let english = "Power for all shores\n\nSofia Rossi | 12 June 2023\n\nCables are missing.\n"
    let articles = try [german, english].map {
      try ArticleImport.read(Array($0.utf8), named: "a.txt")
    }
    #expect(articles.map(\.published) == ["15. August 2022", "12 June 2023"])
    #expect(articles.map(\.authors) == [["Petra Müller"], ["Sofia Rossi"]])
    #expect(articles.map(\.body) == ["Er ist leer.", "Cables are missing."])
  }

  @Test func linesAtTheTopTellAuthorsDateAndAddress() throws {
    let article = try ArticleImport.read(
      Array(
        """
        Title: The price of salt
        Authors: Ana Silva; Ben Okri
        Date: 3 May 2021
        Source: https://example.org/salt

        Salt is dear.
        """.utf8), named: "salt.txt")
    #expect(article.title == "The price of salt")
    #expect(article.authors == ["Ana Silva", "Ben Okri"])
    #expect(article.published == "3 May 2021")
    #expect(article.source == "https://example.org/salt")
    #expect(article.body == "Salt is dear.")
  }
}
