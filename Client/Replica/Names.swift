public import Bytes
import ChangeLog
import SQLite

/// Who is who, and how they are called on screens.
public struct Directory: Sendable {
  /// The members in the order in which they joined.
  public let members: [MemberID]
  /// The device that stands for this machine.
  public let localDevice: DeviceID
  /// The member at this machine.
  public let localMember: MemberID
  private let labels: [MemberID: String]
  private let devices: [DeviceID: (member: MemberID, place: Int)]

  init(_ database: Connection, device: DeviceID, member: MemberID) throws {
    var members: [MemberID] = []
    var devices: [DeviceID: (member: MemberID, place: Int)] = [:]
    var counts: [MemberID: Int] = [:]
    try database.query("SELECT id, member FROM device ORDER BY number, id") { row in
      let member = MemberID(row.blob(1))
      if counts[member] == nil { members.append(member) }
      counts[member, default: 0] += 1
      devices[DeviceID(row.blob(0))] = (member, counts[member] ?? 1)
    }
    var names: [MemberID: String] = [:]
    try database.query(
      "SELECT object, value FROM cell WHERE field = 'member.name' ORDER BY object, value"
    ) { row in
      let member = MemberID(row.blob(0))
      if names[member] == nil, let name = (try? Value(encoded: row.blob(1)))?.string {
        names[member] = name
      }
    }
    var labels: [MemberID: String] = [:]
    var taken: [[UInt8]: Int] = [:]
    for member in members {
      let name = names[member] ?? "member " + Base32.encode(member.bytes).prefix(6)
      let count = taken[Array(name.utf8), default: 0] + 1
      taken[Array(name.utf8)] = count
      labels[member] = count == 1 ? name : "\(name) (\(count))"
    }
    self.members = members
    self.devices = devices
    self.labels = labels
    localDevice = device
    localMember = member
  }

  /// The name of `member`; of two with one name, the later shows with a number.
  public func name(_ member: MemberID) -> String {
    labels[member] ?? "member " + Base32.encode(member.bytes).prefix(6)
  }

  /// The name, or "you" for the member at this machine.
  public func nameOrYou(_ member: MemberID) -> String {
    member == localMember ? "you" : name(member)
  }

  /// How a device is told from the other devices of its member: "this device", "device 2".
  public func deviceLabel(_ device: DeviceID) -> String {
    if device == localDevice { return "this device" }
    return devices[device].map { "device \($0.place)" } ?? "unknown device"
  }

  /// The member that `device` belongs to.
  public func member(of device: DeviceID) -> MemberID? { devices[device]?.member }

  /// The members that `text` can mean: the exact name, else any beginning of it.
  public func members(named text: String) -> [MemberID] {
    func key(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }
    let wanted = key(text)
    let exact = members.filter { key(name($0)) == wanted }
    return exact.isEmpty ? members.filter { key(name($0)).starts(with: wanted) } : exact
  }
}

/// The letters before the ids of each kind of thing.
public enum IDKind: String, Sendable {
  /// A note.
  case note = "n"
  /// A conflict.
  case conflict = "c"
  /// A change.
  case change = "h"
  /// An article.
  case article = "a"
  /// A blind round.
  case round = "b"
}

/// Spells and finds ids: a letter for the kind, then as many digits as tell it from the others.
public struct IDBook {
  /// Digits after the letter, at the least.
  private static let digitsMin = 3
  /// The longest prefix taken into account when ids are looked up.
  private static let digitsMax = 25

  let database: Connection

  private static func source(_ kind: IDKind) -> (table: String, column: String, filter: String) {
    switch kind {
    case .note: ("cell", "object", "field = 'note.on' AND")
    case .article: ("cell", "object", "field = 'article.body' AND")
    case .conflict: ("conflict", "id", "")
    case .round: ("round", "id", "")
    case .change: ("change", "id", "")
    }
  }

  /// The shortest spelling of the id with these `bytes` that means nothing else today.
  public func spell(_ kind: IDKind, _ bytes: [UInt8]) throws -> String {
    let digits = Array(Base32.encode(bytes).utf8)
    let (table, column, filter) = Self.source(kind)
    var shared = 0
    for (comparison, order) in [("<", "DESC"), (">", "ASC")] {
      let neighbour = try database.first(
        """
        SELECT \(column) FROM \(table) WHERE \(filter) \(column) \(comparison) ?1
        ORDER BY \(column) \(order) LIMIT 1
        """, [.blob(bytes)]
      ) { Array(Base32.encode($0.blob(0)).utf8) }
      if let neighbour {
        shared = max(shared, zip(digits, neighbour).prefix { $0 == $1 }.count)
      }
    }
    let count = min(max(Self.digitsMin, shared + 1), digits.count)
    return kind.rawValue + String(decoding: digits[..<count], as: UTF8.self)
  }

  /// The ids of `kind` that begin like `text`, at most ten; none when it is no id of that kind.
  public func find(_ kind: IDKind, _ text: String) throws -> [[UInt8]] {
    let lower = text.lowercased()
    guard lower.hasPrefix(kind.rawValue), let values = Base32.values(String(lower.dropFirst())),
      !values.isEmpty, values.count <= Self.digitsMax
    else { return [] }
    // The bytes that begin with these bits: from all further bits zero to all further bits one.
    let (low, high) = (Self.bytes(values, fill: 0), Self.bytes(values, fill: 31))
    let (table, column, filter) = Self.source(kind)
    return try database.rows(
      """
      SELECT DISTINCT \(column) FROM \(table)
      WHERE \(filter) \(column) BETWEEN ?1 AND ?2 ORDER BY \(column) LIMIT 10
      """, [.blob(low), .blob(high)]
    ) { $0.blob(0) }
  }

  private static func bytes(_ values: [UInt8], fill: UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    var pool: UInt32 = 0
    var bits: UInt32 = 0
    for index in 0..<52 {
      pool = pool << 5 | UInt32(index < values.count ? values[index] : fill)
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pool >> bits))
        pool &= (1 << bits) - 1
      }
    }
    return bytes
  }

  /// The one id that `text` means.
  ///
  /// - Throws: ``ReplicaError/unknownID(_:candidates:)`` for none, `ambiguousID` for several.
  public func resolve(_ kind: IDKind, _ text: String) throws -> [UInt8] {
    let found = try find(kind, text)
    guard found.count == 1, let only = found.first else {
      if found.isEmpty { throw ReplicaError.unknownID(text, candidates: []) }
      throw ReplicaError.ambiguousID(text, candidates: try found.map { try spell(kind, $0) })
    }
    return only
  }
}
