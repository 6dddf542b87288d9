// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graphs of golden cases, made by the builder.

#ifndef NADIR_TEST_UNIT_GOLDEN_BUILDERCALLS_H
#define NADIR_TEST_UNIT_GOLDEN_BUILDERCALLS_H

#include "test/unit/golden/GoldenCases.h"

namespace nadir::test {

/// What GoldenCase::graph writes, through the builder's functions and printed
/// by it. Throws nadir::Error where the builder refuses the call.
std::string builtGraph(const GoldenCase &test, bool hasRows);

/// A graph as the builder prints it.
std::string canonicalText(const std::string &text);

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_GOLDEN_BUILDERCALLS_H
