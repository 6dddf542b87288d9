// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fuse room: opens what is left of composite operations and gathers the
// core operations into groups, each of which becomes one kernel.

#ifndef NADIR_COMPILER_FUSION_FUSION_H
#define NADIR_COMPILER_FUSION_FUSION_H

#include "mlir/Pass/Pass.h"
#include <optional>
#include <string>

namespace nadir {

/// `nadir-decompose`: leaves only core operations and optimizers, with every
/// reduction in its normal form (dimensions kept at size 1, totals in two
/// stages) and every index checked.
std::unique_ptr<mlir::Pass> createDecomposePass();

/// How far the update of a parameter is fused.
enum class UpdateFusion {
  /// Each operation of an update is a kernel: to compare with.
  None,
  /// An update is one loop over the parameter.
  Loop,
  /// Where it is legal, an update is part of the product that computes the
  /// gradient; else one loop.
  Backward,
};

struct UpdateFusionName {
  UpdateFusion fusion;
  llvm::StringRef name;
  /// What an update is then, for the users of a tool.
  llvm::StringRef text;
};

/// All of them, the one that goes farthest first.
llvm::ArrayRef<UpdateFusionName> updateFusionNames();
/// "backward, loop or none", with their texts in brackets if asked for.
std::string listUpdateFusions(bool withTexts = false);
/// Nothing for another name.
std::optional<UpdateFusion> parseUpdateFusion(llvm::StringRef name);

/// Empty for one of the names, else what is wrong, as command lines check it.
std::string checkUpdateFusion(const std::string &name);

/// The values of a pass's option.
struct UpdateFusionValues {
  template <class Option> void apply(Option &option) const {
    for (const UpdateFusionName &entry : updateFusionNames())
      option.getParser().addLiteralOption(entry.name, entry.fusion, entry.text);
  }
};

/// `nadir-fuse-updates`: each optimizer operation becomes one `update` group,
/// or one for each of its operations (`fusion=none`); what is the same for all
/// parameters (the learning rate's corrections) stays outside as scalars.
std::unique_ptr<mlir::Pass>
createFuseUpdatesPass(UpdateFusion fusion = UpdateFusion::Loop);

/// `nadir-fuse-groups`: moves every core operation into a `nadir.group`.
std::unique_ptr<mlir::Pass> createFuseGroupsPass();

/// `nadir-update-in-backward`: joins an update with the loops in front of it
/// and behind it that work on the same elements and, unless `loopsOnly`, moves
/// it into the product that computes the gradient. Says for each parameter, as
/// a remark of the category `nadir-fusion`, that it did or why not.
std::unique_ptr<mlir::Pass> createUpdateInBackwardPass(bool loopsOnly = false);

void registerFusionPasses();

} // namespace nadir

#endif // NADIR_COMPILER_FUSION_FUSION_H
