// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The header of a .npy file is a Python dictionary of three known keys; only
// that much of Python's syntax is parsed.
#include "runtime/Npy.h"

#include "runtime/Error.h"
#include "runtime/File.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstring>
#include <optional>

namespace nadir {

namespace {

constexpr std::string_view magic("\x93NUMPY", 6);

/// Longest header that is read: an array of 32 dimensions needs 800 bytes.
constexpr uint64_t longestHeader = 1 << 20;

/// NumPy's own limit.
constexpr size_t largestRank = 64;

struct Header {
  ElementType type = ElementType::U8;
  bool swapped = false;
  bool fortranOrder = false;
  std::vector<int64_t> shape;
};

/// What a "descr" like "<f4" stands for, byte order aside.
constexpr std::pair<std::string_view, ElementType> typeCodes[] = {
    {"b1", ElementType::Bool}, {"u1", ElementType::U8},
    {"i1", ElementType::I8},   {"i2", ElementType::I16},
    {"i4", ElementType::I32},  {"i8", ElementType::I64},
    {"f4", ElementType::F32},  {"f8", ElementType::F64}};

class HeaderParser {
public:
  HeaderParser(std::string_view text, uint64_t offset, const std::string &name)
      : text(text), offset(offset), name(name) {}

  Header parse() {
    expect('{');
    while (!accept('}')) {
      parseEntry();
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpaces();
    if (position != text.size())
      fail("the end of the header");
    if (!seen[0] || !seen[1] || !seen[2])
      fail("keys 'descr', 'fortran_order' and 'shape'");
    return std::move(header);
  }

private:
  [[noreturn]] void fail(std::string_view expected) const {
    fail(expected, text.substr(std::min(position, text.size()), 20));
  }

  [[noreturn]] void fail(std::string_view expected,
                         std::string_view shown) const {
    std::string rest(shown);
    for (char &c : rest)
      c = std::isprint(static_cast<unsigned char>(c)) ? c : '?';
    std::string found = rest.empty() ? "its end" : fmt::format("'{}'", rest);
    throw Error(fmt::format("'{}': offset {}: expected {} in the .npy header, "
                            "found {}",
                            name, offset + position, expected, found));
  }

  void skipSpaces() {
    while (position < text.size() &&
           (text[position] == ' ' || text[position] == '\n'))
      ++position;
  }

  bool accept(char wanted) {
    skipSpaces();
    if (position >= text.size() || text[position] != wanted)
      return false;
    ++position;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted))
      fail(fmt::format("'{}'", wanted));
  }

  bool acceptWord(std::string_view word) {
    skipSpaces();
    if (!text.substr(position).starts_with(word))
      return false;
    position += word.size();
    return true;
  }

  std::string_view parseString() {
    skipSpaces();
    char quote = position < text.size() ? text[position] : '\0';
    size_t end = quote == '\'' || quote == '"' ? text.find(quote, position + 1)
                                               : std::string_view::npos;
    if (end == std::string_view::npos)
      fail("a quoted string");
    std::string_view content = text.substr(position + 1, end - position - 1);
    position = end + 1;
    return content;
  }

  void parseEntry() {
    constexpr std::string_view keys[] = {"descr", "fortran_order", "shape"};
    skipSpaces();
    size_t start = position;
    std::string_view key = parseString();
    size_t which = 0;
    while (which < 3 && keys[which] != key)
      ++which;
    if (which == 3 || seen[which]) {
      position = start;
      fail("each of the keys 'descr', 'fortran_order' and 'shape' once");
    }
    seen[which] = true;
    expect(':');
    if (which == 0)
      parseType();
    else if (which == 1)
      parseOrder();
    else
      parseShape();
  }

  void parseType() {
    skipSpaces();
    size_t start = position;
    // A list stands for a record of fields.
    std::string_view descr = text.substr(position).starts_with('[')
                                 ? std::string_view()
                                 : parseString();
    constexpr char native =
        std::endian::native == std::endian::little ? '<' : '>';
    char order = descr.empty() ? '\0' : descr.front();
    for (auto [code, type] : typeCodes) {
      bool known = order == '<' || order == '>' || order == '=' ||
                   (order == '|' && sizeOf(type) == 1);
      if (!known || descr.substr(1) != code)
        continue;
      header.type = type;
      header.swapped = order != '=' && order != '|' && order != native;
      return;
    }
    position = start;
    fail("a type of b1, u1, i1, i2, i4, i8, f4 or f8 after its byte order",
         descr.empty() ? text.substr(position, 20) : descr);
  }

  void parseOrder() {
    if (acceptWord("True"))
      header.fortranOrder = true;
    else if (!acceptWord("False"))
      fail("True or False");
  }

