// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimizers. Each is one definition: its settings with torch.optim's names and
// defaults, the states it keeps and its update, in torch.optim's order of
// operations.

#ifndef NADIR_DIALECT_OPTIMIZERS
#define NADIR_DIALECT_OPTIMIZERS

include "dialect/Base.td"

class Nadir_RealSetting<string condition, string text>
    : ConfinedAttr<F64Attr, [AttrConstraint<
          CPred<"::nadir::isSetting(::llvm::cast<::mlir::FloatAttr>($_self), "
                "[](double value) { return " # condition # "; })">, text>]>;
def Nadir_Finite : Nadir_RealSetting<"true", "finite">;
def Nadir_NonNegative : Nadir_RealSetting<"value >= 0.0", "finite and >= 0">;
def Nadir_Decays
    : ConfinedAttr<DenseF64ArrayAttr, [DenseArrayCount<2>, AttrConstraint<
          CPred<"::llvm::all_of("
                "::llvm::cast<::mlir::DenseF64ArrayAttr>($_self).asArrayRef(), "
                "[](double value) { return value >= 0.0 && value < 1.0; })">,
          "each in [0, 1)">]>;

def Nadir_StateDtype
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"f32\", \"f64\"}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'f32' or 'f64'">]>;

/// See the C++ class of this name.
def Nadir_ElementwiseUpdate : NativeOpTrait<"ElementwiseUpdate"> {
  let cppNamespace = "::nadir";
}

/// `states` lists the states with calls of `states` (OptimizerStates) given the
/// settings `s` and the `parameter`'s type; `update` computes from `param`,
/// `grad`, `lr`, `step` (the last two are f64 scalars), `state(name)` and
/// `scalarState(name)`, and ends with `update.finish(newParam, {newStates})`.
/// `check` is what the verifier requires beyond that, and `parameters` says
/// which ones can't be updated.
class Nadir_Optimizer<string mnemonic, dag settings, string learningRate,
                      string states, string updateBody,
                      string check = "::llvm::success()",
                      string parameters = "::std::nullopt",
                      list<Trait> traits = [Nadir_ElementwiseUpdate]>
    : Nadir_Op<mnemonic,
        [Pure, DeclareOpInterfaceMethods<Nadir_OptimizerOpInterface>,
         Nadir_Decomposable, AllTypesMatch<["param", "grad", "new_param"]>]
        # traits> {
  let arguments = !con(
      (ins Nadir_FloatTensor:$param, Nadir_FloatTensor:$grad,
           Nadir_ScalarF64:$lr, Nadir_ScalarI64:$step,
           Variadic<Nadir_FloatTensor>:$states), settings,
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
    ::llvm::LogicalResult $cppClass::verify() {
      if (::mlir::failed(verifyOptimizer(*this)))
        return ::mlir::failure();
      return }] # check # [{;
    }
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

def Nadir_SgdOp : Nadir_Optimizer<"sgd",
    (ins DefaultValuedAttr<Nadir_NonNegative, "0.0">:$momentum,
         DefaultValuedAttr<Nadir_Finite, "0.0">:$dampening,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$nesterov,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-3",
    [{
      if (s.real("momentum", 0.0) != 0.0)
        states.add("momentum_buffer");
    }], [{
      double momentum = getMomentum().convertToDouble();
      double decay = getWeightDecay().convertToDouble();
      if (getMaximize()) grad = -grad;
      if (decay != 0.0) grad = grad + param * decay;
      if (momentum == 0.0)
        return update.finish(param - scalar(lr) * grad, {});
      // The first step takes the gradient undamped.
      Expr buffer = state("momentum_buffer") * momentum;
      Expr damped =
          select(eq(step, 1.0), grad,
                 buffer + grad * (1.0 - getDampening().convertToDouble()));
      Expr direction = getNesterov() ? grad + damped * momentum : damped;
      return update.finish(param - scalar(lr) * direction, {damped});
    }], [{[&]() -> ::llvm::LogicalResult {
      if (getNesterov() && (getMomentum().isZero() || !getDampening().isZero()))
        return emitOpError("expected a momentum and no dampening with nesterov");
      return ::llvm::success();
    }()}]> {
  let torchName = "SGD";
  let summary = "Stochastic gradient descent, with momentum (Sutskever 2013)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
    Nesterov momentum needs a momentum and no dampening.
  }];
}

