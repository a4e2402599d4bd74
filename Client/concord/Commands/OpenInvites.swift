import Bytes
import Host
import Replica
import Trust

/// The invites that nobody has used: naming them, listing them, and taking one back.
struct OpenInvites {
  private let session: Session
  private let log: MembershipLog
  private let open: [Invited]

  private typealias Invited = (digits: String, status: InviteStatus)

  /// The letter before the digits of an id, as notes and conflicts have theirs.
  private static let letter = "i"
  /// Digits after the letter, at the least.
  private static let digitsMin = 3

  init(in session: Session) throws {
    self.session = session
    log = try session.replica().membership()
    open = log.invites.filter { $0.state == .open }.map { status in
      (digits: Base32.encode(status.invite.id.bytes), status: status)
    }
  }

  /// The shortest spelling of `id` that means no other open invite.
  func spell(_ id: InviteID) -> String {
    let digits = Base32.encode(id.bytes)
    let shared =
      open.filter { $0.status.invite.id != id }
      .map { zip($0.digits.utf8, digits.utf8).prefix { $0 == $1 }.count }.max() ?? 0
    return Self.letter + digits.prefix(max(Self.digitsMin, shared + 1))
  }

  /// Their ids, the oldest first.
  var spellings: [String] { open.map { spell($0.status.invite.id) } }

  /// Prints them, the oldest first.
  func show() throws {
    let directory = try session.replica().directory()
    try session.show([
      "invites": .array(
        open.map { invited in
          [
            "id": .string(spell(invited.status.invite.id)),
            "for": .string(purpose(invited.status.invite, directory)),
            "by": .string(creator(invited.status).map(directory.name) ?? ""),
            "automatic": .bool(invited.status.invite.isAutomatic),
            "expires": .string(orNull: expiry(of: invited.status.invite)),
          ]
        })
    ]) {
      if open.isEmpty {
        session.console.print("There is no invite that nobody has used.")
        return
      }
      var table = Table([.init(), .init(), .init(), .init(), .init()])
      for (_, status) in open {
        let invite = status.invite
        table.add([
          StyledText(spell(invite.id), .cyan), StyledText(purpose(invite, directory)),
          StyledText("by \(creator(status).map(directory.nameOrYou) ?? "somebody")"),
          StyledText(invite.isAutomatic ? "--auto" : ""),
          StyledText(end(of: invite), .dim),
        ])
      }
      session.console.print(table.lines(width: session.width))
      session.next("concord invite --void ID")
    }
  }

  /// Takes back the one that `text` names, by its token or the beginning of its id.
  func void(_ text: String) throws {
    let status = try find(text)
    let id = status.invite.id
    let replica = try session.replica()
    guard creator(status) == replica.member || log.member(replica.member)?.role == .admin else {
      throw Failure(
        "only an admin, or who made it, can take this invite back", hint: "Nothing was changed.")
    }
    let spelling = spell(id)
    try session.carryOut(.revocation(id), as: "taking the invite back")
    // What came from the relay first may have been somebody who joined with it.
    try requireUnused(try replica.membership().invite(id)?.state ?? .open)
    try session.show(["id": .string(spelling), "void": true]) {
      session.console.print(
        "\("Void:", .green) nobody can join with the invite \(spelling, .cyan) any more.")
    }
  }

  private func creator(_ status: InviteStatus) -> MemberID? { log.member(of: status.creator) }

  private func purpose(_ invite: Invite, _ directory: Directory) -> String {
    switch invite.purpose {
    case .newMember(let role): MembersCommand.name(role)
    case .newDevice(of: let member): "device of \(directory.name(member))"
    }
  }

  private func expiry(of invite: Invite) -> String? {
    invite.expires == 0 ? nil : TimeFormat.iso8601(Int64(clamping: invite.expires))
  }

  private func end(of invite: Invite) -> String {
    if invite.expires == 0 { return "without end" }
    return invite.hasExpired(at: session.time)
      ? "expired" : "until \(session.times.full(Int64(clamping: invite.expires)))"
  }

  private func find(_ text: String) throws -> InviteStatus {
    if let token = try? InviteToken(parsing: text) {
      guard let status = log.invite(token.secret.id) else {
        throw Failure("this invite leads to another workspace", hint: "Nothing was changed.")
      }
      try requireUnused(status.state)
      guard status.state == .open else {
        throw Failure("this invite was taken back already", hint: "Nothing was changed.")
      }
      return status
    }
    let lower = text.lowercased()
    let wanted = lower.hasPrefix(Self.letter) ? Base32.values(String(lower.dropFirst())) : nil
    let found = open.filter { invited in
      guard let wanted, !wanted.isEmpty else { return false }
      return Base32.values(invited.digits)?.starts(with: wanted) == true
    }
    let candidates = (found.isEmpty ? open : found).map { spell($0.status.invite.id) }
    guard found.count <= 1 else {
      throw ReplicaError.ambiguousID(text, candidates: candidates)
    }
    guard let invited = found.first else {
      throw ReplicaError.unknownID(text, candidates: candidates)
    }
    return invited.status
  }

  private func requireUnused(_ state: InviteStatus.State) throws {
    guard case .used(by: let device) = state else { return }
    let directory = try session.replica().directory()
    let name = directory.member(of: device).map(directory.name) ?? "somebody"
    throw Failure(
      "\(name) has joined with this invite already",
      hint: "Nothing was changed: an invite lets one in, and is then used up.")
  }
}
