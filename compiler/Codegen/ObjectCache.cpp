// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/ObjectCache.h"

#include "compiler/Codegen/OutputFile.h"
#include "compiler/Codegen/SourceHash.h"
#include "compiler/Codegen/Version.h"
#include "runtime/Abi.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;

namespace nadir {

/// What a file starts with; numbers are little-endian.
struct CacheHeader {
  std::array<char, 8> magic = {'n', 'a', 'd', 'i', 'r', 'o', 'b', 'j'};
  support::ulittle32_t version{1};
  support::ulittle32_t reserved{0};
  CacheKey key = {};
  support::ulittle64_t length{0};
  std::array<uint8_t, 32> checksum = {};
};
static_assert(sizeof(CacheHeader) == 88, "the header has no padding");

static std::array<uint8_t, 32> checksum(StringRef bytes) {
  return SHA256::hash(arrayRefFromStringRef(bytes));
}

CacheKey makeCacheKey(StringRef program, const CpuTarget &target,
                      const CodegenOptions &options, StringRef extra) {
  SHA256 hash;
  // Lengths keep neighbours from running into each other.
  auto add = [&](StringRef text) {
    hash.update(std::to_string(text.size()) + ":");
    hash.update(text);
  };
  add(nadirVersion);
  add(sourceHash);
  add(LLVM_VERSION_STRING);
  add(std::to_string(NADIR_ABI_VERSION));
  add(target.triple);
  add(target.cpu);
  add(target.features);
  add(std::to_string(options.optLevel));
  add(options.threads ? std::to_string(options.poolThreads) : "none");
  add(options.splitProducts ? "split products" : "none");
  add(extra);
  add(program);
  return hash.final();
}

std::string ObjectCache::defaultFolder() {
  SmallString<128> folder;
  if (auto base = sys::Process::GetEnv("XDG_CACHE_HOME");
      base && sys::path::is_absolute(*base)) {
    folder = *base;
  } else if (sys::path::home_directory(folder)) {
    sys::path::append(folder, ".cache");
  } else {
    return {};
  }
  sys::path::append(folder, "nadir");
  return folder.str().str();
}

std::string ObjectCache::path(const CacheKey &key) const {
  SmallString<128> file(folder);
  sys::path::append(file, toHex(key, /*LowerCase=*/true) + ".o");
  return file.str().str();
}

std::optional<std::string> ObjectCache::load(const CacheKey &key) const {
  if (folder.empty())
    return std::nullopt;
  // Not mapped: a file that is cut short while it is mapped kills the process.
  auto buffer = MemoryBuffer::getFile(path(key), /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false,
                                      /*IsVolatile=*/true);
  if (!buffer)
    return std::nullopt;
  StringRef bytes = (*buffer)->getBuffer();
  CacheHeader header, expected;
  if (bytes.size() < sizeof(header))
    return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof(header));
  StringRef object = bytes.drop_front(sizeof(header));
  if (header.magic != expected.magic || header.version != expected.version ||
      header.key != key || header.length != object.size() ||
      header.checksum != checksum(object))
    return std::nullopt;
  return object.str();
}

void ObjectCache::store(const CacheKey &key, StringRef object) const {
  if (folder.empty() || sys::fs::create_directories(folder))
    return;
  CacheHeader header;
  header.key = key;
  header.length = object.size();
  header.checksum = checksum(object);
  std::string bytes(reinterpret_cast<const char *>(&header), sizeof(header));
  bytes += object;
  consumeError(writeOutputFile(path(key), bytes));
}

} // namespace nadir
