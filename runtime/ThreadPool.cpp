// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claiming, spinning, sleeping and placing of the pool's threads.
#include "runtime/ThreadPool.h"

#include "runtime/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <pthread.h>
#include <sched.h>
#include <time.h>

namespace nadir {

using Clock = std::chrono::steady_clock;

/// How long a worker looks for the next job before it sleeps. Longer than the
/// caller's work between two kernels, shorter than anyone notices.
static constexpr std::chrono::microseconds spinTime(100);

/// Set while this thread runs a task, so that nested calls stay on it.
static thread_local bool insideTask = false;

static void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// The CPUs of the process's affinity mask; empty if it cannot be read.
static std::vector<int> allowedCpus() {
  std::vector<int> cpus;
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof(set), &set) == 0)
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
      if (CPU_ISSET(cpu, &set))
        cpus.push_back(cpu);
  return cpus;
}

/// CPUs' worth of time that the container grants, rounded up; 0 if unlimited.
static int quotaCpus() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0)
    return 0;
  double cpus = std::strtod(quota.c_str(), nullptr) / period;
  return cpus > 0 && cpus < CPU_SETSIZE ? static_cast<int>(cpus + 0.999) : 0;
}

static bool pin(pthread_t thread, int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  return ::pthread_setaffinity_np(thread, sizeof(set), &set) == 0;
}

int ThreadPool::availableCpus() {
  int cpus = static_cast<int>(allowedCpus().size());
  if (cpus == 0)
    cpus = static_cast<int>(std::thread::hardware_concurrency());
  if (int quota = quotaCpus(); quota > 0)
    cpus = std::min(cpus, quota);
  return std::max(cpus, 1);
}

ThreadPool::ThreadPool(int threads)
    : interface{this, [](void *self, Task task, void *argument, int64_t count) {
                  static_cast<ThreadPool *>(self)->parallelFor(task, argument,
                                                               count);
                }} {
  if (threads < 0 || threads > 1024)
    throw Error(fmt::format("a thread pool of {} threads was asked for, "
                            "expected 1 to 1024, or 0 for one per CPU",
                            threads));
  try {
    start(threads == 0 ? availableCpus() : threads);
  } catch (const std::system_error &error) {
    int started = this->threads();
    stopAll();
    throw Error(fmt::format("cannot start thread {} of {}: {}", started,
                            threads, error.what()));
  }
}

ThreadPool::~ThreadPool() { stopAll(); }

void ThreadPool::start(int threads) {
  std::vector<int> cpus = allowedCpus();
  callerCpu = ::sched_getcpu();
  std::erase(cpus, callerCpu);
  // Threads that share a CPU must not spin there.
  spins = threads <= availableCpus() && cpus.size() + 1 >= size_t(threads);
  runDivisor = int64_t{16} * threads;
  workers.reserve(threads - 1);
  for (int i = 0; i + 1 < threads; ++i) {
    workers.push_back(std::make_unique<Worker>());
    try {
      Worker &self = *workers[i];
      self.thread = std::thread([this, &self] { work(self); });
    } catch (...) {
      workers.pop_back();
      throw;
    }
    if (spins && pin(workers[i]->thread.native_handle(), cpus[i]))
      workers[i]->cpu = cpus[i];
  }
}

void ThreadPool::stopAll() {
  stopping.store(true);
  signal.fetch_add(1);
  signal.notify_all();
  for (std::unique_ptr<Worker> &worker : workers)
    worker->thread.join();
}

void ThreadPool::work(Worker &self) {
  insideTask = true;
  uint32_t seen = 0;
  while (!stopping.load(std::memory_order_relaxed)) {
    runClaims(self.holds);
    waitForWork(seen, self);
  }
}

void ThreadPool::waitForWork(uint32_t &seen, const Worker &self) {
  auto changed = [&] {
    uint32_t now = signal.load(std::memory_order_acquire);
    return std::exchange(seen, now) != now;
  };
  if (spins && !self.guest.load(std::memory_order_relaxed)) {
    Clock::time_point end = Clock::now() + spinTime;
    do {
      for (int i = 0; i < 32; ++i) {
        if (changed())
          return;
        relax();
      }
    } while (Clock::now() < end);
  }
  signal.wait(seen);
  changed();
}

/// Claims indices of the current job and runs them until none remain.
void ThreadPool::runClaims(std::atomic<bool> &holds) {
  uint32_t done = 0;
  uint64_t before = claims.load(std::memory_order_acquire);
  while (auto remaining = static_cast<int64_t>(before & remainingMask)) {
    Task task = jobTask.load(std::memory_order_relaxed);
    void *argument = jobArgument.load(std::memory_order_relaxed);
    int64_t first = jobEnd.load(std::memory_order_relaxed) - remaining;
    // Many small pieces are claimed in runs that shrink towards the end.
    int64_t count = std::max<int64_t>(remaining / runDivisor, 1);
    if (!claims.compare_exchange_weak(before, before - count,
                                      std::memory_order_acq_rel,
                                      std::memory_order_acquire))
      continue;
    holds.store(true, std::memory_order_relaxed);
    for (int64_t i = first; i < first + count; ++i)
      task(argument, i);
    done += static_cast<uint32_t>(count);
    before = claims.load(std::memory_order_acquire);
  }
  // The job cannot end, and so the next not begin, before this.
  if (done > 0 && unfinished.fetch_sub(done, std::memory_order_acq_rel) == done)
    unfinished.notify_one();
}

