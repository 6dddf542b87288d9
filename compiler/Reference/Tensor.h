// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The oracle's tensors. Floats of either width are kept as double and integers
// as int64_t, so that a value never loses bits on its way through a graph; the
// element type only says what the program under test would hold.

#ifndef NADIR_COMPILER_REFERENCE_TENSOR_H
#define NADIR_COMPILER_REFERENCE_TENSOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cassert>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace mlir {
class DenseElementsAttr;
class Type;
} // namespace mlir

namespace nadir::reference {

enum class DType { F32, F64, I64, I32, I1 };

/// "f32", "i64", ...
llvm::StringRef nameOf(DType dtype);
bool isFloat(DType dtype);
/// The dtype of an element type of the dialect.
DType dtypeOf(mlir::Type elementType);

using Sizes = llvm::SmallVector<int64_t, 4>;
/// The coordinates of an element.
using Index = llvm::SmallVector<int64_t, 4>;

/// Number of elements of a shape.
int64_t countOf(llvm::ArrayRef<int64_t> shape);
/// "tensor<5x11xf32>", as the IR writes it.
std::string typeName(llvm::ArrayRef<int64_t> shape, DType dtype);

class Tensor {
public:
  /// A rank-0 f32 zero.
  Tensor() : Tensor(DType::F32, {}) {}
  /// Zeros.
  Tensor(DType dtype, llvm::ArrayRef<int64_t> shape);

  static Tensor ofReals(DType dtype, llvm::ArrayRef<int64_t> shape,
                        std::vector<double> values);
  /// Of integers, or of booleans as 0 and 1.
  static Tensor ofIntegers(DType dtype, llvm::ArrayRef<int64_t> shape,
                           std::vector<int64_t> values);
  static Tensor ofAttribute(mlir::DenseElementsAttr attribute);

  DType dtype() const { return elementType; }
  llvm::ArrayRef<int64_t> shape() const { return sizes; }
  int64_t size(int64_t dim) const { return sizes[dim]; }
  int64_t rank() const { return static_cast<int64_t>(sizes.size()); }
  int64_t count() const { return elementCount; }
  std::string typeName() const {
    return reference::typeName(sizes, elementType);
  }

  /// All elements in row-major order: T is double for floats and int64_t for
  /// integers and booleans.
  template <class T> std::vector<T> &values() {
    assert(isStoredAs<T>());
    if constexpr (std::is_same_v<T, double>)
      return reals;
    else
      return integers;
  }
  template <class T> const std::vector<T> &values() const {
    return const_cast<Tensor *>(this)->values<T>();
  }
  template <class T> bool isStoredAs() const {
    static_assert(std::is_same_v<T, double> || std::is_same_v<T, int64_t>);
    return isFloat(elementType) == std::is_same_v<T, double>;
  }

  template <class T> T at(llvm::ArrayRef<int64_t> index) const {
    return values<T>()[positionOf(index)];
  }
  template <class T> T &at(llvm::ArrayRef<int64_t> index) {
    return values<T>()[positionOf(index)];
  }

  /// Row-major position of an element.
  int64_t positionOf(llvm::ArrayRef<int64_t> index) const;

  /// Calls `visit(index)` for every element in row-major order.
  void forEachIndex(llvm::function_ref<void(const Index &)> visit) const;

  /// Element `position` as a number, whatever its type.
  double number(int64_t position) const {
    return isFloat(elementType) ? reals[position]
                                : static_cast<double>(integers[position]);
  }

private:
  DType elementType;
  Sizes sizes;
  int64_t elementCount;
  // One of the two is used.
  std::vector<double> reals;
  std::vector<int64_t> integers;
};

/// Leaves the lower 32 bits of each element of an i32 tensor, as arithmetic of
/// that width does.
void wrapAround(Tensor &tensor);

/// Calls `visit(index)` for every index of a shape in row-major order.
void forEachIndex(llvm::ArrayRef<int64_t> shape,
                  llvm::function_ref<void(const Index &)> visit);

} // namespace nadir::reference

#endif // NADIR_COMPILER_REFERENCE_TENSOR_H
