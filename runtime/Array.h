// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dense arrays in host memory, as files hold them and data sets serve them:
// an element type, a shape, and row-major bytes in the machine's byte order.
#ifndef NADIR_RUNTIME_ARRAY_H
#define NADIR_RUNTIME_ARRAY_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace nadir {

enum class ElementType { Bool, U8, I8, I16, I32, I64, F32, F64 };

/// Size of an element in bytes.
size_t sizeOf(ElementType type);

/// Name as in the dialect's types: "f32", "u8", "bool".
std::string_view nameOf(ElementType type);

/// The element type of a C++ type; bool is one byte, 0 or 1.
template <class T> constexpr ElementType elementTypeOf() {
  if constexpr (std::is_same_v<T, bool>) {
    return ElementType::Bool;
  } else if constexpr (std::is_floating_point_v<T>) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8);
    return sizeof(T) == 4 ? ElementType::F32 : ElementType::F64;
  } else if constexpr (std::is_same_v<T, uint8_t>) {
    return ElementType::U8;
  } else {
    static_assert(std::is_signed_v<T> && std::is_integral_v<T>);
    return sizeof(T) == 1   ? ElementType::I8
           : sizeof(T) == 2 ? ElementType::I16
           : sizeof(T) == 4 ? ElementType::I32
                            : ElementType::I64;
  }
}

/// Bytes of a dense array of this shape; nothing when a size is negative or the
/// product of the non-zero sizes does not fit the address space.
std::optional<uint64_t> byteCount(std::span<const int64_t> shape,
                                  size_t elementSize);

/// "[60000, 28, 28]".
std::string formatShape(std::span<const int64_t> shape);

/// Copies share the elements, which live as long as the last copy.
class Array {
public:
  /// An empty array of shape [0].
  Array() = default;

  /// Elements are uninitialised. Throws Error when the shape is absurd or
  /// memory is short.
  Array(ElementType type, std::vector<int64_t> shape);

  /// A copy of `values`. Throws Error when their number is not the shape's.
  template <class T>
  static Array copyOf(std::span<const T> values, std::vector<int64_t> shape) {
    Array array(elementTypeOf<T>(), std::move(shape));
    array.copyFrom(values.data(), static_cast<int64_t>(values.size()));
    return array;
  }

  ElementType type() const { return elementType; }
  const std::vector<int64_t> &shape() const { return sizes; }
  int64_t rank() const { return static_cast<int64_t>(sizes.size()); }

  /// Number of elements.
  int64_t size() const { return elements; }
  uint64_t bytes() const { return elements * sizeOf(elementType); }

  /// Number of rows, the first size; 1 for rank 0.
  int64_t rows() const { return sizes.empty() ? 1 : sizes.front(); }

  /// Elements of one row, the product of the other sizes.
  int64_t rowSize() const;

  const void *data() const { return storage.get(); }
  void *data() { return storage.get(); }

  /// The elements, row-major. Throws Error when T is not the element type.
  template <class T> std::span<const T> values() const {
    requireType(elementTypeOf<T>());
    return {reinterpret_cast<const T *>(storage.get()),
            static_cast<size_t>(elements)};
  }

  /// Element `index` in row-major order, whatever its type, as an integer
  /// (floating-point values are truncated).
  int64_t integerAt(int64_t index) const;

  /// Reverses the bytes of every element, in place.
  void swapBytes();

private:
  void requireType(ElementType wanted) const;
  void copyFrom(const void *values, int64_t count);

  ElementType elementType = ElementType::U8;
  std::vector<int64_t> sizes = {0};
  int64_t elements = 0;
  std::shared_ptr<std::byte> storage;
};

} // namespace nadir

#endif // NADIR_RUNTIME_ARRAY_H
