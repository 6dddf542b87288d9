// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of `Graph::minimize` as attributes of nadir.minimize.

#ifndef NADIR_BUILDER_TRAININGATTRIBUTES_H
#define NADIR_BUILDER_TRAININGATTRIBUTES_H

#include "compiler/Builder/GraphState.h"

namespace nadir::detail {

/// All attributes of the operation. Throws Error for tensors that are no
/// parameters of the graph; values are the operation's to verify.
mlir::NamedAttrList minimizeAttributes(GraphState &state,
                                       const Optimizer &optimizer,
                                       const MinimizeOptions &options,
                                       std::source_location where);

} // namespace nadir::detail

#endif // NADIR_BUILDER_TRAININGATTRIBUTES_H
