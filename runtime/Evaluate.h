// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pass over a data set with a program's `eval_step`. The program itself
// accumulates its metrics, so that their values are those over all rows, also
// where no mean of the batches' values would be (areas under curves, F-scores).
#ifndef NADIR_RUNTIME_EVALUATE_H
#define NADIR_RUNTIME_EVALUATE_H

#include "runtime/DataLoader.h"
#include "runtime/Metric.h"
#include "runtime/Program.h"

namespace nadir {

/// Runs `reset_metrics`, `eval_step` on every batch of an epoch, and
/// `compute_metrics`. Returns the loss and every scalar metric, in program
/// order and with `prefix` before their names; other metrics can be read from
/// the program as results of "compute_metrics". Throws Error as Program::run
/// does.
MetricAverage evaluate(Program &program, DataLoader &loader,
                       const Program::Call &call,
                       const std::string &prefix = "val_", int64_t epoch = 0);

} // namespace nadir

#endif // NADIR_RUNTIME_EVALUATE_H
