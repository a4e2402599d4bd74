import Bytes
import Host
import Replica

extension Session {
  /// How points of the history are named, for help pages.
  static let pointHelp = """
    A point of the history is a change (h3k2: just after it came here), a time by the clocks of \
    those who wrote (today, yesterday, 14:02, 2026-11-24, '2026-11-24 14:02'; a day means its \
    beginning), last-sync, or now.
    """

  /// The point of the history that `text` names.
  func point(_ text: String) throws -> HistoryPoint {
    switch text.lowercased() {
    case "now": return .now
    case "last-sync", "last sync": return .lastSync
    default: break
    }
    if let time = times.reading(text) { return .time(UInt64(clamping: time)) }
    do {
      return .change(ChangeID(try replica().ids.resolve(.change, text)))
    } catch ReplicaError.unknownID {
      throw Failure(
        "'\(text)' is no point of the history",
        hint: "It takes a change (concord log), today, yesterday, 14:02, 2026-11-24, last-sync or "
          + "now.")
    }
  }
}
