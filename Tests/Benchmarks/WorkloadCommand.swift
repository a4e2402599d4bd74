import Host
import Replica

enum WorkloadCommand {
  static let command = Command<Console>(
    "workload", "Make a workspace in which a team has worked for a long time",
    details: """
      The names of workspace, devices and members are fresh in each run; all that the team writes \
      follows from the seed.
      """,
    operands: [.required("DIR", "A folder without a workspace, made if it is not there")],
    options: [
      .value("changes", "N", "Changes in all; 100000 without it"),
      .value("members", "N", "Members, the founder included; 20 without it"),
      .value("recommendations", "N", "Recommendations of the one article; 50 without it"),
      .value("criteria", "N", "Criteria; 4 without it"),
      .value("notes", "N", "Notes of 10 to 400 words; 5000 without it"),
      .value("seed", "N", "1 without it"),
    ],
    examples: ["workload --changes 100000 --seed 7 /tmp/large"]
  ) { console, arguments in
    func number(_ name: String, _ range: ClosedRange<Int>, _ usual: Int) throws -> Int {
      try arguments.integer(name, in: range) ?? usual
    }
    let size = Workload.Size(
      changes: try number("changes", 0...10_000_000, 100_000),
      members: try number("members", 1...120, 20),
      recommendations: try number("recommendations", 1...500, 50),
      criteria: try number("criteria", 1...12, 4),
      notes: try number("notes", 0...1_000_000, 5_000))
    let folder = arguments.operand("DIR")
    try Folder.make(folder)
    let start = SystemClock.monotonicMilliseconds()
    let counts = try Workload(
      size, seed: UInt64(try number("seed", 0...(.max), 1)), in: folder
    ).run()
    let seconds = Double(SystemClock.monotonicMilliseconds() - start) / 1_000
    console.print("\(counts) in \(seconds) s")
    return .done
  }
}
