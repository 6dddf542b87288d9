// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Random.h"
#include "dialect/Nadir.h"
#include <cmath>

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Random.cpp.inc"

namespace {

template <typename Op> LogicalResult verifyStream(Op op) {
  int64_t stream = op.getStream();
  if (stream >= 0 && stream <= largestStream)
    return success();
  return op.emitOpError("expected a stream from 0 to ")
         << largestStream << ", found " << stream;
}

} // namespace

LogicalResult RandomUniformOp::verify() {
  double low = getLow().convertToDouble(), high = getHigh().convertToDouble();
  if (!std::isfinite(low) || !std::isfinite(high) || low > high)
    return emitOpError("expected finite low <= high, found ")
           << low << " and " << high;
  return verifyStream(*this);
}

LogicalResult RandomNormalOp::verify() {
  double mean = getMean().convertToDouble(), std = getStd().convertToDouble();
  if (!std::isfinite(mean) || !std::isfinite(std) || std < 0.0)
    return emitOpError("expected a finite mean and std >= 0, found ")
           << mean << " and " << std;
  return verifyStream(*this);
}

Value CheckRangeOp::gradient(OpOperand &, Value resultGradient, OpBuilder &) {
  return resultGradient;
}
