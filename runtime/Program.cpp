// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory and argument checks around the entries of a compiled program.
#include "runtime/Program.h"

#include "runtime/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace nadir {

std::string_view nameOf(nadir_dtype dtype) {
  switch (dtype) {
  case NADIR_F32:
    return "f32";
  case NADIR_F64:
    return "f64";
  case NADIR_I64:
    return "i64";
  case NADIR_I32:
    return "i32";
  case NADIR_I1:
    return "i1";
  }
  return "unknown";
}

size_t sizeOf(nadir_dtype dtype) {
  switch (dtype) {
  case NADIR_F64:
  case NADIR_I64:
    return 8;
  case NADIR_F32:
  case NADIR_I32:
    return 4;
  case NADIR_I1:
    return 1;
  }
  return 0;
}

AlignedBlock::AlignedBlock(uint64_t bytes, std::string_view purpose)
    : memory(allocateZeroed(bytes)), size(bytes) {
  if (!memory)
    throw Error(
        fmt::format("not enough memory for {} ({} bytes)", purpose, bytes));
}

/// Checks what can be checked before any other member is trusted.
static std::shared_ptr<const nadir_program>
requireUsable(std::shared_ptr<const nadir_program> program) {
  if (!program)
    throw Error("the program is null");
  if (program->abi_version != NADIR_ABI_VERSION)
    throw Error(fmt::format("the program was compiled for ABI version {}, this "
                            "runtime has version {}: compile it again",
                            program->abi_version, NADIR_ABI_VERSION));
  return program;
}

static std::string blockPurpose(const nadir_program &program,
                                std::string_view block) {
  return fmt::format("the {} of program '{}'", block, program.name);
}

Program::Program(const nadir_program *program)
    : Program(std::shared_ptr<const nadir_program>(
          program, [](const nadir_program *) {})) {}

Program::Program(std::shared_ptr<const nadir_program> table)
    : program(requireUsable(std::move(table))),
      parameterBlock(program->parameter_bytes,
                     blockPurpose(*program, "parameters")),
      stateBlock(program->state_bytes, blockPurpose(*program, "state")),
      arena(program->arena_bytes, blockPurpose(*program, "arena")) {
  for (const nadir_group_info &group : groups())
    declaredGroupRates.push_back(group.learning_rate);
  uint64_t resultBytes = 0;
  for (const nadir_entry_info &info : entries()) {
    EntryMemory memory;
    memory.info = &info;
    memory.inputs.resize(info.input_count);
    memory.results.resize(info.result_count);
    for (const nadir_tensor_info &result : resultsOf(memory)) {
      memory.resultOffsets.push_back(resultBytes);
      resultBytes += (result.bytes + NADIR_ALIGNMENT - 1) / NADIR_ALIGNMENT *
                     NADIR_ALIGNMENT;
    }
    entryMemory.push_back(std::move(memory));
  }
  resultBlock = AlignedBlock(resultBytes, blockPurpose(*program, "results"));
}

bool Program::hasEntry(std::string_view entry) const {
  return std::ranges::any_of(entries(), [&](const nadir_entry_info &info) {
    return entry == info.name;
  });
}

template <class Info>
static std::string listNames(std::span<const Info> table) {
  std::string names;
  for (const Info &info : table)
    names += (names.empty() ? "" : ", ") + std::string(info.name);
  return names.empty() ? "none" : names;
}

size_t Program::entryIndex(std::string_view entry) const {
  for (size_t i = 0; i < entryMemory.size(); ++i)
    if (entry == entryMemory[i].info->name)
      return i;
  throw Error(fmt::format("program '{}' has no entry '{}', it has: {}",
                          program->name, entry, listNames(entries())));
}

const nadir_tensor_info &Program::find(std::span<const nadir_tensor_info> table,
                                       std::string_view kind,
                                       std::string_view name) const {
  for (const nadir_tensor_info &info : table)
    if (name == info.name)
      return info;
  throw Error(fmt::format("program '{}' has no {} '{}', it has: {}",
                          program->name, kind, name, listNames(table)));
}

void Program::requireType(const nadir_tensor_info &info,
                          nadir_dtype wanted) const {
  auto dtype = static_cast<nadir_dtype>(info.dtype);
  if (dtype != wanted)
    throw Error(fmt::format("'{}' of program '{}' is {}, asked for as {}",
                            info.name, program->name, nameOf(dtype),
                            nameOf(wanted)));
}

int64_t Program::elementCount(const nadir_tensor_info &info, int64_t rows) {
  int64_t count = 1;
  for (int32_t i = 0; i < info.rank; ++i)
    count *= info.shape[i] < 0 ? rows : info.shape[i];
  return count;
}

template <class Void>
void Program::checkBinding(const EntryMemory &memory, std::string_view kind,
                           const nadir_tensor_info &info,
                           const Named<Void> &named, int64_t rows) {
  auto dtype = static_cast<nadir_dtype>(info.dtype);
  std::string expected, found;
  int64_t count = elementCount(info, rows);
  if (!named.data && count > 0) {
    expected = "memory";
    found = "a null pointer";
  } else if (named.dtype && *named.dtype != dtype) {
    expected = nameOf(dtype);
    found = nameOf(*named.dtype);
  } else if (named.count && *named.count < count) {
    expected = fmt::format("at least {} elements for {} rows", count, rows);
    found = std::to_string(*named.count);
  } else {
    return;
  }
  throw Error(fmt::format("{} '{}' of {}: expected {}, found {}", kind,
                          info.name, memory.info->name, expected, found));
}

