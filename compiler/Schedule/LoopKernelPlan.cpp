// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernelPlan.h"

#include "compiler/Schedule/LoopKernelGrouping.h"
#include "compiler/Schedule/LoopKernelReduction.h"
#include "compiler/Schedule/PrefetchStreams.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using llvm::SmallBitVector;

namespace nadir {

/// Cost of a task, in simple operations on one element, that is large against
/// handing it to another thread: about 10 us.
static constexpr double taskCost = 400e3;

/// Cost of combining the lanes of a vector: of numbers, and of pairs of a
/// number and its index.
static constexpr double combineCost = 30;
static constexpr double combinePairsCost = 100;

/// Cost of reading or writing an element that isn't beside its neighbours.
static constexpr double stridedCost = 8;

/// A loop around so few vectors costs more than it saves, unless the work on an
/// element is so much that it doesn't count.
static constexpr int64_t fewVectors = 4;
static constexpr int64_t muchWork = 64;

/// Bytes that a row may keep from phase to phase on the stack.
static constexpr int64_t keptLimit = 256 * 1024;

/// Columns whose accumulators stay in the cache, and what fits there with ease.
static constexpr int64_t streamedColumns = 16 * 1024;
static constexpr int64_t cachedBytes = 512 * 1024;

/// Columns that make a task of a nest that streams worth while: each row of it
/// should be a good part of a page.
static constexpr int64_t streamedGrain = 256;

/// Bytes of a row from which on its loads are worth fetching ahead: shorter
/// ones are a few lines, which the processor finds by itself.
static constexpr int64_t aheadBytes = 1024;

namespace {
class NestPlanner {
public:
  NestPlanner(func::FuncOp kernel, const LoopDomain &domain,
              const TargetInfo &target, const NestContents &contents)
      : kernel(kernel), domain(domain), target(target), contents(contents),
        uses(kernel, domain), capacity(batchCapacity(kernel)) {}

  Nest run();

private:
  void collectAccesses();
  /// The loops over `axes`, those with the largest strides outermost or in the
  /// order of the axes, merged where all buffers allow it.
  SmallVector<NestLoop> makeLoops(const SmallBitVector &axes,
                                  bool inOrder) const;
  bool canMerge(const NestLoop &outer, const NestLoop &inner) const;
  int64_t largestStride(int axis) const;

  /// Picks the loop to vectorise and takes it out of its list.
  void vectorise();
  double vectorCost(const NestLoop &loop, bool isReduced) const;
  int64_t lanesFor(const NestLoop &loop) const;

  void planBlocks();
  bool updatesMemory() const;
  bool shouldStream() const;
  void limitKept();
  void planAhead();
  double countPoints() const;
  double totalCost() const;

