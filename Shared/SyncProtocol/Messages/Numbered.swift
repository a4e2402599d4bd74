/// A request or a reply with the number that ties the two together.
public struct Numbered<Body: Equatable & Sendable>: Equatable, Sendable {
  /// The number of the request, counted from 1 on each connection; 0 for a hint.
  public var number: UInt32
  /// The message itself.
  public var body: Body

  /// Creates a numbered message.
  public init(_ number: UInt32, _ body: Body) {
    self.number = number
    self.body = body
  }
}
