// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// test/codegen/Inputs/momentum.mlir, linked in process, with memory to call it.
#ifndef NADIR_TEST_UNIT_CODEGEN_MOMENTUM_H
#define NADIR_TEST_UNIT_CODEGEN_MOMENTUM_H

#include "test/unit/codegen/TestProgram.h"

namespace nadir::test {

class Momentum {
public:
  explicit Momentum(bool threads = true)
      : Momentum(compile(*parseFile("codegen/Inputs/momentum.mlir"), "native",
                         threads)) {}

  /// With what was compiled before.
  explicit Momentum(std::string compiled) : object(std::move(compiled)) {
    jit = link(object, "momentum");
    const nadir_program *program = jit->program();
    parameters = std::make_unique<Block>(program->parameter_bytes);
    state = std::make_unique<Block>(program->state_bytes);
    arena = std::make_unique<Block>(program->arena_bytes);
    for (int i = 0; i < 160; ++i)
      image[i] = float(i % 7) - 3;
    for (int j = 0; j < 20; ++j) {
      weight()[j] = float(j) / 8;
      velocity()[j] = float(j % 3);
    }
    call.abi_version = NADIR_ABI_VERSION;
    call.rows = 8;
    call.learning_rate = 0.5;
    call.parameters = parameters->data();
    call.state = state->data();
    call.arena = arena->data();
    call.inputs = inputs;
    call.results = results;
  }

  float *weight() {
    return parameters->floats(jit->program()->parameters[1].offset);
  }
  float *velocity() { return state->floats(); }
  int32_t run(const char *entry) { return jit->entry(entry)->run(&call); }

  std::string object;
  std::unique_ptr<JitProgram> jit;
  std::unique_ptr<Block> parameters, state, arena;
  float image[160];
  int64_t label[8] = {3, 1, 4, 1, 5, 9, 2, 6};
  float scores[8] = {}, gradient[20] = {};
  const void *inputs[2] = {image, label};
  void *results[4] = {scores, gradient, nullptr, nullptr};
  nadir_call call = {};
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_CODEGEN_MOMENTUM_H
