// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/EntryEmitter.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace nadir {

EntryProgram::EntryProgram(ModuleOp module, const ProgramLayout &layout)
    : module(module), layout(layout), symbols(module) {}

LLVM::LLVMFuncOp EntryProgram::createFunction(StringRef name, Type result,
                                              ArrayRef<Type> arguments) {
  OpBuilder builder(module.getContext());
  auto type = LLVM::LLVMFunctionType::get(result, arguments);
  auto function = LLVM::LLVMFuncOp::create(builder, module.getLoc(), name, type,
                                           LLVM::Linkage::Internal,
                                           /*dsoLocal=*/true);
  symbols.insert(function);
  function.addEntryBlock(builder);
  return function;
}

LLVM::LLVMFuncOp EntryProgram::failFunction() {
  if (fail)
    return fail;
  OpBuilder builder(module.getContext());
  Location loc = module.getLoc();
  CallBuilder call(builder, loc);
  fail = createFunction(layout.name + "_fail", call.i32,
                        {call.pointer, call.i32, call.i32, call.i32, call.i64,
                         call.i64, call.f64});
  builder.setInsertionPointToEnd(&fail.getBody().front());
  Value self = fail.getArgument(0);
  ErrorMember members[] = {ErrorMember::Check, ErrorMember::Argument,
                           ErrorMember::Position, ErrorMember::IntegerValue,
                           ErrorMember::Value};
  for (auto [i, member] : llvm::enumerate(members))
    call.storeError(self, member, fail.getArgument(2 + i));
  LLVM::ReturnOp::create(builder, loc, fail.getArgument(1));
  return fail;
}

/// Appends a loop over the tasks to `from` and returns.
void EntryProgram::emitTaskLoop(OpBuilder &builder, LLVM::LLVMFuncOp function,
                                Block *from) {
  Location loc = module.getLoc();
  CallBuilder call(builder, loc);
  Value self = function.getArgument(0), task = function.getArgument(1);
  Region &body = function.getBody();
  Block *header = builder.createBlock(&body, body.end(), call.i64, loc);
  Block *run = builder.createBlock(&body, body.end());
  Block *exit = builder.createBlock(&body, body.end());
  Value i = header->getArgument(0);

  builder.setInsertionPointToEnd(from);
  LLVM::BrOp::create(builder, loc, call.constant(call.i64, 0), header);

  builder.setInsertionPointToEnd(header);
  Value more = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::slt, i,
                                    function.getArgument(2));
  LLVM::CondBrOp::create(builder, loc, more, run, exit);

  builder.setInsertionPointToEnd(run);
  auto taskType = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(builder.getContext()), {call.pointer, call.i64});
  LLVM::CallOp::create(builder, loc, taskType, ValueRange{task, self, i});
  Value next = LLVM::AddOp::create(builder, loc, i, call.constant(call.i64, 1));
  LLVM::BrOp::create(builder, loc, next, header);

  builder.setInsertionPointToEnd(exit);
  LLVM::ReturnOp::create(builder, loc, ValueRange{});
}

LLVM::LLVMFuncOp EntryProgram::runTasksFunction() {
  if (runTasks)
    return runTasks;
  OpBuilder builder(module.getContext());
  Location loc = module.getLoc();
  CallBuilder call(builder, loc);
  Type none = LLVM::LLVMVoidType::get(builder.getContext());
  runTasks = createFunction(layout.name + "_run_tasks", none,
                            {call.pointer, call.pointer, call.i64});
  Region &body = runTasks.getBody();
  if (!threads) {
    emitTaskLoop(builder, runTasks, &body.front());
    return runTasks;
  }
  Value self = runTasks.getArgument(0), task = runTasks.getArgument(1);
  Value count = runTasks.getArgument(2);
  Block *inParallel = builder.createBlock(&body, body.end());
  Block *here = builder.createBlock(&body, body.end());

  // One task is not worth waking a thread.
  builder.setInsertionPointToEnd(&body.front());
  Value executor = call.load(self, CallMember::Executor);
  Value few = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::sle,
                                   count, call.constant(call.i64, 1));
  Value isHere = LLVM::OrOp::create(builder, loc, call.isNull(executor), few);
  LLVM::CondBrOp::create(builder, loc, isHere, here, inParallel);

  builder.setInsertionPointToEnd(inParallel);
  auto parallelFor = LLVM::LLVMFunctionType::get(
      none, {call.pointer, call.pointer, call.pointer, call.i64});
  Value pool = call.loadExecutor(executor, ExecutorMember::Self);
  Value run = call.loadExecutor(executor, ExecutorMember::ParallelFor);
  LLVM::CallOp::create(builder, loc, parallelFor,
                       ValueRange{run, pool, task, self, count});
  LLVM::ReturnOp::create(builder, loc, ValueRange{});

  emitTaskLoop(builder, runTasks, here);
  return runTasks;
}

LLVM::GlobalOp EntryProgram::constant(Location loc, DenseElementsAttr value) {
  LLVM::GlobalOp &global = constants[value];
  if (global)
    return global;
  OpBuilder builder(module.getContext());
  auto flatType = [&](Type element) {
    return RankedTensorType::get({value.getNumElements()}, element);
  };
  DenseElementsAttr flat = value.reshape(flatType(value.getElementType()));
  // A boolean is a byte in memory.
  if (value.getElementType().isInteger(1)) {
    SmallVector<int8_t> bytes;
    for (bool flag : flat.getValues<bool>())
      bytes.push_back(flag);
    flat = DenseElementsAttr::get(flatType(builder.getI8Type()),
                                  ArrayRef<int8_t>(bytes));
  }
  auto type =
      LLVM::LLVMArrayType::get(flat.getElementType(), value.getNumElements());
  global = LLVM::GlobalOp::create(
      builder, loc, type, /*isConstant=*/true, LLVM::Linkage::Private,
      layout.name + "_constant", flat, bufferAlignment);
  symbols.insert(global);
  return global;
}

void foldInPlace(EntryProgram &program, PlannedStep &planned,
                 DenseMap<Operation *, unsigned> &calls) {
  func::FuncOp kernel = planned.step.kernel;
  if (!planned.inPlace.empty()) {
    if (calls[kernel] > 1) {
      --calls[kernel];
      kernel = kernel.clone();
      program.symbols.insert(kernel);
      planned.step.kernel = kernel;
    }
    auto call = planned.step.call;
    unsigned firstResult = 1 + call.getNumOperands();
    llvm::BitVector folded(kernel.getNumArguments());
    for (auto [input, result] : planned.inPlace) {
      folded.set(firstResult + result);
      kernel.getArgument(firstResult + result)
          .replaceAllUsesWith(kernel.getArgument(2 + input));
    }
    if (failed(kernel.eraseArguments(folded)))
      llvm_unreachable("a kernel's arguments can be erased");
  }
  for (auto [i, type] : llvm::enumerate(kernel.getArgumentTypes()))
    if (isa<MemRefType>(type))
      kernel.setArgAttr(i, "llvm.noalias", UnitAttr::get(type.getContext()));
}

} // namespace nadir
