// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointwise operations: arithmetic and comparison with NumPy broadcasting, and
// the elementary functions. Each gradient stands beside its function; `grad`
// is the gradient of the result, `result` the operation's own result.

#ifndef NADIR_DIALECT_ELEMENTWISE
#define NADIR_DIALECT_ELEMENTWISE

include "dialect/Base.td"

class Nadir_UnaryMethods<string gradientBody> {
  string text = [{
    ::mlir::Value $cppClass::gradient(::mlir::OpOperand &operand,
                                      ::mlir::Value resultGradient,
                                      ::mlir::OpBuilder &builder) {
      ::nadir::FormulaBuilder f(builder, getLoc());
      ::nadir::Expr grad = f(resultGradient), input = f(getInput()),
                    result = f(getResult());
      (void)input, (void)result, (void)grad;
      auto formula = [&]() -> ::nadir::Expr { return }] # gradientBody # [{; };
      return formula();
    }
  }];
}

class Nadir_Unary<string mnemonic, string gradientBody,
                  list<Trait> traits = []>
    : Nadir_Op<mnemonic, [Pure, SameOperandsAndResultType, Nadir_Pointwise,
                          Nadir_Differentiable] # traits> {
  let arguments = (ins Nadir_FloatTensor:$input);
  let results = (outs Nadir_FloatTensor:$result);
  let extraClassDefinition = Nadir_UnaryMethods<gradientBody>.text;
}

/// A unary function that the compiler knows only through its formula.
class Nadir_UnaryFormula<string mnemonic, string formulaBody,
                         string gradientBody>
    : Nadir_Unary<mnemonic, gradientBody, [Nadir_Decomposable]> {
  let extraClassDefinition =
      Nadir_UnaryMethods<gradientBody>.text #
      Nadir_FormulaMethod<"::nadir::Expr input = f(getInput()); return " #
                          formulaBody # ";">.text;
}

class Nadir_BroadcastInference {
  string text = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::nadir::inferBroadcast(location, getOperationName(),
                                     adaptor.getLhs().getType(),
                                     adaptor.getRhs().getType(), {}, types);
    }
  }];
}

class Nadir_BinaryMethods<string lhsGradient, string rhsGradient> {
  string text = [{
    ::mlir::Value $cppClass::gradient(::mlir::OpOperand &operand,
                                      ::mlir::Value resultGradient,
                                      ::mlir::OpBuilder &builder) {
      ::nadir::FormulaBuilder f(builder, getLoc());
      ::nadir::Expr grad = f(resultGradient), lhs = f(getLhs()),
                    rhs = f(getRhs()), result = f(getResult());
      (void)lhs, (void)rhs, (void)result;
      auto lhsFormula = [&]() -> ::nadir::Expr { return }] # lhsGradient # [{; };
      auto rhsFormula = [&]() -> ::nadir::Expr { return }] # rhsGradient # [{; };
      return sumTo(operand.getOperandNumber() == 0 ? lhsFormula() : rhsFormula(),
                   operand.get().getType());
    }
  }] # Nadir_BroadcastInference<>.text;
}

class Nadir_Binary<string mnemonic, string lhsGradient, string rhsGradient,
                   list<Trait> traits = []>
    : Nadir_Op<mnemonic, [Pure, Nadir_Inferred, Nadir_Pointwise,
                          Nadir_Differentiable] # traits> {
  let arguments = (ins Nadir_NumberTensor:$lhs, Nadir_NumberTensor:$rhs);
  let results = (outs Nadir_NumberTensor:$result);
  let extraClassDefinition =
      Nadir_BinaryMethods<lhsGradient, rhsGradient>.text;
}

