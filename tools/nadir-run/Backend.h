// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two ways in which a program is run: evaluated by the oracle, or compiled
// for this machine.

#ifndef NADIR_TOOLS_NADIR_RUN_BACKEND_H
#define NADIR_TOOLS_NADIR_RUN_BACKEND_H

#include "compiler/Pipelines.h"
#include "runtime/Array.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nadir::run {

/// Tensors in program order.
using NamedArrays = std::vector<std::pair<std::string, Array>>;

struct Call {
  std::string entry;
  /// Of the entry's types, with as many rows as `rows`.
  NamedArrays inputs;
  int64_t rows = 0;
  /// Those of the default group and of each other; empty for the graph's.
  std::vector<double> learningRates;
  std::vector<double> momenta;
  int64_t step = 1;
  uint64_t seed = 0;
};

/// A program with its parameters and states, zero at first. Every
/// method throws Error.
class Backend {
public:
  virtual ~Backend() = default;

  /// Returns the entry's results.
  virtual NamedArrays run(const Call &call) = 0;
  virtual NamedArrays parameters() = 0;
  /// `value` is of the parameter's type.
  virtual void setParameter(const std::string &name, const Array &value) = 0;
  /// The same for what optimizers and metrics keep.
  virtual NamedArrays states() = 0;
  virtual void setState(const std::string &name, const Array &value) = 0;
};

/// `module` is the differentiate room's, and outlives the backend.
std::unique_ptr<Backend> createReferenceBackend(mlir::ModuleOp module);

/// `module` holds a graph and is compiled in place. Null if that failed, which
/// was reported.
std::unique_ptr<Backend> createCpuBackend(mlir::ModuleOp module,
                                          const PipelineOptions &options,
                                          int threads);

} // namespace nadir::run

#endif // NADIR_TOOLS_NADIR_RUN_BACKEND_H
