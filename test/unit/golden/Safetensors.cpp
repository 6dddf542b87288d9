// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/golden/Safetensors.h"
#include "test/unit/common/HostMemory.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

using namespace nadir::test;
using nadir::reference::DType;

Safetensors::Safetensors(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  uint64_t size = 0;
  if (bytes.size() < sizeof(size))
    throw std::runtime_error(path + ": can't be read");
  std::memcpy(&size, bytes.data(), sizeof(size));
  if (size > bytes.size() - sizeof(size))
    throw std::runtime_error(path + ": the header is cut off");
  header = nlohmann::json::parse(bytes.substr(sizeof(size), size));
  elements = bytes.substr(sizeof(size) + size);
}

nadir::reference::Tensor Safetensors::tensor(const std::string &name) const {
  static const std::map<std::string, DType> types = {{"F32", DType::F32},
                                                     {"F64", DType::F64},
                                                     {"I64", DType::I64},
                                                     {"I32", DType::I32},
                                                     {"BOOL", DType::I1}};
  const nlohmann::json &entry = header.at(name);
  auto shape = entry.at("shape").get<std::vector<int64_t>>();
  auto offsets = entry.at("data_offsets").get<std::vector<size_t>>();
  if (offsets.at(1) > elements.size())
    throw std::runtime_error(name + ": the file is cut off");
  return loadElements(types.at(entry.at("dtype")), shape,
                      elements.data() + offsets[0]);
}
