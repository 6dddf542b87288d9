// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tables of a linked program, and its C header.
#include "compiler/Codegen/CHeader.h"
#include "test/unit/codegen/Momentum.h"

using namespace nadir;
using namespace nadir::test;

namespace {

TEST(Reflection, DescribesTheProgram) {
  Momentum m;
  const nadir_program *program = m.jit->program();
  EXPECT_EQ(program->abi_version, uint32_t(NADIR_ABI_VERSION));
  EXPECT_STREQ(program->name, "momentum");
  EXPECT_EQ(program->capacity, 8);
  EXPECT_EQ(program->learning_rate, 0.5);
  EXPECT_EQ(program->parameter_bytes, 192u);
  EXPECT_EQ(program->state_bytes, 128u);
  EXPECT_EQ(program->check_count, 1u);
  ASSERT_EQ(program->parameter_count, 2u);
  EXPECT_STREQ(program->parameters[0].name, "bias");
  const nadir_tensor_info &weight = program->parameters[1];
  EXPECT_STREQ(weight.name, "layer.weight");
  EXPECT_EQ(weight.dtype, NADIR_F32);
  ASSERT_EQ(weight.rank, 1);
  EXPECT_EQ(weight.shape[0], 20);
  EXPECT_EQ(weight.offset, 64u);
  EXPECT_EQ(weight.bytes, 80u);
  ASSERT_EQ(program->state_count, 1u);
  EXPECT_STREQ(program->states[0].name, "layer.weight.velocity");
}

TEST(Reflection, DescribesEntries) {
  Momentum m;
  const nadir_program *program = m.jit->program();
  ASSERT_EQ(program->entry_count, 2u);
  const nadir_entry_info &entry = program->entries[0];
  EXPECT_STREQ(entry.name, "train_step");
  ASSERT_EQ(entry.input_count, 2u);
  const nadir_tensor_info &image = entry.inputs[0];
  EXPECT_STREQ(image.name, "image");
  ASSERT_EQ(image.rank, 3);
  EXPECT_EQ(image.shape[0], -1);
  EXPECT_EQ(image.shape[1], 4);
  EXPECT_EQ(image.shape[2], 5);
  EXPECT_EQ(image.bytes, 8u * 20 * 4);
  EXPECT_EQ(entry.inputs[1].dtype, NADIR_I64);
  // Parameters and state are not among the results.
  ASSERT_EQ(entry.result_count, 2u);
  EXPECT_STREQ(entry.results[1].name, "gradient");
  EXPECT_EQ(m.jit->entry("nothing"), nullptr);
}

TEST(CHeader, MakesIdentifiers) {
  EXPECT_EQ(cIdentifier("layer.0/weight"), "layer_0_weight");
  EXPECT_EQ(cIdentifier("0"), "_0");
  EXPECT_EQ(cIdentifier(""), "_");
  EXPECT_EQ(cIdentifier("class"), "class_");
  EXPECT_EQ(cIdentifier("compl"), "compl_");
  EXPECT_EQ(cIdentifier("alignas"), "alignas_");
  EXPECT_EQ(cIdentifier("unix"), "unix_");
  EXPECT_EQ(cIdentifier("uni"), "uni");
  EXPECT_EQ(cIdentifier("caf\xc3\xa9"), "caf__");
}

TEST(CHeader, KeepsNamesApart) {
  ProgramInfo info;
  info.name = "p";
  info.learningRate = 0.1;
  info.parameters = {{"a.b", NADIR_F32, {2}, 0, 8},
                     {"a_b", NADIR_F32, {2}, 64, 8},
                     {"A_b", NADIR_F64, {}, 128, 8}};
  EntryInfo entry;
  entry.name = "predict";
  entry.inputs = {{"x", NADIR_F32, {-1, 3}, 0, 12},
                  {"x", NADIR_I1, {}, 0, 1},
                  {"*/ int y; /*", NADIR_I32, {}, 0, 4}};
  info.entries = {entry};
  std::string text = writeCHeader(info);
  for (const char *line :
       {"#define P_LEARNING_RATE 0.1\n", "#define P_PARAMETER_A_B_OFFSET 0 ",
        "#define P_PARAMETER_A_B_2_OFFSET 64 ",
        "#define P_PARAMETER_A_B_3_OFFSET 128 /* A_b: double one value */",
        "  /* [rows, 3] */\n  const float *x;\n", "  const uint8_t *x_2;\n",
        "  const int32_t *___int_y____;\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  EXPECT_EQ(text.find("int y; "), text.rfind("int y; "));
}

TEST(CHeader, NamesProgramsAsTheObjectDoes) {
  ProgramInfo info;
  info.name = "class";
  std::string text = writeCHeader(info);
  EXPECT_NE(text.find("extern const nadir_program class_program;"),
            std::string::npos)
      << text;
}

TEST(CHeader, KeepsGroupsApart) {
  ProgramInfo info;
  info.name = "p";
  info.groups = {{"a", 0.5, {}},
                 {"a_learning_rate", 0.25, {}},
                 {"b_momentum", 0.5, {}},
                 {"b", 0.125, 0.75}};
  std::string text = writeCHeader(info);
  for (const char *line :
       {"#define P_GROUP_A_LEARNING_RATE 0.5\n",
        "#define P_GROUP_A_LEARNING_RATE_2 1 /* a_learning_rate */\n",
        "#define P_GROUP_B_MOMENTUM 2 /* b_momentum */\n",
        "#define P_GROUP_B_2_MOMENTUM 0.75\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

} // namespace
