// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adam and the optimizers that keep its moments.

#ifndef NADIR_DIALECT_ADAM_OPTIMIZERS
#define NADIR_DIALECT_ADAM_OPTIMIZERS

include "dialect/OptimizerBase.td"

/// What Adam and AdamW share; `decoupled` says whether this decay is of the
/// parameter itself.
class Nadir_AdamOptimizer<string mnemonic, string defaultDecay, dag decoupling,
                          string decoupled>
    : Nadir_Optimizer<mnemonic,
        !con((ins DefaultValuedAttr<Nadir_Decays, "{0.9, 0.999}">:$betas,
                  DefaultValuedAttr<Nadir_NonNegative, "1e-8">:$eps,
                  DefaultValuedAttr<Nadir_NonNegative, defaultDecay>:$weight_decay,
                  DefaultValuedAttr<BoolAttr, "false">:$amsgrad,
                  DefaultValuedAttr<BoolAttr, "false">:$maximize),
             decoupling),
    "1e-3", [{
      states.add("exp_avg").add("exp_avg_sq");
      if (s.flag("amsgrad"))
        states.add("max_exp_avg_sq");
    }], [{
      Momentum beta1 = update.momentum(getBetas()[0]);
      double beta2 = getBetas()[1];
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble(),
                   }] # decoupled # [{);
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
    }]>;

def Nadir_AdamOp
    : Nadir_AdamOptimizer<"adam", "0.0",
        (ins DefaultValuedAttr<BoolAttr, "false">:$decoupled_weight_decay),
        "getDecoupledWeightDecay()"> {
  let torchName = "Adam";
  let summary = "Adam (Kingma and Ba 2014)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Adam.html
    g += weight_decay p, or, if the decay is decoupled, p *= 1 - lr weight_decay;
    m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
    p -= lr / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + eps).
    With amsgrad, v in the last line is the largest v so far, uncorrected.
    States `exp_avg` (m), `exp_avg_sq` (v), with amsgrad `max_exp_avg_sq`.
  }];
}

def Nadir_AdamwOp : Nadir_AdamOptimizer<"adamw", "1e-2", (ins), "true"> {
  let torchName = "AdamW";
  let summary = "Adam with decoupled weight decay (Loshchilov and Hutter 2017)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html
    First of all p *= 1 - lr weight_decay; the rest is Adam without decay.
    States `exp_avg`, `exp_avg_sq`, with amsgrad `max_exp_avg_sq`.
  }];
}

def Nadir_AdamaxOp : Nadir_Optimizer<"adamax",
    (ins DefaultValuedAttr<Nadir_Decays, "{0.9, 0.999}">:$betas,
         DefaultValuedAttr<Nadir_NonNegative, "1e-8">:$eps,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "2e-3", [{ states.add("exp_avg").add("exp_inf"); }], [{
      Momentum beta1 = update.momentum(getBetas()[0]);
      double beta2 = getBetas()[1];
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble());
      Expr mean = state("exp_avg") * beta1 + grad * (1.0 - beta1);
      Expr largest = maximum(state("exp_inf") * beta2,
                             abs(grad) + getEps().convertToDouble());
      return update.finish(
          param - scalar(lr / (1.0 - power(beta1, step))) * (mean / largest),
          {mean, largest});
    }]> {
  let torchName = "Adamax";
  let summary = "Adam by the infinity norm (Kingma and Ba 2014)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Adamax.html
    g += weight_decay p; m = beta1 m + (1 - beta1) g;
    u = max(beta2 u, |g| + eps); p -= lr / (1 - beta1^t) m / u.
    States `exp_avg` (m), `exp_inf` (u).
  }];
}

