// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the tensors of the golden files: the length of a JSON header as a
// little-endian 64-bit number, the header, and the elements.

#ifndef NADIR_TEST_UNIT_GOLDEN_SAFETENSORS_H
#define NADIR_TEST_UNIT_GOLDEN_SAFETENSORS_H

#include "compiler/Reference/Tensor.h"

#include <nlohmann/json.hpp>

#include <string>

namespace nadir::test {

class Safetensors {
public:
  /// Throws std::runtime_error if the file is missing or damaged.
  explicit Safetensors(const std::string &path);

  /// Throws std::runtime_error if there is no such tensor.
  reference::Tensor tensor(const std::string &name) const;
  bool contains(const std::string &name) const { return header.contains(name); }

private:
  nlohmann::json header;
  std::string elements;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_GOLDEN_SAFETENSORS_H
