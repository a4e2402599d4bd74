// swift-tools-version: 6.2

import PackageDescription

// Each folder at the top is a layer; a target may use what stands further up this list, never
// what stands beside or below it (Scripts/check refuses an undeclared import):
//   Sources  libraries that know nothing of reviews
//   Shared   what both programs must agree on
//   Client   one replica on disk, and the command `concord`
//   Server   the relay and its daemon; it can import neither ChangeLog nor Review

let common: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]
// For the targets that touch no C handle and no file: there every unsafe construct is a mistake.
let pure = common + [.strictMemorySafety()]

// The commands start in half the time when the Swift runtime is inside them (docs/benchmarks.md).
let program: [LinkerSetting] = [.unsafeFlags(["-static-stdlib"])]

let package = Package(
  name: "Concord",
  products: [
    .library(name: "ChangeLog", targets: ["ChangeLog"]),
    .library(name: "Concord", targets: ["Replica"]),
    .executable(name: "concord", targets: ["concord"]),
    .executable(name: "concord-relay", targets: ["concord-relay"]),
    .executable(name: "concord-bench", targets: ["concord-bench"]),
  ],
  targets: [
    // Sources
    .systemLibrary(
      name: "CSQLite", path: "Sources/CLibraries/CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "COpenSSL", path: "Sources/CLibraries/COpenSSL", pkgConfig: "openssl",
      providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CWebSockets", path: "Sources/CLibraries/CWebSockets", pkgConfig: "libwebsockets",
      providers: [.apt(["libwebsockets-dev"])]),
    .systemLibrary(
      name: "CZlib", path: "Sources/CLibraries/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CHost", path: "Sources/CLibraries/CHost"),
    .target(name: "Bytes", swiftSettings: pure),
    .target(name: "ChangeLog", dependencies: ["Bytes"], swiftSettings: pure),
    .target(name: "Cryptography", dependencies: ["Bytes", "COpenSSL"], swiftSettings: common),
    .target(name: "Compression", dependencies: ["CZlib"], swiftSettings: common),
    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: common),
    .target(
      name: "WebSockets", dependencies: ["CWebSockets", "COpenSSL"], swiftSettings: common),
    .target(name: "Host", dependencies: ["CHost"], swiftSettings: common),

    // Shared
    .target(
      name: "Review", dependencies: ["Bytes", "ChangeLog"], path: "Shared/Review",
      swiftSettings: pure),
    .target(
      name: "Trust", dependencies: ["Bytes", "Compression", "Cryptography"], path: "Shared/Trust",
      swiftSettings: pure),
    .target(
      name: "SyncProtocol", dependencies: ["Bytes", "Cryptography", "Trust"],
      path: "Shared/SyncProtocol", swiftSettings: pure),

    // Client
    .target(
      name: "Replica",
      dependencies: [
        "Bytes", "ChangeLog", "Cryptography", "Host", "Review", "SQLite", "SyncProtocol", "Trust",
      ],
      path: "Client/Replica", swiftSettings: common),
    .executableTarget(
      name: "concord",
      dependencies: [
        "Bytes", "ChangeLog", "Cryptography", "Host", "Replica", "Review", "SQLite",
        "SyncProtocol", "Trust", "WebSockets",
      ],
      path: "Client/concord", swiftSettings: common, linkerSettings: program),

    // Server
    .target(
      name: "Relay", dependencies: ["Bytes", "Cryptography", "SQLite", "SyncProtocol", "Trust"],
      path: "Server/Relay", swiftSettings: common),
    .executableTarget(
      name: "concord-relay",
      dependencies: [
        "Bytes", "Cryptography", "Host", "Relay", "SQLite", "SyncProtocol", "Trust", "WebSockets",
      ],
      path: "Server/concord-relay", swiftSettings: common, linkerSettings: program),

    // Tests and benchmarks
    .target(
      name: "TestSupport", dependencies: ["Bytes"], path: "Tests/TestSupport",
      swiftSettings: common),
    .target(
      name: "TextReference", dependencies: ["Bytes", "ChangeLog", "TestSupport"],
      path: "Tests/TextReference", swiftSettings: common),
    .target(
      name: "CBenchmarks", path: "Tests/CBenchmarks", cSettings: [.unsafeFlags(["-O3"])]),
    .executableTarget(
      name: "concord-bench",
      dependencies: [
        "Bytes", "CBenchmarks", "ChangeLog", "Compression", "Cryptography", "Host", "Replica",
        "Review", "SyncProtocol", "TestSupport", "TextReference", "Trust",
      ],
      path: "Tests/Benchmarks", swiftSettings: common, linkerSettings: program),
    .testTarget(
      name: "BytesTests", dependencies: ["Bytes", "TestSupport"], path: "Tests/Bytes",
      swiftSettings: common),
    .testTarget(
      name: "ChangeLogTests",
      dependencies: ["Bytes", "ChangeLog", "Cryptography", "TestSupport", "TextReference"],
      path: "Tests/ChangeLog", swiftSettings: common),
    .testTarget(
      name: "CryptographyTests",
      dependencies: ["Bytes", "Compression", "Cryptography", "TestSupport"],
      path: "Tests/Cryptography", exclude: ["Vectors"], swiftSettings: common),
    .testTarget(
      name: "SQLiteTests", dependencies: ["SQLite", "TestSupport"], path: "Tests/SQLite",
      swiftSettings: common),
    .testTarget(
      name: "WebSocketsTests", dependencies: ["COpenSSL", "TestSupport", "WebSockets"],
      path: "Tests/WebSockets", swiftSettings: common),
    .testTarget(
      name: "HostTests", dependencies: ["Host", "TestSupport"], path: "Tests/Host",
      swiftSettings: common),
    .testTarget(
      name: "ReviewTests", dependencies: ["Bytes", "ChangeLog", "Review", "TestSupport"],
      path: "Tests/Review", exclude: ["Articles"], swiftSettings: common),
    .testTarget(
      name: "TrustTests", dependencies: ["Bytes", "Cryptography", "TestSupport", "Trust"],
      path: "Tests/Trust", exclude: ["Vectors"], swiftSettings: common),
    .testTarget(
      name: "SyncProtocolTests",
      dependencies: ["Bytes", "Cryptography", "Relay", "SyncProtocol", "TestSupport", "Trust"],
      path: "Tests/SyncProtocol", swiftSettings: common),
    .testTarget(
      name: "ReplicaTests",
      dependencies: [
        "Bytes", "ChangeLog", "Cryptography", "Relay", "Replica", "Review", "SQLite",
        "SyncProtocol", "TestSupport", "Trust",
      ],
      path: "Tests/Replica", swiftSettings: common),
    .testTarget(
      name: "RelayTests",
      dependencies: [
        "Bytes", "Cryptography", "Relay", "SQLite", "SyncProtocol", "TestSupport", "Trust",
      ],
      path: "Tests/Relay", swiftSettings: common),
    .testTarget(
      name: "EndToEndTests", dependencies: ["SQLite", "TestSupport"], path: "Tests/EndToEnd",
      swiftSettings: common),
    .testTarget(
      name: "RepositoryTests", dependencies: ["TestSupport"], path: "Tests/Repository",
      swiftSettings: common),
  ],
  swiftLanguageModes: [.v6]
)
