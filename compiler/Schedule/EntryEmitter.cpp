// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/EntryEmitter.h"

#include "compiler/Schedule/CheckKernel.h"
#include "compiler/Schedule/EntryAddresses.h"
#include "compiler/Schedule/EntryBatches.h"
#include "compiler/Schedule/KernelSignature.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "runtime/Abi.h"

using namespace mlir;

namespace nadir {

using Block = BufferLocation::Block;

namespace {
/// Emits one entry point.
class EntryEmitter {
public:
  EntryEmitter(EntryProgram &program, const EntryPlan &plan,
               LLVM::LLVMFuncOp function)
      : program(program), plan(plan), function(function),
        loc(function.getLoc()), builder(function.getContext()),
        access(builder, loc), call(function.getArgument(0)),
        addresses(builder, loc, program, call) {
    builder.setInsertionPointToEnd(&function.getBody().front());
  }

  LogicalResult emit();

private:
  struct Failure {
    int32_t status;
    int32_t check = -1;
    int32_t argument = NADIR_ARGUMENT_NONE;
    Value position, integer, real;
  };
  void failIf(Value condition, Failure failure);
  void returnIf(Value condition, int32_t status);
  void invalidIf(Value condition, nadir_argument argument, int64_t position);
  void validate();
  void validateRows();
  void validateStep();
  void validateBlock(CallMember member, nadir_argument argument);
  void validateTensors(CallMember member, nadir_argument argument,
                       ArrayRef<const EntrySlot *> slots);
  LogicalResult emitCheck(const PlannedStep &planned);
  void emitKernel(const PlannedStep &planned);
  void emitBatch(const StepBatch &batch);
  LogicalResult emitStep(const PlannedStep &planned);
  Value emitTaskCount(func::FuncOp kernel);
  void emitCopy(const PlannedCopy &copy);
  bool usesRole(EntryRole role) const;

  EntryProgram &program;
  const EntryPlan &plan;
  LLVM::LLVMFuncOp function;
  Location loc;
  OpBuilder builder;
  CallBuilder access;
  Value call;
  AddressTable addresses;
};
} // namespace

//===----------------------------------------------------------------------===//
// Validation
//===----------------------------------------------------------------------===//

void EntryEmitter::failIf(Value condition, Failure failure) {
  mlir::Block *next =
      builder.createBlock(&function.getBody(), function.getBody().end());
  mlir::Block *fail =
      builder.createBlock(&function.getBody(), function.getBody().end());
  Value real = failure.real;
  if (!real)
    real = LLVM::ConstantOp::create(builder, loc, builder.getF64FloatAttr(0));
  Value integer =
      failure.integer ? failure.integer : access.constant(access.i64, 0);
  auto result = LLVM::CallOp::create(
      builder, loc, program.failFunction(),
      ValueRange{call, access.constant(access.i32, failure.status),
                 access.constant(access.i32, failure.check),
                 access.constant(access.i32, failure.argument),
                 failure.position, integer, real});
  LLVM::ReturnOp::create(builder, loc, result.getResult());
  builder.setInsertionPointToEnd(condition.getParentBlock());
  LLVM::CondBrOp::create(builder, loc, condition, fail, next);
  builder.setInsertionPointToEnd(next);
}

/// Returns without touching the call, of which nothing is known.
void EntryEmitter::returnIf(Value condition, int32_t status) {
  mlir::Block *next =
      builder.createBlock(&function.getBody(), function.getBody().end());
  mlir::Block *fail =
      builder.createBlock(&function.getBody(), function.getBody().end());
  LLVM::ReturnOp::create(builder, loc, access.constant(access.i32, status));
  builder.setInsertionPointToEnd(condition.getParentBlock());
  LLVM::CondBrOp::create(builder, loc, condition, fail, next);
  builder.setInsertionPointToEnd(next);
}

void EntryEmitter::invalidIf(Value condition, nadir_argument argument,
                             int64_t position) {
  Value integer;
  if (argument == NADIR_ARGUMENT_ROWS)
    integer = addresses.rows();
  else if (argument == NADIR_ARGUMENT_STEP)
    integer = access.load(call, CallMember::Step);
  failIf(condition, {NADIR_INVALID_ARGUMENT,
                     -1,
                     argument,
                     access.constant(access.i64, position),
                     integer,
                     {}});
}

void EntryEmitter::validateRows() {
  if (program.layout.capacity == 0)
    return;
  // Unsigned, so that a negative number is above every capacity.
  Value isOutside = LLVM::ICmpOp::create(
      builder, loc, LLVM::ICmpPredicate::ugt, addresses.rows(),
      access.constant(access.i64, program.layout.capacity));
  invalidIf(isOutside, NADIR_ARGUMENT_ROWS, -1);
}

/// Bias corrections of step 0 divide by 0, and would fill parameters with NaN.
void EntryEmitter::validateStep() {
  auto entry = plan.model.function;
  auto isUsedStep = [&](auto indexed) {
    return indexed.value().role == EntryRole::Step &&
           !entry.getArgument(indexed.index()).use_empty();
  };
  if (plan.model.name != "train_step" ||
      llvm::none_of(llvm::enumerate(plan.model.arguments), isUsedStep))
    return;
  Value isEarly = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::slt,
                                       access.load(call, CallMember::Step),
                                       access.constant(access.i64, 1));
  invalidIf(isEarly, NADIR_ARGUMENT_STEP, -1);
}

