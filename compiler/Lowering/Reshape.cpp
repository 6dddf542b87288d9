// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/LowerOps.h"
#include "dialect/Shapes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;

namespace nadir {
namespace {

/// How both sides of a reshape fold into one shape between them: at most
/// [before, rows, after]. A side's dimensions before (after) the rows make one
/// dimension, unless the other side has none there: then all of them have size
/// 1, and they fold into the rows.
class Fold {
public:
  Fold(RankedTensorType from, RankedTensorType to) : from(from), to(to) {
    std::optional<int64_t> fromRows = rowsDim(from), toRows = rowsDim(to);
    if (!fromRows) {
      addSegment(0, from.getRank(), 0, to.getRank());
      return;
    }
    addSegment(0, *fromRows, 0, *toRows);
    addRows(*fromRows, *toRows);
    addSegment(*fromRows + 1, from.getRank(), *toRows + 1, to.getRank());
  }

  SmallVector<ReassociationIndices> fromGroups, toGroups;
  Shape shape;

private:
  static void append(ReassociationIndices &group, int64_t begin, int64_t end) {
    for (int64_t dim = begin; dim < end; ++dim)
      group.push_back(dim);
  }

  void addRows(int64_t fromRows, int64_t toRows) {
    fromGroups.emplace_back(std::exchange(fromPending, {}));
    toGroups.emplace_back(std::exchange(toPending, {}));
    append(fromGroups.back(), fromRows, fromRows + 1);
    append(toGroups.back(), toRows, toRows + 1);
    shape.push_back(ShapedType::kDynamic);
  }

  void addSegment(int64_t fromBegin, int64_t fromEnd, int64_t toBegin,
                  int64_t toEnd) {
    if (fromBegin == fromEnd || toBegin == toEnd) {
      append(fromGroups.empty() ? fromPending : fromGroups.back(), fromBegin,
             fromEnd);
      append(toGroups.empty() ? toPending : toGroups.back(), toBegin, toEnd);
      return;
    }
    append(fromGroups.emplace_back(), fromBegin, fromEnd);
    append(toGroups.emplace_back(), toBegin, toEnd);
    int64_t size = 1;
    for (int64_t dim : fromGroups.back())
      size *= from.getDimSize(dim);
    shape.push_back(size);
  }

  RankedTensorType from, to;
  /// Dimensions that fold into the rows, which come next.
  ReassociationIndices fromPending, toPending;
};

} // namespace

Value reshapeTensor(ImplicitLocOpBuilder &b, Value input, RankedTensorType type,
                    Value rows) {
  RankedTensorType from = tensorType(input);
  Fold fold(from, type);
  RankedTensorType folded = type.clone(fold.shape);
  if (folded.getRank() != from.getRank())
    input = tensor::CollapseShapeOp::create(b, folded, input, fold.fromGroups);
  if (folded.getRank() == type.getRank())
    return input;
  SmallVector<OpFoldResult> sizes;
  for (int64_t size : type.getShape())
    sizes.push_back(ShapedType::isDynamic(size)
                        ? OpFoldResult(rows)
                        : OpFoldResult(b.getIndexAttr(size)));
  return tensor::ExpandShapeOp::create(b, type, input, fold.toGroups, sizes);
}

} // namespace nadir
