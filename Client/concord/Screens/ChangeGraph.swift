import Bytes

/// Draws which change follows which, from the latest to the earliest: one lane for each change
/// that is still to come.
struct ChangeGraph {
  /// The change that each lane leads down to.
  private var lanes: [ChangeID] = []
  /// More lanes than anybody follows with the eye.
  private static let lanesMax = 12

  /// The lanes beside the change `id`, and the lines below it where lanes part or join.
  mutating func add(_ id: ChangeID, after past: [ChangeID]) -> (row: String, joints: [String]) {
    if !lanes.contains(id) { lanes.append(id) }
    let place = lanes.firstIndex(of: id) ?? 0
    let row = Self.line(lanes.indices.map { $0 == place ? "*" : "|" })
    // Other lanes that led here end here; those to its past begin.
    let before = lanes.count
    var next = lanes.enumerated().filter { $0.offset == place || $0.element != id }.map(\.element)
    let own = next.firstIndex(of: id) ?? 0
    let new = past.filter { !next.contains($0) }
    next.replaceSubrange(own...own, with: new.prefix(1))
    next += new.dropFirst()
    lanes = next
    if next.count == before { return (row, []) }
    let mark = next.count > before ? "\\" : "/"
    return (row, [Self.line(next.indices.map { _ in "|" } + [mark])])
  }

  private static func line(_ marks: [String]) -> String {
    marks.count > lanesMax
      ? marks.prefix(lanesMax).joined(separator: " ") + " …" : marks.joined(separator: " ")
  }
}
