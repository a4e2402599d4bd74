import Host

Signals.ignoreClosedPipes()
Descriptor.openStandardStreams()
BenchProgram.run(Array(CommandLine.arguments.dropFirst()))
