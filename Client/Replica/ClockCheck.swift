/// Compares this machine's clock with another one.
///
/// No rule reads a clock, so a wrong one harms nothing but what people read: it is worth a warning
/// and never an error.
public enum ClockCheck {
  /// Up to this difference nothing is said.
  static let toleranceMilliseconds: UInt64 = 5 * 60_000

  /// What to say of a clock that shows `local` when the relay's shows `relay`, both in milliseconds
  /// since 1970; nil when they agree well enough, or the relay did not say.
  public static func warning(local: UInt64, relay: UInt64) -> String? {
    guard relay != 0 else { return nil }
    let difference = local > relay ? local - relay : relay - local
    guard difference > toleranceMilliseconds else { return nil }
    let minutes = difference / 60_000
    let amount =
      switch minutes {
      case ..<120: "\(minutes) minutes"
      case ..<2_880: "\(minutes / 60) hours"
      case ..<1_051_920: "\(minutes / 1_440) days"
      default: "\(minutes / 525_960) years"
      }
    let direction = local > relay ? "ahead of" : "behind"
    return "this machine's clock is \(amount) \(direction) the relay's; "
      + "nothing is lost by that, but the times others see of what you write are wrong"
  }
}
