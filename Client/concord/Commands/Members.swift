import Host
enum MembersCommand { static let command = Command<Session>("members", "soon") { _, _ in .failed } }
