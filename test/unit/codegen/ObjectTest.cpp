// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Objects for several processors, and what must not become one.
#include "compiler/Codegen/OutputFile.h"
#include "test/unit/codegen/Momentum.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <filesystem>

using namespace nadir;
using namespace nadir::test;

namespace {

TEST(Object, CompilesForEveryTarget) {
  for (const char *cpu :
       {"native", "x86-64-v2", "x86-64-v3", "x86-64-v4", "aarch64"}) {
    auto module = parseFile("codegen/Inputs/momentum.mlir");
    std::string bytes = compile(*module, cpu);
    ASSERT_FALSE(bytes.empty()) << cpu;
    auto object = llvm::object::ObjectFile::createObjectFile(
        llvm::MemoryBufferRef(bytes, cpu));
    ASSERT_TRUE(bool(object)) << cpu;
    EXPECT_EQ((*object)->getArch(), std::string(cpu) == "aarch64"
                                        ? llvm::Triple::aarch64
                                        : llvm::Triple::x86_64);
  }
}

TEST(Object, ExportsEntriesAndTablesOnly) {
  auto module = parseFile("codegen/Inputs/momentum.mlir");
  std::string bytes = compile(*module);
  auto object = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(bytes, "momentum"));
  ASSERT_TRUE(bool(object));
  std::set<std::string> names;
  for (const llvm::object::SymbolRef &symbol : (*object)->symbols()) {
    uint32_t flags = llvm::cantFail(symbol.getFlags());
    if ((flags & llvm::object::SymbolRef::SF_Global) &&
        !(flags & llvm::object::SymbolRef::SF_Undefined))
      names.insert(llvm::cantFail(symbol.getName()).str());
  }
  EXPECT_EQ(names,
            (std::set<std::string>{"momentum_predict", "momentum_program",
                                   "momentum_train_step"}));
}

TEST(Object, IsTheSameEveryTime) {
  std::set<std::string> objects;
  for (int i = 0; i < 3; ++i) {
    auto module = parseFile("codegen/Inputs/momentum.mlir");
    objects.insert(compile(*module));
  }
  EXPECT_EQ(objects.size(), 1u);
}

TEST(Object, MergesEqualKernels) {
  auto module = parseFile("codegen/Inputs/momentum.mlir");
  ASSERT_TRUE(succeeded(scheduleEntries(*module)));
  EXPECT_TRUE(module->lookupSymbol("predict_scores_tasks"));
  mlir::PassManager passes(module->getContext());
  passes.addPass(createMergeKernelsPass());
  ASSERT_TRUE(succeeded(passes.run(*module)));
  EXPECT_FALSE(module->lookupSymbol("predict_scores_tasks"));
  EXPECT_TRUE(module->lookupSymbol("train_step_scores_tasks"));
  EXPECT_TRUE(module->lookupSymbol("train_step_update_tasks"));
}

TEST(Object, KnowsProcessors) {
  auto v4 = findTarget("x86-64-v4"), v3 = findTarget("x86-64-v3"),
       v2 = findTarget("x86-64-v2"), arm = findTarget("aarch64");
  ASSERT_TRUE(v4 && v3 && v2 && arm);
  EXPECT_EQ(v4->vectorBits, 512);
  EXPECT_EQ(v3->vectorBits, 256);
  EXPECT_EQ(v2->vectorBits, 128);
  EXPECT_EQ(arm->vectorBits, 128);
  EXPECT_EQ(v4->vectorRegisters, 32);
  EXPECT_EQ(v3->vectorRegisters, 16);
  EXPECT_EQ(arm->vectorRegisters, 32);
  EXPECT_TRUE(v4->hasScalef);
  EXPECT_FALSE(v3->hasScalef);
  EXPECT_TRUE(v2->isX86);
  EXPECT_FALSE(arm->isX86);
  EXPECT_TRUE(v4->hasMaskedMemory);
  EXPECT_FALSE(v3->hasMaskedMemory);
  EXPECT_TRUE(v3->hasFma);
  EXPECT_FALSE(v2->hasFma);
  EXPECT_TRUE(arm->hasFma);
  auto unknown = findTarget("abacus");
  ASSERT_FALSE(bool(unknown));
  EXPECT_EQ(llvm::toString(unknown.takeError()), "unknown processor 'abacus'");
}

TEST(Object, RefusesProcessorsOf32Bits) {
  if (!llvm::Triple(llvm::sys::getProcessTriple()).isX86())
    return;
  auto old = findTarget("pentium4");
  ASSERT_FALSE(bool(old));
  EXPECT_EQ(llvm::toString(old.takeError()),
            "expected a processor of 64 bits, found 'pentium4'");
}

TEST(Object, KnowsWhatThisMachineLacks) {
  EXPECT_EQ(llvm::toString(checkRunsHere("native")), "");
  EXPECT_EQ(llvm::toString(checkRunsHere("abacus")),
            "unknown processor 'abacus'");
  std::string host =
      llvm::Triple(llvm::sys::getProcessTriple()).getArchName().str();
  bool isX86 = host == "x86_64";
  EXPECT_EQ(llvm::toString(checkRunsHere(isX86 ? "aarch64" : "x86-64-v3")),
            "code for '" + std::string(isX86 ? "aarch64" : "x86-64-v3") +
                "' doesn't run on this machine, which is " + host);
  if (!isX86)
    return;
  // No processor has had these since 2017.
  EXPECT_EQ(llvm::toString(checkRunsHere("x86-64-v2")), "");
  std::string old = llvm::toString(checkRunsHere("bdver4"));
  EXPECT_TRUE(llvm::StringRef(old).starts_with(
      "code for 'bdver4' doesn't run on this machine, which lacks "))
      << old;
  EXPECT_TRUE(llvm::StringRef(old).ends_with("xop")) << old;
}

