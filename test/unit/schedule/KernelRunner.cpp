// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelRunner.h"

#include "KernelLowering.h"

#include "compiler/Schedule/KernelSignature.h"
#include "compiler/Schedule/ScheduleKernels.h"
#include "compiler/Schedule/Sequential.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

using namespace mlir;

namespace nadir::test {

/// What outputs hold before a kernel runs.
static constexpr int8_t mark = 77;

static std::unique_ptr<MLIRContext> makeContext() {
  DialectRegistry registry;
  registry
      .insert<func::FuncDialect, math::MathDialect, vector::VectorDialect>();
  registerSequentialDialects(registry);
  registerLowering(registry);
  auto context =
      std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  return context;
}

static func::FuncOp findKernel(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr("nadir.kernel"))
      return function;
  return {};
}

KernelRunner::KernelRunner(const std::string &text, Schedule schedule,
                           const TargetInfo &target)
    : context(makeContext()),
      module(parseSourceString<ModuleOp>(text, context.get())) {
  if (!module) {
    ADD_FAILURE() << "the kernel's text does not parse";
    return;
  }
  func::FuncOp kernel = findKernel(*module);
  if (schedule == Schedule::Sequential)
    kernel->setAttr("nadir.kernel",
                    StringAttr::get(context.get(), "sequential"));
  if (failed(scheduleKernel(kernel, target)) || failed(verify(*module))) {
    ADD_FAILURE() << "the kernel cannot be scheduled";
    return;
  }
  func::FuncOp scheduled = lookupScheduled(kernel);
  ScheduledArguments arguments = scheduledArguments(scheduled, kernel);
  for (Type type : arguments.inputs.getTypes())
    inputTypes.push_back(cast<MemRefType>(type));
  for (Type type : arguments.outputs.getTypes())
    outputTypes.push_back(cast<MemRefType>(type));
  name = scheduled.getName().str();
  vectorized = !scheduled->hasAttr(sequentialName);
  taskExtent = getTaskCut(scheduled).extent;
  taskGrain = getTaskCut(scheduled).grain;
  if (2 + inputTypes.size() + outputTypes.size() < scheduled.getNumArguments())
    scratchBytes =
        cast<MemRefType>(scheduled.getArgumentTypes().back()).getNumElements();
  llvm::raw_string_ostream(scheduledText) << *module;
  // Tensors can't be lowered, not even in a declaration.
  kernel.erase();
  engine = compileModule(*module);
  if (!engine)
    ADD_FAILURE() << "the kernel cannot be compiled:\n" << scheduledText;
}

static Buffer makeBuffer(MemRefType type) {
  size_t size = type.getNumElements();
  Type element = type.getElementType();
  if (element.isF32())
    return std::vector<float>(size, mark);
  if (element.isF64())
    return std::vector<double>(size, mark);
  if (element.isInteger(64))
    return std::vector<int64_t>(size, mark);
  if (element.isInteger(32))
    return std::vector<int32_t>(size, mark);
  return std::vector<int8_t>(size, mark);
}

static void fill(Buffer &buffer, std::mt19937_64 &random,
                 int64_t integerLimit) {
  std::visit(
      [&](auto &elements) {
        using Element = typename std::decay_t<decltype(elements)>::value_type;
        std::uniform_real_distribution<double> real(-2, 2);
        for (Element &element : elements)
          if constexpr (std::is_floating_point_v<Element>)
            element = real(random);
          else
            element = random() % (sizeof(Element) == 1 ? 2 : integerLimit);
      },
      buffer);
}

KernelData KernelRunner::makeData(uint64_t seed, int64_t integerLimit) const {
  KernelData data;
  std::mt19937_64 random(seed);
  for (MemRefType type : inputTypes) {
    data.inputs.push_back(makeBuffer(type));
    fill(data.inputs.back(), random, integerLimit);
  }
  for (MemRefType type : outputTypes)
    data.outputs.push_back(makeBuffer(type));
  return data;
}

static void *address(Buffer &buffer) {
  return std::visit([](auto &elements) -> void * { return elements.data(); },
                    buffer);
}

int64_t KernelRunner::countTasks(int64_t rows) const {
  int64_t extent = taskExtent == TaskCut::rowsExtent ? rows : taskExtent;
  return (extent + taskGrain - 1) / taskGrain;
}

void KernelRunner::run(KernelData &data, int64_t rows) {
  runInPlace(data, rows, {});
}

void KernelRunner::runInPlace(
    KernelData &data, int64_t rows,
    const std::vector<std::pair<unsigned, unsigned>> &inPlace) {
  std::vector<void *> pointers;
  for (Buffer &buffer : data.inputs)
    pointers.push_back(address(buffer));
  for (Buffer &buffer : data.outputs)
    pointers.push_back(address(buffer));
  for (auto [input, output] : inPlace)
    pointers[data.inputs.size() + output] = address(data.inputs[input]);
  runTasks(std::move(pointers), rows);
}

void KernelRunner::runTasks(std::vector<void *> pointers, int64_t rows) {
  std::vector<int8_t> scratch(scratchBytes + 64);
  pointers.push_back(reinterpret_cast<void *>(
      (reinterpret_cast<uintptr_t>(scratch.data()) + 63) & ~uintptr_t(63)));
  int64_t task;
  SmallVector<void *> packed = {&rows, &task};
  for (void *&pointer : pointers)
    packed.push_back(&pointer);
  for (task = countTasks(rows) - 1; task >= 0; --task)
    llvm::cantFail(engine->invokePacked(name, packed));
}

void expectClose(const Buffer &a, const Buffer &b, double tolerance,
                 const std::string &what) {
  ASSERT_EQ(a.index(), b.index()) << what;
  std::visit(
      [&](const auto &left) {
        const auto &right = std::get<std::decay_t<decltype(left)>>(b);
        ASSERT_EQ(left.size(), right.size()) << what;
        for (size_t i = 0; i < left.size(); ++i) {
          double x = left[i], y = right[i];
          if (x == y || (std::isnan(x) && std::isnan(y)))
            continue;
          bool isReal =
              std::is_floating_point_v<std::decay_t<decltype(left[0])>>;
          ASSERT_TRUE(isReal &&
                      std::abs(x - y) <= tolerance * (1 + std::abs(y)))
              << what << ": element " << i << " is " << x << ", expected " << y;
        }
      },
      a);
}

bool sameBits(const Buffer &a, const Buffer &b) {
  return std::visit(
      [&](const auto &left) {
        const auto &right = std::get<std::decay_t<decltype(left)>>(b);
        return left.size() == right.size() &&
               std::memcmp(left.data(), right.data(),
                           left.size() * sizeof(left[0])) == 0;
      },
      a);
}

} // namespace nadir::test
