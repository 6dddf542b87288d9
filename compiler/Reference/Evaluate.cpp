// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Reference/Evaluate.h"
#include "compiler/Reference/Meanings.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace nadir;
using namespace nadir::reference;
using llvm::Error;

namespace {

const Meanings &allMeanings() {
  static const Meanings meanings = [] {
    Meanings table;
    addArithmetic(table);
    addElementaryFunctions(table);
    addReductions(table);
    addShapeOperations(table);
    addProducts(table);
    addRandomNumbers(table);
    addChecks(table);
    addFusedLosses(table);
    addCtc(table);
    addRows(table);
    addCounting(table);
    return table;
  }();
  return meanings;
}

Error evaluateOperation(Operation *op, Scope &scope);

/// A group means what its operations mean.
Error evaluateGroup(GroupOp group, Scope &scope) {
  Block &body = group.getBody().front();
  for (Operation &op : body.without_terminator())
    if (Error error = evaluateOperation(&op, scope))
      return error;
  for (auto [result, yielded] :
       llvm::zip(group.getResults(), body.getTerminator()->getOperands()))
    scope.bind(result, Tensor(scope[yielded]));
  return Error::success();
}

/// Builds the operation's formula in a block of its own, so that the IR under
/// test stays as it is, and evaluates that.
Error evaluateFormula(DecomposableOpInterface op, Scope &outer) {
  Block block;
  Scope scope = Scope::inside(outer);
  IRMapping mapping;
  OpBuilder builder(op->getContext());
  builder.setInsertionPointToEnd(&block);
  for (Value operand : op->getOperands()) {
    // An input keeps its name, which a formula's checks report.
    auto stand = InputOp::create(builder, op->getLoc(), operand.getType(),
                                 nadir::nameOf(operand, ""));
    mapping.map(operand, stand.getResult());
    scope.bind(stand, outer[operand]);
  }
  auto copy = cast<DecomposableOpInterface>(builder.clone(*op, mapping));
  SmallVector<Value> values = copy.decompose(builder);
  for (Operation *part = copy->getNextNode(); part; part = part->getNextNode())
    if (Error error = evaluateOperation(part, scope))
      return error;
  for (auto [result, value] : llvm::zip(op->getResults(), values))
    outer.bind(result, scope[value]);
  return Error::success();
}

Error evaluateOperation(Operation *op, Scope &scope) {
  if (const Meanings::Function *meaning = allMeanings().find(op)) {
    Outcome outcome = (*meaning)(op, scope);
    if (!outcome)
      return outcome.takeError();
    scope.bind(op->getResult(0), std::move(*outcome));
    return Error::success();
  }
  if (auto group = dyn_cast<GroupOp>(op))
    return evaluateGroup(group, scope);
  if (auto formula = dyn_cast<DecomposableOpInterface>(op))
    return evaluateFormula(formula, scope);
  return makeError("the oracle can't evaluate '" +
                   op->getName().getStringRef() + "'");
}

/// Finds what `?` stands for in all arguments, and refuses those of other types
/// than the program's.
class ArgumentCheck {
public:
  explicit ArgumentCheck(std::optional<int64_t> rows) : rows(rows) {}

  Error add(StringRef name, Type type, const Tensor &tensor) {
    auto wanted = cast<RankedTensorType>(type);
    DType dtype = dtypeOf(wanted.getElementType());
    bool fits = tensor.dtype() == dtype && tensor.rank() == wanted.getRank();
    for (int64_t dim = 0; fits && dim < tensor.rank(); ++dim) {
      if (wanted.isDynamicDim(dim) && !rows)
        rows = tensor.size(dim);
      fits = tensor.size(dim) ==
             (wanted.isDynamicDim(dim) ? *rows : wanted.getDimSize(dim));
    }
    if (fits)
      return Error::success();
    std::string batch = rows && rowsDim(wanted)
                            ? " with " + std::to_string(*rows) + " rows"
                            : "";
    return makeError("'" + name + "': expected " +
                     typeName(wanted.getShape(), dtype) + batch + ", found " +
                     tensor.typeName());
  }

