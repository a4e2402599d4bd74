import SyncProtocol

/// Says in words which rule somebody broke.
enum EvidenceText {
  static func text(_ evidence: Evidence) -> String {
    switch evidence {
    case .wentBack(_, let seen, let shown):
      "the relay was set back: it had reached position \(seen.position), and now shows "
        + "\(shown.position). What it lacks is brought back to it."
    case .forked(_, let position, _, _):
      "the relay shows two histories: position \(position) differs from what it showed before."
    case .contradicted(_, let claimed):
      "another member was shown another history by the relay, at position \(claimed.position)."
    case .equivocated(let held, _):
      "one device has signed two different segments under number \(held.sequence): its folder was "
        + "copied, or its keys are in other hands."
    }
  }
}
