// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimizers. Each is one definition: its settings with torch.optim's names and
// defaults, the states it keeps and its update, in torch.optim's order of
// operations. Descriptions write p for the parameter, g for its gradient
// (negated by `maximize`) and t for the number of the step.

#ifndef NADIR_DIALECT_OPTIMIZERS
#define NADIR_DIALECT_OPTIMIZERS

include "dialect/AdamOptimizers.td"
include "dialect/LayerwiseOptimizers.td"

def Nadir_SgdOp : Nadir_Optimizer<"sgd",
    (ins DefaultValuedAttr<Nadir_NonNegative, "0.0">:$momentum,
         DefaultValuedAttr<Nadir_Finite, "0.0">:$dampening,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$nesterov,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-3",
    [{
      if (s.real("momentum", 0.0) != 0.0 || s.flag("runtime_momentum"))
        states.add("momentum_buffer");
      if (s.flag("runtime_momentum") && s.real("dampening", 0.0) != 0.0)
        states.addScalar("has_momentum_buffer");
    }], [{
      Momentum momentum = update.momentum(getMomentum().convertToDouble());
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble());
      if (momentum.isNone())
        return update.finish(param - scalar(lr) * grad, {});
      // The first step with a momentum takes the gradient undamped. Without
      // dampening that is what a buffer of 0 does.
      bool mayComeLater =
          getRuntimeMomentum() && !getDampening().isZero();
      Expr known;
      if (mayComeLater)
        known = update.scalarState("has_momentum_buffer");
      Expr buffer = state("momentum_buffer"), kept = buffer * momentum;
      Expr isFirst = mayComeLater ? eq(known, 0.0) : eq(step, 1.0);
      Expr damped =
          select(isFirst, grad,
                 kept + grad * (1.0 - getDampening().convertToDouble()));
      Expr direction = getNesterov() ? grad + damped * momentum : damped;
      ::llvm::SmallVector<Expr> newStates = {
          momentum.orWithout(damped, buffer)};
      if (mayComeLater)
        newStates.push_back(momentum.orWithout(known.constant(1.0), known));
      return update.finish(
          param - scalar(lr) * momentum.orWithout(direction, grad), newStates);
    }], [{getNesterov() && (getMomentum().isZero() || !getDampening().isZero())
              ? ::std::optional<::std::string>(
                    "expected a momentum and no dampening with nesterov")
              : ::std::nullopt}]> {
  let torchName = "SGD";
  let summary = "Stochastic gradient descent, with momentum (Sutskever 2013)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
    g += weight_decay p; with a momentum, b = g in the first step, then
    b = momentum b + (1 - dampening) g, and g = g + momentum b with nesterov,
    else g = b; p -= lr g. Nesterov needs a momentum and no dampening; groups
    may have other ones.
    At run time, a momentum of 0 leaves b as it is and takes g; b = g in the
    first step with another one.
    State `momentum_buffer` (b), with a momentum; and one number,
    `has_momentum_buffer` (first 0), with one at run time and dampening.
  }];
}

def Nadir_AsgdOp : Nadir_Optimizer<"asgd",
    (ins DefaultValuedAttr<Nadir_Finite, "1e-4">:$lambd,
         DefaultValuedAttr<Nadir_Finite, "0.75">:$alpha,
         DefaultValuedAttr<Nadir_Finite, "1e6">:$t0,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-2", [{
      states.addScalar("eta", s.real("lr", getDefaultLearningRate()))
          .addScalar("mu", 1.0)
          .add("ax");
    }], [{
      double lambd = getLambd().convertToDouble();
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble());
      // PyTorch makes the states in the first step, from that step's rate.
      Expr eta = select(eq(step, 1.0), lr, update.scalarState("eta"));
      Expr mu = update.scalarState("mu");
      param = param * scalar(1.0 - eta * lambd) - scalar(eta) * grad;
      Expr average = state("ax");
      average = select(eq(mu, 1.0), param,
                       average + (param - average) * scalar(mu));
      Expr slowed = lr * step * lambd + 1.0;
      Expr newEta =
          lr / pow(slowed, slowed.constant(getAlpha().convertToDouble()));
      Expr newMu = 1.0 / maximum(step - getT0().convertToDouble(), 1.0);
      return update.finish(param, {newEta, newMu, average});
    }]> {
  let torchName = "ASGD";
  let summary = "Averaged stochastic gradient descent (Polyak and Juditsky 1992)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.ASGD.html
    g += weight_decay p; p = (1 - lambd eta) p - eta g; the average ax becomes p
    while mu = 1, then ax += mu (p - ax). After that
    eta = lr / (1 + lambd lr t)^alpha and mu = 1 / max(1, t - t0).
    States `eta` (first lr) and `mu` (first 1), one number each, and `ax`, what
    the averaged model is made of.
  }];
}