  func::FuncOp kernel;
  const LoopDomain &domain;
  const TargetInfo &target;
  const NestContents &contents;
  LoopKernelUses uses;
  int64_t capacity;
  /// Loads and stores of an element.
  struct Access {
    LinearAccess place;
    Type elementType;
  };
  SmallVector<Access> accesses;
  /// On each element, and on each row.
  ElementWork work, rowWork;
  /// The reduced loops must not be reordered.
  bool visitsInOrder = false;
  Nest nest;
};
} // namespace

void NestPlanner::collectAccesses() {
  for (linalg::GenericOp reduction : contents.reductions)
    uses.addReduction(reduction);
  for (unsigned result : contents.results) {
    uses.addResult(result);
    auto type = cast<RankedTensorType>(kernel.getResultTypes()[result]);
    accesses.push_back({denseAccess(domain, bufferShape(type, capacity),
                                    domain.resultCoordinates(result)),
                        type.getElementType()});
  }
  for (const InputAccess &load : uses.loads)
    accesses.push_back({load.access, load.elementType});
  unsigned axes = contents.parallelAxes.count() + contents.reducedAxes.count();
  work = uses.work[axes];
  rowWork = uses.work[contents.parallelAxes.count()];
  if (work.narrowestBits == 0)
    work.narrowestBits = work.widestBits = 32;
}

int64_t NestPlanner::largestStride(int axis) const {
  int64_t result = 0;
  for (const Access &access : accesses)
    result = std::max(result, access.place.strides[axis]);
  return result;
}

bool NestPlanner::canMerge(const NestLoop &outer, const NestLoop &inner) const {
  if (!inner.isStatic() || uses.indexedAxes.test(outer.axis) ||
      uses.indexedAxes.test(inner.axis))
    return false;
  return llvm::all_of(accesses, [&](const Access &access) {
    ArrayRef<int64_t> strides = access.place.strides;
    return strides[outer.axis] == strides[inner.axis] * inner.extent;
  });
}

SmallVector<NestLoop> NestPlanner::makeLoops(const SmallBitVector &axes,
                                             bool inOrder) const {
  SmallVector<int> order(axes.set_bits());
  llvm::sort(order, [&](int a, int b) {
    int64_t strideA = largestStride(a), strideB = largestStride(b);
    return !inOrder && strideA != strideB ? strideA > strideB : a < b;
  });
  SmallVector<NestLoop> loops;
  for (int axis : order) {
    int64_t extent = domain.extents()[axis];
    bool isRows = ShapedType::isDynamic(extent);
    NestLoop loop{axis, isRows ? 1 : extent, isRows, {}};
    if (!loops.empty() && canMerge(loops.back(), loop)) {
      NestLoop outer = loops.pop_back_val();
      loop.extent *= outer.extent;
      loop.timesRows = outer.timesRows;
      loop.absorbed = outer.absorbed;
      loop.absorbed.push_back(outer.axis);
    }
    loops.push_back(std::move(loop));
  }
  return loops;
}

int64_t NestPlanner::lanesFor(const NestLoop &loop) const {
  int64_t lanes = std::max<int64_t>(1, target.vectorBits / work.narrowestBits);
  if (!loop.isStatic() || loop.extent >= lanes)
    return lanes;
  return target.hasMaskedMemory ? llvm::bit_ceil<uint64_t>(loop.extent)
                                : llvm::bit_floor<uint64_t>(loop.extent);
}

/// Estimated cost of an element if `loop` is vectorised.
double NestPlanner::vectorCost(const NestLoop &loop, bool isReduced) const {
  int64_t full = std::max<int64_t>(1, target.vectorBits / work.narrowestBits);
  int64_t extent = std::max<int64_t>(1, loop.bound(capacity));
  double vectors = llvm::divideCeil(extent, full);
  if (!target.hasMaskedMemory)
    vectors = extent / full + extent % full;
  double cost = work.cost;
  for (const Access &access : accesses) {
    int64_t stride = access.place.strides[loop.axis];
    // Bytes can't be gathered: each is a load and an insertion.
    bool isByte = access.elementType.isInteger(1);
    if (stride != 0 && stride != 1)
      cost += isByte ? 4 * full : full;
  }
  cost *= vectors / extent;
  if (!isReduced)
    return cost;
  double rowSize = 1;
  for (const NestLoop &reduced : nest.reduced)
    rowSize *= std::max<int64_t>(1, reduced.bound(capacity));
  double rowCost = rowWork.cost;
  for (linalg::GenericOp reduction : contents.reductions)
    rowCost += LoopKernelReduction::isArgMax(reduction) ? combinePairsCost
                                                        : combineCost;
  return cost + rowCost / rowSize;
}

void NestPlanner::vectorise() {
  struct Choice {
    SmallVector<NestLoop> *list;
    size_t place;
    double cost;
  };
  std::optional<Choice> best;
  for (auto *list : {&nest.parallel, &nest.reduced})
    for (size_t place = 0; place < list->size(); ++place) {
      bool isReduced = list == &nest.reduced;
      if (isReduced && visitsInOrder && place + 1 != list->size())
        continue;
      double cost = vectorCost((*list)[place], isReduced);
      // Inner loops are tried last and win ties.
      if (!best || cost <= best->cost)
        best = Choice{list, place, cost};
    }
  if (!best)
    return;
  nest.vectorised = (*best->list)[best->place];
  nest.reducesVector = best->list == &nest.reduced;
  best->list->erase(best->list->begin() + best->place);
  nest.lanes = lanesFor(*nest.vectorised);
}

/// Several vectors side by side hide latencies and loop overhead, as long as
/// their values fit into the registers and the code stays small.
static int64_t blocksFor(const ElementWork &work) {
  if (work.hasFunctions || work.cost > 16)
    return 1;
  int64_t blocks = work.cost > 6 ? 2 : 4;
  if (work.narrowestBits != 0)
    blocks = blocks * work.narrowestBits / work.widestBits;
  return std::max<int64_t>(blocks, 1);
}

/// Whether results are written over what is read, in memory rather than in the
/// caches. One line of each tensor after the other is what that does best:
/// two at a time take 15 % longer.
bool NestPlanner::updatesMemory() const {
  return updatesInPlace(kernel) && contents.reductions.empty() &&
         countPoints() * (work.narrowestBits / 8) >= leastPrefetchedBytes;
}

void NestPlanner::planBlocks() {
  SmallPtrSet<Value, 4> kept;
  unsigned axes = contents.parallelAxes.count() + contents.reducedAxes.count();
  for (Phase &phase : nest.phases) {
    LoopKernelUses phaseUses(kernel, domain, &kept);
    for (linalg::GenericOp reduction : phase.reductions)
      phaseUses.addReduction(reduction);
    for (unsigned result : phase.results)
      phaseUses.addResult(result);
    phase.blocks = updatesMemory() ? 1 : blocksFor(phaseUses.work[axes]);
    kept.insert(phase.kept.begin(), phase.kept.end());
  }
  // Rows that are computed side by side go through all phases together.
  if (!nest.reducesVector)
    for (Phase &phase : nest.phases)
      phase.blocks = nest.phases.size() == 1 ? phase.blocks : 1;
}

/// Whether columns are to be reduced that are too long to be read one block of
/// columns after the other.
bool NestPlanner::shouldStream() const {
  if (!nest.vectorised || nest.reducesVector || nest.reduced.empty() ||
      nest.phases.size() != 1 || nest.phases.front().reductions.empty())
    return false;
  int64_t width = nest.vectorised->extent;
  if (!nest.vectorised->isStatic() || width > streamedColumns ||
      width <= nest.lanes * nest.phases.front().blocks)
    return false;
  int64_t rows = 1;
  for (const NestLoop &loop : nest.reduced)
    rows *= loop.bound(capacity);
  return rows * width * (work.narrowestBits / 8) > cachedBytes;
}

/// Kept values need a place of known, moderate size.
void NestPlanner::limitKept() {
  int64_t numbers =
      nest.reducesVector ? nest.vectorised->bound(capacity) : nest.lanes;
  for (const NestLoop &loop : nest.reduced)
    numbers *= loop.bound(capacity);
  int64_t bytes = 0;
  for (Phase &phase : nest.phases)
    for (OpResult value : phase.kept) {
      Type type = getElementTypeOrSelf(value.getType());
      bytes += numbers * type.getIntOrFloatBitWidth() / 8;
    }
  if (bytes > keptLimit)
    for (Phase &phase : nest.phases)
      phase.kept.clear();
}

void NestPlanner::planAhead() {
  if (!nest.reducesVector || !nest.reduced.empty() || nest.parallel.empty() ||
      nest.phases.size() < 2 || !nest.vectorised->isStatic())
    return;
  LoopKernelUses first(kernel, domain);
  for (linalg::GenericOp reduction : nest.phases.front().reductions)
    first.addReduction(reduction);
  for (const InputAccess &load : first.loads) {
    ArrayRef<int64_t> strides = load.access.strides;
    int64_t bytes = nest.vectorised->extent *
                    storageType(load.elementType).getIntOrFloatBitWidth() / 8;
    if (load.access.computed.empty() && bytes >= aheadBytes &&
        strides[nest.vectorised->axis] == 1 &&
        strides[nest.parallel.back().axis] != 0)
      nest.ahead.push_back(load);
  }
}

Nest NestPlanner::run() {
  collectAccesses();
  visitsInOrder =
      llvm::any_of(contents.reductions, LoopKernelReduction::isArgMax);
  nest.parallel = makeLoops(contents.parallelAxes, /*inOrder=*/false);
  nest.reduced = makeLoops(contents.reducedAxes, visitsInOrder);
  planPhases(kernel, domain, contents, nest);
  vectorise();
  limitKept();
  planBlocks();
  planAhead();
  nest.mostUnrolled = work.cost < muchWork ? fewVectors : 1;
  nest.streams = shouldStream();
  nest.cost = totalCost();
  return std::move(nest);
}

double NestPlanner::countPoints() const {
  double points = 1;
  for (const NestLoop &loop :
       llvm::concat<const NestLoop>(nest.parallel, nest.reduced))
    points *= loop.bound(capacity);
  if (nest.vectorised)
    points *= nest.vectorised->bound(capacity);
  return points;
}

double NestPlanner::totalCost() const {
  double perPoint = work.cost;
  for (const Access &access : accesses) {
    int64_t stride =
        nest.vectorised ? access.place.strides[nest.vectorised->axis] : 0;
    perPoint += stride == 0 || stride == 1 ? 1 : stridedCost;
  }
  return countPoints() * perPoint;
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

static SmallVector<NestLoop> parallelLoops(const Nest &nest) {
  SmallVector<NestLoop> loops(nest.parallel);
  if (nest.vectorised && !nest.reducesVector)
    loops.push_back(*nest.vectorised);
  return loops;
}

/// Marks the loop of `nest` that the cut of `loop` applies to.
static void markCut(Nest &nest, const NestLoop &loop) {
  for (auto [place, candidate] : llvm::enumerate(parallelLoops(nest)))
    if (loop.timesRows ? candidate.timesRows : candidate == loop) {
      nest.cut = place;
      return;
    }
}

/// Decides on the tasks: the outermost parallel loop of the dearest nest is
/// cut, or one with more iterations if that has few.
static void cutIntoTasks(LoopKernelPlan &plan, int64_t capacity) {
  Nest *dearest = nullptr;
  for (Nest &nest : plan.nests)
    if (!dearest || nest.cost > dearest->cost)
      dearest = &nest;
  if (!dearest || dearest->cost < 2 * taskCost)
    return;
  SmallVector<NestLoop> loops = parallelLoops(*dearest);
  const NestLoop *best = nullptr;
  for (const NestLoop &loop : loops)
    if (!best || (best->bound(capacity) < 16 &&
                  loop.bound(capacity) > best->bound(capacity)))
      best = &loop;
  if (!best)
    return;

  for (Nest &nest : plan.nests)
    markCut(nest, *best);
  bool allCut = llvm::all_of(
      plan.nests, [](const Nest &nest) { return nest.cut.has_value(); });
  // Without rows there would be no task to run the others.
  if (best->timesRows && !allCut) {
    for (Nest &nest : plan.nests)
      nest.cut.reset();
    return;
  }
  int64_t units = best->timesRows ? capacity : best->extent;
  int64_t grain = std::max<int64_t>(1, units * (taskCost / dearest->cost));
  if (dearest->vectorised && *best == *dearest->vectorised)
    grain = dearest->streams ? llvm::alignTo(grain, streamedGrain)
                             : llvm::alignTo(grain, dearest->lanes);
  plan.cut = {best->timesRows ? TaskCut::rowsExtent : units, grain};
}

FailureOr<LoopKernelPlan> planLoopKernel(func::FuncOp kernel,
                                         const LoopDomain &domain,
                                         const TargetInfo &target,
                                         std::string &reason) {
  if (llvm::is_contained(domain.extents(), 0)) {
    reason = "a dimension has no elements";
    return failure();
  }
  auto contents = groupIntoNests(kernel, domain, reason);
  if (failed(contents))
    return failure();
  LoopKernelPlan plan;
  for (const NestContents &nest : *contents)
    plan.nests.push_back(NestPlanner(kernel, domain, target, nest).run());
  cutIntoTasks(plan, batchCapacity(kernel));
  return plan;
}

} // namespace nadir
