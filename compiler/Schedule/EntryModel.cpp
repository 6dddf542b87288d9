// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/EntryModel.h"

#include "compiler/Schedule/KernelSignature.h"
#include "dialect/Identifier.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/StringSwitch.h"
#include <limits>

using namespace mlir;

namespace nadir {

uint64_t elementBytes(Type elementType) {
  if (elementType.isInteger(1))
    return 1;
  if (!elementType.isIntOrFloat())
    return 0;
  unsigned bits = elementType.getIntOrFloatBitWidth();
  return bits % 8 == 0 ? bits / 8 : 0;
}

uint64_t tensorBytes(ShapedType type, int64_t capacity) {
  uint64_t bytes = elementBytes(type.getElementType());
  for (int64_t size : type.getShape())
    bytes *= ShapedType::isDynamic(size) ? capacity : size;
  return bytes;
}

//===----------------------------------------------------------------------===//
// Program layout
//===----------------------------------------------------------------------===//

/// Tensors of equal sizes that are powers of two would all begin at the same
/// place of a page of 4 KiB. A processor tells loads from the stores in front
/// of them by that place, and forgets at the end of a page what it was fetching
/// by itself: loops over several such tensors take up to 15 % longer. Loops
/// over them also ask for memory 2 KiB ahead, so places differ within half a
/// page.
static constexpr uint64_t placesBytes = 2048;
static constexpr uint64_t placeBytes = 256;
static constexpr uint64_t leastPlacedBytes = uint64_t(128) << 10;

/// Where a large tensor begins within half a page if its block does at 0:
/// gradients often at 0, parameters behind that, and the states of a parameter,
/// which follow one another, at places of their own.
static uint64_t placeOf(StringRef attribute, unsigned number) {
  constexpr unsigned others = 2;
  constexpr unsigned places = placesBytes / placeBytes - others;
  return attribute == "nadir.states" ? (others + number % places) * placeBytes
                                     : placeBytes;
}

static LogicalResult readBlock(ModuleOp module, StringRef attribute,
                               BlockLayout &block) {
  unsigned large = 0;
  auto list = module->getAttrOfType<ArrayAttr>(attribute);
  if (!list)
    return success();
  for (Attribute entry : list) {
    auto dict = dyn_cast<DictionaryAttr>(entry);
    auto name = dict ? dict.getAs<StringAttr>("name") : StringAttr();
    auto type = dict ? dict.getAs<TypeAttr>("type") : TypeAttr();
    auto tensor =
        type ? dyn_cast<RankedTensorType>(type.getValue()) : RankedTensorType();
    if (!name || !tensor || !tensor.hasStaticShape() ||
        !elementBytes(tensor.getElementType()))
      return module.emitError()
             << "attribute '" << attribute
             << "' expects {name = string, type = static tensor}, found "
             << entry;
    if (!block.indexByName.try_emplace(name, block.slots.size()).second)
      return module.emitError() << "attribute '" << attribute << "' names '"
                                << name.getValue() << "' twice";
    uint64_t bytes = tensorBytes(tensor, /*capacity=*/0);
    if (bytes >= leastPlacedBytes)
      block.bytes += (placeOf(attribute, large++) - block.bytes) % placesBytes;
    block.slots.push_back({name.str(), tensor, block.bytes, bytes});
    block.bytes += alignBuffer(bytes);
  }
  return success();
}

/// NaN if there is none.
static double momentumOf(FloatAttr declared) {
  return declared ? declared.getValueAsDouble()
                  : std::numeric_limits<double>::quiet_NaN();
}

static LogicalResult readGroups(ModuleOp module, ProgramLayout &layout) {
  layout.momenta.push_back(
      momentumOf(module->getAttrOfType<FloatAttr>("nadir.momentum")));
  auto list = module->getAttrOfType<ArrayAttr>("nadir.groups");
  if (!list)
    return success();
  for (Attribute entry : list) {
    auto dict = dyn_cast<DictionaryAttr>(entry);
    auto name = dict ? dict.getAs<StringAttr>("name") : StringAttr();
    if (!name || !dict.getAs<FloatAttr>("learning_rate"))
      return module.emitError()
             << "attribute 'nadir.groups' expects {name = string, "
                "learning_rate = number}, found "
             << entry;
    layout.groups.push_back(name.str());
    layout.momenta.push_back(momentumOf(dict.getAs<FloatAttr>("momentum")));
  }
  return success();
}

FailureOr<ProgramLayout> ProgramLayout::get(ModuleOp module) {
  ProgramLayout layout;
  auto name = module->getAttrOfType<StringAttr>("nadir.program");
  if (!name)
    return module.emitError("expected the attribute 'nadir.program'"),
           failure();
  layout.name = name.str();
  if (module->hasAttr("nadir.entries"))
    return module.emitError("expected a program as it leaves the lower room, "
                            "found 'nadir.entries', which the schedule room "
                            "adds"),
           failure();
  // It becomes part of the names of C functions.
  if (!isIdentifier(name.getValue()))
    return module.emitError("expected 'nadir.program' to be an identifier of C,"
                            " found ")
               << name,
           failure();
  if (auto capacity = module->getAttrOfType<IntegerAttr>("nadir.capacity"))
    layout.capacity = capacity.getInt();
  if (auto rate = module->getAttrOfType<FloatAttr>("nadir.learning_rate"))
    layout.learningRate = rate.getValueAsDouble();
  if (failed(readGroups(module, layout)))
    return failure();
  if (layout.capacity < 0)
    return module.emitError("expected 'nadir.capacity' to be positive, found ")
               << layout.capacity,
           failure();
  if (failed(readBlock(module, "nadir.parameters", layout.parameters)) ||
      failed(readBlock(module, "nadir.states", layout.states)))
    return failure();
  return layout;
}

//===----------------------------------------------------------------------===//
// Arguments and results
//===----------------------------------------------------------------------===//

namespace {
/// Reads the roles of an entry's arguments and results, and refuses what has
/// no place in nadir_call.
class SlotReader {
public:
  SlotReader(func::FuncOp function, const ProgramLayout &layout)
      : function(function), layout(layout) {}

