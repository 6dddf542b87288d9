// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files through the system's own calls, each result checked.
#include "runtime/File.h"

#include "runtime/Error.h"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace nadir {

namespace {

[[noreturn]] void failSystem(std::string_view action, const std::string &name,
                             int code) {
  throw Error(
      fmt::format("cannot {} '{}': {}", action, name, std::strerror(code)));
}

/// Returns 0, or the error code of the first write that failed.
int writeAll(int descriptor, const void *data, size_t count) {
  const char *cursor = static_cast<const char *>(data);
  while (count > 0) {
    ssize_t written = ::write(descriptor, cursor, count);
    if (written < 0) {
      if (errno == EINTR)
        continue;
      return errno;
    }
    cursor += written;
    count -= static_cast<size_t>(written);
  }
  return 0;
}

} // namespace

InputFile::InputFile(const std::filesystem::path &path)
    : fileName(path.string()) {
  // Without O_NONBLOCK, opening a pipe that nobody writes would hang.
  descriptor = ::open(fileName.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    failSystem("open", fileName, errno);
  struct stat status;
  const char *refusal = nullptr;
  if (::fstat(descriptor, &status) != 0)
    refusal = std::strerror(errno);
  else if (S_ISDIR(status.st_mode))
    refusal = "is a folder, expected a file";
  else if (!S_ISREG(status.st_mode))
    refusal = "is a device or a pipe, expected a regular file";
  if (refusal) {
    ::close(descriptor);
    throw Error(fmt::format("cannot read '{}': {}", fileName, refusal));
  }
  fileSize = static_cast<uint64_t>(status.st_size);
}

InputFile::~InputFile() { ::close(descriptor); }

size_t InputFile::read(void *destination, size_t count) {
  char *cursor = static_cast<char *>(destination);
  size_t total = 0;
  while (total < count) {
    ssize_t got = ::read(descriptor, cursor + total, count - total);
    if (got < 0) {
      if (errno == EINTR)
        continue;
      failSystem("read", fileName, errno);
    }
    if (got == 0)
      break;
    total += static_cast<size_t>(got);
  }
  return total;
}

/// What a path leads to in the end, also if there is nothing yet. Links that
/// lead back to themselves are no concern: the system has refused them.
static std::filesystem::path followLinks(std::filesystem::path path) {
  std::error_code error;
  for (auto target = std::filesystem::read_symlink(path, error); !error;
       target = std::filesystem::read_symlink(path, error))
    // Appending an absolute path gives that path.
    path = path.parent_path() / target;
  return path;
}

/// Creates a file beside `name` that no other writer has, in this process or
/// another one, and returns its name.
static std::string createBeside(const std::string &name, mode_t mode,
                                int &descriptor) {
  static std::atomic<unsigned> count = 0;
  std::string temporary;
  do {
    // A process of the same number may have left its file behind.
    temporary = fmt::format("{}.{}.{}.tmp", name, ::getpid(), count++);
    descriptor = ::open(temporary.c_str(),
                        O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  } while (descriptor < 0 && errno == EEXIST);
  if (descriptor < 0)
    failSystem("write", name, errno);
  return temporary;
}

OutputFile::OutputFile(const std::filesystem::path &path)
    : fileName(path.string()) {
  struct stat status;
  bool exists = ::stat(fileName.c_str(), &status) == 0;
  if (!exists && errno != ENOENT)
    failSystem("write", fileName, errno);
  if (exists && S_ISDIR(status.st_mode))
    throw Error(fmt::format("cannot write '{}': is a folder", fileName));
  if (exists && ::access(fileName.c_str(), W_OK) != 0)
    failSystem("write", fileName, errno);
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor = ::open(fileName.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0)
      failSystem("write", fileName, errno);
    return;
  }
  fileName = followLinks(path).string();
  // The new file is as private as the one that it replaces, from the start.
  constexpr mode_t permissions = 0777;
  temporaryName = createBeside(
      fileName, exists ? status.st_mode & permissions : 0666, descriptor);
  if (exists && ::fchmod(descriptor, status.st_mode & permissions) != 0) {
    int code = errno;
    ::close(descriptor);
    ::unlink(temporaryName.c_str());
    failSystem("write", fileName, code);
  }
}

OutputFile::~OutputFile() {
  if (descriptor >= 0)
    ::close(descriptor);
  if (!temporaryName.empty())
    ::unlink(temporaryName.c_str());
}

void OutputFile::write(const void *data, size_t count) {
  if (int code = writeAll(descriptor, data, count))
    failSystem("write", fileName, code);
}

void OutputFile::commit() {
  int closed = ::close(descriptor);
  descriptor = -1;
  if (closed != 0)
    failSystem("write", fileName, errno);
  if (temporaryName.empty())
    return;
  if (std::rename(temporaryName.c_str(), fileName.c_str()) != 0)
    failSystem("write", fileName, errno);
  temporaryName.clear();
}

void appendToFile(const std::filesystem::path &path, std::string_view text) {
  std::string name = path.string();
  int descriptor =
      ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0)
    failSystem("write", name, errno);
  struct stat before;
  int code = ::fstat(descriptor, &before) == 0 ? 0 : errno;
  if (code == 0) {
    code = writeAll(descriptor, text.data(), text.size());
    if (code != 0 && S_ISREG(before.st_mode) &&
        ::ftruncate(descriptor, before.st_size) != 0)
      code = errno;
  }
  if (::close(descriptor) != 0 && code == 0)
    code = errno;
  if (code != 0)
    failSystem("write", name, code);
}

} // namespace nadir
