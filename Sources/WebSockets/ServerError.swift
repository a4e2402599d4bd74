/// Why a ``Server`` could not start.
public enum ServerError: Error, Hashable, Sendable {
  /// The certificate or the key cannot be read, or they do not belong together.
  case badIdentity
  /// The address is not a literal, is not of this machine, or the port is taken.
  case cannotListen(address: String, port: UInt16)
  /// The system listened elsewhere than was asked for; the socket is closed again.
  case listensElsewhere(address: String)
  /// Memory or file descriptors are lacking.
  case noResources
}
