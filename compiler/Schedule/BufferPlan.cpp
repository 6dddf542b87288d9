// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Schedule/BufferPlan.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nadir {

using Block = BufferLocation::Block;

int64_t countTasks(func::FuncOp kernel, int64_t rows) {
  auto extent = kernel->getAttrOfType<IntegerAttr>("nadir.task_extent");
  auto grain = kernel->getAttrOfType<IntegerAttr>("nadir.task_grain");
  if (!extent || !grain)
    return 1;
  int64_t size = extent.getInt() < 0 ? rows : extent.getInt();
  return llvm::divideCeil(size, std::max<int64_t>(grain.getInt(), 1));
}

namespace {
/// Finds a place for every tensor of one entry.
class Planner {
public:
  Planner(EntryModel model, const ProgramLayout &layout,
          const SymbolTable &symbols)
      : layout(layout), symbols(symbols) {
    plan.model = std::move(model);
  }
  FailureOr<EntryPlan> run();

private:
  BufferLocation slotLocation(const EntrySlot &slot) const;
  void locateArguments();
  void orderSteps();
  LogicalResult locateConstants();
  void saveOverwrittenValues();
  void locateResults();
  bool tryInPlace(const EntrySlot &slot, Value value);
  void addUpInPlace();
  bool tryAddUp(PlannedStep &planned, int time, unsigned input,
                OpResult result);
  void locateInArena();
  void addScratch();
  void addBuffer(Value value, StringRef name, RankedTensorType type,
                 int firstUse);
  void place();

  mlir::Block &body() const {
    func::FuncOp function = plan.model.function;
    return function.getBody().front();
  }
  OperandRange returned() const {
    return body().getTerminator()->getOperands();
  }
  int end() const { return plan.steps.size(); }

  const ProgramLayout &layout;
  const SymbolTable &symbols;
  EntryPlan plan;
  /// First and last step that reads a value; for arguments and constants too.
  DenseMap<Value, int> lastReads;
  DenseMap<Value, int> producers;
  int lastCheck = -1;
  /// Values that stay in the arena, with their number in plan.buffers; and
  /// arguments of which a copy is kept there.
  DenseMap<Value, unsigned> arenaBuffers;
  /// Values that are written over another one in the arena.
  DenseMap<Value, Value> overwrittenInArena;
  llvm::MapVector<Value, unsigned> savedArguments;
  DenseMap<std::pair<int, unsigned>, Value> oldValues;
  struct PendingCopy {
    Value from;
    const EntrySlot *to;
    bool isEarly;
  };
  SmallVector<PendingCopy> pendingCopies;
};
} // namespace

BufferLocation Planner::slotLocation(const EntrySlot &slot) const {
  switch (slot.role) {
  case EntryRole::Parameter:
    return {
        Block::Parameters, 0, layout.parameters.slots[slot.index].offset, {}};
  case EntryRole::State:
    return {Block::State, 0, layout.states.slots[slot.index].offset, {}};
  case EntryRole::Input:
    return {Block::Input, slot.index, 0, {}};
  case EntryRole::Result:
    return {Block::Result, slot.index, 0, {}};
  case EntryRole::LearningRate:
    return {Block::LearningRate, slot.index, 0, {}};
  case EntryRole::Momentum:
    return {Block::Momentum, slot.index, 0, {}};
  case EntryRole::Step:
    return {Block::Step, 0, 0, {}};
  case EntryRole::Seed:
    return {Block::Seed, 0, 0, {}};
  case EntryRole::Rows:
    break;
  }
  return {};
}

void Planner::locateArguments() {
  for (auto [i, slot] : llvm::enumerate(plan.model.arguments)) {
    if (slot.role == EntryRole::Rows)
      continue;
    Value argument = body().getArgument(i);
    plan.locations[argument] = slotLocation(slot);
    oldValues[{int(slot.role), slot.index}] = argument;
  }
}

void Planner::orderSteps() {
  for (EntryStep &step : nadir::orderSteps(plan.model, layout.capacity)) {
    int time = plan.steps.size();
    for (Value input : step.inputs())
      lastReads[plan.model.root(input)] = time;
    if (step.check)
      lastCheck = time;
    else
      for (Value result : step.call.getResults())
        producers[result] = time;
    plan.steps.push_back(
        {step, symbols.lookup<func::FuncOp>(step.call.getCallee()), {}, 0, 0});
  }
}

LogicalResult Planner::locateConstants() {
  for (auto constant : body().getOps<arith::ConstantOp>()) {
    auto value = dyn_cast<DenseElementsAttr>(constant.getValue());
    if (!value)
      return constant.emitOpError("expects a dense tensor");
    plan.locations[constant.getResult()] = {Block::Constant, 0, 0, value};
  }
  return success();
}

