// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One process compiles a case from nothing. Another takes it from the cache
// that the first one wrote, runs it and measures the machine's limits for its
// size.
#include "test/bench/Measure.h"

#include "compiler/Codegen/Target.h"
#include "runtime/Abi.h"
#include "runtime/Error.h"
#include "runtime/ThreadPool.h"
#include "test/bench/Inputs.h"
#include "test/bench/Limits.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>

#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nadir::bench {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double threadSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Processor seconds that the machine has spent on anything so far.
double busySeconds() {
  std::ifstream file("/proc/stat");
  std::string name;
  double all = 0, idle = 0, value = 0;
  file >> name;
  for (int i = 0; i < 8 && file >> value; ++i) {
    all += value;
    idle += i == 3 || i == 4 ? value : 0;
  }
  return (all - idle) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double ownSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) +
         static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Keeps this thread on one of the CPUs that the process may use.
void pinTo(bool last) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
    return;
  int chosen = -1;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &allowed) && (last || chosen < 0))
      chosen = cpu;
  CPU_ZERO(&one);
  CPU_SET(chosen, &one);
  static_cast<void>(sched_setaffinity(0, sizeof one, &one));
}

Program compileCase(const Case &test, const Settings &settings,
                    const std::string &cache, double &seconds) {
  GraphOptions options;
  if (test.rows > 0)
    options.batch = test.rows;
  Graph graph("bench", options);
  std::vector<Tensor> inputs;
  for (size_t i = 0; i < test.inputs.size(); ++i)
    inputs.push_back(graph.input("input" + std::to_string(i),
                                 test.inputs[i].dtype(), test.inputs[i].shape));
  test.build(graph, inputs);
  Clock::time_point start = Clock::now();
  Program program = compile(graph, {.cpu = settings.cpu,
                                    .threads = settings.threads > 1,
                                    .pool_threads = settings.threads,
                                    .split_products = settings.splitProducts,
                                    .updates = settings.updates,
                                    .autotune = settings.autotune,
                                    .cache_folder = cache});
  seconds = secondsSince(start);
  return program;
}

/// The steps of a case, with the inputs they take in turn.
class Steps {
public:
  Steps(const Case &test, Program &program, const ThreadPool &pool)
      : test(test), program(program) {
    call.executor = pool.threads() > 1 ? pool.executor() : nullptr;
    if (test.rows > 0)
      call.rows = test.rows;
    for (size_t i = 0; i < test.inputs.size(); ++i)
      names.push_back("input" + std::to_string(i));
    for (int set = 0; set < test.sets; ++set)
      addInputs();
    if (program.hasEntry("init"))
      program.run("init", {}, call);
    call.step = 0;
  }

  void run() {
    ++call.step;
    program.run(test.entry, inputs(), call);
  }

  bool hasWithout() const { return !test.without.empty(); }

  /// Runs what is not to count, if there is such.
  void runWithout() {
    if (hasWithout())
      program.run(test.without, inputs(), call);
  }

private:
  /// One block for all inputs of a set, as the tensors of a program have: with
  /// the same large pages.
  void addInputs() {
    constexpr uint64_t unit = NADIR_ALIGNMENT;
    std::vector<uint64_t> offsets;
    uint64_t bytes = 0;
    for (const Data &data : test.inputs) {
      offsets.push_back(bytes);
      bytes += (inputBytes(data, test.rows) + unit - 1) / unit * unit;
    }
    memory.push_back(allocateAligned(bytes));
    std::vector<Program::Input> &inputs = sets.emplace_back();
    for (size_t i = 0; i < test.inputs.size(); ++i) {
      const Data &data = test.inputs[i];
      std::byte *elements = memory.back().get() + offsets[i];
      fillInput(data, test.rows, ++seed, elements);
      inputs.emplace_back(names[i], data.dtype(), elements);
    }
  }
  const std::vector<Program::Input> &inputs() const {
    return sets[static_cast<size_t>(call.step) % sets.size()];
  }

  const Case &test;
  Program &program;
  Program::Call call;
  std::vector<std::string> names;
  std::vector<AlignedMemory> memory;
  uint64_t seed = 0;
  std::vector<std::vector<Program::Input>> sets;
};

double quantile(const std::vector<double> &sorted, double part) {
  auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<size_t>(last * part + 0.5)];
}

void warmUp(Steps &steps, double seconds) {
  Clock::time_point start = Clock::now();
  do {
    steps.run();
    steps.runWithout();
  } while (secondsSince(start) < seconds);
}

