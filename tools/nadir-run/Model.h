// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program's text, and what its entries take.

#ifndef NADIR_TOOLS_NADIR_RUN_MODEL_H
#define NADIR_TOOLS_NADIR_RUN_MODEL_H

#include "compiler/Pipelines.h"
#include "tools/nadir-run/Backend.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace nadir::run {

/// A named tensor type; -1 stands for the number of rows.
struct Signature {
  std::string name;
  ElementType type;
  std::vector<int64_t> shape;

  bool hasRows() const;
  /// "[?, 28, 28] of f32"
  std::string text() const;
};

class Model {
public:
  Model();

  /// Reads the text. False if it is no program, which was reported.
  bool read(const std::string &path);
  /// Types of the graph's inputs, before anything was compiled.
  std::vector<Signature> graphInputs();
  /// Whether the graph says for how many rows it is compiled.
  bool hasBatch();

  /// Runs the rooms up to `options.stopAfter` and returns the text.
  std::optional<std::string> printAfter(const PipelineOptions &options);
  /// Makes the entries. False if that failed, which was reported.
  bool differentiate(const PipelineOptions &options);

  /// Largest number of rows, if any shape depends on it.
  std::optional<int64_t> capacity();
  std::vector<std::string> entries();
  /// The declared learning rate of each parameter group; the default one's
  /// first, with an empty name. None if nothing is trained.
  std::vector<std::pair<std::string, double>> learningRates() {
    return groupNumbers("learning_rate");
  }
  /// The same of momenta: NaN where it is compiled in.
  std::vector<std::pair<std::string, double>> momenta() {
    return groupNumbers("momentum");
  }
  std::vector<Signature> inputsOf(const std::string &entry);
  std::vector<Signature> parameters();
  std::vector<Signature> states();

  /// The program as the differentiate room left it, and as it was read.
  mlir::ModuleOp frontEnd() { return *functions; }
  mlir::ModuleOp graph() { return *source; }

private:
  std::vector<Signature> listed(const char *attribute);
  std::vector<std::pair<std::string, double>>
  groupNumbers(llvm::StringRef attribute);

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> source;
  mlir::OwningOpRef<mlir::ModuleOp> functions;
};

} // namespace nadir::run

#endif // NADIR_TOOLS_NADIR_RUN_MODEL_H
