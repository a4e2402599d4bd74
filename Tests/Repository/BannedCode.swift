/// Words that do not belong in the code, or not in this part of it.
enum BannedCode {
  static func check(_ file: TextFile) -> [Finding] {
    let source = SwiftSource(file.text)
    let code = TextFile(path: file.path, text: source.code)
    let comments = TextFile(path: file.path, text: source.comments)

    var findings = find("try!", in: code, "traps on an error")
    findings += find("as!", in: code, "traps on another type")
    findings += find("fatalError", in: code, "stops without a reason; use precondition")
    findings += find("TODO", in: comments, "is unfinished")
    findings += find("FIXME", in: comments, "is unfinished")
    // A type with a method of that name calls its own.
    if !isProgram(file), !source.code.contains("func print(") {
      findings += find("print(", in: code, "writes from a library")
    }
    return findings + imports(code)
  }

  /// Foundation costs each command milliseconds of start-up; the pure targets may do no I/O.
  private static func imports(_ code: TextFile) -> [Finding] {
    var findings: [Finding] = []
    if !code.isIn("Tests") || code.isIn("Tests/TestSupport") {
      findings += find("import Foundation", in: code, "is for tests only")
    }
    if ["Sources/Bytes", "Sources/ChangeLog", "Shared"].contains(where: code.isIn) {
      findings += find("import Glibc", in: code, "gives I/O to a target that is pure")
    }
    if ["Sources/Bytes", "Sources/ChangeLog"].contains(where: code.isIn) {
      findings += foreignImports(code)
    }
    return findings
  }

  /// Other programs embed the library `ChangeLog` with nothing but the standard library.
  private static func foreignImports(_ code: TextFile) -> [Finding] {
    code.lines.compactMap { line in
      let words = line.text.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), let module = words.last else { return nil }
      guard place < 2, module != "Bytes" else { return nil }
      return Finding(code.path, line: line.number, "the library needs \(module)")
    }
  }

  private static func isProgram(_ file: TextFile) -> Bool {
    ["Client/concord", "Server/concord-relay", "Tests/Benchmarks", "Scripts"]
      .contains(where: file.isIn)
  }

  /// Refuses a flag that turns the checks of the language off.
  static func checkFlags(_ file: TextFile) -> [Finding] {
    find(["-O", "unchecked"].joined(), in: file, "turns bounds and overflow checks off")
  }

  /// The lines in which `word` stands by itself, and not as a member of something.
  private static func find(_ word: String, in file: TextFile, _ problem: String) -> [Finding] {
    guard file.text.contains(word) else { return [] }
    return file.lines.filter { contains($0.text, word) }.map {
      Finding(file.path, line: $0.number, "\(word) \(problem)")
    }
  }

  private static func contains(_ line: Substring, _ word: String) -> Bool {
    var rest = line
    var previous: Character?
    while let first = rest.first {
      let isInside = previous.map { $0.isLetter || $0.isNumber || "_.".contains($0) } ?? false
      if !isInside, rest.hasPrefix(word) { return true }
      previous = first
      rest = rest.dropFirst()
    }
    return false
  }
}
