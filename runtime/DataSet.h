// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a data set serves: fields, each an array with a transform that turns
// chosen rows into the tensor a program wants, and MNIST-like data sets read
// from their four files.
#ifndef NADIR_RUNTIME_DATASET_H
#define NADIR_RUNTIME_DATASET_H

#include "runtime/Abi.h"
#include "runtime/Array.h"
#include "runtime/Idx.h"

#include <functional>
#include <string>

namespace nadir {

/// One tensor of a batch, named as the program's input.
struct Field {
  std::string name;
  nadir_dtype dtype = NADIR_F32;
  /// Shape of one row.
  std::vector<int64_t> shape;
  /// Number of rows in the data set.
  int64_t rows = 0;
  /// Writes the rows of these indices one after the other. Called from the
  /// loader's thread; what it throws is thrown where the batch is asked for.
  std::function<void(std::span<const int64_t> indices, void *destination)> fill;

  /// u8 [N, ...] -> f32 [N, ...]: x / 255, as PyTorch's ToTensor scales.
  static Field scaled(std::string name, const Array &images);

  /// Integers of any type [N, ...] -> i64 [N, ...].
  static Field integers(std::string name, const Array &labels);

  /// Integers of any type [N] -> f32 [N, classes]: 1 at the label, 0 elsewhere.
  /// Throws Error naming the first label that is not in [0, classes).
  static Field oneHot(std::string name, const Array &labels, int64_t classes);

  /// f32, f64, i64, i32 or bool [N, ...], unchanged.
  static Field values(std::string name, Array array);
};

/// Images [N, height, width] of u8 and their labels [N].
struct LabelledImages {
  Array images;
  Array labels;
};

struct DataSet {
  LabelledImages train;
  LabelledImages test;
};

/// Reads two IDX files. Throws Error when one is malformed, when the images are
/// not u8 of rank 2 or more, the labels not integers of rank 1, or their
/// numbers differ.
LabelledImages readLabelledImages(const std::filesystem::path &images,
                                  const std::filesystem::path &labels);

/// Reads the four files that `findDataSet` finds.
DataSet readDataSet(const std::filesystem::path &folder = defaultDataSetFolder);

} // namespace nadir

#endif // NADIR_RUNTIME_DATASET_H