def Nadir_NadamOp : Nadir_Optimizer<"nadam",
    (ins DefaultValuedAttr<Nadir_Decays, "{0.9, 0.999}">:$betas,
         DefaultValuedAttr<Nadir_NonNegative, "1e-8">:$eps,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<Nadir_NonNegative, "4e-3">:$momentum_decay,
         DefaultValuedAttr<BoolAttr, "false">:$decoupled_weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "2e-3", [{
      states.addScalar("mu_product", 1.0).add("exp_avg").add("exp_avg_sq");
    }], [{
      Momentum beta1 = update.momentum(getBetas()[0]);
      double beta2 = getBetas()[1];
      double momentumDecay = getMomentumDecay().convertToDouble();
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble(),
                   getDecoupledWeightDecay());
      auto momentum = [&](Expr step) {
        return (1.0 - power(0.96, step * momentumDecay) * 0.5) * beta1;
      };
      Expr mu = momentum(step), next = momentum(step + 1.0);
      Expr product = update.scalarState("mu_product") * mu;
      Expr mean = state("exp_avg") * beta1 + grad * (1.0 - beta1);
      Expr square = state("exp_avg_sq") * beta2 + grad * grad * (1.0 - beta2);
      Expr correction2 = 1.0 - power(beta2, step);
      Expr denominator = sqrt(square * scalar(1.0 / correction2)) +
                         getEps().convertToDouble();
      Expr gradRate = lr * (1.0 - mu) / (1.0 - product);
      Expr meanRate = lr * next / (1.0 - product * next);
      param = param - scalar(gradRate) * (grad / denominator);
      param = param - scalar(meanRate) * (mean / denominator);
      return update.finish(param, {product, mean, square});
    }]> {
  let torchName = "NAdam";
  let summary = "Adam with Nesterov momentum (Dozat 2016)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.NAdam.html
    As Adam, with the momentum mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2):
    p -= lr (1 - mu_t) / (1 - mu_1 .. mu_t) g / d
       + lr mu_t+1 / (1 - mu_1 .. mu_t+1) m / d,
    where d = sqrt(v / (1 - beta2^t)) + eps.
    States `mu_product` (one number), `exp_avg` (m), `exp_avg_sq` (v). All are
    of the parameter's element type; PyTorch's `mu_product` is single for
    doubles too, unless doubles are its default type.
  }];
}

def Nadir_RadamOp : Nadir_Optimizer<"radam",
    (ins DefaultValuedAttr<Nadir_Decays, "{0.9, 0.999}">:$betas,
         DefaultValuedAttr<Nadir_NonNegative, "1e-8">:$eps,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$decoupled_weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-3", [{ states.add("exp_avg").add("exp_avg_sq"); }], [{
      Momentum beta1 = update.momentum(getBetas()[0]);
      double beta2 = getBetas()[1];
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble(),
                   getDecoupledWeightDecay());
      Expr mean = state("exp_avg") * beta1 + grad * (1.0 - beta1);
      Expr square = state("exp_avg_sq") * beta2 + grad * grad * (1.0 - beta2);
      Expr decayed = power(beta2, step);
      Expr correction2 = 1.0 - decayed;
      // How many steps the average is long, in the limit and up to now.
      double limit = 2.0 / (1.0 - beta2) - 1.0;
      Expr length = limit - step * decayed * 2.0 / correction2;
      Expr rectifier = sqrt((length - 4.0) * (length - 2.0) * limit /
                            (length * ((limit - 4.0) * (limit - 2.0))));
      Expr adaptive = scalar(sqrt(correction2) * rectifier) /
                      (sqrt(square) + getEps().convertToDouble());
      Expr factor = select(gt(length, 5.0), adaptive, param.constant(1.0));
      return update.finish(
          param - mean * scalar(lr / (1.0 - power(beta1, step))) * factor,
          {mean, square});
    }]> {
  let torchName = "RAdam";
  let summary = "Adam with a rectified variance (Liu et al. 2019)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.RAdam.html
    As Adam, but while the average of the squares is short,
    rho = rho_inf - 2 t beta2^t / (1 - beta2^t) <= 5 with
    rho_inf = 2 / (1 - beta2) - 1, the step is p -= lr m / (1 - beta1^t), and
    then that times sqrt((rho - 4) (rho - 2) rho_inf / ((rho_inf - 4)
    (rho_inf - 2) rho)) sqrt(1 - beta2^t) / (sqrt(v) + eps).
    States `exp_avg` (m), `exp_avg_sq` (v).
  }];
}

#endif // NADIR_DIALECT_ADAM_OPTIMIZERS
