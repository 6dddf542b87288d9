// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled program with its memory: owns the parameter, state, arena and
// result blocks of one `nadir_program` (from the just-in-time compiler or
// linked in), finds tensors by name, checks every argument before a call, and
// turns every status into an Error that says what was wrong.
#ifndef NADIR_RUNTIME_PROGRAM_H
#define NADIR_RUNTIME_PROGRAM_H

#include "runtime/Abi.h"
#include "runtime/Memory.h"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace nadir {

/// The nadir_dtype of a C++ type; a byte stands for i1.
template <class T> constexpr nadir_dtype dtypeOf() {
  if constexpr (std::is_floating_point_v<T>) {
    static_assert(sizeof(T) == 4 || sizeof(T) == 8);
    return sizeof(T) == 4 ? NADIR_F32 : NADIR_F64;
  } else {
    static_assert(std::is_integral_v<T> && sizeof(T) != 2);
    return sizeof(T) == 8 ? NADIR_I64 : sizeof(T) == 4 ? NADIR_I32 : NADIR_I1;
  }
}

/// "f32", "i64", ...
std::string_view nameOf(nadir_dtype dtype);

/// Size of an element in bytes; 0 for an unknown dtype.
size_t sizeOf(nadir_dtype dtype);

/// Zeroed memory aligned to NADIR_ALIGNMENT.
class AlignedBlock {
public:
  AlignedBlock() = default;
  /// Throws Error naming `purpose` when memory is short.
  AlignedBlock(uint64_t bytes, std::string_view purpose);
  std::byte *data() const { return memory.get(); }
  uint64_t bytes() const { return size; }

private:
  AlignedMemory memory;
  uint64_t size = 0;
};

class Program {
public:
  /// Memory of the caller's, by name. A pointer's type is checked against the
  /// tensor's, a range's size also against its shape and the rows of the call;
  /// `void` pointers are trusted.
  template <class Void> struct Named {
    static constexpr bool isConst = std::is_const_v<Void>;
    template <class T> using Element = std::conditional_t<isConst, const T, T>;

    Named(std::string_view name, Void *data) : name(name), data(data) {}
    Named(std::string_view name, nadir_dtype dtype, Void *data)
        : name(name), data(data), dtype(dtype) {}
    // Not of arrays, which are ranges and don't become pointers here.
    template <class Pointer, class T = std::remove_pointer_t<Pointer>>
      requires(std::is_pointer_v<Pointer> && std::is_arithmetic_v<T> &&
               std::is_convertible_v<T *, Element<std::remove_cv_t<T>> *>)
    Named(std::string_view name, const Pointer &data)
        : name(name), data(data), dtype(dtypeOf<T>()) {}
    template <std::ranges::contiguous_range Range>
      requires std::ranges::sized_range<Range>
    Named(std::string_view name, Range &&range)
        : name(name), data(std::ranges::data(range)),
          dtype(dtypeOf<std::ranges::range_value_t<Range>>()),
          count(static_cast<int64_t>(std::ranges::size(range))) {}

    std::string_view name;
    Void *data = nullptr;
    std::optional<nadir_dtype> dtype;
    std::optional<int64_t> count;
  };
  using Input = Named<const void>;
  using Result = Named<void>;

  /// What a call needs besides its tensors.
  struct Call {
    /// Rows of the batch; the capacity if not given.
    std::optional<int64_t> rows = std::nullopt;
    /// The rate that the graph declared if not given; the default group's.
    std::optional<double> learningRate = std::nullopt;
    /// Rates of the default group and of each of `groups()`, for example
    /// LearningRates::values(); not together with `learningRate`.
    std::span<const double> learningRates = {};
    /// Momenta (or first betas) of the default group and of each of `groups()`,
    /// for example LearningRates::momenta(); the declared ones if empty. Only
    /// for optimizers with runtime_momentum.
    std::span<const double> momenta = {};
    /// Number of the training step, from 1: count it up, or corrections of
    /// biases stay those of the first step.
    int64_t step = 1;
    uint64_t seed = 0;
    /// Null runs everything on the calling thread.
    const nadir_executor *executor = nullptr;
  };

  /// `program` must outlive this object. All memory is zeroed: run "init", or
  /// fill the parameters, before training. Throws Error when the program is of
  /// another ABI version or memory is short.
  explicit Program(const nadir_program *program);
  /// The same, sharing the ownership of the code.
  explicit Program(std::shared_ptr<const nadir_program> program);

  const nadir_program &table() const { return *program; }
  std::string_view name() const { return program->name; }
  /// Largest number of rows; 0 if no shape depends on it.
  int64_t capacity() const { return program->capacity; }
  double learningRate() const { return program->learning_rate; }
  /// The declared rates of the default group and of each of `groups()`.
  std::vector<double> learningRates() const;
  /// The same of momenta: NaN where it is compiled in.
  std::vector<double> momenta() const;

  std::span<const nadir_tensor_info> parameters() const {
    return {program->parameters, program->parameter_count};
  }
  std::span<const nadir_tensor_info> states() const {
    return {program->states, program->state_count};
  }
  std::span<const nadir_entry_info> entries() const {
    return {program->entries, program->entry_count};
  }
  /// The parameter groups with learning rates of their own.
  std::span<const nadir_group_info> groups() const {
    return {program->groups, program->group_count};
  }
  bool hasEntry(std::string_view entry) const;
  /// Throws Error listing the entries when there is none of this name.
  const nadir_entry_info &entry(std::string_view entry) const {
    return *entryMemory[entryIndex(entry)].info;
  }

