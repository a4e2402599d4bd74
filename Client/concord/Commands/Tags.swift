import Host
import Replica

enum TagsCommand {
  static let command = Command<Session>(
    "tags", "List the tags of the notes, and how many notes have each", topic: "Read",
    details: """
      A tag has small letters only, and - for spaces: Law and #law are law. Two people may tag one \
      note at the same time: it has the tags of both. Of two who at once take a tag away and put \
      it on again, the one who puts it on prevails.
      """,
    operands: [.optional("T", "Only the tags that begin so")],
    examples: ["tags", "tags la", "note edit n024 --tag law --untag draft"]
  ) { session, arguments in
    let replica = try session.replica()
    let wanted = arguments.optionalOperand("T").map { Tag.spelling($0) ?? "" } ?? ""
    let tags = try replica.tags().filter { $0.tag.hasPrefix(wanted) }
    try session.show([
      "tags": .array(
        tags.map { ["tag": .string($0.tag), "notes": .integer(Int64($0.count))] })
    ]) {
      var table = Table([.init(), .init(.right)])
      for (tag, count) in tags {
        table.add([StyledText("#\(tag)", .blue), StyledText("\(count)")])
      }
      session.console.print(table.lines(width: session.width))
      if tags.isEmpty {
        session.console.print("No such tags.")
        session.next("concord note edit ID --tag T")
      }
    }
    return .done
  }
}

extension Session {
  /// The tags that `text` can mean: the very tag, else those that begin so; at least one.
  func tags(named text: String) throws -> [String] {
    let all = try replica().tags().map(\.tag)
    let wanted = Tag.spelling(text) ?? ""
    if all.contains(wanted) { return [wanted] }
    let found = all.filter { $0.hasPrefix(wanted) }
    guard !found.isEmpty, !wanted.isEmpty else {
      throw Failure("no note has the tag '\(text)'", hint: "concord tags lists what there is.")
    }
    return found
  }
}

extension Arguments {
  /// The tags given for `option`, in their one spelling.
  func tags(_ option: String) throws -> [String] {
    try values(option).map { text in
      guard let tag = Tag.spelling(text) else {
        throw error("--\(option) takes a word of at most \(Tag.bytesMax) bytes, not '\(text)'")
      }
      return tag
    }
  }
}
