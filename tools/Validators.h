// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of numbers and names on command lines. CLI11 itself cuts or wraps
// whole numbers that are too large or negative, and names the largest double,
// which has 309 digits, where it refuses one.
#ifndef NADIR_TOOLS_VALIDATORS_H
#define NADIR_TOOLS_VALIDATORS_H

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

namespace nadir {

/// A whole number, decimal or hexadecimal.
inline CLI::Validator
wholeNumber(uint64_t least,
            uint64_t most = std::numeric_limits<int64_t>::max()) {
  auto check = [=](const std::string &text) {
    char *end = nullptr;
    errno = 0;
    uint64_t number = std::strtoull(text.c_str(), &end, 0);
    bool isNumber = !text.empty() && *end == '\0' && errno == 0 &&
                    text.find('-') == std::string::npos;
    if (isNumber && number >= least && number <= most)
      return std::string();
    return "expected a whole number from " + std::to_string(least) + " to " +
           std::to_string(most) + ", found '" + text + "'";
  };
  return CLI::Validator(check, least == 0 ? "NONNEGATIVE" : "POSITIVE");
}

/// A name of a file or of anything else: to give an empty one is not the same
/// as not to give one.
inline CLI::Validator notEmpty() {
  auto check = [](const std::string &text) {
    return text.empty() ? "expected a name, found ''" : std::string();
  };
  return CLI::Validator(check, "");
}

inline bool isFiniteNonNegative(double number) {
  return std::isfinite(number) && number >= 0;
}

inline CLI::Validator nonNegativeNumber() {
  auto check = [](const std::string &text) {
    double number = 0;
    if (CLI::detail::lexical_cast(text, number) && isFiniteNonNegative(number))
      return std::string();
    return "expected a finite number of at least 0, found '" + text + "'";
  };
  return CLI::Validator(check, "NONNEGATIVE");
}

} // namespace nadir

#endif // NADIR_TOOLS_VALIDATORS_H
