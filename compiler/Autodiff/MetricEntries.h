// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a program keeps of its metrics from batch to batch: `eval_step` adds
// each batch to it, `compute_metrics` returns the values over all of them, and
// `reset_metrics` starts anew. A metric of the dialect accumulates as its
// definition says; any other value, the loss among them, as its mean over rows.

#ifndef NADIR_COMPILER_AUTODIFF_METRICENTRIES_H
#define NADIR_COMPILER_AUTODIFF_METRICENTRIES_H

#include "compiler/Autodiff/Entry.h"
#include "compiler/Autodiff/TrainStep.h"

namespace nadir {

class MetricEntries {
public:
  /// For the graph's minimized loss, if it has one, and its metrics.
  explicit MetricEntries(GraphOp graph);

  /// The sums as slots of the state block, in program order; all start as 0.
  const llvm::SmallVector<StateSlot> &slots() const { return allSlots; }
  /// Fails if a name is also that of one of `others`.
  llvm::LogicalResult verifyNames(llvm::ArrayRef<StateSlot> others) const;

  /// Adds the batch of an entry that has cloned all values to the sums.
  void accumulate(Entry &entry) const;
  /// Builds `compute_metrics` and `reset_metrics`.
  void build();

private:
  struct Metric {
    mlir::StringAttr name;
    mlir::Value value;
    mlir::Location location;
    /// Null for values that are no metrics of the dialect.
    MetricOpInterface definition;
    llvm::SmallVector<StateSlot> slots;
  };

  void add(llvm::StringRef name, mlir::Value value, mlir::Location location);
  void findRows();
  llvm::SmallVector<mlir::Value> arguments(Entry &entry,
                                           const Metric &metric) const;
  llvm::SmallVector<mlir::Value>
  contribution(Entry &entry, const Metric &metric,
               llvm::ArrayRef<mlir::Value> sums) const;
  mlir::Value rowCount(Entry &entry, mlir::Location location) const;
  mlir::Value compute(Entry &entry, const Metric &metric) const;

  GraphOp graph;
  llvm::SmallVector<Metric> metrics;
  llvm::SmallVector<StateSlot> allSlots;
  /// An input that the metrics depend on and whose first dimension is the
  /// batch; null if there is none.
  InputOp rows;
};

} // namespace nadir

#endif // NADIR_COMPILER_AUTODIFF_METRICENTRIES_H
