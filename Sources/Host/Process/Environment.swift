private import Glibc

/// The environment variables of a process.
public struct Environment: Sendable {
  private let lookUp: @Sendable (String) -> String?

  /// The variables of this process, as they are when asked for.
  public static let process = Environment { name in getenv(name).map { String(cString: $0) } }

  private init(_ lookUp: @escaping @Sendable (String) -> String?) { self.lookUp = lookUp }

  /// Creates an environment of these variables alone.
  public init(_ variables: [String: String]) { self.init { variables[$0] } }

  /// The value of the variable called `name`, or nil when it is not set.
  public subscript(_ name: String) -> String? { lookUp(name) }

  /// The value of a variable, or nil when it is not set or empty.
  public func nonEmpty(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// The path of the program called `name`, or nil when `PATH` leads to none.
  public func executable(_ name: String) -> String? {
    for folder in (self["PATH"] ?? "").split(separator: ":") {
      let path = "\(folder)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }
}
