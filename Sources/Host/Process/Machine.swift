private import Glibc

/// The machine that this process runs on.
public enum Machine {
  /// Its name, as its owner gave it; "unknown" if it has none.
  public static var hostName: String {
    var facts = utsname()
    guard uname(&facts) == 0 else { return "unknown" }
    let name = withUnsafeBytes(of: facts.nodename) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return name.isEmpty ? "unknown" : name
  }
}
