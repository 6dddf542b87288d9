// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/SplitModule.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/bit.h"

using namespace mlir;

namespace nadir {

static constexpr size_t mostModules = 8;

namespace {
struct Function {
  LLVM::LLVMFuncOp op;
  size_t size = 0;
  /// Stays beside the data it refers to.
  bool usesData = false;
  size_t place = 0;
};
} // namespace

static Function measure(LLVM::LLVMFuncOp op) {
  Function function{op};
  op.walk([&](Operation *inner) {
    ++function.size;
    function.usesData |= isa<LLVM::AddressOfOp>(inner);
  });
  return function;
}

/// A number that any number of processors has the same work for.
static size_t countModules(size_t operations, size_t moduleSize) {
  return std::clamp<size_t>(llvm::bit_floor(operations / moduleSize), 1,
                            mostModules);
}

/// Gives each function, the largest first, the place that has least so far.
static size_t distribute(MutableArrayRef<Function> functions,
                         const llvm::StringSet<> &entries, size_t moduleSize) {
  size_t total = 0;
  SmallVector<size_t> sizes(1, 0);
  SmallVector<Function *> movable;
  for (Function &function : functions) {
    total += function.size;
    if (function.usesData || entries.contains(function.op.getName()))
      sizes.front() += function.size;
    else
      movable.push_back(&function);
  }
  sizes.resize(countModules(total, moduleSize));
  llvm::sort(movable, [](const Function *a, const Function *b) {
    return a->size != b->size ? a->size > b->size : a < b;
  });
  for (Function *function : movable) {
    auto *least = llvm::min_element(sizes);
    function->place = least - sizes.begin();
    *least += function->size;
  }
  return sizes.size();
}

SmallVector<OwningOpRef<ModuleOp>>
splitModule(ModuleOp module, const ProgramInfo &info, size_t moduleSize) {
  llvm::StringSet<> entries;
  for (const EntryInfo &entry : info.entries)
    entries.insert(entry.symbol);
  SmallVector<Function> functions;
  for (auto op : module.getOps<LLVM::LLVMFuncOp>())
    functions.push_back(measure(op));
  size_t places = distribute(functions, entries, moduleSize);
  if (places == 1)
    return {};

  SmallVector<OwningOpRef<ModuleOp>> others;
  SmallVector<ModuleOp> modules = {module};
  while (modules.size() < places) {
    others.push_back(ModuleOp::create(module.getLoc()));
    modules.push_back(*others.back());
    modules.back()->setAttrs(module->getAttrDictionary());
  }
  for (auto &[op, size, usesData, place] : functions) {
    // What has no body is the C library's.
    if (!op.isExternal() && !entries.contains(op.getName())) {
      op.setLinkage(LLVM::Linkage::External);
      op.setVisibility_(LLVM::Visibility::Hidden);
    }
    for (auto [i, other] : llvm::enumerate(modules))
      if (i != place)
        other.push_back(op->cloneWithoutRegions());
    op->remove();
    modules[place].push_back(op);
  }
  return others;
}

} // namespace nadir
