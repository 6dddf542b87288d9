// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/OutputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

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

Error writeOutputFile(StringRef path, StringRef bytes) {
  sys::fs::file_status status;
  bool exists = !sys::fs::status(path, status) && sys::fs::exists(status);
  if (path == "-" || (exists && !sys::fs::is_regular_file(status)))
    return writeInPlace(path, bytes);

  unsigned mode = sys::fs::all_read | sys::fs::all_write;
  Expected<sys::fs::TempFile> file =
      sys::fs::TempFile::create(path + ".%%%%%%%%", mode);
  if (!file)
    return fileError(path, errorToErrorCode(file.takeError()));
  // The stream must not own the descriptor that the temporary file closes.
  raw_fd_ostream stream(file->FD, /*shouldClose=*/false);
  if (std::error_code code = writeAll(stream, bytes)) {
    consumeError(file->discard());
    return fileError(path, code);
  }
  if (Error error = file->keep(path))
    return fileError(path, errorToErrorCode(std::move(error)));
  return Error::success();
}

} // namespace nadir
