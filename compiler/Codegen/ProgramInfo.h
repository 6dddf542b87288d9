// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a compiled program says about itself: names, shapes and places of its
// tensors, its entries and checks. The schedule room leaves it in the module's
// attributes; the reflection tables and the C header are written from it.
#ifndef NADIR_COMPILER_CODEGEN_PROGRAMINFO_H
#define NADIR_COMPILER_CODEGEN_PROGRAMINFO_H

#include "mlir/IR/BuiltinOps.h"
#include "runtime/Abi.h"
#include "llvm/ADT/StringSet.h"

#include <optional>
#include <string>
#include <vector>

namespace nadir {

/// The members have the meaning of those of nadir_tensor_info.
struct TensorInfo {
  std::string name;
  nadir_dtype dtype = NADIR_F32;
  std::vector<int64_t> shape;
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

struct EntryInfo {
  std::string name;
  std::string symbol;
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> results;
  /// Which of "rows", "learning_rate", "group_learning_rates", "momenta",
  /// "step" and "seed" it depends on.
  llvm::StringSet<> uses;
};

struct CheckInfo {
  std::string tensor;
  std::string location;
  double minimum = 0;
  double maximum = 0;
  nadir_status status = NADIR_OK;
};

struct GroupInfo {
  std::string name;
  double learningRate = 0;
  /// Of a momentum that is set at run time.
  std::optional<double> momentum;
};

struct ProgramInfo {
  std::string name;
  int64_t capacity = 0;
  double learningRate = 0;
  std::optional<double> momentum;
  uint64_t parameterBytes = 0;
  uint64_t stateBytes = 0;
  uint64_t arenaBytes = 0;
  std::vector<TensorInfo> parameters;
  std::vector<TensorInfo> states;
  std::vector<EntryInfo> entries;
  std::vector<CheckInfo> checks;
  std::vector<GroupInfo> groups;

  static llvm::FailureOr<ProgramInfo> get(mlir::ModuleOp module);
};

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_PROGRAMINFO_H
