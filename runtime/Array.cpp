// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Element types, shapes and storage of host arrays.
#include "runtime/Array.h"

#include "runtime/Error.h"
#include "runtime/Memory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <limits>

namespace nadir {

size_t sizeOf(ElementType type) {
  switch (type) {
  case ElementType::Bool:
  case ElementType::U8:
  case ElementType::I8:
    return 1;
  case ElementType::I16:
    return 2;
  case ElementType::I32:
  case ElementType::F32:
    return 4;
  case ElementType::I64:
  case ElementType::F64:
    return 8;
  }
  return 0;
}

std::string_view nameOf(ElementType type) {
  constexpr std::string_view names[] = {"bool", "u8",  "i8",  "i16",
                                        "i32",  "i64", "f32", "f64"};
  return names[static_cast<size_t>(type)];
}

std::optional<uint64_t> byteCount(std::span<const int64_t> shape,
                                  size_t elementSize) {
  constexpr uint64_t limit = std::numeric_limits<int64_t>::max();
  uint64_t product = elementSize;
  bool empty = false;
  for (int64_t size : shape) {
    if (size < 0)
      return std::nullopt;
    if (size == 0) {
      empty = true;
      continue;
    }
    if (product > limit / static_cast<uint64_t>(size))
      return std::nullopt;
    product *= static_cast<uint64_t>(size);
  }
  return empty ? 0 : product;
}

std::string formatShape(std::span<const int64_t> shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

Array::Array(ElementType type, std::vector<int64_t> shape)
    : elementType(type), sizes(std::move(shape)) {
  std::optional<uint64_t> wanted = byteCount(sizes, sizeOf(type));
  if (!wanted)
    throw Error(fmt::format("an array of shape {} is larger than memory",
                            formatShape(sizes)));
  storage = allocateAligned(*wanted);
  if (!storage)
    throw Error(fmt::format("not enough memory for an array of shape {} of {} "
                            "({} bytes)",
                            formatShape(sizes), nameOf(type), *wanted));
  elements = static_cast<int64_t>(*wanted / sizeOf(type));
}

int64_t Array::rowSize() const {
  int64_t product = 1;
  for (size_t i = 1; i < sizes.size(); ++i)
    product *= sizes[i];
  return product;
}

void Array::requireType(ElementType wanted) const {
  if (elementType != wanted)
    throw Error(fmt::format("array elements are {}, expected {}",
                            nameOf(elementType), nameOf(wanted)));
}

void Array::copyFrom(const void *values, int64_t count) {
  if (count != elements)
    throw Error(fmt::format("an array of shape {} holds {} elements, {} given",
                            formatShape(sizes), elements, count));
  if (elements > 0)
    std::memcpy(storage.get(), values, bytes());
}

int64_t Array::integerAt(int64_t index) const {
  const std::byte *address = storage.get() + index * sizeOf(elementType);
  auto load = [&](auto zero) {
    std::memcpy(&zero, address, sizeof(zero));
    return static_cast<int64_t>(zero);
  };
  switch (elementType) {
  case ElementType::Bool:
  case ElementType::U8:
    return load(uint8_t());
  case ElementType::I8:
    return load(int8_t());
  case ElementType::I16:
    return load(int16_t());
  case ElementType::I32:
    return load(int32_t());
  case ElementType::I64:
    return load(int64_t());
  case ElementType::F32:
    return load(float());
  case ElementType::F64:
    return load(double());
  }
  return 0;
}

void Array::swapBytes() {
  auto swapAll = [&](auto zero) {
    std::byte *cursor = storage.get();
    for (int64_t i = 0; i < elements; ++i, cursor += sizeof(zero)) {
      std::memcpy(&zero, cursor, sizeof(zero));
      if constexpr (sizeof(zero) == 2)
        zero = __builtin_bswap16(zero);
      else if constexpr (sizeof(zero) == 4)
        zero = __builtin_bswap32(zero);
      else
        zero = __builtin_bswap64(zero);
      std::memcpy(cursor, &zero, sizeof(zero));
    }
  };
  switch (sizeOf(elementType)) {
  case 2:
    return swapAll(uint16_t());
  case 4:
    return swapAll(uint32_t());
  case 8:
    return swapAll(uint64_t());
  default:
    return;
  }
}

} // namespace nadir
