/// The number in a label: "1", "2.1", "3b", "two", "first", "IV", "1re".
struct Numeral: Equatable {
  /// The value, level by level: "2.1" is [2, 1].
  var path: [Int]
  /// Whether it counts a place ("first", "1st") and so may stand before its noun.
  var isOrdinal: Bool
  /// The index of the first token after it.
  var end: Int

  /// Reads the numeral that starts at token `start`, or returns nil.
  static func parse(_ tokens: [Token], at start: Int) -> Numeral? {
    guard tokens.indices.contains(start) else { return nil }
    let token = tokens[start]
    switch token.kind {
    case .number: return digits(tokens, at: start)
    case .mark: return nil
    case .word:
      if let value = cardinals[token.folded] {
        return Numeral(path: [value], isOrdinal: false, end: start + 1)
      }
      if let value = ordinals[token.folded] {
        return Numeral(path: [value], isOrdinal: true, end: start + 1)
      }
      guard token.isAllCapitals else { return nil }
      if let value = roman(token.folded) {
        return Numeral(path: [value], isOrdinal: false, end: start + 1)
      }
      return letter(tokens, at: start)
    }
  }

  private static func digits(_ tokens: [Token], at start: Int) -> Numeral? {
    var path: [Int] = []
    var index = start
    while index < tokens.count, tokens[index].kind == .number, tokens[index].folded.utf8.count <= 3,
      let value = Int(tokens[index].folded), path.count < 6
    {
      path.append(value)
      index += 1
      guard tokens.has(".", at: index), tokens.isAdjacent(index), tokens.isAdjacent(index + 1),
        tokens[index + 1].kind == .number
      else { break }
      index += 1
    }
    guard !path.isEmpty else { return nil }
    var isOrdinal = false
    if tokens.has(".", at: index), tokens.isAdjacent(index), tokens.isAdjacent(index + 1),
      tokens[index + 1].folded == "a" || tokens[index + 1].folded == "o"
    {
      // Spanish and Portuguese write "1.ª" for the first.
      return Numeral(path: path, isOrdinal: true, end: index + 2)
    }
    if index < tokens.count, tokens[index].kind == .word, tokens.isAdjacent(index) {
      let suffix = tokens[index].folded
      let letter = suffix.utf8.count == 1 ? suffix.utf8.first.map { Int($0) - 96 } : nil
      isOrdinal = ordinalSuffixes.contains(suffix)
      guard isOrdinal || letter != nil else { return nil }
      // "1a" may be the Italian first or the first part of 1: it counts as either.
      if let letter, (1...26).contains(letter) { path.append(letter) }
      index += 1
    }
    return Numeral(path: path, isOrdinal: isOrdinal, end: index)
  }

  /// "A", or "A1" as one label.
  private static func letter(_ tokens: [Token], at start: Int) -> Numeral? {
    guard let byte = tokens[start].folded.utf8.first, tokens[start].folded.utf8.count == 1,
      ASCII.isLetter(byte)
    else { return nil }
    let value = Int(byte) - 96
    if tokens.isAdjacent(start + 1), tokens[start + 1].kind == .number,
      let rest = digits(tokens, at: start + 1)
    {
      return Numeral(path: [value] + rest.path, isOrdinal: false, end: rest.end)
    }
    return Numeral(path: [value], isOrdinal: false, end: start + 1)
  }

  /// The value of a roman numeral up to 39, or nil; the spelling must be the usual one.
  static func roman(_ folded: String) -> Int? {
    let tens = ["", "x", "xx", "xxx"]
    let ones = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    for (ten, prefix) in tens.enumerated() where folded.hasPrefix(prefix) {
      if let one = ones.firstIndex(of: String(folded.dropFirst(prefix.count))) {
        let value = ten * 10 + one
        if value > 0 { return value }
      }
    }
    return nil
  }

  private static let ordinalSuffixes: Set = [
    "st", "nd", "rd", "th", "er", "re", "ere", "eme", "e", "a", "o", "ste", "de", "do", "ra", "da",
    "ta", "ro", "to",
  ]

  private static func table(_ lines: [String]) -> [String: Int] {
    var table: [String: Int] = [:]
    for line in lines {
      for (index, alternatives) in line.split(separator: " ").enumerated() {
        for word in alternatives.split(separator: "/") { table[String(word)] = index + 1 }
      }
    }
    return table
  }

  private static let cardinals = table([
    "one two three four five six seven eight nine ten eleven twelve",
    "eins/ein/eine zwei drei vier funf sechs sieben acht neun zehn elf zwolf",
    "un/une deux trois quatre cinq six sept huit neuf dix onze douze",
    "uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "uno/una due tre quattro cinque sei sette otto nove dieci undici dodici",
    "um/uma dois/duas tres quatro cinco seis sete oito nove dez onze doze",
    "een/een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "en/ett tva tre fyra fem sex sju atta nio tio elva tolv",
    "en/et to tre fire fem seks syv/sju otte/atte ni ti elleve tolv",
  ])

  private static let ordinals = table([
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "erste/erster/erstes/erstens zweite/zweiter/zweites/zweitens dritte/dritter/drittes/drittens "
      + "vierte/vierter/viertes/viertens funfte/funfter/funftes/funftens "
      + "sechste/sechster/sechstens siebte/siebter/siebtens achte/achter/achtens "
      + "neunte/neunter/neuntens zehnte/zehnter/zehntens",
    "premiere/premier/premierement deuxieme/seconde/second/deuxiemement "
      + "troisieme/troisiemement quatrieme/quatriemement cinquieme/cinquiemement sixieme septieme "
      + "huitieme neuvieme dixieme",
    "primera/primero/primer segunda/segundo tercera/tercero/tercer cuarta/cuarto quinta/quinto "
      + "sexta/sexto septima/septimo octava/octavo novena/noveno decima/decimo",
    "prima/primo seconda/secondo terza/terzo quarta/quarto quinta/quinto sesta/sesto "
      + "settima/settimo ottava/ottavo nona/nono decima/decimo",
    "primeira/primeiro segunda/segundo terceira/terceiro quarta/quarto quinta/quinto sexta/sexto "
      + "setima/setimo oitava/oitavo nona/nono decima/decimo",
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende",
    "forsta/forste andra/anden/annen tredje fjarde/fjerde femte sjatte/sjette sjunde/syvende "
      + "attonde/ottende nionde/niende tionde/tiende",
    "firstly secondly thirdly fourthly fifthly sixthly",
  ])
}