def Nadir_AddOp : Nadir_Binary<"add", "grad", "grad", [Commutative]> {
  let summary = "Elementwise sum";
  let hasFolder = 1;
}
def Nadir_SubOp : Nadir_Binary<"sub", "grad", "-grad"> {
  let summary = "Elementwise difference";
  let hasFolder = 1;
}
def Nadir_MulOp
    : Nadir_Binary<"mul", "grad * rhs", "grad * lhs", [Commutative]> {
  let summary = "Elementwise product";
  let hasFolder = 1;
}
def Nadir_DivOp : Nadir_Binary<"div", "grad / rhs", "-grad * result / rhs"> {
  let summary = "Elementwise quotient";
  let description = [{
    Integers divide towards zero; by 0 they give 0, and the smallest by -1
    itself. Only floats are differentiated.
  }];
  let hasFolder = 1;
}
def Nadir_PowOp
    : Nadir_Binary<
          "pow",
          "select(eq(rhs, 0.0), zerosLike(grad), grad * rhs * pow(lhs, rhs - 1.0))",
          "select(logicalAnd(eq(lhs, 0.0), ge(rhs, 0.0)), zerosLike(grad), grad * result * log(lhs))"> {
  let summary = "lhs raised to the power of rhs";
  let description = [{
    As `torch.pow`: 0^0 is 1, a negative base with a non-integer exponent is
    NaN. The derivative by the base is 0 where the exponent is 0, that by the
    exponent is 0 where the base is 0 and the exponent is not negative.
  }];
  let arguments = (ins Nadir_FloatTensor:$lhs, Nadir_FloatTensor:$rhs);
  let results = (outs Nadir_FloatTensor:$result);
  let hasCanonicalizer = 1;
}
def Nadir_MaximumOp
    : Nadir_Binary<
          "maximum",
          "select(eq(lhs, rhs), grad * 0.5, select(lt(lhs, rhs), zerosLike(grad), grad))",
          "select(eq(lhs, rhs), grad * 0.5, select(gt(lhs, rhs), zerosLike(grad), grad))",
          [Commutative]> {
  let summary = "Larger of two elements; NaN if either is NaN";
  let description = "Equal elements share the gradient, both have it if one is NaN.";
}
def Nadir_MinimumOp
    : Nadir_Binary<
          "minimum",
          "select(eq(lhs, rhs), grad * 0.5, select(gt(lhs, rhs), zerosLike(grad), grad))",
          "select(eq(lhs, rhs), grad * 0.5, select(lt(lhs, rhs), zerosLike(grad), grad))",
          [Commutative]> {
  let summary = "Smaller of two elements; NaN if either is NaN";
  let description = "Equal elements share the gradient, both have it if one is NaN.";
}

class Nadir_Compare<string mnemonic, string text, list<Trait> traits = []>
    : Nadir_Op<mnemonic, [Pure, Nadir_Inferred, Nadir_Pointwise] # traits> {
  let summary = "Elementwise comparison: lhs " # text # " rhs";
  let arguments = (ins Nadir_NumberTensor:$lhs, Nadir_NumberTensor:$rhs);
  let results = (outs Nadir_BoolTensor:$result);
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return ::nadir::inferBroadcast(
          location, getOperationName(), adaptor.getLhs().getType(),
          adaptor.getRhs().getType(), ::mlir::IntegerType::get(context, 1),
          types);
    }
  }];
}
def Nadir_EqOp : Nadir_Compare<"eq", "==", [Commutative]>;
def Nadir_NeOp : Nadir_Compare<"ne", "!=", [Commutative]>;
def Nadir_LtOp : Nadir_Compare<"lt", "<">;
def Nadir_LeOp : Nadir_Compare<"le", "<=">;
def Nadir_GtOp : Nadir_Compare<"gt", ">">;
def Nadir_GeOp : Nadir_Compare<"ge", ">=">;

class Nadir_Logical<string mnemonic, string text>
    : Nadir_Op<mnemonic, [Pure, Nadir_Inferred, Nadir_Pointwise, Commutative]> {
  let summary = "Elementwise logical " # text;
  let arguments = (ins Nadir_BoolTensor:$lhs, Nadir_BoolTensor:$rhs);
  let results = (outs Nadir_BoolTensor:$result);
  let extraClassDefinition = Nadir_BroadcastInference<>.text;
}
def Nadir_LogicalAndOp : Nadir_Logical<"logical_and", "and">;
def Nadir_LogicalOrOp : Nadir_Logical<"logical_or", "or">;
def Nadir_LogicalNotOp
    : Nadir_Op<"logical_not", [Pure, SameOperandsAndResultType,
                               Nadir_Pointwise]> {
  let summary = "Elementwise logical negation";
  let arguments = (ins Nadir_BoolTensor:$input);
  let results = (outs Nadir_BoolTensor:$result);
}

