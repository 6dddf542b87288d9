// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tools/nadir-run/Tensors.h"
#include "runtime/Error.h"
#include "runtime/Npy.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

#include <cmath>

using namespace nadir;
using namespace nadir::run;

/// The sign of a NaN means nothing.
template <class T> static std::string formatReal(T value) {
  return std::isnan(value) ? "nan" : fmt::format("{}", value);
}

std::string nadir::run::formatScalar(const Array &array) {
  switch (array.type()) {
  case ElementType::F32:
    return formatReal(array.values<float>()[0]);
  case ElementType::F64:
    return formatReal(array.values<double>()[0]);
  case ElementType::Bool:
    return array.integerAt(0) ? "true" : "false";
  default:
    return fmt::format("{}", array.integerAt(0));
  }
}

Array nadir::run::readTensor(const std::filesystem::path &file,
                             const std::string &kind,
                             const Signature &signature) {
  Array array = readNpy(file);
  bool fits = array.type() == signature.type &&
              array.shape().size() == signature.shape.size();
  for (size_t dim = 0; fits && dim < array.shape().size(); ++dim)
    fits =
        signature.shape[dim] < 0 || signature.shape[dim] == array.shape()[dim];
  if (!fits)
    throw Error(fmt::format("{} '{}' ({}): expected {}, found {} of {}", kind,
                            signature.name, file.string(), signature.text(),
                            formatShape(array.shape()), nameOf(array.type())));
  return array;
}

/// A tensor's name as a file's. Names come from the program's text, which may
/// be anyone's.
static std::string fileName(const std::string &name) {
  if (name.empty() || name.front() == '.' ||
      name.find_first_of(std::string("/\\\0", 3)) != std::string::npos)
    throw Error(fmt::format("'{}' can't be the name of a file", name));
  return name + ".npy";
}

std::filesystem::path
nadir::run::parameterFile(const std::filesystem::path &folder,
                          const std::string &name) {
  return folder / fileName(name);
}

InputFiles::InputFiles(const std::vector<std::string> &options) {
  for (const std::string &option : options) {
    size_t separator = option.find('=');
    if (separator == std::string::npos || separator == 0 ||
        separator + 1 == option.size())
      throw Error(
          fmt::format("--input: expected NAME=FILE.npy, found '{}'", option));
    std::string name = option.substr(0, separator);
    if (!files.emplace(name, option.substr(separator + 1)).second)
      throw Error(fmt::format("--input: '{}' is given twice", name));
  }
}

const Array &InputFiles::read(const Signature &signature) {
  auto known = arrays.find(signature.name);
  if (known == arrays.end())
    known = arrays
                .emplace(signature.name, readTensor(files.at(signature.name),
                                                    "input", signature))
                .first;
  return known->second;
}

std::optional<int64_t>
InputFiles::rowsOf(const std::vector<Signature> &inputs) {
  for (const Signature &input : inputs)
    if (input.hasRows() && files.count(input.name))
      return read(input).rows();
  return std::nullopt;
}

NamedArrays InputFiles::inputsFor(const std::string &entry,
                                  const std::vector<Signature> &inputs,
                                  const std::vector<Signature> &all,
                                  int64_t rows) {
  for (const auto &[name, file] : files)
    if (llvm::none_of(
            all, [&](const Signature &input) { return input.name == name; }))
      throw Error(fmt::format("--input: the program has no input '{}'", name));
  NamedArrays result;
  for (const Signature &input : inputs) {
    if (!files.count(input.name))
      throw Error(fmt::format("{} needs input '{}', {}: give it as --input "
                              "{}=FILE.npy",
                              entry, input.name, input.text(), input.name));
    const Array &array = read(input);
    if (input.hasRows() && array.rows() != rows)
      throw Error(fmt::format("input '{}' ({}): expected {} rows, those of "
                              "the other inputs or of --rows, found {}",
                              input.name, files.at(input.name).string(), rows,
                              array.rows()));
    result.emplace_back(input.name, array);
  }
  return result;
}

OutputFolder::OutputFolder(std::filesystem::path path)
    : folder(std::move(path)) {
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error))
    return;
  std::filesystem::create_directories(folder, error);
  if (error)
    throw Error(fmt::format("can't make folder {}: {}", folder.string(),
                            error.message()));
}

void OutputFolder::write(const std::string &kind, const NamedArrays &arrays) {
  if (folder.empty())
    return;
  for (const auto &[name, array] : arrays) {
    std::filesystem::path file = folder / fileName(name);
    auto [known, isNew] = written.emplace(name, kind);
    if (!isNew && known->second != kind)
      throw Error(fmt::format("the program has both a {} and a {} '{}', which "
                              "need different files",
                              known->second, kind, name));
    writeNpy(file, array);
  }
}
