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

  /// Runs a program that is killed at its `count`-th system call named `name`.
  static func killing(_ name: String, at count: Int) -> [String] {
    [
      strace ?? "strace", "-f", "-o", "/dev/null", "-e", "trace=\(name)", "-e",
      "inject=\(name):signal=KILL:when=\(count)",
    ]
  }

  /// The environment in which the time of day is `offset` from now.
  static func clock(_ offset: String) -> [String: String] {
    ["LD_PRELOAD": fakeTime ?? "", "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
  }

  private static func find(_ paths: [String]) -> String? {
    paths.first { access($0, R_OK) == 0 }
  }
}
