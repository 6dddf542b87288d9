// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The graph: what enters it, what it keeps, what leaves it and what it
// minimizes.

#ifndef NADIR_DIALECT_GRAPH
#define NADIR_DIALECT_GRAPH

include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "dialect/Base.td"

class Nadir_Initializer<string name, string attrMnemonic>
    : AttrDef<Nadir_Dialect, name,
              [DeclareAttrInterfaceMethods<Nadir_InitializerAttrInterface>]> {
  let mnemonic = attrMnemonic;
  let genVerifyDecl = 1;
}
def Nadir_ConstantInitAttr : Nadir_Initializer<"ConstantInit", "constant"> {
  let summary = "One value everywhere";
  let parameters = (ins "::mlir::FloatAttr":$value);
  let assemblyFormat = "`<` custom<Real>($value) `>`";
}
def Nadir_UniformInitAttr : Nadir_Initializer<"UniformInit", "uniform"> {
  let summary = "Uniform in [low, high)";
  let parameters = (ins "::mlir::FloatAttr":$low, "::mlir::FloatAttr":$high);
  let assemblyFormat = "`<` custom<Real>($low) `,` custom<Real>($high) `>`";
}
def Nadir_NormalInitAttr : Nadir_Initializer<"NormalInit", "normal"> {
  let summary = "Normal with a mean and a standard deviation";
  let parameters = (ins "::mlir::FloatAttr":$mean, "::mlir::FloatAttr":$std);
  let assemblyFormat = "`<` custom<Real>($mean) `,` custom<Real>($std) `>`";
}
def Nadir_KaimingUniformInitAttr
    : Nadir_Initializer<"KaimingUniformInit", "kaiming_uniform"> {
  let summary = "Uniform in +-sqrt(6 / ((1 + a^2) fan_in))";
  let description = [{
    PyTorch's linear layers use a = sqrt(5), which is +-1 / sqrt(fan_in).
    https://pytorch.org/docs/stable/nn.init.html
  }];
  let parameters = (ins "int64_t":$fan_in, "::mlir::FloatAttr":$a);
  let assemblyFormat = "`<` $fan_in `,` custom<Real>($a) `>`";
}

def Nadir_GraphOp
    : Nadir_Op<"graph", [IsolatedFromAbove, Symbol, NoTerminator, SingleBlock,
                         NoRegionArguments]> {
  let summary = "A model with its loss, optimizer and metrics";
  let description = [{
    Names of inputs, parameters and of results (outputs, metrics, `loss`) are
    unique. Every `?` stands for the same number of rows; `batch` is the largest
    number that the program is compiled for, unless the compiler is told
    another.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<Nadir_Int>:$batch);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
  let hasRegionVerifier = 1;
}

class Nadir_GraphElement<string mnemonic, list<Trait> traits = []>
    : Nadir_Op<mnemonic, [HasParent<"GraphOp">] # traits>;

def Nadir_InputOp : Nadir_GraphElement<"input"> {
  let summary = "A tensor that the caller passes to every step";
  let description = "Its batch dimension, if it has one, is the first.";
  let arguments = (ins StrAttr:$name);
  let results = (outs Nadir_Tensor:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def Nadir_ParameterOp : Nadir_GraphElement<"parameter"> {
  let summary = "A tensor that training changes";
  let arguments = (ins StrAttr:$name, Nadir_InitializerAttrInterface:$init);
  let results = (outs Nadir_FloatTensor:$result);
  let assemblyFormat = "$name attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def Nadir_OutputOp : Nadir_GraphElement<"output"> {
  let summary = "A value that `predict` returns";
  let arguments = (ins StrAttr:$name, Nadir_Tensor:$value);
  let assemblyFormat = "$name `,` $value attr-dict `:` type($value)";
  let hasVerifier = 1;
}
def Nadir_MetricOp : Nadir_GraphElement<"metric"> {
  let summary = "A value that `train_step` and `eval_step` return";
  let arguments = (ins StrAttr:$name, Nadir_Tensor:$value);
  let assemblyFormat = "$name `,` $value attr-dict `:` type($value)";
  let hasVerifier = 1;
}
def Nadir_MinimizeOp : Nadir_GraphElement<"minimize"> {
  let summary = "Trains every parameter that the loss depends on";
  let description = [{
    `optimizer` is an operation of this dialect that updates a parameter,
    `settings` its attributes, and `lr`, the learning rate that a step uses
    unless its caller passes another. The loss is a scalar.
  }];
  let arguments = (ins Nadir_FloatTensor:$loss, StrAttr:$optimizer,
                       DictionaryAttr:$settings);
  let assemblyFormat = [{
    $loss `with` $optimizer $settings attr-dict `:` type($loss)
  }];
  let hasVerifier = 1;
}
def Nadir_GradientOp : Nadir_Op<"gradient"> {
  let summary = "Gradients of a scalar with respect to values it depends on";
  let arguments = (ins Nadir_FloatTensor:$loss, Variadic<Nadir_FloatTensor>:$values);
  let results = (outs Variadic<Nadir_FloatTensor>:$results);
  let assemblyFormat = [{
    $loss `wrt` `(` $values `)` attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}
def Nadir_StopGradientOp
    : Nadir_Op<"stop_gradient", [Pure, SameOperandsAndResultType,
                                 Nadir_Pointwise, Nadir_Differentiable]> {
  let summary = "The input, as a constant to differentiation";
  let arguments = (ins Nadir_Tensor:$input);
  let results = (outs Nadir_Tensor:$result);
}
def Nadir_ConstantOp : Nadir_Op<"constant", [Pure, ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "A constant tensor";
  let arguments = (ins TypedAttrInterface:$value);
  let results = (outs Nadir_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
  let hasVerifier = 1;
}

#endif // NADIR_DIALECT_GRAPH