  /// The elements of a parameter or of an optimizer's state tensor, row-major.
  /// Throws Error when there is none of this name, or its type is not T.
  template <class T> std::span<T> parameter(std::string_view name) {
    return elements<T>(find(parameters(), "parameter", name), parameterBlock);
  }
  template <class T> std::span<T> state(std::string_view name) {
    return elements<T>(find(states(), "state", name), stateBlock);
  }
  /// The same without a type, for saving and loading.
  void *parameterData(std::string_view name) {
    return parameterBlock.data() + find(parameters(), "parameter", name).offset;
  }
  void *stateData(std::string_view name) {
    return stateBlock.data() + find(states(), "state", name).offset;
  }
  /// The whole blocks, `parameter_bytes` and `state_bytes` long.
  std::span<std::byte> parameterBytes() {
    return {parameterBlock.data(), parameterBlock.bytes()};
  }
  std::span<std::byte> stateBytes() {
    return {stateBlock.data(), stateBlock.bytes()};
  }

  /// Runs an entry. `inputs` must hold every input of the entry and may hold
  /// more (a batch also serves "predict"). `results` receives the results it
  /// names; the others stay readable through `result` and `scalar`. Throws
  /// Error when an argument is wrong or the entry refuses the data; parameters
  /// and state then are as before, and so are results unless it was the data.
  /// Allocates nothing. Not for concurrent use.
  void run(std::string_view entry, std::span<const Input> inputs,
           std::span<const Result> results, const Call &call);
  void run(std::string_view entry, std::span<const Input> inputs,
           const Call &call) {
    run(entry, inputs, std::span<const Result>(), call);
  }
  void run(std::string_view entry, std::span<const Input> inputs,
           std::initializer_list<Result> results, const Call &call) {
    run(entry, inputs, std::span(results.begin(), results.size()), call);
  }
  void run(std::string_view entry, std::initializer_list<Input> inputs,
           std::initializer_list<Result> results, const Call &call) {
    run(entry, std::span(inputs.begin(), inputs.size()),
        std::span(results.begin(), results.size()), call);
  }
  void run(std::string_view entry, std::initializer_list<Input> inputs,
           const Call &call) {
    run(entry, std::span(inputs.begin(), inputs.size()), call);
  }

  /// A result of the last run of `entry` that was not bound to other memory:
  /// its elements for the rows of that run. Throws Error for unknown names and
  /// other types.
  template <class T>
  std::span<const T> result(std::string_view entry, std::string_view name) {
    const EntryMemory &memory = entryMemory[entryIndex(entry)];
    const nadir_tensor_info &info = find(resultsOf(memory), "result", name);
    requireType(info, dtypeOf<T>());
    auto *data = reinterpret_cast<const T *>(resultBlock.data() +
                                             resultOffset(memory, info));
    return {data, static_cast<size_t>(elementCount(info, memory.rows))};
  }

  /// The first element of such a result as a double, whatever its type.
  double scalar(std::string_view entry, std::string_view name);

  /// Number of elements of a tensor in a batch of `rows`.
  static int64_t elementCount(const nadir_tensor_info &info, int64_t rows);

private:
  /// The pointer tables of one entry, reused by every call.
  struct EntryMemory {
    const nadir_entry_info *info = nullptr;
    std::vector<const void *> inputs;
    std::vector<void *> results;
    std::vector<uint64_t> resultOffsets;
    /// Of the last call that was not refused.
    int64_t rows = 0;
  };

  template <class T>
  std::span<T> elements(const nadir_tensor_info &info,
                        const AlignedBlock &block) {
    requireType(info, dtypeOf<T>());
    return {reinterpret_cast<T *>(block.data() + info.offset),
            static_cast<size_t>(elementCount(info, 0))};
  }
  const nadir_tensor_info &find(std::span<const nadir_tensor_info> table,
                                std::string_view kind,
                                std::string_view name) const;
  void requireType(const nadir_tensor_info &info, nadir_dtype wanted) const;
  size_t entryIndex(std::string_view entry) const;
  static std::span<const nadir_tensor_info>
  resultsOf(const EntryMemory &memory) {
    return {memory.info->results, memory.info->result_count};
  }
  static uint64_t resultOffset(const EntryMemory &memory,
                               const nadir_tensor_info &info) {
    return memory.resultOffsets[&info - memory.info->results];
  }
  void requireGroups(std::string_view what, size_t found) const;
  void bindLearningRates(nadir_call &arguments, const Call &call);
  void bindInputs(EntryMemory &memory, std::span<const Input> inputs,
                  int64_t rows);
  void bindResults(EntryMemory &memory, std::span<const Result> results,
                   int64_t rows);
  template <class Void>
  void checkBinding(const EntryMemory &memory, std::string_view kind,
                    const nadir_tensor_info &info, const Named<Void> &named,
                    int64_t rows);

  std::shared_ptr<const nadir_program> program;
  AlignedBlock parameterBlock;
  AlignedBlock stateBlock;
  AlignedBlock arena;
  AlignedBlock resultBlock;
  std::vector<EntryMemory> entryMemory;
  std::vector<double> declaredGroupRates;
};

/// What a status of `entry` means, as one sentence for the user: for example
/// "label[17] is 12, expected 0 to 9 (mlp.cpp:12:3)". Never fails, whatever the
/// status and error hold.
std::string describeStatus(const nadir_program &program,
                           const nadir_entry_info &entry, int32_t status,
                           const nadir_error &error);

} // namespace nadir

#endif // NADIR_RUNTIME_PROGRAM_H
