import Foundation
import Review
import Testing

/// Tests on whole files, as they come from a browser or an editor.
struct ImportFileTests {
  struct Expectation: Sendable {
    var file: String
    var title: String
    var authors: [String]
    var labels: [String]
  }

  static let expectations = [
    Expectation(
      file: "french-page.html", title: "Repenser l’aide alimentaire en Europe",
      authors: ["Claire Dupont", "Jean-Luc Martin"],
      labels: ["Première|simplifier les démarches", "Deuxième|financer les associations"]),
    Expectation(
      file: "german-wrapped.txt", title: "Der Rhein im Niedrigwasser", authors: ["Petra Müller"],
      labels: ["1|Flachere Schiffe fördern", "2|Lagerraum schaffen"]),
    Expectation(
      file: "spanish-list.md", title: "La gestión del agua en el Mediterráneo",
      authors: ["María López García"],
      labels: [
        "|Medir el consumo", "|Reparar las redes",
        "|Cobrar por el exceso, con una tarifa que crece con el consumo y que no castiga a las "
          + "familias…",
      ]),
    Expectation(
      file: "english-brief.txt", title: "Cooling the cities of the south",
      authors: ["Ana Silva", "Ben Okri"], labels: ["1|PLANT TREES", "2|PAINT ROOFS"]),
    Expectation(
      file: "swedish-report.txt", title: "Tre rekommendationer för Östersjön",
      authors: ["Anna Svensson"], labels: ["1|Minska utsläppen", "2|Skydda torsken"]),
  ]

  @Test("reads a saved file", arguments: expectations)
  func readsFiles(_ expected: Expectation) throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Articles/\(expected.file)").path
    let bytes = try #require(FileManager.default.contents(atPath: path))
    let article = try ArticleImport.read([UInt8](bytes), named: expected.file)
    #expect(article.title == expected.title)
    #expect(article.authors == expected.authors)
    #expect(article.labels == expected.labels)
    #expect(article.hasSoundSpans)
  }
}
