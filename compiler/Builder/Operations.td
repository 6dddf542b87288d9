// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The families of operations that get a function of the builder. What needs
// more than its operands and attributes to know its result (constants, casts,
// reshapes, random numbers) is written by hand.

include "dialect/Elementwise.td"
include "dialect/Reductions.td"
include "dialect/Shape.td"
include "dialect/Linear.td"
include "dialect/Counting.td"
include "dialect/Losses.td"
include "dialect/CtcLoss.td"
include "dialect/LinearCrossEntropy.td"
include "dialect/Metrics.td"
include "dialect/Optimizers.td"