/// The diagnostics of what fails to compile.
std::string compileErrors(const char *text) {
  std::string errors;
  mlir::ScopedDiagnosticHandler handler(
      &context(),
      [&](mlir::Diagnostic &diagnostic) { errors += diagnostic.str() + "\n"; });
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context());
  EXPECT_TRUE(bool(module)) << errors;
  auto target = llvm::cantFail(findTarget("native"));
  EXPECT_TRUE(failed(emitObject(*module, target, 1)));
  return errors;
}

TEST(Object, RefusesUnresolvedSymbols) {
  std::string errors = compileErrors(R"mlir(
    module attributes {nadir.program = "p", nadir.entries = [
        {name = "predict", function = @p_predict, inputs = [], results = []}]} {
      llvm.func @malloc(i64) -> !llvm.ptr
      llvm.func @expf(f32) -> f32
      llvm.func @p_predict(%call: !llvm.ptr) -> i32 {
        %0 = llvm.mlir.constant(0 : i64) : i64
        %1 = llvm.call @malloc(%0) : (i64) -> !llvm.ptr
        %2 = llvm.load %1 : !llvm.ptr -> f32
        %3 = llvm.call @expf(%2) : (f32) -> f32
        llvm.store %3, %1 : f32, !llvm.ptr
        %4 = llvm.mlir.constant(0 : i32) : i32
        llvm.return %4 : i32
      }
    })mlir");
  EXPECT_EQ(errors, "unresolved symbols: malloc\n");
}

TEST(Object, RefusesLeftovers) {
  std::string errors = compileErrors(R"mlir(
    module attributes {nadir.program = "p", nadir.entries = []} {
      func.func @predict(%x: tensor<4xf32>) -> tensor<4xf32> {
        return %x : tensor<4xf32>
      }
    })mlir");
  EXPECT_NE(errors.find("left over and has no translation"), std::string::npos)
      << errors;
}

TEST(Jit, RefusesDamagedAndForeignObjects) {
  Momentum m;
  for (std::string bad : {std::string(), std::string("garbage"),
                          m.object.substr(0, m.object.size() / 2)}) {
    auto program = JitProgram::link(bad, "momentum");
    EXPECT_FALSE(bool(program));
    llvm::consumeError(program.takeError());
  }
  auto other = JitProgram::link(m.object, "someone_else");
  EXPECT_FALSE(bool(other));
  llvm::consumeError(other.takeError());
  auto module = parseFile("codegen/Inputs/momentum.mlir");
  auto foreign = JitProgram::link(compile(*module, "aarch64"), "momentum");
  EXPECT_FALSE(bool(foreign));
  llvm::consumeError(foreign.takeError());
}

TEST(OutputFile, IsWholeOrAnError) {
  llvm::Error full = writeOutputFile("/dev/full", "text");
  EXPECT_NE(llvm::toString(std::move(full)).find("No space left on device"),
            std::string::npos);
  llvm::Error missing = writeOutputFile("/nowhere/at/all.o", "text");
  EXPECT_NE(llvm::toString(std::move(missing)).find("can't write"),
            std::string::npos);
}

class OutputFileFolder : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("nadir-test", path));
    folder = path.str().str();
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  void expectWritten(const std::string &name, llvm::StringRef bytes) {
    llvm::Error error = writeOutputFile(folder + "/" + name, bytes);
    EXPECT_FALSE(bool(error)) << llvm::toString(std::move(error));
  }
  std::string read(const std::string &name) {
    auto text = llvm::MemoryBuffer::getFile(folder + "/" + name);
    return text ? (*text)->getBuffer().str() : "(none)";
  }

  std::string folder;
};

TEST_F(OutputFileFolder, KeepsLinks) {
  namespace fs = std::filesystem;
  expectWritten("text", "old");
  fs::create_symlink("text", folder + "/link");
  expectWritten("link", "new");
  EXPECT_TRUE(fs::is_symlink(folder + "/link"));
  EXPECT_EQ(read("text"), "new");

  fs::create_symlink("missing", folder + "/dangling");
  expectWritten("dangling", "found");
  EXPECT_TRUE(fs::is_symlink(folder + "/dangling"));
  EXPECT_EQ(read("missing"), "found");

  fs::create_symlink("loop", folder + "/loop");
  llvm::Error loop = writeOutputFile(folder + "/loop", "text");
  EXPECT_NE(llvm::toString(std::move(loop)).find("can't write"),
            std::string::npos);
}

TEST_F(OutputFileFolder, TakesAnyName) {
  for (const char *name : {"100%/%.o", "%%%%%%%%/text"}) {
    std::filesystem::path parent =
        (std::filesystem::path(folder) / name).parent_path();
    std::filesystem::create_directory(parent);
    expectWritten(name, "text");
    EXPECT_EQ(read(name), "text");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(parent), {}),
              1);
  }
}

TEST_F(OutputFileFolder, KeepsPermissions) {
  namespace fs = std::filesystem;
  expectWritten("text", "old");
  for (fs::perms wanted : {fs::perms(0600), fs::perms(0666), fs::perms(0755)}) {
    fs::permissions(folder + "/text", wanted);
    expectWritten("text", "new");
    EXPECT_EQ(fs::status(folder + "/text").permissions(), wanted);
  }
}

} // namespace
