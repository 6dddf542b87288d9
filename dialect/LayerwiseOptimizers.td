// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimizers whose update of an element depends on the whole parameter: on
// norms, on means of rows and columns, on matrix products.

#ifndef NADIR_DIALECT_LAYERWISE_OPTIMIZERS
#define NADIR_DIALECT_LAYERWISE_OPTIMIZERS

include "dialect/OptimizerBase.td"

class Nadir_LayerwiseOptimizer<string mnemonic, dag settings,
                               string learningRate, string states,
                               string updateBody,
                               string parameters = "::std::nullopt">
    : Nadir_Optimizer<mnemonic, settings, learningRate, states, updateBody,
                      "::std::nullopt", parameters, /*traits=*/[]>;

def Nadir_AdafactorEps
    : ConfinedAttr<DenseF64ArrayAttr, [DenseArrayCount<2>, AttrConstraint<
          CPred<"::nadir::isAdafactorEps("
                "::llvm::cast<::mlir::DenseF64ArrayAttr>($_self))">,
          "each finite and >= 0, the first possibly NaN">]>;

def Nadir_AdafactorOp : Nadir_LayerwiseOptimizer<"adafactor",
    (ins DefaultValuedAttr<Nadir_NonPositive, "-0.8">:$beta2_decay,
         DefaultValuedAttr<Nadir_AdafactorEps, "{std::numeric_limits<double>::quiet_NaN(), 1e-3}">:$eps,
         DefaultValuedAttr<Nadir_AtLeastOne, "1.0">:$d,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-2", [{
      if (parameter.getRank() > 1)
        states.addReduced("row_var", -1).addReduced("col_var", -2);
      else
        states.add("variance");
    }], [{
      double eps1 = getEps()[0], eps2 = getEps()[1];
      if (std::isnan(eps1))
        eps1 = machineEpsilon(getParam().getType().getElementType());
      if (getMaximize()) grad = -grad;
      double root = std::sqrt(getParam().getType().getNumElements());
      Expr share = pow(step, step.constant(getBeta2Decay().convertToDouble()));
      Expr rate = minimum(lr, 1.0 / sqrt(step)) *
                  maximum(wideNorm(param) / root, eps2);
      update.decay(param, grad, getWeightDecay().convertToDouble(),
                   /*decoupled=*/true);
      auto average = [&](llvm::StringRef name, Expr squares) {
        Expr old = state(name);
        // As lerp does it: exactly the squares if the share is 1.
        return old * scalar(1.0 - share) + squares * scalar(share);
      };
      llvm::SmallVector<Expr> newStates;
      Expr variance;
      if (param.rank() > 1) {
        Expr rows = average("row_var", meanSquare(grad, -1));
        Expr columns = average("col_var", meanSquare(grad, -2));
        Expr total = maximum(mean(rows, -2), eps1);
        variance = rows * columns / total;
        newStates = {rows, columns};
      } else {
        variance = average("variance", grad * grad);
        newStates = {variance};
      }
      Expr direction = grad / sqrt(maximum(variance, eps1 * eps1));
      Expr length = wideNorm(direction) /
                    (root * getD().convertToDouble());
      return update.finish(
          param - scalar(rate / maximum(length, 1.0)) * direction, newStates);
    }]> {
  let torchName = "Adafactor";
  let summary = "Adafactor (Shazeer and Stern 2018)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Adafactor.html
    With w = t^beta2_decay: p *= 1 - lr weight_decay; of a parameter of rank 2
    or more, r += w (mean of g^2 along the last dimension - r), c the same along
    the one before it, v = r c / max(mean of r, eps[0]); of another,
    v += w (g^2 - v). u = g / sqrt(max(v, eps[0]^2));
    p -= max(eps[1], RMS(p)) min(lr, 1 / sqrt(t)) u / max(1, RMS(u) / d), where
    RMS(p) is that before the decay.
    `eps[0]` is None in PyTorch and NaN here if it is to be the distance from 1
    to the next number of the parameter's type.
    States `row_var` (r), `col_var` (c), or `variance` (v).
  }];
}

