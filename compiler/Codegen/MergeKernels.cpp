// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers of the same shape give the same kernels, and so do the entries of one
// program: each distinct one is compiled once. Where only a few integers tell
// kernels apart (the random stream of a parameter's first value), one kernel
// takes them as arguments.
#include "compiler/Codegen/TargetPipeline.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
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

/// More integers than this are no small difference.
static constexpr unsigned maxDifferences = 4;

namespace {
/// A function whose integers are taken out, to be compared without them.
struct Kernel {
  func::FuncOp function;
  SmallVector<arith::ConstantOp> constants;
  SmallVector<TypedAttr> values;

  explicit Kernel(func::FuncOp function) : function(function) {
    function.walk([&](arith::ConstantOp constant) {
      Type type = constant.getType();
      if (!type.isInteger(32) && !type.isInteger(64))
        return;
      constants.push_back(constant);
      values.push_back(constant.getValue());
      constant.setValueAttr(IntegerAttr::get(type, 0));
    });
  }
  void restore(unsigned i) { constants[i].setValueAttr(values[i]); }
};

/// Kernels that are the same but for their integers.
using KernelClass = SmallVector<Kernel, 1>;

/// The function that takes the place of another, and the integers that it is
/// to be given.
struct Replacement {
  func::FuncOp function;
  SmallVector<TypedAttr> arguments;
};

struct MergeKernelsPass
    : public PassWrapper<MergeKernelsPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(MergeKernelsPass)

  StringRef getArgument() const final { return "nadir-merge-kernels"; }
  StringRef getDescription() const final {
    return "Keep one of each set of private functions that are equal, or that "
           "differ in a few integers";
  }
  void getDependentDialects(DialectRegistry &registry) const final {
    registry.insert<arith::ArithDialect>();
  }
  void runOnOperation() final;

private:
  std::vector<KernelClass> classify();
  void merge(KernelClass &kernels);
  void replaceCalls();

  llvm::StringMap<Replacement> replacements;
};
} // namespace

std::vector<KernelClass> MergeKernelsPass::classify() {
  std::vector<KernelClass> classes;
  llvm::DenseMap<size_t, SmallVector<unsigned, 1>> seen;
  for (auto function : getOperation().getOps<func::FuncOp>()) {
    if (!function.isPrivate() || function.isExternal())
      continue;
    Kernel kernel(function);
    auto &candidates = seen[hashBody(function)];
    auto *same = llvm::find_if(candidates, [&](unsigned candidate) {
      return isSameKernel(classes[candidate].front().function, function);
    });
    if (same == candidates.end()) {
      candidates.push_back(classes.size());
      classes.emplace_back();
      classes.back().push_back(std::move(kernel));
    } else {
      classes[*same].push_back(std::move(kernel));
    }
  }
  return classes;
}

/// Splits a class by the integers that are equal in all of it and those that
/// become arguments; if those are many, only what is equal is merged.
void MergeKernelsPass::merge(KernelClass &kernels) {
  Kernel &first = kernels.front();
  SmallVector<unsigned> differing;
  for (unsigned i = 0; i < first.values.size(); ++i)
    if (llvm::any_of(kernels, [&](const Kernel &kernel) {
          return kernel.values[i] != first.values[i];
        }))
      differing.push_back(i);
  for (Kernel &kernel : kernels)
    for (unsigned i = 0; i < kernel.values.size(); ++i)
      kernel.restore(i);
  if (differing.size() > maxDifferences) {
    for (auto [i, kernel] : llvm::enumerate(kernels))
      for (Kernel &earlier : llvm::MutableArrayRef(kernels).take_front(i))
        if (earlier.values == kernel.values &&
            !replacements.contains(earlier.function.getName())) {
          replacements[kernel.function.getName()] = {earlier.function, {}};
          break;
        }
    return;
  }
  if (kernels.size() == 1)
    return;
  for (unsigned i : differing) {
    arith::ConstantOp constant = first.constants[i];
    func::FuncOp function = first.function;
    unsigned number = function.getNumArguments();
    (void)function.insertArgument(number, constant.getType(), {},
                                  constant.getLoc());
    constant.replaceAllUsesWith(function.getArgument(number));
    constant.erase();
  }
  for (Kernel &kernel : kernels) {
    Replacement &replacement = replacements[kernel.function.getName()];
    replacement.function = first.function;
    for (unsigned i : differing)
      replacement.arguments.push_back(kernel.values[i]);
  }
}

void MergeKernelsPass::replaceCalls() {
  getOperation().walk([&](func::CallOp call) {
    auto found = replacements.find(call.getCallee());
    if (found == replacements.end())
      return;
    auto &[function, arguments] = found->second;
    call.setCallee(function.getName());
    OpBuilder builder(call);
    SmallVector<Value> operands(call.getOperands());
    for (TypedAttr argument : arguments)
      operands.push_back(
          arith::ConstantOp::create(builder, call.getLoc(), argument));
    call->setOperands(operands);
  });
}

void MergeKernelsPass::runOnOperation() {
  replacements.clear();
  for (KernelClass &kernels : classify())
    merge(kernels);
  replaceCalls();
  for (auto function :
       llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
    auto found = replacements.find(function.getName());
    if (found != replacements.end() && found->second.function != function)
      function.erase();
  }
}

std::unique_ptr<Pass> createMergeKernelsPass() {
  return std::make_unique<MergeKernelsPass>();
}

} // namespace nadir
