// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IDX files: all element types, and every way in which one can be malformed.
#include "runtime/Idx.h"

#include "TestFiles.h"

#include <random>

namespace nadir {
namespace {

using test::gzip;
using IdxTest = test::TemporaryFolder;
using Shape = std::vector<int64_t>;

std::string word(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

std::string header(uint8_t type, const std::vector<uint32_t> &sizes) {
  std::string bytes = {'\0', '\0', static_cast<char>(type),
                       static_cast<char>(sizes.size())};
  for (uint32_t size : sizes)
    bytes += word(size);
  return bytes;
}

TEST_F(IdxTest, readsPlainAndGzip) {
  std::string content = header(8, {2, 3}) + "abcdef";
  for (std::string stored : {content, gzip(content)}) {
    Array array = readIdx(writeFile("a", stored));
    EXPECT_EQ(array.type(), ElementType::U8);
    EXPECT_EQ(array.shape(), (Shape{2, 3}));
    EXPECT_EQ(array.values<uint8_t>()[5], 'f');
  }
}

TEST_F(IdxTest, readsEveryType) {
  auto read = [&](uint8_t type, const std::string &element) {
    return readIdx(writeFile("a", gzip(header(type, {1}) + element)));
  };
  EXPECT_EQ(read(9, "\xfe").values<int8_t>()[0], -2);
  EXPECT_EQ(read(11, "\xff\xfe").values<int16_t>()[0], -2);
  EXPECT_EQ(read(12, "\xff\xff\xff\xfe").values<int32_t>()[0], -2);
  EXPECT_EQ(read(13, word(0xc0000000)).values<float>()[0], -2.0f);
  EXPECT_EQ(read(14, word(0xc0000000) + word(0)).values<double>()[0], -2.0);
}

TEST_F(IdxTest, readsRankZeroAndEmpty) {
  EXPECT_EQ(readIdx(writeFile("a", header(8, {}) + "x")).size(), 1);
  EXPECT_EQ(readIdx(writeFile("a", header(8, {0, 28}))).size(), 0);
  EXPECT_EQ(readIdx(writeFile("a", gzip(header(13, {0})))).size(), 0);
}

TEST_F(IdxTest, readsConcatenatedGzip) {
  std::string path =
      writeFile("a", gzip(header(8, {2})) + gzip("") + gzip("xy"));
  EXPECT_EQ(readIdx(path).values<uint8_t>()[1], 'y');
}

TEST_F(IdxTest, namesWrongMagic) {
  EXPECT_ERROR(readIdx(writeFile("a", "<html>not a data set</html>")),
               "offset 0: expected a gzip stream (1f 8b) or an IDX header (00 "
               "00, then a type 08, 09, 0b, 0c, 0d or 0e, then the rank), "
               "found 3c 68 74 6d");
  EXPECT_ERROR(readIdx(writeFile("a", gzip("plain"))), "once uncompressed");
  EXPECT_ERROR(readIdx(writeFile("a", header(10, {1}) + "x")),
               "found 00 00 0a 01");
  EXPECT_ERROR(readIdx(writeFile("a", "")),
               "truncated: expected 4 bytes of IDX magic at offset 0, found 0");
  EXPECT_ERROR(readIdx(writeFile("a", "\x1f")), "found 1");
}

TEST_F(IdxTest, namesWrongLength) {
  std::string content = header(8, {2, 3});
  EXPECT_ERROR(readIdx(writeFile("a", header(8, {2, 3}).substr(0, 9))),
               "expected 8 bytes of sizes at offset 4, found 5");
  EXPECT_ERROR(readIdx(writeFile("a", content + "abcde")),
               "claims shape [2, 3] of u8, more than this file can hold (17 "
               "bytes at most)");
  EXPECT_ERROR(readIdx(writeFile("a", gzip(content + "abcde"))),
               "expected 6 bytes of elements at offset 12 of the uncompressed "
               "content, found 5");
  for (std::string stored : {content + "abcdefg", gzip(content + "abcdefg")})
    EXPECT_ERROR(readIdx(writeFile("a", stored)),
                 "offset 18: expected the end after shape [2, 3] of u8");
}

TEST_F(IdxTest, refusesAbsurdSizes) {
  std::string sizes = header(14, {~0u, ~0u, ~0u, ~0u});
  EXPECT_ERROR(readIdx(writeFile("a", sizes)), "more than this file can hold");
  EXPECT_ERROR(readIdx(writeFile("a", gzip(sizes))), "more than this file");
  EXPECT_ERROR(readIdx(writeFile("a", gzip(header(8, {~0u, 4}) + "abc"))),
               "more than this file can hold");
}

TEST_F(IdxTest, namesDamagedGzip) {
  std::string stored = gzip(header(8, {64}) + std::string(64, 'x'));
  EXPECT_ERROR(readIdx(writeFile("a", stored.substr(0, stored.size() - 3))),
               "the gzip stream is truncated");
  EXPECT_ERROR(readIdx(writeFile("a", stored + "junk")),
               "expected the end of the file after the gzip stream");
  stored[stored.size() - 6] ^= 1;
  EXPECT_ERROR(readIdx(writeFile("a", stored)),
               "damaged gzip stream (incorrect data check)");
  EXPECT_ERROR(readIdx(writeFile("a", "\x1f\x8b\x08")), "truncated");
  EXPECT_ERROR(readIdx(writeFile("a", "\x1f\x8b zzzzzzzzzzzz")), "damaged");
}

TEST_F(IdxTest, survivesRandomDamage) {
  std::string plain = header(11, {3, 5}) + std::string(30, 'q');
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    std::string stored = round % 2 ? gzip(plain) : plain;
    for (int flips = 1 + random() % 3; flips > 0; --flips)
      stored[random() % stored.size()] = static_cast<char>(random());
    if (random() % 4 == 0)
      stored.resize(random() % stored.size());
    // Either outcome is fine; a crash or a sanitizer's report is not.
    test::errorOf([&] { readIdx(writeFile("a", stored)); });
  }
}

TEST_F(IdxTest, findsDataSets) {
  EXPECT_ERROR(findDataSet(folder / "none"), "does not exist: lacks");
  writeFile("train-images-idx3-ubyte.gz", "");
  writeFile("train-labels-idx1-ubyte", "");
  EXPECT_ERROR(findDataSet(folder),
               "lacks t10k-images-idx3-ubyte[.gz], t10k-labels-idx1-ubyte[.gz];"
               " for Fashion-MNIST install Debian's package");
  writeFile("t10k-images-idx3-ubyte", "");
  writeFile("t10k-labels-idx1-ubyte.gz", "");
  DataSetFiles files = findDataSet(folder);
  EXPECT_EQ(files.trainImages, folder / "train-images-idx3-ubyte.gz");
  EXPECT_EQ(files.trainLabels, folder / "train-labels-idx1-ubyte");
  EXPECT_EQ(files.testImages, folder / "t10k-images-idx3-ubyte");
  EXPECT_EQ(files.testLabels, folder / "t10k-labels-idx1-ubyte.gz");
}

} // namespace
} // namespace nadir
