import Bytes
import Host
import Replica
import SyncProtocol
import Trust

enum BundleApplyCommand {
  static let command = Command<Session>(
    "apply", "Take in what a bundle holds",
    details: """
      Everything is checked as if a relay had brought it. Applying a bundle again changes nothing. \
      Of a file that is cut off, what is there is applied: each segment is signed by its author. \
      The next sync carries all of it to the relay.
      """,
    operands: [.required("FILE", "The bundle")],
    examples: ["bundle apply /media/stick/ana.bundle"]
  ) { session, arguments in
    let replica = try session.replica()
    var file = try BundleFile(arguments.operand("FILE"))
    let lock = try session.lockForBundle()
    defer { _ = lock }
    // All of it is checked before anything is stored.
    let contents = try file.read()
    try session.requireOwn(contents, at: file.path)
    let store = try SyncStore(replica)
    let outcome = try apply(&file, contents, to: store, in: session)
    let (news, received) = try store.takeNews()
    let screen = try SyncScreen(session)
    if session.wantsJSON {
      session.console.print(
        json: try json(contents, outcome, news: screen.json(news), received, in: session))
    } else {
      for evidence in outcome.evidence { screen.warn(of: evidence) }
      for line in try screen.lines(news) { session.console.print(line) }
      print(contents, outcome, received, at: file.path, in: session)
    }
    guard contents.isWhole else { throw cutOff(contents, at: file.path) }
    if !outcome.evidence.isEmpty || !outcome.refused.isEmpty { return .integrity }
    return outcome.waiting > 0 ? .waiting : .done
  }

  private static func apply(
    _ file: inout BundleFile, _ contents: BundleFile.Contents, to store: SyncStore,
    in session: Session
  ) throws -> SyncStore.BundleOutcome {
    guard try store.admit(membershipOf: contents.log) else {
      throw Failure(
        "\(file.path) holds another list of members than the one this device has checked",
        hint: "Nothing of it was used. Ask the others by another way before going on.",
        code: .integrity)
    }
    var progress = ProgressLine(session.console, "applying", "segments")
    defer { progress.finish() }
    var outcome = SyncStore.BundleOutcome()
    var batch: [Segment] = []
    var (byteCount, count) = (0, 0)
    func flush() throws {
      outcome += try store.store(bundled: batch)
      count += batch.count
      progress.update(count, of: Int(contents.presentCount))
      batch = []
      byteCount = 0
    }
    _ = try file.read { segment in
      batch.append(segment)
      byteCount += segment.bytes.count
      if byteCount >= Limits.listBytes { try flush() }
    }
    try flush()
    return outcome
  }

  private static func print(
    _ contents: BundleFile.Contents, _ outcome: SyncStore.BundleOutcome, _ received: Int,
    at path: String, in session: Session
  ) {
    let console = session.console
    console.print(
      "\("Applied", .green) \(path): \(counted(outcome.added, "segment")) new, "
        + "\(grouped(outcome.known)) here already; received \(counted(received, "change")).")
    if !outcome.refused.isEmpty {
      let reasons = Set(outcome.refused.map(\.rawValue)).sorted().joined(separator: ", ")
      console.print(
        "\("Refused", [.bold, .red]) \(counted(outcome.refused.count, "segment")) (\(reasons)): "
          + "kept in quarantine, not applied.")
    }
    if outcome.waiting > 0 {
      console.print(
        "\(counted(outcome.waiting, "segment")) wait for what this replica lacks. A sync brings "
          + "it, or a bundle that is made since one of yours.")
      session.next("concord bundle create mine.bundle      (then there: --since mine.bundle)")
    } else if (try? session.replica().relay()) != nil, outcome.added > 0 {
      session.next("concord sync      (carries it to the relay)")
    }
  }

  private static func cutOff(_ contents: BundleFile.Contents, at path: String) -> Failure {
    Failure(
      "\(path) is cut off: \(grouped(Int(contents.presentCount))) of "
        + "\(counted(Int(contents.head.segmentCount), "segment")) were there, and were applied",
      hint:
        "Each is signed by its author, so what came is sound. Copy the file again and apply it: "
        + "what is here is passed over.")
  }

  private static func json(
    _ contents: BundleFile.Contents, _ outcome: SyncStore.BundleOutcome, news: JSON,
    _ received: Int, in session: Session
  ) throws -> JSON {
    let screen = try BundleScreen(session)
    return [
      "maker": screen.maker(contents.head), "whole": .bool(contents.isWhole),
      "new": .integer(Int64(outcome.added)), "known": .integer(Int64(outcome.known)),
      "waiting": .integer(Int64(outcome.waiting)),
      "refused": .array(outcome.refused.map { .string($0.rawValue) }),
      "missing": screen.json(contents.missing), "received": .integer(Int64(received)),
      "news": news,
      "evidence": .array(outcome.evidence.map { .string(EvidenceText.text($0)) }),
      "conflicts": .integer(Int64(try session.replica().conflictCounts().open)),
    ]
  }
}
