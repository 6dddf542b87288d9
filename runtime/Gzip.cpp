// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inflating through zlib, whose input is refilled from the file in pieces.
#include "runtime/Gzip.h"

#include "runtime/Error.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace nadir {

struct GzipReader::State {
  explicit State(const std::filesystem::path &path) : file(path) {}

  /// Loads the next piece of the file when the last is used up.
  void refill();
  /// Whether a complete member ended and nothing follows it.
  bool atEnd();
  /// Bytes of the file that were consumed.
  uint64_t offset() const { return loaded - stream.avail_in; }
  size_t inflateInto(uint8_t *destination, size_t count);
  size_t copyInto(uint8_t *destination, size_t count);
  [[noreturn]] void failInflate(int code) const;

  InputFile file;
  std::vector<uint8_t> piece = std::vector<uint8_t>(256 << 10);
  uint64_t loaded = 0;
  bool compressed = false;
  /// The stream is between two members or after the last.
  bool memberEnded = false;
  z_stream stream = {};
};

void GzipReader::State::refill() {
  if (stream.avail_in > 0)
    return;
  stream.next_in = piece.data();
  stream.avail_in = static_cast<uInt>(file.read(piece.data(), piece.size()));
  loaded += stream.avail_in;
}

bool GzipReader::State::atEnd() {
  if (!memberEnded)
    return false;
  refill();
  if (stream.avail_in == 0)
    return true;
  // gzip files may be concatenated; their content then is, too.
  if (*stream.next_in != 0x1f)
    throw Error(fmt::format("'{}': offset {}: expected the end of the file "
                            "after the gzip stream, found byte {:#04x}",
                            file.name(), offset(), *stream.next_in));
  memberEnded = false;
  if (int code = inflateReset(&stream); code != Z_OK)
    failInflate(code);
  return false;
}

void GzipReader::State::failInflate(int code) const {
  if (code == Z_MEM_ERROR)
    throw Error(
        fmt::format("'{}': not enough memory to inflate it", file.name()));
  throw Error(fmt::format("'{}': offset {}: damaged gzip stream ({})",
                          file.name(), offset(),
                          stream.msg ? stream.msg : zError(code)));
}

size_t GzipReader::State::inflateInto(uint8_t *destination, size_t count) {
  constexpr size_t largestStep = std::numeric_limits<int32_t>::max();
  size_t done = 0;
  while (done < count && !atEnd()) {
    refill();
    if (stream.avail_in == 0)
      throw Error(fmt::format("'{}': offset {}: the gzip stream is truncated",
                              file.name(), offset()));
    size_t step = std::min(count - done, largestStep);
    stream.next_out = destination + done;
    stream.avail_out = static_cast<uInt>(step);
    int code = inflate(&stream, Z_NO_FLUSH);
    done += step - stream.avail_out;
    if (code == Z_STREAM_END)
      memberEnded = true;
    else if (code != Z_OK && code != Z_BUF_ERROR)
      failInflate(code);
  }
  return done;
}

size_t GzipReader::State::copyInto(uint8_t *destination, size_t count) {
  size_t done = std::min<size_t>(count, stream.avail_in);
  if (done > 0)
    std::memcpy(destination, stream.next_in, done);
  stream.next_in += done;
  stream.avail_in -= static_cast<uInt>(done);
  size_t rest = file.read(destination + done, count - done);
  loaded += rest;
  return done + rest;
}

GzipReader::GzipReader(const std::filesystem::path &path)
    : state(std::make_unique<State>(path)) {
  state->refill();
  const uint8_t *start = state->piece.data();
  state->compressed =
      state->stream.avail_in >= 2 && start[0] == 0x1f && start[1] == 0x8b;
  if (!state->compressed)
    return;
  // 16 selects the gzip format, whose checksum zlib then verifies.
  if (int code = inflateInit2(&state->stream, 16 + MAX_WBITS); code != Z_OK)
    state->failInflate(code);
}

GzipReader::~GzipReader() {
  if (state->compressed)
    inflateEnd(&state->stream);
}

const std::string &GzipReader::name() const { return state->file.name(); }

bool GzipReader::isCompressed() const { return state->compressed; }

uint64_t GzipReader::largestContent() const {
  return state->compressed ? state->file.size() * 1032 : state->file.size();
}

size_t GzipReader::read(void *destination, size_t count) {
  auto *bytes = static_cast<uint8_t *>(destination);
  return state->compressed ? state->inflateInto(bytes, count)
                           : state->copyInto(bytes, count);
}

} // namespace nadir
