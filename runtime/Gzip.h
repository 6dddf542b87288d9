// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading a file that may be compressed with gzip: the bytes are inflated
// straight into the caller's memory, and damage is reported with its place.
#ifndef NADIR_RUNTIME_GZIP_H
#define NADIR_RUNTIME_GZIP_H

#include "runtime/File.h"

#include <memory>

namespace nadir {

class GzipReader {
public:
  /// Opens a gzip file or a plain one, told apart by the first two bytes.
  /// Throws Error when it cannot be opened.
  explicit GzipReader(const std::filesystem::path &path);
  ~GzipReader();

  const std::string &name() const;
  bool isCompressed() const;

  /// Most bytes that the whole file can hold once inflated: deflate never
  /// shrinks more than 1032 to 1, so larger claims need no memory to refute.
  uint64_t largestContent() const;

  /// Reads up to `count` bytes of content and returns how many; fewer only at
  /// the end. Throws Error when the compressed stream is damaged or truncated,
  /// or is followed by something else.
  size_t read(void *destination, size_t count);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace nadir

#endif // NADIR_RUNTIME_GZIP_H
