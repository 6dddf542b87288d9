// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The class of all losses. A definition states arguments and defaults as in
// torch.nn.functional, a formula over primitives and the rule of its shapes;
// gradient, generated code, oracle, the builder's function and the row of
// losses.md follow from it.

#ifndef NADIR_DIALECT_LOSSBASE
#define NADIR_DIALECT_LOSSBASE

include "dialect/Base.td"

def Nadir_ReductionAttr
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"none\", \"mean\", \"sum\"}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'none', 'mean' or 'sum'">]>;
def Nadir_BatchReductionAttr
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"none\", \"batchmean\", \"mean\", "
                "\"sum\"}, ::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'none', 'batchmean', 'mean' or 'sum'">]>;

/// A rank-0 tensor stands for a number, which the builder takes as such.
def Nadir_FloatOrNumber : Nadir_TensorOf<[F32, F64]>;

/// Arguments in PyTorch's order: `settings` stand before the reduction, `more`
/// behind it. `formula` returns the reduced loss, `inference` appends the
/// result's type, `verification` returns failure for settings without meaning.
class Nadir_LossOp<string mnemonic, dag operands, dag settings, string formula,
                   string inference, list<Trait> traits = [],
                   string verification = "",
                   Attr reductionAttr =
                       DefaultValuedStrAttr<Nadir_ReductionAttr, "mean">,
                   dag more = (ins)>
    : Nadir_Op<mnemonic, [Pure, Nadir_Inferred, Nadir_Decomposable] # traits> {
  /// For losses.md: one element of the loss, and what `mean` divides its sum by.
  string formulaText = "";
  string meanDivisor = "number of elements";

  let arguments =
      !con(operands, settings, (ins reductionAttr:$reduction), more);
  let results = (outs Nadir_FloatTensor:$result);
  let hasVerifier = !not(!empty(verification));
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
  }] # inference # [{
    }
  }] # Nadir_FormulaMethod<formula>.text # !if(!empty(verification), "", [{
    ::llvm::LogicalResult $cppClass::verify() {
  }] # verification # [{
    }
  }]);
}

/// The rules of shapes (Losses.h, Shapes.h), by what they need of an operation.
class Nadir_LossShapes<string rule, string extra = ""> {
  string text = "return " # rule # "(location, getOperationName(), "
                "adaptor.getOperands().getTypes(), " # extra #
                "adaptor.getReduction(), types);";
}

/// A loss of pairs of elements that are broadcast together.
class Nadir_PairLoss<string mnemonic, dag operands, dag settings,
                     string formula, string verification = "",
                     Attr reductionAttr =
                         DefaultValuedStrAttr<Nadir_ReductionAttr, "mean">,
                     dag more = (ins)>
    : Nadir_LossOp<mnemonic, operands, settings, formula,
                   Nadir_LossShapes<"inferPointwiseLoss",
                                    "/*broadcast=*/true, ">.text,
                   [], verification, reductionAttr, more>;

defvar Nadir_MeanByDefault = DefaultValuedStrAttr<Nadir_ReductionAttr, "mean">;

/// Where an optional weight stands in the text.
class Nadir_WithWeight {
  string format = [{
    $input `,` $target (`weight` `(` $weight^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
}

#endif // NADIR_DIALECT_LOSSBASE
