/// What a shell may offer for the word at the cursor.
public struct Completion<Context> {
  private let program: Program<Context>

  /// Creates the completions of a program.
  public init(_ program: Program<Context>) { self.program = program }

  /// A command line up to the cursor, as far as it can be understood.
  public struct Line {
    /// The words given by place to the command, before the cursor.
    public fileprivate(set) var operands: [String] = []
    /// The beginning of the word at the cursor, perhaps empty.
    public fileprivate(set) var start = ""
    fileprivate var options: [String: [String]] = [:]

    /// The value that an option was given before the cursor.
    public func value(_ option: String) -> String? { options[option]?.last }
  }

  /// What the shell is told to offer.
  public enum Answer: Equatable {
    /// These words.
    case words([Offer])
    /// Files, which the shell knows best.
    case files
    /// Folders.
    case folders
  }

  /// Looks up what only the program knows; the name is the one of ``Values/live(_:)``.
  public typealias LookUp = (_ source: String, _ line: Line) -> [Offer]

  /// What may stand in place of the last of `words`, in the order of the help page.
  ///
  /// Options are offered after a hyphen, and commands where one is called.
  ///
  /// - Parameters:
  ///   - words: The command line up to the cursor without the program's name; the last word is the
  ///     beginning of one, and may be empty.
  ///   - lookUp: Asked where an operand or a value stands of which only the program knows.
  public func answer(_ words: [String], lookUp: LookUp) -> Answer {
    var walk = Walk(program)
    for word in words.dropLast() { walk.take(word) }
    let start = words.last ?? ""
    walk.line.start = start
    if let option = walk.awaiting { return answer(values(of: option), walk.line, lookUp) }
    if !walk.onlyOperands, start.hasPrefix("-") { return options(walk, start, lookUp) }
    if walk.takesCommand, !walk.command.subcommands.isEmpty {
      let commands = walk.command.visibleSubcommands.map { Offer($0.name, $0.summary) }
      let found = Self.matching(commands, start)
      if !found.isEmpty || walk.command.operands.isEmpty { return .words(found) }
    }
    guard let operand = walk.operand else { return .words([]) }
    return answer(resolved(operand.values, operand.name), walk.line, lookUp)
  }

  /// The lines that the scripts of ``script(for:asking:)`` read: a word with its summary behind a
  /// tab, or `:files` or `:folders` alone.
  ///
  /// Words that cannot be typed, and those that would be taken for options, are left out. The
  /// summaries, which others may have written, hold no control character and are cut to one line.
  public func lines(_ words: [String], lookUp: LookUp) -> [String] {
    switch answer(words, lookUp: lookUp) {
    case .files: return [":files"]
    case .folders: return [":folders"]
    case .words(let offers):
      return offers.filter { Sanitising.line($0.word) == $0.word && !$0.word.isEmpty }.map {
        let summary = StyledText($0.summary).truncated(to: Self.summaryWidth).plain
        return summary.isEmpty ? $0.word : "\($0.word)\t\(summary)"
      }
    }
  }

  private static var summaryWidth: Int { 60 }

  // MARK: Parts

  private func options(_ walk: Walk, _ start: String, _ lookUp: LookUp) -> Answer {
    let known = walk.command.options + program.globalOptions
    guard start.hasPrefix("--"), let end = start.firstIndex(of: "=") else {
      return .words(Self.matching(known.map { Offer("--\($0.name)", $0.summary) }, start))
    }
    let name = start[..<end]
    guard let option = known.first(where: { "--\($0.name)" == name }), option.kind != .flag else {
      return .words([])
    }
    var line = walk.line
    line.start = String(start[start.index(after: end)...])
    let answer = answer(values(of: option), line, lookUp)
    guard case .words(let offers) = answer else { return answer }
    return .words(offers.map { Offer("\(name)=\($0.word)", $0.summary) })
  }

  private func values(of option: Option) -> Values {
    resolved(option.values, option.placeholder ?? "")
  }

  private func resolved(_ values: Values, _ name: String) -> Values {
    values == .asNamed ? program.valuesByName[name] ?? .any : values
  }

  private func answer(_ values: Values, _ line: Line, _ lookUp: LookUp) -> Answer {
    switch values {
    case .any, .asNamed: return .words([])
    case .file: return .files
    case .folder: return .folders
    case .words(let words): return .words(Self.matching(words.map { Offer($0) }, line.start))
    case .live(let source):
      // A word with a hyphen in front would be read as an option.
      let found = lookUp(source, line).filter { !$0.word.hasPrefix("-") }
      return .words(Self.matching(found, line.start))
    }
  }

  private static func matching(_ offers: [Offer], _ start: String) -> [Offer] {
    let wanted = Array(start.lowercased().utf8)
    return offers.filter { Array($0.word.lowercased().utf8).starts(with: wanted) }
  }

  /// The words before the cursor, read as ``Parsing`` reads them, and never refused.
  private struct Walk {
    private let program: Program<Context>
    var command: Command<Context>
    var line = Line()
    var takesCommand = true
    var onlyOperands = false
    /// The option whose value comes next.
    var awaiting: Option?

    init(_ program: Program<Context>) {
      self.program = program
      command = program.root
    }

    /// The operand at the cursor; the last one may take all words that are left.
    var operand: Operand? {
      let place = line.operands.count
      if place < command.operands.count { return command.operands[place] }
      guard let last = command.operands.last, last.kind == .any || last.kind == .oneOrMore else {
        return nil
      }
      return last
    }

    mutating func take(_ word: String) {
      if let option = awaiting {
        line.options[option.name, default: []].append(word)
        awaiting = nil
      } else if !onlyOperands, word == "--" {
        onlyOperands = true
      } else if !onlyOperands, word.hasPrefix("-"), word != "-" {
        takeOption(word)
      } else if takesCommand, let next = command.subcommands.first(where: { $0.name == word }) {
        command = next
      } else {
        takesCommand = false
        line.operands.append(word)
      }
    }

    private mutating func takeOption(_ word: String) {
      let known = command.options + program.globalOptions
      if word.hasPrefix("--"), let end = word.firstIndex(of: "=") {
        let name = String(word[..<end].dropFirst(2))
        line.options[name, default: []].append(String(word[word.index(after: end)...]))
        return
      }
      let option = known.first { option in
        word == "--\(option.name)" || option.short.map { word == "-\($0)" } == true
      }
      if option?.placeholder != nil { awaiting = option }
    }
  }
}
