// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/common/HostMemory.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <cstring>
#include <new>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

using namespace nadir::reference;

namespace nadir::test {

namespace {

/// Calls `function` with a zero of the type that an element has in memory.
template <class Function> auto withElement(DType dtype, Function function) {
  switch (dtype) {
  case DType::F32:
    return function(float());
  case DType::F64:
    return function(double());
  case DType::I64:
    return function(int64_t());
  case DType::I32:
    return function(int32_t());
  case DType::I1:
    return function(int8_t());
  }
  llvm_unreachable("all element types have a form in memory");
}

} // namespace

nadir_dtype abiType(DType dtype) {
  switch (dtype) {
  case DType::F32:
    return NADIR_F32;
  case DType::F64:
    return NADIR_F64;
  case DType::I64:
    return NADIR_I64;
  case DType::I32:
    return NADIR_I32;
  case DType::I1:
    return NADIR_I1;
  }
  llvm_unreachable("all element types are in the interface");
}

DType dtypeOf(nadir_dtype dtype) {
  for (DType candidate :
       {DType::F32, DType::F64, DType::I64, DType::I32, DType::I1})
    if (abiType(candidate) == dtype)
      return candidate;
  llvm_unreachable("all types of the interface are known");
}

void storeElements(const Tensor &tensor, void *data) {
  withElement(tensor.dtype(), [&](auto zero) {
    using Element = decltype(zero);
    using Stored =
        std::conditional_t<std::is_floating_point_v<Element>, double, int64_t>;
    auto *out = static_cast<Element *>(data);
    for (auto [i, value] : llvm::enumerate(tensor.values<Stored>()))
      out[i] = static_cast<Element>(value);
  });
}

Tensor loadElements(DType dtype, llvm::ArrayRef<int64_t> shape,
                    const void *data) {
  Tensor tensor(dtype, shape);
  withElement(dtype, [&](auto zero) {
    using Element = decltype(zero);
    using Stored =
        std::conditional_t<std::is_floating_point_v<Element>, double, int64_t>;
    auto *in = static_cast<const std::byte *>(data);
    // Files don't align what is in them.
    for (auto [i, value] : llvm::enumerate(tensor.values<Stored>())) {
      Element element;
      std::memcpy(&element, in + i * sizeof(Element), sizeof(Element));
      value = static_cast<Stored>(element);
    }
  });
  return tensor;
}

HostMemory::HostMemory(DType dtype, int64_t count) : elementType(dtype) {
  size_t size =
      withElement(dtype, [&](auto zero) { return sizeof(zero) * count; });
  size_t page = sysconf(_SC_PAGESIZE);
  size_t usable = (size + page - 1) / page * page;
  mappedSize = usable + page;
  void *memory = mmap(nullptr, mappedSize, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::bad_alloc();
  pages = static_cast<std::byte *>(memory);
  elements = pages + usable - size;
  // What a kernel fails to write is no result of an earlier one.
  std::memset(pages, 0xA5, usable);
  if (mprotect(pages + usable, page, PROT_NONE) != 0)
    throw std::runtime_error("a page can't be protected");
}

HostMemory::~HostMemory() { munmap(pages, mappedSize); }

} // namespace nadir::test
