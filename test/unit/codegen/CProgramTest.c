/* Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * A plain C99 program with the object and the header that nadirc made of
 * test/codegen/Inputs/momentum.mlir. It is compiled as C++ as well.
 */
#include "momentum.h"

#include <stdio.h>
#include <string.h>

static union {
  double alignment;
  char bytes[MOMENTUM_PARAMETER_BYTES + MOMENTUM_STATE_BYTES + 128];
} memory;

static int failures = 0;

static void expect(int condition, const char *what) {
  if (condition)
    return;
  printf("failed: %s\n", what);
  ++failures;
}

int main(void) {
  char *block = memory.bytes;
  float image[MOMENTUM_CAPACITY * 20];
  float scores[MOMENTUM_CAPACITY], gradient[20];
  int64_t label[MOMENTUM_CAPACITY] = {1, 2, 3};
  momentum_memory program;
  momentum_train_step_inputs inputs;
  momentum_train_step_results results;
  float *weight;
  int i;

  while ((uintptr_t)block % NADIR_ALIGNMENT != 0)
    ++block;
  memset(&program, 0, sizeof program);
  program.parameters = block;
  program.state = block + MOMENTUM_PARAMETER_BYTES;
  program.arena = NULL;
  weight = (float *)(block + MOMENTUM_PARAMETER_LAYER_WEIGHT_OFFSET);
  for (i = 0; i < 20; ++i)
    weight[i] = 1;
  for (i = 0; i < MOMENTUM_CAPACITY * 20; ++i)
    image[i] = (float)(i / 20);
  inputs.image = image;
  inputs.label = label;
  results.scores = scores;
  results.gradient = gradient;

  expect(momentum_train_step(&program, &inputs, &results, 3,
                             MOMENTUM_LEARNING_RATE) == NADIR_OK,
         "the step succeeds");
  /* Rows hold 0, 1 and 2: their scores are 20 times that, and the gradient is
   * the sum of label times row. */
  expect(scores[2] == 40 && gradient[19] == 8, "results are right");
  expect(weight[0] == 1 - 0.5f * 8, "weights are updated");

  label[1] = 10;
  expect(momentum_train_step(&program, &inputs, &results, 3, 0.5) ==
             NADIR_INDEX_OUT_OF_RANGE,
         "a bad label is refused");
  expect(program.error.position == 1 && program.error.integer_value == 10,
         "the bad label is reported");
  expect(weight[0] == -3, "a refused step changes nothing");
  expect(strcmp(momentum_program.name, "momentum") == 0,
         "the tables are linked");
  return failures != 0;
}
