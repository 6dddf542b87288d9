// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/Nadir.h"

using namespace mlir;
using namespace nadir;

#define GET_OP_CLASSES
#include "dialect/Counting.cpp.inc"

LogicalResult BincountOp::inferReturnTypes(MLIRContext *,
                                           std::optional<Location> location,
                                           Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  auto weights = cast<RankedTensorType>(adaptor.getWeights().getType());
  if (input.getShape() != weights.getShape())
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected input and weights of one shape, "
                             "found ",
                             input, " and ", weights);
  if (adaptor.getSize() < 1)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected size >= 1, found ",
                             adaptor.getSize());
  types.push_back(
      RankedTensorType::get(adaptor.getSize(), weights.getElementType()));
  return success();
}

LogicalResult WeightAboveOp::inferReturnTypes(MLIRContext *,
                                              std::optional<Location> location,
                                              Adaptor adaptor,
                                              SmallVectorImpl<Type> &types) {
  auto score = cast<RankedTensorType>(adaptor.getScore().getType());
  auto weight = cast<RankedTensorType>(adaptor.getWeight().getType());
  if (score.getShape() != weight.getShape() || score.getRank() < 2)
    return emitOptionalError(location, "'", getOperationName(),
                             "' op expected score and weight of one shape and "
                             "rank 2 or more, found ",
                             score, " and ", weight);
  types.push_back(weight);
  return success();
}
