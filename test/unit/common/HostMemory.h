// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors in the memory form of compiled programs.

#ifndef NADIR_TEST_UNIT_COMMON_HOSTMEMORY_H
#define NADIR_TEST_UNIT_COMMON_HOSTMEMORY_H

#include "compiler/Reference/Tensor.h"
#include "runtime/Abi.h"

#include <cstddef>

namespace nadir::test {

nadir_dtype abiType(reference::DType dtype);
reference::DType dtypeOf(nadir_dtype dtype);

/// Writes the elements to `data`, rounded to the tensor's type.
void storeElements(const reference::Tensor &tensor, void *data);
reference::Tensor loadElements(reference::DType dtype,
                               llvm::ArrayRef<int64_t> shape, const void *data);

/// Memory for `count` elements that ends where a page begins that may not be
/// touched: compiled code is not instrumented, but can't read or write behind
/// the elements unnoticed.
class HostMemory {
public:
  HostMemory(reference::DType dtype, int64_t count);
  ~HostMemory();
  HostMemory(const HostMemory &) = delete;

  reference::DType dtype() const { return elementType; }
  void *data() const { return elements; }

private:
  reference::DType elementType;
  size_t mappedSize;
  std::byte *pages;
  std::byte *elements;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_COMMON_HOSTMEMORY_H
