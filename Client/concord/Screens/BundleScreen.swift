import Bytes
import Host
import Replica
import Trust

/// Says what a bundle holds: with names inside its workspace, with ids elsewhere.
struct BundleScreen {
  private let session: Session
  /// Nil outside of the bundle's workspace.
  private let replica: Replica?
  private let directory: Directory?
  private let here: [Lane: UInt64]

  /// Prepares for a bundle of the workspace that the command was called in.
  init(_ session: Session) throws { try self.init(session, of: try session.replica().workspace) }

  /// Prepares for a bundle of `workspace`, wherever the command was called.
  init(_ session: Session, of workspace: WorkspaceID) throws {
    self.session = session
    var replica: Replica?
    do {
      replica = try session.replica()
    } catch ReplicaError.noWorkspace, ReplicaError.notJoined {}
    if replica?.workspace != workspace { replica = nil }
    self.replica = replica
    directory = try replica?.directory()
    let lanes = try replica?.bundleLanes(beyond: []) ?? []
    here = Dictionary(uniqueKeysWithValues: lanes.map { ($0.lane, $0.last) })
  }

  /// Who owns a device: a name, or the device's fingerprint where nobody knows better.
  private func name(_ device: DeviceID) -> String {
    guard let directory, let member = directory.member(of: device) else {
      return device.fingerprint
    }
    return directory.name(member)
  }

  /// How many segments of a lane are in the bundle and not here.
  private func newCount(_ lane: BundleLane) -> UInt64 {
    let held = max(lane.after, here[lane.lane] ?? 0)
    return lane.last > held ? lane.last - held : 0
  }

  /// How many segments of a lane the bundle takes for granted, and are not here.
  private func lackingCount(_ lane: BundleLane) -> UInt64 {
    let held = here[lane.lane] ?? 0
    return lane.segmentCount > 0 && lane.after > held ? lane.after - held : 0
  }

  // MARK: The screen

  func print(_ contents: BundleFile.Contents, path: String, byteCount: Int64) throws {
    let head = contents.head
    var table = Table([.init(), .init()])
    func add(_ title: String, _ text: StyledText) { table.add([StyledText(title, .dim), text]) }
    add(
      "Bundle",
      StyledText("\(path), \(counted(Int(byteCount), "byte")), ")
        + (contents.isWhole ? "whole" : StyledText("cut off", [.bold, .red])))
    add(
      "Workspace",
      StyledText(try replica?.title() ?? Hex.encode(head.workspace.bytes)))
    add(
      "Made by",
      StyledText(name(head.maker), .bold) + StyledText("  \(session.moment(head.time)), signed"))
    add("Members", StyledText(counted(head.recordCount, "record")))
    let segments = counted(Int(head.segmentCount), "segment")
    let present = contents.isWhole ? "" : ", \(grouped(Int(contents.presentCount))) of them there"
    add("Holds", StyledText(segments + present))
    for lane in head.lanes where lane.segmentCount > 0 {
      add("", StyledText("\(name(lane.lane.device)), \(range(lane))"))
    }
    for lane in contents.missing {
      add("Missing", StyledText("\(name(lane.lane.device)), \(range(lane))", .red))
    }
    if replica != nil {
      let new = head.lanes.reduce(0) { $0 + newCount($1) }
      add("New here", StyledText(new == 0 ? "nothing" : counted(Int(new), "segment")))
      for lane in head.lanes where lackingCount(lane) > 0 {
        let count = counted(Int(lackingCount(lane)), "segment")
        add("Lacking here", StyledText("\(count) of \(name(lane.lane.device)) before", .yellow))
      }
    }
    session.console.print(table.lines(width: session.width))
    if replica != nil { session.next("concord bundle apply \(path)") }
  }

  /// "segments 3 to 9 of lane 7f00…": what a bundle has of a lane.
  private func range(_ lane: BundleLane) -> String {
    let (first, last) = (lane.after + 1, lane.last)
    let places = first == last ? "segment \(last)" : "segments \(first) to \(last)"
    return "\(places) of lane \(hex(lane.lane.id.rawValue))"
  }

  private func hex(_ bits: UInt64) -> String {
    var writer = ByteWriter()
    writer.writeInteger(bits)
    return Hex.encode(writer.bytes)
  }

  // MARK: JSON

  func json(_ contents: BundleFile.Contents, byteCount: Int64) throws -> JSON {
    let head = contents.head
    var new: JSON = .null
    if replica != nil {
      new = .integer(Int64(head.lanes.reduce(0) { $0 + newCount($1) }))
    }
    return [
      "workspace": .string(Hex.encode(head.workspace.bytes)),
      "title": .string(orNull: try replica?.title()), "maker": maker(head),
      "time": .string(TimeFormat.iso8601(Int64(clamping: head.time))),
      "bytes": .integer(byteCount), "records": .integer(Int64(head.recordCount)),
      "segments": .integer(Int64(head.segmentCount)), "whole": .bool(contents.isWhole),
      "lanes": json(head.lanes), "missing": json(contents.missing), "new": new,
    ]
  }

  /// Who made a bundle.
  func maker(_ head: BundleHead) -> JSON {
    let member = directory?.member(of: head.maker)
    return [
      "device": .string(head.maker.fingerprint),
      "member": .string(orNull: member.flatMap { directory?.name($0) }),
    ]
  }

  /// What a bundle has of each lane, or lacks.
  func json(_ lanes: [BundleLane]) -> JSON {
    .array(
      lanes.map { lane in
        [
          "device": .string(lane.lane.device.fingerprint),
          "member": .string(
            orNull: directory?.member(of: lane.lane.device).flatMap { directory?.name($0) }),
          "lane": .string(hex(lane.lane.id.rawValue)), "after": .integer(Int64(lane.after)),
          "last": .integer(Int64(lane.last)),
        ]
      })
  }
}
