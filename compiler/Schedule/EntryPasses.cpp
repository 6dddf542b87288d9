// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/EntryPasses.h"

#include "compiler/Schedule/EntryEmitter.h"
#include "compiler/Schedule/PrefetchStreams.h"
#include "compiler/Schedule/StreamResults.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassRegistry.h"
#include "runtime/Abi.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace nadir {

//===----------------------------------------------------------------------===//
// Attributes for the reflection tables
//===----------------------------------------------------------------------===//

static Attribute describeSlots(Builder &b, ArrayRef<EntrySlot> slots,
                               EntryRole role) {
  SmallVector<Attribute> list;
  for (const EntrySlot &slot : slots)
    if (slot.role == role)
      list.push_back(b.getDictionaryAttr(
          {b.getNamedAttr("name", b.getStringAttr(slot.name)),
           b.getNamedAttr("type", TypeAttr::get(slot.type))}));
  return b.getArrayAttr(list);
}

/// Which members of nadir_call an entry depends on.
static Attribute describeUses(Builder &b, EntryModel entry) {
  auto hasRows = [](Value value) {
    auto type = dyn_cast<ShapedType>(value.getType());
    return type && !type.hasStaticShape();
  };
  SmallVector<StringRef> uses;
  Region &body = entry.function.getBody();
  bool usesRows = llvm::any_of(body.getArguments(), hasRows);
  body.walk([&](Operation *op) {
    usesRows |= llvm::any_of(op->getResults(), hasRows);
  });
  if (usesRows)
    uses.push_back("rows");
  auto add = [&](EntryRole role, StringRef name, bool ofGroup = false) {
    for (auto [slot, argument] :
         llvm::zip(entry.arguments, body.getArguments()))
      if (slot.role == role && !argument.use_empty() &&
          (role != EntryRole::LearningRate || (slot.index > 0) == ofGroup)) {
        uses.push_back(name);
        return;
      }
  };
  add(EntryRole::LearningRate, "learning_rate");
  add(EntryRole::LearningRate, "group_learning_rates", /*ofGroup=*/true);
  add(EntryRole::Momentum, "momenta");
  add(EntryRole::Step, "step");
  add(EntryRole::Seed, "seed");
  return b.getStrArrayAttr(uses);
}

static Attribute describeEntry(Builder &b, const EntryModel &entry,
                               LLVM::LLVMFuncOp function) {
  return b.getDictionaryAttr(
      {b.getNamedAttr("name", b.getStringAttr(entry.name)),
       b.getNamedAttr("function", FlatSymbolRefAttr::get(function)),
       b.getNamedAttr("uses", describeUses(b, entry)),
       b.getNamedAttr("inputs",
                      describeSlots(b, entry.arguments, EntryRole::Input)),
       b.getNamedAttr("results",
                      describeSlots(b, entry.results, EntryRole::Result))});
}

static Attribute describeBlock(Builder &b, const BlockLayout &block) {
  SmallVector<Attribute> list;
  for (const BlockSlot &slot : block.slots)
    list.push_back(b.getDictionaryAttr(
        {b.getNamedAttr("name", b.getStringAttr(slot.name)),
         b.getNamedAttr("type", TypeAttr::get(slot.type)),
         b.getNamedAttr("offset", b.getI64IntegerAttr(slot.offset))}));
  return b.getArrayAttr(list);
}

static void describeProgram(EntryProgram &program, ArrayRef<Attribute> entries,
                            uint64_t arenaBytes) {
  Builder b(program.module.getContext());
  const ProgramLayout &layout = program.layout;
  auto set = [&](StringRef name, Attribute value) {
    program.module->setAttr(name, value);
  };
  set("nadir.parameters", describeBlock(b, layout.parameters));
  set("nadir.states", describeBlock(b, layout.states));
  set("nadir.parameter_bytes", b.getI64IntegerAttr(layout.parameters.bytes));
  set("nadir.state_bytes", b.getI64IntegerAttr(layout.states.bytes));
  set("nadir.arena_bytes", b.getI64IntegerAttr(arenaBytes));
  set("nadir.entries", b.getArrayAttr(entries));
  SmallVector<Attribute> checks(program.checks.begin(), program.checks.end());
  set("nadir.checks", b.getArrayAttr(checks));
}

//===----------------------------------------------------------------------===//
// Passes
//===----------------------------------------------------------------------===//

static void eraseTensorFunctions(ModuleOp module) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  for (auto function :
       llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
    if (function.isPublic() ||
        llvm::any_of(function.getArgumentTypes(), isTensor) ||
        llvm::any_of(function.getResultTypes(), isTensor))
      function.erase();
}

/// Drops what kernels said to this pass, so that equal ones become equal.
static void eraseKernelAttributes(ModuleOp module) {
  auto isOurs = [](NamedAttribute attribute) {
    return attribute.getName().getValue().starts_with("nadir.");
  };
  for (auto kernel : module.getOps<func::FuncOp>()) {
    for (NamedAttribute attribute :
         llvm::to_vector(kernel->getDiscardableAttrs()))
      if (isOurs(attribute))
        kernel->removeDiscardableAttr(attribute.getName());
    for (unsigned i = 0, e = kernel.getNumArguments(); i < e; ++i)
      if (DictionaryAttr attributes = kernel.getArgAttrDict(i))
        for (NamedAttribute attribute : attributes)
          if (isOurs(attribute))
            kernel.removeArgAttr(i, attribute.getName());
  }
}

