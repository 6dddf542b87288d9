// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Times matmul kernels and their compilation: prints GFLOP/s, the median of
// many runs, and milliseconds. With --choices the cost model's schedule and
// others take turns.
//   matmul-bench [m n k [NN|NT|TN|TT [epilogue]]]
//                [--bits=N] [--choices] [--one-thread] [--assembly]
// With --one-thread the program is for one thread only.
#include "test/unit/matmul/MatmulCase.h"
#include "test/unit/matmul/MatmulHarness.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

using namespace nadir;
using namespace nadir::test;

static float *makeBuffer(int64_t elements) {
  auto *data = static_cast<float *>(
      std::aligned_alloc(64, (elements * 4 + 127) / 64 * 64));
  for (int64_t i = 0; i < elements; ++i)
    data[i] = float(i * 7 % 11) - 5;
  return data;
}

/// Processor time: a run of milliseconds rarely has a busy machine to itself.
static double seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

namespace {

struct Candidate {
  MatmulChoice choice;
  std::unique_ptr<CompiledKernel> kernel;
  std::vector<double> times;
};

} // namespace

/// Turn and turn about: the machine's speed changes from one moment to the
/// next, and most of all with how long it has been multiplying.
static void measure(std::vector<Candidate> &candidates, int64_t rows,
                    const std::vector<void *> &buffers, double flops) {
  int inner = std::max(1, int(1e8 / flops));
  double end = seconds() + 0.4 * candidates.size();
  while (seconds() < end)
    for (Candidate &candidate : candidates) {
      double start = seconds();
      for (int i = 0; i < inner; ++i)
        candidate.kernel->run(rows, buffers);
      candidate.times.push_back((seconds() - start) / inner);
    }
}

static void print(Candidate &candidate, const std::string &name, double flops,
                  int64_t rows) {
  std::vector<double> &times = candidate.times;
  std::sort(times.begin(), times.end());
  double median = times[times.size() / 2];
  CompileTimes compile = candidate.kernel->times();
  std::printf("%-22s %-6s %7.1f GFLOP/s (best %6.1f) %9.2f us %3d tasks | "
              "schedule %5.2f lower %5.2f codegen %5.2f ms\n",
              name.c_str(), printMatmulChoice(candidate.choice).c_str(),
              flops / median * 1e-9, flops / times[0] * 1e-9, median * 1e6,
              int(candidate.kernel->taskCount(rows)), compile.schedule,
              compile.lower, compile.codegen);
}

static void measure(const MatmulCase &c, const TargetInfo &target,
                    const std::vector<MatmulChoice> &choices,
                    bool printAssembly) {
  std::string assembly, scheduled;
  std::vector<Candidate> candidates;
  for (const MatmulChoice &choice : choices) {
    auto kernel = CompiledKernel::compile(c.text(choice), target,
                                          printAssembly ? &assembly : nullptr,
                                          printAssembly ? &scheduled : nullptr);
    if (kernel)
      candidates.push_back({choice, std::move(kernel), {}});
  }
  int64_t batch = std::max<int64_t>(c.batch, 1);
  std::vector<void *> buffers = {makeBuffer(batch * c.m * c.k),
                                 makeBuffer(batch * c.k * c.n)};
  bool hasOperand = c.epilogue != Epilogue::None;
  bool hasSecond = c.epilogue == Epilogue::BiasReluAndSum ||
                   c.epilogue == Epilogue::MaskAndColumnSums ||
                   c.epilogue == Epilogue::RowScaleAndSign;
  for (int i = 0; i < 1 + hasOperand + hasSecond; ++i)
    buffers.push_back(makeBuffer(batch * c.m * c.n));
  double flops = 2.0 * batch * c.m * c.n * c.k;
  int64_t rows = c.dynamic == 'k' ? c.k : c.m;
  measure(candidates, rows, buffers, flops);
  for (Candidate &candidate : candidates)
    print(candidate, c.name(), flops, rows);
  if (printAssembly)
    std::printf("%s\n%s\n", scheduled.c_str(), assembly.c_str());
  for (void *buffer : buffers)
    std::free(buffer);
}

static std::vector<MatmulCase> defaultCases() {
  auto make = [](int64_t m, int64_t n, int64_t k, const char *form,
                 char dynamic = 0, Epilogue epilogue = Epilogue::None) {
    MatmulCase c;
    c.m = m, c.n = n, c.k = k;
    c.transposeLhs = form[0] == 'T', c.transposeRhs = form[1] == 'T';
    c.dynamic = dynamic;
    c.epilogue = epilogue;
    return c;
  };
  std::vector<MatmulCase> cases = {
      make(128, 64, 784, "NT", 'm', Epilogue::BiasRelu),
      make(128, 32, 64, "NT", 'm', Epilogue::BiasRelu),
      make(128, 10, 32, "NT", 'm', Epilogue::BiasRelu),
      make(128, 32, 10, "NN", 'm', Epilogue::Mask),
      make(128, 64, 32, "NN", 'm', Epilogue::Mask),
      make(10, 32, 128, "TN", 'k'),
      make(32, 64, 128, "TN", 'k'),
      make(64, 784, 128, "TN", 'k'),
      make(128, 784, 64, "NN", 'm')};
  for (int64_t size : {256, 512, 1024})
    for (const char *form : {"NN", "NT", "TN"})
      cases.push_back(make(size, size, size, form));
  return cases;
}

int main(int argc, char **argv) {
  std::vector<std::string> words;
  TargetInfo target;
  bool assembly = false;
  std::vector<MatmulChoice> choices = {{}};
  for (int i = 1; i < argc; ++i) {
    if (!std::strncmp(argv[i], "--bits=", 7)) {
      target.vectorBits = std::atoi(argv[i] + 7);
      target.vectorRegisters = target.vectorBits == 512 ? 32 : 16;
    } else if (!std::strcmp(argv[i], "--choices")) {
      choices = {{}};
      for (int64_t vectors : {2, 3, 4})
        for (int64_t columns : {0, 128, 512})
          choices.push_back({vectors, columns});
    } else if (!std::strcmp(argv[i], "--one-thread")) {
      target.threads = false;
    } else if (!std::strcmp(argv[i], "--split")) {
      target.splitProducts = SplitProducts::Always;
    } else if (!std::strcmp(argv[i], "--assembly")) {
      assembly = true;
    } else {
      words.push_back(argv[i]);
    }
  }
  if (words.size() < 3) {
    for (const MatmulCase &c : defaultCases())
      measure(c, target, choices, assembly);
    return 0;
  }
  MatmulCase c;
  c.m = std::atol(words[0].c_str());
  c.n = std::atol(words[1].c_str());
  c.k = std::atol(words[2].c_str());
  if (words.size() > 3) {
    c.transposeLhs = words[3][0] == 'T';
    c.transposeRhs = words[3][1] == 'T';
  }
  if (words.size() > 4)
    c.epilogue = Epilogue(std::atoi(words[4].c_str()));
  measure(c, target, choices, assembly);
}