/// Keeps the old value of a parameter or state that is returned as another
/// one: its own slot may be overwritten before the copies at the end.
void Planner::saveOverwrittenValues() {
  for (auto [slot, value] : llvm::zip(plan.model.results, returned())) {
    Value root = plan.model.root(value);
    auto argument = dyn_cast<BlockArgument>(root);
    if (!argument)
      continue;
    const EntrySlot &source = plan.model.arguments[argument.getArgNumber()];
    bool isSame = source.role == slot.role && source.index == slot.index;
    bool isInBlock =
        source.role == EntryRole::Parameter || source.role == EntryRole::State;
    if (slot.role == EntryRole::Result || isSame || !isInBlock ||
        savedArguments.contains(root))
      continue;
    savedArguments[root] = plan.buffers.size();
    plan.buffers.push_back({source.name + " (old)",
                            tensorBytes(slot.type, layout.capacity), 0, -1,
                            end()});
  }
}

/// Lets a kernel write a new parameter or state straight into its block.
bool Planner::tryInPlace(const EntrySlot &slot, Value value) {
  auto producer = producers.find(value);
  if (producer == producers.end() || plan.locations.contains(value) ||
      lastCheck > producer->second)
    return false;
  Value old = oldValues.lookup({int(slot.role), slot.index});
  PlannedStep &planned = plan.steps[producer->second];
  auto lastRead = lastReads.find(old);
  if (old && lastRead != lastReads.end()) {
    if (lastRead->second > producer->second)
      return false;
    SmallVector<unsigned> operands;
    for (auto [i, input] : llvm::enumerate(planned.step.inputs()))
      if (plan.model.root(input) == old)
        operands.push_back(i);
    unsigned result = cast<OpResult>(value).getResultNumber();
    unsigned inputCount = planned.step.call.getNumOperands() - 1;
    if (operands.size() > 1 ||
        (operands.size() == 1 &&
         !canRunInPlace(planned.step.kernel, operands.front(), inputCount,
                        result)))
      return false;
    if (operands.size() == 1)
      planned.inPlace.push_back({operands.front(), result});
  }
  plan.locations[value] = slotLocation(slot);
  return true;
}

/// Decides for every result of the entry whether its kernel writes it straight
/// to where the caller wants it.
void Planner::locateResults() {
  SmallVector<bool> isWritten(plan.model.results.size());
  // Blocks before the caller's results, since those are updated in place.
  for (bool blocks : {true, false}) {
    for (auto [i, slot] : llvm::enumerate(plan.model.results)) {
      if ((slot.role != EntryRole::Result) != blocks)
        continue;
      Value root = plan.model.root(returned()[i]);
      if (blocks) {
        isWritten[i] = tryInPlace(slot, root) ||
                       oldValues.lookup({int(slot.role), slot.index}) == root;
      } else if (producers.contains(root) && !plan.locations.contains(root)) {
        plan.locations[root] = slotLocation(slot);
        isWritten[i] = true;
      }
    }
  }
  for (auto [i, slot] : llvm::enumerate(plan.model.results)) {
    if (isWritten[i])
      continue;
    Value root = plan.model.root(returned()[i]);
    // The caller's result may take an old value before anything overwrites it.
    bool isEarly = slot.role == EntryRole::Result && isa<BlockArgument>(root);
    pendingCopies.push_back({root, &slot, isEarly});
    if (!isEarly)
      lastReads[root] = end();
  }
}

/// Lets a product that is added to the sum of others write over that sum, so
/// that there is one, wherever it ends up.
void Planner::addUpInPlace() {
  for (int time = end() - 1; time >= 0; --time) {
    PlannedStep &planned = plan.steps[time];
    auto kind = planned.callee->getAttrOfType<StringAttr>("nadir.kernel");
    if (planned.step.check || !kind || kind.getValue() != "matmul" ||
        !planned.step.kernel || planned.step.call.getNumResults() != 1 ||
        !planned.inPlace.empty())
      continue;
    OpResult result = planned.step.call->getOpResult(0);
    for (unsigned i = 0; i < planned.step.inputs().size(); ++i)
      if (tryAddUp(planned, time, i, result))
        break;
  }
}

bool Planner::tryAddUp(PlannedStep &planned, int time, unsigned input,
                       OpResult result) {
  Value old = plan.model.root(planned.step.inputs()[input]);
  auto isOld = [&](Value value) { return plan.model.root(value) == old; };
  auto known = plan.locations.find(result);
  bool isInBlock =
      known != plan.locations.end() && known->second.block != Block::Result;
  if (!producers.contains(old) || lastReads.lookup(old) != time ||
      plan.locations.contains(old) || isInBlock ||
      llvm::count_if(planned.step.inputs(), isOld) != 1 ||
      !canRunInPlace(planned.step.kernel, input, planned.step.inputs().size(),
                     0))
    return false;
  planned.inPlace.push_back({input, 0});
  if (known != plan.locations.end())
    plan.locations[old] = BufferLocation(known->second);
  else
    overwrittenInArena[result] = old;
  return true;
}

