// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Tuning/Trial.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>

using namespace mlir;

namespace nadir {

static DictionaryAttr role(OpBuilder &builder, StringRef role,
                           StringRef name = {}) {
  SmallVector<NamedAttribute> attributes = {
      builder.getNamedAttr("nadir.role", builder.getStringAttr(role))};
  if (!name.empty())
    attributes.push_back(
        builder.getNamedAttr("nadir.name", builder.getStringAttr(name)));
  return builder.getDictionaryAttr(attributes);
}

OwningOpRef<ModuleOp> makeTrial(func::FuncOp kernel, int64_t capacity) {
  OpBuilder builder(kernel.getContext());
  Location loc = kernel.getLoc();
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  ModuleOp program = *module;
  program->setAttr("nadir.program", builder.getStringAttr(trialName));
  program->setAttr("nadir.capacity", builder.getI64IntegerAttr(capacity));
  program->setAttr("nadir.learning_rate", builder.getF64FloatAttr(0));
  program->setAttr("nadir.parameters", builder.getArrayAttr({}));
  program->setAttr("nadir.states", builder.getArrayAttr({}));

  builder.setInsertionPointToEnd(program.getBody());
  auto copy = cast<func::FuncOp>(builder.clone(*kernel));
  // A trial writes its results beside its inputs.
  copy->removeAttr("nadir.update");
  auto entry =
      func::FuncOp::create(builder, loc, trialName, kernel.getFunctionType());
  entry.setArgAttrs(0, role(builder, "rows"));
  for (unsigned i = 1; i < entry.getNumArguments(); ++i)
    entry.setArgAttrs(i, role(builder, "input", "input" + std::to_string(i)));
  for (unsigned i = 0; i < entry.getNumResults(); ++i)
    entry.setResultAttrs(i,
                         role(builder, "result", "result" + std::to_string(i)));
  Block *body = entry.addEntryBlock();
  builder.setInsertionPointToEnd(body);
  auto call = func::CallOp::create(builder, loc, copy, body->getArguments());
  func::ReturnOp::create(builder, loc, call.getResults());
  return module;
}

void *TrialRunner::take(uint64_t bytes) {
  uint64_t size = (bytes + NADIR_ALIGNMENT) / NADIR_ALIGNMENT * NADIR_ALIGNMENT;
  memory.emplace_back(std::aligned_alloc(NADIR_ALIGNMENT, size));
  // Pages that were never written share one page of zeros.
  if (memory.back())
    std::memset(memory.back().get(), 0, size);
  return memory.back().get();
}

bool TrialRunner::prepare(const nadir_program &table,
                          const nadir_entry_info &entry) {
  if (!inputs.empty())
    return true;
  for (uint32_t i = 0; i < entry.input_count; ++i) {
    const nadir_tensor_info &info = entry.inputs[i];
    void *data = take(info.bytes);
    inputs.push_back(data);
    if (!data)
      return false;
    // Indices must be valid; numbers should be neither 0 nor denormal.
    if (info.dtype == NADIR_F32)
      std::fill_n(static_cast<float *>(data), info.bytes / sizeof(float), 1.0f);
    else if (info.dtype == NADIR_F64)
      std::fill_n(static_cast<double *>(data), info.bytes / sizeof(double),
                  1.0);
  }
  for (uint32_t i = 0; i < entry.result_count; ++i) {
    results.push_back(take(entry.results[i].bytes));
    if (!results.back())
      return false;
  }
  return true;
}

FailureOr<double> TrialRunner::measure(const JitProgram &program) {
  using Clock = std::chrono::steady_clock;
  constexpr int leastRuns = 3, mostRuns = 200;
  constexpr double enoughSeconds = 0.02;
  const nadir_entry_info *entry = program.entry(trialName);
  if (!entry || !prepare(*program.program(), *entry))
    return failure();
  std::unique_ptr<void, Free> arena(std::aligned_alloc(
      NADIR_ALIGNMENT, (program.program()->arena_bytes + NADIR_ALIGNMENT) /
                           NADIR_ALIGNMENT * NADIR_ALIGNMENT));
  nadir_call call = {};
  call.abi_version = NADIR_ABI_VERSION;
  call.rows = program.program()->capacity;
  call.step = 1;
  call.arena = arena.get();
  call.inputs = inputs.data();
  call.results = results.data();
  double best = std::numeric_limits<double>::infinity(), all = 0;
  // The first run warms up.
  for (int run = 0; run <= mostRuns; ++run) {
    Clock::time_point start = Clock::now();
    if (!arena || entry->run(&call) != NADIR_OK)
      return failure();
    double seconds =
        std::chrono::duration<double>(Clock::now() - start).count();
    best = run == 0 ? best : std::min(best, seconds);
    all += seconds;
    if (run >= leastRuns && all > enoughSeconds)
      break;
  }
  return best;
}

} // namespace nadir
