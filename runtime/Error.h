// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one exception of the runtime. Its text is a whole message for the user:
// what was wrong, where, what was expected and what was found.
#ifndef NADIR_RUNTIME_ERROR_H
#define NADIR_RUNTIME_ERROR_H

#include <stdexcept>

namespace nadir {

class Error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace nadir

#endif // NADIR_RUNTIME_ERROR_H
