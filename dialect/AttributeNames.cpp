// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/AttributeNames.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

LogicalResult nadir::verifyAttributeNames(Operation *op) {
  for (NamedAttribute attribute : op->getDiscardableAttrs()) {
    if (attribute.getName().getValue().contains('.'))
      continue;
    SmallVector<StringRef> known;
    for (StringAttr name : op->getName().getAttributeNames())
      if (!name.getValue().ends_with("SegmentSizes"))
        known.push_back(name.getValue());
    return op->emitOpError("has no attribute '")
           << attribute.getName().getValue() << "', only: "
           << (known.empty() ? std::string("none") : llvm::join(known, ", "));
  }
  return success();
}
