// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Meanings.h"
#include "dialect/Nadir.h"

using namespace mlir;

namespace nadir::reference {

namespace {

/// The input's first elements in row-major order; zeros where it has none.
Tensor resized(const Tensor &input, Tensor result) {
  int64_t count = std::min(input.count(), result.count());
  for (int64_t i = 0; i < count; ++i)
    if (input.isStoredAs<double>())
      result.values<double>()[i] = input.values<double>()[i];
    else
      result.values<int64_t>()[i] = input.values<int64_t>()[i];
  return result;
}

} // namespace

void addRows(Meanings &meanings) {
  meanings.add<PadRowsOp>([](PadRowsOp op, const Scope &scope) {
    return resized(scope[op.getInput()], scope.zerosFor(op.getResult()));
  });
  meanings.add<TakeRowsOp>([](TakeRowsOp op, const Scope &scope) {
    return resized(scope[op.getInput()], scope.zerosFor(op.getResult()));
  });
}

} // namespace nadir::reference
