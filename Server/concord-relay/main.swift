import Host
import WebSockets

Descriptor.openStandardStreams()
Signals.ignoreClosedPipes()

let console = Console(terminal: .current(.process))
let program = Program(
  root: Command(
    group: "concord-relay", "Stores and orders what the replicas of a team say to each other",
    details: """
      A relay cannot read what it stores: everything is sealed by the replicas. A team needs one \
      relay that all of them can reach.
      """,
    subcommands: [serveCommand]),
  version: "1.0")

exitProgram(console.finish(run(program, Array(CommandLine.arguments.dropFirst()), console)))
