import Bytes
import Host
import Replica
import Trust

enum MembersCommand {
  static let command = Command<Session>(
    "members", "List the members and who asks to join", topic: "Share",
    subcommands: [approve, refuse, role]
  ) { session, _ in
    let replica = try session.replica()
    let directory = try replica.directory()
    let log = try replica.membership()
    let joins = try replica.waitingJoins()
    try session.show([
      "members": .array(
        log.members.map { member in
          [
            "name": .string(directory.name(member.id)), "role": .string(name(member.role)),
            "devices": .integer(Int64(member.devices.count)),
            "you": .bool(member.id == directory.localMember),
          ]
        }),
      "waiting": .array(
        joins.map { ["name": .string($0.name), "device": .string($0.fingerprint)] }),
    ]) {
      var table = Table([.init(), .init(), .init(), .init()])
      for member in log.members {
        table.add([
          StyledText(directory.name(member.id), .bold), StyledText(name(member.role)),
          StyledText(counted(member.devices.count, "device")),
          StyledText(member.id == directory.localMember ? "you" : "", .dim),
        ])
      }
      session.console.print(table.lines(width: session.width))
      for join in joins {
        let name = join.name.isEmpty ? "somebody" : join.name
        session.console.print(
          "\(name, .yellow) asks to join since \(session.moment(join.since)), "
            + "from the device \(join.fingerprint)")
      }
      if let first = joins.first {
        session.next("concord members approve '\(first.name)'")
      }
    }
    return .done
  }

  static func name(_ role: Role) -> String {
    switch role {
    case .reader: "reader"
    case .writer: "writer"
    case .admin: "admin"
    }
  }

  private static let approve = Command<Session>(
    "approve", "Let somebody in who asked to join",
    operands: [
      .required("NAME", "The name they asked with, or the device's fingerprint", .request)
    ]
  ) { session, arguments in
    let join = try join(arguments.operand("NAME"), in: session)
    let replica = try session.replica()
    if let id = try replica.invite(usedBy: join.device),
      let invite = try replica.membership().invite(id)?.invite, invite.hasExpired(at: session.time)
    {
      throw Failure(
        "the invite that \(join.name) asks with has expired",
        hint: "Nothing was changed. Make a new one with concord invite, and void this one with: "
          + "concord members refuse '\(join.name)'")
    }
    try session.carryOut(.approval(join.device), as: "the approval")
    try session.show(["name": .string(join.name), "approved": true]) {
      session.console.print("\("Approved", .green) \(join.name). Their next sync lets them in.")
    }
    return .done
  }

  private static let refuse = Command<Session>(
    "refuse", "Take back the invite that somebody asks to join with",
    operands: [
      .required("NAME", "The name they asked with, or the device's fingerprint", .request)
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let join = try join(arguments.operand("NAME"), in: session)
    guard let invite = try replica.invite(usedBy: join.device) else {
      throw Failure("this request was answered in the meantime", hint: "Nothing was changed.")
    }
    try session.carryOut(.revocation(invite), as: "the refusal")
    try session.show(["name": .string(join.name), "approved": false]) {
      session.console.print("\("Refused", .green) \(join.name); the invite is void.")
    }
    return .done
  }

  private static let role = Command<Session>(
    "role", "Give a member a larger role",
    operands: [
      .required("NAME", "The member"),
      .required("ROLE", "writer or admin", .words(["writer", "admin"])),
    ]
  ) { session, arguments in
    let replica = try session.replica()
    let directory = try replica.directory()
    let members = try session.members(named: arguments.operand("NAME"))
    guard members.count == 1, let member = members.first else {
      throw ReplicaError.ambiguousID(
        arguments.operand("NAME"), candidates: members.map(directory.name))
    }
    let role: Role
    switch arguments.operand("ROLE") {
    case "writer": role = .writer
    case "admin": role = .admin
    default: throw arguments.error("ROLE is writer or admin")
    }
    try session.carryOut(.role(member, role), as: "the new role")
    try session.show([
      "name": .string(directory.name(member)), "role": .string(name(role)),
    ]) {
      session.console.print("\("Made", .green) \(directory.name(member)) \(name(role)).")
    }
    return .done
  }

  /// The one request that `text` names.
  private static func join(_ text: String, in session: Session) throws -> WaitingJoin {
    let all = try session.replica().waitingJoins()
    let wanted = text.lowercased()
    let found = all.filter { $0.name.lowercased() == wanted || $0.fingerprint.hasPrefix(wanted) }
    guard found.count == 1, let join = found.first else {
      if found.isEmpty {
        throw Failure(
          "nobody called '\(text)' asks to join",
          hint: all.isEmpty
            ? "concord sync looks for requests."
            : "Asking: \(all.map(\.name).joined(separator: ", "))")
      }
      throw ReplicaError.ambiguousID(text, candidates: found.map(\.fingerprint))
    }
    return join
  }
}
