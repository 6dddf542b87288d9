// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/MatmulChoice.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace nadir {

void setMatmulChoice(func::FuncOp kernel, const MatmulChoice &choice) {
  Builder builder(kernel.getContext());
  SmallVector<NamedAttribute> parts;
  auto add = [&](StringRef name, int64_t value) {
    if (value != 0)
      parts.push_back(
          builder.getNamedAttr(name, builder.getI64IntegerAttr(value)));
  };
  add("vectors", choice.vectors);
  add("columns", choice.columns);
  if (parts.empty())
    kernel->removeAttr(matmulChoiceName);
  else
    kernel->setAttr(matmulChoiceName, builder.getDictionaryAttr(parts));
}

FailureOr<MatmulChoice> getMatmulChoice(func::FuncOp kernel) {
  MatmulChoice choice;
  Attribute attribute = kernel->getAttr(matmulChoiceName);
  if (!attribute)
    return choice;
  auto parts = dyn_cast<DictionaryAttr>(attribute);
  bool isValid = parts != nullptr;
  for (NamedAttribute part :
       parts ? parts.getValue() : ArrayRef<NamedAttribute>()) {
    auto value = dyn_cast<IntegerAttr>(part.getValue());
    bool isVectors = part.getName() == "vectors";
    int64_t most =
        isVectors ? MatmulChoice::mostVectors : MatmulChoice::mostColumns;
    isValid &= (isVectors || part.getName() == "columns") && value &&
               value.getType().isInteger(64) && value.getInt() >= 1 &&
               value.getInt() <= most;
    if (isValid)
      (isVectors ? choice.vectors : choice.columns) = value.getInt();
  }
  if (isValid)
    return choice;
  return kernel.emitOpError("expected '")
         << matmulChoiceName << "' to hold 'vectors' from 1 to "
         << MatmulChoice::mostVectors << " and 'columns' from 1 to "
         << MatmulChoice::mostColumns << " of type i64, found " << attribute;
}

std::string printMatmulChoice(const MatmulChoice &choice) {
  return std::to_string(choice.vectors) + " " + std::to_string(choice.columns);
}

std::optional<MatmulChoice> parseMatmulChoice(StringRef text) {
  MatmulChoice choice;
  auto [vectors, columns] = text.split(' ');
  if (vectors.getAsInteger(10, choice.vectors) ||
      columns.getAsInteger(10, choice.columns) || choice.vectors < 0 ||
      choice.vectors > MatmulChoice::mostVectors || choice.columns < 0 ||
      choice.columns > MatmulChoice::mostColumns)
    return std::nullopt;
  return choice;
}

} // namespace nadir
