// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "dialect/SettingsReader.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir;
using namespace nadir;

Attribute SettingsReader::get(StringRef name, bool isOptional) {
  known.insert(name);
  Attribute found = settings.get(name);
  if (!found && !isOptional && !std::exchange(hasFailed, true))
    op->emitOpError() << "'" << what << "' needs '" << name << "'";
  return found;
}

void SettingsReader::refuse(StringRef name, Attribute found,
                            const Twine &expected) {
  if (!std::exchange(hasFailed, true))
    op->emitOpError() << "'" << what << "': expected '" << name << "' to be "
                      << expected << ", found " << found;
}

double SettingsReader::real(StringRef name, std::optional<double> defaultValue,
                            llvm::function_ref<bool(double)> isValid,
                            StringRef expected) {
  Attribute found = get(name, defaultValue.has_value());
  if (!found)
    return defaultValue.value_or(0.0);
  auto value = dyn_cast<FloatAttr>(found);
  if (value && std::isfinite(value.getValueAsDouble()) &&
      isValid(value.getValueAsDouble()))
    return value.getValueAsDouble();
  refuse(name, found, expected);
  return 0.0;
}

int64_t SettingsReader::integer(StringRef name,
                                std::optional<int64_t> defaultValue,
                                llvm::function_ref<bool(int64_t)> isValid,
                                StringRef expected) {
  Attribute found = get(name, defaultValue.has_value());
  if (!found)
    return defaultValue.value_or(1);
  auto value = dyn_cast<IntegerAttr>(found);
  if (value && value.getType().isSignlessInteger(64) &&
      isValid(value.getValue().getSExtValue()))
    return value.getValue().getSExtValue();
  refuse(name, found, expected);
  return 1;
}

bool SettingsReader::flag(StringRef name, bool defaultValue) {
  Attribute found = get(name, /*isOptional=*/true);
  if (!found)
    return defaultValue;
  if (auto value = dyn_cast<BoolAttr>(found))
    return value.getValue();
  refuse(name, found, "true or false");
  return defaultValue;
}

StringRef SettingsReader::choice(StringRef name,
                                 std::optional<StringRef> defaultValue,
                                 ArrayRef<StringRef> choices) {
  Attribute found = get(name, defaultValue.has_value());
  if (!found)
    return defaultValue.value_or(choices.front());
  auto value = dyn_cast<StringAttr>(found);
  if (value && llvm::is_contained(choices, value.getValue()))
    return value.getValue();
  refuse(name, found, "\"" + llvm::join(choices, "\" or \"") + "\"");
  return choices.front();
}

bool SettingsReader::isText(StringRef name, StringRef text) {
  auto value = settings.getAs<StringAttr>(name);
  if (!value || value.getValue() != text)
    return false;
  known.insert(name);
  return true;
}

LogicalResult SettingsReader::finish() {
  for (NamedAttribute setting : settings)
    if (!known.contains(setting.getName().getValue()) &&
        !std::exchange(hasFailed, true))
      op->emitOpError() << "'" << what << "' has no setting '"
                        << setting.getName().getValue() << "'";
  return failure(hasFailed);
}
