import Host

Signals.ignoreClosedPipes()
Descriptor.openStandardStreams()
ConcordProgram.run(Array(CommandLine.arguments.dropFirst()))
