import TestSupport
import Testing
import TextReference

@testable import ChangeLog

@Suite struct TextSegmentsTests {
  /// Method: the same edits to an array of scalars.
  @Test(arguments: seeds(20))
  func agreesWithAnArrayOfScalars(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let isASCII = workload.chance(30)
    // From segments that hold a few scalars to one segment alone.
    let bytesMax = [8, 9, 40, 16_384][workload.number(0...3)]
    let start = isASCII ? "ascii" : workload.text(upTo: 60)
    var segments = TextSegments(start.utf8.span, bytesMax: bytesMax)
    var scalars = Array(start.unicodeScalars)
    let (length, text) = (segments.count, segments.text)
    try #require(length == scalars.count)
    try #require(text.utf8.elementsEqual(start.utf8))
    for _ in 0..<300 {
      let position = workload.number(0...scalars.count)
      let count = workload.chance(60) ? workload.number(0...min(20, scalars.count - position)) : 0
      let insert = isASCII ? "ascii" : workload.text(upTo: workload.chance(5) ? 200 : 6)
      let edit = TextEdit(position: position, deleteCount: count, insert: insert)
      if workload.chance(50), segments.type(UInt8(ascii: "t"), at: position) {
        scalars.insert("t", at: position)
        continue
      }
      if workload.chance(50), position < scalars.count, segments.erase(at: position) {
        scalars.remove(at: position)
        continue
      }
      edit.apply(to: &scalars)
      segments.replace(
        count, at: position, with: insert.utf8.span, scalars: insert.unicodeScalars.count)
      let (length, text) = (segments.count, segments.text)
      try #require(length == scalars.count)
      try #require(text.utf8.elementsEqual(String(scalars: scalars).utf8))
    }
  }
}
