import Glibc
import Host
import Relay
import WebSockets

extension ExitCode {
  /// What is stored is damaged.
  static let damaged = ExitCode(rawValue: 5)
}

/// Ends the process with `code`.
func exitProgram(_ code: ExitCode) -> Never { exit(code.rawValue) }

/// Does what a command line asks for, and tells what went wrong in one line and a hint.
func run(_ program: Program<Console>, _ words: [String], _ console: Console) -> ExitCode {
  do {
    switch try program.parse(words) {
    case .run(let command, let arguments): return try command.run(console, arguments)
    case .help(let command, let path):
      if let pager = Pager.command(.process, variables: ["PAGER"]) { console.page(with: pager) }
      console.print(program.help(command, path: path, width: console.terminal.width))
    case .manual(let command, let path):
      console.print(document: program.manualPage(command, path: path))
    case .version: console.print("concord-relay \(program.version)")
    }
    return .done
  } catch let error as UsageError {
    console.report(error.lines)
    return .usage
  } catch let error as RelayStoreError {
    console.report("error: the store cannot be used: \(error.detail)")
    if case .damaged = error { return .damaged }
    return .failed
  } catch {
    console.report("error: \(describe(error))")
    return .failed
  }
}

private func describe(_ error: any Error) -> String {
  switch error {
  case ServerError.badIdentity:
    "the certificate and the key cannot be read, or do not belong together"
  case ServerError.cannotListen(let address, let port):
    "cannot listen on \(address), port \(port): not an address of this machine, or in use"
  case ServerError.listensElsewhere(let address): "the system listened on \(address) instead"
  case ServerError.noResources: "memory or file descriptors are lacking"
  default: "\(error)"
  }
}