def Nadir_AdamOp : Nadir_Optimizer<"adam",
    (ins DefaultValuedAttr<Nadir_Decays, "{0.9, 0.999}">:$betas,
         DefaultValuedAttr<Nadir_NonNegative, "1e-8">:$eps,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$amsgrad,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-3", [{
      states.add("exp_avg").add("exp_avg_sq");
      if (s.flag("amsgrad"))
        states.add("max_exp_avg_sq");
    }], [{
      double beta1 = getBetas()[0], beta2 = getBetas()[1];
      double decay = getWeightDecay().convertToDouble();
      if (getMaximize()) grad = -grad;
      if (decay != 0.0) grad = grad + param * decay;
      Expr mean = state("exp_avg") * beta1 + grad * (1.0 - beta1);
      Expr square = state("exp_avg_sq") * beta2 + grad * grad * (1.0 - beta2);
      Expr correction1 = 1.0 - power(beta1, step);
      Expr correction2 = 1.0 - power(beta2, step);
      llvm::SmallVector<Expr> newStates = {mean, square};
      Expr second = square;
      if (getAmsgrad()) {
        second = maximum(state("max_exp_avg_sq"), square);
        newStates.push_back(second);
      }
      Expr denominator = sqrt(second) * scalar(1.0 / sqrt(correction2)) +
                         getEps().convertToDouble();
      return update.finish(
          param - scalar(lr / correction1) * (mean / denominator), newStates);
    }]> {
  let torchName = "Adam";
  let summary = "Adam (Kingma and Ba 2014)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Adam.html
    Weight decay is added to the gradient; eps stands outside the square root;
    amsgrad's maximum is over the uncorrected second moment.
  }];
}

def Nadir_RmspropOp : Nadir_Optimizer<"rmsprop",
    (ins DefaultValuedAttr<Nadir_NonNegative, "0.99">:$alpha,
         DefaultValuedAttr<Nadir_NonNegative, "1e-8">:$eps,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$momentum,
         DefaultValuedAttr<BoolAttr, "false">:$centered,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-2", [{
      states.add("square_avg");
      if (s.flag("centered"))
        states.add("grad_avg");
      if (s.real("momentum", 0.0) > 0.0)
        states.add("momentum_buffer");
    }], [{
      double alpha = getAlpha().convertToDouble();
      double momentum = getMomentum().convertToDouble();
      double decay = getWeightDecay().convertToDouble();
      if (getMaximize()) grad = -grad;
      if (decay != 0.0) grad = grad + param * decay;
      Expr square = state("square_avg") * alpha + grad * grad * (1.0 - alpha);
      llvm::SmallVector<Expr> newStates = {square};
      Expr variance = square;
      if (getCentered()) {
        Expr mean = state("grad_avg") * alpha + grad * (1.0 - alpha);
        variance = square - mean * mean;
        newStates.push_back(mean);
      }
      Expr direction = grad / (sqrt(variance) + getEps().convertToDouble());
      if (momentum > 0.0) {
        direction = state("momentum_buffer") * momentum + direction;
        newStates.push_back(direction);
      }
      return update.finish(param - scalar(lr) * direction, newStates);
    }]> {
  let torchName = "RMSprop";
  let summary = "RMSprop (Hinton 2012)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
    eps stands outside the square root; `centered` subtracts the square of the
    mean gradient.
  }];
}

def Nadir_AdagradOp : Nadir_Optimizer<"adagrad",
    (ins DefaultValuedAttr<Nadir_NonNegative, "0.0">:$lr_decay,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$initial_accumulator_value,
         DefaultValuedAttr<Nadir_NonNegative, "1e-10">:$eps,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-2", [{
      states.add("sum", s.real("initial_accumulator_value", 0.0));
    }], [{
      double decay = getWeightDecay().convertToDouble();
      if (getMaximize()) grad = -grad;
      if (decay != 0.0) grad = grad + param * decay;
      Expr rate = lr / ((step - 1.0) * getLrDecay().convertToDouble() + 1.0);
      Expr total = state("sum") + grad * grad;
      return update.finish(
          param - scalar(rate) * (grad / (sqrt(total) + getEps().convertToDouble())),
          {total});
    }]> {
  let torchName = "Adagrad";
  let summary = "Adagrad (Duchi, Hazan and Singer 2011)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Adagrad.html
  }];
}

#endif // NADIR_DIALECT_OPTIMIZERS
