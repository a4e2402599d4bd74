public import Bytes
import Trust

extension Numbered<Request> {
  /// The bytes of this request (docs/protocol.md §3).
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.writeByte(body.kind.rawValue)
    writer.writeInteger(number)
    body.write(to: &writer)
    return writer.bytes
  }

  /// Reads a request, and refuses every encoding but the one ``encoded()`` makes.
  public init(decoding bytes: [UInt8]) throws(FormatError) {
    var (reader, kind, number) = try ByteReader.open(bytes)
    guard let kind = Request.Kind(rawValue: kind) else {
      throw FormatError("an unknown kind of request", at: 0)
    }
    guard number > 0 else { throw FormatError("a request is numbered from 1", at: 1) }
    let body = try Request(kind, from: &reader)
    try reader.finish()
    self.init(number, body)
  }
}

extension Request {
  fileprivate enum Kind: UInt8 {
    case hello = 0x01
    case authenticate, create, pull, next, push, members, append, postJoin, listJoins, joinState
    case heads
  }

  fileprivate var kind: Kind {
    switch self {
    case .hello: .hello
    case .authenticate: .authenticate
    case .create: .create
    case .pull: .pull
    case .next: .next
    case .push: .push
    case .members: .members
    case .append: .append
    case .postJoin: .postJoin
    case .listJoins: .listJoins
    case .joinState: .joinState
    case .heads: .heads
    }
  }

  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .hello(let version, let workspace):
      writer.writeInteger(version)
      writer.writeBytes(workspace.bytes)
    case .authenticate(let proof): proof.write(to: &writer)
    case .create(let first, let records, let token):
      writer.writeInteger(first)
      writer.writeCountedBytes(token)
      writer.writeList(records)
    case .pull(let after, let known):
      writer.writeInteger(after)
      writer.writeCount(known.count)
      for lane in known {
        writer.write(lane.lane)
        writer.writeInteger(lane.sequence)
      }
    case .push(let purpose, let segments):
      writer.writeByte(purpose.rawValue)
      writer.writeList(segments)
    case .members(let first): writer.writeInteger(first)
    case .append(let bytes), .postJoin(let bytes): writer.writeCountedBytes(bytes)
    case .heads(let after):
      writer.writeFlag(after != nil)
      if let after { writer.write(after) }
    case .next, .listJoins, .joinState: break
    }
  }

  fileprivate init(_ kind: Kind, from reader: inout ByteReader) throws(FormatError) {
    switch kind {
    case .hello:
      self = .hello(version: try reader.readInteger(), workspace: try reader.readID16())
    case .authenticate: self = .authenticate(try Proof(from: &reader))
    case .create:
      let first: UInt64 = try reader.readInteger()
      let token = try reader.readCountedBytes(limit: Limits.tokenBytes)
      let records = try reader.readList(count: Limits.records, bytes: Limits.recordBytes)
      self = .create(first: first, records: records, token: token)
    case .pull: self = .pull(after: try reader.readInteger(), known: try reader.readKnownLanes())
    case .next: self = .next
    case .push:
      let purpose: Purpose = try reader.readCase("an unknown purpose of a push")
      let start = reader.offset
      let segments = try reader.readList(count: Limits.pushSegments, bytes: Limits.segmentBytes)
      guard !segments.isEmpty else { throw FormatError("an empty push", at: start) }
      self = .push(purpose, segments: segments)
    case .members: self = .members(first: try reader.readInteger())
    case .append: self = .append(record: try reader.readCountedBytes(limit: Limits.recordBytes))
    case .postJoin:
      self = .postJoin(try reader.readCountedBytes(limit: Limits.joinRequestBytes))
    case .listJoins: self = .listJoins
    case .joinState: self = .joinState
    case .heads: self = .heads(after: try reader.readFlag() ? try reader.readLane() : nil)
    }
  }
}

extension Request.Proof {
  fileprivate func write(to writer: inout ByteWriter) {
    switch signer {
    case .device(let device):
      writer.writeByte(1)
      writer.writeBytes(device.bytes)
    case .invite(let invite):
      writer.writeByte(2)
      writer.writeBytes(invite.bytes)
    }
    writer.writeBytes(spki)
    writer.writeBytes(signature)
  }

  fileprivate init(from reader: inout ByteReader) throws(FormatError) {
    let start = reader.offset
    switch try reader.readByte() {
    case 1: signer = .device(try reader.readID16())
    case 2: signer = .invite(try reader.readID32())
    default: throw FormatError("an unknown kind of signer", at: start)
    }
    spki = try reader.readBytes(32)
    signature = try reader.readBytes(64)
  }
}

extension ByteReader {
  fileprivate mutating func readKnownLanes() throws(FormatError) -> [KnownLane] {
    var known: [KnownLane] = []
    for _ in 0..<(try readCount(limit: Limits.knownLanes)) {
      let start = offset
      let lane = KnownLane(lane: try readLane(), sequence: try readInteger())
      if let last = known.last, lane.lane <= last.lane {
        throw FormatError("lanes out of order", at: start)
      }
      known.append(lane)
    }
    return known
  }
}
