import Host
enum InviteCommand { static let command = Command<Session>("invite", "soon") { _, _ in .failed } }
