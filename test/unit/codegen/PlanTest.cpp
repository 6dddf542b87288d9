// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory plan, by itself and in programs that would show a wrong one.
#include "compiler/Schedule/BufferPlan.h"
#include "test/unit/codegen/TestProgram.h"

#include <random>
#include <vector>

using namespace nadir;
using namespace nadir::test;

namespace {

//===----------------------------------------------------------------------===//
// Placement
//===----------------------------------------------------------------------===//

TEST(Placement, ReusesMemoryOfDeadBuffers) {
  // A chain: each is read by the next step only.
  std::vector<ArenaBuffer> buffers;
  for (int i = 0; i < 10; ++i)
    buffers.push_back({"x", 100, 0, i, i + 1});
  EXPECT_EQ(placeBuffers(buffers), 256u);
  EXPECT_EQ(countLiveBytes(buffers), 256u);
}

TEST(Placement, TriesSeveralOrders) {
  // By size, the first two part the arena so that the third fits nowhere.
  std::vector<ArenaBuffer> buffers = {{"a", 640, 0, 0, 2},
                                      {"b", 576, 0, 3, 9},
                                      {"c", 512, 0, 2, 4},
                                      {"d", 448, 0, 5, 9}};
  EXPECT_EQ(placeBuffers(buffers), countLiveBytes(buffers));
}

TEST(Placement, TakesTheTightestGap) {
  std::vector<ArenaBuffer> buffers = {{"big, early", 640, 0, 0, 1},
                                      {"wall", 576, 0, 0, 9},
                                      {"mid, early", 320, 0, 0, 1},
                                      {"wall", 256, 0, 0, 9},
                                      {"late", 192, 0, 5, 6}};
  placeBuffers(buffers);
  // Both early ones are free again; the smaller fits better.
  EXPECT_EQ(buffers[4].offset, buffers[2].offset);
}

TEST(Placement, NeverOverlapsWhatIsLiveTogether) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<ArenaBuffer> buffers;
    for (int i = 0, count = random() % 40; i < count; ++i) {
      int first = random() % 30;
      buffers.push_back(
          {"", random() % 2000, 0, first, first + int(random() % 10)});
    }
    uint64_t bytes = placeBuffers(buffers);
    EXPECT_GE(bytes, countLiveBytes(buffers));
    for (size_t i = 0; i < buffers.size(); ++i) {
      const ArenaBuffer &a = buffers[i];
      EXPECT_EQ(a.offset % NADIR_ALIGNMENT, 0u);
      EXPECT_LE(a.offset + a.bytes, bytes);
      for (size_t j = 0; j < i; ++j) {
        const ArenaBuffer &b = buffers[j];
        bool together = a.firstUse <= b.lastUse && b.firstUse <= a.lastUse;
        EXPECT_TRUE(!together || a.offset + a.bytes <= b.offset ||
                    b.offset + b.bytes <= a.offset);
      }
    }
  }
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

/// test/codegen/Inputs/updates.mlir: parameters a = 0 1 2 3 and b = 4 5 6 7.
class Updates : public testing::Test {
protected:
  Updates() {
    auto module = parseFile("codegen/Inputs/updates.mlir");
    jit = link(compile(*module), "updates");
    parameters = std::make_unique<Block>(jit->program()->parameter_bytes);
    state = std::make_unique<Block>(jit->program()->state_bytes);
    arena = std::make_unique<Block>(jit->program()->arena_bytes);
    for (int i = 0; i < 4; ++i) {
      parameters->floats()[i] = float(i);
      parameters->floats(64)[i] = float(i) + 4;
    }
    call.abi_version = NADIR_ABI_VERSION;
    call.parameters = parameters->data();
    call.state = state->data();
    call.arena = arena->data();
    call.results = results;
    call.step = 41;
    call.seed = 7;
  }
  int32_t run(const char *name) { return jit->entry(name)->run(&call); }
  std::vector<float> a() const { return vector(parameters->floats()); }
  std::vector<float> b() const { return vector(parameters->floats(64)); }
  static std::vector<float> vector(const float *data) {
    return {data, data + 4};
  }

