// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cache never gives back anything but what was stored under a key.
#include "compiler/Codegen/ObjectCache.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

using namespace nadir;
namespace fs = std::filesystem;

namespace {

class Cache : public testing::Test {
protected:
  Cache()
      : folder(fs::temp_directory_path() /
               ("nadir-cache-" + std::to_string(::getpid()))),
        cache((folder / "deep" / "inside").string()) {}
  ~Cache() override { fs::remove_all(folder); }

  std::string read() {
    std::ifstream file(cache.path(key), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const std::string &bytes) {
    std::ofstream(cache.path(key), std::ios::binary) << bytes;
  }

  fs::path folder;
  ObjectCache cache;
  CpuTarget target{"x86_64-unknown-linux-gnu", "x86-64", "", 128, false, false};
  CacheKey key = makeCacheKey("program", target, {});
  std::string object = std::string("\177ELF and\0more", 13);
};

TEST_F(Cache, GivesBackWhatWasStored) {
  EXPECT_FALSE(cache.load(key));
  cache.store(key, object);
  EXPECT_EQ(cache.load(key), object);
  cache.store(key, "");
  EXPECT_EQ(cache.load(key), "");
  // Nothing but the entry is left behind.
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "deep" / "inside"),
                          fs::directory_iterator()),
            1);
}

TEST_F(Cache, RefusesEveryDamagedByte) {
  cache.store(key, object);
  std::string good = read();
  ASSERT_FALSE(good.empty());
  for (size_t i = 0; i < good.size(); ++i) {
    // Four bytes of the header are reserved and mean nothing yet.
    if (i >= 12 && i < 16)
      continue;
    std::string bad = good;
    bad[i] ^= 1;
    write(bad);
    EXPECT_FALSE(cache.load(key)) << "byte " << i;
  }
  write(good);
  EXPECT_EQ(cache.load(key), object);
}

TEST_F(Cache, RefusesTruncatedAndLongerEntries) {
  cache.store(key, object);
  std::string good = read();
  for (size_t size = 0; size < good.size(); ++size) {
    write(good.substr(0, size));
    EXPECT_FALSE(cache.load(key)) << size << " bytes";
  }
  write(good + "x");
  EXPECT_FALSE(cache.load(key));
  cache.store(key, object);
  EXPECT_EQ(cache.load(key), object);
}

TEST_F(Cache, RefusesTheEntryOfAnotherKey) {
  CacheKey other = makeCacheKey("another program", target, {});
  cache.store(other, object);
  fs::copy_file(cache.path(other), cache.path(key));
  EXPECT_FALSE(cache.load(key));
  write("#!/bin/sh\nexit 1\n");
  EXPECT_FALSE(cache.load(key));
}

TEST_F(Cache, TakesUnreadableAndUnwritablePlacesForEmpty) {
  cache.store(key, object);
  fs::remove(cache.path(key));
  fs::create_directory(cache.path(key));
  EXPECT_FALSE(cache.load(key));
  cache.store(key, object);

  ObjectCache inFile((folder / "file" / "x").string());
  std::ofstream(folder / "file") << "not a folder";
  inFile.store(key, object);
  EXPECT_FALSE(inFile.load(key));

  ObjectCache off("");
  off.store(key, object);
  EXPECT_FALSE(off.load(key));
}

TEST_F(Cache, KeysCoverEverything) {
  std::set<CacheKey> keys = {key};
  auto expectNew = [&](const CacheKey &other) {
    EXPECT_TRUE(keys.insert(other).second);
  };
  expectNew(makeCacheKey("program2", target, {}));
  expectNew(makeCacheKey("program", target, {.optLevel = 0}));
  expectNew(makeCacheKey("program", target, {.threads = false}));
  expectNew(makeCacheKey("program", target, {}, "batch=7"));
  for (auto member :
       {&CpuTarget::triple, &CpuTarget::cpu, &CpuTarget::features}) {
    CpuTarget other = target;
    other.*member += "x";
    expectNew(makeCacheKey("program", other, {}));
  }
  CpuTarget shifted = target;
  shifted.triple += shifted.cpu;
  shifted.cpu = "";
  expectNew(makeCacheKey("program", shifted, {}));
  EXPECT_EQ(key, makeCacheKey("program", target, {}));
}

TEST_F(Cache, LivesWhereTheEnvironmentSays) {
  const char *old = std::getenv("XDG_CACHE_HOME");
  std::string saved = old ? old : "";
  ::setenv("XDG_CACHE_HOME", "/elsewhere", 1);
  EXPECT_EQ(ObjectCache::defaultFolder(), "/elsewhere/nadir");
  // The standard wants relative paths ignored.
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  EXPECT_TRUE(fs::path(ObjectCache::defaultFolder()).is_absolute());
  if (old)
    ::setenv("XDG_CACHE_HOME", saved.c_str(), 1);
  else
    ::unsetenv("XDG_CACHE_HOME");
}

} // namespace
