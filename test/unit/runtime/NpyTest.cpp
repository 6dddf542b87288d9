// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// .npy files as NumPy writes them, and every way in which one can be malformed.
#include "runtime/Npy.h"

#include "TestFiles.h"

#include <random>

namespace nadir {
namespace {

using test::readFile;
using NpyTest = test::TemporaryFolder;
using Shape = std::vector<int64_t>;

std::string npy(const std::string &header, const std::string &data,
                char version = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += {version, '\0', static_cast<char>(header.size() & 255),
            static_cast<char>(header.size() >> 8)};
  if (version > 1)
    bytes += std::string(2, '\0');
  return bytes + header + data;
}

std::string dictionary(const std::string &descr, const std::string &shape,
                       const std::string &order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order +
         ", 'shape': " + shape + ", }\n";
}

TEST_F(NpyTest, writesWhatNumpyWrites) {
  std::vector<float> values = {1, 2, 3, 4, 5, 6};
  writeNpy(folder / "a", Array::copyOf<float>(values, {2, 3}));
  std::string bytes = readFile(folder / "a");
  ASSERT_EQ(bytes.size(), 128u + 24u);
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\0\x76\0", 10));
  EXPECT_EQ(bytes.substr(10, 60),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } ");
  EXPECT_EQ(bytes[127], '\n');
}

template <class T> void roundTrip(const std::filesystem::path &path) {
  for (const Shape &shape : {Shape{}, Shape{3}, Shape{2, 3}, Shape{0, 4}}) {
    Array array(elementTypeOf<T>(), shape);
    for (int64_t i = 0; i < array.size(); ++i)
      static_cast<T *>(array.data())[i] = static_cast<T>(i % 2);
    writeNpy(path, array);
    Array back = readNpy(path);
    EXPECT_EQ(back.type(), array.type());
    EXPECT_EQ(back.shape(), shape);
    for (int64_t i = 0; i < array.size(); ++i)
      EXPECT_EQ(back.values<T>()[i], static_cast<T>(i % 2));
  }
}

TEST_F(NpyTest, roundTripsEveryType) {
  roundTrip<float>(folder / "a");
  roundTrip<double>(folder / "a");
  roundTrip<int64_t>(folder / "a");
  roundTrip<int32_t>(folder / "a");
  roundTrip<int16_t>(folder / "a");
  roundTrip<int8_t>(folder / "a");
  roundTrip<uint8_t>(folder / "a");
  roundTrip<bool>(folder / "a");
}

TEST_F(NpyTest, readsVersionsAndSpellings) {
  for (char version : {1, 2, 3}) {
    Array array =
        readNpy(writeFile("a", npy(dictionary("<i2", "(2,)"),
                                   std::string("\1\0\2\0", 4), version)));
    EXPECT_EQ(array.values<int16_t>()[1], 2);
  }
  EXPECT_EQ(readNpy(writeFile("a", npy("{\"shape\":(1L,),\"descr\":\"|u1\","
                                       "\"fortran_order\":False}",
                                       "x")))
                .shape(),
            (Shape{1}));
}

TEST_F(NpyTest, convertsByteOrderAndBool) {
  Array array = readNpy(writeFile(
      "a", npy(dictionary(">f4", "()"), std::string("\x3f\x80\0\0", 4))));
  EXPECT_EQ(array.values<float>()[0], 1.0f);
  array = readNpy(
      writeFile("a", npy(dictionary("|b1", "(3,)"), std::string("\0\1\7", 3))));
  EXPECT_EQ(static_cast<const uint8_t *>(array.data())[2], 1);
}

TEST_F(NpyTest, convertsFortranOrder) {
  // Element [i, j, k] of shape [2, 3, 2] is the letter of its row-major place.
  Array array = readNpy(writeFile(
      "a", npy(dictionary("|u1", "(2, 3, 2)", "True"), "agciekbhdjfl")));
  auto values = array.values<uint8_t>();
  EXPECT_EQ(std::string(values.begin(), values.end()), "abcdefghijkl");
}

TEST_F(NpyTest, namesWhatIsWrong) {
  auto read = [&](const std::string &content) {
    readNpy(writeFile("a", content));
  };
  EXPECT_ERROR(readNpy(folder / "none"), "No such file");
  EXPECT_ERROR(read(""), "expected 10 bytes of .npy magic, version and length "
                         "at offset 0, found 0");
  EXPECT_ERROR(read("PK\3\4 a zip file"), "found 50 4b 03 04 20 61");
  EXPECT_ERROR(read(npy("", "", 9)), "format 1.0, 2.0 or 3.0, found 9.0");
  EXPECT_ERROR(read(npy("", "")), "expected '{' in the .npy header, found its "
                                  "end");
  EXPECT_ERROR(read(npy("{}", "")),
               "expected keys 'descr', 'fortran_order' and 'shape'");
  EXPECT_ERROR(read(npy("{'descr': '<f4', 'descr': '<f4'}", "")),
               "offset 27: expected each of the keys");
  EXPECT_ERROR(read(npy(dictionary("<c8", "()"), "12345678")),
               "offset 20: expected a type of b1, u1, i1, i2, i4, i8, f4 or f8 "
               "after its byte order in the .npy header, found '<c8'");
  EXPECT_ERROR(read(npy("{'descr': [('a', '<f4')]}", "1234")),
               "found '[('a', '<f4')]}");
  EXPECT_ERROR(read(npy(dictionary("|f4", "()"), "1234")), "expected a type");
  EXPECT_ERROR(read(npy(dictionary("", "()"), "1234")), "expected a type");
  EXPECT_ERROR(read(npy("{'descr': [('a', '<f4')]}", "")), "expected a type");
  EXPECT_ERROR(read(npy(dictionary("<f4", "(-1,)"), "")), "expected a size");
  EXPECT_ERROR(read(npy(dictionary("<f4", "(3, x)"), "")), "expected a size");
  EXPECT_ERROR(read(npy(dictionary("<f4", "(2,)", "Maybe"), "")),
               "expected True or False");
  EXPECT_ERROR(read(npy(dictionary("<f4", "(2,)") + "x", "12345678")),
               "expected the end of the header");
}

TEST_F(NpyTest, namesWrongSizes) {
  auto read = [&](const std::string &content) {
    readNpy(writeFile("a", content));
  };
  EXPECT_ERROR(read(npy(dictionary("<f4", "(2,)"), "1234567")),
               "expected 8 bytes for shape [2] of f32, found 7");
  EXPECT_ERROR(read(npy(dictionary("<f4", "(2,)"), "123456789")),
               "expected 8 bytes for shape [2] of f32, found 9");
  EXPECT_ERROR(
      read(
          npy(dictionary("<f8", "(36028797018963968, 36028797018963968)"), "")),
      "expected more than 2^63 bytes");
  EXPECT_ERROR(read(npy(dictionary("<f8", "(99999999999999999999,)"), "")),
               "expected a size below 2^56");
  std::string many = "(";
  for (int i = 0; i < 65; ++i)
    many += "1,";
  EXPECT_ERROR(read(npy(dictionary("<f4", many + ")"), "")),
               "expected at most 64 sizes");
  EXPECT_ERROR(read(std::string("\x93NUMPY\2\0\xff\xff\xff\xff", 12)),
               "expected a header of at most 1048576 bytes, found 4294967295");
  EXPECT_ERROR(read(std::string("\x93NUMPY\1\0\xff\xff{", 11)),
               "expected 65535 bytes of header at offset 10, found 1");
}

TEST_F(NpyTest, survivesRandomDamage) {
  std::string good =
      npy(dictionary(">i4", "(2, 3)", "True"), std::string(24, 'q'));
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    std::string damaged = good;
    for (int flips = 1 + random() % 3; flips > 0; --flips)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    if (random() % 4 == 0)
      damaged.resize(random() % damaged.size());
    // Either outcome is fine; a crash or a sanitizer's report is not.
    test::errorOf([&] { readNpy(writeFile("a", damaged)); });
  }
}

TEST_F(NpyTest, reportsWriteErrors) {
  Array array(ElementType::F32, {1000});
  EXPECT_ERROR(writeNpy(folder / "none" / "a", array), "cannot write");
  EXPECT_ERROR(writeNpy(folder / "a", ElementType::F32, Shape{-1}, nullptr),
               "shape [-1] is negative");
  if (std::filesystem::exists("/dev/full"))
    EXPECT_ERROR(writeNpy("/dev/full", array), "No space left on device");
}

} // namespace
} // namespace nadir
