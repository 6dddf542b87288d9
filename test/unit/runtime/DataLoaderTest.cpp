// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields, batches and shuffling, with and without a loader's thread.
#include "runtime/DataLoader.h"

#include "TestFiles.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <thread>

namespace nadir {
namespace {

using DataSetTest = test::TemporaryFolder;
using Shape = std::vector<int64_t>;

template <class T> Array arrayOf(std::vector<T> values, Shape shape) {
  return Array::copyOf<T>(values, std::move(shape));
}

/// Row i holds the bytes 3i, 3i+1, 3i+2; label i is i mod 10.
std::vector<Field> sampleFields(int64_t rows) {
  std::vector<uint8_t> images(rows * 3), labels(rows);
  std::iota(images.begin(), images.end(), uint8_t{0});
  for (int64_t i = 0; i < rows; ++i)
    labels[i] = i % 10;
  return {Field::scaled("image", arrayOf(images, {rows, 3})),
          Field::integers("label", arrayOf(labels, {rows}))};
}

TEST(Field, scalesEveryByteAsDivisionDoes) {
  std::vector<uint8_t> bytes(256);
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  Field field = Field::scaled("x", arrayOf(bytes, {1, 256}));
  std::vector<float> scaled(256);
  int64_t row = 0;
  field.fill({&row, 1}, scaled.data());
  for (int i = 0; i < 256; ++i)
    EXPECT_EQ(scaled[i], static_cast<float>(i) / 255.0f) << i;
  EXPECT_EQ(field.shape, (Shape{256}));
  EXPECT_EQ(field.dtype, NADIR_F32);
}

TEST(Field, integersAndOneHot) {
  Array labels = arrayOf<int32_t>({2, 0, 1}, {3});
  std::vector<int64_t> rows = {0, 2};
  std::vector<int64_t> values(2);
  Field::integers("label", labels).fill(rows, values.data());
  EXPECT_EQ(values, (std::vector<int64_t>{2, 1}));
  std::vector<float> hot(6, 7);
  Field::oneHot("label", labels, 3).fill(rows, hot.data());
  EXPECT_EQ(hot, (std::vector<float>{0, 0, 1, 0, 1, 0}));
}

TEST(Field, values) {
  Array array = arrayOf<double>({1, 2, 3, 4}, {2, 2});
  Field field = Field::values("x", array);
  std::vector<double> out(4);
  field.fill(Shape{1, 0}, out.data());
  EXPECT_EQ(out, (std::vector<double>{3, 4, 1, 2}));
  EXPECT_EQ(field.dtype, NADIR_F64);
}

TEST(Field, refusesWrongArrays) {
  Array bytes = arrayOf<uint8_t>({1, 12}, {2});
  Array floats = arrayOf<float>({1, 2}, {2});
  EXPECT_ERROR(Field::scaled("x", floats),
               "field 'x': expected u8 to scale, found f32");
  EXPECT_ERROR(Field::integers("x", floats), "expected integers, found f32");
  EXPECT_ERROR(Field::values("x", bytes), "found u8");
  EXPECT_ERROR(Field::scaled("x", Array(ElementType::U8, {})), "rank 0");
  EXPECT_ERROR(Field::oneHot("label", bytes, 10),
               "label[1] is 12, expected 0 to 9");
  EXPECT_ERROR(Field::oneHot("label", bytes, 0), "the number of classes is 0");
  EXPECT_ERROR(Field::oneHot("label", arrayOf<uint8_t>({1, 2}, {1, 2}), 3),
               "expected integers of shape [N], found u8 of shape [1, 2]");
}

TEST(Shuffle, isAPermutationByKey) {
  auto shuffled = [](size_t size, uint64_t seed, int64_t epoch) {
    std::vector<int64_t> order(size);
    shuffle(order, seed, epoch);
    return order;
  };
  std::vector<int64_t> order = shuffled(1000, 1, 0);
  EXPECT_EQ(std::set<int64_t>(order.begin(), order.end()).size(), 1000u);
  EXPECT_EQ(*std::ranges::max_element(order), 999);
  EXPECT_EQ(order, shuffled(1000, 1, 0));
  EXPECT_NE(order, shuffled(1000, 2, 0));
  EXPECT_NE(order, shuffled(1000, 1, 1));
  EXPECT_EQ(shuffled(1, 1, 0), Shape{0});
  EXPECT_EQ(shuffled(0, 1, 0), Shape{});
  // The documented order, which must not change between releases.
  EXPECT_EQ(shuffled(8, 42, 3), (Shape{5, 7, 4, 2, 1, 6, 0, 3}));
}

TEST(Shuffle, isUniform) {
  // 24 orders of 4 elements, 24000 draws: each about 1000 times, standard
  // deviation 31.
  std::vector<int> counts(256);
  for (int epoch = 0; epoch < 24000; ++epoch) {
    Shape order(4);
    shuffle(order, 7, epoch);
    ++counts[order[0] * 64 + order[1] * 16 + order[2] * 4 + order[3]];
  }
  int seen = 0;
  for (int count : counts) {
    seen += count > 0;
    EXPECT_TRUE(count == 0 || std::abs(count - 1000) < 160) << count;
  }
  EXPECT_EQ(seen, 24);
}

TEST(DataLoader, servesInOrderWithALastPartialBatch) {
  for (int prefetch : {0, 1, 2, 7}) {
    DataLoader loader(sampleFields(10), {.batch = 4, .prefetch = prefetch});
    EXPECT_EQ(loader.rows(), 10);
    EXPECT_EQ(loader.batches(), 3);
    EXPECT_EQ(loader.next(), nullptr) << "no epoch has begun";
    Shape rows, labels;
    for (const Batch &batch : loader.epoch(0)) {
      EXPECT_EQ(batch.index(), static_cast<int64_t>(rows.size()));
      rows.push_back(batch.rows());
      auto values = batch.values<int64_t>("label");
      labels.insert(labels.end(), values.begin(), values.end());
      EXPECT_EQ(batch.values<float>("image")[0],
                static_cast<float>(batch.index() * 12) / 255.0f);
    }
    EXPECT_EQ(rows, (Shape{4, 4, 2}));
    EXPECT_EQ(labels, (Shape{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(loader.next(), nullptr);
  }
}

/// All labels of some epochs, of which some are abandoned early.
Shape trace(int prefetch) {
  DataLoader loader(
      sampleFields(103),
      {.batch = 8, .shuffle = true, .seed = 5, .prefetch = prefetch});
  Shape labels;
  for (int64_t epoch : {0, 1, 1, 0, 5, 6})
    for (const Batch &batch : loader.epoch(epoch, epoch % 3)) {
      auto values = batch.values<int64_t>("label");
      labels.insert(labels.end(), values.begin(), values.end());
      if (epoch == 1 && batch.index() == 6)
        break;
    }
  return labels;
}

TEST(DataLoader, doesNotDependOnPrefetching) {
  Shape expected = trace(0);
  EXPECT_EQ(expected.size(), 103u + 2 * 48u + 103u + 87u + 103u);
  for (int prefetch : {1, 2, 3, 50})
    EXPECT_EQ(trace(prefetch), expected) << prefetch;
}

TEST(DataLoader, shufflesAnewEachEpoch) {
  DataLoader loader(sampleFields(50), {.batch = 50, .shuffle = true});
  loader.startEpoch(0);
  auto first = loader.next()->values<float>("image");
  std::vector<float> before(first.begin(), first.end());
  loader.startEpoch(1);
  auto second = loader.next()->values<float>("image");
  EXPECT_FALSE(std::ranges::equal(before, second));
  EXPECT_TRUE(std::ranges::is_permutation(before, second));
}

TEST(DataLoader, dropsTheLastBatch) {
  DataLoader loader(sampleFields(10), {.batch = 4, .dropLast = true});
  EXPECT_EQ(loader.batches(), 2);
  DataLoader none(sampleFields(3), {.batch = 4, .dropLast = true});
  EXPECT_EQ(none.batches(), 0);
  none.startEpoch(0);
  EXPECT_EQ(none.next(), nullptr);
  DataLoader empty(sampleFields(0), {.batch = 4, .shuffle = true});
  empty.startEpoch(0);
  EXPECT_EQ(empty.next(), nullptr);
}

TEST(DataLoader, endsWhileBatchesWait) {
  for (int round = 0; round < 100; ++round) {
    DataLoader loader(sampleFields(100), {.batch = 4, .prefetch = 3});
    loader.startEpoch(0);
    if (round % 2)
      loader.next();
  }
}

TEST(DataLoader, passesErrorsOn) {
  for (int prefetch : {0, 2}) {
    std::vector<Field> fields = sampleFields(8);
    fields[0].fill = [](std::span<const int64_t> indices, void *) {
      if (indices.front() >= 4)
        throw Error("no such row");
    };
    DataLoader loader(std::move(fields), {.batch = 2, .prefetch = prefetch});
    loader.startEpoch(0);
    EXPECT_NE(loader.next(), nullptr);
    EXPECT_NE(loader.next(), nullptr);
    EXPECT_ERROR(loader.next(), "no such row");
    loader.startEpoch(1);
    EXPECT_NE(loader.next(), nullptr);
  }
}

TEST(DataLoader, refusesWrongOptions) {
  EXPECT_ERROR(DataLoader({}, {}), "needs at least one field");
  EXPECT_ERROR(DataLoader(sampleFields(3), {.batch = 0}),
               "the batch size is 0, expected at least 1");
  EXPECT_ERROR(DataLoader(sampleFields(3), {.prefetch = -1}),
               "-1 batches to prefetch, expected 0 to 1024");
  std::vector<Field> fields = sampleFields(3);
  fields.push_back(fields.front());
  EXPECT_ERROR(DataLoader(fields, {}), "two fields are named 'image'");
  fields.back() = sampleFields(4).front();
  fields.back().name = "other";
  EXPECT_ERROR(DataLoader(fields, {}), "field 'other' has 4 rows");
  DataLoader loader(sampleFields(3), {});
  EXPECT_ERROR(loader.startEpoch(0, 2),
               "the first batch is 2, expected 0 to 1");
  loader.startEpoch(0);
  const Batch *batch = loader.next();
  EXPECT_ERROR(batch->values<float>("x"), "the batch has no field 'x'");
  EXPECT_ERROR(batch->values<float>("label"), "is i64, asked for as f32");
  EXPECT_EQ(batch->inputs().size(), 2u);
}

TEST_F(DataSetTest, readsFourFiles) {
  using namespace std::string_literals;
  auto images = "\0\0\x08\x03\0\0\0\2\0\0\0\1\0\0\0\2"s;
  auto labels = "\0\0\x08\x01\0\0\0\2\7\3"s;
  writeFile("train-images-idx3-ubyte.gz", test::gzip(images + "abcd"));
  writeFile("train-labels-idx1-ubyte.gz", test::gzip(labels));
  writeFile("t10k-images-idx3-ubyte", images + "efgh");
  writeFile("t10k-labels-idx1-ubyte", labels);
  DataSet set = readDataSet(folder);
  EXPECT_EQ(set.train.images.shape(), (Shape{2, 1, 2}));
  EXPECT_EQ(set.test.images.values<uint8_t>()[3], 'h');
  EXPECT_EQ(set.train.labels.integerAt(1), 3);
}

TEST_F(DataSetTest, refusesFilesThatDoNotFit) {
  using namespace std::string_literals;
  auto images = writeFile("images", "\0\0\x08\x02\0\0\0\1\0\0\0\1x"s);
  auto labels = writeFile("labels", "\0\0\x08\x01\0\0\0\2\7\3"s);
  EXPECT_ERROR(readLabelledImages(images, labels), "holds 1 images, but");
  EXPECT_ERROR(readLabelledImages(labels, labels), "expected images, u8");
  EXPECT_ERROR(readLabelledImages(images, images), "expected labels, integers");
}

} // namespace
} // namespace nadir
