// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A user's own losses, metrics and layers in text: functions of a module that
// graphs call by their symbol.

#ifndef NADIR_DIALECT_FUNCTION
#define NADIR_DIALECT_FUNCTION

include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "dialect/Base.td"

def Nadir_FunctionOp
    : Nadir_Op<"function", [IsolatedFromAbove, FunctionOpInterface]> {
  let summary = "A function of tensors, to be called from graphs";
  let description = [{
    Holds what a graph may hold except declarations (inputs, parameters,
    outputs, metrics, a minimized loss), and ends with `nadir.return`. It is
    inlined where it is called, before anything else happens: gradients,
    stabilization and fusion are those of the same operations written in the
    graph. An error names the line in the function, and that of the call.

    A `?` is the caller's number of rows, which may be a fixed one.

    - `function_c1`: it has a body, which ends with `nadir.return`.
    - `function_c2`: arguments and results are tensors of the dialect.
    - `function_c3`: it holds operations of the dialect, but no declarations.
    - `function_c4`: functions may call others, but never themselves.

    ```mlir
    nadir.function @my_loss(%pred: tensor<?x10xf32>, %target: tensor<?x10xf32>) -> tensor<f32> {
      %difference = nadir.sub %pred, %target : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
      %square = nadir.square %difference : (tensor<?x10xf32>) -> tensor<?x10xf32>
      %loss = nadir.mean %square : (tensor<?x10xf32>) -> tensor<f32>
      nadir.return %loss : tensor<f32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
                       TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<StrAttr>:$sym_visibility,
                       OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region AnyRegion:$body);
  let hasCustomAssemblyFormat = 1;
  let assemblyFormat = ?;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::Region *getCallableRegion() {
      return isExternal() ? nullptr : &getBody();
    }
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() {
      return getFunctionType().getInputs();
    }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() {
      return getFunctionType().getResults();
    }
  }];
}

def Nadir_ReturnOp
    : Nadir_Op<"return", [Pure, Terminator, HasParent<"FunctionOp">]> {
  let summary = "Ends a function with its results";
  let arguments = (ins Variadic<Nadir_Tensor>:$operands);
  let assemblyFormat = "($operands^ `:` type($operands))? attr-dict";
  let hasVerifier = 1;
}

def Nadir_CallOp
    : Nadir_Op<"call", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "The results of a function of this module";
  let description = [{
    Stands wherever the function's operations could: as a loss, as a metric, in
    another function.

    - `call_c1`: the symbol is that of a `nadir.function` in the module.
    - `call_c2`: operands and results have the function's types, where each of
      its `?` is one and the same size.

    ```mlir
    %loss = nadir.call @my_loss(%pred, %target) : (tensor<?x10xf32>, tensor<?x10xf32>) -> tensor<f32>
    nadir.minimize %loss with "adam" {} : tensor<f32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee,
                       Variadic<Nadir_Tensor>:$operands);
  let results = (outs Variadic<Nadir_Tensor>:$results);
  let assemblyFormat = [{
    $callee `(` $operands `)` attr-dict `:` functional-type($operands, $results)
  }];
}

#endif // NADIR_DIALECT_FUNCTION
