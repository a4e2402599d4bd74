import Bytes
import Host
import Review

/// Writes the notes of a review as W3C web annotations in JSON-LD (docs/export.md §5).
///
/// Source: https://www.w3.org/TR/annotation-model/.
struct WebAnnotationExport {
  private let record: ReviewRecord

  init(_ record: ReviewRecord) { self.record = record }

  func document() -> JSON {
    let annotations = record.articles.flatMap { article in
      article.notes.map { annotation($0, on: article.id, in: article) }
        + article.sections.flatMap { section in
          section.notes.map { annotation($0, on: section.id, in: article) }
        }
    }
    return [
      "@context": "http://www.w3.org/ns/anno.jsonld",
      "id": .string("\(base)/annotations/\(record.state.name)"),
      "type": "AnnotationCollection", "label": .string(record.title),
      "total": .integer(Int64(annotations.count)),
      "first": [
        "id": .string("\(base)/annotations/\(record.state.name)/1"), "type": "AnnotationPage",
        "startIndex": 0, "items": .array(annotations),
      ],
    ]
  }

  /// What the names of all things of the workspace begin with.
  ///
  /// They are names and not addresses: nothing of a workspace stands on the network.
  private var base: String { "urn:concord:\(Hex.encode(record.workspace.bytes))" }

  private func name(_ object: ObjectID) -> String { "\(base):\(Hex.encode(object.bytes))" }

  private func annotation(
    _ note: ReviewRecord.Note, on place: ObjectID, in article: ReviewRecord.Article
  ) -> JSON {
    let author = note.author
    var bodies: [JSON] =
      note.isDeleted
      ? []
      : [
        [
          "type": "TextualBody", "value": .string(note.text), "format": "text/plain",
          "purpose": note.reply == nil ? "commenting" : "replying",
        ]
      ]
    bodies += note.tags.map {
      ["type": "TextualBody", "value": .string($0), "purpose": "tagging"]
    }
    return [
      "id": .string(name(note.id)), "type": "Annotation",
      "motivation": note.reply == nil ? "commenting" : "replying",
      "creator": [
        "id": .string("\(base):\(Hex.encode(author.id.bytes))"), "type": "Person",
        "name": .string(author.name),
      ],
      "created": .string(note.created), "modified": .string(note.modified),
      "body": .array(bodies), "target": target(note, on: place, in: article),
    ]
  }

  /// The note replied to, else the passage, else the recommendation or the article.
  private func target(
    _ note: ReviewRecord.Note, on place: ObjectID, in article: ReviewRecord.Article
  ) -> JSON {
    if let reply = note.reply { return .string(name(reply)) }
    guard let quote = note.quote else { return .string(name(place)) }
    var selectors: [JSON] = [
      [
        "type": "TextQuoteSelector", "exact": .string(quote.exact),
        "prefix": .string(quote.prefix), "suffix": .string(quote.suffix),
      ]
    ]
    if let range = quote.range {
      selectors.append([
        "type": "TextPositionSelector", "start": .integer(Int64(range.lowerBound)),
        "end": .integer(Int64(range.upperBound)),
      ])
    }
    let source: JSON = .string(name(article.id))
    guard place != article.id else { return ["source": source, "selector": .array(selectors)] }
    return [
      "source": source, "selector": .array(selectors), "scope": .string(name(place)),
    ]
  }
}
