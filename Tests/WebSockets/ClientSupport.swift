import Foundation
import Testing
import WebSockets

extension Client {
  /// A client of `server`, by its pin unless told otherwise.
  static func of(
    _ server: RunningServer, host: String = "127.0.0.1", trust: Trust? = nil,
    watching: Int32? = nil, _ change: (inout ClientConfiguration) -> Void = { _ in }
  ) throws -> Client {
    var configuration = ClientConfiguration()
    change(&configuration)
    return try Client(
      host: host, port: server.port, trust: trust ?? .pin(server.pin),
      configuration: configuration, watching: watching)
  }

  /// The events until `isEnough`, or until nothing has come for 10 seconds.
  func events(until isEnough: ([Event]) -> Bool) -> [Event] {
    var events: [Event] = []
    while !isEnough(events) {
      let more = poll(timeoutMilliseconds: 10_000)
      if more.isEmpty { break }
      events += more
    }
    return events
  }

  /// Opens the connection and gives the hash of the key that was seen.
  func open() throws -> [UInt8] {
    let event = events { !$0.isEmpty }.first
    guard case .opened(let hash) = event else { throw UnexpectedEvent(event: event) }
    return hash
  }

  /// The next message.
  func receive() throws -> [UInt8] {
    try #require(receive(count: 1).first)
  }

  /// The next `count` messages; fewer when something else happens.
  func receive(count: Int) throws -> [[UInt8]] {
    var messages: [[UInt8]] = []
    while messages.count < count {
      let events = poll(timeoutMilliseconds: 10_000)
      guard !events.isEmpty else { throw UnexpectedEvent(event: nil) }
      for event in events {
        if case .message(let message) = event {
          messages.append(message)
        } else if event != .drained {
          throw UnexpectedEvent(event: event)
        }
      }
    }
    return messages
  }

  /// Why the connection ends, after whatever comes before.
  func ending() -> ClientError? {
    let events = events { events in
      if case .closed = events.last { true } else { false }
    }
    guard case .closed(let error) = events.last else { return nil }
    return error
  }
}

struct UnexpectedEvent: Error {
  let event: Client.Event?
}

/// The milliseconds that `body` takes.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) * 1e3
    + Double(duration.components.attoseconds) / 1e15
}

/// Waits until the server has seen what is asked for, at most 10 seconds.
func eventually(_ server: RunningServer, _ condition: (ServerRecord) -> Bool) -> Bool {
  let end = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < end {
    if condition(server.record) { return true }
    usleep(1_000)
  }
  return false
}