  void parseShape() {
    expect('(');
    while (!accept(')')) {
      if (header.shape.size() == largestRank)
        fail(fmt::format("at most {} sizes", largestRank));
      header.shape.push_back(parseSize());
      // Python 2 wrote long integers with an L.
      accept('L');
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }

  int64_t parseSize() {
    skipSpaces();
    size_t start = position;
    uint64_t value = 0;
    while (position < text.size() && text[position] >= '0' &&
           text[position] <= '9') {
      value = value * 10 + static_cast<uint64_t>(text[position] - '0');
      ++position;
      // Far beyond any file; also keeps the next digit from overflowing.
      if (value >> 56)
        fail("a size below 2^56");
    }
    if (position == start)
      fail("a size");
    return static_cast<int64_t>(value);
  }

  std::string_view text;
  uint64_t offset;
  const std::string &name;
  size_t position = 0;
  Header header;
  std::array<bool, 3> seen = {};
};

void readExactly(InputFile &file, void *destination, size_t count,
                 uint64_t offset, std::string_view what) {
  size_t got = file.read(destination, count);
  if (got < count)
    throw Error(fmt::format("'{}': truncated: expected {} bytes of {} at "
                            "offset {}, found {}",
                            file.name(), count, what, offset, got));
}

/// Reads up to the elements, whose offset is returned.
Header readHeader(InputFile &file, uint64_t &dataOffset) {
  std::array<uint8_t, 12> start = {};
  readExactly(file, start.data(), 10, 0, ".npy magic, version and length");
  if (std::memcmp(start.data(), magic.data(), magic.size()) != 0)
    throw Error(fmt::format("'{}': offset 0: expected the .npy magic 93 4e 55 "
                            "4d 50 59, found {:02x}",
                            file.name(),
                            fmt::join(start.begin(), start.begin() + 6, " ")));
  if (start[6] < 1 || start[6] > 3 || start[7] != 0)
    throw Error(fmt::format("'{}': offset 6: expected .npy format 1.0, 2.0 or "
                            "3.0, found {}.{}",
                            file.name(), start[6], start[7]));
  uint64_t length = start[8] | start[9] << 8;
  dataOffset = 10;
  if (start[6] > 1) {
    readExactly(file, start.data() + 10, 2, 10, "header length");
    length |= uint64_t{start[10]} << 16 | uint64_t{start[11]} << 24;
    dataOffset = 12;
  }
  if (length > longestHeader)
    throw Error(fmt::format("'{}': offset 8: expected a header of at most {} "
                            "bytes, found {}",
                            file.name(), longestHeader, length));
  std::string text(length, '\0');
  readExactly(file, text.data(), length, dataOffset, "header");
  Header header = HeaderParser(text, dataOffset, file.name()).parse();
  dataOffset += length;
  return header;
}

/// The row-major copy of an array whose elements are in column-major order.
Array toRowMajor(const Array &source) {
  Array result(source.type(), source.shape());
  size_t width = sizeOf(source.type());
  auto *to = static_cast<std::byte *>(result.data());
  const auto *from = static_cast<const std::byte *>(source.data());
  const std::vector<int64_t> &shape = source.shape();
  std::vector<int64_t> stride(shape.size(), 1);
  for (size_t i = 1; i < shape.size(); ++i)
    stride[i] = stride[i - 1] * shape[i - 1];
  std::vector<int64_t> index(shape.size(), 0);
  int64_t position = 0;
  for (int64_t element = 0; element < source.size(); ++element) {
    std::memcpy(to + element * width, from + position * width, width);
    for (size_t i = shape.size(); i-- > 0;) {
      position += stride[i];
      if (++index[i] < shape[i])
        break;
      position -= stride[i] * shape[i];
      index[i] = 0;
    }
  }
  return result;
}

} // namespace

Array readNpy(const std::filesystem::path &path) {
  InputFile file(path);
  uint64_t dataOffset = 0;
  Header header = readHeader(file, dataOffset);
  std::optional<uint64_t> bytes = byteCount(header.shape, sizeOf(header.type));
  uint64_t available = file.size() - std::min(file.size(), dataOffset);
  if (!bytes || *bytes != available)
    throw Error(fmt::format(
        "'{}': offset {}: expected {} bytes for shape {} of {}, found {}",
        file.name(), dataOffset,
        bytes ? std::to_string(*bytes) : "more than 2^63",
        formatShape(header.shape), nameOf(header.type), available));
  Array array(header.type, header.shape);
  readExactly(file, array.data(), *bytes, dataOffset, "elements");
  if (header.swapped)
    array.swapBytes();
  if (header.type == ElementType::Bool) {
    // Compiled code relies on 0 and 1; NumPy takes any other byte for true.
    auto *values = static_cast<uint8_t *>(array.data());
    for (int64_t i = 0; i < array.size(); ++i)
      values[i] = values[i] != 0;
  }
  return header.fortranOrder && array.rank() > 1 ? toRowMajor(array) : array;
}

void writeNpy(const std::filesystem::path &path, ElementType type,
              std::span<const int64_t> shape, const void *data) {
  std::optional<uint64_t> bytes = byteCount(shape, sizeOf(type));
  if (!bytes || shape.size() > largestRank)
    throw Error(fmt::format("cannot write '{}': shape {} is negative, too "
                            "large or of more than {} sizes",
                            path.string(), formatShape(shape), largestRank));
  std::string_view code;
  for (auto [candidate, candidateType] : typeCodes)
    if (candidateType == type)
      code = candidate;
  constexpr char native =
      std::endian::native == std::endian::little ? '<' : '>';
  std::string header =
      fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}{}), "
                  "}}",
                  sizeOf(type) == 1 ? '|' : native, code,
                  fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
  // The elements start at a multiple of 64, as NumPy has them.
  size_t unpadded = magic.size() + 4 + header.size() + 1;
  header.append((64 - unpadded % 64) % 64, ' ');
  header += '\n';
  std::string start(magic);
  start += {'\x01', '\0', static_cast<char>(header.size() & 0xFF),
            static_cast<char>(header.size() >> 8)};
  OutputFile file(path);
  file.write(start + header);
  file.write(data, *bytes);
  file.commit();
}

void writeNpy(const std::filesystem::path &path, const Array &array) {
  writeNpy(path, array.type(), array.shape(), array.data());
}

} // namespace nadir
