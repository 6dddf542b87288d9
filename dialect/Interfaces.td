// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an operation says of itself: its formula over simpler operations, its
// gradients, and, for optimizers, the state it keeps.

#ifndef NADIR_DIALECT_INTERFACES
#define NADIR_DIALECT_INTERFACES

include "mlir/IR/OpBase.td"

def Nadir_DecomposableOpInterface : OpInterface<"DecomposableOpInterface"> {
  let cppNamespace = "::nadir";
  let description = [{
    An operation that is defined by a formula over simpler operations of the
    dialect. The oracle, the gradient and the generated code of such an
    operation all follow from this one definition.
  }];
  let methods = [InterfaceMethod<
    "Builds the formula and returns one value for each result.",
    "::llvm::SmallVector<::mlir::Value>", "decompose",
    (ins "::mlir::OpBuilder &":$builder)>];
}

def Nadir_DifferentiableOpInterface
    : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::nadir";
  let description = [{
    An operation whose vector-Jacobian product is known.
  }];
  let methods = [InterfaceMethod<[{
      Builds the gradient with respect to `operand`, of the operand's type,
      given the gradient of the operation's (only) result. A null value says
      that the derivative is zero by definition.
    }],
    "::mlir::Value", "gradient",
    (ins "::mlir::OpOperand &":$operand, "::mlir::Value":$resultGradient,
         "::mlir::OpBuilder &":$builder)>];
}

def Nadir_OptimizerOpInterface : OpInterface<"OptimizerOpInterface"> {
  let cppNamespace = "::nadir";
  let description = [{
    The update of one parameter. Operands are the parameter, its gradient, the
    learning rate (f64), the step number counted from 1 (i64), one tensor for
    each state and, with `runtime_momentum`, the momentum (f64); results are the new parameter and the new states in the same
    order. Those with the trait `ElementwiseUpdate` compute each element of
    their results from one element of each operand.
  }];
  let methods = [
    StaticInterfaceMethod<[{
      Names, types and first values of the states that a parameter of this type
      has under these settings, the learning rate (`lr`) among them; names are
      those of PyTorch's state_dict.
    }],
    "::llvm::SmallVector<::nadir::OptimizerState>", "getStates",
    (ins "::mlir::DictionaryAttr":$settings,
         "::mlir::RankedTensorType":$parameter)>,
    StaticInterfaceMethod<[{
      What a parameter must be for this optimizer, if this one isn't it: the end
      of a sentence that starts with "expected".
    }],
    "::std::optional<::std::string>", "refuseParameter",
    (ins "::mlir::RankedTensorType":$parameter)>,
    InterfaceMethod<[{
      What is wrong with settings that are valid one by one; nothing if they go
      together. Asked of an optimizer, not of the single settings of a group.
    }],
    "::std::optional<::std::string>", "refuseSettings", (ins)>,
    StaticInterfaceMethod<"PyTorch's default learning rate.",
    "double", "getDefaultLearningRate", (ins)>
  ];
}

def Nadir_InitializerAttrInterface
    : AttrInterface<"InitializerAttrInterface"> {
  let cppNamespace = "::nadir";
  let description = "How a parameter's first value is made.";
  let methods = [InterfaceMethod<[{
      Builds a tensor of `type`. Random initializers draw from `seed` and the
      random stream numbered `stream`.
    }],
    "::mlir::Value", "initialize",
    (ins "::mlir::OpBuilder &":$builder, "::mlir::Location":$location,
         "::mlir::RankedTensorType":$type, "::mlir::Value":$seed,
         "int64_t":$stream)>];
}

def Nadir_MetricOpInterface : OpInterface<"MetricOpInterface"> {
  let cppNamespace = "::nadir";
  let description = [{
    A number (or tensor of numbers) about predictions, and how it is computed
    over a whole data set: sums that batches are added to, and a formula that
    makes the value of the sums. The operation itself is the value of one batch.
  }];
  let methods = [
    InterfaceMethod<[{
      The sums, all 0 at first. Their names are those of torchmetrics' states
      where it keeps the same ones. None, if each row has a value of its own:
      those accumulate as any value of rows.
    }],
    "::llvm::SmallVector<::nadir::MetricState>", "getMetricStates", (ins)>,
    InterfaceMethod<[{
      Builds what the operands, as one batch, add to each sum. `accumulated`
      holds the sums so far; if it is empty, what is built stands for the sums
      over this batch alone and may have other sizes.
    }],
    "::llvm::SmallVector<::mlir::Value>", "getContribution",
    (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$accumulated)>,
    InterfaceMethod<[{
      Builds the value, of the result's type, from the sums. Doesn't read the
      operands.
    }],
    "::mlir::Value", "getMetricValue",
    (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$states)>
  ];
}

#endif // NADIR_DIALECT_INTERFACES
