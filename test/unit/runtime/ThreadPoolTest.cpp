// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The thread pool: every index once, from any caller, with more and fewer
// threads than CPUs, and after the workers fell asleep.
#include "runtime/ThreadPool.h"

#include "TestFiles.h"

#include <chrono>
#include <thread>

#include <sched.h>

namespace nadir {
namespace {

/// Runs `body(i)` for every i through the C interface.
template <class Body>
void forAll(const ThreadPool &pool, int64_t count, Body &&body) {
  const nadir_executor *executor = pool.executor();
  executor->parallel_for(
      executor->self,
      [](void *argument, int64_t index) {
        (*static_cast<std::remove_reference_t<Body> *>(argument))(index);
      },
      &body, count);
}

void expectEachOnce(const ThreadPool &pool, int64_t count) {
  std::vector<uint8_t> visits(count, 0);
  forAll(pool, count, [&](int64_t i) { ++visits[i]; });
  int64_t wrong = 0;
  for (uint8_t visit : visits)
    wrong += visit != 1;
  EXPECT_EQ(wrong, 0) << count << " indices, " << pool.threads() << " threads";
}

TEST(ThreadPool, runsEachIndexOnce) {
  for (int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (int64_t count : {-1, 0, 1, 2, 3, 7, 100, 4099})
      expectEachOnce(pool, std::max<int64_t>(count, 0));
  }
}

TEST(ThreadPool, runsMoreIndicesThanOneJobHolds) {
  ThreadPool pool(2);
  expectEachOnce(pool, (int64_t{1} << 24) + 5);
}

TEST(ThreadPool, keepsJobsApart) {
  for (int threads : {2, 5}) {
    ThreadPool pool(threads);
    // A stale task would add to a counter that is checked or gone.
    for (int job = 0; job < 20000; ++job) {
      std::atomic<int64_t> sum = 0;
      int64_t count = 1 + job % 9;
      forAll(pool, count, [&](int64_t i) {
        sum.fetch_add(i + 1, std::memory_order_relaxed);
      });
      ASSERT_EQ(sum.load(), count * (count + 1) / 2);
    }
  }
}

/// Waits until so many have arrived; false if they never do.
bool meet(std::atomic<int> &arrived, int expected) {
  ++arrived;
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (arrived.load() < expected) {
    if (std::chrono::steady_clock::now() > end)
      return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(ThreadPool, beginsWithTheSamePartOfEveryJob) {
  ThreadPool pool(2);
  std::thread::id caller = std::this_thread::get_id();
  for (int64_t count : {2, 5, 8, 100}) {
    // Both threads are at work, so neither takes the other's indices before it
    // has done its own.
    int64_t callers = (count + 1) / 2;
    std::atomic<int> arrived = 0;
    std::atomic<int> elsewhere = 0;
    forAll(pool, count, [&](int64_t i) {
      if (i != 0 && i != callers)
        return;
      EXPECT_TRUE(meet(arrived, 2));
      elsewhere += (std::this_thread::get_id() == caller) != (i == 0);
    });
    EXPECT_EQ(elsewhere.load(), 0) << count << " indices";
  }
}

TEST(ThreadPool, takesOverWhatOthersDoNotGetTo) {
  ThreadPool pool(2);
  std::thread::id caller = std::this_thread::get_id();
  // The first index of either thread waits until all others are done.
  for (int64_t slow : {0, 4}) {
    std::atomic<int> done = 0;
    std::atomic<int> byOther = 0;
    forAll(pool, 8, [&](int64_t i) {
      if (i == slow) {
        EXPECT_TRUE(meet(done, 8));
        return;
      }
      byOther += (std::this_thread::get_id() == caller) != (slow == 0);
      ++done;
    });
    EXPECT_EQ(byOther.load(), 7);
  }
}

TEST(ThreadPool, wakesSleepingWorkers) {
  ThreadPool pool(2);
  for (int round = 0; round < 5; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    // Each index waits for the other, so both threads must take part.
    std::atomic<int> arrived = 0;
    forAll(pool, 2, [&](int64_t) {
      ++arrived;
      while (arrived.load() < 2)
        std::this_thread::yield();
    });
  }
}

TEST(ThreadPool, runsNestedCallsInline) {
  ThreadPool pool(2);
  ThreadPool other(2);
  std::atomic<int> inner = 0;
  forAll(pool, 8, [&](int64_t) {
    std::thread::id self = std::this_thread::get_id();
    for (const ThreadPool *nested : {&pool, &other})
      forAll(*nested, 4,
             [&](int64_t) { inner += std::this_thread::get_id() == self; });
  });
  EXPECT_EQ(inner.load(), 64);
  // The caller is not left marked as being inside a task.
  expectEachOnce(pool, 100);
}

TEST(ThreadPool, servesSeveralCallers) {
  ThreadPool pool(2);
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller)
    callers.emplace_back([&] {
      for (int round = 0; round < 500; ++round)
        expectEachOnce(pool, 50);
    });
  for (std::thread &caller : callers)
    caller.join();
}

TEST(ThreadPool, finishesOnBusyCpus) {
  std::atomic<bool> stop = false;
  std::vector<std::thread> others;
  for (int i = 0; i < 2 * ThreadPool::availableCpus(); ++i)
    others.emplace_back([&] {
      while (!stop.load(std::memory_order_relaxed)) {
      }
    });
  ThreadPool pool(ThreadPool::availableCpus());
  auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  while (std::chrono::steady_clock::now() < end) {
    std::atomic<int64_t> sum = 0;
    forAll(pool, 32, [&](int64_t i) {
      auto until =
          std::chrono::steady_clock::now() + std::chrono::microseconds(5);
      while (std::chrono::steady_clock::now() < until) {
      }
      sum += i;
    });
    EXPECT_EQ(sum.load(), 496);
  }
  stop = true;
  for (std::thread &other : others)
    other.join();
}

TEST(ThreadPool, respectsAffinity) {
  cpu_set_t before;
  ASSERT_EQ(::sched_getaffinity(0, sizeof(before), &before), 0);
  int cpu = ::sched_getcpu();
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(cpu, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof(one), &one), 0);
  EXPECT_EQ(ThreadPool::availableCpus(), 1);
  EXPECT_EQ(ThreadPool().threads(), 1);
  {
    // Threads that share the one CPU take turns without spinning it away.
    ThreadPool pool(3);
    std::atomic<int> elsewhere = 0;
    forAll(pool, 300, [&](int64_t) { elsewhere += ::sched_getcpu() != cpu; });
    EXPECT_EQ(elsewhere.load(), 0);
    for (int job = 0; job < 200; ++job)
      expectEachOnce(pool, 20);
  }
  ASSERT_EQ(::sched_setaffinity(0, sizeof(before), &before), 0);
}

TEST(ThreadPool, refusesAbsurdSizes) {
  EXPECT_ERROR(ThreadPool(-1), "a thread pool of -1 threads was asked for, "
                               "expected 1 to 1024, or 0 for one per CPU");
  EXPECT_ERROR(ThreadPool(5000), "expected 1 to 1024");
  EXPECT_GE(ThreadPool().threads(), 1);
}

} // namespace
} // namespace nadir
