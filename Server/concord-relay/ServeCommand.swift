import Cryptography
import Host
import Relay
import WebSockets

/// `concord-relay serve`: runs the relay until it is told to stop.
let serveCommand = Command<Console>(
  "serve", "Run the relay until SIGTERM or SIGINT",
  details: """
    On its first start it makes the folder, an empty store, a certificate of its own and a token. \
    It prints a set-up link: 'concord init --relay LINK' with it makes a workspace here. Whoever \
    has the link may make workspaces, but cannot read any.

    Exit codes: 0 stopped as asked, 1 refused or failed, 2 usage, 5 the store is damaged.
    """,
  options: [
    .required("data", "DIR", "The folder of the store, the certificate and the token"),
    .value("listen", "ADDRESS:PORT", "Where to listen (127.0.0.1:7788; port 0 is any free one)"),
    .value("advertise", "HOST:PORT", "How clients reach the relay, for the set-up link"),
    .value("tls-cert", "FILE", "Use this certificate (PEM, any chain after it)"),
    .value("tls-key", "FILE", "The key of the certificate (PEM)"),
    .value("tls-spki", "HEX", "The SHA-256 of the public key that clients see, behind a proxy"),
    .flag("no-pin", "Leave the pin out of the link: clients know the certificate's authority"),
    .flag("open", "Let everybody who reaches the relay make workspaces, without the token"),
  ],
  examples: [
    "serve --data relay",
    "serve --data relay --listen 0.0.0.0:7788 --advertise relay.example:7788",
  ]
) { console, arguments in
  let options = try ServeOptions(arguments)
  let folder = try DataFolder(options.data)
  let identity = try options.identity ?? folder.identity(for: options.advertised?.host)
  let server = try Server(
    ServerConfiguration(
      address: options.listen.host, port: options.listen.port, identity: identity))

  var configuration = RelayConfiguration()
  configuration.relayKeyHash = options.keyHash ?? server.publicKeyHash
  var token: [UInt8] = []
  if !options.isOpen {
    token = try folder.operatorToken()
    configuration.operatorTokenHash = SHA256.hash(token)
  }
  let store = try folder.openStore()
  let link = options.link(
    port: server.port, pin: configuration.relayKeyHash, operatorToken: token)
  if options.guessesHost {
    console.report(
      "\("Warning:", .yellow) the link names this machine \(Machine.hostName). If clients reach it "
        + "by another name, start it with --advertise HOST:PORT.")
  }
  console.print("Set-up link: \(link)")
  console.flush()

  try Signals.catchStops()
  let waker = server.waker
  try Signals.whenStopped { waker.wake() }
  let daemon = RelayDaemon(store: store, configuration: configuration, log: Log())
  return try withExtendedLifetime(folder) {
    try daemon.run(server, address: "\(options.listen.with(port: server.port))")
  }
}
