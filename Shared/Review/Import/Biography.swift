/// Leaves out the paragraphs that say who the author is.
enum Biography {
  /// How far from the end, or from the references, a biography may begin.
  private static let blocksMax = 8

  private static let verbs: Set = [
    "is", "was", "are", "has", "holds", "works", "worked", "serves", "served", "teaches", "writes",
    "currently", "leads", "joined", "specialises", "specializes", "studies", "graduated", "ist",
    "arbeitet", "lehrt", "forscht", "leitet", "hat", "studiert", "est", "travaille", "enseigne",
    "dirige", "es", "trabaja", "e", "lavora", "insegna", "trabalha", "werkt", "doceert", "ar",
    "er", "arbetar", "arbejder", "arbeider", "sono", "sont", "sind", "son", "sao", "zijn",
  ]

  /// Words for what people do, in biographies and authors' lines.
  static let professions: Set = Set(
    """
    fellow professor lecturer director researcher student degree analyst editor scholar author \
    journalist phd doctoral candidate associate adviser advisor consultant economist writer \
    historian diplomat professorin wissenschaftler wissenschaftlerin direktor direktorin \
    mitarbeiter mitarbeiterin forscher forscherin autor autorin referent referentin chercheur \
    chercheuse directeur directrice professeur professeure doctorant doctorante analyste \
    investigador investigadora profesor profesora director directora analista ricercatore \
    ricercatrice professoressa professore docente direttore direttrice investigadora pesquisador \
    pesquisadora professora diretor diretora onderzoeker hoogleraar docent directeur forskare \
    forsker lektor direktor
    """.split(separator: " ").map { String($0) })

  /// Leaves out biographies at the end, before the references, and right below the title.
  static func leaveOut(of authors: [String], in blocks: inout [Block]) {
    let kept = blocks.indices.filter { blocks[$0].fate == .kept && blocks[$0].kind != .rule }
    let names = authors.map { Token.scan($0, limit: 80).words }
    leaveOutTail(kept, names, &blocks)
    if let references = kept.firstIndex(where: {
      blocks[$0].level != nil && HeadingRole(of: blocks[$0].text) == .references
    }) {
      leaveOutTail(Array(kept[..<references]), names, &blocks)
    }
    for index in kept.prefix(4) where isBiography(blocks[index], names, isKnownOnly: true) {
      blocks[index].fate = .leftOut(.biography)
    }
  }

  private static func leaveOutTail(_ kept: [Int], _ names: [[String]], _ blocks: inout [Block]) {
    var first: Int?
    for place in kept.indices.suffix(blocksMax).reversed() {
      let block = blocks[kept[place]]
      if block.level != nil || Label.parse(block.rendered)?.canOpenParagraph == true { break }
      if isBiography(block, names, isKnownOnly: false) { first = place }
    }
    // An article of one paragraph is no biography.
    guard let first, first > 0 else { return }
    for place in first..<kept.count where blocks[kept[place]].fate == .kept {
      blocks[kept[place]].fate = .leftOut(.biography)
    }
  }

  private static func isBiography(
    _ block: Block, _ names: [[String]], isKnownOnly: Bool
  ) -> Bool {
    guard block.kind != .inert, block.marker?.isOrdered != true else {
      return false
    }
    let tokens = Token.scan(block.text)
    let words = tokens.words
    for name in names where !name.isEmpty && words.starts(with: name) {
      if let next = words[safe: name.count], verbs.contains(next) { return true }
      if let mark = tokens.first(where: { $0.kind == .mark }),
        mark.folded == "," || mark.folded == "(", words.contains(where: professions.contains)
      {
        return true
      }
    }
    guard !isKnownOnly else { return false }
    guard words.contains(where: professions.contains) else { return false }
    let opening = words.prefix(3).joined(separator: " ")
    if authorOpenings.contains(where: opening.hasPrefix) { return true }
    // A person whom the front does not name: "Ana Silva is a senior fellow …".
    guard let verb = tokens.prefix(6).firstIndex(where: { verbs.contains($0.folded) }), verb >= 2
    else { return false }
    return Byline.isName(block.text.prefixScalars(tokens[verb - 1].end))
  }

  private static let authorOpenings = [
    "the author is", "the author was", "the authors are", "the author works", "der autor ist",
    "die autorin ist", "l auteur est", "l auteure est", "el autor es", "la autora es",
    "l autore e", "l autrice e", "o autor e", "a autora e", "de auteur is",
  ]
}
