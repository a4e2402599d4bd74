import Testing

@testable import Review

@Suite("Ratings as CSV")
struct RatingsCSVTests {
  /// Reads RFC 4180 a character at a time.
  private func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        scalars.removeFirst()
        field.unicodeScalars.append(scalar)
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        row.append(field)
        field = ""
      case "\r" where !isQuoted && scalars.first == "\n":
        scalars.removeFirst()
        rows.append(row + [field])
        (row, field) = ([], "")
      default: field.unicodeScalars.append(scalar)
      }
    }
    if !row.isEmpty || !field.isEmpty { rows.append(row + [field]) }
    return rows
  }

  private func table(_ text: String) -> [[String: String]] {
    let all = rows(RatingsCSV(sampleRecord(saying: text)).text())
    return all.dropFirst().map {
      Dictionary(zip(all[0], $0), uniquingKeysWith: { first, _ in first })
    }
  }

  @Test("Every row has every column, whatever people write")
  func shape() {
    for text in ["a,b", "say \"so\"", "two\r\nlines", "", " edge ", "\"", ",", "\n"] {
      let all = rows(RatingsCSV(sampleRecord(saying: text)).text())
      #expect(all.count == 4, "\(text)")
      for row in all { #expect(row.count == RatingsCSV.columns.count, "\(text): \(row)") }
      #expect(all[0] == RatingsCSV.columns)
    }
  }

  @Test("Texts come back as they were written")
  func faithful() {
    for text in ["a,b", "say \"so\"", "two\r\nlines", " edge ", "é漢"] {
      let row = table(text)[0]
      #expect(row["reason"] == text)
      #expect(row["dissent"] == text)
      #expect(row["decision_reason"] == text)
      #expect(row["article"] == text)
    }
  }

  @Test("A text that begins like a formula gets an apostrophe; numbers stay numbers")
  func formulas() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"] {
      let row = table(text)[0]
      #expect(row["reason"] == "'" + text)
      #expect(row["article"] == "'" + text)
      #expect(row["value"] == "2")
    }
    #expect(table("1-1")[0]["reason"] == "1-1")
  }

  @Test("Kind, counting, collision, decision and dissent stand in their columns")
  func columns() {
    let table = table("why")
    #expect(table.map { $0["kind"] } == ["value", "no opinion", "withdrawn"])
    #expect(table.map { $0["counted"] } == ["TRUE", "FALSE", "FALSE"])
    #expect(table.map { $0["collision"] } == ["FALSE", "TRUE", "TRUE"])
    #expect(table.map { $0["value"] } == ["2", "", ""])
    #expect(table.map { $0["dissent"] } == ["why", "", ""])
    #expect(table.allSatisfy { $0["decision_status"] == "re-opened" })
    #expect(table.allSatisfy { $0["decision_kind"] == "adjudicated" })
    #expect(table[0]["decision_standing"] == "later, against it")
    #expect(table[0]["time"] == "2026-01-02T03:04:05.678Z")
    #expect(table[0]["state"] == "abcdefghij")
  }
}
