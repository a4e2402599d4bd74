/// What holds for files and folders, whatever they contain.
enum Tree {
  /// Refuses paths that exist on the machine of whoever wrote the file, and nowhere else.
  static func checkMachinePaths(_ file: TextFile) -> [Finding] {
    // Written so that no pattern matches itself; the class keeps `https://example.org/work/` out.
    let patterns = [
      #/(?:^|[^A-Za-z0-9_.\-])/(?:work|root)/[A-Za-z0-9.]/#, #//tmp/(?:bash)/#,
      #/\.\./(?:shared)/#,
    ]
    let names = ["/work", "/root", "/tmp", "../"]
    guard names.contains(where: file.text.contains) else { return [] }
    return file.lines.compactMap { line in
      guard let match = patterns.lazy.compactMap({ line.text.firstMatch(of: $0) }).first
      else { return nil }
      return Finding(file.path, line: line.number, "names a path of one machine: \(match.0)")
    }
  }

  /// Refuses folders of tests that no target of `manifest` builds.
  static func checkTestFolders(_ paths: [String], manifest: String) -> [Finding] {
    let targets = Set(PackageManifest(manifest).targets.map(\.path))
    let folders = Set(
      paths.filter { $0.hasPrefix("Tests/") }
        .map { $0.split(separator: "/").prefix(2).joined(separator: "/") })
    return folders.subtracting(targets).sorted().map { Finding($0, "belongs to no target") }
  }

  /// Refuses scripts that the shell would not start; a file with an extension is data.
  static func checkScript(_ file: TextFile, isExecutable: Bool) -> [Finding] {
    guard file.isIn("Scripts"), !file.path.contains(".") else { return [] }
    var findings: [Finding] = []
    if !file.text.hasPrefix("#!/") { findings.append(Finding(file.path, "has no #! line")) }
    if !isExecutable { findings.append(Finding(file.path, "is not executable")) }
    return findings
  }
}
