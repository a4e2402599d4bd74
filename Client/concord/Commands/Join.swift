import Host
enum JoinCommand { static let command = Command<Session>("join", "soon") { _, _ in .failed } }
