// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulShare.h"

#include "compiler/Schedule/MatmulPack.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using llvm::divideCeil;

namespace nadir {
namespace {

constexpr StringLiteral packsName = "nadir.packs";

RankedTensorType packedType(const MatmulProblem &problem,
                            const MatmulPlan &plan) {
  return RankedTensorType::get({plan.sharedLhsElements(problem)},
                               problem.elementType);
}

/// A product and how it is done if its tasks may share a copy.
struct SharedProduct {
  MatmulProblem problem;
  MatmulPlan plan;

  static FailureOr<SharedProduct>
  get(func::FuncOp kernel, const TargetInfo &target, std::string &reason);
  /// The type of the kernel that packs.
  FunctionType packType(func::FuncOp kernel) const {
    Builder builder(kernel.getContext());
    Type lhs = kernel.getArgumentTypes()[1 + problem.lhsInput];
    return builder.getFunctionType({builder.getIndexType(), lhs},
                                   {packedType(problem, plan)});
  }
};

FailureOr<SharedProduct> SharedProduct::get(func::FuncOp kernel,
                                            const TargetInfo &target,
                                            std::string &reason) {
  FailureOr<MatmulProblem> problem = analyzeMatmul(kernel, reason);
  FailureOr<MatmulChoice> choice = getMatmulChoice(kernel);
  if (failed(problem) || failed(choice))
    return failure();
  return SharedProduct{*problem, planMatmul(*problem, target, *choice,
                                            /*mayShare=*/true)};
}

/// Declares the kernel that packs for `kernel`, in front of it.
func::FuncOp createPackKernel(func::FuncOp kernel,
                              const SharedProduct &product) {
  OpBuilder builder(kernel);
  Location loc = kernel.getLoc();
  auto pack = func::FuncOp::create(loc, (kernel.getName() + "_lhs").str(),
                                   product.packType(kernel));
  pack.setPrivate();
  pack->setAttr("nadir.kernel", builder.getStringAttr("pack"));
  pack->setAttr(packsName, FlatSymbolRefAttr::get(kernel));
  // The symbol table finds a name that is free.
  SymbolTable(kernel->getParentOp()).insert(pack, kernel->getIterator());
  builder.setInsertionPointToEnd(pack.addEntryBlock());
  Value empty = tensor::EmptyOp::create(builder, loc, pack.getResultTypes()[0],
                                        ValueRange());
  func::ReturnOp::create(builder, loc, empty);
  return pack;
}

/// Tasks of whole tiles, each with enough to copy to be worth a dispatch.
TaskCut packCut(const MatmulProblem &problem, const MatmulPlan &plan) {
  constexpr int64_t taskBytes = 256 * 1024, mostTasks = 8;
  int64_t bytes = plan.sharedLhsElements(problem) *
                  problem.elementType.getIntOrFloatBitWidth() / 8;
  int64_t tiles =
      std::max<int64_t>(divideCeil(problem.m.size, plan.tileRows), 1);
  int64_t tasks = std::clamp<int64_t>(bytes / taskBytes, 1, mostTasks);
  return {problem.m.size, plan.tileRows * int64_t(divideCeil(tiles, tasks))};
}

} // namespace

func::FuncOp shareLhs(func::FuncOp kernel, const TargetInfo &target) {
  std::string reason;
  FailureOr<SharedProduct> product = SharedProduct::get(kernel, target, reason);
  if (failed(product) || !product->plan.shareLhs ||
      kernel->hasAttr(packedLhsName))
    return {};
  func::FuncOp pack = createPackKernel(kernel, *product);
  auto uses = SymbolTable::getSymbolUses(kernel, kernel->getParentOp());
  for (SymbolTable::SymbolUse use : *uses) {
    auto call = dyn_cast<func::CallOp>(use.getUser());
    if (!call)
      continue;
    OpBuilder builder(call);
    Value lhs = call.getOperand(1 + product->problem.lhsInput);
    auto copy = func::CallOp::create(builder, call.getLoc(), pack,
                                     {call.getOperand(0), lhs});
    call.getOperandsMutable().append(copy.getResults());
  }
  LogicalResult inserted = kernel.insertArgument(
      kernel.getNumArguments(), pack.getResultTypes()[0], {}, kernel.getLoc());
  assert(succeeded(inserted) && "a tensor is a legal argument");
  (void)inserted;
  kernel->setAttr(packedLhsName, UnitAttr::get(kernel.getContext()));
  return pack;
}

bool hasSharedLhs(func::FuncOp kernel, const MatmulProblem &problem,
                  const MatmulPlan &plan) {
  return plan.shareLhs &&
         kernel.getArgumentTypes().back() == packedType(problem, plan);
}

LogicalResult emitPackKernel(func::FuncOp pack, func::FuncOp scheduled,
                             const TargetInfo &target, std::string &reason) {
  auto name = pack->getAttrOfType<FlatSymbolRefAttr>(packsName);
  auto kernel =
      name ? SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(pack, name)
           : func::FuncOp();
  reason = "'nadir.packs' names no kernel with a body";
  if (!kernel || kernel.isDeclaration())
    return failure();
  FailureOr<SharedProduct> product = SharedProduct::get(kernel, target, reason);
  if (failed(product))
    return failure();
  const auto &[problem, plan] = *product;
  reason = "the product doesn't share what this packs";
  if (!plan.shareLhs || pack.getFunctionType() != product->packType(kernel))
    return failure();

  ScheduledArguments arguments = scheduledArguments(scheduled, pack);
  TaskCut cut = packCut(problem, plan);
  setTaskCut(scheduled, cut);
  MatmulBuilder b(scheduled);
  MatmulTiles tiles = lhsTiles(problem, plan);
  tiles.from = b.flatten(arguments.inputs[0]);
  tiles.to = arguments.outputs[0];
  std::tie(tiles.firstRow, tiles.endRow) =
      emitTaskRange(b, b.getLoc(), arguments, cut);
  Value firstTile = b.divide(tiles.firstRow, plan.tileRows).first;
  int64_t allTiles = divideCeil(problem.m.size, plan.tileRows);
  Value count = problem.k.isDynamic() ? b.mul(arguments.rows, problem.k.perRow)
                                      : b.index(problem.k.size);
  b.loop(b.index(0), count, plan.kBlock, [&, &plan = plan](Value from) {
    Value blockOfK = b.divide(from, plan.kBlock).first;
    Value tile = b.add(b.mul(blockOfK, allTiles), firstTile);
    tiles.fromOffset = b.mul(from, tiles.kStride);
    tiles.toOffset = b.mul(tile, plan.packedLhsTile);
    tiles.length = b.sub(b.min(b.add(from, plan.kBlock), count), from);
    packMatmulTiles(b, tiles);
  });
  func::ReturnOp::create(b);
  return success();
}

} // namespace nadir
