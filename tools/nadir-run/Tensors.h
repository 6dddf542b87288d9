// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors from and to .npy files, with every mismatch reported. All functions
// throw Error.

#ifndef NADIR_TOOLS_NADIR_RUN_TENSORS_H
#define NADIR_TOOLS_NADIR_RUN_TENSORS_H

#include "tools/nadir-run/Backend.h"
#include "tools/nadir-run/Model.h"

#include <filesystem>
#include <map>

namespace nadir::run {

/// The one element of an array as text, with all its digits.
std::string formatScalar(const Array &array);

/// Reads a file and refuses it if it is not of the tensor's type; `?` is any
/// size. `kind` is what the tensor is called in messages.
Array readTensor(const std::filesystem::path &file, const std::string &kind,
                 const Signature &signature);

std::filesystem::path parameterFile(const std::filesystem::path &folder,
                                    const std::string &name);

/// The files that the command line names.
class InputFiles {
public:
  /// `options` are NAME=FILE.
  explicit InputFiles(const std::vector<std::string> &options);

  /// The number of rows that the files of these inputs have.
  std::optional<int64_t> rowsOf(const std::vector<Signature> &inputs);

  /// The inputs of an entry. Every given file must be an input of the graph
  /// (`all`), and every input of the entry must be given, with `rows` rows.
  NamedArrays inputsFor(const std::string &entry,
                        const std::vector<Signature> &inputs,
                        const std::vector<Signature> &all, int64_t rows);

private:
  const Array &read(const Signature &signature);

  std::map<std::string, std::filesystem::path> files;
  std::map<std::string, Array> arrays;
};

/// A folder for results, made when it is not there. An empty name writes
/// nothing.
class OutputFolder {
public:
  explicit OutputFolder(std::filesystem::path folder);
  void write(const std::string &kind, const NamedArrays &arrays);

private:
  std::filesystem::path folder;
  std::map<std::string, std::string> written;
};

} // namespace nadir::run

#endif // NADIR_TOOLS_NADIR_RUN_TENSORS_H
