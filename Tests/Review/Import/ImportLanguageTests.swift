import Review
import Testing

struct ImportLanguageTests {
  /// Each label must be read as the one before the bar, its title as the one behind it.
  static let labels: [(line: String, label: String)] = [
    ("Recommendation 1: Act", "1|Act"), ("Policy recommendation #2 – Act", "2|Act"),
    ("Recommendation No. 3: Act", "3|Act"), ("RECOMMENDATION FOUR: ACT", "FOUR|ACT"),
    ("The second recommendation: Act", "second|Act"), ("Recommendation (5): Act", "5|Act"),
    ("3.2 Recommendation 6: Act", "6|Act"), ("1st recommendation: Act", "1st|Act"),
    ("Empfehlung 1: Handeln", "1|Handeln"), ("Handlungsempfehlung Nr. 2: Handeln", "2|Handeln"),
    ("Erste Empfehlung: Handeln", "Erste|Handeln"), ("1. Empfehlung: Handeln", "1|Handeln"),
    ("Empfehlung zwei – Handeln", "zwei|Handeln"),
    ("Recommandation n° 1 : Agir", "1|Agir"), ("Recommandation nº 2 : Agir", "2|Agir"),
    ("1re recommandation : Agir", "1re|Agir"), ("Première recommandation – Agir", "Première|Agir"),
    ("2ème recommandation : Agir", "2ème|Agir"), ("Recommandation I. Agir", "I|Agir"),
    ("Recomendación 1: Actuar", "1|Actuar"), ("Primera recomendación: Actuar", "Primera|Actuar"),
    ("1.ª recomendación: Actuar", "1.ª|Actuar"),
    ("Recomendación primera: Actuar", "primera|Actuar"),
    ("Raccomandazione 1: Agire", "1|Agire"), ("Seconda raccomandazione: Agire", "Seconda|Agire"),
    ("Recomendação 1: Agir", "1|Agir"), ("1ª recomendação: Agir", "1ª|Agir"),
    ("Aanbeveling 1: Doen", "1|Doen"), ("Eerste aanbeveling: Doen", "Eerste|Doen"),
    ("Beleidsaanbeveling twee: Doen", "twee|Doen"), ("Rekommendation 1: Agera", "1|Agera"),
    ("Första rekommendationen: Agera", "Första|Agera"), ("Anbefaling 1: Handle", "1|Handle"),
    ("Anbefaling nr. 2: Handle", "2|Handle"),
    ("Recomendacio\u{301}n 1: Actuar", "1|Actuar"),
  ]

  @Test("a labelled heading is read", arguments: labels)
  func readsLabels(_ example: (line: String, label: String)) throws {
    let article = try ArticleImport.read(
      Array("# Title\n\n## \(example.line)\n\nText.\n".utf8), named: "a.md")
    #expect(article.labels == [example.label])
  }

  @Test(
    "a heading announces a list",
    arguments: [
      "Recommendations", "Policy Recommendations", "RECOMMENDATIONS", "5. Recommendations",
      "Key recommendations for the European Union", "Conclusion and recommendations",
      "Recommendations: a way out", "What should be done?", "What the EU should do", "What to do",
      "Five policy proposals", "Handlungsempfehlungen", "Empfehlungen an die Bundesregierung",
      "Schlussfolgerungen und Empfehlungen", "Was zu tun ist", "Recommandations",
      "Recommandations de politique publique", "Nos recommandations pour l’Europe", "Que faire ?",
      "Recomendaciones de política", "¿Qué hacer?", "Propuestas", "Raccomandazioni politiche",
      "Che fare?", "Recomendações", "O que fazer?", "Aanbevelingen", "Wat moet er gebeuren?",
      "Rekommendationer", "Vad bör göras?", "Anbefalinger", "Anbefalinger til regeringen",
    ])
  func readsAnnouncements(_ heading: String) throws {
    let article = try ArticleImport.read(
      Array("# Title\n\n## \(heading)\n\n1. Alpha one.\n2. Beta two.\n".utf8), named: "a.md")
    #expect(article.labels == ["1|Alpha one", "2|Beta two"])
  }

  @Test(
    "a heading about something else announces nothing",
    arguments: [
      "The UN panel’s recommendations", "Recommendations of the 2019 commission",
      "Previous recommendations", "Why recommendations fail", "Implementation of recommendations",
      "Frühere Empfehlungen", "Empfehlungen der Kommission", "Les recommandations du rapport",
      "Las recomendaciones anteriores", "Recommended reading", "Findings", "Background",
      "The recommendation that failed", "Criteria", "Recommender systems",
    ])
  func readsNoAnnouncement(_ heading: String) throws {
    let article = try ArticleImport.read(
      Array("# Title\n\n## \(heading)\n\n1. Alpha one.\n2. Beta two.\n".utf8), named: "a.md")
    #expect(article.recommendations.isEmpty)
  }
}
