/* Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Trains test/e2e/Inputs/groups.mlir from C with a learning rate for each of
 * its parameter groups, and shows what happens without them. */
#include "groups.h"

#include <math.h>
#include <stdio.h>

static _Alignas(
    NADIR_ALIGNMENT) unsigned char parameters[GROUPS_PARAMETER_BYTES];
static _Alignas(NADIR_ALIGNMENT) unsigned char state[GROUPS_STATE_BYTES];
static _Alignas(NADIR_ALIGNMENT) unsigned char arena[GROUPS_ARENA_BYTES + 1];

int main(void) {
  groups_memory memory = {parameters, state, arena, 0, {0, 0, 0, 0, 0}};
  float g[2] = {1, 2}, loss, scale;
  uint8_t skipped;
  double rates[GROUPS_GROUPS];
  groups_train_step_inputs inputs = {g};
  groups_train_step_results results = {&loss, &skipped, &scale};
  int i;
  rates[GROUPS_GROUP_NO_DECAY] = 0.125;
  rates[GROUPS_GROUP_GROUP2] = GROUPS_GROUP_GROUP2_LEARNING_RATE;
  if (groups_init(&memory) != NADIR_OK)
    return 1;
  if (groups_train_step(&memory, &inputs, &results, 1.0, rates) != NADIR_OK)
    return 1;
  for (i = 0; i < 3; ++i) {
    const nadir_tensor_info *info = &groups_program.parameters[i];
    const float *values = (const float *)(parameters + info->offset);
    printf("%s %g %g\n", info->name, values[0], values[1]);
  }
  g[1] = INFINITY;
  if (groups_train_step(&memory, &inputs, &results, 1.0, rates) != NADIR_OK)
    return 1;
  printf("skipped %d at %g, a %g\n", skipped, scale, *(float *)parameters);
  i = groups_train_step(&memory, &inputs, &results, 1.0, 0);
  printf("without rates: status %d, argument %d\n", i, memory.error.argument);
  for (i = 0; i < (int)groups_program.group_count; ++i)
    printf("group '%s' %g\n", groups_program.groups[i].name,
           groups_program.groups[i].learning_rate);
  return 0;
}
