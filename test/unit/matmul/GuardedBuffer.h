// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operands and results of kernels under test.
#ifndef NADIR_TEST_UNIT_MATMUL_GUARDEDBUFFER_H
#define NADIR_TEST_UNIT_MATMUL_GUARDEDBUFFER_H

#include <cstdint>
#include <memory>

#include <sys/mman.h>
#include <unistd.h>

namespace nadir::test {

/// A buffer of floats or doubles that ends where accessible memory does: what
/// reads or writes behind it crashes.
class GuardedBuffer {
public:
  GuardedBuffer(int64_t elements, bool isDouble, double fill)
      : isDouble(isDouble), count(elements) {
    size_t page = sysconf(_SC_PAGESIZE);
    size_t bytes = count * (isDouble ? sizeof(double) : sizeof(float));
    size_t usable = (bytes + page - 1) / page * page;
    char *start =
        static_cast<char *>(mmap(nullptr, usable + page, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(start + usable, page, PROT_NONE);
    memory = std::shared_ptr<char>(
        start, [=](char *start) { munmap(start, usable + page); });
    elementsBegin = start + usable - bytes;
    for (int64_t i = 0; i < count; ++i)
      set(i, fill);
  }

  void fillSmallNumbers(uint32_t seed) {
    for (int64_t i = 0; i < count; ++i) {
      seed = seed * 1664525u + 1013904223u;
      set(i, int((seed >> 16) % 9) - 4);
    }
  }

  double get(int64_t i) const {
    return isDouble ? reinterpret_cast<const double *>(elementsBegin)[i]
                    : reinterpret_cast<const float *>(elementsBegin)[i];
  }
  void set(int64_t i, double value) {
    if (isDouble)
      reinterpret_cast<double *>(elementsBegin)[i] = value;
    else
      reinterpret_cast<float *>(elementsBegin)[i] = float(value);
  }
  void *data() { return elementsBegin; }
  int64_t size() const { return count; }

private:
  bool isDouble;
  int64_t count;
  char *elementsBegin;
  std::shared_ptr<char> memory;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_MATMUL_GUARDEDBUFFER_H
