// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/common/TestGraph.h"

#include "compiler/Codegen/Jit.h"
#include "compiler/Pipelines.h"
#include "compiler/Reference/Program.h"
#include "runtime/Error.h"
#include "runtime/Program.h"
#include "runtime/ThreadPool.h"
#include "test/unit/common/HostMemory.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <list>

using namespace mlir;
using namespace nadir;
using namespace nadir::test;

struct TestGraph::State {
  explicit State(std::string text)
      : text(std::move(text)), context(registry(), Threading::DISABLED) {
    if (const char *cpu = std::getenv("NADIR_TEST_CPU"))
      options.codegen.cpu = cpu;
  }

  bool build();
  bool fuse();
  bool compile();
  bool makesValidKernels();

  using Threading = MLIRContext::Threading;
  static const DialectRegistry &registry();

  std::string text;
  PipelineOptions options;
  MLIRContext context;
  std::string diagnostics;
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<reference::Program> oracle;
  OwningOpRef<ModuleOp> fusedModule;
  std::unique_ptr<reference::Program> fused;
  bool wasCompiled = false;
  std::unique_ptr<JitProgram> code;
  std::unique_ptr<nadir::Program> program;
};

const DialectRegistry &TestGraph::State::registry() {
  static const DialectRegistry dialects = [] {
    DialectRegistry result;
    registerDialects(result);
    return result;
  }();
  return dialects;
}

bool TestGraph::State::build() {
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    diagnostics += diagnostic.str() + "\n";
    return success();
  });
  module = parseSourceString<ModuleOp>(text, &context);
  if (!module || failed(runFrontEnd(*module, options)))
    return false;
  oracle = std::make_unique<reference::Program>(*module);
  return true;
}

bool TestGraph::State::fuse() {
  if (fused || !oracle)
    return fused != nullptr;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    diagnostics += diagnostic.str() + "\n";
    return success();
  });
  fusedModule = parseSourceString<ModuleOp>(text, &context);
  PipelineOptions untilFuse = options;
  untilFuse.stopAfter = Room::Fuse;
  if (failed(runPipeline(*fusedModule, untilFuse)) ||
      failed(verify(*fusedModule)))
    return false;
  fused = std::make_unique<reference::Program>(*fusedModule);
  for (const auto &[name, value] : oracle->parameters())
    llvm::cantFail(fused->setParameter(name, value));
  return true;
}

/// Passes of a release don't verify what they make.
bool TestGraph::State::makesValidKernels() {
  auto lowered = parseSourceString<ModuleOp>(text, &context);
  PipelineOptions untilLower = options;
  untilLower.stopAfter = Room::Lower;
  return succeeded(runPipeline(*lowered, untilLower)) &&
         succeeded(verify(*lowered));
}

bool TestGraph::State::compile() {
  if (wasCompiled || !oracle)
    return program != nullptr;
  wasCompiled = true;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    diagnostics += diagnostic.str() + "\n";
    return success();
  });
  if (!makesValidKernels())
    return false;
  auto copy = parseSourceString<ModuleOp>(text, &context);
  FailureOr<std::string> objects = compileToObjects(*copy, options);
  if (failed(objects))
    return false;
  auto name = (*module)->getAttrOfType<StringAttr>("nadir.program");
  auto linked = JitProgram::link(*objects, name);
  if (!linked) {
    diagnostics += llvm::toString(linked.takeError()) + "\n";
    return false;
  }
  code = std::move(*linked);
  program = std::make_unique<nadir::Program>(code->program());
  for (const auto &[parameter, value] : oracle->parameters())
    storeElements(value, program->parameterData(parameter));
  for (const auto &[slot, value] : oracle->states())
    storeElements(value, program->stateData(slot));
  return true;
}

TestGraph::TestGraph(const std::string &text, UpdateFusion updates)
    : state(std::make_unique<State>(text)) {
  state->options.updates = updates;
  if (!state->build() && state->diagnostics.empty())
    state->diagnostics = "rejected without a diagnostic\n";
}

TestGraph::~TestGraph() = default;

bool TestGraph::isValid() const { return state->oracle != nullptr; }

bool TestGraph::isCompiled() { return state->compile(); }

const std::string &TestGraph::diagnostics() const { return state->diagnostics; }

namespace {

RunResult runOracle(reference::Program &program, llvm::StringRef entry,
                    const Values &inputs, const CallSettings &settings) {
  RunResult run;
  auto results = program.run(
      entry, inputs,
      {settings.rows,
       settings.learningRate,
       settings.step,
       settings.seed,
       {settings.learningRates.begin(), settings.learningRates.end()},
       {settings.momenta.begin(), settings.momenta.end()}});
  if (!results) {
    run.error = llvm::toString(results.takeError());
    return run;
  }
  for (auto &[name, tensor] : *results)
    run.results[name] = std::move(tensor);
  return run;
}

} // namespace

