// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs whose code is generated in parts: how they are cut, and that this
// changes nothing.
#include "test/unit/codegen/Momentum.h"

using namespace nadir;
using namespace nadir::test;

namespace {

/// Few enough for momentum.mlir to be split.
constexpr size_t fewOperations = 40;

std::string compileInParts(const char *file) {
  auto module = parseFile(file);
  auto target = llvm::cantFail(findTarget("native"));
  if (failed(scheduleEntries(*module)))
    return {};
  mlir::PassManager passes(module->getContext());
  TargetPipelineOptions options;
  options.hasFma = target.hasFma;
  options.hasScalef = target.hasScalef;
  buildTargetPipeline(passes, options);
  if (failed(passes.run(*module)))
    return {};
  auto objects = translateToObjects(*module, target, 1, fewOperations);
  return failed(objects) ? std::string() : *objects;
}

std::string momentumInParts() {
  return compileInParts("codegen/Inputs/momentum.mlir");
}

/// Turns the threads of the tests' context off for a while.
class OneThread {
public:
  OneThread() { context().disableMultithreading(); }
  ~OneThread() { context().enableMultithreading(); }
};

TEST(Split, GivesTheSameBytesOnAnyNumberOfThreads) {
  std::string alone;
  {
    OneThread one;
    alone = momentumInParts();
  }
  EXPECT_GT(llvm::cantFail(listObjects(alone)).size(), 1u);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(momentumInParts(), alone);
}

TEST(Split, LeavesSmallProgramsWhole) {
  Momentum m;
  EXPECT_EQ(llvm::cantFail(listObjects(m.object)).size(), 1u);
}

TEST(Split, ChangesNoResult) {
  Momentum whole, parts(momentumInParts());
  for (int step = 0; step < 3; ++step) {
    ASSERT_EQ(whole.run("train_step"), NADIR_OK);
    ASSERT_EQ(parts.run("train_step"), NADIR_OK);
    EXPECT_EQ(whole.parameters->copy(), parts.parameters->copy());
    EXPECT_EQ(whole.state->copy(), parts.state->copy());
    EXPECT_TRUE(std::equal(whole.scores, whole.scores + 8, parts.scores));
  }
}

TEST(Split, StillChecksIndices) {
  Momentum parts(momentumInParts());
  std::string before = parts.parameters->copy();
  parts.label[5] = -1;
  EXPECT_EQ(parts.run("train_step"), NADIR_INDEX_OUT_OF_RANGE);
  EXPECT_EQ(parts.parameters->copy(), before);
}

TEST(Split, RefusesDamagedArchives) {
  std::string objects = momentumInParts();
  for (size_t bytes = objects.size() - 1; bytes > 8; bytes /= 2) {
    auto program = JitProgram::link(objects.substr(0, bytes), "momentum");
    EXPECT_FALSE(bool(program)) << bytes;
    llvm::consumeError(program.takeError());
  }
}

/// Two entries, a table of data that one function reads, and functions of one
/// to five operations beside it.
constexpr const char *manyFunctions = R"mlir(
  module attributes {nadir.program = "p", nadir.entries = [
      {name = "predict", function = @p_predict, inputs = [], results = []}]} {
    llvm.mlir.global internal constant @data(7 : i32) : i32
    llvm.func @expf(f32) -> f32
    llvm.func @p_predict(%call: !llvm.ptr) -> i32 {
      %0 = llvm.call @reads() : () -> i32
      llvm.return %0 : i32
    }
    llvm.func internal @reads() -> i32 {
      %0 = llvm.mlir.addressof @data : !llvm.ptr
      %1 = llvm.load %0 : !llvm.ptr -> i32
      llvm.return %1 : i32
    }
    llvm.func internal @long(%x: f32) -> f32 {
      %0 = llvm.call @expf(%x) : (f32) -> f32
      %1 = llvm.fadd %0, %x : f32
      %2 = llvm.fadd %1, %x : f32
      %3 = llvm.fadd %2, %x : f32
      %4 = llvm.fadd %3, %x : f32
      %5 = llvm.fadd %4, %x : f32
      llvm.return %5 : f32
    }
    llvm.func internal @short(%x: f32) -> f32 {
      %0 = llvm.call @long(%x) : (f32) -> f32
      llvm.return %0 : f32
    }
  })mlir";

/// The functions of `module` that have a body, in its order.
std::vector<std::string> bodies(mlir::ModuleOp module) {
  std::vector<std::string> names;
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>())
    if (!function.isExternal())
      names.push_back(function.getName().str());
  return names;
}

TEST(Split, KeepsEntriesBesideTheirData) {
  auto module =
      mlir::parseSourceString<mlir::ModuleOp>(manyFunctions, &context());
  ASSERT_TRUE(bool(module));
  auto info = ProgramInfo::get(*module);
  ASSERT_TRUE(succeeded(info));
  auto others = splitModule(*module, *info, /*moduleSize=*/8);
  ASSERT_EQ(others.size(), 1u);
  EXPECT_EQ(bodies(*module),
            (std::vector<std::string>{"p_predict", "reads", "short"}));
  EXPECT_EQ(bodies(**others.begin()), (std::vector<std::string>{"long"}));
  EXPECT_EQ(
      (*module).lookupSymbol<mlir::LLVM::LLVMFuncOp>("expf").getVisibility_(),
      mlir::LLVM::Visibility::Default);
  auto call = (*module).lookupSymbol<mlir::LLVM::LLVMFuncOp>("long");
  ASSERT_TRUE(call && call.isExternal());
  EXPECT_EQ(call.getVisibility_(), mlir::LLVM::Visibility::Hidden);
}

TEST(Split, NamesWhatNoPartDefines) {
  std::string text = manyFunctions, errors;
  for (size_t at; (at = text.find("expf")) != std::string::npos;)
    text.replace(at, 4, "free");
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context());
  ASSERT_TRUE(bool(module));
  mlir::ScopedDiagnosticHandler handler(
      &context(),
      [&](mlir::Diagnostic &diagnostic) { errors += diagnostic.str() + "\n"; });
  auto target = llvm::cantFail(findTarget("native"));
  EXPECT_TRUE(failed(translateToObjects(*module, target, 1, /*moduleSize=*/8)));
  EXPECT_EQ(errors, "unresolved symbols: free\n");
}

} // namespace
