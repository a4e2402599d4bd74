import Foundation
import Review
import Testing

/// Tests on the article that Concord was first tried on.
///
/// It is not ours to print, so it is no fixture: `CONCORD_SAMPLES` names the folder that holds it.
struct ImportSampleTests {
  private static let sample: [UInt8]? = {
    guard let folder = ProcessInfo.processInfo.environment["CONCORD_SAMPLES"] else { return nil }
    let path = "\(folder)/articles/sea-of-japan.txt"
    return FileManager.default.contents(atPath: path).map { [UInt8]($0) }
  }()

  @Test(.enabled(if: sample != nil, "CONCORD_SAMPLES holds no articles/sea-of-japan.txt"))
  func theSampleImportsAsItIs() throws {
    let article = try ArticleImport.read(#require(Self.sample), named: "sea-of-japan.txt")
    #expect(article.title == "How can Joe Biden de-escalate tensions across the Sea of Japan?")
    #expect(article.authors == ["Kareem Salem"])
    #expect(
      article.labels == [
        "1|Leveraging defence cooperation with Tokyo and Seoul", "2|Humanitarian assistance",
      ])
    #expect(article.recommendations.map { $0.text.split(separator: "\n\n").count } == [3, 3])
    #expect(article.recommendations.last?.text.hasSuffix("East Asia.") == true)
    #expect(article.hasSoundSpans)
    for furniture in ["top of page", "bottom of page", "Featured", "Wikimedia", "Iris Sup"] {
      #expect(!article.body.contains(furniture))
    }
    #expect(
      article.leftOut.map(\.reason) == [.furniture, .caption, .biography, .related, .furniture])
  }

  @Test func theDigestForTheDemonstrationHasBothRecommendations() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("Scripts/demo-article.txt").path
    let bytes = try #require(FileManager.default.contents(atPath: path))
    let article = try ArticleImport.read([UInt8](bytes), named: "demo-article.txt")
    #expect(article.title == "How can Joe Biden de-escalate tensions across the Sea of Japan?")
    #expect(article.authors == ["Kareem Salem"])
    #expect(
      article.labels == [
        "1|Leveraging defence cooperation with Tokyo and Seoul", "2|Humanitarian assistance",
      ])
  }
}