/// Streams the large results of a kernel that doesn't write them in place.
static void streamResults(PlannedStep &planned) {
  func::FuncOp kernel = planned.step.kernel;
  unsigned first = 1 + planned.step.call.getNumOperands();
  unsigned end =
      first + planned.step.call.getNumResults() - planned.inPlace.size();
  for (unsigned i = first; i < end; ++i) {
    auto type = cast<MemRefType>(kernel.getArgument(i).getType());
    if (static_cast<int64_t>(tensorBytes(type, 0)) >= leastStreamedBytes)
      streamResult(kernel, i);
  }
}

static bool isLoop(const PlannedStep &planned) {
  auto kind = planned.callee->getAttrOfType<StringAttr>("nadir.kernel");
  return kind && kind.getValue() == "loop";
}

static LogicalResult scheduleEntries(ModuleOp module, bool threads,
                                     bool streams) {
  FailureOr<ProgramLayout> layout = ProgramLayout::get(module);
  if (failed(layout))
    return failure();
  FailureOr<std::vector<EntryPlan>> plans = planProgram(module, *layout);
  if (failed(plans))
    return failure();

  EntryProgram program(module, *layout);
  program.threads = threads;
  DenseMap<Operation *, unsigned> calls;
  for (EntryPlan &plan : *plans)
    for (PlannedStep &planned : plan.steps)
      if (planned.step.kernel)
        ++calls[planned.step.kernel];
  llvm::DenseSet<Operation *> prefetched;
  SmallVector<Attribute> entries;
  uint64_t arenaBytes = 0;
  Builder builder(module.getContext());
  for (EntryPlan &plan : *plans) {
    for (PlannedStep &planned : plan.steps) {
      if (!planned.step.kernel)
        continue;
      foldInPlace(program, planned, calls);
      if (isLoop(planned) && prefetched.insert(planned.step.kernel).second)
        prefetchStreams(planned.step.kernel);
      if (streams && calls.lookup(planned.step.kernel) == 1)
        streamResults(planned);
    }
    auto function = emitEntry(program, plan);
    if (failed(function))
      return failure();
    entries.push_back(describeEntry(builder, plan.model, *function));
    arenaBytes = std::max(arenaBytes, plan.arenaBytes);
  }
  describeProgram(program, entries, arenaBytes);
  module->setAttr("nadir.memory_report",
                  builder.getStringAttr(printMemoryReport(*layout, *plans)));
  eraseTensorFunctions(module);
  eraseKernelAttributes(module);
  return success();
}

namespace {
struct PlanBuffersPass
    : public PassWrapper<PlanBuffersPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PlanBuffersPass)

  explicit PlanBuffersPass(llvm::raw_ostream *report) : report(report) {}

  StringRef getArgument() const final { return "nadir-plan-buffers"; }
  StringRef getDescription() const final {
    return "Print the static memory plan of every entry";
  }
  void runOnOperation() final {
    FailureOr<std::string> text = memoryReport(getOperation());
    if (failed(text))
      return signalPassFailure();
    if (report)
      *report << *text;
    markAllAnalysesPreserved();
  }

  llvm::raw_ostream *report;
};

struct ScheduleEntriesPass
    : public PassWrapper<ScheduleEntriesPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ScheduleEntriesPass)

  ScheduleEntriesPass() = default;
  ScheduleEntriesPass(const ScheduleEntriesPass &other) : PassWrapper(other) {}

  StringRef getArgument() const final { return "nadir-schedule-entries"; }
  StringRef getDescription() const final {
    return "Turn entries into functions on nadir_call with planned memory";
  }
  void getDependentDialects(DialectRegistry &registry) const final {
    registry.insert<arith::ArithDialect, func::FuncDialect, LLVM::LLVMDialect,
                    memref::MemRefDialect, scf::SCFDialect,
                    vector::VectorDialect>();
  }
  void runOnOperation() final {
    if (failed(scheduleEntries(getOperation(), threads, streams)))
      signalPassFailure();
  }

  Option<bool> threads{
      *this, "threads",
      llvm::cl::desc("Run split kernels through the call's executor"),
      llvm::cl::init(true)};
  Option<bool> streams{
      *this, "streams",
      llvm::cl::desc("Write large results past the caches of an x86 processor"),
      llvm::cl::init(false)};
};
} // namespace

std::unique_ptr<Pass> createPlanBuffersPass(llvm::raw_ostream *report) {
  return std::make_unique<PlanBuffersPass>(report);
}

std::unique_ptr<Pass> createScheduleEntriesPass(bool threads, bool streams) {
  auto pass = std::make_unique<ScheduleEntriesPass>();
  pass->threads = threads;
  pass->streams = streams;
  return pass;
}

void registerEntryPasses() {
  registerPass([] { return createPlanBuffersPass(&llvm::outs()); });
  PassRegistration<ScheduleEntriesPass>();
}

} // namespace nadir
