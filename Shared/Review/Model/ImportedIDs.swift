public import Bytes
public import ChangeLog

/// The names of what an import makes: they follow from the content, so that the same article
/// imported on two machines is one article (docs/format.md §10.1).
public enum ImportedID {
  /// The name of the article with this normalised `body` in `workspace`.
  public static func article(
    _ workspace: WorkspaceID, body: String, hash: HashFunction
  ) -> ObjectID {
    tagged("concord/v1/article", workspace.bytes + Array(body.utf8), hash)
  }

  /// The name of the recommendation of `article` at `span`, in scalars of the body.
  public static func recommendation(
    _ article: ObjectID, span: Range<Int>, hash: HashFunction
  ) -> ObjectID {
    var writer = ByteWriter()
    writer.writeBytes(article.bytes)
    writer.writeInteger(UInt64(span.lowerBound))
    writer.writeInteger(UInt64(span.upperBound))
    return tagged("concord/v1/recommendation", writer.bytes, hash)
  }

  private static func tagged(_ tag: String, _ content: [UInt8], _ hash: HashFunction) -> ObjectID {
    ObjectID(hash([UInt8(tag.utf8.count)] + Array(tag.utf8) + content).prefix(16))
  }
}
