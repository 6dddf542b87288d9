// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NumPy's .npy files. This is our own code because Debian's cnpy aborts the
// process on a malformed header and trusts its sizes; here every byte is
// checked, and sizes are compared with the file before memory is taken.
#ifndef NADIR_RUNTIME_NPY_H
#define NADIR_RUNTIME_NPY_H

#include "runtime/Array.h"

#include <filesystem>

namespace nadir {

/// Reads a .npy file of format 1, 2 or 3 holding bool, u8, i8, i16, i32, i64,
/// f32 or f64 of any shape. Big-endian and Fortran-ordered files are converted
/// to the machine's byte order and row-major order. Throws Error naming file,
/// offset, what was expected and what was found.
Array readNpy(const std::filesystem::path &path);

/// Writes format 1, row-major, in the machine's byte order. The file appears
/// only when it is complete. Throws Error when it cannot be written.
void writeNpy(const std::filesystem::path &path, const Array &array);

/// The same from memory of the caller's: `data` holds the elements of `shape`.
void writeNpy(const std::filesystem::path &path, ElementType type,
              std::span<const int64_t> shape, const void *data);

} // namespace nadir

#endif // NADIR_RUNTIME_NPY_H