void Planner::addBuffer(Value value, StringRef name, RankedTensorType type,
                        int firstUse) {
  auto lastRead = lastReads.find(value);
  int lastUse = lastRead == lastReads.end()
                    ? firstUse
                    : std::max(firstUse, lastRead->second);
  if (Value old = overwrittenInArena.lookup(value)) {
    unsigned shared = arenaBuffers.lookup(old);
    arenaBuffers[value] = shared;
    plan.buffers[shared].lastUse = lastUse;
    return;
  }
  arenaBuffers[value] = plan.buffers.size();
  plan.buffers.push_back(
      {name.str(), tensorBytes(type, layout.capacity), 0, firstUse, lastUse});
}

void Planner::locateInArena() {
  for (auto [time, planned] : llvm::enumerate(plan.steps)) {
    if (planned.step.check)
      continue;
    std::string callee = planned.step.call.getCallee().str();
    for (OpResult result : planned.step.call->getOpResults())
      if (!plan.locations.contains(result))
        addBuffer(result,
                  callee + "#" + std::to_string(result.getResultNumber()),
                  cast<RankedTensorType>(result.getType()), time);
  }
}

void Planner::addScratch() {
  for (auto [time, planned] : llvm::enumerate(plan.steps)) {
    func::FuncOp kernel = planned.step.kernel;
    unsigned last = kernel ? kernel.getNumArguments() - 1 : 0;
    if (!kernel || !kernel.getArgAttr(last, "nadir.scratch_per_task"))
      continue;
    auto type = cast<MemRefType>(kernel.getArgumentTypes().back());
    planned.scratchBytesPerTask = alignBuffer(tensorBytes(type, 0));
    uint64_t tasks = std::max<int64_t>(countTasks(kernel, layout.capacity), 1);
    plan.buffers.push_back({planned.step.call.getCallee().str() + " (scratch)",
                            planned.scratchBytesPerTask * tasks, 0, int(time),
                            int(time)});
  }
}

/// Places all buffers and writes their offsets where they are used.
void Planner::place() {
  plan.arenaBytes = placeBuffers(plan.buffers);
  plan.liveBytes = countLiveBytes(plan.buffers);
  auto arena = [&](unsigned buffer) -> BufferLocation {
    return {Block::Arena, 0, plan.buffers[buffer].offset, {}};
  };
  for (auto [value, buffer] : arenaBuffers)
    plan.locations[value] = arena(buffer);
  for (auto [value, buffer] : savedArguments)
    plan.copiesBefore.push_back({plan.locations[value], arena(buffer),
                                 cast<RankedTensorType>(value.getType())});
  for (const PendingCopy &copy : pendingCopies) {
    auto saved = savedArguments.find(copy.from);
    bool useSaved = !copy.isEarly && saved != savedArguments.end();
    auto &copies = copy.isEarly ? plan.copiesBefore : plan.copiesAfter;
    copies.push_back(
        {useSaved ? arena(saved->second) : plan.locations.lookup(copy.from),
         slotLocation(*copy.to), copy.to->type});
  }
  unsigned scratch = plan.buffers.size();
  for (PlannedStep &planned : llvm::reverse(plan.steps))
    if (planned.scratchBytesPerTask)
      planned.scratchOffset = plan.buffers[--scratch].offset;
}

FailureOr<EntryPlan> Planner::run() {
  locateArguments();
  orderSteps();
  if (failed(locateConstants()))
    return failure();
  saveOverwrittenValues();
  locateResults();
  addUpInPlace();
  locateInArena();
  addScratch();
  place();
  return std::move(plan);
}

FailureOr<EntryPlan> planBuffers(EntryModel model, const ProgramLayout &layout,
                                 const SymbolTable &symbols) {
  return Planner(std::move(model), layout, symbols).run();
}

FailureOr<std::vector<EntryPlan>> planProgram(ModuleOp module,
                                              const ProgramLayout &layout) {
  SymbolTable symbols(module);
  std::vector<EntryPlan> plans;
  for (func::FuncOp entry : findEntries(module)) {
    FailureOr<EntryModel> model = EntryModel::get(entry, layout, symbols);
    if (failed(model))
      return failure();
    FailureOr<EntryPlan> plan = planBuffers(std::move(*model), layout, symbols);
    if (failed(plan))
      return failure();
    plans.push_back(std::move(*plan));
  }
  return plans;
}

FailureOr<std::string> memoryReport(ModuleOp module) {
  FailureOr<ProgramLayout> layout = ProgramLayout::get(module);
  if (failed(layout))
    return failure();
  FailureOr<std::vector<EntryPlan>> plans = planProgram(module, *layout);
  if (failed(plans))
    return failure();
  return printMemoryReport(*layout, *plans);
}

} // namespace nadir
