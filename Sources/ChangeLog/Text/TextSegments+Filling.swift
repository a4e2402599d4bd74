extension TextSegments {
  /// Creates the text of valid UTF-8.
  ///
  /// - Complexity: O(length).
  init(_ utf8: Span<UInt8>) {
    self.init()
    replace(0, at: 0, with: utf8, scalars: scalarCount(utf8))
  }
}
