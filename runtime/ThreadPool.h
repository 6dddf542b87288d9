// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The threads that compiled programs run on. A training step lasts 0.1 ms and
// dispatches a dozen kernels, so a dispatch must cost well under a microsecond:
// workers spin for a while before they sleep, and are pinned, since the
// system otherwise stacks spinning threads on one CPU. Each thread begins with
// the same part of every job, so that what it wrote in one kernel or step is
// still in its cache in the next. Pieces are claimed one by one, so that a CPU
// taken away by another process costs only the piece its worker holds: the
// others finish the rest, and then the caller takes in the worker that lost its
// CPU.
#ifndef NADIR_RUNTIME_THREADPOOL_H
#define NADIR_RUNTIME_THREADPOOL_H

#include "runtime/Abi.h"
#include "runtime/TaskShare.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace nadir {

class ThreadPool {
public:
  using Task = TaskShare::Task;

  /// A pool of the calling thread and `threads` - 1 workers; 0 means one
  /// thread for each CPU that this process may use. More threads than CPUs work
  /// but do not spin. Throws Error when `threads` is out of [0, 1024] or a
  /// thread cannot be started.
  explicit ThreadPool(int threads = 0);

  /// Waits for the workers to end; no call may be running.
  ~ThreadPool();
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  /// Threads at work, the caller included.
  int threads() const { return static_cast<int>(workers.size()) + 1; }

  /// Calls `task(argument, i)` once for each i in [0, count) on this and the
  /// workers' threads, and returns when all have returned. A call from inside a
  /// task, or while another thread's call is running, does all on the calling
  /// thread. Tasks must not throw. Allocates nothing.
  void parallelFor(Task task, void *argument, int64_t count);

  /// The same as compiled programs call it; lives as long as the pool.
  const nadir_executor *executor() const { return &interface; }

  /// CPUs that this process may use: its affinity mask, further limited by the
  /// container's CPU quota. At least 1.
  static int availableCpus();

private:
  struct Worker {
    TaskShare share;
    std::thread thread;
    /// The CPU it is pinned to; -1 if it is not.
    int cpu = -1;
    /// CPU time it had used when the caller last looked.
    int64_t usedTime = 0;
    /// It has claimed an index and not finished it.
    std::atomic<bool> holds = false;
    /// The caller lent it its own CPU: there it must not spin.
    std::atomic<bool> guest = false;
  };

  void start(int threads);
  void work(size_t thread);
  void waitForWork(uint32_t before, const Worker &self);
  TaskShare &share(size_t thread);
  TaskShare::Run claim(size_t thread);
  void runClaims(size_t thread);
  void dispatch(Task task, void *argument, int64_t first, int64_t count);
  void waitForOthers();
  bool spinForOthers(std::chrono::microseconds time) const;
  bool takeInStragglers();
  void sendGuestsHome();
  void leaveCallersCpu();
  void stopAll();

  nadir_executor interface;
  std::vector<std::unique_ptr<Worker>> workers;
  /// Where the caller ran when the workers were last placed.
  int callerCpu = -1;
  /// Whether every thread has a CPU of its own to spin on.
  bool spins = false;
  std::atomic<bool> stopping = false;
  std::atomic<bool> busy = false;

  /// Number of the current job.
  uint32_t job = 0;
  /// The caller's share of it.
  TaskShare callersShare;
  /// Indices whose task has not returned.
  alignas(128) std::atomic<uint32_t> unfinished = 0;
  /// Changes with each job; workers sleep on it.
  alignas(128) std::atomic<uint32_t> signal = 0;
};

} // namespace nadir

#endif // NADIR_RUNTIME_THREADPOOL_H
