// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread's share of a job of the thread pool.
#ifndef NADIR_RUNTIME_TASKSHARE_H
#define NADIR_RUNTIME_TASKSHARE_H

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace nadir {

/// Consecutive indices of a job that one thread claims from the front, and the
/// others, once they have none of their own, from the back. All that a thread
/// needs to begin is in one cache line.
class alignas(128) TaskShare {
public:
  using Task = void (*)(void *argument, int64_t index);

  /// Indices that a thread has claimed.
  struct Run {
    Task task = nullptr;
    void *argument = nullptr;
    int64_t first = 0;
    int64_t count = 0;

    void operator()() const {
      for (int64_t i = first; i < first + count; ++i)
        task(argument, i);
    }
  };

  enum class End { front, back };

  /// As many indices as a share can have.
  static constexpr int64_t capacity = 0xffff;

  /// Makes [first, first + count) the share of a job, whose number no share has
  /// had lately. Only while no index of any share remains.
  void assign(uint32_t job, Task task, void *argument, int64_t first,
              int64_t count) {
    jobTask.store(task, std::memory_order_relaxed);
    jobArgument.store(argument, std::memory_order_relaxed);
    jobFirst.store(first, std::memory_order_relaxed);
    range.store(uint64_t{job} << jobShift | static_cast<uint64_t>(count),
                std::memory_order_release);
  }

  /// The number of the job that the share belongs to.
  uint32_t job() const {
    return static_cast<uint32_t>(range.load(std::memory_order_acquire) >>
                                 jobShift);
  }

  /// Claims some of the indices that remain: many small pieces in runs that
  /// shrink towards the end. A run of none if no index remains.
  Run claim(End end) {
    uint64_t before = range.load(std::memory_order_acquire);
    for (;;) {
      auto begin = static_cast<int64_t>(before >> beginShift & capacity);
      int64_t remaining = static_cast<int64_t>(before & capacity) - begin;
      if (remaining == 0)
        return {};
      int64_t count = std::max<int64_t>(remaining / 16, 1);
      bool front = end == End::front;
      // These belong to the job of `before`, if the exchange succeeds.
      Run run{jobTask.load(std::memory_order_relaxed),
              jobArgument.load(std::memory_order_relaxed),
              jobFirst.load(std::memory_order_relaxed) + begin +
                  (front ? 0 : remaining - count),
              count};
      auto taken = static_cast<uint64_t>(count);
      uint64_t after = front ? before + (taken << beginShift) : before - taken;
      if (range.compare_exchange_weak(before, after, std::memory_order_acq_rel,
                                      std::memory_order_acquire))
        return run;
    }
  }

private:
  static constexpr int beginShift = 16;
  static constexpr int jobShift = 32;

  /// Number of the job, and which indices from its first one on remain: the
  /// first and the one behind the last. The number keeps a thread that
  /// overslept a job from claiming an index of the next one with the old task.
  std::atomic<uint64_t> range = 0;
  /// Written only while no index remains, so whoever claims one has read what
  /// belongs to it.
  std::atomic<Task> jobTask = nullptr;
  std::atomic<void *> jobArgument = nullptr;
  std::atomic<int64_t> jobFirst = 0;
};

} // namespace nadir

#endif // NADIR_RUNTIME_TASKSHARE_H
