import Host
import Replica
import SyncProtocol
import Trust
import WebSockets

/// Asks a relay to be let into a workspace.
enum JoinRun {
  enum Outcome {
    case waiting
    case joined(Replica)
    /// The hours of the invite ended at this time. Only an approval that is under way can help.
    case expired(since: UInt64)
  }

  /// One conversation with the relay.
  static func run(_ joining: Joining, in session: Session) throws -> Outcome {
    let relay = joining.token.relay
    let link: RelayLink
    do {
      link = try RelayLink(relay)
    } catch let error as ClientError {
      throw Failure(error, relay: relay)
    }
    var machine = JoinSession(try joining.invitation(at: session.time))
    while true {
      for event in link.poll(milliseconds: nil) {
        let effects: [JoinSession.Effect]
        switch event {
        case .opened(let hash): effects = try machine.step(.connected(spki: hash))
        case .message(let bytes): effects = try machine.step(.received(bytes))
        case .closed(let error): throw Failure(error, relay: relay)
        case .readable, .woken: continue
        }
        for effect in effects {
          switch effect {
          case .send(let bytes): link.send(bytes)
          case .waiting:
            link.close()
            return .waiting
          case .approved(let log):
            link.close()
            return .joined(try joining.finish(with: log, time: session.time))
          case .closed: throw VoidInvite(reason: "this invite was used already, or taken back")
          // A relay does not even let somebody in who holds an invite that was taken back.
          case .failed(.relay(.notAMember, _)):
            throw VoidInvite(reason: "an admin refused this request, or the invite was taken back")
          case .expired(let end):
            link.close()
            return .expired(since: end)
          case .failed(let failure): throw Failure(failure, relay: relay)
          }
        }
      }
    }
  }

  /// The invite will never let this device in.
  struct VoidInvite: Error {
    let reason: String
  }
}
