/// Hides the exact length of a plaintext: a length keeps only about as many leading bits as it has
/// bits of exponent, so that padding costs at most 12 % and tells O(log log n) bits.
///
/// Source: Padmé, §4.5 of "Reducing Metadata Leakage from Encrypted Files and Communication with
/// PURBs", https://arxiv.org/abs/1806.03160.
enum Padding {
  /// Everything shorter looks the same.
  static let byteCountMin = 256

  /// The length to which `count` bytes are padded.
  static func byteCount(for count: Int) -> Int {
    guard count > byteCountMin else { return byteCountMin }
    let exponent = Int.bitWidth - 1 - count.leadingZeroBitCount
    let keptBits = Int.bitWidth - exponent.leadingZeroBitCount
    let mask = 1 << (exponent - keptBits) - 1
    return (count + mask) & ~mask
  }
}
