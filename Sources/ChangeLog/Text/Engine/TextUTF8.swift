/// Whether a scalar of UTF-8 starts with this byte.
@inline(__always)
func startsScalar(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

/// How many scalars start in eight bytes of UTF-8.
@inline(__always)
func scalarStarts(in word: UInt64) -> Int {
  // Where none starts, the highest bit is set and the next is not.
  8 - (word >> 7 & ~(word >> 6) & 0x0101_0101_0101_0101).nonzeroBitCount
}

/// How many scalars valid UTF-8 holds.
@inline(__always)
func scalarCount(_ utf8: Span<UInt8>) -> Int {
  if utf8.count == 1 { return 1 }
  return unsafe utf8.withUnsafeBytes { bytes in
    var (count, index) = (0, 0)
    while index + 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      count &+= scalarStarts(in: word)
      index &+= 8
    }
    while index < bytes.count {
      if unsafe startsScalar(bytes[index]) { count &+= 1 }
      index &+= 1
    }
    return count
  }
}

extension Span<UInt8> {
  /// How many bytes some scalars from the start on have; one more than there are when the text
  /// ends before.
  func byteCount(ofScalars scalars: Int) -> Int {
    var (offset, rest) = (0, scalars)
    // Eight bytes at a time, which start eight scalars at most.
    while rest >= 8, offset + 8 <= count {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      rest -= scalarStarts(in: word)
      offset += 8
    }
    while offset < count, rest > 0 || !startsScalar(self[offset]) {
      if startsScalar(self[offset]) { rest -= 1 }
      offset += 1
    }
    return rest > 0 ? count + 1 : offset
  }
}

extension String {
  /// Creates the text of valid UTF-8.
  init(utf8: Span<UInt8>) {
    self = unsafe utf8.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