void EntryEmitter::validateBlock(CallMember member, nadir_argument argument) {
  Value block = addresses.base(member);
  Value bits = LLVM::PtrToIntOp::create(builder, loc, access.i64, block);
  Value low = LLVM::AndOp::create(
      builder, loc, bits, access.constant(access.i64, bufferAlignment - 1));
  Value isMisaligned =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne, low,
                           access.constant(access.i64, 0));
  invalidIf(
      LLVM::OrOp::create(builder, loc, access.isNull(block), isMisaligned),
      argument, -1);
}

void EntryEmitter::validateTensors(CallMember member, nadir_argument argument,
                                   ArrayRef<const EntrySlot *> slots) {
  if (slots.empty())
    return;
  invalidIf(access.isNull(addresses.base(member)), argument, -1);
  for (const EntrySlot *slot : slots) {
    Value isMissing =
        access.isNull(access.loadPointer(addresses.base(member), slot->index));
    // A tensor without rows may well have no memory.
    if (!slot->type.hasStaticShape()) {
      Value hasRows = LLVM::ICmpOp::create(
          builder, loc, LLVM::ICmpPredicate::ne, addresses.rows(),
          access.constant(access.i64, 0));
      isMissing = LLVM::AndOp::create(builder, loc, isMissing, hasRows);
    }
    invalidIf(isMissing, argument, slot->index);
  }
}

bool EntryEmitter::usesRole(EntryRole role) const {
  auto hasRole = [&](const EntrySlot &slot) { return slot.role == role; };
  return llvm::any_of(plan.model.arguments, hasRole) ||
         llvm::any_of(plan.model.results, hasRole);
}

