// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of work within a row. A reduction runs in the first phase that
// knows the reductions it depends on, so does a result; what is dear and needed
// in several phases is kept in memory by the first.

#include "compiler/Schedule/LoopKernelGrouping.h"

using namespace mlir;
using llvm::SmallBitVector;
using llvm::SmallSetVector;

namespace nadir {

namespace {
class PhasePlanner {
public:
  PhasePlanner(func::FuncOp kernel, const LoopDomain &domain,
               const NestContents &contents, Nest &nest)
      : kernel(kernel), domain(domain), contents(contents), nest(nest) {}

  void run();

private:
  Phase &phase(unsigned number) {
    if (nest.phases.size() <= number)
      nest.phases.resize(number + 1);
    return nest.phases[number];
  }
  /// The first phase that knows all of `reductions`.
  unsigned phaseAfter(const SmallSetVector<Operation *, 4> &reductions) const;
  LoopKernelUses usesOf(const Phase &phase,
                        const SmallPtrSetImpl<Value> &kept) const;
  void distribute();
  bool isWorthKeeping(OpResult value) const;
  /// Keeps one more value, if there is one to keep.
  bool keepOne();

  func::FuncOp kernel;
  const LoopDomain &domain;
  const NestContents &contents;
  Nest &nest;
  DenseMap<Operation *, unsigned> phaseOf;
};
} // namespace

unsigned PhasePlanner::phaseAfter(
    const SmallSetVector<Operation *, 4> &reductions) const {
  unsigned result = 0;
  for (Operation *reduction : reductions)
    result = std::max(result, phaseOf.lookup(reduction) + 1);
  return result;
}

void PhasePlanner::distribute() {
  for (linalg::GenericOp reduction : contents.reductions) {
    LoopKernelUses uses(kernel, domain);
    uses.addReduction(reduction);
    unsigned number = phaseAfter(uses.reductions);
    phaseOf[reduction] = number;
    phase(number).reductions.push_back(reduction);
  }
  SmallVector<std::pair<unsigned, unsigned>> fullResults;
  unsigned last = 0;
  for (unsigned result : contents.results) {
    SmallBitVector axes = axesOf(domain, domain.resultCoordinates(result));
    if (axes == contents.parallelAxes && contents.reducedAxes.any()) {
      nest.rowResults.push_back(result);
      continue;
    }
    LoopKernelUses uses(kernel, domain);
    if (!contents.reductions.empty())
      uses.addResult(result);
    fullResults.push_back({phaseAfter(uses.reductions), result});
    last = std::max(last, fullResults.back().first);
  }
  // An update in place writes when everything has been read.
  for (auto [number, result] : fullResults)
    phase(updatesInPlace(kernel) ? last : number).results.push_back(result);
}

LoopKernelUses PhasePlanner::usesOf(const Phase &phase,
                                    const SmallPtrSetImpl<Value> &kept) const {
  LoopKernelUses uses(kernel, domain, &kept);
  for (linalg::GenericOp reduction : phase.reductions)
    uses.addReduction(reduction);
  for (unsigned result : phase.results)
    uses.addResult(result);
  return uses;
}

bool PhasePlanner::isWorthKeeping(OpResult value) const {
  auto generic = cast<linalg::GenericOp>(value.getOwner());
  auto type = cast<RankedTensorType>(value.getType()).getElementType();
  SmallBitVector axes = axesOf(domain, domain.coordinatesOf(value));
  return computesFunction(generic) && axes.anyCommon(contents.reducedAxes) &&
         isa<FloatType>(type);
}

bool PhasePlanner::keepOne() {
  SmallPtrSet<Value, 4> kept;
  DenseMap<Value, Phase *> first;
  for (Phase &phase : nest.phases) {
    LoopKernelUses uses = usesOf(phase, kept);
    // Values come before those they are computed from: keeping one may make
    // keeping others needless.
    for (OpResult value : uses.computed) {
      auto [it, isNew] = first.try_emplace(value, &phase);
      if (isNew || it->second == &phase || !isWorthKeeping(value))
        continue;
      it->second->kept.push_back(value);
      return true;
    }
    kept.insert(phase.kept.begin(), phase.kept.end());
  }
  return false;
}

void PhasePlanner::run() {
  distribute();
  while (keepOne())
    ;
}

void planPhases(func::FuncOp kernel, const LoopDomain &domain,
                const NestContents &contents, Nest &nest) {
  PhasePlanner(kernel, domain, contents, nest).run();
}

} // namespace nadir
