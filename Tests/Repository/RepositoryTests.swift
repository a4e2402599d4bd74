import Testing

/// The rules that people forget, checked on this checkout.
@Suite struct RepositoryTests {
  @Test func theCheckoutIsFound() {
    #expect(Repository.swiftFiles.count > 50)
    #expect(Repository.files.contains { $0.path == "Package.swift" })
  }

  @Test func filesFunctionsAndLinesAreShort() {
    report(Repository.swiftFiles.flatMap(Lengths.check))
  }

  @Test func codeHasNoBannedWords() {
    report(Repository.swiftFiles.flatMap(BannedCode.check))
  }

  @Test func nothingIsBuiltWithoutChecks() {
    let files = Repository.files.filter {
      $0.path == "Package.swift" || $0.isIn("Scripts") || $0.isIn(".ci")
    }
    report(files.flatMap(BannedCode.checkFlags))
  }

  @Test func targetsKeepToTheirLayers() {
    report(Layering.check(Repository.file("Package.swift")))
  }

  @Test func documentsHaveOneTitle() {
    report(Repository.documents.flatMap(Documents.checkTitle))
  }

  @Test func linksLeadSomewhere() {
    let paths = Set(Repository.paths)
    report(Repository.documents.flatMap { Documents.checkLinks($0, paths: paths) })
  }

  @Test func citedSectionsExist() {
    // The tests of this check cite what does not exist.
    let files = Repository.files.filter { !$0.isIn("Tests/Repository") }
    report(files.flatMap { Documents.checkCitations($0, of: Repository.documents) })
  }

  @Test func noFileNamesAPathOfOneMachine() {
    // The build machine's own script may know where it runs.
    let files = Repository.files.filter { !$0.isIn(".ci") }
    report(files.flatMap(Tree.checkMachinePaths))
  }

  @Test func everyFolderOfTestsHasATarget() {
    let manifest = Repository.file("Package.swift").text
    report(Tree.checkTestFolders(Repository.paths, manifest: manifest))
  }

  @Test func scriptsCanBeStarted() {
    let findings = Repository.files.flatMap {
      Tree.checkScript($0, isExecutable: Repository.isExecutable($0.path))
    }
    report(findings)
  }

  @Test func theChangelogHasASectionForWhatComesNext() {
    report(Documents.checkChangelog(Repository.file("CHANGELOG.md")))
  }

  /// Records every finding as an issue of its own.
  private func report(
    _ findings: [Finding], at location: SourceLocation = #_sourceLocation
  ) {
    for finding in findings { Issue.record("\(finding)", sourceLocation: location) }
  }
}
