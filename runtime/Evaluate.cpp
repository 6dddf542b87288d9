// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runtime/Evaluate.h"

using namespace nadir;

MetricAverage nadir::evaluate(Program &program, DataLoader &loader,
                              const Program::Call &call,
                              const std::string &prefix, int64_t epoch) {
  program.run("reset_metrics", {}, call);
  Program::Call step = call;
  for (const Batch &batch : loader.epoch(epoch)) {
    step.rows = batch.rows();
    program.run("eval_step", batch.inputs(), step);
  }
  program.run("compute_metrics", {}, call);
  MetricAverage values(prefix);
  const nadir_entry_info &entry = program.entry("compute_metrics");
  for (uint32_t i = 0; i < entry.result_count; ++i)
    if (entry.results[i].rank == 0)
      values.add(entry.results[i].name,
                 program.scalar("compute_metrics", entry.results[i].name), 1);
  return values;
}
