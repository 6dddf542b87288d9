// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Codegen/Jit.h"
#include "dialect/Nadir.h"
#include "runtime/Error.h"
#include "runtime/Program.h"
#include "runtime/ThreadPool.h"
#include "tools/nadir-run/Backend.h"

#include <cstring>

using namespace nadir;
using namespace nadir::run;

namespace {

ElementType elementTypeOf(int32_t dtype) {
  switch (static_cast<nadir_dtype>(dtype)) {
  case NADIR_F32:
    return ElementType::F32;
  case NADIR_F64:
    return ElementType::F64;
  case NADIR_I64:
    return ElementType::I64;
  case NADIR_I32:
    return ElementType::I32;
  case NADIR_I1:
    return ElementType::Bool;
  }
  throw Error("the program has a tensor of unknown type");
}

Array arrayFor(const nadir_tensor_info &info, int64_t rows) {
  std::vector<int64_t> shape(info.shape, info.shape + info.rank);
  for (int64_t &size : shape)
    size = size < 0 ? rows : size;
  return Array(elementTypeOf(info.dtype), shape);
}

class CpuBackend : public Backend {
public:
  CpuBackend(std::unique_ptr<JitProgram> jit, int threads)
      : code(std::move(jit)), program(code->program()), pool(threads) {}

  NamedArrays run(const Call &call) override {
    const nadir_entry_info &entry = program.entry(call.entry);
    std::vector<Program::Input> inputs;
    for (const auto &[name, array] : call.inputs)
      inputs.emplace_back(name, array.data());
    NamedArrays results;
    std::vector<Program::Result> places;
    for (const nadir_tensor_info &info :
         std::span(entry.results, entry.result_count)) {
      Array &array =
          results.emplace_back(info.name, arrayFor(info, call.rows)).second;
      places.emplace_back(info.name, array.data());
    }
    program.run(call.entry, inputs, places,
                {.rows = call.rows,
                 .learningRates = call.learningRates,
                 .momenta = call.momenta,
                 .step = call.step,
                 .seed = call.seed,
                 .executor = pool.executor()});
    return results;
  }

  NamedArrays parameters() override {
    return copyOf(program.parameters(), [&](const char *name) {
      return program.parameterData(name);
    });
  }

  void setParameter(const std::string &name, const Array &value) override {
    std::memcpy(program.parameterData(name), value.data(), value.bytes());
  }

  NamedArrays states() override {
    return copyOf(program.states(),
                  [&](const char *name) { return program.stateData(name); });
  }

  void setState(const std::string &name, const Array &value) override {
    std::memcpy(program.stateData(name), value.data(), value.bytes());
  }

private:
  template <class Find>
  static NamedArrays copyOf(std::span<const nadir_tensor_info> tensors,
                            Find find) {
    NamedArrays arrays;
    for (const nadir_tensor_info &info : tensors) {
      Array &array = arrays.emplace_back(info.name, arrayFor(info, 0)).second;
      std::memcpy(array.data(), find(info.name), array.bytes());
    }
    return arrays;
  }

  std::unique_ptr<JitProgram> code;
  Program program;
  ThreadPool pool;
};

} // namespace

std::unique_ptr<Backend>
nadir::run::createCpuBackend(mlir::ModuleOp module,
                             const PipelineOptions &options, int threads) {
  std::string name;
  for (GraphOp graph : module.getOps<GraphOp>())
    name = graph.getSymName().str();
  llvm::FailureOr<std::string> objects = compileToObjects(module, options);
  if (failed(objects))
    return nullptr;
  auto code = JitProgram::link(*objects, name);
  if (!code)
    throw Error(llvm::toString(code.takeError()));
  return std::make_unique<CpuBackend>(std::move(*code), threads);
}
