import TestSupport
import Testing

@testable import ChangeLog

@Suite struct TextBufferTests {
  /// Method: the same edits to an array of scalars.
  @Test(arguments: seeds(20))
  func agreesWithAnArrayOfScalars(seed: UInt64) throws {
    var workload = TextWorkload(seed: seed)
    let isASCII = workload.chance(30)
    var buffer = TextBuffer()
    var scalars: [Unicode.Scalar] = []
    for _ in 0..<300 {
      let position = workload.number(0...scalars.count)
      let count = workload.chance(50) ? workload.number(0...min(9, scalars.count - position)) : 0
      let insert = isASCII ? "ascii" : workload.text(upTo: workload.chance(5) ? 200 : 6)
      let edit = TextEdit(position: position, deleteCount: count, insert: insert)
      edit.apply(to: &scalars)
      buffer.apply(edit)
      try #require(buffer.count == scalars.count)
      try #require(buffer.text.utf8.elementsEqual(String(scalars: scalars).utf8))
    }
  }
}
