public import Bytes
import Trust

extension Numbered<Reply> {
  /// The bytes of this reply (docs/protocol.md §4).
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.writeByte(body.kind.rawValue)
    writer.writeInteger(number)
    body.write(to: &writer)
    return writer.bytes
  }

  /// Reads a reply, and refuses every encoding but the one ``encoded()`` makes.
  public init(decoding bytes: [UInt8]) throws(FormatError) {
    var (reader, kind, number) = try ByteReader.open(bytes)
    guard let kind = Reply.Kind(rawValue: kind) else {
      throw FormatError("an unknown kind of reply", at: 0)
    }
    guard (number == 0) == (kind == .hint) || kind == .error else {
      throw FormatError("only a hint carries no number", at: 1)
    }
    let body = try Reply(kind, from: &reader)
    try reader.finish()
    self.init(number, body)
  }
}

extension Reply {
  fileprivate enum Kind: UInt8 {
    case challenge = 0x81
    case welcome, page, pushed, pushRefused, records, recorded, recordRefused, joins, joinState
    case heads, hint, error
  }

  fileprivate var kind: Kind {
    switch self {
    case .challenge: .challenge
    case .welcome: .welcome
    case .page: .page
    case .pushed: .pushed
    case .pushRefused: .pushRefused
    case .records: .records
    case .recorded: .recorded
    case .recordRefused: .recordRefused
    case .joins: .joins
    case .joinState: .joinState
    case .heads: .heads
    case .hint: .hint
    case .error: .error
    }
  }

  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .challenge(let bytes): writer.writeBytes(bytes)
    case .welcome(let welcome): welcome.write(to: &writer)
    case .page(let page): page.write(to: &writer)
    case .pushed(let head): writer.write(head)
    case .pushRefused(let refusal): refusal.write(to: &writer)
    case .records(let first, let head, let records):
      writer.writeInteger(first)
      writer.write(head)
      writer.writeList(records)
    case .recorded(let head): writer.write(head)
    case .recordRefused(let reason, let head):
      writer.writeByte(reason.rawValue)
      writer.write(head)
    case .joins(let requests): writer.writeList(requests)
    case .joinState(let state): writer.writeByte(state.rawValue)
    case .heads(let heads, let isLast):
      writer.writeFlag(isLast)
      writer.writeCount(heads.count)
      for head in heads {
        writer.write(head.lane)
        writer.writeInteger(head.sequence)
        writer.writeBytes(head.id.bytes)
      }
    case .hint(let hint):
      writer.writeInteger(hint.position)
      writer.writeInteger(hint.recordCount)
      writer.writeInteger(hint.joinCount)
    case .error(let code, let text):
      writer.writeInteger(code.rawValue)
      writer.writeString(text)
    }
  }

  fileprivate init(_ kind: Kind, from reader: inout ByteReader) throws(FormatError) {
    switch kind {
    case .challenge: self = .challenge(try reader.readBytes(32))
    case .welcome: self = .welcome(try Welcome(from: &reader))
    case .page: self = .page(try Page(from: &reader))
    case .pushed: self = .pushed(try reader.readLogHead())
    case .pushRefused: self = .pushRefused(try PushRefusal(from: &reader))
    case .records:
      self = .records(
        first: try reader.readInteger(), head: try reader.readMembershipHead(),
        records: try reader.readList(count: Limits.records, bytes: Limits.recordBytes))
    case .recorded: self = .recorded(try reader.readMembershipHead())
    case .recordRefused:
      let reason: RecordRefusal = try reader.readCase("an unknown reason")
      self = .recordRefused(reason, head: try reader.readMembershipHead())
    case .joins:
      self = .joins(
        try reader.readList(count: Limits.joinRequests, bytes: Limits.joinRequestBytes))
    case .joinState: self = .joinState(try reader.readCase("an unknown join state"))
    case .heads:
      let isLast = try reader.readFlag()
      self = .heads(try reader.readLaneHeads(), isLast: isLast)
    case .hint:
      self = .hint(
        Hint(
          position: try reader.readInteger(), recordCount: try reader.readInteger(),
          joinCount: try reader.readInteger()))
    case .error:
      let start = reader.offset
      guard let code = ErrorCode(rawValue: try reader.readInteger()) else {
        throw FormatError("an unknown error code", at: start)
      }
      self = .error(code, text: try reader.readString(limit: Limits.errorTextBytes))
    }
  }
}

extension Reply.Welcome {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.writeBytes(generation.bytes)
    writer.write(log)
    writer.write(membership)
    writer.writeInteger(pushesInFlight)
    writer.writeInteger(bytesLeft)
    writer.writeInteger(time)
  }

  fileprivate init(from reader: inout ByteReader) throws(FormatError) {
    self.init(
      generation: try reader.readID16(), log: try reader.readLogHead(),
      membership: try reader.readMembershipHead(), pushesInFlight: try reader.readInteger(),
      bytesLeft: try reader.readInteger(), time: try reader.readInteger())
  }
}

extension Reply.Page {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.writeInteger(after)
    writer.write(end)
    writer.writeInteger(relayPosition)
    writer.writeCount(entries.count)
    for entry in entries {
      switch entry {
      case .known(let id):
        writer.writeByte(0)
        writer.writeBytes(id.bytes)
      case .segment(let bytes):
        writer.writeByte(1)
        writer.writeCountedBytes(bytes)
      }
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(FormatError) {
    let start = reader.offset
    after = try reader.readInteger()
    end = try reader.readLogHead()
    relayPosition = try reader.readInteger()
    entries = []
    for _ in 0..<(try reader.readCount(limit: Limits.pageEntries)) {
      let isWhole = try reader.readFlag()
      entries.append(
        isWhole
          ? .segment(try reader.readCountedBytes(limit: Limits.segmentBytes))
          : .known(try reader.readID32()))
    }
    let (last, hasOverflow) = after.addingReportingOverflow(UInt64(entries.count))
    guard !hasOverflow, last == end.position, last <= relayPosition else {
      throw FormatError("a page ends where its entries do not", at: start)
    }
  }
}

extension Reply.PushRefusal {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.writeByte(reason.rawValue)
    writer.writeInteger(sequence)
    writer.writeBytes(id.bytes)
    writer.write(membership)
  }

  fileprivate init(from reader: inout ByteReader) throws(FormatError) {
    self.init(
      reason: try reader.readCase("an unknown reason"), sequence: try reader.readInteger(),
      id: try reader.readID32(), membership: try reader.readMembershipHead())
  }
}

extension ByteReader {
  fileprivate mutating func readLaneHeads() throws(FormatError) -> [LaneHead] {
    var heads: [LaneHead] = []
    for _ in 0..<(try readCount(limit: Limits.laneHeads)) {
      let start = offset
      let head = LaneHead(lane: try readLane(), sequence: try readInteger(), id: try readID32())
      if let last = heads.last, head.lane <= last.lane {
        throw FormatError("lanes out of order", at: start)
      }
      heads.append(head)
    }
    return heads
  }
}
