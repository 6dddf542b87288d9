// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes graphs as text, so that a table of cases becomes a table of programs.

#ifndef NADIR_TEST_UNIT_COMMON_GRAPHTEXT_H
#define NADIR_TEST_UNIT_COMMON_GRAPHTEXT_H

#include "compiler/Reference/Tensor.h"

#include <optional>
#include <string>

namespace nadir::test {

/// "tensor<?x3xf32>": the batch is the first dimension if there are rows.
std::string typeText(llvm::ArrayRef<int64_t> shape, reference::DType dtype,
                     bool hasRows = false);

class GraphText {
public:
  /// A value's name ("%x") and type as text.
  struct Value {
    std::string name;
    std::string type;
  };

  Value input(llvm::StringRef name, llvm::StringRef type);
  Value parameter(llvm::StringRef name, llvm::StringRef type,
                  llvm::StringRef initializer = "#nadir.constant<0.0>");

  /// `%n = nadir.<mnemonic> %a, %b <attributes> : (types) -> <resultType>`.
  Value op(llvm::StringRef mnemonic, llvm::ArrayRef<Value> operands,
           llvm::StringRef resultType, llvm::StringRef attributes = "");
  /// The same where the operands are not a plain list: `syntax` is what stands
  /// between the mnemonic and the colon.
  Value written(llvm::StringRef mnemonic, llvm::StringRef syntax,
                llvm::ArrayRef<Value> operands, llvm::StringRef resultType);

  /// `%n = nadir.<text> : <type>`, for operations without operands.
  Value statement(llvm::StringRef text, llvm::StringRef type);

  /// sum(value * weights), a scalar to differentiate.
  Value weightedSum(const Value &value, const Value &weights);
  llvm::SmallVector<Value> gradient(const Value &loss,
                                    llvm::ArrayRef<Value> values);

  void output(llvm::StringRef name, const Value &value);
  void metric(llvm::StringRef name, const Value &value);
  void minimize(const Value &loss, llvm::StringRef optimizer,
                llvm::StringRef settings);

  /// The module with this graph, compiled for `batch` rows.
  std::string str(std::optional<int64_t> batch = std::nullopt) const;

private:
  std::string nextName();

  std::string body;
  int count = 0;
};

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_COMMON_GRAPHTEXT_H
