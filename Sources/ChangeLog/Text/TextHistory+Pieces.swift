// Everything that was ever written in a text, in its order: what stands and what was deleted.
extension TextHistory {
  /// A stretch of text that one run inserted, and that the same runs deleted, if any did.
  public struct Piece: Equatable, Sendable {
    /// What was inserted.
    public let text: String
    /// The run that inserted it.
    public let run: OperationID
    /// The runs that deleted it, in ascending order; none when it stands in the text.
    public let deleters: [OperationID]
  }

  /// All that was ever inserted, deleted or not, in the order in which it stands or would stand.
  ///
  /// The text at a version that holds all runs which its runs name is made of the pieces whose
  /// run it holds, without those of which it holds a deleter. So two versions are compared piece
  /// by piece, and each difference has its author.
  ///
  /// - Complexity: that of walking the whole history, and O(what was typed scalar by scalar).
  public func pieces() -> [Piece] {
    read { state in
      var sources: [Int: [Unicode.Scalar]] = [:]
      return state.items(since: (-1, 0)).map { item in
        let source =
          sources[item.run] ?? Array(state.run(item.run).insert.unicodeScalars)
        sources[item.run] = source
        return Piece(
          text: String(scalars: source[item.offset..<item.offset + item.count]),
          run: state.names.name(of: item.run),
          deleters: item.deleters.map { state.names.name(of: $0) }.sorted())
      }
    }
  }
}