void Program::bindInputs(EntryMemory &memory, std::span<const Input> inputs,
                         int64_t rows) {
  for (uint32_t i = 0; i < memory.info->input_count; ++i) {
    const nadir_tensor_info &info = memory.info->inputs[i];
    auto found = std::ranges::find_if(
        inputs, [&](const Input &input) { return input.name == info.name; });
    if (found == inputs.end()) {
      std::string given;
      for (const Input &input : inputs)
        given += (given.empty() ? "" : ", ") + std::string(input.name);
      throw Error(fmt::format("{} of program '{}' needs input '{}', given: {}",
                              memory.info->name, program->name, info.name,
                              given.empty() ? "none" : given));
    }
    checkBinding(memory, "input", info, *found, rows);
    // An empty batch may come with no memory; entries refuse null.
    memory.inputs[i] = found->data ? found->data : arena.data();
  }
}

void Program::bindResults(EntryMemory &memory, std::span<const Result> results,
                          int64_t rows) {
  for (uint32_t i = 0; i < memory.info->result_count; ++i)
    memory.results[i] = resultBlock.data() + memory.resultOffsets[i];
  for (const Result &result : results) {
    const nadir_tensor_info &info =
        find(resultsOf(memory), "result", result.name);
    checkBinding(memory, "result", info, result, rows);
    if (result.data)
      memory.results[&info - memory.info->results] = result.data;
  }
}

std::vector<double> Program::learningRates() const {
  std::vector<double> rates = {program->learning_rate};
  rates.insert(rates.end(), declaredGroupRates.begin(),
               declaredGroupRates.end());
  return rates;
}

std::vector<double> Program::momenta() const {
  std::vector<double> result = {program->momentum};
  for (const nadir_group_info &group : groups())
    result.push_back(group.momentum);
  return result;
}

void Program::requireGroups(std::string_view what, size_t found) const {
  if (found != 1 + groups().size())
    throw Error(fmt::format(
        "expected {} {} for program '{}' (the default group's, and those of: "
        "{}), found {}",
        1 + groups().size(), what, program->name, listNames(groups()), found));
}

static void requireFinite(double rate) {
  if (!std::isfinite(rate))
    throw Error(
        fmt::format("the learning rate is {}, expected a finite number", rate));
}

void Program::bindLearningRates(nadir_call &arguments, const Call &call) {
  arguments.learning_rate = call.learningRate.value_or(program->learning_rate);
  arguments.group_learning_rates = declaredGroupRates.data();
  requireFinite(arguments.learning_rate);
  if (call.learningRates.empty())
    return;
  if (call.learningRate)
    throw Error(fmt::format("program '{}' was given learningRate and "
                            "learningRates, expected one of them",
                            program->name));
  requireGroups("learning rates", call.learningRates.size());
  std::ranges::for_each(call.learningRates, requireFinite);
  arguments.learning_rate = call.learningRates.front();
  arguments.group_learning_rates = call.learningRates.data() + 1;
}

void Program::run(std::string_view entry, std::span<const Input> inputs,
                  std::span<const Result> results, const Call &call) {
  EntryMemory &memory = entryMemory[entryIndex(entry)];
  int64_t rows = call.rows.value_or(program->capacity);
  if (rows < 0 || rows > program->capacity)
    throw Error(fmt::format("{} of program '{}': rows is {}, expected 0 to {}, "
                            "the capacity it was compiled for",
                            entry, program->name, rows, program->capacity));
  bindInputs(memory, inputs, rows);
  bindResults(memory, results, rows);

  nadir_call arguments = {};
  arguments.abi_version = NADIR_ABI_VERSION;
  arguments.rows = rows;
  bindLearningRates(arguments, call);
  if (!call.momenta.empty()) {
    requireGroups("momenta", call.momenta.size());
    arguments.momenta = call.momenta.data();
  }
  arguments.step = call.step;
  arguments.seed = call.seed;
  arguments.parameters = parameterBlock.data();
  arguments.state = stateBlock.data();
  arguments.arena = arena.data();
  arguments.inputs = memory.inputs.data();
  arguments.results = memory.results.data();
  arguments.executor = call.executor;
  arguments.error.check = -1;
  int32_t status = memory.info->run(&arguments);
  if (status != NADIR_OK)
    throw Error(
        describeStatus(*program, *memory.info, status, arguments.error));
  // Not before: after a call that was refused, results are those of the last
  // one.
  memory.rows = rows;
}

double Program::scalar(std::string_view entry, std::string_view name) {
  const EntryMemory &memory = entryMemory[entryIndex(entry)];
  const nadir_tensor_info &info = find(resultsOf(memory), "result", name);
  const std::byte *data = resultBlock.data() + resultOffset(memory, info);
  auto load = [&](auto zero) {
    std::memcpy(&zero, data, sizeof(zero));
    return static_cast<double>(zero);
  };
  switch (static_cast<nadir_dtype>(info.dtype)) {
  case NADIR_F32:
    return load(float());
  case NADIR_F64:
    return load(double());
  case NADIR_I64:
    return load(int64_t());
  case NADIR_I32:
    return load(int32_t());
  case NADIR_I1:
    return load(uint8_t());
  }
  throw Error(fmt::format("result '{}' of {} is of unknown type {}", name,
                          entry, info.dtype));
}

} // namespace nadir
