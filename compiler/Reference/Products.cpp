// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Meanings.h"
#include "dialect/Nadir.h"

using namespace mlir;

namespace nadir::reference {

namespace {

/// The last two dimensions of an operand of a product, as a matrix for each
/// leading index; one of rank 2 serves every leading index.
class Matrices {
public:
  Matrices(const Tensor &tensor, bool isTransposed)
      : elements(tensor.values<double>()), isTransposed(isTransposed),
        isShared(tensor.rank() <= 2),
        storedRows(tensor.rank() == 1 ? 1 : tensor.size(tensor.rank() - 2)),
        storedColumns(tensor.size(tensor.rank() - 1)) {}

  int64_t rows() const { return isTransposed ? storedColumns : storedRows; }
  int64_t columns() const { return isTransposed ? storedRows : storedColumns; }

  double at(int64_t matrix, int64_t row, int64_t column) const {
    if (isTransposed)
      std::swap(row, column);
    int64_t start = isShared ? 0 : matrix * storedRows * storedColumns;
    return elements[start + row * storedColumns + column];
  }

private:
  const std::vector<double> &elements;
  bool isTransposed, isShared;
  int64_t storedRows, storedColumns;
};

/// result[b, i, j] = sum_k lhs[b, i, k] rhs[b, k, j]
Tensor multiply(Matrices lhs, Matrices rhs, Tensor result) {
  std::vector<double> &values = result.values<double>();
  int64_t area = lhs.rows() * rhs.columns();
  for (int64_t place = 0; place < result.count(); ++place) {
    int64_t matrix = place / area;
    int64_t row = place % area / rhs.columns(), column = place % rhs.columns();
    double total = 0;
    for (int64_t k = 0; k < lhs.columns(); ++k)
      total += lhs.at(matrix, row, k) * rhs.at(matrix, k, column);
    values[place] = total;
  }
  return result;
}

Tensor matmul(MatmulOp op, const Scope &scope) {
  return multiply(Matrices(scope[op.getLhs()], op.getTransposeLhs()),
                  Matrices(scope[op.getRhs()], op.getTransposeRhs()),
                  scope.zerosFor(op.getResult()));
}

/// result[.., o] = sum_i input[.., i] weight[o, i] + bias[o]
Tensor linear(LinearOp op, const Scope &scope) {
  const Tensor &input = scope[op.getInput()], &weight = scope[op.getWeight()];
  Tensor result = multiply(Matrices(input, false), Matrices(weight, true),
                           scope.zerosFor(op.getResult()));
  if (!op.getBias())
    return result;
  const Tensor &bias = scope[op.getBias()];
  for (int64_t place = 0; place < result.count(); ++place)
    result.values<double>()[place] +=
        bias.values<double>()[place % bias.count()];
  return result;
}

} // namespace

void addProducts(Meanings &meanings) {
  meanings.add<MatmulOp>(matmul);
  meanings.add<LinearOp>(linear);
}

} // namespace nadir::reference
