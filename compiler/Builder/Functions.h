// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions and operators over tensors. Those generated from the dialect are
// named, ordered and defaulted as in torch and torch.nn.functional; what may be
// left out is a member of a structure: `cross_entropy(logits, label,
// {.label_smoothing = 0.1})`. Dimensions may also stand in PyTorch's order:
// `mean(x, 1)` is `mean(x, {.dim = 1})`. All throw Error, with the caller's
// file and line, when an argument's shape or element type doesn't fit, a tensor
// is null, or tensors are of two graphs.

#ifndef NADIR_BUILDER_FUNCTIONS_H
#define NADIR_BUILDER_FUNCTIONS_H

#include "compiler/Builder/Tensor.h"

#include <functional>

namespace nadir {

#include "compiler/Builder/Operations.h.inc"

// Arithmetic, broadcast as NumPy does. Either side may be a number.
inline Tensor operator+(const Operand &lhs, const Operand &rhs) {
  return add(lhs, rhs, lhs.where());
}
inline Tensor operator-(const Operand &lhs, const Operand &rhs) {
  return sub(lhs, rhs, lhs.where());
}
inline Tensor operator*(const Operand &lhs, const Operand &rhs) {
  return mul(lhs, rhs, lhs.where());
}
inline Tensor operator/(const Operand &lhs, const Operand &rhs) {
  return div(lhs, rhs, lhs.where());
}
/// The negative; of integers 0 - operand.
Tensor operator-(const Operand &operand);
inline Tensor &operator+=(Tensor &lhs, const Operand &rhs) {
  return lhs = add(lhs, rhs, rhs.where());
}
inline Tensor &operator-=(Tensor &lhs, const Operand &rhs) {
  return lhs = sub(lhs, rhs, rhs.where());
}
inline Tensor &operator*=(Tensor &lhs, const Operand &rhs) {
  return lhs = mul(lhs, rhs, rhs.where());
}
inline Tensor &operator/=(Tensor &lhs, const Operand &rhs) {
  return lhs = div(lhs, rhs, rhs.where());
}

// Comparisons of elements: the result is a tensor of i1, not a bool.
inline Tensor operator==(const Operand &lhs, const Operand &rhs) {
  return eq(lhs, rhs, lhs.where());
}
inline Tensor operator!=(const Operand &lhs, const Operand &rhs) {
  return ne(lhs, rhs, lhs.where());
}
inline Tensor operator<(const Operand &lhs, const Operand &rhs) {
  return lt(lhs, rhs, lhs.where());
}
inline Tensor operator<=(const Operand &lhs, const Operand &rhs) {
  return le(lhs, rhs, lhs.where());
}
inline Tensor operator>(const Operand &lhs, const Operand &rhs) {
  return gt(lhs, rhs, lhs.where());
}
inline Tensor operator>=(const Operand &lhs, const Operand &rhs) {
  return ge(lhs, rhs, lhs.where());
}
inline Tensor operator&(const Operand &lhs, const Operand &rhs) {
  return logical_and(lhs, rhs, lhs.where());
}
inline Tensor operator|(const Operand &lhs, const Operand &rhs) {
  return logical_or(lhs, rhs, lhs.where());
}
Tensor operator!(const Operand &operand);

/// lhs where the condition (i1) holds, else rhs; all broadcast together.
/// https://pytorch.org/docs/stable/generated/torch.where.html
Tensor where(const Tensor &condition, const Operand &lhs, const Operand &rhs,
             std::source_location location = std::source_location::current());

/// Conversion to another element type: to integers by truncation, booleans as 0
/// and 1, to booleans as "is not 0". Only float to float has a gradient.
Tensor cast(const Tensor &input, DType dtype,
            std::source_location where = std::source_location::current());

/// The input, as a constant to differentiation (`torch.Tensor.detach`).
Tensor
stop_gradient(const Tensor &input,
              std::source_location where = std::source_location::current());

/// The same elements in row-major order under another shape. One size may be -1
/// and follows from the others; it is the batch if the input has one and
/// `shape` does not. The batch dimension stays whole.
/// https://pytorch.org/docs/stable/generated/torch.reshape.html
Tensor reshape(const Tensor &input, const Sizes &shape,
               std::source_location where = std::source_location::current());

/// The input repeated to a larger shape by NumPy's rules; -1 keeps a size.
/// https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html
Tensor expand(const Tensor &input, const Sizes &shape,
              std::source_location where = std::source_location::current());

/// A dimension of size 1 inserted before dimension `dim` of the result.
Tensor unsqueeze(const Tensor &input, int64_t dim,
                 std::source_location where = std::source_location::current());
/// Dimension `dim` of size 1 removed.
Tensor squeeze(const Tensor &input, int64_t dim,
               std::source_location where = std::source_location::current());

/// Dimension i of the result is dimension `dims[i]` of the input.
/// https://pytorch.org/docs/stable/generated/torch.permute.html
Tensor permute(const Tensor &input, const Sizes &dims,
               std::source_location where = std::source_location::current());
/// Two dimensions swapped.
/// https://pytorch.org/docs/stable/generated/torch.transpose.html
Tensor transpose(const Tensor &input, int64_t dim0, int64_t dim1,
                 std::source_location where = std::source_location::current());

/// Options of `one_hot`.
struct OneHotOptions {
  /// Element type of the result; PyTorch's is i64.
  DType dtype = i64;
};
/// 1 at the index, 0 elsewhere, along a new last dimension. A step that finds
/// an index outside [0, num_classes) fails and changes nothing.
/// https://pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
///
/// \param input i64 or i32
Tensor one_hot(const Tensor &input, int64_t num_classes,
               const OneHotOptions &options = {},
               std::source_location where = std::source_location::current());

/// How `linear` makes its parameters.
struct LinearLayer {
  /// The parameters are `<name>.weight` and `<name>.bias`. If empty: "linear"
  /// and the number of the layer in the graph, from 1.
  std::string name = "";
  bool bias = true;
};
/// A fully connected layer, [.., in_features] to [.., out_features], with new
/// parameters of the input's element type: weight [out_features, in_features]
/// and bias [out_features], both uniform in +-1/sqrt(in_features) at first.
/// https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
///
/// \param input f32 or f64, rank 2 or more
Tensor linear(const Tensor &input, int64_t out_features,
              const LinearLayer &layer = {},
              std::source_location where = std::source_location::current());

/// Options of `triplet_margin_with_distance_loss`.
struct TripletDistanceOptions {
  /// The distances of rows, [N] or [] for two tensors; `pairwise_distance` if
  /// empty.
  std::function<Tensor(const Tensor &, const Tensor &)> distance_function = {};
  /// Greater than 0.
  double margin = 1.0;
  /// Takes the smaller of d(anchor, negative) and d(positive, negative).
  bool swap = false;
  /// 'none', 'mean' or 'sum'
  std::string reduction = "mean";
};
/// max(0, d(anchor, positive) - d(anchor, negative) + margin) for a distance of
/// the user's.
/// https://pytorch.org/docs/stable/generated/torch.nn.functional.triplet_margin_with_distance_loss.html
///
/// \param anchor f32 or f64; positive and negative of its rank
Tensor triplet_margin_with_distance_loss(
    const Tensor &anchor, const Tensor &positive, const Tensor &negative,
    const TripletDistanceOptions &options = {},
    std::source_location where = std::source_location::current());

} // namespace nadir

#endif // NADIR_BUILDER_FUNCTIONS_H
