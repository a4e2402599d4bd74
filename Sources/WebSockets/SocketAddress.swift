internal import Glibc

/// An IPv4 or IPv6 address with its port.
struct SocketAddress {
  private var storage = sockaddr_storage()
  private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

  /// Reads an address literal; names are not looked up.
  init?(literal: String, port: UInt16) {
    let flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
    guard let first = Self.resolve(literal, port: port, flags: flags).first else { return nil }
    self = first
  }

  /// Looks up the addresses of `host` in the order in which to try them; blocks.
  static func all(of host: String, port: UInt16) -> [SocketAddress] {
    resolve(host, port: port, flags: AI_NUMERICSERV | AI_ADDRCONFIG)
  }

  private static func resolve(_ host: String, port: UInt16, flags: Int32) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_flags = flags
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
      entry.flatMap { SocketAddress($0.pointee) }
    }
  }

  private init?(_ entry: addrinfo) {
    guard let address = entry.ai_addr, entry.ai_addrlen <= length else { return nil }
    length = entry.ai_addrlen
    withUnsafeMutableBytes(of: &storage) { target in
      target.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
    }
  }

  /// Takes what a system call such as `getsockname` fills in, unless it gives a negative result.
  init?(
    filledBy call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) {
    var capacity = length
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &capacity) }
    }
    guard result >= 0 else { return nil }
    length = min(capacity, length)
  }

  /// `AF_INET` or `AF_INET6`.
  var family: Int32 { Int32(storage.ss_family) }

  /// The address in network order: 4 or 16 bytes.
  var bytes: [UInt8] {
    withPointer { pointer, _ in
      let raw = UnsafeRawPointer(pointer)
      if family == AF_INET {
        let address = raw.assumingMemoryBound(to: sockaddr_in.self)
        return withUnsafeBytes(of: address.pointee.sin_addr) { Array($0) }
      }
      let address = raw.assumingMemoryBound(to: sockaddr_in6.self)
      return withUnsafeBytes(of: address.pointee.sin6_addr) { Array($0) }
    }
  }

  /// The port; it lies at the same place in both families.
  var port: UInt16 {
    withPointer { pointer, _ in
      let address = UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr_in.self)
      return UInt16(bigEndian: address.pointee.sin_port)
    }
  }

  /// The address as a literal, without the port.
  var text: String {
    var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let result = withPointer { pointer, length in
      getnameinfo(
        pointer, length, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
    }
    guard result == 0 else { return "?" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Lends the address in the form system calls take.
  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
