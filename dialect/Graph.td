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
    Its name is an identifier of C, with which its functions begin there. Names of
    inputs, parameters and of results (outputs, metrics, `loss`) are
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
  let description = [{
    `frozen` is PyTorch's `requires_grad=False`: the parameter keeps its first
    value, and neither a gradient nor an optimizer's state is made for it.
  }];
  let arguments = (ins StrAttr:$name, Nadir_InitializerAttrInterface:$init,
                       UnitAttr:$frozen);
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
  let description = [{
    `eval_step` also accumulates it over batches: `compute_metrics` returns its
    value over all rows since `reset_metrics`. The result of a metric operation
    accumulates as that operation says, in states `<name>.<sum>`; any other value
    as its mean over rows, and a value with a batch dimension as the mean of its
    rows.
  }];
  let arguments = (ins StrAttr:$name, Nadir_Tensor:$value);
  let assemblyFormat = "$name `,` $value attr-dict `:` type($value)";
  let hasVerifier = 1;
}
def Nadir_MinimizeOp : Nadir_GraphElement<"minimize"> {
  let summary = "Trains every parameter that the loss depends on";
  let description = [{
    `optimizer` is an operation of this dialect that updates a parameter,
    `settings` its attributes, and `lr`, the learning rate that a step uses
    unless its caller passes another. With the setting `runtime_momentum`, the
    caller may pass another momentum (or first of the betas), too; without it,
    the momentum is compiled in. The loss is a scalar.

    What stands around the optimizer, in the order in which it is applied:

    - `frozen`: patterns of the names of parameters that keep their values.
    - `accumulate = {steps, reduction = "mean"}`: `steps` calls of `train_step`
      make one step of the optimizer, with the mean (or "sum") of their
      gradients. Calls are counted in the state `accumulate.count`.
    - `grad_scaler = {init_scale = 65536.0, growth_factor = 2.0, backoff_factor
      = 0.5, growth_interval = 2000}`: gradients are those of the loss times a
      scale, and divided by it again; a step with a gradient that is not finite
      is skipped. `torch.amp.GradScaler`; its states are `grad_scaler.scale` and
      `grad_scaler._growth_tracker`.
    - `skip_nonfinite`: skips such a step without scaling anything.
    - `clip_grad_norm = {max_norm, norm_type = 2.0, error_if_nonfinite = false}`
      (`norm_type` may be "inf") and `clip_grad_value` (its clip_value): the
      functions of `torch.nn.utils` over all trained parameters. With both, the
      norm is clipped first, or, with `clip_value_first`, the values are.
    - `groups = [ {params = ["*.bias"], name = "bias", optimizer = "sgd", lr =
      0.1, ...} ]`: parameters whose names match are updated with settings of
      their own; what a group doesn't set, it has from `settings`, unless it
      names an optimizer. A group has a learning rate of its own at run time.
    - `average = {kind = "ema", decay = 0.999, start = 1, every = 1, evaluate =
      false}`: a second set of parameters, `<name>.ema` or (kind "swa")
      `<name>.swa`, to which steps `start`, `start + every`, ... of the optimizer
      contribute as in `torch.optim.swa_utils.AveragedModel`, with
      `get_ema_multi_avg_fn(decay)` or equal weights. The entry `swap_averages`
      exchanges the two sets; with `evaluate`, `eval_step` and `predict` read the
      averages.

    In patterns `*` stands for any characters, `?` for one, `[ab]` for one of
    several, `{a,b}` for one of several texts. Each must match a parameter, and a
    parameter belongs to one group at most.

    `train_step` returns `grad_norm` (before its clipping), `step_skipped` and
    `loss_scale` (of this step), as far as they exist. A skipped step leaves
    parameters, optimizer states and averages as they are and isn't counted.
  }];
  let arguments = (ins Nadir_FloatTensor:$loss, StrAttr:$optimizer,
                       DictionaryAttr:$settings,
                       OptionalAttr<ArrayAttr>:$groups,
                       OptionalAttr<StrArrayAttr>:$frozen,
                       OptionalAttr<DictionaryAttr>:$accumulate,
                       OptionalAttr<DictionaryAttr>:$grad_scaler,
                       UnitAttr:$skip_nonfinite,
                       OptionalAttr<DictionaryAttr>:$clip_grad_norm,
                       OptionalAttr<F64Attr>:$clip_grad_value,
                       UnitAttr:$clip_value_first,
                       OptionalAttr<DictionaryAttr>:$average);
  let assemblyFormat = [{
    $loss `with` $optimizer $settings attr-dict `:` type($loss)
  }];
  let extraClassDeclaration = [{
    /// Names of what `train_step` returns for training itself, "loss" first.
    ::llvm::SmallVector<::llvm::StringRef> getResultNames();
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
def Nadir_VariableOp
    : Nadir_Op<"variable", [SameOperandsAndResultType, Nadir_Differentiable]> {
  let summary = "The input, apart from equal values until it is differentiated by";
  let description = [{
    What a `gradient` names in `wrt` must stay a value of its own: simplification
    merges equal values and forwards a value that another one equals, and the
    gradient by either would then be that by both. `--nadir-mark-variables` puts
    this operation behind such values, `--nadir-expand-gradients` takes it away.
  }];
  let arguments = (ins Nadir_FloatTensor:$input);
  let results = (outs Nadir_FloatTensor:$result);
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
