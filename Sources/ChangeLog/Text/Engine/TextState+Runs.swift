import Bytes

// Runs by name, as the world outside knows them.
extension TextState {
  /// Adds a run; see ``TextHistory/add(_:)``.
  mutating func add(_ run: TextRun) throws(TextRunError) -> [TextEdit] {
    if !names.continuesLast(run.id, run.replica), names.run(named: run.id) != nil { return [] }
    guard TextNames.mayName(run.id) else { throw .invalidName(run.id) }
    let inserted = run.insert.utf8.count
    try checkRoom(for: inserted + min(run.deleteCount, log.stepCount))
    if hasSeenAll(run.version) { return append(run) }
    let version: Pool<TextGraph.Place>
    do { version = try places(of: run.version) } catch { throw .unknownRun(error.id) }
    if version.isEqual(to: graph.frontier) { return append(run) }
    do { return try merge(run, on: version) } catch {
      preconditionFailure("a run that may be bent is never refused")
    }
  }

  /// Adds a run that has seen everything.
  mutating func append(_ run: TextRun) -> [TextEdit] {
    let position = min(run.position, content.count)
    let deleteCount = min(run.deleteCount, content.count - position)
    edit(
      position, deleting: deleteCount, inserting: run.insert.utf8.span, id: run.id,
      replica: run.replica)
    guard deleteCount > 0 || !run.insert.isEmpty else { return [] }
    return [TextEdit(position: position, deleteCount: deleteCount, insert: run.insert)]
  }

  /// Makes an edit of the text into a run; see ``TextHistory/edit(_:id:replica:)``.
  @inline(__always)
  mutating func edit(
    _ edit: TextEdit, id: OperationID, replica: ReplicaID
  ) throws(TextRunError) {
    guard names.continuesLast(id, replica), graph.isLinearAtEnd, goOn(edit) else {
      return try editSlowly(edit, id: id, replica: replica)
    }
    settle()
  }

  private mutating func editSlowly(
    _ edit: TextEdit, id: OperationID, replica: ReplicaID
  ) throws(TextRunError) {
    try TextHistory.check(edit.position, edit.deleteCount, length: content.count)
    let utf8 = edit.insert.utf8.span
    try checkRoom(for: edit.deleteCount + utf8.count)
    if !names.continuesLast(id, replica), names.run(named: id) != nil { throw .takenName(id) }
    guard TextNames.mayName(id) else { throw .invalidName(id) }
    self.edit(
      edit.position, deleting: edit.deleteCount, inserting: utf8, id: id, replica: replica)
  }

  /// The places of the last steps of the runs that a version names, none an ancestor of another.
  func places(of version: TextVersion) throws(UnknownTextRun) -> Pool<TextGraph.Place> {
    var places = Pool<TextGraph.Place>(capacity: version.count)
    for id in version {
      guard let run = names.run(named: id) else { throw UnknownTextRun(id: id) }
      places.append(place(ofRun: run))
    }
    graph.reduce(&places)
    return places
  }

  /// The names of the runs that the steps of a version end.
  func ids(of version: borrowing Pool<TextGraph.Place>) -> TextVersion {
    var ids: TextVersion = []
    for index in 0..<version.count {
      ids.append(names.name(of: log.run(of: Int(version[index].step))))
    }
    return ids.count > 1 ? ids.sorted() : ids
  }

  /// The version that a step was made on.
  func parents(of step: Int) -> Pool<TextGraph.Place> {
    var parents = Pool<TextGraph.Place>()
    let place = graph.place(of: step)
    if Int(graph.spans[place.span].start) == step {
      for index in graph.parentRange(of: Int(place.span)) { parents.append(graph.parents[index]) }
    } else {
      parents.append(TextGraph.Place(step: Int32(step - 1), span: place.span))
    }
    return parents
  }

  /// A run by its number.
  ///
  /// - Complexity: O(its length + log runs).
  func run(_ number: Int) -> TextRun {
    let steps = log.steps(ofRun: number)
    let first = log.operation(of: steps.lowerBound)
    let last = log.operation(of: steps.upperBound - 1)
    let kind = log.operations[first].kind
    let isInsertion = log.operations[last].kind == .insertion
    let inserted = isInsertion ? log.steps(of: last).clamped(to: steps) : 0..<0
    return TextRun(
      id: names.name(of: number), replica: names.replica(of: number),
      version: ids(of: parents(of: steps.lowerBound)),
      position: log.position(of: steps.lowerBound..<steps.lowerBound + 1, in: first),
      deleteCount: kind == .nothing ? 0 : steps.count - inserted.count,
      insert: isInsertion ? log.text(of: inserted, in: last) : "")
  }

  private func hasSeenAll(_ version: TextVersion) -> Bool {
    if version.isEmpty { return graph.stepCount == 0 }
    return version.count == 1 && graph.isLinearAtEnd && names.isLast(version[0])
  }

  private func checkRoom(for added: Int) throws(TextRunError) {
    guard added < log.room else { throw .historyFull }
  }
}
