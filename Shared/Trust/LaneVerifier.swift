import Bytes

/// What became of a segment.
public enum SegmentVerdict<Content: Sendable>: Sendable {
  /// It is authentic and valid.
  case accepted(Content)
  /// It is the end of what is known of its lane, and nobody vouches for it yet: neither its own
  /// signature nor a later segment. It does not occupy its number, and is asked for again.
  case held
  /// It is kept, with the reason, but not applied.
  case quarantined(SegmentFault)
}

/// Judges segments of one lane by the membership log, in the same way on clients and relays.
///
/// A segment is *authentic* when it, or a later segment that chains to it, carries a good
/// signature; so a run of any length costs one verification. A lane ends at its first invalid
/// segment. How a run is cut into pages makes no difference.
public struct LaneVerifier: Sendable {
  private let log: MembershipLog

  /// Creates a verifier that judges by `log`.
  public init(_ log: MembershipLog) { self.log = log }

  /// Judges a run of segments of one lane by their headers and signatures: all that a relay can.
  ///
  /// - Parameters:
  ///   - run: what came of the lane beyond `tip`, together with what was held, or quarantined for
  ///     a reason that can change; not what was accepted before. It may hold several segments with
  ///     one number: a forged one does not keep the good one out.
  ///   - tip: how far the lane is accepted.
  /// - Returns: one verdict per segment; an accepted one comes with the new tip of the lane.
  public func judgeHeaders(
    of run: [Segment], after tip: LaneTip
  ) -> [SegmentVerdict<LaneTip>] {
    guard let author = log.keys(of: tip.lane.device) else {
      return run.map { _ in .quarantined(.unknownDevice) }
    }
    let chain = AuthenticChain(in: run, after: tip, workspace: log.workspace, author: author)
    var verdicts = chain.verdicts
    var tip = tip
    var ending: SegmentFault?
    for place in chain.places {
      let segment = run[place]
      if let ending {
        verdicts[place] = .quarantined(ending)
      } else if let fault = fault(of: segment, after: tip) {
        verdicts[place] = .quarantined(fault)
        ending = fault.ofFollowers
      } else {
        tip = segment.header.tip(as: segment.id)
        verdicts[place] = .accepted(tip)
      }
    }
    return verdicts
  }

  /// Judges a run of segments of one lane and opens those that are accepted.
  ///
  /// - Returns: one verdict per segment, and the new tip of the lane.
  public func open(
    _ run: [Segment], after tip: LaneTip, with keyring: Keyring
  ) -> (verdicts: [SegmentVerdict<OpenedSegment>], tip: LaneTip) {
    var verdicts = run.map { _ in SegmentVerdict<OpenedSegment>.held }
    var tip = tip
    var ending: SegmentFault?
    let headers = judgeHeaders(of: run, after: tip)
    for place in run.placesBySequence {
      switch headers[place] {
      case .held: break
      case .quarantined(let fault): verdicts[place] = .quarantined(fault)
      case .accepted(let next):
        do throws(SegmentFault) {
          if let ending { throw ending }
          verdicts[place] = .accepted(try open(run[place], with: keyring))
          tip = next
        } catch {
          verdicts[place] = .quarantined(error)
          ending = ending ?? error.ofFollowers
        }
      }
    }
    return (verdicts, tip)
  }

  /// Why a relay must not take `segment` from its author now, beyond ``judgeHeaders(of:after:)``.
  ///
  /// A segment sealed before a change of the epoch must be sealed anew, or those who are out would
  /// read it. It says nothing about segments that somebody else carries.
  public func faultOfPush(_ segment: Segment) -> SegmentFault? {
    guard let role = log.role(of: segment.header.lane.device), role >= .writer else {
      return .notWriterNow
    }
    return segment.header.epoch == log.epoch ? nil : .epochNotCurrent
  }
}

extension LaneVerifier {
  private func open(
    _ segment: Segment, with keyring: Keyring
  ) throws(SegmentFault) -> OpenedSegment {
    guard let keys = keyring[segment.header.epoch] else { throw .missingEpochKey }
    return try OpenedSegment(opening: segment, with: keys)
  }

  /// What makes an authentic, chained segment invalid, if anything.
  private func fault(of segment: Segment, after tip: LaneTip) -> SegmentFault? {
    let header = segment.header
    guard header.kind == .changes else { return .needsNewer }
    guard let index = log.index(of: header.memberHead) else { return .unknownMemberHead }
    if let before = tip.memberHead.flatMap(log.index), index < before {
      return .memberHeadWentBack
    }
    guard let role = log.role(of: header.lane.device, at: index), role >= .writer else {
      return .notWriter
    }
    return header.epoch == log.epoch(at: index) ? nil : .wrongEpoch
  }
}

extension SegmentFault {
  /// What befalls the segments behind one with this fault.
  fileprivate var ofFollowers: SegmentFault {
    isRetriable ? .waitsForPredecessor : .followsInvalid
  }
}
