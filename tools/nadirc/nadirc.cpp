// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ahead-of-time compiler: from a program's text to an object file and its
// C header.
#include "compiler/Codegen/CHeader.h"
#include "compiler/Codegen/Object.h"
#include "compiler/Codegen/OutputFile.h"
#include "compiler/Codegen/TargetPipeline.h"
#include "compiler/Codegen/Version.h"
#include "compiler/Schedule/BufferPlan.h"
#include "compiler/Schedule/EntryPasses.h"
#include "compiler/Schedule/ScheduleKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <CLI/CLI.hpp>

using namespace mlir;

namespace {

/// Where compilation may stop, in the order of the rooms.
enum class Room { Lower, Schedule, Target, Emit };

struct Arguments {
  std::string input;
  std::string output;
  std::string header;
  nadir::CodegenOptions codegen;
  std::string threads = "pool";
  int64_t batch = 0;
  bool memoryReport = false;
  Room stopAfter = Room::Emit;
};

void declareArguments(CLI::App &app, Arguments &arguments) {
  app.set_version_flag("--version",
                       std::string("nadirc ") + nadir::nadirVersion);
  app.add_option("input", arguments.input,
                 "Program as MLIR text; - is standard input")
      ->required();
  app.add_option("-o,--output", arguments.output,
                 "Object file to write, or the module with --stop-after; the "
                 "default is the input's name with .o, or standard output");
  app.add_option("--header", arguments.header, "C header to write");
  app.add_option("--cpu", arguments.codegen.cpu,
                 "native, x86-64-v2, x86-64-v3, x86-64-v4, aarch64, or a "
                 "processor that LLVM knows")
      ->capture_default_str();
  app.add_option("--opt-level", arguments.codegen.optLevel,
                 "Effort of LLVM's code generator")
      ->check(CLI::Range(0, 3))
      ->capture_default_str();
  app.add_option("--batch", arguments.batch,
                 "Largest number of rows that a call may have")
      ->check(CLI::PositiveNumber);
  app.add_option("--threads", arguments.threads,
                 "pool lets kernels run on the caller's executor, none keeps "
                 "all on one thread")
      ->check(CLI::IsMember({"pool", "none"}))
      ->capture_default_str();
  app.add_flag("--memory-report", arguments.memoryReport,
               "Print where each tensor lives in the arena");
  app.add_option("--stop-after", arguments.stopAfter,
                 "Stop behind a room and write the module as text")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, Room>{{"lower", Room::Lower},
                                      {"schedule", Room::Schedule},
                                      {"target", Room::Target},
                                      {"emit", Room::Emit}},
          CLI::ignore_case));
}

/// Reports an error that has no place in the program.
LogicalResult report(llvm::Error error) {
  if (!error)
    return success();
  llvm::errs() << "nadirc: error: " << llvm::toString(std::move(error)) << "\n";
  return failure();
}

LogicalResult writeModule(ModuleOp module, const std::string &path) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os);
  os << "\n";
  return report(nadir::writeOutputFile(path.empty() ? "-" : path, text));
}

/// Runs the rooms up to the one to stop behind.
LogicalResult runRooms(ModuleOp module, const Arguments &arguments,
                       const nadir::CpuTarget &target) {
  PassManager passes(module.getContext());
  if (arguments.stopAfter >= Room::Schedule) {
    passes.addPass(nadir::createScheduleKernelsPass(
        {target.vectorBits, target.hasFma, target.hasMaskedMemory}));
    if (arguments.memoryReport)
      passes.addPass(nadir::createPlanBuffersPass());
    passes.addPass(
        nadir::createScheduleEntriesPass(arguments.threads == "pool"));
  }
  if (arguments.stopAfter >= Room::Target) {
    nadir::TargetPipelineOptions options;
    options.hasFma = target.hasFma;
    nadir::buildTargetPipeline(passes, options);
  }
  return passes.run(module);
}

LogicalResult writeObject(ModuleOp module, const Arguments &arguments,
                          const nadir::CpuTarget &target) {
  auto info = nadir::ProgramInfo::get(module);
  if (failed(info))
    return failure();
  auto object =
      nadir::translateToObject(module, target, arguments.codegen.optLevel);
  if (failed(object))
    return failure();
  std::string path = arguments.output;
  if (path.empty()) {
    llvm::SmallString<128> name(arguments.input == "-" ? info->name
                                                       : arguments.input);
    llvm::sys::path::replace_extension(name, "o");
    path = name.str();
  }
  if (failed(report(nadir::writeOutputFile(path, *object))))
    return failure();
  if (arguments.header.empty())
    return success();
  return report(
      nadir::writeOutputFile(arguments.header, nadir::writeCHeader(*info)));
}

void registerDialects(DialectRegistry &registry) {
  registry
      .insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect,
              LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect,
              scf::SCFDialect, tensor::TensorDialect, vector::VectorDialect>();
  nadir::registerCodegenDialects(registry);
}

LogicalResult compile(const Arguments &arguments) {
  auto target = nadir::findTarget(arguments.codegen.cpu);
  if (!target)
    return report(target.takeError());
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry);
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler diagnostics(sources, &context);
  OwningOpRef<ModuleOp> module =
      parseSourceFile<ModuleOp>(arguments.input, sources, &context);
  if (!module)
    return failure();
  if (arguments.batch)
    (*module)->setAttr("nadir.capacity",
                       Builder(&context).getI64IntegerAttr(arguments.batch));
  if (failed(runRooms(*module, arguments, *target)))
    return failure();
  return arguments.stopAfter == Room::Emit
             ? writeObject(*module, arguments, *target)
             : writeModule(*module, arguments.output);
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Compiles a Nadir program to an object file and a C header.",
               "nadirc");
  Arguments arguments;
  declareArguments(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return failed(compile(arguments)) ? 1 : 0;
}
