import Bytes
import Cryptography
import Foundation
import Testing

/// A vector of Project Wycheproof; each algorithm fills the fields that it has.
struct WycheproofVector: Decodable {
  let id: Int
  let result: String
  private let fields: [String: String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var fields: [String: String] = [:]
    for key in container.allKeys {
      fields[key.stringValue] = try? container.decode(String.self, forKey: key)
    }
    self.fields = fields
    id = try container.decode(Int.self, forKey: Key(stringValue: "id"))
    size = try container.decodeIfPresent(Int.self, forKey: Key(stringValue: "size")) ?? 0
    result = fields["result"] ?? ""
  }

  let size: Int

  subscript(_ field: String) -> [UInt8] { fields[field].flatMap(Hex.decode) ?? [] }

  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
  }
}

func vectors<Vector: Decodable>(_ name: String, of type: Vector.Type) throws -> [Vector] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
  let file = folder.appending(path: "Vectors/\(name).json")
  let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
  try #require(!vectors.isEmpty)
  return vectors
}

/// The bytes of a hexadecimal constant of a test, blanks and line breaks left out.
func hex(_ text: String) -> [UInt8] {
  guard let bytes = Hex.decode(String(text.filter { !$0.isWhitespace })) else {
    preconditionFailure("a typing error in a test")
  }
  return bytes
}

func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }
