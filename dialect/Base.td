// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect itself, what its operands may be, and the classes from which all
// operations derive. An operation's formula and its gradients are written in
// its definition, in C++ over `Expr` (Formula.h); these classes turn them into
// the methods of the interfaces.

#ifndef NADIR_DIALECT_BASE
#define NADIR_DIALECT_BASE

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "dialect/Interfaces.td"

def Nadir_Dialect : Dialect {
  let name = "nadir";
  let cppNamespace = "::nadir";
  let summary = "Training steps as graphs of tensor operations";
  let description = [{
    A `nadir.graph` declares a model, its loss, its optimizer and its metrics.
    Values are ranked tensors of `f32`, `f64`, `i64`, `i32` or `i1`. A
    dimension may be dynamic only if it is the batch: every `?` in a graph
    stands for the same number of rows. Names, defaults and formulas are
    PyTorch's.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

/// The shape's own limits stand in the constraint of every operand and result,
/// so that no shape rule has to think of sizes that overflow.
class Nadir_TensorOf<list<Type> elements>
    : RankedTensorOf<elements,
          [CPred<"::nadir::isValidTensor("
                 "::llvm::cast<::mlir::RankedTensorType>($_self))">],
          "ranked tensor (one '?' at most, 2^40 elements at most, no encoding)">;
def Nadir_FloatTensor : Nadir_TensorOf<[F32, F64]>;
def Nadir_IndexTensor : Nadir_TensorOf<[I64, I32]>;
def Nadir_BoolTensor : Nadir_TensorOf<[I1]>;
def Nadir_NumberTensor : Nadir_TensorOf<[F32, F64, I64, I32]>;
def Nadir_Tensor : Nadir_TensorOf<[F32, F64, I64, I32, I1]>;

class Nadir_Scalar<Type element, string builder>
    : Type<And<[Nadir_TensorOf<[element]>.predicate, HasAnyRankOfPred<[0]>]>,
           "rank-0 tensor of " # element.summary, "::mlir::RankedTensorType">,
      BuildableType<"::mlir::RankedTensorType::get({}, " # builder # ")">;
def Nadir_ScalarF64 : Nadir_Scalar<F64, "$_builder.getF64Type()">;
def Nadir_ScalarI64 : Nadir_Scalar<I64, "$_builder.getI64Type()">;

/// Computes each element of its result from one element of each operand,
/// broadcast as NumPy does.
def Nadir_Pointwise : NativeOpTrait<"Pointwise"> {
  let cppNamespace = "::nadir";
}

/// I64Attr with a sign: dimension numbers count from the end, too.
def Nadir_Int : TypedSignlessIntegerAttrBase<
    I64, "int64_t", "64-bit signless integer attribute"> {
  let convertFromStorage = "$_self.getValue().getSExtValue()";
}

class Nadir_Op<string mnemonic, list<Trait> traits = []>
    : Op<Nadir_Dialect, mnemonic, traits> {
  let assemblyFormat = [{
    operands attr-dict `:` functional-type(operands, results)
  }];
}

/// Result types follow from operands and attributes.
defvar Nadir_Inferred = InferTypeOpAdaptor;
defvar Nadir_Differentiable =
    DeclareOpInterfaceMethods<Nadir_DifferentiableOpInterface>;
defvar Nadir_Decomposable =
    DeclareOpInterfaceMethods<Nadir_DecomposableOpInterface>;

/// The method that states an operation's formula over simpler operations.
/// `f` makes expressions (FormulaBuilder), `body` returns the result.
class Nadir_FormulaMethod<string body> {
  string text = [{
    ::llvm::SmallVector<::mlir::Value> $cppClass::decompose(
        ::mlir::OpBuilder &builder) {
      ::nadir::FormulaBuilder f(builder, getLoc());
      auto formula = [&]() -> ::nadir::Expr {
  }] # body # [{
      };
      return {formula()};
    }
  }];
}

#endif // NADIR_DIALECT_BASE