def Nadir_SelectOp
    : Nadir_Op<"select", [Pure, Nadir_Inferred, Nadir_Pointwise,
                          Nadir_Differentiable]> {
  let summary = "lhs where the condition holds, else rhs";
  let description = [{
    All three are broadcast together (`torch.where`). Each operand receives the
    gradient where it was taken, and exactly zero elsewhere.
  }];
  let arguments = (ins Nadir_BoolTensor:$condition, Nadir_Tensor:$lhs,
                       Nadir_Tensor:$rhs);
  let results = (outs Nadir_Tensor:$result);
  let hasFolder = 1;
}

def Nadir_CastOp
    : Nadir_Op<"cast", [Pure, SameOperandsAndResultShape, Nadir_Pointwise,
                        Nadir_Differentiable]> {
  let summary = "Conversion to another element type";
  let description = [{
    Floats become integers by truncation, booleans become 0 or 1, and anything
    but zero becomes true. A float that no integer of the type is near becomes
    the nearest one that is a float of its type, too, and NaN 0; wider integers
    lose their upper bits. Only float to float is differentiated.
  }];
  let arguments = (ins Nadir_Tensor:$input);
  let results = (outs Nadir_Tensor:$result);
  let hasFolder = 1;
}

def Nadir_NegOp : Nadir_Unary<"neg", "-grad"> {
  let summary = "Negation";
  let hasFolder = 1;
}
def Nadir_ExpOp : Nadir_Unary<"exp", "grad * result"> {
  let summary = "e to the power of the input";
}
def Nadir_LogOp : Nadir_Unary<"log", "grad / input"> {
  let summary = "Natural logarithm";
}
def Nadir_Log1pOp : Nadir_Unary<"log1p", "grad / (input + 1.0)"> {
  let summary = "log(1 + input), accurate near 0";
}
def Nadir_Expm1Op : Nadir_Unary<"expm1", "grad * (result + 1.0)"> {
  let summary = "exp(input) - 1, accurate near 0";
}
def Nadir_SqrtOp : Nadir_Unary<"sqrt", "grad / (result * 2.0)"> {
  let summary = "Square root";
}
def Nadir_RsqrtOp
    : Nadir_Unary<"rsqrt", "grad * -0.5 * (result * result * result)"> {
  let summary = "1 / sqrt(input)";
}
def Nadir_TanhOp : Nadir_Unary<"tanh", "grad * (1.0 - result * result)"> {
  let summary = "Hyperbolic tangent";
}
// 2/sqrt(pi) = 1.1283791670955126
def Nadir_ErfOp
    : Nadir_Unary<"erf", "grad * (exp(-square(input)) * 1.1283791670955126)"> {
  let summary = "Error function";
}
def Nadir_ErfcOp
    : Nadir_Unary<"erfc", "grad * (exp(-square(input)) * -1.1283791670955126)"> {
  let summary = "1 - erf(input), accurate in its tail";
}
def Nadir_SinOp : Nadir_Unary<"sin", "grad * cos(input)"> {
  let summary = "Sine";
}
def Nadir_CosOp : Nadir_Unary<"cos", "-(grad * sin(input))"> {
  let summary = "Cosine";
}
def Nadir_AbsOp : Nadir_Unary<"abs", "grad * sign(input)"> {
  let summary = "Absolute value; its derivative at 0 and NaN is 0";
  let hasFolder = 1;
}
def Nadir_SignOp
    : Nadir_UnaryFormula<
          "sign",
          "select(gt(input, 0.0), onesLike(input), select(lt(input, 0.0), -onesLike(input), zerosLike(input)))",
          "::nadir::Expr()"> {
  let summary = "-1, 0 or 1, 0 for NaN, too; its derivative is 0 everywhere";
}
def Nadir_SquareOp
    : Nadir_UnaryFormula<"square", "input * input", "grad * (input * 2.0)"> {
  let summary = "input * input";
}
def Nadir_SigmoidOp
    : Nadir_UnaryFormula<"sigmoid", "sigmoidFormula(input)",
                         "grad * ((1.0 - result) * result)"> {
  let summary = "1 / (1 + exp(-input))";
  let description = [{
    Computed as 1 / (1 + e) or, for negative inputs, e / (1 + e) with e =
    exp(-|input|): it can't overflow, keeps its relative accuracy in the tail,
    and e is that of `logsigmoid`, which then costs no exponential of its own.
  }];
}
def Nadir_LogsigmoidOp
    : Nadir_UnaryFormula<"logsigmoid",
                         "minimum(input, 0.0) - log1p(exp(-abs(input)))",
                         "grad * sigmoid(-input)"> {
  let summary = "log(sigmoid(input)) without overflow or cancellation";
}
def Nadir_ReluOp
    : Nadir_UnaryFormula<"relu", "maximum(input, 0.0)",
                         "select(le(result, 0.0), zerosLike(grad), grad)"> {
  let summary = "max(input, 0); its derivative at 0 is 0";
}
def Nadir_SiluOp
    : Nadir_UnaryFormula<
          "silu", "input * sigmoid(input)",
          "grad * sigmoid(input) * (input * (1.0 - sigmoid(input)) + 1.0)"> {
  let summary = "input * sigmoid(input)";
}