/// The least and all seconds of a step, less those of what doesn't count; and
/// those of the passes over memory in between.
struct Times {
  std::vector<double> steps, processor;
  /// Of plain passes, and of those that ask for memory ahead.
  std::vector<double> passes[2], passProcessor[2];
  double leastStep = 1e30, leastWithout = 1e30;

  void add(Steps &entry) {
    double cpu = threadSeconds();
    Clock::time_point start = Clock::now();
    entry.run();
    double step = secondsSince(start);
    double stepCpu = threadSeconds() - cpu;
    cpu = threadSeconds();
    start = Clock::now();
    entry.runWithout();
    double without = entry.hasWithout() ? secondsSince(start) : 0.0;
    double withoutCpu = entry.hasWithout() ? threadSeconds() - cpu : 0.0;
    steps.push_back(step - without);
    processor.push_back(stepCpu - withoutCpu);
    leastStep = std::min(leastStep, step);
    leastWithout = std::min(leastWithout, without);
  }
  void add(StreamPass &pass) {
    // In turn, as the second one waits for what the first has written.
    bool isOdd = passes[0].size() % 2 != 0;
    for (bool asksAhead : {isOdd, !isOdd}) {
      double cpu = threadSeconds();
      Clock::time_point start = Clock::now();
      pass.run(asksAhead);
      passes[asksAhead].push_back(secondsSince(start));
      passProcessor[asksAhead].push_back(threadSeconds() - cpu);
    }
  }
};

/// What a step reaches of the speed of passes over the same memory; the lists
/// of steps are sorted.
void addShares(Times &measured, const Settings &settings, Json &found) {
  for (bool asksAhead : {false, true}) {
    std::string name = asksAhead ? "best_stream" : "stream";
    std::vector<double> &wall = measured.passes[asksAhead];
    std::vector<double> &processor = measured.passProcessor[asksAhead];
    std::ranges::sort(wall);
    std::ranges::sort(processor);
    found[name + "_share"] =
        quantile(wall, 0.5) / quantile(measured.steps, 0.5);
    if (settings.threads == 1)
      found[name + "_cpu_share"] =
          quantile(processor, 0.5) / quantile(measured.processor, 0.5);
  }
}

bool isEnough(size_t steps, double elapsed, const Settings &settings) {
  return (steps >= 20 && elapsed >= settings.minimumTime) ||
         (steps >= 5 && elapsed >= settings.maximumTime) ||
         (steps >= 3 && settings.minimumTime == 0);
}

/// Passes, if there are any, and steps take turns, of several each: the first
/// ones, which don't count, wait until what the others wrote has left the
/// caches.
Times takeTurns(Steps &steps, std::optional<StreamPass> &pass,
                const Settings &settings) {
  constexpr int perTurn = 8, unmeasured = 2;
  Times measured;
  Clock::time_point begin = Clock::now();
  auto goesOn = [&] {
    return !isEnough(measured.steps.size(), secondsSince(begin), settings);
  };
  do {
    for (int i = 0; pass && i < unmeasured; ++i) {
      steps.run();
      steps.runWithout();
    }
    for (int i = 0; i < perTurn && (i == 0 || goesOn()); ++i)
      measured.add(steps);
    if (pass) {
      pass->run(/*asksAhead=*/false);
      for (int i = 0; i < perTurn && (i == 0 || goesOn()); ++i)
        measured.add(*pass);
    }
  } while (goesOn());
  return measured;
}

double timeSteps(Steps &steps, std::optional<StreamPass> &pass,
                 const Settings &settings, Json &found) {
  warmUp(steps, std::min(0.3, settings.minimumTime));
  double busy = busySeconds(), own = ownSeconds();
  Clock::time_point begin = Clock::now();
  Times measured = takeTurns(steps, pass, settings);
  std::vector<double> &times = measured.steps, &processor = measured.processor;
  double others = busySeconds() - busy - (ownSeconds() - own);
  std::ranges::sort(times);
  std::ranges::sort(processor);
  double median = quantile(times, 0.5);
  found["median_ms"] = median * 1e3;
  found["min_ms"] = (measured.leastStep - measured.leastWithout) * 1e3;
  found["p90_ms"] = quantile(times, 0.9) * 1e3;
  found["spread"] = (quantile(times, 0.9) - quantile(times, 0.1)) / median;
  found["cpu_ms"] = quantile(processor, 0.5) * 1e3;
  found["other_cpus"] = std::max(0.0, others / secondsSince(begin));
  found["n"] = times.size();
  if (pass)
    addShares(measured, settings, found);
  return median;
}

