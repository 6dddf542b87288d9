// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors in the memory form of compiled programs.

#ifndef NADIR_TEST_UNIT_COMMON_HOSTMEMORY_H
#define NADIR_TEST_UNIT_COMMON_HOSTMEMORY_H

#include "compiler/Reference/Tensor.h"
#include "runtime/Abi.h"

#include <cstddef>
#include <vector>

namespace nadir::test {

nadir_dtype abiType(reference::DType dtype);
reference::DType dtypeOf(nadir_dtype dtype);

/// Writes the elements to `data`, rounded to the tensor's type.
void storeElements(const reference::Tensor &tensor, void *data);
reference::Tensor loadElements(reference::DType dtype,
                               llvm::ArrayRef<int64_t> shape, const void *data);

/// Memory for `count` elements and, with `hasMark`, a mark behind them; without
/// one a sanitizer finds reads behind them.
class HostMemory {
public:
  HostMemory(reference::DType dtype, int64_t count, bool hasMark);

  reference::DType dtype() const { return elementType; }
  void *data() { return bytes.data(); }
  const void *data() const { return bytes.data(); }
  bool isMarkIntact() const;

private:
  reference::DType elementType;
  size_t size;
  std::vector<std::byte> bytes;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_COMMON_HOSTMEMORY_H
