// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the passes of the lower room known to the command line.

#ifndef NADIR_COMPILER_LOWERING_REGISTER_H
#define NADIR_COMPILER_LOWERING_REGISTER_H

namespace nadir {

void registerLoweringPasses();

} // namespace nadir

#endif // NADIR_COMPILER_LOWERING_REGISTER_H
