import Review
import TestSupport
import Testing

struct ImportLimitTests {
  private func error(_ bytes: [UInt8]) -> ImportError? {
    do throws(ImportError) {
      _ = try ArticleImport.read(bytes, named: nil)
      return nil
    } catch {
      return error
    }
  }

  @Test func refusesWhatIsNoText() {
    #expect(error([]) == .empty)
    #expect(error(Array(" \n\t\n".utf8)) == .empty)
    #expect(error(Array("<html><script>x</script></html>".utf8)) == .empty)
    #expect(error([0x41, 0, 0x42]) == .binary(kind: nil))
    #expect(error(Array("%PDF-1.7 …".utf8)) == .binary(kind: "a PDF document"))
    #expect(
      error([0x50, 0x4b, 3, 4, 20]) == .binary(kind: "a word processor document or an archive"))
    let japanese = Array("<meta charset=\"shift_jis\">".utf8) + [0x83, 0x65]
    #expect(error(japanese) == .unreadableEncoding(name: "shift_jis"))
    #expect(error([0x81, 0x8d, 0x41]) == .unreadableEncoding(name: nil))
  }

  @Test func refusesWhatIsTooLarge() {
    let text = Array(repeating: UInt8(ascii: "a"), count: ImportLimits.inputBytesMax + 1)
    #expect(error(text) == .tooLarge(byteCount: text.count))
    #expect(
      error(Array(text.prefix(ImportLimits.bodyBytesMax + 1)))
        == .bodyTooLarge(byteCount: ImportLimits.bodyBytesMax + 1))
    let lines = Array(repeating: Array("a\n\n".utf8), count: ImportLimits.blocksMax + 1)
    #expect(error(lines.flatMap { $0 }) == .tooManyParagraphs)
  }

  @Test("reads every encoding alike", arguments: [0, 1, 2, 3, 4])
  func readsEncodings(_ kind: Int) throws {
    let text = "Über Brücken\n\nSie “halten” – noch.\n"
    let units = Array(text.utf16)
    let bytes: [UInt8] =
      switch kind {
      case 0: Array(text.utf8)
      case 1: [0xef, 0xbb, 0xbf] + Array(text.utf8)
      case 2: [0xff, 0xfe] + units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
      case 3: [0xfe, 0xff] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
      default:
        text.unicodeScalars.map { scalar -> UInt8 in
          switch scalar {
          case "“": 0x93
          case "”": 0x94
          case "–": 0x96
          default: UInt8(scalar.value)
          }
        }
      }
    let article = try ArticleImport.read(bytes, named: "a.txt")
    #expect(article.title == "Über Brücken")
    #expect(article.body == "Sie “halten” – noch.")
  }

  /// Each would take hours with one quadratic step, and overflow the stack with a recursive one.
  @Test(
    "takes time in proportion to the bytes",
    arguments: [
      "<div>", "</div>", "<p><b>", "<a '", "<a \"x\" '", "<![CDATA[", "<!--", "&", "&#", "((((",
      "[", "[](", "[a](b", "](", "*", "**a ", "_a", "`", "``a`", "<", "<a", "> ", "- ", "1. ",
      "#", "a<br>", "\n- a", "Recommendation 1: a\n\n", "<ol><li>", "\\", "!", "|", "<sup>",
      "<table><td>", "a ", "=\n", "a\n===\n", "<title>", "<script>", "<nav><main>",
    ], ["a.txt", "a.md", "a.html"])
  func staysLinear(_ piece: String, _ name: String) {
    let bytes = Array(repeating: Array(piece.utf8), count: 20_000 / piece.utf8.count).flatMap { $0 }
    let clock = ContinuousClock()
    let time = clock.measure { _ = try? ArticleImport.read(bytes, named: name) }
    #expect(time < .seconds(10))
  }
}