void EntryEmitter::validate() {
  returnIf(access.isNull(call), NADIR_INVALID_ARGUMENT);
  Value isOtherVersion =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne,
                           access.load(call, CallMember::AbiVersion),
                           access.constant(access.i32, NADIR_ABI_VERSION));
  returnIf(isOtherVersion, NADIR_VERSION_MISMATCH);
  validateRows();
  validateStep();
  if (usesRole(EntryRole::Parameter))
    validateBlock(CallMember::Parameters, NADIR_ARGUMENT_PARAMETERS);
  if (usesRole(EntryRole::State))
    validateBlock(CallMember::State, NADIR_ARGUMENT_STATE);
  if (plan.arenaBytes)
    validateBlock(CallMember::Arena, NADIR_ARGUMENT_ARENA);
  if (llvm::any_of(plan.model.arguments, [](const EntrySlot &slot) {
        return slot.role == EntryRole::LearningRate && slot.index > 0;
      }))
    invalidIf(access.isNull(addresses.base(CallMember::GroupLearningRates)),
              NADIR_ARGUMENT_GROUP_LEARNING_RATES, -1);
  SmallVector<const EntrySlot *> inputs, results;
  auto entry = plan.model.function;
  for (auto [i, slot] : llvm::enumerate(plan.model.arguments))
    if (slot.role == EntryRole::Input && !entry.getArgument(i).use_empty())
      inputs.push_back(&slot);
  for (const EntrySlot &slot : plan.model.results)
    if (slot.role == EntryRole::Result)
      results.push_back(&slot);
  validateTensors(CallMember::Inputs, NADIR_ARGUMENT_INPUT, inputs);
  validateTensors(CallMember::Results, NADIR_ARGUMENT_RESULT, results);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

LogicalResult EntryEmitter::emitCheck(const PlannedStep &planned) {
  auto check = planned.step.call;
  auto range = CheckRange::get(check, planned.step.check);
  if (failed(range))
    return failure();
  auto type = cast<RankedTensorType>(check.getResult(0).getType());
  int64_t capacity = program.layout.capacity;
  OpBuilder free(builder.getContext());
  func::FuncOp kernel = createCheckKernel(free, check.getLoc(),
                                          (check.getCallee() + "_check").str(),
                                          type, capacity, *range);
  program.symbols.insert(kernel);

  Value buffer = addresses.getBuffer(plan.location(check.getOperand(1)),
                                     bufferType(type, capacity));
  auto found = func::CallOp::create(builder, loc, kernel,
                                    ValueRange{addresses.rowsIndex(), buffer});
  Value isBad =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::sge,
                           found.getResult(0), access.constant(access.i64, 0));
  int32_t status = isa<FloatType>(type.getElementType())
                       ? NADIR_VALUE_OUT_OF_RANGE
                       : NADIR_INDEX_OUT_OF_RANGE;
  NamedAttrList described(planned.step.check);
  described.set("status", builder.getI32IntegerAttr(status));
  int32_t number =
      program.checkNumber(described.getDictionary(builder.getContext()));
  failIf(isBad, {status, number, NADIR_ARGUMENT_NONE, found.getResult(0),
                 found.getResult(1), found.getResult(2)});
  return success();
}

/// Calls a kernel for one task, whose number is an index.
static void emitKernelCall(OpBuilder &builder, Location loc,
                           AddressTable &addresses, const EntryPlan &plan,
                           const PlannedStep &planned, Value task) {
  func::FuncOp kernel = planned.step.kernel;
  auto call = planned.step.call;
  SmallVector<Value> arguments = {addresses.rowsIndex(), task};
  auto push = [&](BufferLocation location) {
    Type type = kernel.getArgumentTypes()[arguments.size()];
    arguments.push_back(addresses.getBuffer(location, type));
  };
  for (Value input : call.getOperands().drop_front())
    push(plan.location(input));
  for (OpResult result : call->getOpResults()) {
    bool isFolded = llvm::any_of(planned.inPlace, [&](auto pair) {
      return pair.second == result.getResultNumber();
    });
    if (!isFolded)
      push(plan.location(result));
  }
  if (planned.scratchBytesPerTask) {
    CallBuilder access(builder, loc);
    Value number = arith::IndexCastOp::create(builder, loc, access.i64, task);
    Value offset = LLVM::MulOp::create(
        builder, loc, number,
        access.constant(access.i64, planned.scratchBytesPerTask));
    Value base = addresses.get({Block::Arena, 0, planned.scratchOffset, {}});
    Value scratch = LLVM::GEPOp::create(builder, loc, access.pointer, access.i8,
                                        base, ValueRange{offset});
    Type type = kernel.getArgumentTypes().back();
    arguments.push_back(
        UnrealizedConversionCastOp::create(builder, loc, type, scratch)
            .getResult(0));
  }
  func::CallOp::create(builder, loc, kernel, arguments);
}

