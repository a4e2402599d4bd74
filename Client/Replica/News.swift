public import Bytes
import ChangeLog
public import Review
import SQLite

/// Something that came from a teammate, for the report of a sync and the list of what is unread.
public struct News: Equatable, Sendable {
  /// What happened.
  public enum Event: Equatable, Sendable {
    /// A rating was given, changed or taken back.
    case rated(recommendation: ObjectID, criterion: String, Rating)
    /// A note was written.
    case noteAdded(ObjectID, on: ObjectID, words: Int)
    /// A note's text was changed, by so many words more and fewer.
    case noteEdited(ObjectID, added: Int, removed: Int)
    /// The team's answer was set.
    case decided(recommendation: ObjectID, criterion: String, value: Int64)
    /// A dissent was recorded.
    case dissented(recommendation: ObjectID, criterion: String)
    /// An article came.
    case articleAdded(ObjectID)
    /// Something was deleted.
    case deleted(ObjectID)
    /// A blind round was opened, or closed.
    case roundOpened(ObjectID), roundClosed(ObjectID)
    /// A member gave a name.
    case named(String)
  }

  /// Who did it.
  public let member: MemberID
  /// What it was.
  public let event: Event
}

extension Transaction {
  /// The most events kept for one report; a large sync is summed up by counts instead.
  static let newsMax = 200

  /// Remembers what a change from elsewhere did: for the report, the unread notes, and who was
  /// heard from last.
  func note(_ encoded: EncodedChange, row: Int64, author: MemberID) throws {
    heard[author] = max(heard[author] ?? 0, encoded.change.time)
    remoteCount += 1
    guard author != localMember else { return }
    var inserted: [ObjectID: (added: Int, removed: Int)] = [:]
    var order: [ObjectID] = []
    var placed: [ObjectID: ObjectID] = [:]
    for operation in encoded.change.operations {
      switch operation {
      case .put(let key, let value, _, _):
        guard Authority.mayWrite(key, by: author) else { continue }
        if key.field == .noteOn, let on = value.bytes, on.count == 16 {
          placed[key.object] = ObjectID(on)
          try markUnread(key.object, row)
        } else if let event = Self.event(key, value) {
          add(News(member: author, event: event))
        }
      case .text(let key, _, _, let deleteCount, let insert) where key.field == .noteText:
        if inserted[key.object] == nil { order.append(key.object) }
        let words = news.count < Self.newsMax ? insert.wordCount : 0
        // Deletions are counted in words of five letters: what was deleted is not at hand here.
        inserted[key.object, default: (0, 0)].added += words
        inserted[key.object, default: (0, 0)].removed += (deleteCount + 5) / 6
        try markUnread(key.object, row)
      case .text, .clear, .unknown: continue
      }
    }
    for note in order {
      let (added, removed) = inserted[note] ?? (0, 0)
      if let on = placed[note] {
        add(News(member: author, event: .noteAdded(note, on: on, words: added)))
      } else {
        add(News(member: author, event: .noteEdited(note, added: added, removed: removed)))
      }
    }
  }

  private static func event(_ key: CellKey, _ value: Value) -> News.Event? {
    switch key.field {
    case .rating:
      guard let criterion = key.criterion, let rating = Rating(value) else { return nil }
      return .rated(recommendation: key.object, criterion: criterion, rating)
    case .decision:
      guard let criterion = key.criterion, let decision = Decision(value) else { return nil }
      return .decided(recommendation: key.object, criterion: criterion, value: decision.value)
    case .dissent:
      return key.criterion.map { .dissented(recommendation: key.object, criterion: $0) }
    case .articleBody: return .articleAdded(key.object)
    case .deleted: return .deleted(key.object)
    case .roundOpening: return .roundOpened(key.object)
    case .roundClosing: return .roundClosed(key.object)
    case .memberName: return value.string.map { .named($0) }
    default: return nil
    }
  }

  /// Writes down until when each member was heard from.
  func writeHeard() throws {
    for (member, time) in heard.sorted(by: { $0.key < $1.key }) {
      try database.run(
        """
        INSERT INTO heard VALUES (?1, ?2)
        ON CONFLICT (member) DO UPDATE SET time = max(time, excluded.time)
        """, [.blob(member.bytes), .bits(time)])
    }
    heard = [:]
  }

  private func add(_ item: News) {
    if news.count < Self.newsMax { news.append(item) }
  }

  private func markUnread(_ object: ObjectID, _ row: Int64) throws {
    try database.run(
      "INSERT OR REPLACE INTO unread VALUES (?1, ?2)", [.blob(object.bytes), .integer(row)])
  }
}

extension String {
  /// How many words there are, as far as spaces and line breaks tell.
  fileprivate var wordCount: Int {
    utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }.count
  }
}
