import Cryptography
import Host
import Replica
import Trust

enum InviteCommand {
  static let command = Command<Session>(
    "invite", "Let somebody else in, or another machine of yours", topic: "Share",
    details: """
      Prints a token to hand over by a way you trust: whoever has it can ask to join, once. You \
      approve at your next sync; with --auto any admin's next sync does, unasked.

      --list shows the invites that nobody has used, and --void takes one of them back.
      """,
    options: [
      .value("role", "R", "reader, writer (without it) or admin"),
      .flag("my-device", "For another machine of your own"),
      .flag("auto", "Approve without asking"),
      .value("expires", "HOURS", "For how long it can be used; 72 without it"),
      .flag("list", "Make none, but list those that nobody has used"),
      .value("void", "INVITE", "Make none, but take one back: its token, or its id in the list"),
    ],
    examples: [
      "invite", "invite --role admin", "invite --my-device --auto", "invite --void i4kq",
    ], isPaged: false
  ) { session, arguments in
    let replica = try session.replica()
    if arguments.has("list") {
      try OpenInvites(in: session).show()
      return .done
    }
    if let name = arguments.value("void") {
      try OpenInvites(in: session).void(name)
      return .done
    }
    guard let relay = try replica.relay() else {
      throw Failure(
        "no relay is set, and an invite leads to one",
        hint: "Nothing was changed. Set one with: concord relay set LINK")
    }
    let isMine = arguments.has("my-device")
    let word = try arguments.choice("role", among: ["reader", "writer", "admin"])
    if isMine, word != nil { throw arguments.error("--my-device has the role you have") }
    let role: Role = word == "admin" ? .admin : word == "reader" ? .reader : .writer
    let hours = try arguments.integer("expires", in: 1...24 * 365) ?? 72
    let secret = InviteSecret(
      SecureRandom.secret(InviteSecret.secretByteCount), workspace: replica.workspace)
    let proposal = Proposal.invite(
      Invite(
        secret.id, for: isMine ? .newDevice(of: replica.member) : .newMember(role),
        expires: session.time + UInt64(hours) * 3_600_000, isAutomatic: arguments.has("auto")))
    try session.carryOut(proposal, as: "the invite")
    let token = InviteToken(secret, at: relay).text
    let id = try OpenInvites(in: session).spell(secret.id)
    try session.show([
      "token": .string(token), "id": .string(id), "hours": .integer(Int64(hours)),
    ]) {
      let console = session.console
      console.print(document: token + "\n")
      console.report("")
      console.report(
        "Hand this over by a way you trust; it works once, for \(hours) hours. They type:")
      console.report("  concord join --as NAME       and paste it")
      if !arguments.has("auto") {
        console.report("Then approve: concord sync, concord members approve NAME")
      }
      console.report("To take it back before it is used: concord invite --void \(id)")
    }
    return .done
  }
}

extension Session {
  /// Brings a membership record to the relay, now: it counts only once the relay has it.
  ///
  /// When that fails, the wish is taken back, so that nothing happens later behind one's back.
  func carryOut(_ proposal: Proposal, as name: String) throws {
    let replica = try replica()
    try replica.propose(proposal)
    guard let lock = try lockOrWait(for: proposal, as: name) else { return }
    defer { _ = lock }
    do {
      let run = try SyncRun(self, replica)
      try run.once()
      if !proposal.isDone(in: try replica.membership()) {
        let reason = run.tally.refusals.first.map { ": \($0)" } ?? ""
        throw Failure("\(name) was refused\(reason)", hint: "Nothing was changed.")
      }
    } catch {
      guard !proposal.isDone(in: try replica.membership()) else { throw error }
      try replica.withdraw(proposal)
      // Unlike an edit, this does not wait for the next sync.
      let failure = Failure(error)
      throw failure.code == .network
        ? Failure(
          failure.message, hint: "\(name) needs the relay, so nothing was changed. Try again.",
          code: .network) : failure
    }
  }

  /// The lock of the sync; nil when another sync is at work here and has carried `proposal` out.
  private func lockOrWait(for proposal: Proposal, as name: String) throws -> FileLock? {
    let replica = try replica()
    if let lock = try replica.syncLock() { return lock }
    try File.write([], to: replica.folder + "/sync.wake")
    let end = SystemClock.monotonicMilliseconds() + 10_000
    while !proposal.isDone(in: try replica.membership()) {
      // The other may be over, having looked for the last time before there was this to do.
      if let lock = try replica.syncLock() { return lock }
      guard SystemClock.monotonicMilliseconds() < end else {
        try replica.withdraw(proposal)
        throw Failure(
          "the sync that is at work here did not bring \(name) to the relay in 10 seconds",
          hint: "Nothing was changed.", code: .network)
      }
      SystemClock.pause(milliseconds: 20)
    }
    return nil
  }
}
