// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelUses.h"

#include "compiler/Schedule/KernelSignature.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace nadir {

LoopKernelUses::LoopKernelUses(func::FuncOp kernel, const LoopDomain &domain,
                               const SmallPtrSetImpl<Value> *kept)
    : indexedAxes(domain.size()), work(domain.size() + 1), kernel(kernel),
      domain(domain), kept(kept), capacity(batchCapacity(kernel)) {}

unsigned countAxes(ArrayRef<Coordinate> coordinates) {
  return llvm::count_if(coordinates, [](const Coordinate &coordinate) {
    return coordinate.isAxis();
  });
}

/// Of all iterations of a loop in a body; the number of them is known there.
static int64_t loopCost(scf::ForOp loop) {
  int64_t cost = 0;
  for (Operation &op : *loop.getBody())
    cost += operationCost(&op);
  std::optional<llvm::APInt> turns = loop.getStaticTripCount();
  return turns ? cost * turns->getSExtValue() : cost;
}

int64_t operationCost(Operation *op) {
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case<linalg::IndexOp, linalg::YieldOp, scf::YieldOp, arith::ConstantOp,
            arith::IndexCastOp>([](auto) { return 0; })
      .Case([](scf::ForOp loop) { return loopCost(loop); })
      .Case<math::AbsFOp, math::FmaOp, math::FloorOp, math::CopySignOp>(
          [](auto) { return 1; })
      .Case<arith::DivFOp, math::SqrtOp, math::RsqrtOp>([](auto) { return 6; })
      .Case<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(
          [](auto) { return 12; })
      .Case<math::PowFOp>([](auto) { return 3 * functionCost; })
      .Default([](Operation *op) {
        bool isMath = isa_and_nonnull<math::MathDialect>(op->getDialect());
        return isMath ? functionCost : 1;
      });
}

bool computesFunction(linalg::GenericOp generic) {
  return llvm::any_of(*generic.getBody(), [](Operation &op) {
    return operationCost(&op) >= functionCost;
  });
}

void LoopKernelUses::addResult(unsigned number) {
  visit(kernel.getBody().front().getTerminator()->getOperand(number),
        domain.resultCoordinates(number));
}

void LoopKernelUses::addReduction(linalg::GenericOp reduction) {
  ArrayRef<Coordinate> loops = domain.loops(reduction);
  for (Value yielded : reduction.getBody()->getTerminator()->getOperands())
    visitBody(yielded, loops);
}

void ElementWork::add(Type type, int64_t amount) {
  cost += amount;
  hasFunctions |= amount >= functionCost;
  int64_t bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  if (bits < 32)
    return;
  narrowestBits = narrowestBits == 0 ? bits : std::min(narrowestBits, bits);
  widestBits = std::max(widestBits, bits);
}

void LoopKernelUses::addLoad(Value argument, Type elementType,
                             LinearAccess access) {
  unsigned input = cast<BlockArgument>(argument).getArgNumber() - 1;
  int64_t axes = access.strides.size() - llvm::count(access.strides, 0);
  work[axes].add(elementType, 1);
  loads.push_back({input, std::move(access), elementType});
}

void LoopKernelUses::visit(Value tensor, ArrayRef<Coordinate> coordinates) {
  if (!visited.insert({tensor, Coordinates(coordinates)}).second)
    return;
  auto type = cast<RankedTensorType>(tensor.getType());
  auto shapeOf = [&](Value value) {
    return bufferShape(cast<RankedTensorType>(value.getType()), capacity);
  };
  if (isa<BlockArgument>(tensor))
    return addLoad(tensor, type.getElementType(),
                   denseAccess(domain, shapeOf(tensor), coordinates));
  if (kept && kept->contains(tensor))
    return work[countAxes(coordinates)].add(type.getElementType(), 1);
  if (auto slice = tensor.getDefiningOp<tensor::ExtractSliceOp>()) {
    Value source = slice.getSource();
    // Slices of computed values are refused when the kernel is emitted.
    if (isa<BlockArgument>(source))
      addLoad(source, type.getElementType(),
              sliceAccess(domain, shapeOf(source), slice, coordinates));
    return;
  }
  auto generic = tensor.getDefiningOp<linalg::GenericOp>();
  if (!generic)
    return;
  if (generic.getNumReductionLoops() != 0) {
    reductions.insert(generic);
    return;
  }
  auto result = cast<OpResult>(tensor);
  computed.insert(result);
  visitBody(
      generic.getBody()->getTerminator()->getOperand(result.getResultNumber()),
      invertCoordinates(result, coordinates));
}

void LoopKernelUses::visitBody(Value scalar, ArrayRef<Coordinate> loops) {
  if (!visited.insert({scalar, Coordinates(loops)}).second)
    return;
  if (auto argument = dyn_cast<BlockArgument>(scalar)) {
    auto generic =
        dyn_cast<linalg::GenericOp>(argument.getOwner()->getParentOp());
    if (!generic)
      return;
    OpOperand *operand = generic.getMatchingOpOperand(argument);
    // An accumulator costs nothing; its initial value is a constant.
    if (operand->get().getDefiningOp<linalg::FillOp>())
      return;
    return visit(
        operand->get(),
        mapCoordinates(generic.getMatchingIndexingMap(operand), loops));
  }
  Operation *op = scalar.getDefiningOp();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return visitLoop(loop, loops);
  if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    Coordinate coordinate = loops[index.getDim()];
    if (coordinate.isAxis())
      indexedAxes.set(coordinate.axis);
    return;
  }
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return visitExtract(extract, loops);
  if (int64_t amount = operationCost(op))
    work[countAxes(loops)].add(scalar.getType(), amount);
  for (Value operand : op->getOperands())
    visitBody(operand, loops);
}

void LoopKernelUses::visitLoop(scf::ForOp loop, ArrayRef<Coordinate> loops) {
  // It is computed once, whichever of its results are read.
  if (!visited.insert({loop.getInductionVar(), Coordinates(loops)}).second)
    return;
  for (Type type : loop.getResultTypes())
    work[countAxes(loops)].add(type, 0);
  work[countAxes(loops)].add(loop.getResultTypes().front(),
                             operationCost(loop));
  llvm::SetVector<Value> outside(loop->operand_begin(), loop->operand_end());
  getUsedValuesDefinedAbove(loop.getRegion(), outside);
  for (Value value : outside)
    visitBody(value, loops);
}

void LoopKernelUses::visitExtract(tensor::ExtractOp extract,
                                  ArrayRef<Coordinate> loops) {
  Coordinates coordinates;
  for (Value index : extract.getIndices()) {
    if (auto loop = index.getDefiningOp<linalg::IndexOp>()) {
      coordinates.push_back(loops[loop.getDim()]);
      continue;
    }
    visitBody(index, loops);
    coordinates.push_back(Coordinate::computed(index));
  }
  work[countAxes(loops)].add(extract.getType(), functionCost / 2);
  visit(extract.getTensor(), coordinates);
}

} // namespace nadir
