// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The IDX format of MNIST and its relatives, and the four files of such a data
// set. An IDX file is two zero bytes, a type byte, a rank byte, the sizes as
// big-endian 32-bit words, and the elements, row-major and big-endian; it is
// usually compressed with gzip.
#ifndef NADIR_RUNTIME_IDX_H
#define NADIR_RUNTIME_IDX_H

#include "runtime/Array.h"

#include <filesystem>

namespace nadir {

/// Reads an IDX file of any type (u8, i8, i16, i32, f32, f64) and rank, plain
/// or gzip. Throws Error naming file, offset, what was expected and what was
/// found: an unknown type, a missing or damaged file, too few or too many bytes
/// for the sizes.
Array readIdx(const std::filesystem::path &path);

/// The files of a data set in MNIST's layout.
struct DataSetFiles {
  std::filesystem::path trainImages;
  std::filesystem::path trainLabels;
  std::filesystem::path testImages;
  std::filesystem::path testLabels;
};

/// Where Debian's package dataset-fashion-mnist puts Fashion-MNIST.
inline constexpr const char *defaultDataSetFolder =
    "/usr/share/datasets/fashion-mnist";

/// Finds train-images-idx3-ubyte, train-labels-idx1-ubyte and their t10k-
/// counterparts in `folder`, each with or without `.gz`. Throws Error listing
/// every missing file and how to get them.
DataSetFiles
findDataSet(const std::filesystem::path &folder = defaultDataSetFolder);

} // namespace nadir

#endif // NADIR_RUNTIME_IDX_H