def Nadir_GeluForm
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"none\", \"tanh\"}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'none' or 'tanh'">]>;

def Nadir_GeluOp
    : Nadir_Unary<"gelu", "geluGradient(grad, input, getApproximate())",
                  [Nadir_Decomposable]> {
  let summary = "Gaussian error linear unit (Hendrycks and Gimpel 2016)";
  let description = [{
    `approximate = "none"`: x * Phi(x), the normal distribution function written
    as erfc(-x / sqrt(2)) / 2, which keeps its relative accuracy for negative x.
    `approximate = "tanh"`:
    x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))).
    https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
  }];
  let arguments = (ins Nadir_FloatTensor:$input,
      DefaultValuedStrAttr<Nadir_GeluForm, "none">:$approximate);
  let extraClassDefinition =
      Nadir_UnaryMethods<"geluGradient(grad, input, getApproximate())">.text #
      Nadir_FormulaMethod<"return gelu(f(getInput()), getApproximate());">.text;
}
def Nadir_SoftplusOp
    : Nadir_Unary<"softplus", "", [Nadir_Decomposable]> {
  let summary = "log(1 + exp(beta * input)) / beta";
  let description = [{
    The input itself where beta * input exceeds the threshold.
    https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
  }];
  let arguments = (ins Nadir_FloatTensor:$input,
      DefaultValuedAttr<F64Attr, "1.0">:$beta,
      DefaultValuedAttr<F64Attr, "20.0">:$threshold);
  defvar beta = "getBeta().convertToDouble()";
  defvar large = "gt(input * " # beta #
                 ", getThreshold().convertToDouble())";
  let extraClassDefinition =
      Nadir_UnaryMethods<"select(" # large #
          ", grad, grad * sigmoid(input * " # beta # "))">.text #
      Nadir_FormulaMethod<"::nadir::Expr input = f(getInput()); return select(" #
          large # ", input, -logsigmoid(-(input * " # beta # ")) / " # beta #
          ");">.text;
}

def Nadir_LeakyReluOp
    : Nadir_Unary<"leaky_relu", "", [Nadir_Decomposable]> {
  let summary = "input where positive, else negative_slope * input";
  let arguments = (ins Nadir_FloatTensor:$input,
      DefaultValuedAttr<F64Attr, "0.01">:$negative_slope);
  defvar slope = "getNegativeSlope().convertToDouble()";
  let extraClassDefinition =
      Nadir_UnaryMethods<"select(gt(input, 0.0), grad, grad * " # slope #
                         ")">.text #
      Nadir_FormulaMethod<"::nadir::Expr input = f(getInput()); return "
          "select(gt(input, 0.0), input, input * " # slope # ");">.text;
}

def Nadir_ClampOp : Nadir_Unary<"clamp", "", [Nadir_Decomposable]> {
  let summary = "The input limited to [min, max]";
  let description = [{
    At least one bound must be given; where min is above max, the result is max.
    The derivative is 0 at a bound and beyond it, and where the input is NaN, as
    `torch.clamp`'s is from PyTorch 2.14 on.
  }];
  let arguments = (ins Nadir_FloatTensor:$input,
      OptionalAttr<F64Attr>:$min, OptionalAttr<F64Attr>:$max);
  let extraClassDefinition =
      Nadir_UnaryMethods<"clampGradient(grad, input, getMin(), getMax())">.text #
      Nadir_FormulaMethod<"return clamp(f(getInput()), getMin(), getMax());">.text;
  let hasVerifier = 1;
}

#endif // NADIR_DIALECT_ELEMENTWISE
