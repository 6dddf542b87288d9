// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What nadir-expand-math does with float64 and with constant exponents, and
// that nothing of the math dialect but fma and sqrt stays in float32.

#include "CompiledMath.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "gtest/gtest.h"

#include <cmath>
#include <vector>

using namespace mlir;
using namespace nadir::test;

namespace {

std::string printed(const std::string &text, nadir::MathTarget target = {}) {
  std::unique_ptr<MLIRContext> context = makeMathContext();
  OwningOpRef<ModuleOp> module = expandMath(*context, text, target);
  if (!module)
    return "";
  std::string result;
  llvm::raw_string_ostream stream(result);
  module->print(stream);
  return result;
}

size_t count(const std::string &text, const std::string &word) {
  size_t found = 0;
  for (size_t at = text.find(word); at != std::string::npos;
       at = text.find(word, at + 1))
    ++found;
  return found;
}

struct WideFunction {
  const char *op;
  double (*exact)(double);
};

class ExpandMathWide : public testing::TestWithParam<WideFunction> {};

// LLVM's intrinsics and our calls both end in libm: the same bits.
TEST_P(ExpandMathWide, CallsLibmOnEveryLane) {
  const WideFunction &function = GetParam();
  CompiledMath compiled(function.op, 1, "vector<8xf64>", {});
  std::vector<double> x(kBlock), vectorOut(kBlock), scalarOut(kBlock);
  for (int i = 0; i < kBlock; ++i)
    x[i] = (i - 1000) * 0x1p-9;
  compiled.runVector(x.data(), x.data(), vectorOut.data());
  compiled.runScalar(x.data(), x.data(), scalarOut.data());
  for (int i = 0; i < kBlock; ++i) {
    double exact = function.exact(x[i]);
    if (std::isnan(exact)) {
      ASSERT_TRUE(std::isnan(vectorOut[i]) && std::isnan(scalarOut[i]));
      continue;
    }
    ASSERT_EQ(vectorOut[i], exact) << "at " << x[i];
    ASSERT_EQ(scalarOut[i], exact) << "at " << x[i];
  }
}

double rsqrt(double x) { return 1.0 / std::sqrt(x); }

INSTANTIATE_TEST_SUITE_P(AllFunctions, ExpandMathWide,
                         testing::Values(WideFunction{"math.exp", std::exp},
                                         WideFunction{"math.expm1", std::expm1},
                                         WideFunction{"math.log", std::log},
                                         WideFunction{"math.log1p", std::log1p},
                                         WideFunction{"math.tanh", std::tanh},
                                         WideFunction{"math.erf", std::erf},
                                         WideFunction{"math.erfc", std::erfc},
                                         WideFunction{"math.sin", std::sin},
                                         WideFunction{"math.cos", std::cos},
                                         WideFunction{"math.rsqrt", rsqrt}),
                         [](const testing::TestParamInfo<WideFunction> &info) {
                           return std::string(info.param.op).substr(5);
                         });

TEST(ExpandMath, RaisesFloat64ToPowers) {
  CompiledMath compiled("math.powf", 2, "vector<8xf64>", {});
  std::vector<double> x(kBlock, 1.7), y(kBlock), out(kBlock);
  for (int i = 0; i < kBlock; ++i)
    y[i] = (i - 2000) * 0x1p-4;
  compiled.runVector(x.data(), y.data(), out.data());
  for (int i = 0; i < kBlock; ++i)
    ASSERT_EQ(out[i], std::pow(x[i], y[i]));
}

TEST(ExpandMath, LeavesNoFunctionInFloat32) {
  std::string text = "func.func @f(%x: vector<4x8xf32>, %y: f32)"
                     " -> (vector<4x8xf32>, f32) {\n%v0 = math.absf %x : "
                     "vector<4x8xf32>\n%s0 = math.absf %y : f32\n";
  int step = 0;
  for (const char *op : {"exp", "expm1", "log", "log1p", "tanh", "erf", "erfc",
                         "sin", "cos", "rsqrt"}) {
    std::string from = std::to_string(step), to = std::to_string(++step);
    text += "%v" + to + " = math." + op + " %v" + from +
            " : vector<4x8xf32>\n%s" + to + " = math." + op + " %s" + from +
            " : f32\n";
  }
  text += "return %v10, %s10 : vector<4x8xf32>, f32\n}\n";
  for (bool hasFma : {false, true}) {
    std::string result = printed(text, {hasFma});
    ASSERT_NE(result, "");
    size_t fma = count(result, "math.fma");
    EXPECT_EQ(fma > 0, hasFma);
    EXPECT_EQ(count(result, "math."),
              fma + count(result, "math.absf") + count(result, "math.sqrt"));
    // Sine and cosine of large arguments, of the vector and of the scalar.
    EXPECT_EQ(count(result, "call @"), 4u);
    EXPECT_EQ(count(result, "call @sinf"), 2u);
    EXPECT_EQ(count(result, "call @cosf"), 2u);
  }
}

// Borders of the domain are far from 1 + exp(-|x|).
TEST(ExpandMath, KnowsWhereLog1pIsOfAUnit) {
  auto comparisons = [](const std::string &argument) {
    std::string result =
        printed("func.func @f(%x: f32) -> f32 {\n%0 = math.absf %x : f32\n"
                "%1 = arith.negf " +
                argument +
                " : f32\n%2 = math.exp %1 : f32\n%3 = math.log1p %2 : f32\n"
                "return %3 : f32\n}");
    return count(result, "arith.cmpf");
  };
  // Two of the exponential's.
  EXPECT_EQ(comparisons("%0"), 3u);
  EXPECT_GT(comparisons("%x"), 5u);
}

// A register at a time; what fills none is scaled by integer arithmetic.
TEST(ExpandMath, ScalesWholeRegistersInOneInstruction) {
  auto scaled = [](const std::string &type, bool hasScalef) {
    std::string result = printed("func.func @f(%x: " + type + ") -> " + type +
                                     " {\n%r = math.exp %x : " + type +
                                     "\nreturn %r : " + type + "\n}",
                                 {.hasScalef = hasScalef});
    return count(result, "avx512.mask.scalef.ps.512");
  };
  EXPECT_EQ(scaled("vector<16xf32>", true), 1u);
  EXPECT_EQ(scaled("vector<32xf32>", true), 2u);
  EXPECT_EQ(scaled("vector<8xf32>", true), 0u);
  EXPECT_EQ(scaled("vector<2x16xf32>", true), 0u);
  EXPECT_EQ(scaled("f32", true), 0u);
  EXPECT_EQ(scaled("vector<16xf32>", false), 0u);
}

TEST(ExpandMath, UnrollsFloat64VectorsOfAnyRank) {
  std::string result = printed(R"(
    func.func @f(%x: vector<2x3xf64>) -> vector<2x3xf64> {
      %r = math.erfc %x : vector<2x3xf64>
      return %r : vector<2x3xf64>
    })");
  EXPECT_EQ(count(result, "call @erfc"), 6u);
  EXPECT_EQ(count(result, "func.func private @erfc(f64) -> f64"), 1u);
}

TEST(ExpandMath, SimplifiesConstantExponents) {
  struct {
    const char *exponent;
    const char *needs;
  } cases[] = {{"2.0", "arith.mulf"},  {"3.0", "arith.mulf"},
               {"-1.0", "arith.divf"}, {"-2.0", "arith.divf"},
               {"0.5", "math.sqrt"},   {"-0.5", "math.sqrt"},
               {"1.0", "return %arg0"}};
  for (auto [exponent, needs] : cases)
    for (std::string type : {"f32", "vector<8xf32>", "f64", "vector<4xf64>"}) {
      std::string constant = type[0] == 'v'
                                 ? "dense<" + std::string(exponent) + ">"
                                 : std::string(exponent);
      std::string result =
          printed("func.func @f(%x: " + type + ") -> " + type +
                  " {\n%e = arith.constant " + constant + " : " + type +
                  "\n%r = math.powf %x, %e : " + type +
                  "\nreturn %r : " + type + "\n}");
      EXPECT_EQ(count(result, needs) > 0, true) << result;
      EXPECT_EQ(count(result, "bitcast") + count(result, "math.powf"), 0u);
    }
}

TEST(ExpandMath, RefusesAModuleThatOwnsALibmName) {
  std::unique_ptr<MLIRContext> context = makeMathContext();
  std::string message;
  ScopedDiagnosticHandler handler(context.get(), [&](Diagnostic &diagnostic) {
    message += diagnostic.str();
    return success();
  });
  OwningOpRef<ModuleOp> module = expandMath(*context, R"(
    func.func @erf(%x: f64) -> f64 {
      %r = math.erf %x : f64
      return %r : f64
    })",
                                            {});
  EXPECT_FALSE(module);
  EXPECT_NE(message.find("symbol 'erf' is needed"), std::string::npos);
}

} // namespace
