// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/BufferPlan.h"

#include "llvm/Support/Format.h"
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

uint64_t placeBuffers(MutableArrayRef<ArenaBuffer> buffers) {
  SmallVector<ArenaBuffer *> order;
  for (ArenaBuffer &buffer : buffers)
    order.push_back(&buffer);
  // Ties keep their order, by address in the array.
  llvm::sort(order, [](const ArenaBuffer *a, const ArenaBuffer *b) {
    return std::tie(b->bytes, a) < std::tie(a->bytes, b);
  });
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

void printMemoryReport(const EntryPlan &plan, llvm::raw_ostream &os) {
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
}

} // namespace nadir
