/// The words that give a heading its part in an article, folded (lower case, no accents).
///
/// They are looked up in headings and labels only, never searched for within a sentence.
enum Vocabulary {
  /// How the words for one recommendation end, so that compounds ("Handlungsempfehlung") count.
  static let singularEndings = [
    "recommendation", "empfehlung", "recommandation", "preconisation", "recomendacion",
    "raccomandazione", "recomendacao", "aanbeveling", "rekommendation", "rekommendationen",
    "anbefaling", "anbefalingen", "recomanacio", "suositus", "rekomendacja", "doporuceni",
  ]

  /// How the words for several recommendations or proposals end.
  static let pluralEndings = [
    "recommendations", "empfehlungen", "recommandations", "preconisations", "recomendaciones",
    "raccomandazioni", "recomendacoes", "aanbevelingen", "rekommendationer", "rekommendationerna",
    "anbefalinger", "anbefalingene", "anbefalingerne", "recomanacions", "suositukset",
    "rekomendacje", "proposals", "vorschlage", "propuestas", "proposte", "propostas",
    "voorstellen", "forslag",
  ]

  /// What may stand between "the" and "recommendation 1".
  static let labelModifiers: Set = [
    "the", "our", "policy", "key", "main", "core", "major", "strategic", "specific", "general",
    "overarching", "final", "operational", "technical", "priority", "primary", "headline", "top",
    "concrete", "research", "die", "unsere", "zentrale", "politische", "konkrete", "strategische",
    "allgemeine", "notre", "la", "principale", "strategique", "politica", "principal",
    "estrategica", "nuestra", "nossa", "a", "strategica", "nostra", "de", "het", "onze",
    "belangrijkste", "beleids", "var", "vores", "politisk", "strategisk",
  ]

  /// Words before the noun that say the recommendations are another's, or only talked about.
  static let foreign: Set = [
    "previous", "prior", "past", "earlier", "former", "existing", "rejected", "failed", "old",
    "other", "others", "their", "its", "his", "her", "these", "those", "un", "panel", "commission",
    "committee", "council", "implementation", "implementing", "implemented", "assessing",
    "evaluating", "reviewing", "following", "on", "of", "from", "by", "why", "how", "about",
    "against", "beyond", "with", "without", "in", "under", "after", "since", "not", "no", "which",
    "whose", "did", "do", "are", "is", "were", "was", "have", "frequently", "most", "reading",
    "fruhere", "bisherige", "alte", "andere", "warum", "wie", "seine", "ihre", "kommission", "der",
    "des", "von", "aus", "zu", "zur", "zum", "umsetzung", "anciennes", "precedentes", "autres",
    "leurs", "ses", "du", "sur", "pourquoi", "comment", "anteriores", "otras", "sus", "por",
    "como", "sobre", "precedenti", "altre", "loro", "suoi", "perche", "come", "outras", "suas",
    "porque", "da", "eerdere", "vorige", "hun", "waarom", "hoe", "van", "tidigare", "andra",
    "deras", "varfor", "hur", "tidligere", "deres", "hvorfor", "hvordan", "af", "av",
  ]

  /// Words after the noun that begin its audience or its subject.
  static let audience: Set = [
    "for", "to", "on", "fur", "an", "pour", "a", "aux", "au", "para", "al", "per", "ai", "agli",
    "alla", "alle", "voor", "aan", "till", "til", "ao", "aos", "as", "over", "om", "concerning",
    "and", "und", "et", "y", "e", "en", "och", "og",
  ]

  /// Adjectives that Romance languages put after the noun.
  static let trailingAdjectives: Set = [
    "politiques", "strategiques", "cles", "principales", "operationnelles", "finales", "concretes",
    "politicas", "estrategicas", "clave", "concretas", "finais", "chave", "principais",
    "politiche", "strategiche", "principali", "chiave", "finali", "operative", "concrete",
    "generales", "gerais", "generali",
  ]

  /// What may follow "recommandations de": the kind of recommendation, not its author.
  static let genitives: Set = [
    "politique", "politiques", "politica", "politicas", "policy", "action", "accion", "azione",
    "acao", "actuacion", "mejora",
  ]

