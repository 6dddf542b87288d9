// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words for a status that an entry returned. An error may come from a
// program of unknown origin, so no index in it is trusted.
#include "runtime/Program.h"

#include <fmt/format.h>

#include <cmath>

namespace nadir {

/// "label[17]", or "tokens[3, 5]" where the entry has a tensor of that name,
/// whose shape turns the row-major position into indices.
static std::string nameElement(const nadir_entry_info &entry,
                               std::string_view tensor, int64_t position) {
  const nadir_tensor_info *info = nullptr;
  for (uint32_t i = 0; i < entry.input_count; ++i)
    if (tensor == entry.inputs[i].name)
      info = &entry.inputs[i];
  for (uint32_t i = 0; i < entry.result_count && !info; ++i)
    if (tensor == entry.results[i].name)
      info = &entry.results[i];
  if (info && info->rank == 0)
    return std::string(tensor);
  std::string indices;
  // The leading size is not needed, and is the one that may be unknown.
  for (int32_t i = info ? info->rank - 1 : 0; i > 0; --i) {
    int64_t size = info->shape[i];
    if (size <= 0)
      break;
    indices = fmt::format(", {}{}", position % size, indices);
    position /= size;
  }
  return fmt::format("{}[{}{}]", tensor, position, indices);
}

static std::string nameRange(double minimum, double maximum) {
  if (std::isinf(maximum))
    return fmt::format("at least {}", minimum);
  if (std::isinf(minimum))
    return fmt::format("at most {}", maximum);
  return fmt::format("{} to {}", minimum, maximum);
}

static std::string describeCheck(const nadir_program &program,
                                 const nadir_entry_info &entry, int32_t status,
                                 const nadir_error &error) {
  bool isInteger = status == NADIR_INDEX_OUT_OF_RANGE;
  std::string value = isInteger ? fmt::format("{}", error.integer_value)
                                : fmt::format("{}", error.value);
  if (error.check < 0 ||
      static_cast<uint32_t>(error.check) >= program.check_count)
    return fmt::format("{} of program '{}': element {} of an input is {}, "
                       "which is out of range",
                       entry.name, program.name, error.position, value);
  const nadir_check_info &check = program.checks[error.check];
  return fmt::format("{} is {}, expected {}{}",
                     nameElement(entry, check.tensor, error.position), value,
                     nameRange(check.minimum, check.maximum),
                     check.location && *check.location
                         ? fmt::format(" ({})", check.location)
                         : "");
}

static std::string nameArgument(const nadir_entry_info &entry,
                                const nadir_error &error) {
  auto nameTensor = [&](std::string_view kind, const nadir_tensor_info *table,
                        uint32_t count) {
    if (error.position < 0)
      return fmt::format("the table of {} pointers", kind);
    if (error.position >= count)
      return fmt::format("{} {}", kind, error.position);
    return fmt::format("{} '{}'", kind, table[error.position].name);
  };
  switch (error.argument) {
  case NADIR_ARGUMENT_PARAMETERS:
    return "the parameter block";
  case NADIR_ARGUMENT_STATE:
    return "the state block";
  case NADIR_ARGUMENT_ARENA:
    return "the arena";
  case NADIR_ARGUMENT_INPUT:
    return nameTensor("input", entry.inputs, entry.input_count);
  case NADIR_ARGUMENT_RESULT:
    return nameTensor("result", entry.results, entry.result_count);
  case NADIR_ARGUMENT_GROUP_LEARNING_RATES:
    return "the table of the groups' learning rates";
  default:
    return "an argument";
  }
}

static std::string describeArgument(const nadir_program &program,
                                    const nadir_entry_info &entry,
                                    const nadir_error &error) {
  std::string name = nameArgument(entry, error);
  switch (error.argument) {
  case NADIR_ARGUMENT_ROWS:
    return fmt::format("rows is {}, expected 0 to {}", error.integer_value,
                       program.capacity);
  case NADIR_ARGUMENT_STEP:
    return fmt::format("step is {}, expected at least 1: steps count from 1",
                       error.integer_value);
  case NADIR_ARGUMENT_PARAMETERS:
  case NADIR_ARGUMENT_STATE:
  case NADIR_ARGUMENT_ARENA:
    return fmt::format("{} is null or not aligned to {} bytes", name,
                       NADIR_ALIGNMENT);
  default:
    return name + " is null";
  }
}

std::string describeStatus(const nadir_program &program,
                           const nadir_entry_info &entry, int32_t status,
                           const nadir_error &error) {
  std::string where =
      fmt::format("{} of program '{}'", entry.name, program.name);
  switch (status) {
  case NADIR_OK:
    return where + " succeeded";
  case NADIR_VERSION_MISMATCH:
    return fmt::format("{} refuses ABI version {}: compile it again", where,
                       NADIR_ABI_VERSION);
  case NADIR_INVALID_ARGUMENT:
    return fmt::format("{}: {}", where,
                       describeArgument(program, entry, error));
  case NADIR_INDEX_OUT_OF_RANGE:
  case NADIR_VALUE_OUT_OF_RANGE:
    return describeCheck(program, entry, status, error);
  default:
    return fmt::format("{} returned unknown status {}", where, status);
  }
}

} // namespace nadir
