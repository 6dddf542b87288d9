// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IDX headers are checked against the size of the file before any memory is
// taken, then the elements are inflated into their final place.
#include "runtime/Idx.h"

#include "runtime/Error.h"
#include "runtime/Gzip.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace nadir {

namespace {

std::optional<ElementType> elementTypeOfCode(uint8_t code) {
  switch (code) {
  case 0x08:
    return ElementType::U8;
  case 0x09:
    return ElementType::I8;
  case 0x0B:
    return ElementType::I16;
  case 0x0C:
    return ElementType::I32;
  case 0x0D:
    return ElementType::F32;
  case 0x0E:
    return ElementType::F64;
  default:
    return std::nullopt;
  }
}

/// Reads exactly `count` bytes or throws with what they were for.
void readExactly(GzipReader &reader, void *destination, size_t count,
                 uint64_t offset, std::string_view what) {
  size_t got = reader.read(destination, count);
  if (got < count)
    throw Error(fmt::format(
        "'{}': truncated: expected {} bytes of {} at offset {}{}, found {}",
        reader.name(), count, what, offset,
        reader.isCompressed() ? " of the uncompressed content" : "", got));
}

ElementType readMagic(GzipReader &reader, size_t &rank) {
  std::array<uint8_t, 4> magic;
  readExactly(reader, magic.data(), magic.size(), 0, "IDX magic");
  std::optional<ElementType> type = elementTypeOfCode(magic[2]);
  if (magic[0] != 0 || magic[1] != 0 || !type)
    throw Error(fmt::format(
        "'{}': offset 0: expected a gzip stream (1f 8b) or an IDX header (00 "
        "00, then a type 08, 09, 0b, 0c, 0d or 0e, then the rank), found "
        "{:02x}{}",
        reader.name(), fmt::join(magic, " "),
        reader.isCompressed() ? " once uncompressed" : ""));
  rank = magic[3];
  return *type;
}

std::vector<int64_t> readSizes(GzipReader &reader, size_t rank) {
  std::vector<uint8_t> bytes(rank * 4);
  readExactly(reader, bytes.data(), bytes.size(), 4, "sizes");
  std::vector<int64_t> sizes(rank);
  for (size_t i = 0; i < rank; ++i)
    sizes[i] = static_cast<int64_t>(
        uint32_t{bytes[4 * i]} << 24 | uint32_t{bytes[4 * i + 1]} << 16 |
        uint32_t{bytes[4 * i + 2]} << 8 | uint32_t{bytes[4 * i + 3]});
  return sizes;
}

} // namespace

Array readIdx(const std::filesystem::path &path) {
  GzipReader reader(path);
  size_t rank = 0;
  ElementType type = readMagic(reader, rank);
  std::vector<int64_t> sizes = readSizes(reader, rank);
  uint64_t headerBytes = 4 + 4 * rank;

  std::optional<uint64_t> bytes = byteCount(sizes, sizeOf(type));
  uint64_t largest = reader.largestContent();
  if (!bytes || *bytes > largest - std::min(largest, headerBytes))
    throw Error(fmt::format(
        "'{}': offset 4: the header claims shape {} of {}, more than this file "
        "can hold ({} bytes at most)",
        reader.name(), formatShape(sizes), nameOf(type), largest));

  Array array(type, sizes);
  readExactly(reader, array.data(), *bytes, headerBytes, "elements");
  // Reading past the last element also makes zlib verify its checksum.
  uint8_t extra;
  if (reader.read(&extra, 1) != 0)
    throw Error(fmt::format("'{}': offset {}: expected the end after shape {} "
                            "of {}, found more bytes",
                            reader.name(), headerBytes + *bytes,
                            formatShape(sizes), nameOf(type)));
  if constexpr (std::endian::native == std::endian::little)
    array.swapBytes();
  return array;
}

DataSetFiles findDataSet(const std::filesystem::path &folder) {
  std::error_code ignored;
  std::vector<std::string> missing;
  auto find = [&](std::string_view name) {
    for (std::string_view suffix : {".gz", ""}) {
      std::filesystem::path path = folder / fmt::format("{}{}", name, suffix);
      if (std::filesystem::is_regular_file(path, ignored))
        return path;
    }
    missing.push_back(fmt::format("{}[.gz]", name));
    return std::filesystem::path();
  };
  DataSetFiles files;
  files.trainImages = find("train-images-idx3-ubyte");
  files.trainLabels = find("train-labels-idx1-ubyte");
  files.testImages = find("t10k-images-idx3-ubyte");
  files.testLabels = find("t10k-labels-idx1-ubyte");
  if (!missing.empty())
    throw Error(fmt::format(
        "data set folder '{}' {} {}; for Fashion-MNIST install Debian's "
        "package dataset-fashion-mnist (apt-get install dataset-fashion-mnist, "
        "it fills '{}'), or name a folder that holds these files",
        folder.string(),
        std::filesystem::is_directory(folder, ignored)
            ? "lacks"
            : "does not exist: lacks",
        fmt::join(missing, ", "), defaultDataSetFolder));
  return files;
}

} // namespace nadir
