import Foundation

/// A text file, by its path from the root of the repository.
struct TextFile: Sendable {
  let path: String
  let text: String

  /// The lines, numbered from 1.
  var lines: [(number: Int, text: Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, $0.element) }
  }

  /// Whether the file lies in `folder` or deeper.
  func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

  var isSwift: Bool { path.hasSuffix(".swift") }
  var isDocument: Bool { path.hasSuffix(".md") }
}

/// Something that a check does not accept.
struct Finding: Equatable, CustomStringConvertible {
  let path: String
  let line: Int?
  let problem: String

  init(_ path: String, line: Int? = nil, _ problem: String) {
    self.path = path
    self.line = line
    self.problem = problem
  }

  var description: String {
    "\(path):\(line.map { "\($0):" } ?? "") \(problem)"
  }
}

/// The checkout that this file lies in.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The paths of all files and folders, in order, without what a build or an editor leaves.
  static let paths: [String] = {
    let ignored: Set = [".build", ".git", ".swiftpm", "demo"]
    let files = FileManager.default
    var paths: [String] = []
    guard let top = try? files.contentsOfDirectory(atPath: root.path) else { return [] }
    for name in top where !ignored.contains(name) && !name.hasSuffix(".swp") {
      paths.append(name)
      let inside = files.enumerator(atPath: root.path + "/" + name)
      while let path = inside?.nextObject() as? String { paths.append(name + "/" + path) }
    }
    return paths.sorted()
  }()

  /// All files that hold UTF-8 text, in the order of their paths.
  static let files: [TextFile] = paths.compactMap { path in
    guard let data = FileManager.default.contents(atPath: root.path + "/" + path),
      let text = String(data: data, encoding: .utf8)
    else { return nil }
    return TextFile(path: path, text: text)
  }

  static let swiftFiles = files.filter(\.isSwift)
  static let documents = files.filter(\.isDocument)

  /// The file at `path`, or one without text, which no check that needs it accepts.
  static func file(_ path: String) -> TextFile {
    files.first { $0.path == path } ?? TextFile(path: path, text: "")
  }

  static func isExecutable(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: root.path + "/" + path)
  }
}
