import ChangeLog
public import Review

/// What a workspace rates by, and when it calls ratings a disagreement.
extension Replica {
  /// Adds criteria, or changes those of the same name, which keep their place.
  ///
  /// Ratings that are not on a changed scale stay, and count for nothing.
  ///
  /// - Returns: Which of them were there before.
  public func setCriteria(_ criteria: [Criterion], time: UInt64) throws -> Set<String> {
    try edit(time: time) { builder in
      let known = try self.criteria()
      var next = (known.map(\.position).filter { $0 < .max }.max() ?? -1) + 1
      var changed: Set<String> = []
      for criterion in criteria {
        let earlier = known.first { $0.name == criterion.name }
        if earlier != nil { changed.insert(criterion.name) }
        let key = CellKey(workspaceObject, .criterion, element: Array(criterion.name.utf8))
        try builder.put(key, criterion.moved(to: earlier?.position ?? next).encoded)
        if earlier == nil, next < .max { next += 1 }
      }
      return changed
    }.result
  }

  /// Sets the rule by which ratings disagree; what is decided keeps the rule that it holds.
  public func setRule(_ rule: DisagreementRule, time: UInt64) throws {
    try edit(time: time) { builder in
      try builder.put(CellKey(workspaceObject, .workspaceRule), rule.encoded)
    }
  }
}
