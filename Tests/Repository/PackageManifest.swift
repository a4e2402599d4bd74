/// The targets of Package.swift, read from its text.
///
/// Not from `swift package dump-package`, which waits for the build that runs the tests.
struct PackageManifest {
  struct Target {
    let name: String
    let isSystemLibrary: Bool
    let dependencies: [String]
    let path: String
    /// The top folder, which is the target's layer.
    var layer: Substring { path.prefix { $0 != "/" } }
  }

  let targets: [Target]

  init(_ text: String) {
    let code = text.split(separator: "\n")
      .filter { !$0.drop(while: \.isWhitespace).hasPrefix("//") }.joined(separator: "\n")
    let kinds = [".target(", ".executableTarget(", ".testTarget(", ".systemLibrary("]
    targets = kinds.flatMap { kind in
      code.components(after: kind).map { rest in
        let declaration = Self.balanced(rest)
        let name = Self.string(after: "name: ", in: declaration) ?? ""
        return Target(
          name: name, isSystemLibrary: kind == ".systemLibrary(",
          dependencies: Self.strings(after: "dependencies: ", in: declaration),
          path: Self.string(after: "path: ", in: declaration) ?? "Sources/\(name)")
      }
    }
  }

  func target(_ name: String) -> Target? { targets.first { $0.name == name } }

  /// All that `target` links: its dependencies, theirs, and so on.
  func closure(of target: Target) -> Set<String> {
    var found: Set<String> = []
    var next = target.dependencies
    while let name = next.popLast() {
      guard found.insert(name).inserted else { continue }
      next += self.target(name)?.dependencies ?? []
    }
    return found
  }

  /// What stands before the parenthesis that closes one opened before `text`.
  private static func balanced(_ text: Substring) -> Substring {
    var depth = 1
    return text.prefix { character in
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      return depth > 0
    }
  }

  private static func string(after label: String, in declaration: Substring) -> String? {
    guard let rest = String(declaration).components(after: label).first, rest.first == "\""
    else { return nil }
    return String(rest.dropFirst().prefix { $0 != "\"" })
  }

  private static func strings(after label: String, in declaration: Substring) -> [String] {
    guard let rest = String(declaration).components(after: label).first else { return [] }
    // Within a list, every second piece between quotation marks is one of its strings.
    let pieces = rest.prefix { $0 != "]" }.split(
      separator: "\"", omittingEmptySubsequences: false)
    return pieces.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}

extension String {
  /// What follows each place where `separator` stands, to the end of the text.
  func components(after separator: String) -> [Substring] {
    ranges(of: separator).map { self[$0.upperBound...] }
  }
}
