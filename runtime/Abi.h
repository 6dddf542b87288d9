/* Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The C interface of a compiled program, plain C99 without dependencies. Code
 * linked in process and code from an object file are called through the same
 * structures: a program exports one constant `nadir_program`, whose tables name
 * every parameter, state tensor, input and result, and whose entries are called
 * with one `nadir_call`. All memory is the caller's; an entry allocates nothing
 * and keeps no pointer after it returns.
 */
#ifndef NADIR_RUNTIME_ABI_H
#define NADIR_RUNTIME_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever a structure below changes; entries refuse other versions. */
#define NADIR_ABI_VERSION 3

/* Alignment in bytes of the parameter, state and arena blocks. */
#define NADIR_ALIGNMENT 64

/* What an entry returns. Anything but NADIR_OK means that parameters and state
 * are as they were before the call, and `call->error` says why. */
typedef enum nadir_status {
  NADIR_OK = 0,
  /* The call's structure is of another version. */
  NADIR_VERSION_MISMATCH = 1,
  /* A pointer is null (`error.argument` says which, `error.position` its place
   * in the table of inputs or results, -1 for the table or a block), a block is
   * not aligned to NADIR_ALIGNMENT, rows is not in [0, capacity], or the step
   * of a "train_step" that uses it is less than 1 (`error.integer_value`). */
  NADIR_INVALID_ARGUMENT = 2,
  /* A class label or another index is out of range. */
  NADIR_INDEX_OUT_OF_RANGE = 3,
  /* A floating-point value is outside what an operation accepts. */
  NADIR_VALUE_OUT_OF_RANGE = 4
} nadir_status;

typedef enum nadir_dtype {
  NADIR_F32 = 0,
  NADIR_F64 = 1,
  NADIR_I64 = 2,
  NADIR_I32 = 3,
  /* One byte, 0 or 1. */
  NADIR_I1 = 4
} nadir_dtype;

/* Which argument of nadir_call an invalid one was. */
typedef enum nadir_argument {
  NADIR_ARGUMENT_NONE = 0,
  NADIR_ARGUMENT_ROWS = 1,
  NADIR_ARGUMENT_PARAMETERS = 2,
  NADIR_ARGUMENT_STATE = 3,
  NADIR_ARGUMENT_ARENA = 4,
  NADIR_ARGUMENT_INPUT = 5,
  NADIR_ARGUMENT_RESULT = 6,
  NADIR_ARGUMENT_GROUP_LEARNING_RATES = 7,
  NADIR_ARGUMENT_STEP = 8
} nadir_argument;

/* Written by a failing entry, left alone by a successful one. */
typedef struct nadir_error {
  /* The check that failed: an index into nadir_program.checks; -1 if none. */
  int32_t check;
  /* A nadir_argument, for NADIR_INVALID_ARGUMENT. */
  int32_t argument;
  /* Row-major position of the first bad element, or the argument's index. */
  int64_t position;
  /* The bad value: integers here, floating point below. */
  int64_t integer_value;
  double value;
} nadir_error;

/* Runs independent pieces of a kernel. `parallel_for` calls `task(argument, i)`
 * once for each i in [0, count), in any order and on any thread, and returns
 * when all have returned. The cut does not depend on the number of threads. */
typedef struct nadir_executor {
  void *self;
  void (*parallel_for)(void *self, void (*task)(void *argument, int64_t index),
                       void *argument, int64_t count);
} nadir_executor;

/* The arguments of every entry point. Unused members may be zero. */
typedef struct nadir_call {
  /* NADIR_ABI_VERSION. */
  uint32_t abi_version;
  uint32_t reserved;
  /* Number of rows in this batch, 0 <= rows <= capacity. */
  int64_t rows;
  /* Learning rate of this step, for the parameters of no group. */
  double learning_rate;
  /* Number of this step, counted from 1 as bias corrections need it. */
  int64_t step;
  /* Seed of all random numbers. */
  uint64_t seed;
  /* Blocks of nadir_program.*_bytes, aligned to NADIR_ALIGNMENT. */
  void *parameters;
  void *state;
  void *arena;
  /* One pointer for each of the entry's inputs and results, in table order. A
   * result's memory overlaps neither another result's nor an input's. */
  const void *const *inputs;
  void *const *results;
  /* Null runs everything on the calling thread. */
  const nadir_executor *executor;
  /* Learning rates of the parameter groups, nadir_program.group_count of them
   * in table order. Null is refused if the entry uses one. */
  const double *group_learning_rates;
  /* Momenta of this step (the first of the betas of an optimizer that has
   * those): the default group's and then those of the parameter groups, 1 +
   * nadir_program.group_count of them. Null stands for the declared ones. Only
   * optimizers that were compiled with runtime_momentum read theirs. */
  const double *momenta;
  nadir_error error;
} nadir_call;

typedef struct nadir_tensor_info {
  const char *name;
  /* A nadir_dtype. */
  int32_t dtype;
  int32_t rank;
  /* Sizes, row-major; -1 stands for the number of rows. */
  const int64_t *shape;
  /* Byte offset in the parameter or state block; 0 for inputs and results. */
  uint64_t offset;
  /* Size in bytes with as many rows as the capacity. */
  uint64_t bytes;
} nadir_tensor_info;

typedef struct nadir_entry_info {
  /* "init", "train_step", "eval_step", "predict", ... */
  const char *name;
  int32_t (*run)(nadir_call *call);
  const nadir_tensor_info *inputs;
  const nadir_tensor_info *results;
  uint32_t input_count;
  uint32_t result_count;
} nadir_entry_info;

typedef struct nadir_check_info {
  /* The tensor that is checked, and the user's source line of the operation. */
  const char *tensor;
  const char *location;
  /* Accepted values: integers in [minimum, maximum] or reals in that range. */
  double minimum;
  double maximum;
  /* The nadir_status that a failure returns. */
  int32_t status;
  int32_t reserved;
} nadir_check_info;

/* Parameters with an optimizer or settings of their own. */
typedef struct nadir_group_info {
  const char *name;
  /* The learning rate that the graph was declared with. */
  double learning_rate;
  /* The momentum that it was declared with; NaN if it is compiled in. */
  double momentum;
} nadir_group_info;

typedef struct nadir_program {
  uint32_t abi_version;
  uint32_t parameter_count;
  uint32_t state_count;
  uint32_t entry_count;
  uint32_t check_count;
  uint32_t group_count;
  const char *name;
  /* Largest number of rows; 0 if no shape depends on it. */
  int64_t capacity;
  /* The learning rate that the graph was declared with. */
  double learning_rate;
  /* The default group's momentum; NaN if it is compiled in. */
  double momentum;
  uint64_t parameter_bytes;
  uint64_t state_bytes;
  /* Large enough for every entry. */
  uint64_t arena_bytes;
  const nadir_tensor_info *parameters;
  const nadir_tensor_info *states;
  const nadir_entry_info *entries;
  const nadir_check_info *checks;
  const nadir_group_info *groups;
} nadir_program;

#ifdef __cplusplus
}
#endif

#endif /* NADIR_RUNTIME_ABI_H */