  /// Words before or after the noun that make its section a summary of another one.
  static let summaryWords: Set = [
    "summary", "overview", "glance", "brief", "list", "recap", "zusammenfassung", "uberblick",
    "ubersicht", "synthese", "resume", "resumen", "sintesi", "riepilogo", "resumo", "overzicht",
    "samenvatting", "sammanfattning", "oversikt", "oversigt", "sammendrag",
  ]

  /// Questions that announce recommendations.
  static let questions: Set = [
    "what to do", "what to do now", "what to do next", "was tun", "was nun", "was ist zu tun",
    "was zu tun ist", "was jetzt zu tun ist", "was nun zu tun ist", "was getan werden muss",
    "was getan werden sollte", "que faire", "que faut il faire", "ce qu il faut faire",
    "que devrait on faire", "que hacer", "que se debe hacer", "que deberia hacerse",
    "que hay que hacer", "que debe hacerse", "che fare", "cosa fare", "che cosa fare",
    "cosa bisogna fare", "cosa si dovrebbe fare", "cosa si deve fare", "o que fazer", "que fazer",
    "o que deve ser feito", "o que e preciso fazer", "wat te doen", "wat moet er gebeuren",
    "wat er moet gebeuren", "vad bor goras", "vad maste goras", "vad ska goras", "hvad bor gores",
    "hvad skal der gores", "hva bor gjores", "hva ma gjores",
  ]

  static let summaries: Set = [
    "summary", "executive summary", "abstract", "key points", "key findings", "key takeaways",
    "key messages", "main points", "at a glance", "in brief", "highlights", "zusammenfassung",
    "kurzfassung", "auf einen blick", "kernpunkte", "kernaussagen", "resume", "resume executif",
    "synthese", "en bref", "points cles", "resumen", "resumen ejecutivo", "puntos clave",
    "sintesi", "riassunto", "sommario", "in sintesi", "punti chiave", "resumo", "resumo executivo",
    "sumario executivo", "pontos chave", "samenvatting", "in het kort", "kernpunten",
    "sammanfattning", "sammendrag", "i korthet",
  ]

  static let conclusions: Set = [
    "conclusion", "conclusions", "concluding remarks", "concluding thoughts", "final thoughts",
    "final remarks", "closing remarks", "closing thoughts", "outlook", "looking ahead", "epilogue",
    "fazit", "schluss", "schlussfolgerung", "schlussfolgerungen", "schlussbemerkung", "ausblick",
    "schlusswort", "conclusiones", "conclusion generale", "en conclusion", "perspectives",
    "conclusione", "conclusioni", "conclusao", "conclusoes", "consideracoes finais",
    "consideraciones finales", "considerazioni finali", "conclusie", "conclusies", "tot slot",
    "slotbeschouwing", "slutsats", "slutsatser", "avslutning", "konklusion", "konklusjon",
    "afslutning", "limitations",
  ]

  static let references: Set = [
    "references", "reference list", "bibliography", "works cited", "sources", "notes", "endnotes",
    "footnotes", "notes and references", "references and notes", "further reading", "citations",
    "acknowledgements", "acknowledgments", "appendix", "annex", "glossary", "literatur",
    "literaturverzeichnis", "quellen", "quellenverzeichnis", "anmerkungen", "fussnoten",
    "endnoten", "danksagung", "anhang", "bibliographie", "notes de bas de page", "remerciements",
    "annexe", "pour aller plus loin", "bibliografia", "referencias", "referencias bibliograficas",
    "notas", "fuentes", "agradecimientos", "anexo", "riferimenti", "riferimenti bibliografici",
    "note", "fonti", "ringraziamenti", "allegato", "fontes", "agradecimentos", "literatuur",
    "literatuurlijst", "bronnen", "noten", "voetnoten", "eindnoten", "dankwoord", "bijlage",
    "referenser", "kallor", "litteratur", "noter", "referencer", "kilder", "referanser",
    "litteraturliste", "bilaga", "bilag",
  ]

