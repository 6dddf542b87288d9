// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Schedule/LoopKernel.h"

#include "compiler/Schedule/LoopKernelNest.h"
#include "compiler/Schedule/LoopKernelPlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nadir {

/// Opens a branch that only the first task takes.
static void enterFirstTask(PointwiseBody &body, Location loc, Value task) {
  Value zero = arith::ConstantIndexOp::create(body.here(), loc, 0);
  Value isFirst = arith::CmpIOp::create(body.here(), loc,
                                        arith::CmpIPredicate::eq, task, zero);
  auto branch = scf::IfOp::create(body.here(), loc, isFirst,
                                  /*withElseRegion=*/false);
  body.enter(branch, branch.thenBlock());
}

LogicalResult emitLoopKernel(func::FuncOp kernel, func::FuncOp scheduled,
                             const TargetInfo &target, std::string &reason) {
  FailureOr<LoopDomain> domain = LoopDomain::analyze(kernel, reason);
  if (failed(domain))
    return failure();
  FailureOr<LoopKernelPlan> plan =
      planLoopKernel(kernel, *domain, target, reason);
  if (failed(plan))
    return failure();

  ScheduledArguments arguments = scheduledArguments(scheduled, kernel);
  setTaskCut(scheduled, plan->cut);
  OpBuilder builder = OpBuilder::atBlockEnd(&scheduled.getBody().front());
  PointwiseBody body(kernel, arguments, *domain);
  body.enter(builder);
  bool isSplit = plan->cut.extent != 1;
  auto tasks =
      emitTaskRange(body.here(), kernel.getLoc(), arguments, plan->cut);
  for (const Nest &nest : plan->nests) {
    bool isGuarded = isSplit && !nest.cut;
    if (isGuarded)
      enterFirstTask(body, kernel.getLoc(), arguments.task);
    LoopKernelNest emitter(kernel, scheduled, *domain, target, body, nest);
    emitter.setTasks(tasks.first, tasks.second, plan->cut);
    if (failed(emitter.run(reason)))
      return failure();
    if (isGuarded)
      body.leave();
  }
  func::ReturnOp::create(body.here(), kernel.getLoc());
  return success();
}

} // namespace nadir