RunResult TestGraph::runReference(llvm::StringRef entry, const Values &inputs,
                                  const CallSettings &settings) {
  if (!isValid())
    return {{}, "refused: " + state->diagnostics};
  return runOracle(*state->oracle, entry, inputs, settings);
}

RunResult TestGraph::runFused(llvm::StringRef entry, const Values &inputs,
                              const CallSettings &settings) {
  if (!state->fuse())
    return {{}, "not fused: " + state->diagnostics};
  return runOracle(*state->fused, entry, inputs, settings);
}

namespace {

/// The number of rows of the inputs that have one.
std::optional<int64_t> rowsOf(const nadir_entry_info &entry,
                              const Values &inputs) {
  for (const nadir_tensor_info &info :
       std::span(entry.inputs, entry.input_count)) {
    auto input = inputs.find(info.name);
    for (int32_t dim = 0; dim < info.rank && input != inputs.end(); ++dim)
      if (info.shape[dim] < 0)
        return input->second.size(dim);
  }
  return std::nullopt;
}

/// The memory of one call.
class CallMemory {
public:
  void addInput(llvm::StringRef name, const Tensor &tensor) {
    HostMemory &memory =
        inputMemory.emplace_back(tensor.dtype(), tensor.count());
    storeElements(tensor, memory.data());
    inputs.emplace_back(name, abiType(tensor.dtype()), memory.data());
  }
  void addResult(const nadir_tensor_info &info, int64_t rows) {
    reference::Sizes shape(info.shape, info.shape + info.rank);
    for (int64_t &size : shape)
      size = size < 0 ? rows : size;
    reference::DType dtype = dtypeOf(static_cast<nadir_dtype>(info.dtype));
    HostMemory &memory =
        resultMemory.emplace_back(dtype, reference::countOf(shape));
    results.emplace_back(info.name, abiType(dtype), memory.data());
    shapes.push_back(shape);
  }

  Values takeResults() const {
    Values values;
    auto shape = shapes.begin();
    auto memory = resultMemory.begin();
    for (const nadir::Program::Result &result : results) {
      values[result.name] =
          loadElements(memory->dtype(), *shape++, memory->data());
      ++memory;
    }
    return values;
  }

  std::vector<nadir::Program::Input> inputs;
  std::vector<nadir::Program::Result> results;

private:
  std::list<HostMemory> inputMemory, resultMemory;
  std::vector<reference::Sizes> shapes;
};

} // namespace

RunResult TestGraph::runCompiled(llvm::StringRef entry, const Values &inputs,
                                 const CallSettings &settings) {
  RunResult run;
  if (!state->compile()) {
    run.error = "not compiled: " + state->diagnostics;
    return run;
  }
  try {
    const nadir_entry_info &info = state->program->entry(entry.str());
    int64_t rows = settings.rows.value_or(rowsOf(info, inputs).value_or(0));
    CallMemory memory;
    for (const auto &[name, tensor] : inputs)
      memory.addInput(name, tensor);
    for (const nadir_tensor_info &result :
         std::span(info.results, info.result_count))
      memory.addResult(result, rows);
    ThreadPool pool(settings.threads);
    state->program->run(entry.str(), memory.inputs, memory.results,
                        {.rows = rows,
                         .learningRate = settings.learningRate,
                         .learningRates = settings.learningRates,
                         .momenta = settings.momenta,
                         .step = settings.step,
                         .seed = settings.seed,
                         .executor = pool.executor()});
    run.results = memory.takeResults();
  } catch (const nadir::Error &error) {
    run.error = error.what();
  }
  return run;
}

std::vector<std::string> TestGraph::names() const {
  std::vector<std::string> names;
  for (const auto &list :
       {state->oracle->parameters(), state->oracle->states()})
    for (const auto &[name, value] : list)
      names.push_back(name);
  return names;
}

const Tensor &TestGraph::referenceValue(llvm::StringRef name) const {
  const Tensor *tensor = findTensor(state->oracle->parameters(), name);
  if (!tensor)
    tensor = findTensor(state->oracle->states(), name);
  assert(tensor && "a parameter or state of the graph");
  return *tensor;
}

Tensor TestGraph::compiledValue(llvm::StringRef name) {
  const Tensor &type = referenceValue(name);
  if (!state->compile())
    return Tensor();
  bool isParameter = findTensor(state->oracle->parameters(), name);
  const void *data = isParameter ? state->program->parameterData(name.str())
                                 : state->program->stateData(name.str());
  return loadElements(type.dtype(), type.shape(), data);
}

void TestGraph::setParameter(llvm::StringRef name, const Tensor &value) {
  if (llvm::Error error = state->oracle->setParameter(name, value))
    ADD_FAILURE() << llvm::toString(std::move(error));
  else if (state->program)
    storeElements(value, state->program->parameterData(name.str()));
}
