/// Rows of cells in aligned columns.
public struct Table: Sendable {
  /// How one column is laid out.
  public struct Column: Sendable {
    let alignment: Alignment
    let minimum: Int
    let maximum: Int?
    let wraps: Bool

    /// Creates a column as wide as its widest cell, within the limits.
    ///
    /// - Parameters:
    ///   - minimum: Columns of the terminal that it takes even when it is empty, and keeps when the
    ///     table is narrowed.
    ///   - maximum: What it takes at most; longer cells are cut or wrapped.
    ///   - wraps: Whether what does not fit goes on in the next line, rather than being cut.
    public init(
      _ alignment: Alignment = .left, minimum: Int = 0, maximum: Int? = nil, wraps: Bool = false
    ) {
      self.alignment = alignment
      self.minimum = minimum
      self.maximum = maximum
      self.wraps = wraps
    }
  }

  private enum Row: Sendable {
    case cells([StyledText])
    case spanning(StyledText)
  }

  private let columns: [Column]
  private let gap: Int
  private let indent: Int
  private let folds: Bool
  private var rows: [Row] = []

  /// A narrowed column keeps at least this much, so that something of it can be read.
  private static let narrowest = 8

  /// Creates a table without rows; `gap` spaces stand between columns, `indent` before each line.
  ///
  /// - Parameter folds: Whether columns for which there is no room stand in a further block below,
  ///   behind the first column once more, rather than being cut.
  public init(_ columns: [Column], gap: Int = 2, indent: Int = 0, folds: Bool = false) {
    self.columns = columns
    self.gap = gap
    self.indent = indent
    self.folds = folds
  }

  /// Adds a row; cells that are left out at its end are empty.
  public mutating func add(_ cells: [StyledText]) {
    precondition(cells.count <= columns.count, "a row has more cells than there are columns")
    rows.append(.cells(cells))
  }

  /// Adds a line that runs across all columns, and is wrapped if it must be.
  public mutating func add(spanning text: StyledText) { rows.append(.spanning(text)) }

  /// Whether no row was added.
  public var isEmpty: Bool { rows.isEmpty }

  /// The table in lines of at most `width` columns of the terminal.
  ///
  /// What cannot be narrowed that far is cut at the right edge.
  public func lines(width: Int) -> [StyledText] {
    var lines: [StyledText] = []
    for block in blocks(width: width) {
      if !lines.isEmpty { lines.append("") }
      lines += block.blockLines(width: width).map { $0.truncated(to: width) }
    }
    return lines
  }

  private func blockLines(width: Int) -> [StyledText] {
    let widths = columnWidths(fitting: width)
    let margin = StyledText(String(repeating: " ", count: indent))
    return rows.flatMap { row -> [StyledText] in
      switch row {
      case .cells(let cells): layOut(cells, widths, margin)
      case .spanning(let text): text.wrapped(to: max(1, width - indent)).map { margin + $0 }
      }
    }
  }

  /// The tables to show one below the other; more than one only if the columns need it.
  private func blocks(width: Int) -> [Table] {
    guard folds, columns.count > 2 else { return [self] }
    let widths = naturalWidths
    var groups: [[Int]] = [[]]
    var used = 0
    for column in columns.indices.dropFirst() {
      let room = width - indent - widths[0]
      if used + gap + widths[column] > room, groups.last?.isEmpty == false {
        groups.append([])
        used = 0
      }
      used += gap + widths[column]
      groups[groups.count - 1].append(column)
    }
    return groups.map { part(of: [0] + $0) }
  }

  /// The table of these columns alone.
  private func part(of kept: [Int]) -> Table {
    var table = Table(kept.map { columns[$0] }, gap: gap, indent: indent)
    table.rows = rows.map { row in
      guard case .cells(let cells) = row else { return row }
      return .cells(kept.map { $0 < cells.count ? cells[$0] : "" })
    }
    return table
  }

  /// The widths that the cells ask for, within the limits of the columns.
  private var naturalWidths: [Int] {
    var widths = columns.map(\.minimum)
    for case .cells(let cells) in rows {
      for (index, cell) in cells.enumerated() { widths[index] = max(widths[index], cell.width) }
    }
    for (index, column) in columns.enumerated() {
      if let maximum = column.maximum { widths[index] = min(widths[index], maximum) }
    }
    return widths
  }

  /// The natural widths, taken back where the table is too wide.
  private func columnWidths(fitting width: Int) -> [Int] {
    var widths = naturalWidths
    var excess = widths.reduce(indent + gap * (columns.count - 1), +) - width
    // Columns that wrap lose nothing by it, so they go first; then words; numbers are never cut.
    let wrapping = columns.indices.filter { columns[$0].wraps }
    let cut = columns.indices.filter { !columns[$0].wraps && columns[$0].alignment == .left }
    for group in [wrapping, cut] {
      while excess > 0, let widest = widestToNarrow(among: group, widths) {
        widths[widest] -= 1
        excess -= 1
      }
    }
    return widths
  }

  private func widestToNarrow(among group: [Int], _ widths: [Int]) -> Int? {
    let candidates = group.filter { widths[$0] > max(columns[$0].minimum, Table.narrowest) }
    return candidates.max { widths[$0] < widths[$1] }
  }

  private func layOut(_ cells: [StyledText], _ widths: [Int], _ margin: StyledText) -> [StyledText]
  {
    let blocks = cells.enumerated().map { index, cell in
      columns[index].wraps ? cell.wrapped(to: widths[index]) : [cell.truncated(to: widths[index])]
    }
    return (0..<(blocks.map(\.count).max() ?? 1)).map { line in
      var text: StyledText = ""
      var start = 0
      for (index, block) in blocks.enumerated() {
        // Spaces are written before a cell rather than after it, so that no line ends in them.
        if line < block.count, !block[line].isEmpty {
          text = text.padded(to: start)
          text +=
            columns[index].alignment == .left
            ? block[line] : block[line].padded(to: widths[index], .right)
        }
        start += widths[index] + gap
      }
      return text.isEmpty ? text : margin + text
    }
  }
}
