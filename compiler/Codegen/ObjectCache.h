// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects that were compiled before, on disk. A key stands for everything that
// an object depends on, so an entry never goes stale; and an entry that is
// damaged, cut short, of another version or not readable counts as missing.
#ifndef NADIR_COMPILER_CODEGEN_OBJECTCACHE_H
#define NADIR_COMPILER_CODEGEN_OBJECTCACHE_H

#include "compiler/Codegen/Target.h"

#include <array>
#include <optional>

namespace nadir {

/// SHA-256 of what an object is compiled from.
using CacheKey = std::array<uint8_t, 32>;

/// The key of an object that `options` make of a program for `target`. Besides
/// them it covers this build of Nadir and the versions of LLVM and the C
/// interface. `program`
/// is the text of the module that compilation starts from, and `extra` names
/// options of the caller's own.
CacheKey makeCacheKey(llvm::StringRef program, const CpuTarget &target,
                      const CodegenOptions &options,
                      llvm::StringRef extra = {});

class ObjectCache {
public:
  /// A cache in `folder`, which is made when first written to. An empty name
  /// turns the cache off.
  explicit ObjectCache(std::string folder) : folder(std::move(folder)) {}

  /// $XDG_CACHE_HOME/nadir, else ~/.cache/nadir; empty if neither is known.
  static std::string defaultFolder();

  std::optional<std::string> load(const CacheKey &key) const;

  /// Keeps an object. It may fail, which costs a compilation later and nothing
  /// else; readers never see half of an entry.
  void store(const CacheKey &key, llvm::StringRef object) const;

  /// The file that holds the entry of `key`.
  std::string path(const CacheKey &key) const;

private:
  std::string folder;
};

} // namespace nadir

#endif // NADIR_COMPILER_CODEGEN_OBJECTCACHE_H
