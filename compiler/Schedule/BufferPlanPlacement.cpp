// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/BufferPlan.h"
#include "compiler/Schedule/KernelSignature.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace mlir;

namespace nadir {

static bool areLiveTogether(const ArenaBuffer &a, const ArenaBuffer &b) {
  return a.firstUse <= b.lastUse && b.firstUse <= a.lastUse;
}

/// The start of the smallest gap between `neighbours`, which are sorted by
/// offset, that takes `bytes`; the end of the last one if none does.
static uint64_t findGap(ArrayRef<const ArenaBuffer *> neighbours,
                        uint64_t bytes) {
  uint64_t end = 0, best = UINT64_MAX, bestGap = UINT64_MAX;
  for (const ArenaBuffer *buffer : neighbours) {
    if (buffer->offset >= end + bytes && buffer->offset - end < bestGap) {
      best = end;
      bestGap = buffer->offset - end;
    }
    end = std::max(end, buffer->offset + alignBuffer(buffer->bytes));
  }
  return best == UINT64_MAX ? end : best;
}

/// Places buffers in the order of a list, each in the tightest gap among those
/// before it.
static uint64_t placeInOrder(ArrayRef<ArenaBuffer *> order) {
  uint64_t arenaBytes = 0;
  // Kept sorted by offset.
  SmallVector<const ArenaBuffer *> placed;
  for (ArenaBuffer *buffer : order) {
    SmallVector<const ArenaBuffer *> neighbours;
    for (const ArenaBuffer *other : placed)
      if (areLiveTogether(*buffer, *other))
        neighbours.push_back(other);
    uint64_t bytes = alignBuffer(buffer->bytes);
    buffer->offset = findGap(neighbours, bytes);
    arenaBytes = std::max(arenaBytes, buffer->offset + bytes);
    placed.insert(llvm::upper_bound(
                      placed, buffer,
                      [](auto *a, auto *b) { return a->offset < b->offset; }),
                  buffer);
  }
  return arenaBytes;
}

uint64_t placeBuffers(MutableArrayRef<ArenaBuffer> buffers) {
  auto lifetime = [](const ArenaBuffer *buffer) {
    return uint64_t(buffer->lastUse - buffer->firstUse + 1);
  };
  // What is hard to place goes first; which buffers these are depends on the
  // program. Ties keep their order, by address in the array.
  auto bySize = [](const ArenaBuffer *a, const ArenaBuffer *b) {
    return std::tie(b->bytes, a) < std::tie(a->bytes, b);
  };
  auto byArea = [&](const ArenaBuffer *a, const ArenaBuffer *b) {
    return std::pair(b->bytes * lifetime(b), a) <
           std::pair(a->bytes * lifetime(a), b);
  };
  auto byLifetime = [&](const ArenaBuffer *a, const ArenaBuffer *b) {
    return std::tuple(lifetime(b), b->bytes, a) <
           std::tuple(lifetime(a), a->bytes, b);
  };
  auto byTime = [](const ArenaBuffer *a, const ArenaBuffer *b) {
    return std::tie(a->firstUse, b->bytes, a) <
           std::tie(b->firstUse, a->bytes, b);
  };
  SmallVector<ArenaBuffer *> order;
  for (ArenaBuffer &buffer : buffers)
    order.push_back(&buffer);
  uint64_t bound = countLiveBytes(buffers), best = UINT64_MAX;
  SmallVector<uint64_t> offsets(buffers.size());
  auto attempt = [&](auto isBefore) {
    if (best == bound)
      return;
    llvm::sort(order, isBefore);
    uint64_t bytes = placeInOrder(order);
    if (bytes >= best)
      return;
    best = bytes;
    for (auto [buffer, offset] : llvm::zip(buffers, offsets))
      offset = buffer.offset;
  };
  attempt(bySize);
  attempt(byArea);
  attempt(byLifetime);
  attempt(byTime);
  for (auto [buffer, offset] : llvm::zip(buffers, offsets))
    buffer.offset = offset;
  return best;
}

uint64_t countLiveBytes(ArrayRef<ArenaBuffer> buffers) {
  std::map<int, int64_t> changes;
  for (const ArenaBuffer &buffer : buffers) {
    changes[buffer.firstUse] += alignBuffer(buffer.bytes);
    changes[buffer.lastUse + 1] -= alignBuffer(buffer.bytes);
  }
  int64_t live = 0, most = 0;
  for (auto [time, change] : changes)
    most = std::max(most, live += change);
  return most;
}

/// Products whose results are updated parameters: each computes a gradient of
/// the parameter's size that has no memory.
static void printUpdatesInProducts(const ProgramLayout &layout,
                                   const EntryPlan &plan,
                                   llvm::raw_ostream &os) {
  unsigned count = 0;
  uint64_t bytes = 0;
  for (const PlannedStep &planned : plan.steps) {
    func::FuncOp kernel = planned.callee;
    auto kind = kernel->getAttrOfType<StringAttr>("nadir.kernel");
    if (!kind || kind.getValue() != "matmul" || !updatesInPlace(kernel))
      continue;
    ++count;
    auto call = planned.step.call;
    bytes += tensorBytes(cast<ShapedType>(call.getResult(0).getType()),
                         layout.capacity);
  }
  if (count != 0)
    os << llvm::formatv("  gradients never in memory: {0} bytes, of {1} "
                        "parameters updated in products\n",
                        bytes, count);
}

static void printEntry(const ProgramLayout &layout, const EntryPlan &plan,
                       llvm::raw_ostream &os) {
  os << "entry " << plan.model.name << ": arena " << plan.arenaBytes
     << " bytes, at most " << plan.liveBytes << " live at once, "
     << plan.steps.size() << " kernels\n";
  if (plan.buffers.empty())
    return;
  os << llvm::format("  %12s %12s %6s %6s  %s\n", "bytes", "offset", "first",
                     "last", "buffer");
  SmallVector<const ArenaBuffer *> order;
  for (const ArenaBuffer &buffer : plan.buffers)
    order.push_back(&buffer);
  llvm::sort(order, [](const ArenaBuffer *a, const ArenaBuffer *b) {
    return std::tie(a->firstUse, a) < std::tie(b->firstUse, b);
  });
  for (const ArenaBuffer *buffer : order)
    os << llvm::format("  %12llu %12llu %6d %6d  ",
                       static_cast<unsigned long long>(buffer->bytes),
                       static_cast<unsigned long long>(buffer->offset),
                       buffer->firstUse, buffer->lastUse)
       << buffer->name << "\n";
  printUpdatesInProducts(layout, plan, os);
}

std::string printMemoryReport(const ProgramLayout &layout,
                              ArrayRef<EntryPlan> plans) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "parameters " << layout.parameters.bytes << " bytes, state "
     << layout.states.bytes << " bytes\n";
  for (const EntryPlan &plan : plans)
    printEntry(layout, plan, os);
  return text;
}

} // namespace nadir
