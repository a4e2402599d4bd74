import Bytes
import Compression

/// The content of a segment on its way to the cipher: compressed or not, not yet padded.
struct SegmentBody {
  /// The content, or its length and its deflated form.
  let bytes: [UInt8]
  let isDeflated: Bool

  private static let lengthByteCount = 4

  init(bytes: [UInt8], isDeflated: Bool) {
    self.bytes = bytes
    self.isDeflated = isDeflated
  }

  init(_ inner: SegmentInner, isDeflated: Bool) {
    let content = Array(inner.bytes[inner.encoding])
    self.isDeflated = isDeflated
    guard isDeflated else {
      bytes = content
      return
    }
    var writer = ByteWriter()
    writer.writeInteger(UInt32(content.count))
    writer.writeBytes(Deflate.compress(content))
    bytes = writer.bytes
  }

  /// Compresses the content where that saves bytes after padding.
  init(smallest inner: SegmentInner) {
    let plain = SegmentBody(inner, isDeflated: false)
    // Most segments carry one small change, and setting zlib up costs more than sealing it.
    guard plain.plaintextByteCount > Padding.byteCountMin else {
      self = plain
      return
    }
    let deflated = SegmentBody(inner, isDeflated: true)
    self = deflated.plaintextByteCount < plain.plaintextByteCount ? deflated : plain
  }

  /// The bytes that are sealed: a length, the body, zeros.
  var plaintext: [UInt8] {
    var writer = ByteWriter()
    writer.writeInteger(UInt32(bytes.count))
    writer.writeBytes(bytes)
    writer.writeBytes(repeatElement(0, count: plaintextByteCount - writer.bytes.count))
    return writer.bytes
  }

  var plaintextByteCount: Int { Padding.byteCount(for: Self.lengthByteCount + bytes.count) }

  /// Takes the padding off; a plaintext has one valid padding.
  init(plaintext: [UInt8], isDeflated: Bool) throws(SegmentFault) {
    do throws(FormatError) {
      var reader = ByteReader(plaintext)
      let count: UInt32 = try reader.readInteger()
      self.init(bytes: try reader.readBytes(Int(count)), isDeflated: isDeflated)
      guard plaintextByteCount == plaintext.count,
        plaintext[reader.offset...].allSatisfy({ $0 == 0 })
      else { throw FormatError("a padding of another length or content", at: reader.offset) }
    } catch {
      throw .badPadding
    }
  }

  /// Reads the content, after decompressing it.
  func inner() throws(SegmentFault) -> SegmentInner {
    let content = isDeflated ? try inflated() : bytes
    do throws(FormatError) {
      return try SegmentInner(decoding: content, in: 0..<content.count)
    } catch {
      throw .badContent
    }
  }

  private func inflated() throws(SegmentFault) -> [UInt8] {
    var reader = ByteReader(bytes)
    guard let count = try? reader.readInteger(UInt32.self),
      count <= UInt32(TrustLimits.innerBytesMax)
    else { throw .badCompression }
    do throws(Deflate.Failure) {
      return try Deflate.decompress(
        bytes.span.extracting(droppingFirst: reader.offset), exactly: Int(count))
    } catch {
      throw .badCompression
    }
  }
}
