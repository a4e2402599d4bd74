import Bytes
import ChangeLog
import Review
import SQLite

/// The tables of a replica (docs/storage.md §1).
///
/// What stands above the line is the log; what stands below follows from it and can be rebuilt;
/// what is marked local is neither shared nor rebuilt.
enum Schema {
  /// Says that a SQLite file is a replica: "CNRP" in ASCII.
  static let applicationID = 0x434e_5250
  /// The version of the tables; another one is refused.
  static let version = 4

  /// Set on every connection.
  static let pragmas = """
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA mmap_size = 0;
    PRAGMA cache_size = -8192;
    """

  /// Which cells are ratings that say something.
  ///
  /// Spelled alike in the index and in the query: only then does SQLite use the one for the other,
  /// and never opens the row.
  static let ratingFilter =
    "field = 'rating' AND value != x'\(Hex.encode(Rating.withdrawn.encoded.encoded))'"

  static let script = """
    PRAGMA journal_mode = WAL;
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);

    CREATE TABLE meta (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

    CREATE TABLE membership (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, record BLOB NOT NULL);
    CREATE TABLE segment (
      row INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      device BLOB NOT NULL, lane INTEGER NOT NULL, number INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      state INTEGER NOT NULL,
      reason TEXT NOT NULL DEFAULT '',
      changes INTEGER NOT NULL DEFAULT 0, since INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX segment_by_place ON segment (device, lane, number);
    CREATE INDEX segment_by_state ON segment (state, device, lane, number) WHERE state != 0;
    CREATE TABLE lane (
      device BLOB NOT NULL, lane INTEGER NOT NULL, number INTEGER NOT NULL,
      segment BLOB NOT NULL, head BLOB NOT NULL,
      PRIMARY KEY (device, lane)) WITHOUT ROWID;
    CREATE TABLE position (number INTEGER PRIMARY KEY, root BLOB NOT NULL);

    CREATE TABLE change (
      row INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      replica INTEGER NOT NULL, number INTEGER NOT NULL, lamport INTEGER NOT NULL,
      author BLOB NOT NULL, time INTEGER NOT NULL,
      kinds BLOB NOT NULL,
      bytes BLOB NOT NULL,
      segment INTEGER);
    CREATE INDEX change_to_send ON change (row) WHERE segment IS NULL;
    CREATE INDEX change_by_replica ON change (replica, number);
    CREATE TABLE pending (id BLOB PRIMARY KEY, bytes BLOB NOT NULL, segment INTEGER) WITHOUT ROWID;
    CREATE TABLE missing (id BLOB, pending BLOB, PRIMARY KEY (id, pending)) WITHOUT ROWID;
    CREATE INDEX missing_by_pending ON missing (pending);
    CREATE TABLE refused (id BLOB PRIMARY KEY, bytes BLOB NOT NULL, reason TEXT NOT NULL)
      WITHOUT ROWID;

    -- What follows from the membership records.
    CREATE TABLE device (
      id BLOB PRIMARY KEY, member BLOB NOT NULL, role INTEGER NOT NULL, number INTEGER NOT NULL)
      WITHOUT ROWID;

    -- What follows from the changes.
    CREATE TABLE frontier (change INTEGER PRIMARY KEY);
    CREATE TABLE cell (
      object BLOB NOT NULL, field TEXT NOT NULL, element BLOB NOT NULL,
      change INTEGER NOT NULL, operation INTEGER NOT NULL,
      value BLOB NOT NULL, seen BLOB NOT NULL,
      -- Of the change. To look these up in the log costs a page for each write.
      device BLOB NOT NULL, time INTEGER NOT NULL,
      PRIMARY KEY (object, field, element, change, operation)) WITHOUT ROWID;
    CREATE INDEX cell_note_on ON cell (value, object) WHERE field = 'note.on';
    CREATE INDEX cell_note ON cell (object) WHERE field = 'note.on';
    CREATE INDEX cell_reply ON cell (value, object) WHERE field = 'note.reply';
    CREATE INDEX cell_recommendation ON cell (value, object) WHERE field = 'rec.article';
    CREATE INDEX cell_rating ON cell (substr(element, -16), object) WHERE \(ratingFilter);
    CREATE INDEX cell_decision ON cell (object, element) WHERE field = 'decision';
    CREATE INDEX cell_article ON cell (object) WHERE field = 'article.body';
    CREATE INDEX cell_tag ON cell (element, object) WHERE field = 'note.tag';
    CREATE INDEX cell_member ON cell (object) WHERE field = 'member.name';
    CREATE TABLE run (
      object BLOB NOT NULL, field TEXT NOT NULL,
      change INTEGER NOT NULL, operation INTEGER NOT NULL,
      version BLOB NOT NULL, position INTEGER NOT NULL, deleted INTEGER NOT NULL,
      inserted TEXT NOT NULL,
      PRIMARY KEY (object, field, change, operation)) WITHOUT ROWID;
    CREATE TABLE text (
      object BLOB NOT NULL, field TEXT NOT NULL,
      content TEXT NOT NULL, frontier BLOB NOT NULL, linear INTEGER NOT NULL,
      PRIMARY KEY (object, field)) WITHOUT ROWID;
    CREATE TABLE hidden (object BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE shown_note (object BLOB PRIMARY KEY, place BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE note_count (place BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE conflict (
      id BLOB PRIMARY KEY, kind INTEGER NOT NULL,
      object BLOB NOT NULL, field TEXT NOT NULL, element BLOB NOT NULL,
      owner BLOB) WITHOUT ROWID;
    CREATE TABLE undoing (change INTEGER PRIMARY KEY, target INTEGER NOT NULL);
    CREATE INDEX undoing_by_target ON undoing (target);
    CREATE TABLE clearing (
      object BLOB NOT NULL, field TEXT NOT NULL, element BLOB NOT NULL,
      change INTEGER NOT NULL, operation INTEGER NOT NULL,
      PRIMARY KEY (object, field, element, change, operation)) WITHOUT ROWID;
    CREATE TABLE searchable (
      row INTEGER PRIMARY KEY, object BLOB NOT NULL, field TEXT NOT NULL, element BLOB NOT NULL,
      kind INTEGER NOT NULL, member BLOB, UNIQUE (object, field, element));
    CREATE INDEX searchable_note ON searchable (member, object) WHERE kind = 0;
    CREATE VIRTUAL TABLE word USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2');
    CREATE TABLE unindexed (
      object BLOB NOT NULL, field TEXT NOT NULL, element BLOB NOT NULL,
      PRIMARY KEY (object, field, element)) WITHOUT ROWID;
    -- Kept for ever, whatever replaces the writes: a round is never undone.
    CREATE TABLE round (
      id BLOB NOT NULL, change INTEGER NOT NULL, operation INTEGER NOT NULL,
      opener BLOB NOT NULL, value BLOB NOT NULL, seen BLOB NOT NULL,
      PRIMARY KEY (id, change, operation)) WITHOUT ROWID;
    CREATE TABLE closing (
      round BLOB NOT NULL, change INTEGER NOT NULL, operation INTEGER NOT NULL,
      seen BLOB NOT NULL, PRIMARY KEY (round, change, operation)) WITHOUT ROWID;
    CREATE TABLE ballot (
      object BLOB NOT NULL, element BLOB NOT NULL,
      change INTEGER NOT NULL, operation INTEGER NOT NULL,
      round BLOB NOT NULL, digest BLOB NOT NULL,
      PRIMARY KEY (object, element, change, operation)) WITHOUT ROWID;
    CREATE TABLE ballot_end (
      object BLOB NOT NULL, element BLOB NOT NULL,
      change INTEGER NOT NULL, operation INTEGER NOT NULL,
      ballot INTEGER NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL,
      PRIMARY KEY (object, element, change, operation, ballot, place)) WITHOUT ROWID;

    -- Local.
    CREATE TABLE sealed (
      digest BLOB PRIMARY KEY, round BLOB NOT NULL,
      object BLOB NOT NULL, element BLOB NOT NULL, opening BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE proposal (row INTEGER PRIMARY KEY, kind INTEGER NOT NULL, content BLOB NOT NULL);
    CREATE TABLE joining (
      device BLOB PRIMARY KEY, request BLOB NOT NULL, name TEXT NOT NULL, since INTEGER NOT NULL)
      WITHOUT ROWID;
    CREATE TABLE evidence (row INTEGER PRIMARY KEY, time INTEGER NOT NULL, text TEXT NOT NULL);
    CREATE TABLE unread (object BLOB PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX unread_by_change ON unread (change);
    CREATE TABLE sent (
      segment BLOB PRIMARY KEY, number INTEGER NOT NULL, position INTEGER) WITHOUT ROWID;
    CREATE INDEX sent_by_position ON sent (position, number);
    CREATE TABLE seen (device BLOB PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE heard (member BLOB PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID;
    """

  /// The tables that follow from the changes; a rebuild empties them and replays the log.
  static let views = [
    "frontier", "cell", "run", "text", "hidden", "shown_note", "note_count", "conflict",
    "undoing", "clearing", "searchable", "word", "unindexed", "round", "closing", "ballot",
    "ballot_end",
  ]
}
