// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/ProgramInfo.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace nadir {

static std::optional<nadir_dtype> dtypeOf(Type type) {
  if (type.isF32())
    return NADIR_F32;
  if (type.isF64())
    return NADIR_F64;
  if (type.isInteger(64))
    return NADIR_I64;
  if (type.isInteger(32))
    return NADIR_I32;
  if (type.isInteger(1))
    return NADIR_I1;
  return std::nullopt;
}

static uint64_t dtypeBytes(nadir_dtype dtype) {
  switch (dtype) {
  case NADIR_F64:
  case NADIR_I64:
    return 8;
  case NADIR_F32:
  case NADIR_I32:
    return 4;
  case NADIR_I1:
    return 1;
  }
  llvm_unreachable("all types are handled");
}

namespace {
/// Reads attributes of a module, and reports those that are not as the schedule
/// room writes them.
class InfoReader {
public:
  explicit InfoReader(ModuleOp module) : module(module) {}
  FailureOr<ProgramInfo> read();

private:
  LogicalResult readTensors(Attribute list, std::vector<TensorInfo> &tensors);
  LogicalResult readEntries();
  LogicalResult readChecks();
  LogicalResult readGroups();
  LogicalResult malformed(Attribute found) {
    return module.emitError("expected a program as the schedule room leaves "
                            "it, found ")
           << found;
  }
  uint64_t integer(StringRef name) {
    auto attribute = module->getAttrOfType<IntegerAttr>(name);
    return attribute ? attribute.getInt() : 0;
  }

  ModuleOp module;
  ProgramInfo info;
};
} // namespace

LogicalResult InfoReader::readTensors(Attribute list,
                                      std::vector<TensorInfo> &tensors) {
  auto array = dyn_cast_or_null<ArrayAttr>(list);
  if (!array)
    return success();
  for (auto dict : array.getAsRange<DictionaryAttr>()) {
    auto name = dict.getAs<StringAttr>("name");
    auto type = dict.getAs<TypeAttr>("type");
    auto offset = dict.getAs<IntegerAttr>("offset");
    auto tensor =
        type ? dyn_cast<RankedTensorType>(type.getValue()) : RankedTensorType();
    if (!name || !tensor)
      return malformed(dict);
    auto dtype = dtypeOf(tensor.getElementType());
    if (!dtype)
      return module.emitError("tensor '")
             << name.getValue()
             << "' expects elements of type f32, f64, i64, i32 or i1, found "
             << tensor.getElementType();
    TensorInfo result{name.str(), *dtype, {}, 0, dtypeBytes(*dtype)};
    for (int64_t size : tensor.getShape()) {
      bool isRows = ShapedType::isDynamic(size);
      result.shape.push_back(isRows ? -1 : size);
      result.bytes *= isRows ? info.capacity : size;
    }
    result.offset = offset ? offset.getInt() : 0;
    tensors.push_back(std::move(result));
  }
  return success();
}

LogicalResult InfoReader::readEntries() {
  auto entries = module->getAttrOfType<ArrayAttr>("nadir.entries");
  if (!entries)
    return module.emitError("expected the attribute 'nadir.entries'");
  for (auto dict : entries.getAsRange<DictionaryAttr>()) {
    auto name = dict.getAs<StringAttr>("name");
    auto function = dict.getAs<FlatSymbolRefAttr>("function");
    if (!name || !function)
      return malformed(dict);
    EntryInfo entry;
    entry.name = name.str();
    entry.symbol = function.getValue().str();
    if (auto uses = dict.getAs<ArrayAttr>("uses"))
      for (auto use : uses.getAsRange<StringAttr>())
        entry.uses.insert(use.getValue());
    if (failed(readTensors(dict.get("inputs"), entry.inputs)) ||
        failed(readTensors(dict.get("results"), entry.results)))
      return failure();
    info.entries.push_back(std::move(entry));
  }
  return success();
}

LogicalResult InfoReader::readChecks() {
  auto checks = module->getAttrOfType<ArrayAttr>("nadir.checks");
  if (!checks)
    return success();
  for (auto dict : checks.getAsRange<DictionaryAttr>()) {
    auto tensor = dict.getAs<StringAttr>("tensor");
    auto location = dict.getAs<StringAttr>("location");
    auto minimum = dict.getAs<FloatAttr>("minimum");
    auto maximum = dict.getAs<FloatAttr>("maximum");
    auto status = dict.getAs<IntegerAttr>("status");
    if (!tensor || !minimum || !maximum || !status)
      return malformed(dict);
    info.checks.push_back({tensor.str(), location ? location.str() : "",
                           minimum.getValueAsDouble(),
                           maximum.getValueAsDouble(),
                           static_cast<nadir_status>(status.getInt())});
  }
  return success();
}

static std::optional<double> numberOf(FloatAttr attribute) {
  return attribute ? std::optional(attribute.getValueAsDouble()) : std::nullopt;
}

LogicalResult InfoReader::readGroups() {
  auto groups = module->getAttrOfType<ArrayAttr>("nadir.groups");
  if (!groups)
    return success();
  for (auto dict : groups.getAsRange<DictionaryAttr>()) {
    auto name = dict.getAs<StringAttr>("name");
    auto rate = dict.getAs<FloatAttr>("learning_rate");
    if (!name || !rate)
      return malformed(dict);
    info.groups.push_back({name.str(), rate.getValueAsDouble(),
                           numberOf(dict.getAs<FloatAttr>("momentum"))});
  }
  return success();
}

FailureOr<ProgramInfo> InfoReader::read() {
  auto name = module->getAttrOfType<StringAttr>("nadir.program");
  if (!name)
    return module.emitError("expected the attribute 'nadir.program'"),
           failure();
  info.name = name.str();
  info.capacity = integer("nadir.capacity");
  if (auto rate = module->getAttrOfType<FloatAttr>("nadir.learning_rate"))
    info.learningRate = rate.getValueAsDouble();
  info.momentum = numberOf(module->getAttrOfType<FloatAttr>("nadir.momentum"));
  info.parameterBytes = integer("nadir.parameter_bytes");
  info.stateBytes = integer("nadir.state_bytes");
  info.arenaBytes = integer("nadir.arena_bytes");
  if (failed(
          readTensors(module->getAttr("nadir.parameters"), info.parameters)) ||
      failed(readTensors(module->getAttr("nadir.states"), info.states)) ||
      failed(readEntries()) || failed(readChecks()) || failed(readGroups()))
    return failure();
  return std::move(info);
}

FailureOr<ProgramInfo> ProgramInfo::get(ModuleOp module) {
  return InfoReader(module).read();
}

} // namespace nadir
