// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ahead-of-time compiler: from a program's text to an object file and its
// C header.

#include "compiler/Codegen/CHeader.h"
#include "compiler/Codegen/Object.h"
#include "compiler/Codegen/OutputFile.h"
#include "compiler/Codegen/Version.h"
#include "compiler/ParseProgram.h"
#include "compiler/Pipelines.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Remarks.h"
#include "tools/CommandLine.h"
#include "tools/ProgramText.h"
#include "tools/Validators.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"

#include <CLI/CLI.hpp>

using namespace mlir;

namespace {

struct Arguments {
  std::string input;
  std::string output;
  std::string header;
  std::string threads = "pool";
  std::string startAt = "graph";
  std::string stopAfter = "emit";
  int64_t batch = 0;
  std::string updates = "backward";
  std::string remarks;
  bool memoryReport = false;
  bool autotune = false;
  nadir::CodegenOptions codegen;
};

void declareFiles(CLI::App &app, Arguments &arguments) {
  app.add_option("input", arguments.input,
                 "Program as MLIR text; - is standard input")
      ->required()
      ->check(nadir::notEmpty());
  app.add_option("-o,--output", arguments.output,
                 "File to write. If not given, the object is named after the "
                 "input, and text goes to standard output")
      ->check(nadir::notEmpty());
  app.add_option("--header", arguments.header,
                 "C header to write; the default is the object's name with .h")
      ->check(nadir::notEmpty());
}

void declareArguments(CLI::App &app, Arguments &arguments) {
  app.set_version_flag("--version",
                       std::string("nadirc ") + nadir::nadirVersion);
  declareFiles(app, arguments);
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
      ->check(nadir::wholeNumber(1));
  app.add_option("--threads", arguments.threads,
                 "pool lets kernels run on the caller's executor, none keeps "
                 "all on one thread")
      ->check(CLI::IsMember({"pool", "none"}))
      ->capture_default_str();
  app.add_option("--pool-threads", arguments.codegen.poolThreads,
                 "How many threads the caller's executor will have, to cut "
                 "products to suit them; 0 if that is not known. Any number "
                 "works and gives the same bits")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  app.add_flag("!--no-split-products", arguments.codegen.splitProducts,
               "Do all products by multiply-adds of vectors, even if the "
               "processor has a matrix unit for bf16");
  app.add_option("--updates", arguments.updates,
                 "What the update of a parameter is fused with: " +
                     nadir::listUpdateFusions(/*withTexts=*/true))
      ->check(nadir::checkUpdateFusion)
      ->capture_default_str();
  app.add_flag("--autotune", arguments.autotune,
               "Measure several schedules of each large product on this "
               "machine and take the quickest; choices are kept beside cached "
               "objects and change no result");
  app.add_option("--remarks", arguments.remarks,
                 "Say what was optimized and what was not, and why, in the "
                 "categories that match a regular expression: nadir-fusion, "
                 "or .* for all")
      ->check([](const std::string &text) {
        std::string error;
        return llvm::Regex(text).isValid(error) ? std::string() : error;
      });
  app.add_flag("--memory-report", arguments.memoryReport,
               "Print where each tensor lives in the arena");
  app.add_option("--start-at", arguments.startAt,
                 "graph, or schedule for a program of kernels on tensors")
      ->check(CLI::IsMember({"graph", "schedule"}))
      ->capture_default_str();
  app.add_option("--stop-after", arguments.stopAfter,
                 "Stop behind a room and write the module as text: " +
                     nadir::roomNames())
      ->check([](const std::string &text) {
        return nadir::parseRoom(text)
                   ? std::string()
                   : text + " is not one of " + nadir::roomNames();
      });
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

std::string replaceExtension(llvm::StringRef path, llvm::StringRef extension) {
  llvm::SmallString<128> name(path);
  llvm::sys::path::replace_extension(name, extension);
  return name.str().str();
}

std::string objectPath(const Arguments &arguments,
                       const nadir::ProgramInfo &info) {
  if (!arguments.output.empty())
    return arguments.output;
  return replaceExtension(arguments.input == "-" ? info.name : arguments.input,
                          "o");
}

/// Beside the object, unless that went to a device or a pipe.
std::string headerPath(const Arguments &arguments, llvm::StringRef object) {
  if (!arguments.header.empty())
    return arguments.header;
  bool isFile = object != "-" && llvm::sys::fs::is_regular_file(object);
  return isFile ? replaceExtension(object, "h") : std::string();
}

/// Refuses to write over the program's own text, or the header over the object.
llvm::Error checkOutputs(const Arguments &arguments,
                         const std::string &object) {
  std::string header = arguments.header.empty() ? replaceExtension(object, "h")
                                                : arguments.header;
  if (object == header && object != "/dev/null")
    return llvm::createStringError(
        "expected different files for the object and the header, found '" +
        object + "' for both");
  for (const std::string &path : {object, header})
    if (llvm::sys::fs::is_regular_file(path) &&
        llvm::sys::fs::equivalent(path, arguments.input))
      return llvm::createStringError(
          "expected another file to write than the program's own text, '" +
          path + "'");
  return llvm::Error::success();
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
  std::string path = objectPath(arguments, *info);
  if (failed(report(checkOutputs(arguments, path))))
    return failure();
  if (failed(report(nadir::writeOutputFile(path, *object))))
    return failure();
  std::string header = headerPath(arguments, path);
  if (header.empty())
    return success();
  return report(nadir::writeOutputFile(header, nadir::writeCHeader(*info)));
}

/// A line that is written over, for people only.
void showTuning(size_t done, size_t all) {
  if (!llvm::errs().is_displayed() || all == 0)
    return;
  llvm::errs() << "\rnadirc: measured " << done << " of " << all << " products"
               << (done == all ? "\n" : "");
}

/// Lets remarks of matching categories be printed as diagnostics are.
LogicalResult enableRemarks(MLIRContext &context,
                            const std::string &categories) {
  if (categories.empty())
    return success();
  return remark::enableOptimizationRemarks(
      context, /*streamer=*/nullptr,
      std::make_unique<remark::RemarkEmittingPolicyAll>(),
      {.all = categories,
       .passed = categories,
       .missed = categories,
       .analysis = categories,
       .failed = categories},
      /*printAsEmitRemarks=*/true);
}

LogicalResult compile(const Arguments &arguments,
                      const nadir::PipelineOptions &options) {
  auto target = nadir::findTarget(options.codegen);
  if (!target)
    return report(target.takeError());
  DialectRegistry registry;
  nadir::registerDialects(registry);
  MLIRContext context(registry);
  // The user's line is shown; operations may be whole programs.
  context.printOpOnDiagnostic(false);
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler diagnostics(sources, &context);
  if (failed(enableRemarks(context, arguments.remarks)))
    return failure();
  if (failed(report(nadir::readProgramText(arguments.input, sources))))
    return failure();
  auto module = nadir::parseProgram(sources, context);
  if (!module)
    return failure();
  LogicalResult done = arguments.startAt == "graph"
                           ? nadir::runPipeline(*module, options)
                           : nadir::runFromSchedule(*module, options);
  if (failed(done))
    return failure();
  if (auto layout = module->getOperation()->getAttrOfType<StringAttr>(
          "nadir.memory_report");
      layout && arguments.memoryReport)
    if (failed(report(nadir::writeOutputFile("-", layout.getValue()))))
      return failure();
  return options.stopAfter == nadir::Room::Emit
             ? writeObject(*module, arguments, *target)
             : writeModule(*module, arguments.output);
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app("Compiles a Nadir program to an object file and a C header.",
               "nadirc");
  Arguments arguments;
  declareArguments(app, arguments);
  if (std::optional<int> status = nadir::parseCommandLine(app, argc, argv))
    return *status;
  nadir::PipelineOptions options;
  options.stopAfter = *nadir::parseRoom(arguments.stopAfter);
  if (arguments.batch)
    options.batch = arguments.batch;
  options.updates = *nadir::parseUpdateFusion(arguments.updates);
  options.codegen = arguments.codegen;
  options.autotune = arguments.autotune;
  options.tuningProgress = showTuning;
  options.codegen.threads = arguments.threads == "pool";
  return failed(compile(arguments, options)) ? 1 : 0;
}