def Nadir_RpropOp : Nadir_Optimizer<"rprop",
    (ins DefaultValuedAttr<Nadir_RealsSetting<2,
             "values[0] > 0.0 && values[0] < 1.0 && values[1] > 1.0",
             "the first in (0, 1), the second > 1">, "{0.5, 1.2}">:$etas,
         DefaultValuedAttr<Nadir_RealsSetting<2, "true", "each finite">,
                           "{1e-6, 50.0}">:$step_sizes,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-2", [{
      states.add("prev").add("step_size",
                             s.real("lr", getDefaultLearningRate()));
    }], [{
      if (getMaximize()) grad = -grad;
      // PyTorch makes the states in the first step, from that step's rate.
      Expr size = select(eq(step, 1.0), scalar(lr), state("step_size"));
      Expr agreement = grad * state("prev");
      Expr isReversed = lt(agreement, 0.0), one = grad.constant(1.0);
      Expr factor =
          select(gt(agreement, 0.0), grad.constant(getEtas()[1]),
                 select(isReversed, grad.constant(getEtas()[0]), one));
      size = minimum(maximum(size * factor, getStepSizes()[0]),
                     getStepSizes()[1]);
      grad = select(isReversed, grad.constant(0.0), grad);
      return update.finish(param - signOf(grad) * size, {grad, size});
    }]> {
  let torchName = "Rprop";
  let summary = "Resilient backpropagation (Riedmiller and Braun 1993)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Rprop.html
    The step size of each element, lr at first, is multiplied by etas[1] where g
    has the sign of the last g and by etas[0] where it has the other sign, and
    kept in [step_sizes[0], step_sizes[1]]; where the sign is the other, g
    becomes 0; p -= sign(g) step_size. The rate of later steps has no effect.
    States `prev` (g), `step_size` (first lr).
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
      if (s.real("momentum", 0.0) > 0.0 || s.flag("runtime_momentum"))
        states.add("momentum_buffer");
    }], [{
      double alpha = getAlpha().convertToDouble();
      Momentum momentum = update.momentum(getMomentum().convertToDouble());
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble());
      Expr square = state("square_avg") * alpha + grad * grad * (1.0 - alpha);
      llvm::SmallVector<Expr> newStates = {square};
      Expr variance = square;
      if (getCentered()) {
        Expr mean = state("grad_avg") * alpha + grad * (1.0 - alpha);
        variance = square - mean * mean;
        newStates.push_back(mean);
      }
      Expr direction = grad / (sqrt(variance) + getEps().convertToDouble());
      if (!momentum.isNone()) {
        Expr old = state("momentum_buffer");
        Expr buffer = old * momentum + direction;
        direction = momentum.orWithout(buffer, direction);
        newStates.push_back(momentum.orWithout(buffer, old));
      }
      return update.finish(param - scalar(lr) * direction, newStates);
    }]> {
  let torchName = "RMSprop";
  let summary = "RMSprop (Hinton 2012)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
    g += weight_decay p; v = alpha v + (1 - alpha) g^2; if centered,
    m = alpha m + (1 - alpha) g; d = g / (sqrt(v - m^2) + eps), without m if
    not; with a momentum, d = b = momentum b + d; p -= lr d. At run time, a
    momentum of 0 leaves b as it is.
    States `square_avg` (v), if centered `grad_avg` (m), with a momentum
    `momentum_buffer` (b).
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
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble());
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
    g += weight_decay p; s += g^2;
    p -= lr / (1 + (t - 1) lr_decay) g / (sqrt(s) + eps).
    State `sum` (s), first initial_accumulator_value: in groups, too, the one of
    the optimizer that they have single settings over.
  }];
}

def Nadir_AdadeltaOp : Nadir_Optimizer<"adadelta",
    (ins DefaultValuedAttr<Nadir_Share, "0.9">:$rho,
         DefaultValuedAttr<Nadir_NonNegative, "1e-6">:$eps,
         DefaultValuedAttr<Nadir_NonNegative, "0.0">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1.0", [{ states.add("square_avg").add("acc_delta"); }], [{
      double rho = getRho().convertToDouble();
      double eps = getEps().convertToDouble();
      if (getMaximize()) grad = -grad;
      update.decay(param, grad, getWeightDecay().convertToDouble());
      Expr square = state("square_avg") * rho + grad * grad * (1.0 - rho);
      Expr old = state("acc_delta");
      Expr delta = sqrt(old + eps) / sqrt(square + eps) * grad;
      Expr deltas = old * rho + delta * delta * (1.0 - rho);
      return update.finish(param - scalar(lr) * delta, {square, deltas});
    }]> {
  let torchName = "Adadelta";
  let summary = "Adadelta (Zeiler 2012)";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.optim.Adadelta.html
    g += weight_decay p; v = rho v + (1 - rho) g^2;
    d = sqrt(u + eps) / sqrt(v + eps) g; u = rho u + (1 - rho) d^2; p -= lr d.
    States `square_avg` (v), `acc_delta` (u).
  }];
}

def Nadir_LionOp : Nadir_Optimizer<"lion",
    (ins DefaultValuedAttr<Nadir_Decays, "{0.9, 0.99}">:$betas,
         DefaultValuedAttr<Nadir_NonNegative, "1e-3">:$weight_decay,
         DefaultValuedAttr<BoolAttr, "false">:$maximize),
    "1e-4", [{ states.add("exp_avg"); }], [{
      Momentum beta1 = update.momentum(getBetas()[0]);
      double beta2 = getBetas()[1];
      double decay = getWeightDecay().convertToDouble();
      if (getMaximize()) grad = -grad;
      Expr old = state("exp_avg");
      Expr direction = signOf(grad * (1.0 - beta1) + old * beta1);
      if (decay != 0.0) direction = direction + param * decay;
      return update.finish(param - scalar(lr) * direction,
                           {grad * (1.0 - beta2) + old * beta2});
    }]> {
  let torchName = "Lion";
  let summary = "Evolved sign momentum (Chen et al. 2023)";
  let description = [{
    https://arxiv.org/abs/2302.06675
    With the defaults of optax.lion:
    u = sign(beta1 m + (1 - beta1) g) + weight_decay p;
    m = beta2 m + (1 - beta2) g; p -= lr u.
    State `exp_avg` (m).
  }];
}

#endif // NADIR_DIALECT_OPTIMIZERS
