// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelGrouping.h"

using namespace mlir;
using llvm::SmallBitVector;

namespace nadir {

SmallBitVector axesOf(const LoopDomain &domain,
                      ArrayRef<Coordinate> coordinates) {
  SmallBitVector axes(domain.size());
  for (const Coordinate &coordinate : coordinates)
    if (coordinate.isAxis())
      axes.set(coordinate.axis);
  return axes;
}

namespace {
class NestGrouper {
public:
  NestGrouper(func::FuncOp kernel, const LoopDomain &domain,
              std::string &reason)
      : kernel(kernel), domain(domain), reason(reason) {}

  FailureOr<std::vector<NestContents>> run();

private:
  /// The nest of reductions over the same axes as `reduction`.
  NestContents &nestOf(linalg::GenericOp reduction);
  LogicalResult addReductions();
  LogicalResult addResult(unsigned number);
  void addPointwiseResult(unsigned number, const SmallBitVector &axes);
  LogicalResult fail(const Twine &text) {
    reason = text.str();
    return failure();
  }

  func::FuncOp kernel;
  const LoopDomain &domain;
  std::string &reason;
  std::vector<NestContents> nests;
  DenseMap<Operation *, unsigned> nestNumbers;
};
} // namespace

NestContents &NestGrouper::nestOf(linalg::GenericOp reduction) {
  NestContents contents;
  contents.parallelAxes = contents.reducedAxes = SmallBitVector(domain.size());
  for (auto [loop, kind] :
       llvm::zip(domain.loops(reduction), reduction.getIteratorTypesArray())) {
    if (!loop.isAxis())
      continue;
    (kind == utils::IteratorType::reduction ? contents.reducedAxes
                                            : contents.parallelAxes)
        .set(loop.axis);
  }
  for (NestContents &nest : nests)
    if (nest.parallelAxes == contents.parallelAxes &&
        nest.reducedAxes == contents.reducedAxes)
      return nest;
  nests.push_back(std::move(contents));
  return nests.back();
}

LogicalResult NestGrouper::addReductions() {
  for (auto generic : kernel.getBody().front().getOps<linalg::GenericOp>()) {
    if (generic.getNumReductionLoops() == 0)
      continue;
    NestContents &nest = nestOf(generic);
    unsigned number = &nest - nests.data();
    nestNumbers[generic] = number;
    nest.reductions.push_back(generic);
    LoopKernelUses uses(kernel, domain);
    uses.addReduction(generic);
    for (Operation *used : uses.reductions)
      if (nestNumbers.lookup(used) != number)
        return fail("a reduction depends on one over other axes");
  }
  return success();
}

void NestGrouper::addPointwiseResult(unsigned number,
                                     const SmallBitVector &axes) {
  for (NestContents &nest : nests) {
    SmallBitVector all = nest.parallelAxes;
    all |= nest.reducedAxes;
    if (axes == all || axes == nest.parallelAxes) {
      nest.results.push_back(number);
      return;
    }
  }
  NestContents nest;
  nest.parallelAxes = axes;
  nest.reducedAxes = SmallBitVector(domain.size());
  nest.results.push_back(number);
  nests.push_back(std::move(nest));
}

LogicalResult NestGrouper::addResult(unsigned number) {
  SmallBitVector axes = axesOf(domain, domain.resultCoordinates(number));
  LoopKernelUses uses(kernel, domain);
  // Without reductions there is nothing to find, in what may be a long chain
  // for each of many results.
  if (!nestNumbers.empty())
    uses.addResult(number);
  if (uses.reductions.empty()) {
    addPointwiseResult(number, axes);
    return success();
  }
  unsigned nestNumber = nestNumbers.lookup(uses.reductions.front());
  for (Operation *used : uses.reductions)
    if (nestNumbers.lookup(used) != nestNumber)
      return fail("a result depends on reductions over different axes");
  NestContents &nest = nests[nestNumber];
  SmallBitVector all = nest.parallelAxes;
  all |= nest.reducedAxes;
  if (axes != all && axes != nest.parallelAxes)
    return fail("a result has other axes than the reductions it depends on");
  nest.results.push_back(number);
  return success();
}

FailureOr<std::vector<NestContents>> NestGrouper::run() {
  if (failed(addReductions()))
    return failure();
  for (unsigned i = 0; i < kernel.getNumResults(); ++i)
    if (failed(addResult(i)))
      return failure();
  return std::move(nests);
}

FailureOr<std::vector<NestContents>> groupIntoNests(func::FuncOp kernel,
                                                    const LoopDomain &domain,
                                                    std::string &reason) {
  return NestGrouper(kernel, domain, reason).run();
}

} // namespace nadir
