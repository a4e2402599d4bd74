/// The number a program leaves behind, by which scripts tell what happened.
public struct ExitCode: RawRepresentable, Equatable, Sendable {
  /// The number itself, from 0 to 255.
  public let rawValue: Int32

  /// Creates the code with this number.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Everything asked for was done.
  public static let done = ExitCode(rawValue: 0)
  /// The program refused, or tried and failed.
  public static let failed = ExitCode(rawValue: 1)
  /// The command line made no sense.
  public static let usage = ExitCode(rawValue: 2)
  /// What was asked is done as far as this machine can, and waits for a person.
  public static let waiting = ExitCode(rawValue: 3)
  /// The network, or the machine at its other end, could not be reached.
  public static let network = ExitCode(rawValue: 4)
  /// Data are damaged or forged, or two histories contradict each other.
  public static let integrity = ExitCode(rawValue: 5)
  /// Whoever read our output went away: what a shell reports for death by SIGPIPE.
  public static let closedPipe = ExitCode(rawValue: 141)

  /// What a shell reports for death by `signal`.
  public static func signal(_ signal: Int32) -> ExitCode { ExitCode(rawValue: 128 + signal) }
}
