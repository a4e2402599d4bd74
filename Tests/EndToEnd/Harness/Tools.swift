import Foundation
import Glibc

/// The programs under test, and those of the system that some tests need.
enum Tools {
  /// The programs lie where this bundle does.
  private static let folder = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent().path

  static let concord = folder + "/concord"
  static let relay = folder + "/concord-relay"

  static let strace = find(["/usr/bin/strace"])
  static let fakeTime = find([
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
  ])
  /// Whether small file systems can be made, to fill them.
  static let canMount = geteuid() == 0 && find(["/usr/bin/mount", "/bin/mount"]) != nil

  private static func find(_ paths: [String]) -> String? {
    paths.first { access($0, R_OK) == 0 }
  }
}
