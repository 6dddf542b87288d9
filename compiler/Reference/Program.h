// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program on the oracle: keeps parameters and optimizer states from step to
// step and runs the entries that the differentiate room made, as the runtime's
// Program runs compiled ones.

#ifndef NADIR_COMPILER_REFERENCE_PROGRAM_H
#define NADIR_COMPILER_REFERENCE_PROGRAM_H

#include "compiler/Reference/Tensor.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <utility>

namespace nadir::reference {

/// Tensors in program order.
using NamedTensors = llvm::SmallVector<std::pair<std::string, Tensor>>;

/// The tensor called `name`, or null.
const Tensor *findTensor(const NamedTensors &tensors, llvm::StringRef name);

class Program {
public:
  /// What a call needs besides its tensors; the same as in the runtime.
  struct Call {
    /// Taken from the inputs if not given.
    std::optional<int64_t> rows;
    /// The rate that the graph declared if not given.
    std::optional<double> learningRate;
    int64_t step = 1;
    uint64_t seed = 0;
    /// Rates of the default group and of each other, in the module's order.
    llvm::SmallVector<double> learningRates = {};
    /// The same for momenta; the declared ones if empty.
    llvm::SmallVector<double> momenta = {};
  };

  /// `module` holds the entries as functions and must outlive this. Parameters
  /// and states are zero until "init" has run or they were set.
  explicit Program(mlir::ModuleOp module);

  /// Runs an entry and returns its results. Parameters and states change only
  /// if it succeeds. Inputs that the entry does not use are ignored.
  llvm::Expected<NamedTensors> run(llvm::StringRef entry,
                                   const llvm::StringMap<Tensor> &inputs,
                                   const Call &call);

  const NamedTensors &parameters() const { return parameterValues; }
  const NamedTensors &states() const { return stateValues; }
  /// Fails if there is no such tensor or the new tensor's type is not its.
  llvm::Error setParameter(llvm::StringRef name, Tensor value);
  llvm::Error setState(llvm::StringRef name, Tensor value);

private:
  mlir::ModuleOp module;
  NamedTensors parameterValues;
  NamedTensors stateValues;
  /// What an optimizer reads of its group.
  struct Group {
    std::string name;
    double learningRate = 0.0;
    double momentum = 0.0;
  };
  size_t groupNumber(llvm::StringRef name) const;
  double rateOf(size_t group, const Call &call) const;
  double momentumOf(size_t group, const Call &call) const;

  /// The default one first.
  llvm::SmallVector<Group> groups;
};

} // namespace nadir::reference

#endif // NADIR_COMPILER_REFERENCE_PROGRAM_H
