// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/OutputFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

#include <filesystem>

using namespace llvm;

namespace nadir {

static Error fileError(StringRef path, std::error_code code) {
  std::string name =
      path == "-" ? "to standard output" : ("'" + path + "'").str();
  return createStringError(code, "can't write " + name + ": " + code.message());
}

/// Writes everything; a full disk may show only when the buffer is flushed.
static std::error_code writeAll(raw_fd_ostream &stream, StringRef bytes) {
  stream << bytes;
  stream.flush();
  std::error_code code = stream.error();
  stream.clear_error();
  return code;
}

static Error writeInPlace(StringRef path, StringRef bytes) {
  std::error_code code;
  raw_fd_ostream stream(path, code);
  if (code)
    return fileError(path, code);
  if ((code = writeAll(stream, bytes)))
    return fileError(path, code);
  return Error::success();
}

/// What a path leads to in the end, also if there is nothing yet. Links that
/// lead back to themselves are no concern: the system has refused them.
static std::string followLinks(StringRef path) {
  std::filesystem::path name = path.str();
  std::error_code error;
  for (auto target = std::filesystem::read_symlink(name, error); !error;
       target = std::filesystem::read_symlink(name, error))
    // Appending an absolute path gives that path.
    name = name.parent_path() / target;
  return name.string();
}

/// Creates a file beside `path` that no other writer has. LLVM's own temporary
/// files replace each % of the path, too.
static std::error_code createBeside(StringRef path, unsigned mode,
                                    std::string &name, int &descriptor) {
  std::error_code code;
  do {
    name = (path + "." + utohexstr(sys::Process::GetRandomNumber())).str();
    code = sys::fs::openFileForWrite(name, descriptor, sys::fs::CD_CreateNew,
                                     sys::fs::OF_None, mode);
  } while (code == std::errc::file_exists);
  return code;
}

/// Writes `bytes` to a new file of the permissions of `old`, which may be null,
/// and closes it.
static std::error_code fill(int descriptor, StringRef bytes,
                            const sys::fs::file_status *old) {
  std::error_code code;
  if (old)
    code = sys::fs::setPermissions(descriptor, old->permissions());
  if (!code) {
    raw_fd_ostream stream(descriptor, /*shouldClose=*/false);
    code = writeAll(stream, bytes);
  }
  std::error_code closed = sys::Process::SafelyCloseFileDescriptor(descriptor);
  return code ? code : closed;
}

Error writeOutputFile(StringRef path, StringRef bytes) {
  sys::fs::file_status status;
  std::error_code found = sys::fs::status(path, status);
  bool exists = !found && sys::fs::exists(status);
  if (path == "-" || (exists && !sys::fs::is_regular_file(status)))
    return writeInPlace(path, bytes);
  if (found && found != std::errc::no_such_file_or_directory)
    return fileError(path, found);
  if (exists)
    if (auto code = sys::fs::access(path, sys::fs::AccessMode::Write))
      return fileError(path, code);

  unsigned mode =
      exists ? status.permissions() : sys::fs::all_read | sys::fs::all_write;
  std::string target = followLinks(path), temporary;
  int descriptor = -1;
  if (auto code = createBeside(target, mode, temporary, descriptor))
    return fileError(path, code);
  sys::RemoveFileOnSignal(temporary);
  std::error_code code = fill(descriptor, bytes, exists ? &status : nullptr);
  if (!code)
    code = sys::fs::rename(temporary, target);
  if (code)
    sys::fs::remove(temporary);
  sys::DontRemoveFileOnSignal(temporary);
  return code ? fileError(path, code) : Error::success();
}

} // namespace nadir