  std::unique_ptr<JitProgram> jit;
  std::unique_ptr<Block> parameters, state, arena;
  float first[4] = {}, second[4] = {};
  void *results[2] = {first, second};
  nadir_call call = {};
  using Floats = std::vector<float>;
};

TEST_F(Updates, SwapsParameters) {
  EXPECT_EQ(run("swap"), NADIR_OK);
  EXPECT_EQ(a(), (Floats{4, 5, 6, 7}));
  EXPECT_EQ(b(), (Floats{0, 1, 2, 3}));
}

TEST_F(Updates, ComputesElsewhereWhatReadsOtherElements) {
  EXPECT_EQ(run("reverse_a"), NADIR_OK);
  EXPECT_EQ(a(), (Floats{3, 2, 1, 0}));
  EXPECT_EQ(vector(first), (Floats{0, 1, 2, 3}));
  EXPECT_EQ(vector(second), (Floats{3, 2, 1, 0}));
}

TEST_F(Updates, ReturnsTheOldValueOfWhatIsWrittenInPlace) {
  EXPECT_EQ(run("increment_a"), NADIR_OK);
  EXPECT_EQ(a(), (Floats{1, 2, 3, 4}));
  EXPECT_EQ(vector(first), (Floats{0, 1, 2, 3}));
  EXPECT_EQ(vector(second), (Floats{1, 2, 3, 4}));
}

TEST_F(Updates, KeepsOldValuesForOtherUpdates) {
  EXPECT_EQ(run("cross"), NADIR_OK);
  EXPECT_EQ(a(), (Floats{5, 6, 7, 8}));
  EXPECT_EQ(b(), (Floats{1, 2, 3, 4}));
}

TEST_F(Updates, ChangesNothingBeforeTheLastCheck) {
  EXPECT_EQ(run("checked"), NADIR_OK);
  EXPECT_EQ(a(), (Floats{1, 2, 3, 4}));
  EXPECT_EQ(b(), (Floats{5, 6, 7, 8}));
  for (float bad : {9.5f, -12.0f, std::nanf(""), HUGE_VALF}) {
    parameters->floats()[2] = bad;
    std::string before = parameters->copy();
    EXPECT_EQ(run("checked"), NADIR_VALUE_OUT_OF_RANGE);
    EXPECT_EQ(before, parameters->copy());
    EXPECT_EQ(call.error.position, 2);
    EXPECT_EQ(call.error.check, 0);
    if (!std::isnan(bad))
      EXPECT_EQ(call.error.value, bad + 1);
    else
      EXPECT_TRUE(std::isnan(call.error.value));
  }
}

TEST_F(Updates, GivesEachTaskItsOwnScratch) {
  EXPECT_EQ(run("chain"), NADIR_OK);
  EXPECT_EQ(vector(first), (Floats{17, 10, 5, 2}));
}

TEST_F(Updates, CopiesScalarsAndConstants) {
  int64_t seed = 0;
  results[0] = &seed;
  EXPECT_EQ(run("init"), NADIR_OK);
  EXPECT_EQ(*reinterpret_cast<int64_t *>(state->data()), 41);
  EXPECT_EQ(a(), (Floats{0, 1, 2, 3}));
  EXPECT_EQ(seed, 7);
}

TEST(Plan, UsesMemoryOnlyWhereNeeded) {
  auto module = parseFile("codegen/Inputs/updates.mlir");
  auto layout = ProgramLayout::get(*module);
  ASSERT_TRUE(succeeded(layout));
  auto plans = planProgram(*module, *layout);
  ASSERT_TRUE(succeeded(plans));
  auto bytes = [&](llvm::StringRef name) {
    for (const EntryPlan &plan : *plans)
      if (plan.model.name == name)
        return plan.arenaBytes;
    return UINT64_MAX;
  };
  EXPECT_EQ(bytes("increment_a"), 0u);
  EXPECT_EQ(bytes("init"), 0u);
  // Computed in the caller's result and copied from there.
  EXPECT_EQ(bytes("reverse_a"), 0u);
  EXPECT_EQ(bytes("checked"), 128u);
  EXPECT_EQ(bytes("swap"), 128u);
  // Two buffers at a time beside the scratch of four tasks.
  EXPECT_EQ(bytes("chain"), 6u * 64);
}

} // namespace
