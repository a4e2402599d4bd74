/// Which target may use which.
enum Layering {
  /// What each layer may use beside itself.
  private static let below: [Substring: Set<Substring>] = [
    "Sources": [], "Shared": ["Sources"], "Client": ["Shared", "Sources"],
    "Server": ["Shared", "Sources"], "Tests": ["Client", "Server", "Shared", "Sources"],
  ]

  static func check(_ file: TextFile) -> [Finding] {
    let manifest = PackageManifest(file.text)
    guard !manifest.targets.isEmpty else { return [Finding(file.path, "declares no target")] }
    var findings = manifest.targets.flatMap { checkLayer(of: $0, in: manifest, file.path) }
    if file.text.contains(".package(") {
      findings.append(Finding(file.path, "needs a package from elsewhere"))
    }
    for target in manifest.targets where target.layer == "Server" {
      for name in ["ChangeLog", "Review"] where manifest.closure(of: target).contains(name) {
        findings.append(Finding(file.path, "\(target.name) could read content: it links \(name)"))
      }
    }
    guard let changeLog = manifest.target("ChangeLog") else {
      return findings + [Finding(file.path, "has no target ChangeLog")]
    }
    if changeLog.dependencies != ["Bytes"] {
      findings.append(Finding(file.path, "ChangeLog depends on more than Bytes"))
    }
    for name in manifest.closure(of: changeLog).sorted() {
      if manifest.target(name)?.isSystemLibrary ?? false {
        findings.append(Finding(file.path, "ChangeLog links the C library \(name)"))
      }
    }
    return findings
  }

  private static func checkLayer(
    of target: PackageManifest.Target, in manifest: PackageManifest, _ path: String
  ) -> [Finding] {
    guard let below = below[target.layer] else {
      return [Finding(path, "\(target.name) lies in no layer: \(target.path)")]
    }
    return target.dependencies.compactMap { name in
      guard let layer = manifest.target(name)?.layer else {
        return Finding(path, "\(target.name) depends on \(name), which is no target")
      }
      guard layer != target.layer, !below.contains(layer) else { return nil }
      return Finding(path, "\(target.name) (\(target.layer)) depends on \(name) (\(layer))")
    }
  }
}
