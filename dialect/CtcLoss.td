// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Connectionist temporal classification: the loss, and its two kernels, whose
// recursions over time no formula over tensors states.

#ifndef NADIR_DIALECT_CTCLOSS
#define NADIR_DIALECT_CTCLOSS

include "dialect/Base.td"

def Nadir_SequenceReduction
    : ConfinedAttr<StrAttr, [AttrConstraint<
          CPred<"::llvm::is_contained({\"none\", \"mean\", \"sum\"}, "
                "::llvm::cast<::mlir::StringAttr>($_self).getValue())">,
          "'none', 'mean' or 'sum'">]>;

def Nadir_CtcLossOp
    : Nadir_Op<"ctc_loss", [Pure, Nadir_Inferred, Nadir_Decomposable]> {
  let summary = "-log of the probability of all alignments with a target";
  // For losses.md.
  string formulaText = "-log(sum over alignments of prod_t p_t), p the "
                       "probabilities of the alignment's classes";
  string meanDivisor = "each target's length (at least 1), then number of "
                       "sequences";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.ctc_loss.html
    (Graves et al. 2006). Log-probs [T, N, C] or, without batch, [T, C]: at each
    time the logarithms of the classes' probabilities (of `log_softmax`).
    Targets [N, S], or [S1] with the targets of all sequences one after the
    other; integers. Input_lengths and target_lengths [N] (without batch: []);
    integers. `reduction` "none" gives [N] (without batch: []), else a scalar.
    An alignment has one class for each time; without repetitions, and then
    without `blank`, it is the target.

    - `ctc_loss_c1`: "mean" divides each loss by its target's length, or by 1
      if that is 0, and then averages over the batch.
    - `ctc_loss_c2`: a target that does not fit in its input's length (it needs
      one more time for each pair of equal neighbours) has an infinite loss, and
      a NaN gradient.
    - `ctc_loss_c3`: with `zero_infinity`, infinite losses and their gradients
      are 0.
    - `ctc_loss_c4`: an empty target is aligned with blanks alone; an input of
      length 0 has loss 0 if the target is empty, and else an infinite one.
    - `ctc_loss_c5`: the gradient by log_probs is PyTorch's: exp(log_probs) less
      the alignments' share of each class. It is the derivative where the
      log_probs come from `log_softmax`; it is NaN where they are -inf. Beyond
      an input's length it is 0.
    - `ctc_loss_c6`: a label outside [0, C) fails the step; what stands behind
      a target's length is not looked at. A target should not hold `blank`.
    - `ctc_loss_c7`: an input's length outside [0, T], or a target's outside
      [0, S], fails the step, as do lengths of targets one after the other whose
      sum is above S1.
    - `ctc_loss_c8`: `blank` is in [0, C), and log_probs are not empty.
    - `ctc_loss_c9`: the batch `?` may be N alone: log_probs [T, ?, C] come from
      a `transpose` of [?, T, C]. Targets one after the other keep a fixed S1.
  }];
  let arguments = (ins Nadir_FloatTensor:$log_probs,
      Nadir_IndexTensor:$targets, Nadir_IndexTensor:$input_lengths,
      Nadir_IndexTensor:$target_lengths,
      DefaultValuedAttr<Nadir_Int, "0">:$blank,
      DefaultValuedStrAttr<Nadir_SequenceReduction, "mean">:$reduction,
      DefaultValuedAttr<BoolAttr, "false">:$zero_infinity);
  let results = (outs Nadir_FloatTensor:$result);
}

def Nadir_CtcOp : Nadir_Op<"ctc", [Pure, Nadir_Differentiable]> {
  let summary = "ctc_loss of each sequence";
  let description = [{
    Log-probs [T, N, C], targets [N, S] or [S1], lengths [N], all in range;
    result [N]. Runs the recursion over time in logarithms:
    alpha[t, s] = log_probs[t, l'[s]] + logsumexp(alpha[t-1, s],
    alpha[t-1, s-1], and alpha[t-1, s-2] if l'[s] is neither blank nor
    l'[s-2]), where l' is the target with a blank around each label.
  }];
  let arguments = (ins Nadir_FloatTensor:$log_probs,
      Nadir_IndexTensor:$targets, Nadir_IndexTensor:$input_lengths,
      Nadir_IndexTensor:$target_lengths, Nadir_Int:$blank,
      BoolAttr:$zero_infinity);
  let results = (outs Nadir_FloatTensor:$result);
  let hasVerifier = 1;
}
def Nadir_CtcGradOp : Nadir_Op<"ctc_grad", [Pure]> {
  let summary = "Gradient of ctc by the log-probs";
  let description = [{
    (exp(log_probs) - sum over s with l'[s] = c of exp(alpha + beta + loss -
    log_probs)) * grad within the input's length, 0 beyond it. `grad` is [N].
  }];
  let arguments = (ins Nadir_FloatTensor:$log_probs,
      Nadir_IndexTensor:$targets, Nadir_IndexTensor:$input_lengths,
      Nadir_IndexTensor:$target_lengths, Nadir_FloatTensor:$grad,
      Nadir_Int:$blank, BoolAttr:$zero_infinity);
  let results = (outs Nadir_FloatTensor:$result);
  let hasVerifier = 1;
}

#endif // NADIR_DIALECT_CTCLOSS
