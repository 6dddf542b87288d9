// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the definitions of optimizers have in common: the settings that several
// have, and the class that makes an operation of settings, states and update.

#ifndef NADIR_DIALECT_OPTIMIZER_BASE
#define NADIR_DIALECT_OPTIMIZER_BASE

include "dialect/Base.td"

class Nadir_RealSetting<string condition, string text>
    : ConfinedAttr<F64Attr, [AttrConstraint<
          CPred<"::nadir::isSetting(::llvm::cast<::mlir::FloatAttr>($_self), "
                "[](double value) { return " # condition # "; })">, text>]>;
def Nadir_Finite : Nadir_RealSetting<"true", "finite">;
def Nadir_NonNegative : Nadir_RealSetting<"value >= 0.0", "finite and >= 0">;
def Nadir_NonPositive
    : Nadir_RealSetting<"value <= 0.0", "finite and <= 0">;
def Nadir_AtLeastOne : Nadir_RealSetting<"value >= 1.0", "finite and >= 1">;
def Nadir_Share
    : Nadir_RealSetting<"value >= 0.0 && value <= 1.0", "in [0, 1]">;

/// Several finite numbers that meet a condition on `values`.
class Nadir_RealsSetting<int count, string condition, string text>
    : ConfinedAttr<DenseF64ArrayAttr, [DenseArrayCount<count>, AttrConstraint<
          CPred<"::nadir::areSettings("
                "::llvm::cast<::mlir::DenseF64ArrayAttr>($_self), "
                "[](::llvm::ArrayRef<double> values) { return " # condition
                # "; })">, text>]>;
def Nadir_Decays
    : Nadir_RealsSetting<2, "values[0] >= 0.0 && values[0] < 1.0 && "
                            "values[1] >= 0.0 && values[1] < 1.0",
                         "each in [0, 1)">;

def Nadir_StateDtype
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"f32\", \"f64\"}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'f32' or 'f64', the states' element type if not the parameter's">]>;

/// See the C++ class of this name.
def Nadir_ElementwiseUpdate : NativeOpTrait<"ElementwiseUpdate"> {
  let cppNamespace = "::nadir";
}

/// The momentum (the first of the betas) becomes an operand behind the states.
def Nadir_RuntimeMomentum : DefaultValuedAttr<BoolAttr, "false">;

/// `states` lists the states with calls of `states` (OptimizerStates) given the
/// settings `s` and the `parameter`'s type; `update` computes from `param`,
/// `grad`, `lr`, `step` (the last two are f64 scalars), `state(name)` and
/// `scalarState(name)`, and ends with `update.finish(newParam, {newStates})`.
/// `refusal` says what is wrong with the settings together, and `parameters`
/// which parameters can't be updated. An optimizer with a setting `momentum` or
/// `betas` also has `runtime_momentum`, and reads that number by
/// `update.momentum`.
class Nadir_Optimizer<string mnemonic, dag settings, string learningRate,
                      string states, string updateBody,
                      string refusal = "::std::nullopt",
                      string parameters = "::std::nullopt",
                      list<Trait> traits = [Nadir_ElementwiseUpdate]>
    : Nadir_Op<mnemonic,
        [Pure, DeclareOpInterfaceMethods<Nadir_OptimizerOpInterface>,
         Nadir_Decomposable, AllTypesMatch<["param", "grad", "new_param"]>]
        # traits> {
  bit hasMomentum = !foldl(false, !range(!size(settings)), found, i,
      !or(found, !eq(!getdagname(settings, i), "momentum"),
          !eq(!getdagname(settings, i), "betas")));
  let arguments = !con(
      (ins Nadir_FloatTensor:$param, Nadir_FloatTensor:$grad,
           Nadir_ScalarF64:$lr, Nadir_ScalarI64:$step,
           Variadic<Nadir_FloatTensor>:$states), settings,
      !if(hasMomentum, (ins Nadir_RuntimeMomentum:$runtime_momentum), (ins)),
      (ins OptionalAttr<Nadir_StateDtype>:$state_dtype));
  let results = (outs Nadir_FloatTensor:$new_param,
                      Variadic<Nadir_FloatTensor>:$new_states);
  let hasVerifier = 1;
  /// Name and default learning rate of torch.optim's class.
  string torchName = ?;
  string torchLearningRate = learningRate;
  let extraClassDefinition = [{
    ::llvm::SmallVector<OptimizerState> $cppClass::getStates(
        ::mlir::DictionaryAttr settings, ::mlir::RankedTensorType parameter) {
      Settings s(settings);
      OptimizerStates states(s, parameter);
  }] # states # [{
      return states.take();
    }
    ::std::optional<::std::string> $cppClass::refuseParameter(
        ::mlir::RankedTensorType parameter) {
      return }] # parameters # [{;
    }
    double $cppClass::getDefaultLearningRate() { return }] # learningRate # [{; }
    ::std::optional<::std::string> $cppClass::refuseSettings() {
      return }] # refusal # [{;
    }
    ::llvm::LogicalResult $cppClass::verify() { return verifyOptimizer(*this); }
    ::llvm::SmallVector<::mlir::Value> $cppClass::decompose(
        ::mlir::OpBuilder &builder) {
      OptimizerUpdate update(*this, builder);
      Expr param = update.param(), grad = update.grad(), lr = update.lr(),
           step = update.step();
      auto state = [&](::llvm::StringRef name) { return update.state(name); };
      auto scalar = [&](Expr value) { return update.scalar(value); };
      (void)step, (void)state, (void)scalar;
  }] # updateBody # [{
    }
  }];
}

#endif // NADIR_DIALECT_OPTIMIZER_BASE
