// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measures Nadir's programs: JSON lines on standard output, a table on standard
// error. tools/bench builds and runs it.
#include "compiler/Fusion/Fusion.h"
#include "test/bench/Measure.h"
#include "tools/Validators.h"

#include <CLI/CLI.hpp>

#include <cstdio>

using namespace nadir::bench;

namespace {

struct Arguments {
  std::vector<std::string> groups;
  std::vector<std::string> only;
  std::vector<int> threads = {1};
  bool list = false;
  bool exact = false;
  Settings settings;
};

std::vector<Case> allCases() {
  std::vector<Case> cases;
  for (auto *group : {stepCases, lossCases, optimizerCases, matmulCases})
    for (Case &test : group())
      cases.push_back(std::move(test));
  return cases;
}

bool isWanted(const Case &test, const Arguments &arguments) {
  auto matches = [&](const std::string &text) {
    return arguments.exact ? test.name == text
                           : test.name.find(text) != std::string::npos;
  };
  bool inGroup =
      arguments.groups.empty() ||
      std::ranges::find(arguments.groups, test.group) != arguments.groups.end();
  return inGroup && (arguments.only.empty() ||
                     std::ranges::any_of(arguments.only, matches));
}

/// A member of a result in `width` places; "-" if it has none.
std::string column(const Json &found, const char *name, int width,
                   int decimals) {
  char text[64];
  if (auto member = found.find(name); member != found.end())
    std::snprintf(text, sizeof text, "%*.*f", width, decimals,
                  member->get<double>());
  else
    std::snprintf(text, sizeof text, "%*s", width, "-");
  return text;
}

void printHeader() {
  std::fprintf(stderr,
               "%-38s %2s %10s %10s %6s %8s %6s %7s %6s %7s %7s %8s "
               "%8s\n",
               "case", "t", "median ms", "min ms", "spread", "GFLOP/s", "peak",
               "GB/s", "copy", "cold ms", "cached", "RSS MB", "arena MB");
}

void printRow(const Json &found) {
  std::string row;
  for (auto [name, width, decimals] : {std::tuple{"median_ms", 10, 5},
                                       {"min_ms", 10, 5},
                                       {"spread", 6, 2},
                                       {"gflops", 8, 1},
                                       {"peak_share", 6, 2},
                                       {"gbs", 7, 1},
                                       {"copy_share", 6, 2},
                                       {"compile_cold_ms", 7, 0},
                                       {"compile_cached_ms", 7, 1},
                                       {"peak_rss_mb", 8, 0},
                                       {"arena_mb", 8, 2}})
    row += " " + column(found, name, width, decimals);
  if (auto error = found.find("error"); error != found.end())
    row = " " + error->get<std::string>();
  std::fprintf(stderr, "%-38s %2d%s\n",
               found["case"].get<std::string>().c_str(),
               found["threads"].get<int>(), row.c_str());
}

void declareArguments(CLI::App &app, Arguments &arguments) {
  app.add_option("--groups", arguments.groups,
                 "Groups of cases: mlp, lm_head, overhead, scale, loss, optim, "
                 "matmul")
      ->delimiter(',');
  app.add_option("--only", arguments.only, "Parts of the names of cases")
      ->delimiter(',');
  app.add_flag("--exact", arguments.exact, "--only gives whole names");
  app.add_option("--threads", arguments.threads, "Numbers of threads")
      ->delimiter(',')
      ->check(nadir::wholeNumber(1, 1024))
      ->capture_default_str();
  app.add_option("--min-time", arguments.settings.minimumTime,
                 "Seconds to measure a case at least; 0 for three steps")
      ->check(nadir::nonNegativeNumber())
      ->capture_default_str();
  app.add_option("--max-time", arguments.settings.maximumTime,
                 "Seconds after which five steps are enough")
      ->check(nadir::nonNegativeNumber())
      ->capture_default_str();
  app.add_option("--cpu", arguments.settings.cpu,
                 "Processor to compile for, such as x86-64-v3")
      ->capture_default_str();
  app.add_flag("!--no-split-products", arguments.settings.splitProducts,
               "Do all products by multiply-adds of vectors");
  app.add_option("--updates", arguments.settings.updates,
                 "How far the updates of parameters are fused: " +
                     nadir::listUpdateFusions())
      ->check(nadir::checkUpdateFusion)
      ->capture_default_str();
  app.add_flag("--autotune", arguments.settings.autotune,
               "Measure schedules of large products while compiling");
  app.add_flag("--load", arguments.settings.underLoad,
               "Keep another process busy on the last CPU");
  app.add_flag("--list", arguments.list, "Print groups and names and stop");
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Measures the programs that Nadir compiles.", "nadir-bench");
  Arguments arguments;
  declareArguments(app, arguments);
  CLI11_PARSE(app, argc, argv);
  bool isHeaderPrinted = false, hasFailed = false;
  for (const Case &test : allCases()) {
    if (!isWanted(test, arguments))
      continue;
    if (arguments.list) {
      std::printf("%s %s\n", test.group.c_str(), test.name.c_str());
      continue;
    }
    for (int threads : arguments.threads) {
      arguments.settings.threads = threads;
      Json found = measure(test, arguments.settings);
      std::printf("%s\n", found.dump().c_str());
      std::fflush(stdout);
      if (!std::exchange(isHeaderPrinted, true))
        printHeader();
      printRow(found);
      hasFailed |= found.contains("error");
    }
  }
  return hasFailed ? 1 : 0;
}
