// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Builder/Compile.h"
#include "compiler/Builder/GraphState.h"
#include "compiler/Codegen/Jit.h"
#include "compiler/Codegen/ObjectCache.h"
#include "compiler/Pipelines.h"
#include "mlir/Parser/Parser.h"
#include <cstdio>

using namespace nadir;
using namespace nadir::detail;

namespace {

/// Compiles the text of a graph. A context of its own keeps the graph as it is
/// and gives all memory back afterwards.
std::string compileText(const std::string &text, const PipelineOptions &options,
                        std::source_location where) {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  Diagnostics diagnostics(context);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  if (!module)
    diagnostics.raise(where, "can't read the graph's own text");
  mlir::FailureOr<std::string> object = compileToObject(*module, options);
  if (failed(object))
    diagnostics.raise(where, "can't compile the graph");
  if (!diagnostics.text().empty())
    std::fprintf(stderr, "%s\n", diagnostics.text().c_str());
  return std::move(*object);
}

Program link(llvm::StringRef object, llvm::StringRef name,
             std::source_location where) {
  llvm::Expected<std::unique_ptr<JitProgram>> linked =
      JitProgram::link(object, name);
  if (!linked)
    fail(where,
         "can't link the program: " + llvm::toString(linked.takeError()));
  std::shared_ptr<JitProgram> program = std::move(*linked);
  return Program(
      std::shared_ptr<const nadir_program>(program, program->program()));
}

} // namespace

Program nadir::compile(const Graph &graph, const CompileOptions &options,
                       std::source_location where) {
  PipelineOptions pipeline;
  pipeline.batch = options.batch;
  pipeline.codegen.cpu = options.cpu;
  pipeline.codegen.threads = options.threads;
  llvm::Expected<CpuTarget> target = findTarget(options.cpu);
  if (!target)
    fail(where, llvm::toString(target.takeError()));
  if (llvm::Error error = checkRunsHere(options.cpu))
    fail(where, llvm::toString(std::move(error)));
  std::optional<UpdateFusion> updates = parseUpdateFusion(options.updates);
  if (!updates)
    fail(where, "updates: " + checkUpdateFusion(options.updates));
  pipeline.updates = *updates;

  // Locations belong to the program: failing checks name them.
  std::string text = graph.str({.locations = true});
  std::string folder;
  if (options.cache)
    folder = options.cache_folder.empty() ? ObjectCache::defaultFolder()
                                          : options.cache_folder;
  ObjectCache cache(folder);
  pipeline.autotune = options.autotune;
  pipeline.tuningFolder = folder;
  std::string others = options.updates;
  if (options.autotune)
    others += " autotune";
  if (options.batch)
    others += " " + std::to_string(*options.batch);
  CacheKey key = makeCacheKey(text, *target, pipeline.codegen, others);
  if (std::optional<std::string> object = cache.load(key))
    return link(*object, graph.name(), where);
  std::string object = compileText(text, pipeline, where);
  cache.store(key, object);
  return link(object, graph.name(), where);
}
