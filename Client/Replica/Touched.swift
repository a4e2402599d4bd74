import ChangeLog

/// What the changes of a transaction wrote to.
struct Touched {
  private(set) var cells: Set<CellKey> = []
  private(set) var texts: Set<TextKey> = []

  mutating func insert(_ key: CellKey) { cells.insert(key) }
  mutating func insert(_ key: TextKey) { texts.insert(key) }
}
