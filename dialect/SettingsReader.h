// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a dictionary of settings by name and type, and reports the first that
// is missing, unknown or not what it should be, at the operation that has it.

#ifndef NADIR_DIALECT_SETTINGSREADER_H
#define NADIR_DIALECT_SETTINGSREADER_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringSet.h"
#include <optional>

namespace nadir {

class SettingsReader {
public:
  /// `what` names the dictionary in messages.
  SettingsReader(mlir::Operation *op, llvm::StringRef what,
                 mlir::DictionaryAttr settings)
      : op(op), what(what), settings(settings) {}

  // A setting without a default must be there; after a mistake the result
  // means nothing. `expected` says what is valid: "an integer >= 1".
  double real(llvm::StringRef name, std::optional<double> defaultValue,
              llvm::function_ref<bool(double)> isValid,
              llvm::StringRef expected);
  int64_t integer(llvm::StringRef name, std::optional<int64_t> defaultValue,
                  llvm::function_ref<bool(int64_t)> isValid,
                  llvm::StringRef expected);
  bool flag(llvm::StringRef name, bool defaultValue);
  llvm::StringRef choice(llvm::StringRef name,
                         std::optional<llvm::StringRef> defaultValue,
                         llvm::ArrayRef<llvm::StringRef> choices);
  /// True if the setting is this text.
  bool isText(llvm::StringRef name, llvm::StringRef text);

  /// Fails if anything was wrong, or a setting was never asked for.
  llvm::LogicalResult finish();

private:
  mlir::Attribute get(llvm::StringRef name, bool isOptional);
  void refuse(llvm::StringRef name, mlir::Attribute found,
              const llvm::Twine &expected);

  mlir::Operation *op;
  llvm::StringRef what;
  mlir::DictionaryAttr settings;
  llvm::StringSet<> known;
  bool hasFailed = false;
};

} // namespace nadir

#endif // NADIR_DIALECT_SETTINGSREADER_H