void ThreadPool::parallelFor(Task task, void *argument, int64_t count) {
  if (count <= 0)
    return;
  bool alone = count == 1 || workers.empty() || insideTask ||
               busy.exchange(true, std::memory_order_acquire);
  if (alone) {
    // Nested calls of these tasks must find the same rule everywhere.
    bool outer = std::exchange(insideTask, true);
    for (int64_t i = 0; i < count; ++i)
      task(argument, i);
    insideTask = outer;
    return;
  }
  insideTask = true;
  leaveCallersCpu();
  constexpr auto largest = static_cast<int64_t>(remainingMask);
  for (int64_t first = 0; first < count; first += largest)
    dispatch(task, argument, first, std::min(largest, count - first));
  insideTask = false;
  busy.store(false, std::memory_order_release);
}

void ThreadPool::dispatch(Task task, void *argument, int64_t first,
                          int64_t count) {
  jobTask.store(task, std::memory_order_relaxed);
  jobArgument.store(argument, std::memory_order_relaxed);
  jobEnd.store(first + count, std::memory_order_relaxed);
  unfinished.store(static_cast<uint32_t>(count), std::memory_order_relaxed);
  uint64_t job = (claims.load(std::memory_order_relaxed) >> remainingBits) + 1;
  claims.store(job << remainingBits | static_cast<uint64_t>(count),
               std::memory_order_release);
  signal.fetch_add(1);
  signal.notify_all();
  std::atomic<bool> holds;
  runClaims(holds);
  waitForOthers();
}

/// Waits for the indices that workers still hold.
void ThreadPool::waitForOthers() {
  if (unfinished.load(std::memory_order_acquire) == 0)
    return;
  bool lent = false;
  while (spins && !lent) {
    if (spinForOthers(spinTime / 2))
      return;
    lent = takeInStragglers();
  }
  // Sleeping leaves this CPU to those who still work.
  while (uint32_t left = unfinished.load(std::memory_order_acquire))
    unfinished.wait(left, std::memory_order_acquire);
  if (lent)
    sendGuestsHome();
}

bool ThreadPool::spinForOthers(std::chrono::microseconds time) const {
  Clock::time_point end = Clock::now() + time;
  do {
    for (int i = 0; i < 32; ++i) {
      if (unfinished.load(std::memory_order_acquire) == 0)
        return true;
      relax();
    }
  } while (Clock::now() < end);
  return false;
}

/// CPU time that the thread has used, in nanoseconds; -1 if unknown.
static int64_t usedTime(pthread_t thread) {
  clockid_t clock;
  timespec time;
  if (::pthread_getcpuclockid(thread, &clock) != 0 ||
      ::clock_gettime(clock, &time) != 0)
    return -1;
  return int64_t{time.tv_sec} * 1000000000 + time.tv_nsec;
}

/// Moves workers that hold an index but have not run since the last look (their
/// CPU was taken by another process) to the caller's CPU. Without this each
/// would cost a time slice of that process, some 4 ms.
bool ThreadPool::takeInStragglers() {
  bool any = false;
  int cpu = ::sched_getcpu();
  for (std::unique_ptr<Worker> &worker : workers) {
    if (worker->cpu < 0 || !worker->holds.load(std::memory_order_relaxed))
      continue;
    pthread_t thread = worker->thread.native_handle();
    int64_t time = usedTime(thread);
    if (std::exchange(worker->usedTime, time) != time || time < 0)
      continue;
    worker->guest.store(true, std::memory_order_relaxed);
    any |= pin(thread, cpu);
  }
  return any;
}

void ThreadPool::sendGuestsHome() {
  for (std::unique_ptr<Worker> &worker : workers)
    if (worker->guest.exchange(false, std::memory_order_relaxed))
      pin(worker->thread.native_handle(), worker->cpu);
}

/// Moves the worker that is pinned to the CPU on which the system now runs the
/// caller to the one that the caller left.
void ThreadPool::leaveCallersCpu() {
  int cpu = ::sched_getcpu();
  if (cpu == callerCpu || cpu < 0)
    return;
  for (std::unique_ptr<Worker> &worker : workers)
    if (worker->cpu == cpu && callerCpu >= 0 &&
        pin(worker->thread.native_handle(), callerCpu))
      worker->cpu = callerCpu;
  callerCpu = cpu;
}

} // namespace nadir
