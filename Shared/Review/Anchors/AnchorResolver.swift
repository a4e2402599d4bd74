/// Looks for anchors in one body: where they stood, then the very words elsewhere, then words like
/// them (the order of Hypothesis' anchoring).
///
/// Deterministic: of equal scores the passage nearest to the old position counts, then the first.
public struct AnchorResolver: Sendable {
  /// How many errors are allowed at most, however long the quotation.
  public static let errorsMax = 256
  /// How much of what stands around a quotation is compared, in scalars.
  static let contextMax = 256
  /// By how many scalars a passage is widened at most, to begin and end with a word.
  static let wordMax = 32
  /// How many of several passages with as few errors are told apart by their surroundings.
  static let candidatesMax = 64
  /// How many steps one search may take, which are columns of 64 rows: well below a second.
  public static let workMax = 1 << 26

  private let body: [Unicode.Scalar]

  /// Takes the body that anchors are looked for in.
  public init(_ body: String) { self.body = Array(body.unicodeScalars) }

  /// What the body has at `range`, as far as it reaches.
  public func text(at range: Range<Int>) -> String {
    String(scalars: body[range.clamped(to: 0..<body.count)])
  }

  /// The anchor of the passage at `range`, which must lie inside the body.
  public func anchor(at range: Range<Int>) -> QuoteAnchor { QuoteAnchor(quoting: range, of: body) }

  private struct Candidate {
    let range: Range<Int>
    let errors: Int
    let score: Rational
    /// The score without the position's part: two alike are the same to any reader.
    let likeness: Rational
  }

  /// What becomes of `anchor` in the body.
  ///
  /// - Parameter work: Is raised by the steps that the search took.
  public func resolve(
    _ anchor: QuoteAnchor, workMax: Int = AnchorResolver.workMax, work: inout Int
  ) -> AnchorResolution {
    var left = workMax
    defer { work += workMax - max(0, left) }
    let quote = Array(anchor.exact.unicodeScalars)
    // What a position says comes from elsewhere, and may lie far outside.
    let hint = anchor.range.map { min($0.lowerBound, body.count) }
    if let hint, hint <= body.count - quote.count, body[hint...].starts(with: quote) {
      let there = candidate(hint..<hint + quote.count, errors: 0, anchor, quote.count, hint)
      if there.score >= AnchorResolution.sureMin { return judge(there, isAlone: true, quote.count) }
    }
    let starts = ExactSearch(quote).starts(in: body, near: hint ?? 0)
    if !starts.isEmpty {
      let ranges = starts.map { $0..<$0 + quote.count }
      return best(ranges, errors: 0, anchor, quote.count, hint)
    }
    guard let found = passages(like: quote, near: hint ?? 0, work: &left) else {
      return .orphan(isGivenUp: left < 0)
    }
    return best(found.ranges, errors: found.errors, anchor, quote.count, hint)
  }

  // MARK: Words like them

  private func passages(
    like quote: [Unicode.Scalar], near hint: Int, work: inout Int
  ) -> (ranges: [Range<Int>], errors: Int)? {
    let errorsMax = min(Self.errorsMax, quote.count / 2)
    guard errorsMax > 0, quote.count - errorsMax <= body.count,
      let ends = ApproximateSearch.ends(
        of: quote, in: body, errorsMax: errorsMax, near: hint + quote.count, work: &work)
    else { return nil }
    let nearest = ends.places
      .sorted { (abs($0 - hint - quote.count), $0) < (abs($1 - hint - quote.count), $1) }
      .prefix(Self.candidatesMax)
    let backwards = quote.reversed()
    let ranges = nearest.compactMap { end -> Range<Int>? in
      let reach = max(0, end - quote.count - ends.errors)
      let starts = ApproximateSearch.ends(
        of: backwards, in: body[reach..<end].reversed(), errorsMax: ends.errors, isAnchored: true,
        near: quote.count, work: &work)
      // Of several beginnings with as few errors, the one that leaves the passage its length.
      let count = starts?.places.min {
        (abs($0 - quote.count), $0) < (abs($1 - quote.count), $1)
      }
      return count.map { wholeWords(end - $0..<end, as: quote) }
    }
    return ranges.isEmpty ? nil : (ranges, ends.errors)
  }

