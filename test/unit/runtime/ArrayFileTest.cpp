// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Host arrays, and the files under every reader and writer of the runtime.
#include "runtime/Array.h"
#include "runtime/File.h"

#include "TestFiles.h"

#include <limits>
#include <thread>

#include <sys/stat.h>

/// Lets the address sanitizer answer absurd requests as the system does.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" const char *__asan_default_options();
extern "C" const char *__asan_default_options() {
  return "allocator_may_return_null=1";
}

namespace nadir {
namespace {

using test::readFile;
using FileTest = test::TemporaryFolder;

TEST(Array, holdsElements) {
  std::vector<float> values = {1, 2, 3, 4, 5, 6};
  Array array = Array::copyOf<float>(values, {2, 3});
  EXPECT_EQ(array.size(), 6);
  EXPECT_EQ(array.bytes(), 24u);
  EXPECT_EQ(array.rows(), 2);
  EXPECT_EQ(array.rowSize(), 3);
  EXPECT_EQ(array.values<float>()[4], 5.0f);
  EXPECT_EQ(array.integerAt(5), 6);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(array.data()) % 64, 0u);
  EXPECT_ERROR(array.values<double>(), "array elements are f32, expected f64");
  EXPECT_ERROR(Array::copyOf<float>(values, {2, 2}),
               "an array of shape [2, 2] holds 4 elements, 6 given");
}

TEST(Array, emptyAndScalar) {
  EXPECT_EQ(Array().size(), 0);
  EXPECT_EQ(Array().values<uint8_t>().size(), 0u);
  EXPECT_EQ(Array(ElementType::F64, {}).size(), 1);
  EXPECT_EQ(Array(ElementType::F64, {3, 0, 2}).size(), 0);
}

TEST(Array, refusesAbsurdShapes) {
  constexpr int64_t huge = std::numeric_limits<int64_t>::max();
  EXPECT_FALSE(byteCount(std::vector<int64_t>{huge, 2}, 1));
  EXPECT_FALSE(byteCount(std::vector<int64_t>{huge}, 4));
  EXPECT_FALSE(byteCount(std::vector<int64_t>{-1}, 4));
  EXPECT_FALSE(byteCount(std::vector<int64_t>{0, huge, huge}, 4));
  EXPECT_EQ(byteCount(std::vector<int64_t>{0, 5}, 4), 0u);
  EXPECT_ERROR(Array(ElementType::F32, {huge, huge}), "larger than memory");
  EXPECT_ERROR(Array(ElementType::U8, {huge}), "not enough memory");
}

TEST(Array, swapsBytes) {
  std::vector<int16_t> words = {0x0102, -2};
  Array array = Array::copyOf<int16_t>(words, {2});
  array.swapBytes();
  EXPECT_EQ(array.values<int16_t>()[0], 0x0201);
  array.swapBytes();
  EXPECT_EQ(array.integerAt(1), -2);
}

TEST_F(FileTest, refusesWhatIsNoFile) {
  EXPECT_ERROR(InputFile(folder / "none"), "No such file or directory");
  EXPECT_ERROR(InputFile(folder), "is a folder, expected a file");
  EXPECT_ERROR(InputFile("/dev/zero"), "is a device or a pipe");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_ERROR(InputFile(folder / "pipe"), "is a device or a pipe");
  EXPECT_ERROR(InputFile(""), "cannot open ''");
}

TEST_F(FileTest, readsUpToTheEnd) {
  InputFile file(writeFile("text", "hello"));
  char text[8];
  EXPECT_EQ(file.size(), 5u);
  EXPECT_EQ(file.read(text, 2), 2u);
  EXPECT_EQ(file.read(text, 8), 3u);
  EXPECT_EQ(file.read(text, 8), 0u);
}

TEST_F(FileTest, appearsOnlyWhenCommitted) {
  std::filesystem::path path = writeFile("text", "old");
  {
    OutputFile file(path);
    file.write("new");
  }
  EXPECT_EQ(readFile(path), "old");
  {
    OutputFile file(path);
    file.write("new");
    file.commit();
  }
  EXPECT_EQ(readFile(path), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(FileTest, keepsLinks) {
  std::filesystem::path path = writeFile("text", "old");
  std::filesystem::create_symlink(path, folder / "link");
  OutputFile file(folder / "link");
  file.write("new");
  file.commit();
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(readFile(path), "new");
}

TEST_F(FileTest, followsLinksToWhereNothingIs) {
  std::filesystem::create_directory(folder / "data");
  std::filesystem::create_symlink("data/inner", folder / "link");
  std::filesystem::create_symlink("text", folder / "data" / "inner");
  OutputFile file(folder / "link");
  file.write("new");
  file.commit();
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(readFile(folder / "data" / "text"), "new");
  std::filesystem::create_symlink("loop", folder / "loop");
  EXPECT_ERROR(OutputFile(folder / "loop"), "cannot write");
}

TEST_F(FileTest, keepsPermissions) {
  namespace fs = std::filesystem;
  fs::path path = writeFile("text", "old");
  for (fs::perms wanted : {fs::perms(0600), fs::perms(0666), fs::perms(0755)}) {
    fs::permissions(path, wanted);
    OutputFile file(path);
    file.write("new");
    file.commit();
    EXPECT_EQ(fs::status(path).permissions(), wanted);
  }
  mode_t mask = ::umask(0027);
  OutputFile file(folder / "new");
  ::umask(mask);
  file.commit();
  EXPECT_EQ(fs::status(folder / "new").permissions(), fs::perms(0640));
}

TEST_F(FileTest, keepsWritersOfOneFileApart) {
  OutputFile first(folder / "text"), second(folder / "text");
  first.write("first");
  second.write("second, which is longer");
  first.commit();
  EXPECT_EQ(readFile(folder / "text"), "first");
  second.commit();
  EXPECT_EQ(readFile(folder / "text"), "second, which is longer");
}

TEST_F(FileTest, isWrittenByManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 50; ++round) {
        OutputFile file(folder / "text");
        file.write(std::string(static_cast<size_t>(1000 + i), char('a' + i)));
        file.commit();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  std::string text = readFile(folder / "text");
  ASSERT_FALSE(text.empty());
  EXPECT_EQ(text, std::string(static_cast<size_t>(1000 + text[0] - 'a'),
                              text.front()));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(FileTest, reportsWriteErrors) {
  EXPECT_ERROR(OutputFile(folder), "is a folder");
  EXPECT_ERROR(OutputFile(folder / "none" / "text"),
               "No such file or directory");
  EXPECT_ERROR(appendToFile(folder, "x"), "Is a directory");
  if (!std::filesystem::exists("/dev/full"))
    GTEST_SKIP() << "no /dev/full";
  OutputFile file("/dev/full");
  EXPECT_ERROR(file.write("x"),
               "cannot write '/dev/full': No space left on device");
  EXPECT_ERROR(appendToFile("/dev/full", "x"), "No space left on device");
}

TEST_F(FileTest, appends) {
  appendToFile(folder / "text", "one\n");
  appendToFile(folder / "text", "two\n");
  EXPECT_EQ(readFile(folder / "text"), "one\ntwo\n");
}

} // namespace
} // namespace nadir
