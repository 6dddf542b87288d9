// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers of the same shape give the same kernels, and so do the entries of one
// program: each distinct one is compiled once.
#include "compiler/Codegen/TargetPipeline.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/OperationSupport.h"
#include "llvm/ADT/Hashing.h"

using namespace mlir;

namespace nadir {

/// Attributes of a function without its name.
static DictionaryAttr unnamedAttributes(func::FuncOp function) {
  NamedAttrList attributes(function->getAttrDictionary());
  attributes.erase(SymbolTable::getSymbolAttrName());
  return attributes.getDictionary(function.getContext());
}

static llvm::hash_code hashBody(func::FuncOp function) {
  llvm::hash_code hash =
      llvm::hash_value(unnamedAttributes(function).getAsOpaquePointer());
  function.getBody().walk([&](Operation *op) {
    hash =
        llvm::hash_combine(hash, OperationEquivalence::computeHash(
                                     op, OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::IgnoreLocations));
  });
  return hash;
}

static bool isSameKernel(func::FuncOp a, func::FuncOp b) {
  return unnamedAttributes(a) == unnamedAttributes(b) &&
         OperationEquivalence::isRegionEquivalentTo(
             &a.getBody(), &b.getBody(), OperationEquivalence::IgnoreLocations);
}

namespace {
struct MergeKernelsPass
    : public PassWrapper<MergeKernelsPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(MergeKernelsPass)

  StringRef getArgument() const final { return "nadir-merge-kernels"; }
  StringRef getDescription() const final {
    return "Keep one of each set of equal private functions";
  }
  void runOnOperation() final;
};
} // namespace

void MergeKernelsPass::runOnOperation() {
  llvm::DenseMap<size_t, SmallVector<func::FuncOp, 1>> seen;
  llvm::StringMap<func::FuncOp> replacements;
  for (auto function : getOperation().getOps<func::FuncOp>()) {
    if (!function.isPrivate() || function.isExternal())
      continue;
    auto &candidates = seen[hashBody(function)];
    auto same = llvm::find_if(candidates, [&](func::FuncOp candidate) {
      return isSameKernel(candidate, function);
    });
    if (same == candidates.end())
      candidates.push_back(function);
    else
      replacements[function.getName()] = *same;
  }
  if (replacements.empty())
    return;
  getOperation().walk([&](func::CallOp call) {
    if (auto it = replacements.find(call.getCallee()); it != replacements.end())
      call.setCallee(it->second.getName());
  });
  for (auto function :
       llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
    if (replacements.contains(function.getName()))
      function.erase();
}

std::unique_ptr<Pass> createMergeKernelsPass() {
  return std::make_unique<MergeKernelsPass>();
}

} // namespace nadir