  /// The range, widened so that no accent is cut off its letter and, where the quotation begins or
  /// ends with a word, no letter off its word.
  private func wholeWords(_ range: Range<Int>, as quote: [Unicode.Scalar]) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start > 0, start < end, body[start].properties.isGraphemeExtend { start -= 1 }
    while end < body.count, body[end].properties.isGraphemeExtend { end += 1 }
    let (first, last) = (start - Self.wordMax, end + Self.wordMax)
    if quote.first.map(Self.isLetter) ?? false, start < end, Self.isLetter(body[start]) {
      while start > max(0, first), Self.isLetter(body[start - 1]) { start -= 1 }
    }
    if quote.last.map(Self.isLetter) ?? false, start < end, Self.isLetter(body[end - 1]) {
      while end < min(body.count, last), Self.isLetter(body[end]) { end += 1 }
    }
    return start..<end
  }

  /// Whether `scalar` is part of a word; where there are no spaces there are no words.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x2e80 && (scalar.properties.isAlphabetic || scalar.properties.isGraphemeExtend)
  }

  // MARK: Judging

  private func best(
    _ ranges: [Range<Int>], errors: Int, _ anchor: QuoteAnchor, _ count: Int, _ hint: Int?
  ) -> AnchorResolution {
    let candidates = ranges.map { candidate($0, errors: errors, anchor, count, hint) }
    func key(_ candidate: Candidate) -> (Int, Int) {
      (abs(candidate.range.lowerBound - (hint ?? 0)), candidate.range.lowerBound)
    }
    let best = candidates.max { left, right in
      left.score == right.score ? key(left) > key(right) : left.score < right.score
    }
    guard let best else { return .orphan() }
    let others = candidates.filter { !$0.range.overlaps(best.range) }
    // Only the position tells it from another one: that is too little to decide by.
    guard !others.contains(where: { $0.likeness >= best.likeness }) else {
      return AnchorResolution(
        band: .needsReview, range: best.range, errors: errors, score: best.score,
        isGivenUp: false)
    }
    return judge(best, isAlone: others.isEmpty, count)
  }

  private func judge(_ best: Candidate, isAlone: Bool, _ count: Int) -> AnchorResolution {
    let isTelling = best.errors == 0 && isAlone && count >= AnchorResolution.tellingCount
    let band: AnchorResolution.Band
    if best.errors == 0, best.score >= AnchorResolution.exactMin {
      band = .exact
    } else if best.score >= AnchorResolution.sureMin || isTelling {
      band = .sure
    } else if best.score >= AnchorResolution.foundMin {
      band = .needsReview
    } else {
      return .orphan()
    }
    return AnchorResolution(
      band: band, range: best.range, errors: best.errors, score: best.score, isGivenUp: false)
  }

  private func candidate(
    _ range: Range<Int>, errors: Int, _ anchor: QuoteAnchor, _ count: Int, _ hint: Int?
  ) -> Candidate {
    let prefix = Array(anchor.prefix.unicodeScalars.suffix(Self.contextMax))
    let suffix = Array(anchor.suffix.unicodeScalars.prefix(Self.contextMax))
    let before = body[max(0, range.lowerBound - prefix.count)..<range.lowerBound]
    let after = body[range.upperBound..<min(body.count, range.upperBound + suffix.count)]
    func score(_ offset: Int) -> Rational {
      AnchorResolution.score(
        errors: errors, count: count, prefix: Self.likeness(prefix, before),
        suffix: Self.likeness(suffix, after), offset: offset, bodyCount: body.count)
    }
    return Candidate(
      range: range, errors: errors, score: score(hint.map { range.lowerBound - $0 } ?? 0),
      likeness: score(0))
  }

  /// How much of `context` stands in `text`; all of it when there is none.
  private static func likeness(
    _ context: [Unicode.Scalar], _ text: ArraySlice<Unicode.Scalar>
  ) -> Rational {
    guard !context.isEmpty else { return Rational(1) }
    var work = Int.max
    let ends = ApproximateSearch.ends(
      of: context, in: text, errorsMax: context.count, work: &work)
    let errors = ends?.errors ?? context.count
    return Rational(1) - Rational(Int128(errors), Int128(context.count))
  }
}
