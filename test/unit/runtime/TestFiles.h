// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the runtime's tests share: a temporary folder, small files, and the
// message of an expected error.
#ifndef NADIR_TEST_UNIT_RUNTIME_TESTFILES_H
#define NADIR_TEST_UNIT_RUNTIME_TESTFILES_H

#include "runtime/Error.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace nadir::test {

/// A fixture with a folder of its own, removed afterwards.
class TemporaryFolder : public ::testing::Test {
protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "nadir-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }

  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  /// Writes a file in the folder and returns its path.
  std::filesystem::path writeFile(const std::string &name,
                                  const std::string &content) {
    // Truncating an old file makes some file systems flush to the disk.
    std::filesystem::remove(folder / name);
    std::ofstream(folder / name, std::ios::binary) << content;
    return folder / name;
  }

  std::filesystem::path folder;
};

inline std::string readFile(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// `content` as a gzip stream.
inline std::string gzip(const std::string &content, int level = 6) {
  z_stream stream = {};
  deflateInit2(&stream, level, Z_DEFLATED, 16 + MAX_WBITS, 8,
               Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, content.size()) + 32, '\0');
  stream.next_in =
      reinterpret_cast<Bytef *>(const_cast<char *>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef *>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

/// The message of the Error that `action` throws, or a text that says it threw
/// none.
template <class Action> std::string errorOf(Action &&action) {
  try {
    action();
  } catch (const Error &error) {
    return error.what();
  }
  return "(no error)";
}

} // namespace nadir::test

/// The error's message must contain `part`.
#define EXPECT_ERROR(expression, part)                                         \
  do {                                                                         \
    std::string message =                                                      \
        nadir::test::errorOf([&] { static_cast<void>(expression); });          \
    EXPECT_NE(message.find(part), std::string::npos) << message;               \
  } while (false)

#endif // NADIR_TEST_UNIT_RUNTIME_TESTFILES_H
