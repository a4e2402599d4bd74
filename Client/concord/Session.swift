import Bytes
import Host
import Replica

/// What a command has at hand: the console, the clock, the workspace it was called in.
final class Session {
  let console: Console
  let environment: Environment
  /// The moment this command was called: one for all it writes and shows.
  let now = SystemClock.nowMilliseconds()
  /// Whether JSON was asked for.
  let wantsJSON: Bool
  private let startFolder: String?
  private var opened: Replica?

  init(console: Console, environment: Environment, arguments: Arguments) {
    self.console = console
    self.environment = environment
    wantsJSON = arguments.has("json")
    startFolder = arguments.value("folder") ?? environment.nonEmpty("CONCORD_DIR")
  }

  /// The session of a command line that is being typed, in `folder` if it names one.
  init(console: Console, environment: Environment, folder: String?) {
    self.console = console
    self.environment = environment
    wantsJSON = false
    startFolder = folder ?? environment.nonEmpty("CONCORD_DIR")
  }

  /// The time for what this command writes.
  var time: UInt64 { UInt64(clamping: now) }

  /// How moments are spelled on this command's screens.
  var times: TimeFormat { TimeFormat(now: now) }

  /// The moment `time` as screens show it.
  func moment(_ time: UInt64) -> String { times.moment(Int64(clamping: time)) }

  /// The width of the screen.
  var width: Int { console.terminal.width }

  /// The folder that the command works in.
  func folder() throws -> String { try startFolder ?? Folder.current() }

  /// The replica of the workspace that holds the folder.
  func replica() throws -> Replica {
    if let opened { return opened }
    let replica = try Replica(openAt: try replicaFolder())
    opened = replica
    return replica
  }

  /// The `.concord` folder, found upwards from where the command was called.
  func replicaFolder() throws -> String {
    let start = try folder()
    guard let holder = Folder.nearest(holding: Replica.folderName, from: start) else {
      throw ReplicaError.noWorkspace(start)
    }
    return holder + "/" + Replica.folderName
  }

  /// Prints `json` if that was asked for, else the screen.
  func show(_ json: @autoclosure () throws -> JSON, _ screen: () throws -> Void) throws {
    if wantsJSON { console.print(json: try json()) } else { try screen() }
  }

  /// The members that `name` can mean; at least one.
  func members(named name: String) throws -> [MemberID] {
    let directory = try replica().directory()
    let found = directory.members(named: name)
    guard !found.isEmpty else {
      throw Failure(
        "there is no member '\(name)'",
        hint: Failure.hint(for: name, among: directory.members.map(directory.name)))
    }
    return found
  }

  /// Prints the next command to type.
  func next(_ command: String) {
    console.print()
    console.print("\("Next:", .dim) \(command)")
  }
}
