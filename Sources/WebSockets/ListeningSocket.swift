internal import Glibc

/// A TCP socket that listens on exactly one address.
///
/// libwebsockets' own listener takes `127.0.0.1` for "everywhere" unless an option is set, and
/// cannot be stopped without destroying the context.
final class ListeningSocket {
  /// Who is at the other end of an accepted socket.
  struct Peer {
    /// The address without the port, as a literal.
    let address: String
    /// What counts as one address: for IPv6, where everyone has 2^64 of them, the /64 network.
    let network: [UInt8]
  }

  let fileDescriptor: Int32
  /// The port that was given, or chosen by the system.
  let port: UInt16

  init(address: String, port: UInt16) throws(ServerError) {
    let failure = ServerError.cannotListen(address: address, port: port)
    guard let wanted = SocketAddress(literal: address, port: port) else { throw failure }
    let socket = Glibc.socket(wanted.family, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw failure }
    fileDescriptor = socket
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, size)
    if wanted.family == AF_INET6 {
      setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, size)
    }
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    guard wanted.withPointer({ bind(socket, $0, $1) }) == 0, listen(socket, SOMAXCONN) == 0,
      let actual = SocketAddress(filledBy: { getsockname(socket, $0, $1) })
    else {
      Glibc.close(socket)
      throw failure
    }
    // An accident has happened here before: never serve the world when asked for this machine.
    guard actual.family == wanted.family, actual.bytes == wanted.bytes,
      port == 0 || actual.port == port
    else {
      Glibc.close(socket)
      throw .listensElsewhere(address: actual.text)
    }
    self.port = actual.port
  }

  deinit { Glibc.close(fileDescriptor) }

  /// Takes the next socket that waits, or nil when none does.
  func accept() -> (socket: Int32, peer: Peer)? {
    var socket: Int32 = -1
    let address = SocketAddress { pointer, length in
      socket = Glibc.accept(fileDescriptor, pointer, length)
      return socket
    }
    guard socket >= 0 else { return nil }
    guard let address else {
      Glibc.close(socket)
      return nil
    }
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    var on: Int32 = 1
    setsockopt(
      socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let isIPv6 = address.family == AF_INET6
    let network = isIPv6 ? Array(address.bytes.prefix(8)) : address.bytes
    return (socket, Peer(address: address.text, network: network))
  }
}

/// The bytes that wait in the kernel for `socket` to take them, or nil when it cannot tell.
func unsentBytes(ofSocket socket: Int32) -> Int32? {
  var count: Int32 = 0
  return ioctl(socket, UInt(TIOCOUTQ), &count) == 0 ? count : nil
}