/// The function that an executor calls for each task of one kernel call.
static LLVM::LLVMFuncOp emitTaskFunction(EntryProgram &program,
                                         const EntryPlan &plan,
                                         const PlannedStep &planned) {
  OpBuilder builder(program.module.getContext());
  auto call = planned.step.call;
  Location loc = call.getLoc();
  CallBuilder access(builder, loc);
  LLVM::LLVMFuncOp function =
      program.createFunction((call.getCallee() + "_task").str(),
                             LLVM::LLVMVoidType::get(builder.getContext()),
                             {access.pointer, access.i64});
  builder.setInsertionPointToEnd(&function.getBody().front());
  AddressTable addresses(builder, loc, program, function.getArgument(0));
  Value task = arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                          function.getArgument(1));
  emitKernelCall(builder, loc, addresses, plan, planned, task);
  LLVM::ReturnOp::create(builder, loc, ValueRange{});
  return function;
}

/// Runs the task numbered `task` of a batch: the parts from `first` to `last`
/// are told apart by halves.
static void emitBatchTask(OpBuilder &builder, EntryProgram &program,
                          const EntryPlan &plan, LLVM::LLVMFuncOp function,
                          ArrayRef<BatchPart> parts, int64_t firstTask) {
  Location loc = function.getLoc();
  CallBuilder access(builder, loc);
  Value task = function.getArgument(1);
  if (parts.size() == 1) {
    AddressTable addresses(builder, loc, program, function.getArgument(0));
    if (firstTask != 0)
      task = LLVM::SubOp::create(builder, loc, task,
                                 access.constant(access.i64, firstTask));
    Value number =
        arith::IndexCastOp::create(builder, loc, builder.getIndexType(), task);
    for (const PlannedStep *planned : parts[0].steps)
      emitKernelCall(builder, loc, addresses, plan, *planned, number);
    LLVM::ReturnOp::create(builder, loc, ValueRange{});
    return;
  }
  ArrayRef<BatchPart> lower = parts.take_front(parts.size() / 2);
  ArrayRef<BatchPart> upper = parts.drop_front(lower.size());
  int64_t middle = firstTask;
  for (const BatchPart &part : lower)
    middle += part.tasks;
  Region &body = function.getBody();
  mlir::Block *from = builder.getInsertionBlock();
  mlir::Block *isLower = builder.createBlock(&body, body.end());
  emitBatchTask(builder, program, plan, function, lower, firstTask);
  mlir::Block *isUpper = builder.createBlock(&body, body.end());
  emitBatchTask(builder, program, plan, function, upper, middle);
  builder.setInsertionPointToEnd(from);
  Value condition =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::slt, task,
                           access.constant(access.i64, middle));
  LLVM::CondBrOp::create(builder, loc, condition, isLower, isUpper);
}

void EntryEmitter::emitBatch(const StepBatch &batch) {
  int64_t count = batch.countTasks();
  if (count == 1) {
    Value task = arith::ConstantIndexOp::create(builder, loc, 0);
    for (const PlannedStep *planned : batch.parts[0].steps)
      emitKernelCall(builder, loc, addresses, plan, *planned, task);
    return;
  }
  auto first = batch.parts[0].steps[0]->step.call;
  OpBuilder inside(program.module.getContext());
  CallBuilder types(inside, loc);
  LLVM::LLVMFuncOp function = program.createFunction(
      (first.getCallee() + "_batch").str(),
      LLVM::LLVMVoidType::get(inside.getContext()), {types.pointer, types.i64});
  inside.setInsertionPointToEnd(&function.getBody().front());
  emitBatchTask(inside, program, plan, function, batch.parts, 0);
  Value task = LLVM::AddressOfOp::create(builder, loc, function);
  LLVM::CallOp::create(
      builder, loc, program.runTasksFunction(),
      ValueRange{call, task, access.constant(access.i64, count)});
}

