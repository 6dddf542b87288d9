// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The transforms of data set fields, and reading labelled images.
#include "runtime/DataSet.h"

#include "runtime/Error.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace nadir {

/// x / 255 rounded correctly, without a division: 1/255 is split into a part
/// whose product with any byte is exact, and the rest. Tested for all bytes.
#if defined(__x86_64__) && defined(__GLIBC__)
// The loader picks the widest vectors that this machine has.
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
static void scaleBytes(const uint8_t *source, float *destination,
                       int64_t count) {
  constexpr float high = 0x1.01p-8f;
  constexpr float low = 0x1.010102p-24f;
  for (int64_t i = 0; i < count; ++i) {
    auto value = static_cast<float>(static_cast<int32_t>(source[i]));
    destination[i] = value * high + value * low;
  }
}

static Field makeField(std::string name, nadir_dtype dtype,
                       const Array &array) {
  if (array.rank() == 0)
    throw Error(fmt::format("field '{}': expected an array with rows, found "
                            "rank 0",
                            name));
  Field field;
  field.name = std::move(name);
  field.dtype = dtype;
  field.shape.assign(array.shape().begin() + 1, array.shape().end());
  field.rows = array.rows();
  return field;
}

static bool isInteger(ElementType type) {
  return type != ElementType::F32 && type != ElementType::F64 &&
         type != ElementType::Bool;
}

/// Asks the CPU to load these bytes into its caches.
static void prefetch(const uint8_t *address, int64_t bytes) {
  for (int64_t offset = 0; offset < bytes; offset += 64)
    __builtin_prefetch(address + offset);
}

Field Field::scaled(std::string name, const Array &images) {
  if (images.type() != ElementType::U8)
    throw Error(fmt::format("field '{}': expected u8 to scale, found {}", name,
                            nameOf(images.type())));
  Field field = makeField(std::move(name), NADIR_F32, images);
  field.fill = [images, width = images.rowSize()](
                   std::span<const int64_t> indices, void *destination) {
    const auto *source = static_cast<const uint8_t *>(images.data());
    auto *cursor = static_cast<float *>(destination);
    for (size_t i = 0; i < indices.size(); ++i) {
      // Shuffled rows lie anywhere: ask for the next while this one converts.
      if (i + 1 < indices.size())
        prefetch(source + indices[i + 1] * width, width);
      scaleBytes(source + indices[i] * width, cursor, width);
      cursor += width;
    }
  };
  return field;
}

/// Copies whole rows of the array.
static auto copyRows(Array array) {
  uint64_t rowBytes = array.rowSize() * sizeOf(array.type());
  return [array = std::move(array), rowBytes](std::span<const int64_t> indices,
                                              void *destination) {
    const auto *source = static_cast<const std::byte *>(array.data());
    auto *cursor = static_cast<std::byte *>(destination);
    if (rowBytes == 0)
      return;
    for (int64_t index : indices) {
      std::memcpy(cursor, source + index * rowBytes, rowBytes);
      cursor += rowBytes;
    }
  };
}

Field Field::integers(std::string name, const Array &labels) {
  if (!isInteger(labels.type()))
    throw Error(fmt::format("field '{}': expected integers, found {}", name,
                            nameOf(labels.type())));
  Field field = makeField(std::move(name), NADIR_I64, labels);
  Array wide(ElementType::I64, labels.shape());
  for (int64_t i = 0; i < labels.size(); ++i)
    static_cast<int64_t *>(wide.data())[i] = labels.integerAt(i);
  field.fill = copyRows(std::move(wide));
  return field;
}

Field Field::oneHot(std::string name, const Array &labels, int64_t classes) {
  if (!isInteger(labels.type()) || labels.rank() != 1)
    throw Error(fmt::format("field '{}': expected integers of shape [N], found "
                            "{} of shape {}",
                            name, nameOf(labels.type()),
                            formatShape(labels.shape())));
  if (classes < 1)
    throw Error(fmt::format("field '{}': the number of classes is {}, expected "
                            "at least 1",
                            name, classes));
  for (int64_t i = 0; i < labels.size(); ++i)
    if (int64_t label = labels.integerAt(i); label < 0 || label >= classes)
      throw Error(fmt::format("{}[{}] is {}, expected 0 to {}", name, i, label,
                              classes - 1));
  Field field = makeField(std::move(name), NADIR_F32, labels);
  field.shape = {classes};
  field.fill = [labels, classes](std::span<const int64_t> indices,
                                 void *destination) {
    auto *cursor = static_cast<float *>(destination);
    std::memset(cursor, 0, indices.size() * classes * sizeof(float));
    for (int64_t index : indices) {
      cursor[labels.integerAt(index)] = 1.0f;
      cursor += classes;
    }
  };
  return field;
}

Field Field::values(std::string name, Array array) {
  constexpr std::pair<ElementType, nadir_dtype> types[] = {
      {ElementType::F32, NADIR_F32},
      {ElementType::F64, NADIR_F64},
      {ElementType::I64, NADIR_I64},
      {ElementType::I32, NADIR_I32},
      {ElementType::Bool, NADIR_I1}};
  for (auto [type, dtype] : types) {
    if (type != array.type())
      continue;
    Field field = makeField(std::move(name), dtype, array);
    field.fill = copyRows(std::move(array));
    return field;
  }
  throw Error(fmt::format("field '{}': expected f32, f64, i64, i32 or bool, "
                          "found {}",
                          name, nameOf(array.type())));
}

LabelledImages readLabelledImages(const std::filesystem::path &images,
                                  const std::filesystem::path &labels) {
  LabelledImages set{readIdx(images), readIdx(labels)};
  if (set.images.type() != ElementType::U8 || set.images.rank() < 2)
    throw Error(fmt::format("'{}': expected images, u8 of shape [N, height, "
                            "width], found {} of shape {}",
                            images.string(), nameOf(set.images.type()),
                            formatShape(set.images.shape())));
  if (!isInteger(set.labels.type()) || set.labels.rank() != 1)
    throw Error(fmt::format("'{}': expected labels, integers of shape [N], "
                            "found {} of shape {}",
                            labels.string(), nameOf(set.labels.type()),
                            formatShape(set.labels.shape())));
  if (set.images.rows() != set.labels.rows())
    throw Error(fmt::format("'{}' holds {} images, but '{}' holds {} labels",
                            images.string(), set.images.rows(), labels.string(),
                            set.labels.rows()));
  return set;
}

DataSet readDataSet(const std::filesystem::path &folder) {
  DataSetFiles files = findDataSet(folder);
  return {readLabelledImages(files.trainImages, files.trainLabels),
          readLabelledImages(files.testImages, files.testLabels)};
}

} // namespace nadir
