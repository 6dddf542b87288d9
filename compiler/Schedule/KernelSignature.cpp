// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/KernelSignature.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace nadir {

static constexpr StringLiteral capacityName = "nadir.capacity";
static constexpr StringLiteral scheduledName = "nadir.scheduled";
static constexpr StringLiteral extentName = "nadir.task_extent";
static constexpr StringLiteral grainName = "nadir.task_grain";
static constexpr StringLiteral scratchName = "nadir.scratch_per_task";

int64_t batchCapacity(Operation *op) {
  auto module = op->getParentOfType<ModuleOp>();
  auto capacity =
      module ? module->getAttrOfType<IntegerAttr>(capacityName) : IntegerAttr();
  return capacity ? capacity.getInt() : 0;
}

SmallVector<int64_t> bufferShape(RankedTensorType type, int64_t capacity) {
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t &size : shape)
    size = ShapedType::isDynamic(size) ? capacity : std::max<int64_t>(size, 1);
  return shape;
}

Type storageType(Type elementType) {
  if (elementType.isInteger(1))
    return IntegerType::get(elementType.getContext(), 8);
  return elementType;
}

MemRefType bufferType(RankedTensorType type, int64_t capacity) {
  return MemRefType::get(bufferShape(type, capacity),
                         storageType(type.getElementType()));
}

bool updatesInPlace(func::FuncOp kernel) {
  return kernel->hasAttr("nadir.update");
}

func::FuncOp createScheduledFunction(func::FuncOp kernel) {
  int64_t capacity = batchCapacity(kernel);
  Type index = IndexType::get(kernel.getContext());
  SmallVector<Type> types = {index, index};
  auto addBuffers = [&](TypeRange tensors) {
    for (Type type : tensors)
      types.push_back(bufferType(cast<RankedTensorType>(type), capacity));
  };
  // The tensor kernel's first argument is the number of rows as well.
  addBuffers(kernel.getArgumentTypes().drop_front());
  addBuffers(kernel.getResultTypes());

  OpBuilder builder(kernel.getContext());
  builder.setInsertionPointAfter(kernel);
  auto scheduled = func::FuncOp::create(builder, kernel.getLoc(),
                                        (kernel.getSymName() + "_tasks").str(),
                                        builder.getFunctionType(types, {}));
  scheduled.setPrivate();
  scheduled.addEntryBlock();
  if (!updatesInPlace(kernel))
    for (unsigned i = 2, e = scheduled.getNumArguments(); i != e; ++i)
      scheduled.setArgAttr(i, "llvm.noalias", builder.getUnitAttr());
  setTaskCut(scheduled, {});
  return scheduled;
}

void replaceBySchedule(func::FuncOp kernel, func::FuncOp scheduled) {
  kernel.eraseBody();
  kernel.setPrivate();
  kernel->setAttr(scheduledName, FlatSymbolRefAttr::get(scheduled));
}

func::FuncOp lookupScheduled(func::FuncOp kernel) {
  auto name = kernel->getAttrOfType<FlatSymbolRefAttr>(scheduledName);
  if (!name)
    return {};
  // It was made behind its kernel: only if it was moved since, the whole module
  // is searched.
  auto next = dyn_cast_or_null<func::FuncOp>(kernel->getNextNode());
  return next && next.getSymNameAttr() == name.getAttr()
             ? next
             : SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(kernel, name);
}

ScheduledArguments scheduledArguments(func::FuncOp scheduled,
                                      func::FuncOp kernel) {
  size_t inputs = kernel.getNumArguments() - 1;
  ValueRange buffers = ValueRange(scheduled.getArguments()).drop_front(2);
  return {scheduled.getArgument(0), scheduled.getArgument(1),
          buffers.take_front(inputs),
          buffers.slice(inputs, kernel.getNumResults())};
}

Value addScratch(func::FuncOp scheduled, int64_t bytes) {
  Builder builder(scheduled.getContext());
  NamedAttribute attributes[] = {
      builder.getNamedAttr("llvm.noalias", builder.getUnitAttr()),
      builder.getNamedAttr(scratchName, builder.getI64IntegerAttr(bytes))};
  unsigned number = scheduled.getNumArguments();
  LogicalResult inserted = scheduled.insertArgument(
      number, MemRefType::get({bytes}, builder.getI8Type()),
      builder.getDictionaryAttr(attributes), scheduled.getLoc());
  assert(succeeded(inserted) && "a scratch argument has a legal type");
  (void)inserted;
  return scheduled.getArgument(number);
}

void setTaskCut(func::FuncOp scheduled, TaskCut cut) {
  Builder builder(scheduled.getContext());
  scheduled->setAttr(extentName, builder.getI64IntegerAttr(cut.extent));
  scheduled->setAttr(grainName, builder.getI64IntegerAttr(cut.grain));
}

TaskCut getTaskCut(func::FuncOp scheduled) {
  return {scheduled->getAttrOfType<IntegerAttr>(extentName).getInt(),
          scheduled->getAttrOfType<IntegerAttr>(grainName).getInt()};
}

std::pair<Value, Value> emitTaskRange(OpBuilder &builder, Location loc,
                                      const ScheduledArguments &args,
                                      TaskCut cut) {
  Value extent = cut.extent == TaskCut::rowsExtent
                     ? args.rows
                     : arith::ConstantIndexOp::create(builder, loc, cut.extent)
                           .getResult();
  if (cut.extent != TaskCut::rowsExtent && cut.extent <= cut.grain)
    return {arith::ConstantIndexOp::create(builder, loc, 0), extent};
  Value grain = arith::ConstantIndexOp::create(builder, loc, cut.grain);
  Value begin = arith::MulIOp::create(builder, loc, args.task, grain);
  Value end = arith::AddIOp::create(builder, loc, begin, grain);
  return {begin, arith::MinSIOp::create(builder, loc, end, extent)};
}

} // namespace nadir
