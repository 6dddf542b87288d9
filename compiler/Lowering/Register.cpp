// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/Register.h"
#include "compiler/Lowering/LowerGroups.h"

void nadir::registerLoweringPasses() {
  mlir::registerPass(createLowerGroupsPass);
}
