// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading and writing files with every error reported. The C library's and the
// standard streams' errors are easy to lose (a full disk shows only at a flush
// or close), so all files of the runtime pass through these two classes.
#ifndef NADIR_RUNTIME_FILE_H
#define NADIR_RUNTIME_FILE_H

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace nadir {

/// A regular file open for reading. Folders, pipes and devices are refused:
/// their size is unknown and reading them may never end.
class InputFile {
public:
  /// Throws Error naming the file and the reason.
  explicit InputFile(const std::filesystem::path &path);
  ~InputFile();
  InputFile(const InputFile &) = delete;
  InputFile &operator=(const InputFile &) = delete;

  /// Size in bytes when it was opened.
  uint64_t size() const { return fileSize; }

  /// The path as messages show it.
  const std::string &name() const { return fileName; }

  /// Reads up to `count` bytes and returns how many; fewer only at the end.
  size_t read(void *destination, size_t count);

private:
  std::string fileName;
  int descriptor = -1;
  uint64_t fileSize = 0;
};

/// A file being written. A regular file appears, or replaces its predecessor,
/// only when `commit` succeeds: a full disk leaves the old content in place,
/// and of several writers the last to commit wins. It keeps its predecessor's
/// permissions; a symbolic link stays one, what it points to is replaced.
/// Devices and pipes are written directly.
class OutputFile {
public:
  /// Throws Error when the file cannot be created.
  explicit OutputFile(const std::filesystem::path &path);
  /// Discards what was not committed.
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  /// Throws Error when not all bytes could be written.
  void write(const void *data, size_t count);
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Closes the file and moves it to its path. Throws Error on failure.
  void commit();

private:
  std::string fileName;
  std::string temporaryName;
  int descriptor = -1;
};

/// Adds `text` at the end of an existing file or a new one. Throws Error; a
/// line that did not fit is removed again, so the file ends with whole lines.
void appendToFile(const std::filesystem::path &path, std::string_view text);

} // namespace nadir

#endif // NADIR_RUNTIME_FILE_H
