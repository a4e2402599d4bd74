import Host

Descriptor.openStandardStreams()
Signals.ignoreClosedPipes()

let console = Console(terminal: .current(.process))
exitProgram(
  console.finish(
    run(RelayProgram.program, Array(CommandLine.arguments.dropFirst()), console)))