double bytesOf(const Case &test, const Program &program) {
  if (test.bytes > 0)
    return test.bytes;
  double bytes = 0;
  const nadir_entry_info &entry = program.entry(test.entry);
  for (uint32_t i = 0; i < entry.input_count; ++i)
    bytes += static_cast<double>(entry.inputs[i].bytes);
  for (uint32_t i = 0; i < entry.result_count; ++i)
    bytes += static_cast<double>(entry.results[i].bytes);
  if (test.entry == "train_step")
    bytes += 2 * static_cast<double>(program.table().parameter_bytes +
                                     program.table().state_bytes);
  return bytes;
}

double peakMegabytes() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void addLimits(const Case &test, const Settings &settings, ThreadPool &pool,
               double median, double bytes, Json &found) {
  double seconds = std::min(0.3, settings.minimumTime);
  double copy = measureCopySeconds(pool, bytes, seconds);
  found["flops"] = test.flops;
  found["bytes"] = bytes;
  found["copy_gbs"] = copy > 0 ? bytes / copy * 1e-9 : 0.0;
  found["gbs"] = bytes / median * 1e-9;
  found["copy_share"] = copy / median;
  if (test.flops > 0) {
    llvm::Expected<CpuTarget> target = findTarget(settings.cpu);
    if (!target)
      throw Error(llvm::toString(target.takeError()));
    double peak = measurePeakFlops(pool, target->vectorBits, seconds);
    found["peak_gflops"] = peak * 1e-9;
    found["gflops"] = test.flops / median * 1e-9;
    found["peak_share"] = test.flops / median / peak;
  }
}

/// A process that spins on the last CPU for as long as this object lives.
class Load {
public:
  explicit Load(bool wanted) {
    if (!wanted)
      return;
    child = fork();
    if (child == 0) {
      pinTo(/*last=*/true);
      for (volatile uint64_t i = 0;;)
        i = i + 1;
    }
  }
  ~Load() {
    if (child <= 0)
      return;
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  Load(const Load &) = delete;
  Load &operator=(const Load &) = delete;

private:
  pid_t child = -1;
};

void runCase(const Case &test, const Settings &settings,
             const std::string &cache, Json &found) {
  double seconds = 0;
  ThreadPool pool(settings.threads);
  double median = 0, bytes = 0;
  pinTo(/*last=*/false);
  {
    Program program = compileCase(test, settings, cache, seconds);
    found["compile_cached_ms"] = seconds * 1e3;
    Steps steps(test, program, pool);
    // All memory of the program, and before that of its limits.
    steps.run();
    steps.runWithout();
    double megabytes = peakMegabytes();
    std::optional<StreamPass> pass;
    if (test.streams.updated > 0)
      pass.emplace(pool, test.streams.updated, test.streams.elements);
    Load load(settings.underLoad);
    median = timeSteps(steps, pass, settings, found);
    bytes = bytesOf(test, program);
    found["peak_rss_mb"] = megabytes;
    found["arena_mb"] =
        static_cast<double>(program.table().arena_bytes) * 0x1p-20;
  }
  addLimits(test, settings, pool, median, bytes, found);
}

/// Runs `function` in a child and adds the JSON object that it makes.
template <class Function> void inChild(Json &found, Function function) {
  int ends[2];
  if (pipe(ends) != 0) {
    found["error"] = "can't make a pipe";
    return;
  }
  pid_t child = fork();
  if (child == 0) {
    Json part = Json::object();
    try {
      function(part);
    } catch (const std::exception &error) {
      part["error"] = error.what();
    }
    std::string text = part.dump();
    bool isWritten = write(ends[1], text.data(), text.size()) ==
                     static_cast<ssize_t>(text.size());
    _exit(isWritten ? 0 : 1);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t size; (size = read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<size_t>(size));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  Json part = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (status != 0 || !part.is_object())
    part = {
        {"error", "the process ended with status " + std::to_string(status)}};
  found.update(part);
}

} // namespace

Json measure(const Case &test, const Settings &settings) {
  Json found = {{"group", test.group}, {"case", test.name},
                {"mode", "nadir"},     {"dtype", "fp32"},
                {"cpu", settings.cpu}, {"threads", settings.threads}};
  std::string folder =
      (std::filesystem::temp_directory_path() / "nadir-bench-XXXXXX").string();
  if (!mkdtemp(folder.data())) {
    found["error"] = "can't make a folder for compiled programs";
    return found;
  }
  inChild(found, [&](Json &part) {
    double seconds = 0;
    compileCase(test, settings, folder, seconds);
    part["compile_cold_ms"] = seconds * 1e3;
  });
  if (!found.contains("error"))
    inChild(found, [&](Json &part) { runCase(test, settings, folder, part); });
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return found;
}

} // namespace nadir::bench