  static let contents: Set = [
    "contents", "table of contents", "in this article", "on this page", "inhalt",
    "inhaltsverzeichnis", "sommaire", "table des matieres", "indice", "indice de contenidos",
    "contenido", "tabla de contenidos", "sumario", "inhoud", "inhoudsopgave", "innehall",
    "innehallsforteckning", "indhold", "indholdsfortegnelse", "innhold", "innholdsfortegnelse",
  ]

  static let abouts: Set = [
    "about the author", "about the authors", "author bio", "author biography", "the author",
    "the authors", "author", "about us", "contributors", "uber den autor", "uber die autorin",
    "uber die autoren", "uber die autorinnen", "zum autor", "zur autorin", "zur person",
    "a propos de l auteur", "a propos de l auteure", "a propos des auteurs", "l auteur",
    "sobre el autor", "sobre la autora", "sobre los autores", "acerca del autor", "sull autore",
    "l autore", "l autrice", "gli autori", "sobre o autor", "sobre a autora", "sobre os autores",
    "over de auteur", "over de auteurs", "om forfattaren", "om forfatteren", "om forfatterne",
  ]

  static let related: Set = [
    "featured", "related", "related articles", "related posts", "related content",
    "related reading", "recent posts", "latest posts", "read next", "read more", "more from",
    "you may also like", "more articles", "recommended", "recommended reading",
    "recommended for you", "recommended articles", "see all", "most read", "most popular",
    "trending", "comments", "leave a comment", "leave a reply", "subscribe", "newsletter",
    "share this", "share this article", "share this post", "follow us", "weitere artikel",
    "mehr zum thema", "verwandte artikel", "kommentare", "das konnte sie auch interessieren",
    "articles lies", "articles similaires", "a lire aussi", "lire aussi", "commentaires",
    "articulos relacionados", "tambien te puede interesar", "comentarios", "articoli correlati",
    "leggi anche", "commenti", "artigos relacionados", "leia tambem", "gerelateerde artikelen",
    "lees ook", "reacties", "relaterade artiklar", "las ocksa", "kommentarer",
    "relaterte artikler", "les ogsa", "laes ogsa",
  ]

  /// Lines of a saved page that are no text of its article, whole.
  static let furniture: Set = [
    "top of page", "bottom of page", "back to top", "skip to content", "skip to main content",
    "menu", "home", "search", "log in", "login", "sign in", "sign up", "share", "tweet", "print",
    "email", "facebook", "twitter", "linkedin", "whatsapp", "download pdf", "download",
    "advertisement", "sponsored", "accept all cookies", "accept cookies", "cookie settings",
    "privacy policy", "terms of use", "terms of service", "all rights reserved", "contact us",
    "previous", "next", "previous post", "next post", "previous article", "next article",
    "copy link", "listen to this article", "save", "nach oben", "zum inhalt springen", "suche",
    "anmelden", "teilen", "drucken", "anzeige", "impressum", "datenschutz", "haut de page",
    "aller au contenu", "rechercher", "partager", "imprimer", "publicite", "mentions legales",
    "volver arriba", "saltar al contenido", "buscar", "compartir", "imprimir", "publicidad",
    "torna su", "vai al contenuto", "cerca", "condividi", "stampa", "pubblicita", "voltar ao topo",
    "ir para o conteudo", "partilhar", "compartilhar", "publicidade", "terug naar boven",
    "naar de inhoud", "zoeken", "delen", "afdrukken", "advertentie", "till toppen", "dela",
    "skriv ut", "annons", "til toppen", "del", "annonse", "annonce",
  ]

  /// Words that begin a paragraph which closes the article.
  static let closings = [
    "in conclusion", "to conclude", "in sum", "in closing", "abschliessend", "zusammenfassend",
    "en conclusion", "pour conclure", "para concluir", "in conclusione", "per concludere",
    "em conclusao", "tot slot", "concluderend", "sammanfattningsvis", "avslutningsvis",
    "afslutningsvis",
  ]
}