  FailureOr<EntrySlot> read(StringRef kind, unsigned number, Type type,
                            DictionaryAttr attrs);

private:
  LogicalResult readBlockSlot(EntrySlot &slot);
  LogicalResult checkCallerTensor(const EntrySlot &slot);
  LogicalResult checkScalar(const EntrySlot &slot, bool isFloat);
  LogicalResult readGroupScalar(EntrySlot &slot, bool hasName);
  InFlightDiagnostic error(const EntrySlot &slot);

  func::FuncOp function;
  const ProgramLayout &layout;
  unsigned inputs = 0;
  unsigned results = 0;
};
} // namespace

InFlightDiagnostic SlotReader::error(const EntrySlot &slot) {
  return function.emitOpError() << "'" << slot.name << "' ";
}

LogicalResult SlotReader::readBlockSlot(EntrySlot &slot) {
  const BlockLayout &block =
      slot.role == EntryRole::Parameter ? layout.parameters : layout.states;
  auto it = block.indexByName.find(slot.name);
  if (it == block.indexByName.end())
    return error(slot) << "is not in the program's list of "
                       << (slot.role == EntryRole::Parameter ? "parameters"
                                                             : "states");
  slot.index = it->second;
  RankedTensorType listed = block.slots[slot.index].type;
  if (listed != slot.type)
    return error(slot) << "expects type " << listed << ", found " << slot.type;
  return success();
}

LogicalResult SlotReader::checkCallerTensor(const EntrySlot &slot) {
  // A caller's tensor is dense with the rows of the call, the kernels' with
  // those of the capacity: the two agree if only the leading size differs.
  if (slot.type.getRank() > 1 &&
      llvm::any_of(slot.type.getShape().drop_front(), ShapedType::isDynamic))
    return error(slot) << "expects only its leading size to be the number of "
                          "rows, found "
                       << slot.type;
  return success();
}

LogicalResult SlotReader::checkScalar(const EntrySlot &slot, bool isFloat) {
  Type element = slot.type.getElementType();
  if (slot.type.getRank() == 0 &&
      (isFloat ? element.isF64() : element.isInteger(64)))
    return success();
  return error(slot) << "expects tensor<" << (isFloat ? "f64" : "i64")
                     << ">, found " << slot.type;
}

/// A learning rate or momentum with a name is that of the group.
LogicalResult SlotReader::readGroupScalar(EntrySlot &slot, bool hasName) {
  if (failed(checkScalar(slot, /*isFloat=*/true)))
    return failure();
  if (!hasName)
    return success();
  auto group = llvm::find(layout.groups, slot.name);
  if (group == layout.groups.end())
    return error(slot) << "is not in the program's list of groups";
  slot.index = 1 + (group - layout.groups.begin());
  return success();
}

FailureOr<EntrySlot> SlotReader::read(StringRef kind, unsigned number,
                                      Type type, DictionaryAttr attrs) {
  auto role = attrs ? attrs.getAs<StringAttr>("nadir.role") : StringAttr();
  auto name = attrs ? attrs.getAs<StringAttr>("nadir.name") : StringAttr();
  std::optional<EntryRole> parsed;
  if (role)
    parsed = llvm::StringSwitch<std::optional<EntryRole>>(role.getValue())
                 .Case("rows", EntryRole::Rows)
                 .Case("input", EntryRole::Input)
                 .Case("parameter", EntryRole::Parameter)
                 .Case("state", EntryRole::State)
                 .Case("learning_rate", EntryRole::LearningRate)
                 .Case("momentum", EntryRole::Momentum)
                 .Case("step", EntryRole::Step)
                 .Case("seed", EntryRole::Seed)
                 .Case("result", EntryRole::Result)
                 .Default(std::nullopt);
  if (!parsed)
    return function.emitOpError()
               << kind << " #" << number << " expects an attribute 'nadir.role'"
               << ", found " << (role ? role.getValue() : "none"),
           failure();
  EntrySlot slot{*parsed, name ? name.str() : role.str(),
                 dyn_cast<RankedTensorType>(type), 0};
  if (slot.role == EntryRole::Rows)
    return slot;
  if (!slot.type || !elementBytes(slot.type.getElementType()))
    return error(slot) << "expects a ranked tensor, found " << type, failure();
  if (!slot.type.hasStaticShape() && layout.capacity == 0)
    return error(slot) << "depends on the number of rows, found no "
                          "'nadir.capacity'",
           failure();
  LogicalResult valid = success();
  switch (slot.role) {
  case EntryRole::Parameter:
  case EntryRole::State:
    valid = readBlockSlot(slot);
    break;
  case EntryRole::Input:
    slot.index = inputs++;
    valid = checkCallerTensor(slot);
    break;
  case EntryRole::Result:
    slot.index = results++;
    valid = checkCallerTensor(slot);
    break;
  case EntryRole::LearningRate:
  case EntryRole::Momentum:
    valid = readGroupScalar(slot, name != nullptr);
    break;
  default:
    valid = checkScalar(slot, /*isFloat=*/false);
  }
  if (failed(valid))
    return failure();
  return slot;
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

/// Finds the memref function that runs a kernel, and checks that it takes what
/// the call passes.
static FailureOr<func::FuncOp> findKernel(func::CallOp call,
                                          func::FuncOp tensorKernel,
                                          const ProgramLayout &layout) {
  func::FuncOp kernel = lookupScheduled(tensorKernel);
  if (!kernel)
    return call.emitOpError() << "expects kernel '" << tensorKernel.getName()
                              << "' to be scheduled",
           failure();
  SmallVector<Type> expected(2, IndexType::get(call.getContext()));
  for (Type type : llvm::drop_begin(call.getOperandTypes()))
    expected.push_back(
        bufferType(cast<RankedTensorType>(type), layout.capacity));
  for (Type type : call.getResultTypes())
    expected.push_back(
        bufferType(cast<RankedTensorType>(type), layout.capacity));
  ArrayRef<Type> found = kernel.getArgumentTypes();
  bool hasScratch =
      found.size() == expected.size() + 1 &&
      kernel.getArgAttr(expected.size(), "nadir.scratch_per_task");
  if (hasScratch)
    found = found.drop_back();
  if (found != ArrayRef<Type>(expected))
    return kernel.emitOpError() << "expects arguments " << TypeRange(expected)
                                << ", found " << kernel.getArgumentTypes(),
           failure();
  return kernel;
}

static LogicalResult readStep(func::CallOp call, const ProgramLayout &layout,
                              SymbolTable &symbols, EntryModel &model) {
  auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
  auto isTensor = [](Type type) { return isa<RankedTensorType>(type); };
  if (call.getNumOperands() == 0 || !call.getOperand(0).getType().isIndex() ||
      !llvm::all_of(llvm::drop_begin(call.getOperandTypes()), isTensor) ||
      !llvm::all_of(call.getResultTypes(), isTensor))
    return call.emitOpError(
        "expects the number of rows and tensors as operands");
  EntryStep step{
      call, {}, callee->getAttrOfType<DictionaryAttr>("nadir.check")};
  if (step.check) {
    if (call.getNumOperands() != 2 || call.getNumResults() != 1)
      return call.emitOpError("expects a check to pass one tensor on");
  } else {
    FailureOr<func::FuncOp> kernel = findKernel(call, callee, layout);
    if (failed(kernel))
      return failure();
    step.kernel = *kernel;
  }
  if (step.check)
    model.roots[call.getResult(0)] = model.root(call.getOperand(1));
  model.steps.push_back(step);
  return success();
}

FailureOr<EntryModel> EntryModel::get(func::FuncOp function,
                                      const ProgramLayout &layout,
                                      SymbolTable &symbols) {
  EntryModel model;
  model.function = function;
  model.name = function.getName().str();
  SlotReader reader(function, layout);
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto slot = reader.read("argument", i, type, function.getArgAttrDict(i));
    if (failed(slot))
      return failure();
    model.arguments.push_back(*slot);
  }
  for (auto [i, type] : llvm::enumerate(function.getResultTypes())) {
    auto slot = reader.read("result", i, type, function.getResultAttrDict(i));
    if (failed(slot))
      return failure();
    model.results.push_back(*slot);
  }
  if (!function.getBody().hasOneBlock())
    return function.emitOpError("expects one block"), failure();
  for (Operation &op : function.getBody().front()) {
    if (auto call = dyn_cast<func::CallOp>(op)) {
      if (failed(readStep(call, layout, symbols, model)))
        return failure();
    } else if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(op)) {
      model.roots[op.getResult(0)] = model.root(op.getOperand(0));
    } else if (!isa<arith::ConstantOp, func::ReturnOp>(op)) {
      return op.emitOpError("does not belong in an entry function"), failure();
    }
  }
  return model;
}

SmallVector<func::FuncOp> findEntries(ModuleOp module) {
  SmallVector<func::FuncOp> entries;
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      entries.push_back(function);
  return entries;
}

} // namespace nadir