Value EntryEmitter::emitTaskCount(func::FuncOp kernel) {
  TaskCut cut = getTaskCut(kernel);
  if (cut.extent != TaskCut::rowsExtent)
    return access.constant(access.i64, countTasks(kernel, 0));
  Value padded =
      LLVM::AddOp::create(builder, loc, addresses.rows(),
                          access.constant(access.i64, cut.grain - 1));
  return LLVM::UDivOp::create(builder, loc, padded,
                              access.constant(access.i64, cut.grain));
}

void EntryEmitter::emitKernel(const PlannedStep &planned) {
  func::FuncOp kernel = planned.step.kernel;
  bool isSplit = countTasks(kernel, program.layout.capacity) > 1;
  if (!isSplit) {
    Value task = arith::ConstantIndexOp::create(builder, loc, 0);
    emitKernelCall(builder, loc, addresses, plan, planned, task);
    return;
  }
  Value task = LLVM::AddressOfOp::create(
      builder, loc, emitTaskFunction(program, plan, planned));
  LLVM::CallOp::create(builder, loc, program.runTasksFunction(),
                       ValueRange{call, task, emitTaskCount(kernel)});
}

LogicalResult EntryEmitter::emitStep(const PlannedStep &planned) {
  if (planned.step.check)
    return emitCheck(planned);
  emitKernel(planned);
  return success();
}

/// True if every byte of the constant is 0.
static bool isAllZero(DenseElementsAttr constant) {
  if (!constant.isSplat())
    return false;
  auto value = constant.getSplatValue<Attribute>();
  if (auto real = dyn_cast<FloatAttr>(value))
    return real.getValue().isPosZero();
  return cast<IntegerAttr>(value).getValue().isZero();
}

void EntryEmitter::emitCopy(const PlannedCopy &copy) {
  uint64_t rowBytes = tensorBytes(copy.type, 1);
  Value bytes = access.constant(access.i64, rowBytes);
  if (!copy.type.hasStaticShape())
    bytes = LLVM::MulOp::create(builder, loc, bytes, addresses.rows());
  Value to = addresses.get(copy.to);
  // Zeros, as most states begin with, need no constant in the object.
  if (copy.from.block == Block::Constant && isAllZero(copy.from.constant)) {
    Value zero =
        LLVM::ConstantOp::create(builder, loc, builder.getI8IntegerAttr(0));
    LLVM::MemsetOp::create(builder, loc, to, zero, bytes, /*isVolatile=*/false);
    return;
  }
  Value from = addresses.get(copy.from);
  LLVM::MemcpyOp::create(builder, loc, to, from, bytes, /*isVolatile=*/false);
}

LogicalResult EntryEmitter::emit() {
  validate();
  for (const PlannedCopy &copy : plan.copiesBefore)
    emitCopy(copy);
  for (const StepBatch &batch : batchSteps(plan, program.layout.capacity)) {
    const PlannedStep *step = batch.onlyStep();
    if (!step)
      emitBatch(batch);
    else if (failed(emitStep(*step)))
      return failure();
  }
  for (const PlannedCopy &copy : plan.copiesAfter)
    emitCopy(copy);
  LLVM::ReturnOp::create(builder, loc, access.constant(access.i32, NADIR_OK));
  return success();
}

FailureOr<LLVM::LLVMFuncOp> emitEntry(EntryProgram &program,
                                      const EntryPlan &plan) {
  OpBuilder builder(program.module.getContext());
  CallBuilder access(builder, program.module.getLoc());
  LLVM::LLVMFuncOp function =
      program.createFunction(program.layout.name + "_" + plan.model.name,
                             access.i32, {access.pointer});
  function.setLinkage(LLVM::Linkage::External);
  if (failed(EntryEmitter(program, plan, function).emit()))
    return failure();
  return function;
}

} // namespace nadir
