// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Lowering/OutlineGroup.h"
#include "compiler/Lowering/LowerOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nadir {
namespace {

/// The number that a constant from outside the group is everywhere.
std::optional<TypedAttr> splatConstant(Value value) {
  DenseElementsAttr constant;
  if (!matchPattern(value, m_Constant(&constant)) || !constant.isSplat())
    return std::nullopt;
  return cast<TypedAttr>(constant.getSplatValue<Attribute>());
}

/// The user's line: the outermost of the places that a location names.
std::string userLine(Location location) {
  std::string line = "unknown";
  location->walk([&](Location inner) {
    if (auto place = dyn_cast<FileLineColLoc>(inner))
      line = place.getFilename().str() + ":" + Twine(place.getLine()).str() +
             ":" + Twine(place.getColumn()).str();
    return WalkResult::advance();
  });
  return line;
}

DictionaryAttr describeCheck(Builder &b, Operation *op) {
  NamedAttrList check;
  check.set("location", b.getStringAttr(userLine(op->getLoc())));
  if (auto index = dyn_cast<CheckIndexOp>(op)) {
    auto last = static_cast<double>(index.getLimit() - 1);
    check.set("tensor", index.getTensorAttr());
    check.set("minimum", b.getF64FloatAttr(0.0));
    check.set("maximum", b.getF64FloatAttr(last));
    if (std::optional<int64_t> ignore = index.getIgnoreIndex())
      check.set("ignore", b.getI64IntegerAttr(*ignore));
  } else {
    auto range = cast<CheckRangeOp>(op);
    check.set("tensor", range.getTensorAttr());
    check.set("minimum", range.getMinAttr());
    check.set("maximum", range.getMaxAttr());
    if (range.getAllowNan())
      check.set("allow_nan", b.getUnitAttr());
  }
  return check.getDictionary(b.getContext());
}

class Outliner {
public:
  Outliner(GroupOp group, OpBuilder &builder)
      : group(group), body(group.getBody().front()), builder(builder) {}

  LogicalResult run(StringRef name, Value rows);

private:
  bool isCheck() { return group.getKind() == "check"; }
  LogicalResult verifyKind();
  void collectArguments();
  func::FuncOp createKernel(StringRef name);
  LogicalResult lowerBody(func::FuncOp kernel);
  void returnCheckedTensor(func::FuncOp kernel);

  GroupOp group;
  Block &body;
  OpBuilder &builder;
  llvm::SetVector<Value> arguments;
  llvm::SetVector<Value> constants;
};

LogicalResult Outliner::verifyKind() {
  StringRef kind = group.getKind();
  if (!llvm::is_contained({"loop", "matmul", "sequential", "check"}, kind))
    return group.emitOpError("expected kind 'loop', 'matmul', 'sequential' or "
                             "'check', found '")
           << kind << "'";
  auto products = llvm::range_size(body.getOps<MatmulOp>());
  if (kind == "matmul" && products != 1)
    return group.emitOpError("expected one product in a group of kind "
                             "'matmul', found ")
           << products;
  if (kind == "loop" && products != 0)
    return (*body.getOps<MatmulOp>().begin())
        .emitOpError("expected to stand in a group of kind 'matmul' or "
                     "'sequential'");
  Operation *first = &body.front();
  bool isOneCheck = isa<CheckIndexOp, CheckRangeOp>(first) &&
                    first->getNextNode() == body.getTerminator() &&
                    body.getTerminator()->getOperands() == first->getResults();
  if (kind == "check" && !isOneCheck)
    return group.emitOpError("expected one check, and its result yielded, in a "
                             "group of kind 'check'");
  return success();
}

void Outliner::collectArguments() {
  for (Operation &op : body)
    // Only the shape of what is counted matters.
    for (Value operand :
         isa<ElementCountOp>(op) ? ValueRange() : op.getOperands()) {
      if (operand.getParentBlock() == &body)
        continue;
      if (!isCheck() && splatConstant(operand))
        constants.insert(operand);
      else
        arguments.insert(operand);
    }
}

func::FuncOp Outliner::createKernel(StringRef name) {
  SmallVector<Type> types{builder.getIndexType()};
  llvm::append_range(types, TypeRange(arguments.getArrayRef()));
  auto kernel = func::FuncOp::create(
      builder, group.getLoc(), name,
      builder.getFunctionType(types, group.getResultTypes()));
  kernel.setPrivate();
  kernel->setAttr("nadir.kernel", group.getKindAttr());
  if (group.getUpdate())
    kernel->setAttr("nadir.update", builder.getUnitAttr());
  kernel.addEntryBlock();
  for (auto [argument, value] :
       llvm::zip(kernel.getArguments().drop_front(), arguments))
    argument.setLoc(value.getLoc());
  return kernel;
}

LogicalResult Outliner::lowerBody(func::FuncOp kernel) {
  KernelBuilder lowering(kernel, group.getKind());
  for (auto [value, argument] :
       llvm::zip(arguments, kernel.getArguments().drop_front()))
    lowering.map(value, argument);
  for (Value constant : constants)
    lowering.mapSplat(constant, *splatConstant(constant));
  for (Operation &op : body.without_terminator())
    if (failed(lowerOp(lowering, &op)))
      return failure();
  Operation *yield = body.getTerminator();
  lowering.builder().setLoc(yield->getLoc());
  SmallVector<Value> results;
  for (Value value : yield->getOperands())
    results.push_back(lowering.lookup(value));
  func::ReturnOp::create(lowering.builder(), results);
  return success();
}

void Outliner::returnCheckedTensor(func::FuncOp kernel) {
  OpBuilder b = OpBuilder::atBlockEnd(&kernel.getBody().front());
  kernel->setAttr("nadir.check", describeCheck(b, &body.front()));
  func::ReturnOp::create(b, body.front().getLoc(), kernel.getArgument(1));
}

LogicalResult Outliner::run(StringRef name, Value rows) {
  if (failed(verifyKind()))
    return failure();
  collectArguments();
  func::FuncOp kernel = createKernel(name);
  if (isCheck())
    returnCheckedTensor(kernel);
  else if (failed(lowerBody(kernel)))
    return failure();

  OpBuilder b(group);
  SmallVector<Value> operands{rows};
  llvm::append_range(operands, arguments);
  auto call = func::CallOp::create(b, group.getLoc(), kernel, operands);
  group->replaceAllUsesWith(call.getResults());
  group.erase();
  return success();
}

} // namespace

LogicalResult outlineGroup(GroupOp group, StringRef name, Value rows,
                           OpBuilder &builder) {
  return Outliner(group, builder).run(name, rows);
}

} // namespace nadir
