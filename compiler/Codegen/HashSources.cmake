# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes a header with one hash of everything that decides what code a program
# becomes, so that objects cached by an older build of the compiler are not
# taken for those of this one.
#   cmake -DROOT=... -DOUTPUT=... -P HashSources.cmake
file(
  GLOB_RECURSE sources
  RELATIVE "${ROOT}"
  "${ROOT}/compiler/*.cpp"
  "${ROOT}/compiler/*.h"
  "${ROOT}/compiler/*.td"
  "${ROOT}/dialect/*.cpp"
  "${ROOT}/dialect/*.h"
  "${ROOT}/dialect/*.td"
  "${ROOT}/runtime/Abi.h")
list(SORT sources)
set(hashes "")
foreach(source ${sources})
  file(SHA256 "${ROOT}/${source}" hash)
  string(APPEND hashes "${source} ${hash}\n")
endforeach()
string(SHA256 hash "${hashes}")
file(
  WRITE "${OUTPUT}"
  "#ifndef NADIR_COMPILER_CODEGEN_SOURCEHASH_H
#define NADIR_COMPILER_CODEGEN_SOURCEHASH_H

namespace nadir {
inline constexpr char sourceHash[] = \"${hash}\";
} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_SOURCEHASH_H
")
