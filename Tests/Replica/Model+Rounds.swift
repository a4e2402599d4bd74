import Bytes
import ChangeLog
import Review

/// Blind rounds, by the definitions of docs/format.md §10.8.
extension ModelState {
  /// Every put that took effect, whatever became of it.
  private var puts: [(key: CellKey, author: MemberID, write: Write)] {
    admitted.flatMap { change -> [(key: CellKey, author: MemberID, write: Write)] in
      guard let author = members[change.change.author] else { return [] }
      return change.change.operations.enumerated().compactMap { index, operation in
        guard case .put(let key, let value, let replaces, let seen) = operation,
          Self.mayWrite(key, author)
        else { return nil }
        let id = OperationID(change.id, index)
        return (key, author, Write(id: id, value: value, seen: seen, replaces: replaces))
      }
    }
  }

  /// The openings of rounds: each names the round, and what was there before it.
  private var openings: [(round: Round, write: Write)] {
    puts.filter { $0.key.field == .roundOpening }.compactMap { key, author, write in
      Round(id: key.object, opener: author, write.value, hash: PlainSHA256.hash)
        .map { ($0, write) }
    }
  }

  var closedRounds: Set<ObjectID> {
    let openings = openings
    let closings = puts.filter { key, author, write in
      key.field == .roundClosing
        && openings.contains { round, opening in
          round.id == key.object && write.seen.contains(opening.id)
            && (round.closers.contains(author) || author == World.memberIDs[0])
        }
    }
    return Set(closings.map(\.key.object))
  }

  /// Whether a live write of the rating in `key` may count.
  func counts(_ write: Write, _ key: CellKey) -> Bool {
    let closed = closedRounds
    let open = openings.filter { !closed.contains($0.round.id) }
    if case .opening? = Rating(write.value) {
      let opened = commitments(openedBy: write, key)
      guard isRight(write, opened, key) else { return false }
      if opened.allSatisfy({ closed.contains($0.round) }) { return true }
      let isEarly = opened.contains { opened in open.contains { $0.round.id == opened.round } }
      if isEarly { return false }
    }
    return open.allSatisfy { round, _ in
      !round.covers(key.object, key.criterion ?? "")
        || open.contains { $0.round.id == round.id && $0.write.seen.contains(write.id) }
    }
  }

  private func commitments(
    openedBy opening: Write, _ key: CellKey
  ) -> [(round: ObjectID, digest: [UInt8])] {
    puts.filter { $0.key == key && opening.replaces.contains($0.write.id) }
      .compactMap { put -> (round: ObjectID, digest: [UInt8])? in
        guard case .commitment(let round, let digest)? = Rating(put.write.value) else { return nil }
        return (round, digest)
      }
  }

  /// Whether it is what was said in every commitment that it replaces, and in one at least.
  private func isRight(
    _ opening: Write, _ commitments: [(round: ObjectID, digest: [UInt8])], _ key: CellKey
  ) -> Bool {
    guard !commitments.isEmpty, let rating = Rating(opening.value) else { return false }
    return commitments.allSatisfy { round, digest in
      RatingSeal(WorkspaceID(workspace.bytes), round: round, key)?
        .digest(of: rating, hash: PlainSHA256.hash) == digest
    }
  }
}

extension Rating {
  /// Whether the rating says what its author thinks, so that there is something to hide.
  var saysSomething: Bool {
    switch self {
    case .value, .noOpinion, .opening: true
    case .withdrawn, .commitment: false
    }
  }
}
