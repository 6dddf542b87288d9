// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the meaning of an operation may look at while it is evaluated: the
// tensors of its operands, the number of rows, and the inputs' shapes, which
// error messages need.

#ifndef NADIR_COMPILER_REFERENCE_SCOPE_H
#define NADIR_COMPILER_REFERENCE_SCOPE_H

#include "compiler/Reference/Tensor.h"

#include "mlir/IR/Location.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace nadir::reference {

class Scope {
public:
  /// `rows` is what every `?` stands for, or kDynamic if nothing has one.
  explicit Scope(int64_t rows) : rows(rows) {}
  /// A scope without values that names rows and inputs as `outer` does.
  static Scope inside(const Scope &outer);

  void bind(mlir::Value value, Tensor tensor);
  const Tensor &operator[](mlir::Value value) const;

  /// The shape and dtype that a value has with this many rows.
  Sizes shapeOf(mlir::Value value) const;
  Tensor zerosFor(mlir::Value value) const;

  /// Remembers the shape of an input for error messages.
  void nameInput(llvm::StringRef name, llvm::ArrayRef<int64_t> shape);
  /// "label[17]", or "tokens[3, 5]" for an input of rank 2.
  std::string nameElement(llvm::StringRef tensor, int64_t position) const;

private:
  int64_t rows;
  llvm::DenseMap<mlir::Value, Tensor> tensors;
  llvm::StringMap<Sizes> inputs;
};

/// "an error" in the words in which a compiled program reports it: element
/// `position` of `tensor` is not in [minimum, maximum].
llvm::Error outOfRange(const Scope &scope, mlir::Location location,
                       llvm::StringRef tensor, int64_t position, int64_t value,
                       double minimum, double maximum);
llvm::Error outOfRange(const Scope &scope, mlir::Location location,
                       llvm::StringRef tensor, int64_t position, double value,
                       double minimum, double maximum);

/// An error that is a text.
llvm::Error makeError(const llvm::Twine &text);

} // namespace nadir::reference

#endif // NADIR_COMPILER_REFERENCE_SCOPE_H
