// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Builder/Compile.h"
#include "compiler/Builder/GraphState.h"
#include "compiler/Codegen/Jit.h"
#include "compiler/Codegen/ObjectCache.h"
#include "compiler/Pipelines.h"
#include "mlir/Parser/Parser.h"
#include "runtime/ThreadPool.h"
#include "llvm/Support/ThreadPool.h"
#include <cstdio>

using namespace nadir;
using namespace nadir::detail;

namespace {

/// A compilation has no work for more threads than this.
constexpr unsigned mostThreads = 8;

/// Compiles the text of a graph. A context of its own keeps the graph as it is
/// and gives all memory back afterwards.
std::string compileText(const std::string &text, const PipelineOptions &options,
                        std::source_location where) {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  llvm::DefaultThreadPool threads(llvm::hardware_concurrency(mostThreads));
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  if (threads.getMaxConcurrency() > 1)
    context.setThreadPool(threads);
  context.printOpOnDiagnostic(false);
  Diagnostics diagnostics(context);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  if (!module)
    diagnostics.raise(where, "can't read the graph's own text");
  mlir::FailureOr<std::string> objects = compileToObjects(*module, options);
  if (failed(objects))
    diagnostics.raise(where, "can't compile the graph");
  if (!diagnostics.text().empty())
    std::fprintf(stderr, "%s\n", diagnostics.text().c_str());
  return std::move(*objects);
}

Program link(llvm::StringRef objects, llvm::StringRef name,
             std::source_location where) {
  llvm::Expected<std::unique_ptr<JitProgram>> linked =
      JitProgram::link(objects, name);
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
  if (options.pool_threads < 0)
    fail(where, "pool_threads: expected a number of threads, or 0 for one per "
                "CPU, found " +
                    std::to_string(options.pool_threads));
  pipeline.codegen.poolThreads = options.pool_threads == 0
                                     ? ThreadPool::availableCpus()
                                     : options.pool_threads;
  pipeline.codegen.splitProducts = options.split_products;
  llvm::Expected<CpuTarget> target = findTarget(pipeline.codegen);
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
  if (std::optional<std::string> objects = cache.load(key))
    return link(*objects, graph.name(), where);
  std::string objects = compileText(text, pipeline, where);
  cache.store(key, objects);
  return link(objects, graph.name(), where);
}