  int64_t getRows() const { return rows.value_or(ShapedType::kDynamic); }

private:
  std::optional<int64_t> rows;
};

/// Fails if an operation needs a number of rows that nobody gave.
Error requireRows(Region &region, int64_t rows) {
  if (!ShapedType::isDynamic(rows))
    return Error::success();
  WalkResult found = region.walk([](Operation *op) {
    for (Type type : op->getResultTypes())
      if (rowsDim(cast<RankedTensorType>(type)))
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  if (found.wasInterrupted())
    return makeError("expected a number of rows, as no argument has one");
  return Error::success();
}

std::string nameOf(func::FuncOp function, unsigned argument) {
  auto name = function.getArgAttrOfType<StringAttr>(argument, "nadir.name");
  return name ? name.str() : "argument " + std::to_string(argument);
}

/// Evaluates the elements of a graph, which take and leave values by name.
class GraphEvaluation {
public:
  GraphEvaluation(const llvm::StringMap<Tensor> &values, int64_t rows)
      : values(values), scope(rows) {}

  Error visit(Operation *op) {
    if (auto input = dyn_cast<InputOp>(op)) {
      scope.nameInput(input.getName(), scope.shapeOf(input.getResult()));
      scope.bind(input.getResult(), values.find(input.getName())->second);
    } else if (auto parameter = dyn_cast<ParameterOp>(op)) {
      scope.bind(parameter.getResult(),
                 values.find(parameter.getName())->second);
    } else if (auto output = dyn_cast<OutputOp>(op)) {
      results[output.getName()] = scope[output.getValue()];
    } else if (auto metric = dyn_cast<MetricOp>(op)) {
      results[metric.getName()] = scope[metric.getValue()];
    } else if (auto minimize = dyn_cast<MinimizeOp>(op)) {
      results["loss"] = scope[minimize.getLoss()];
    } else {
      return evaluateOperation(op, scope);
    }
    return Error::success();
  }

  llvm::StringMap<Tensor> results;

private:
  const llvm::StringMap<Tensor> &values;
  Scope scope;
};

/// Checks that each input and parameter is given.
Error checkElement(Operation *op, const llvm::StringMap<Tensor> &values,
                   ArgumentCheck &check) {
  if (!isa<InputOp, ParameterOp>(op))
    return Error::success();
  StringRef name = op->getAttrOfType<StringAttr>("name").getValue();
  auto value = values.find(name);
  if (value == values.end())
    return makeError("'" + name + "' is not given");
  return check.add(name, op->getResult(0).getType(), value->second);
}

} // namespace

llvm::Expected<SmallVector<Tensor>>
nadir::reference::evaluate(func::FuncOp function, ArrayRef<Tensor> arguments,
                           std::optional<int64_t> rows) {
  if (arguments.size() != function.getNumArguments())
    return makeError("@" + function.getName() + ": expected " +
                     Twine(function.getNumArguments()) + " arguments, found " +
                     Twine(arguments.size()));
  ArgumentCheck check(rows);
  for (auto [i, argument] : llvm::enumerate(arguments))
    if (Error error = check.add(::nameOf(function, i),
                                function.getArgumentTypes()[i], argument))
      return error;
  if (Error error = requireRows(function.getBody(), check.getRows()))
    return error;
  Scope scope(check.getRows());
  for (auto [i, argument] : llvm::enumerate(arguments)) {
    auto role = function.getArgAttrOfType<StringAttr>(i, "nadir.role");
    if (role && role.getValue() == "input")
      scope.nameInput(::nameOf(function, i), argument.shape());
    scope.bind(function.getArgument(i), argument);
  }
  Block &body = function.getBody().front();
  for (Operation &op : body.without_terminator())
    if (Error error = evaluateOperation(&op, scope))
      return error;
  SmallVector<Tensor> results;
  for (Value value : body.getTerminator()->getOperands())
    results.push_back(scope[value]);
  return results;
}

llvm::Expected<llvm::StringMap<Tensor>>
nadir::reference::evaluate(GraphOp graph, const llvm::StringMap<Tensor> &values,
                           std::optional<int64_t> rows) {
  ArgumentCheck check(rows);
  Block &body = graph.getBody().front();
  for (Operation &op : body)
    if (Error error = checkElement(&op, values, check))
      return error;
  if (Error error = requireRows(graph.getBody(), check.getRows()))
    return error;
  GraphEvaluation evaluation(values, check.getRows());
  for (Operation &op : body)
    if (Error error = evaluation.visit(&op))
      return error;
  return std::move(evaluation.results);
}
