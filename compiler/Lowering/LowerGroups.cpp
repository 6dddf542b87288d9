// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/LowerGroups.h"
#include "compiler/Lowering/LowerOps.h"
#include "compiler/Lowering/OutlineGroup.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace nadir {
namespace {

/// Lowers what an entry function holds.
class EntryLowering {
public:
  explicit EntryLowering(func::FuncOp entry) : entry(entry) {}

  LogicalResult run();

private:
  LogicalResult addRows();
  void lowerConstant(ConstantOp op);
  void lowerReshape(ReshapeOp op);
  LogicalResult lowerGroup(GroupOp group);

  func::FuncOp entry;
  Value rows;
  int64_t kernels = 0;
};

LogicalResult EntryLowering::addRows() {
  Builder b(entry.getContext());
  auto role = b.getNamedAttr("nadir.role", b.getStringAttr("rows"));
  if (failed(entry.insertArgument(0, b.getIndexType(),
                                  b.getDictionaryAttr(role), entry.getLoc())))
    return failure();
  rows = entry.getArgument(0);
  return success();
}

void EntryLowering::lowerConstant(ConstantOp op) {
  OpBuilder b(op);
  op.replaceAllUsesWith(
      arith::ConstantOp::create(b, op.getLoc(), op.getValue()).getResult());
  op.erase();
}

void EntryLowering::lowerReshape(ReshapeOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  op.replaceAllUsesWith(reshapeTensor(b, op.getInput(), op.getType(), rows));
  op.erase();
}

LogicalResult EntryLowering::lowerGroup(GroupOp group) {
  // Tables have to be memory: the entry passes them to the kernel.
  for (auto constant :
       llvm::make_early_inc_range(group.getBody().getOps<ConstantOp>()))
    if (!cast<DenseElementsAttr>(constant.getValue()).isSplat()) {
      constant->moveBefore(group);
      lowerConstant(constant);
    }
  std::string name = (entry.getName() + "_k" + Twine(kernels++)).str();
  OpBuilder builder(entry);
  return outlineGroup(group, name, rows, builder);
}

LogicalResult EntryLowering::run() {
  if (failed(addRows()))
    return failure();
  bool failedAny = false;
  for (Operation &op : llvm::make_early_inc_range(entry.getBody().front())) {
    if (auto constant = dyn_cast<ConstantOp>(op))
      lowerConstant(constant);
    else if (auto reshape = dyn_cast<ReshapeOp>(op))
      lowerReshape(reshape);
    else if (auto group = dyn_cast<GroupOp>(op))
      failedAny |= failed(lowerGroup(group));
  }
  for (auto constant :
       llvm::make_early_inc_range(entry.getOps<arith::ConstantOp>()))
    if (constant.use_empty())
      constant.erase();
  return failure(failedAny);
}

struct LowerGroupsPass : PassWrapper<LowerGroupsPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(LowerGroupsPass)

  StringRef getArgument() const override { return "nadir-lower-groups"; }
  StringRef getDescription() const override {
    return "Turn groups into kernels on tensors";
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    registry
        .insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect,
                math::MathDialect, scf::SCFDialect, tensor::TensorDialect>();
  }

  void runOnOperation() override {
    SmallVector<func::FuncOp> entries;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && !function->hasAttr("nadir.kernel"))
        entries.push_back(function);
    bool failedAny = false;
    for (func::FuncOp entry : entries)
      failedAny |= failed(EntryLowering(entry).run());
    if (failedAny || failed(verifyNoNadirOps(getOperation())))
      signalPassFailure();
  }
};

} // namespace

std::unique_ptr<Pass> createLowerGroupsPass() {
  return std::make_unique<LowerGroupsPass>();
}

LogicalResult verifyNoNadirOps(Operation *root) {
  bool found = false;
  root->walk([&](Operation *op) {
    if (!isa_and_nonnull<NadirDialect>(op->getDialect()))
      return;
    op->emitOpError("has no lowering outside of a group");
    found = true;
  });
  return failure(found);
}

} // namespace nadir