def Nadir_LambOp : Nadir_LayerwiseOptimizer<"lamb",
    (ins DefaultValuedAttr<Nadir_Decays, "{0.9, 0.999}">:$betas,
         DefaultValuedAttr<Nadir_NonNegative, "1e-6">:$eps,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-3", [{ states.add("exp_avg").add("exp_avg_sq"); }], [{
      Momentum beta1 = update.momentum(getBetas()[0]);
      double beta2 = getBetas()[1];
      double decay = getWeightDecay().convertToDouble();
      if (getMaximize()) grad = -grad;
      Expr mean = state("exp_avg") * beta1 + grad * (1.0 - beta1);
      Expr square = state("exp_avg_sq") * beta2 + grad * grad * (1.0 - beta2);
      Expr correction1 = 1.0 / (1.0 - power(beta1, step));
      Expr correction2 = 1.0 / (1.0 - power(beta2, step));
      Expr direction = mean * scalar(correction1) /
          (sqrt(square * scalar(correction2)) + getEps().convertToDouble());
      if (decay != 0.0) direction = direction + param * decay;
      Expr size = wideNorm(param), length = wideNorm(direction);
      // A parameter of zeros would stay there.
      Expr ratio = select(eq(size, 0.0), size.constant(1.0),
                          select(eq(length, 0.0), size.constant(1.0),
                                 size / length));
      return update.finish(param - scalar(lr * ratio) * direction,
                           {mean, square});
    }]> {
  let torchName = "LAMB";
  let summary = "LAMB (You et al. 2019)";
  let description = [{
    https://arxiv.org/abs/1904.00962
    In the order of optax.lamb:
    m and v as Adam's; u = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
    + weight_decay p; p -= lr |p| / |u| u, with 1 for the ratio of the norms if
    one of them is 0.
    States `exp_avg` (m), `exp_avg_sq` (v).
  }];
}

def Nadir_AdjustLr
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"original\", \"match_rms_adamw\"}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'original' or 'match_rms_adamw'">]>;
def Nadir_Coefficients : Nadir_RealsSetting<3, "true", "each finite">;
def Nadir_NewtonSchulzSteps
    : ConfinedAttr<Nadir_Int, [AttrConstraint<
          CPred<"::llvm::cast<::mlir::IntegerAttr>($_self).getInt() >= 0 && "
                "::llvm::cast<::mlir::IntegerAttr>($_self).getInt() < 100">,
          "in [0, 100)">]>;

def Nadir_MuonOp : Nadir_LayerwiseOptimizer<"muon",
    (ins DefaultValuedAttr<Nadir_NonNegative, "0.1">:$weight_decay,
         DefaultValuedAttr<Nadir_NonNegative, "0.95">:$momentum,
         DefaultValuedAttr<BoolAttr, "true">:$nesterov,
         DefaultValuedAttr<Nadir_Coefficients,
                           "{3.4445, -4.775, 2.0315}">:$ns_coefficients,
         DefaultValuedAttr<Nadir_NonNegative, "1e-7">:$eps,
         DefaultValuedAttr<Nadir_NewtonSchulzSteps, "5">:$ns_steps,
         OptionalAttr<Nadir_AdjustLr>:$adjust_lr_fn),
    "1e-3", [{ states.add("momentum_buffer"); }], [{
      Momentum momentum = update.momentum(getMomentum().convertToDouble());
      Expr buffer = state("momentum_buffer") * momentum + grad * (1.0 - momentum);
      Expr direction =
          getNesterov() ? grad * (1.0 - momentum) + buffer * momentum : buffer;
      direction = orthogonalize(direction, getNsCoefficients(),
                                getEps().convertToDouble(), getNsSteps());
      double rows = getParam().getType().getDimSize(0);
      double columns = getParam().getType().getDimSize(1);
      double ratio = getAdjustLrFn() == "match_rms_adamw"
                         ? 0.2 * std::sqrt(std::max(rows, columns))
                         : std::sqrt(std::max(1.0, rows / columns));
      update.decay(param, grad, getWeightDecay().convertToDouble(),
                   /*decoupled=*/true);
      return update.finish(param - scalar(lr * ratio) * direction, {buffer});
    }], [{parameter.getRank() == 2
              ? ::std::nullopt
              : ::std::optional<::std::string>("a matrix")}]> {
  let torchName = "Muon";
  let summary = "Momentum, orthogonalized by Newton-Schulz (Jordan 2024)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Muon.html
    Of matrices [A, B] only. b = momentum b + (1 - momentum) g; with nesterov
    u = (1 - momentum) g + momentum b, else u = b; o = u / max(|u|, eps), and
    ns_steps times, for (a, b, c) = ns_coefficients,
    o = a o + (b o o^T + c (o o^T)^2) o (from the other side if A > B);
    p *= 1 - lr weight_decay; p -= lr r o, where r is sqrt(max(1, A / B))
    ("original", the default) or 0.2 sqrt(max(A, B)) ("match_rms_adamw").
    PyTorch iterates in bfloat16; this does in the parameter's type.
    State `momentum_buffer` (b).
  }];
}

#endif // NADIR_DIALECT_LAYERWISE_OPTIMIZERS
