private import Glibc

extension Folder {
  /// Removes a folder that holds only files, and them; nothing being there is no error.
  ///
  /// Does not descend, so that a mistaken path cannot take a tree with it.
  public static func removeFlat(_ path: String) throws(FileError) {
    guard let stream = opendir(path) else {
      if errno == ENOENT { return }
      throw FileError(errno: errno, path: path)
    }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    closedir(stream)
    for name in names { try File.remove(path + "/" + name) }
    guard rmdir(path) == 0 else { throw FileError(errno: errno, path: path) }
  }

  /// Gives a folder another name, and makes that last through a loss of power.
  ///
  /// - Throws: when something stands under the new name already.
  public static func rename(_ path: String, to newPath: String) throws(FileError) {
    // rename(2) replaces an empty folder; a workspace is never one.
    guard Glibc.rename(path, newPath) == 0 else { throw FileError(errno: errno, path: newPath) }
    try sync(containing(newPath))
  }
}
