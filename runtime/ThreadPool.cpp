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
    auto started = std::ranges::count_if(
        workers, [](const auto &worker) { return worker->thread.joinable(); });
    stopAll();
    throw Error(fmt::format("cannot start thread {} of {}: {}", started + 2,
                            this->threads(), error.what()));
  }
}

ThreadPool::~ThreadPool() { stopAll(); }

void ThreadPool::start(int threads) {
  std::vector<int> cpus = allowedCpus();
  callerCpu = ::sched_getcpu();
  std::erase(cpus, callerCpu);
  // Threads that share a CPU must not spin there.
  spins = threads <= availableCpus() && cpus.size() + 1 >= size_t(threads);
  for (int i = 0; i + 1 < threads; ++i)
    workers.push_back(std::make_unique<Worker>());
  for (int i = 0; i + 1 < threads; ++i) {
    workers[i]->thread = std::thread([this, i] { work(i + 1); });
    if (spins && pin(workers[i]->thread.native_handle(), cpus[i]))
      workers[i]->cpu = cpus[i];
  }
}

void ThreadPool::stopAll() {
  stopping.store(true);
  signal.fetch_add(1);
  signal.notify_all();
  for (std::unique_ptr<Worker> &worker : workers)
    if (worker->thread.joinable())
      worker->thread.join();
}

void ThreadPool::work(size_t thread) {
  insideTask = true;
  Worker &self = *workers[thread - 1];
  while (!stopping.load(std::memory_order_relaxed)) {
    uint32_t before = self.share.job();
    runClaims(thread);
    waitForWork(before, self);
  }
}

/// Returns when the worker's share is of another job than `before`, or any job
/// has begun meanwhile: one of few indices has no share for every thread.
void ThreadPool::waitForWork(uint32_t before, const Worker &self) {
  uint32_t seen = signal.load(std::memory_order_acquire);
  // Both change before the signal does, so none is missed.
  if (self.share.job() != before || stopping.load(std::memory_order_relaxed))
    return;
  if (spins && !self.guest.load(std::memory_order_relaxed)) {
    Clock::time_point end = Clock::now() + spinTime;
    do {
      for (int i = 0; i < 32; ++i) {
        if (self.share.job() != before)
          return;
        relax();
      }
      if (signal.load(std::memory_order_acquire) != seen)
        return;
      // The next kernel follows the one that others still work on.
      if (unfinished.load(std::memory_order_relaxed) != 0)
        end = Clock::now() + spinTime;
    } while (Clock::now() < end);
  }
  signal.wait(seen);
}

TaskShare &ThreadPool::share(size_t thread) {
  return thread == 0 ? callersShare : workers[thread - 1]->share;
}

/// Claims indices of the current job: the thread's own, then others'.
TaskShare::Run ThreadPool::claim(size_t thread) {
  TaskShare::Run run = share(thread).claim(TaskShare::End::front);
  size_t threads = workers.size() + 1;
  for (size_t i = 1; i < threads && run.count == 0; ++i)
    run = share((thread + i) % threads).claim(TaskShare::End::back);
  return run;
}

/// Claims indices of the current job and runs them until none remain.
void ThreadPool::runClaims(size_t thread) {
  uint32_t done = 0;
  std::atomic<bool> *holds =
      thread == 0 ? nullptr : &workers[thread - 1]->holds;
  for (TaskShare::Run run = claim(thread); run.count > 0; run = claim(thread)) {
    if (holds)
      holds->store(true, std::memory_order_relaxed);
    run();
    done += static_cast<uint32_t>(run.count);
  }
  if (holds)
    holds->store(false, std::memory_order_relaxed);
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
  int64_t largest = TaskShare::capacity * threads();
  for (int64_t first = 0; first < count; first += largest)
    dispatch(task, argument, first, std::min(largest, count - first));
  insideTask = false;
  busy.store(false, std::memory_order_release);
}

void ThreadPool::dispatch(Task task, void *argument, int64_t first,
                          int64_t count) {
  unfinished.store(static_cast<uint32_t>(count), std::memory_order_relaxed);
  ++job;
  int64_t threads = this->threads();
  auto begin = [&](int64_t thread) {
    return (count * thread + threads - 1) / threads;
  };
  // The caller's comes last: the others take a while to see theirs.
  for (int64_t thread = threads - 1; thread >= 0; --thread)
    if (int64_t size = begin(thread + 1) - begin(thread))
      share(thread).assign(job, task, argument, first + begin(thread), size);
  signal.fetch_add(1);
  signal.notify_all();
  runClaims(0);
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
