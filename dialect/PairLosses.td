// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Losses that compare: rankings, embeddings and triplets, with targets of 1
// and -1, and the distance that triplets are measured with.

#ifndef NADIR_DIALECT_PAIRLOSSES
#define NADIR_DIALECT_PAIRLOSSES

include "dialect/LossBase.td"

def Nadir_MarginRankingLossOp
    : Nadir_LossOp<"margin_ranking_loss",
        (ins Nadir_FloatTensor:$input1, Nadir_FloatTensor:$input2,
             Nadir_FloatTensor:$target),
        (ins DefaultValuedAttr<F64Attr, "0.0">:$margin), [{
          Expr lead = f(getTarget()) * (f(getInput1()) - f(getInput2()));
          return reduceLoss(clampMin(getMargin().convertToDouble() - lead, 0.0),
                            getReduction());
        }], Nadir_LossShapes<"inferRankingLoss">.text> {
  let summary = "Hinge of the lead of one score over another";
  let formulaText = "max(0, margin - t (x1 - x2))";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.margin_ranking_loss.html
    Inputs and target (1: the first should rank higher, -1: the second) [*] (f32
    or f64), of one rank, broadcast together.

    - `margin_ranking_loss_c1`: at the hinge the derivative is 0.
    - `margin_ranking_loss_c2`: tensors of different ranks are refused.}];
}

def Nadir_HingeEmbeddingLossOp
    : Nadir_LossOp<"hinge_embedding_loss",
        (ins Nadir_FloatTensor:$input, Nadir_NumberTensor:$target),
        (ins DefaultValuedAttr<F64Attr, "1.0">:$margin), [{
          Expr x = f(getInput()), t = f(getTarget());
          Expr far = clampMin(getMargin().convertToDouble() - x, 0.0);
          return reduceLoss(select(ne(t, 1.0), far, zerosLike(x)) +
                                select(ne(t, -1.0), x, zerosLike(x)),
                            getReduction());
        }], Nadir_LossShapes<"inferSignedLoss">.text> {
  let summary = "Distance of similar pairs, hinge of dissimilar ones";
  let formulaText = "x if t = 1, max(0, margin - x) if t = -1";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.hinge_embedding_loss.html
    Input (distances) and target (1 or -1; floats or integers) [*], broadcast
    together.

    - `hinge_embedding_loss_c1`: at the hinge the derivative is 0.
    - `hinge_embedding_loss_c2`: a target other than 1 and -1 adds both terms.}];
}

def Nadir_CosineEmbeddingLossOp
    : Nadir_LossOp<"cosine_embedding_loss",
        (ins Nadir_FloatTensor:$input1, Nadir_FloatTensor:$input2,
             Nadir_NumberTensor:$target),
        (ins DefaultValuedAttr<F64Attr, "0.0">:$margin), [{
          Expr cosine = cosineSimilarity(f(getInput1()), f(getInput2()));
          Expr t = f(getTarget()), zero = zerosLike(cosine);
          Expr far = clampMin(cosine - getMargin().convertToDouble(), 0.0);
          return reduceLoss(select(eq(t, 1.0), 1.0 - cosine, zero) +
                                select(eq(t, -1.0), far, zero),
                            getReduction());
        }], Nadir_LossShapes<"inferCosineLoss">.text> {
  let summary = "Angle of similar pairs, hinge of dissimilar ones";
  let formulaText = "1 - cos(x1, x2) if t = 1, "
                    "max(0, cos(x1, x2) - margin) if t = -1";
  let meanDivisor = "number of rows";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.cosine_embedding_loss.html
    Inputs [N, D] with target [N], or [D] with a scalar; target 1 or -1 (floats
    or integers). cos = x1 x2 / sqrt((|x1|^2 + 1e-12) (|x2|^2 + 1e-12)).

    - `cosine_embedding_loss_c1`: a zero vector has the cosine 0, not NaN.
    - `cosine_embedding_loss_c2`: a target other than 1 and -1 gives 0.
    - `cosine_embedding_loss_c3`: at the hinge the derivative is 0.
    - `cosine_embedding_loss_c4`: inputs of other ranks are refused.}];
}

def Nadir_SoftMarginLossOp
    : Nadir_PairLoss<"soft_margin_loss",
        (ins Nadir_FloatTensor:$input, Nadir_FloatTensor:$target), (ins), [{
          return reduceLoss(-logsigmoid(f(getTarget()) * f(getInput())),
                            getReduction());
        }]> {
  let summary = "Logistic loss of targets 1 and -1";
  let formulaText = "log(1 + exp(-t x))";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.soft_margin_loss.html
    Input (logits) and target (1 or -1) [*] (f32 or f64), broadcast together.

    - `soft_margin_loss_c1`: value and gradient are finite for every finite
      logit, where exp(-t x) itself overflows.}];
}

def Nadir_PairwiseDistanceOp
    : Nadir_Op<"pairwise_distance", [Pure, Nadir_Inferred, Nadir_Decomposable]> {
  let summary = "p-norm of the difference of vectors";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html
    |x1 - x2 + eps|_p along the last dimension; x1 and x2 [D] or [N, D] (any
    rank above 0), broadcast together.

    - `pairwise_distance_c1`: the derivative at distance 0 is 0.
    - `pairwise_distance_c2`: `p` is 0 (differences that are not 0 count 1),
      positive, or infinite (largest difference, refused for vectors of no
      elements); less than 0 is refused.}];
  let arguments = (ins Nadir_FloatTensor:$x1, Nadir_FloatTensor:$x2,
      DefaultValuedAttr<F64Attr, "2.0">:$p,
      DefaultValuedAttr<F64Attr, "1e-6">:$eps,
      DefaultValuedAttr<BoolAttr, "false">:$keepdim);
  let results = (outs Nadir_FloatTensor:$result);
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *context, ::std::optional<::mlir::Location> location,
        Adaptor adaptor, ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      return inferDistance(location, getOperationName(),
                           adaptor.getOperands().getTypes(),
                           adaptor.getKeepdim(), types);
    }
    ::llvm::LogicalResult $cppClass::verify() {
      return verifyNorm(*this, getP().convertToDouble());
    }
  }] # Nadir_FormulaMethod<[{
    return pairwiseDistance(f(getX1()), f(getX2()), getP().convertToDouble(),
                            getEps().convertToDouble(), getKeepdim());
  }]>.text;
}

/// What the triplet losses refuse.
class Nadir_TripletSettings {
  string verification = [{
    double margin = getMargin().convertToDouble();
    if (failed(expectSetting(*this, "margin > 0", margin, margin > 0.0)))
      return failure();
  }];
}

def Nadir_TripletMarginLossOp
    : Nadir_LossOp<"triplet_margin_loss",
        (ins Nadir_FloatTensor:$anchor, Nadir_FloatTensor:$positive,
             Nadir_FloatTensor:$negative),
        (ins DefaultValuedAttr<F64Attr, "1.0">:$margin,
             DefaultValuedAttr<F64Attr, "2.0">:$p,
             DefaultValuedAttr<F64Attr, "1e-6">:$eps,
             DefaultValuedAttr<BoolAttr, "false">:$swap), [{
          auto distance = [&](Expr a, Expr b) {
            return pairwiseDistance(a, b, getP().convertToDouble(),
                                    getEps().convertToDouble(),
                                    /*keepdim=*/false);
          };
          Expr anchor = f(getAnchor()), positive = f(getPositive()),
               negative = f(getNegative());
          Expr swap = getSwap() ? distance(positive, negative) : Expr();
          return reduceLoss(tripletMargin(distance(anchor, positive),
                                          distance(anchor, negative), swap,
                                          getMargin().convertToDouble()),
                            getReduction());
        }], Nadir_LossShapes<"inferTripletLoss">.text, [],
        Nadir_TripletSettings<>.verification # [{
          return verifyNorm(*this, getP().convertToDouble());
        }]> {
  let summary = "Hinge of an anchor's distances to two others";
  let formulaText = "max(0, d(a, p) - d(a, n) + margin) with "
                    "d(x, y) = norm_p(x - y + eps)";
  let meanDivisor = "number of rows";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_loss.html
    Anchor, positive and negative [D] or [N, D] (of one rank above 0), broadcast
    together; result [] or [N]. Distances are those of `pairwise_distance`.

    - `triplet_margin_loss_c1`: `swap` takes the smaller of d(a, n) and d(p, n).
    - `triplet_margin_loss_c2`: the derivative at distance 0 is 0.
    - `triplet_margin_loss_c3`: at the hinge the derivative is 0.
    - `triplet_margin_loss_c4`: a margin of 0 or less is refused.
    - `triplet_margin_loss_c5`: tensors of different ranks are refused.}];
}

def Nadir_TripletMarginWithDistanceLossOp
    : Nadir_LossOp<"triplet_margin_with_distance_loss",
        (ins Nadir_FloatTensor:$positive_distance,
             Nadir_FloatTensor:$negative_distance,
             Optional<Nadir_FloatTensor>:$swap_distance),
        (ins DefaultValuedAttr<F64Attr, "1.0">:$margin), [{
          return reduceLoss(tripletMargin(f(getPositiveDistance()),
                                          f(getNegativeDistance()),
                                          f(getSwapDistance()),
                                          getMargin().convertToDouble()),
                            getReduction());
        }], Nadir_LossShapes<"inferDistancesLoss">.text, [],
        Nadir_TripletSettings<>.verification # "return success();"> {
  let summary = "Hinge of an anchor's distances, measured by the user";
  let formulaText = "max(0, d(a, p) - d(a, n) + margin), d by the user";
  let description = [{
    https://pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_with_distance_loss.html
    The distances d(a, p), d(a, n) and, for PyTorch's `swap`, d(p, n), all of
    one type, from a function of the user's. The builder also takes that
    function itself.

    - `triplet_margin_with_distance_loss_c1`: with the swap distance, the
      smaller of it and d(a, n) counts.
    - `triplet_margin_with_distance_loss_c2`: at the hinge the derivative is 0.
    - `triplet_margin_with_distance_loss_c3`: a margin of 0 or less is refused.
    - `triplet_margin_with_distance_loss_c4`: distances of different types are
      refused.}];
  let assemblyFormat = [{
    $positive_distance `,` $negative_distance
    (`swap_distance` `(` $swap_distance^ `)`)? attr-dict `:`
    functional-type(operands, results)
  }];
}

#endif // NADIR_DIALECT_PAIRLOSSES
