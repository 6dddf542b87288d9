// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/Reflection.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include <limits>

using namespace llvm;

namespace nadir {

std::string programSymbol(StringRef program) {
  return (program + "_program").str();
}

namespace {
/// Builds the tables; each structure lists its members in the order of the C
/// declaration, without packing, so that LLVM's layout is C's.
class ReflectionBuilder {
public:
  explicit ReflectionBuilder(Module &module)
      : module(module), context(module.getContext()),
        pointer(PointerType::get(context, 0)), i32(Type::getInt32Ty(context)),
        i64(Type::getInt64Ty(context)), f64(Type::getDoubleTy(context)) {}

  void build(const ProgramInfo &info);

private:
  Constant *word(uint32_t value) { return ConstantInt::get(i32, value); }
  Constant *word64(uint64_t value) { return ConstantInt::get(i64, value); }
  Constant *real(double value) { return ConstantFP::get(f64, value); }
  /// NaN if it is compiled in.
  Constant *momentum(std::optional<double> value) {
    return real(value.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  Constant *structure(ArrayRef<Constant *> members) {
    return ConstantStruct::getAnon(context, members);
  }
  /// A private constant; null for an empty table.
  Constant *table(ArrayRef<Constant *> rows);
  Constant *place(Constant *value);
  Constant *string(StringRef text);
  Constant *tensor(const TensorInfo &info);
  Constant *tensors(ArrayRef<TensorInfo> infos);
  Constant *entry(const EntryInfo &info);
  Constant *check(const CheckInfo &info);

  Module &module;
  LLVMContext &context;
  PointerType *pointer;
  Type *i32, *i64, *f64;
};
} // namespace

Constant *ReflectionBuilder::place(Constant *value) {
  auto *global =
      new GlobalVariable(module, value->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, value, "nadir.table");
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return global;
}

Constant *ReflectionBuilder::table(ArrayRef<Constant *> rows) {
  if (rows.empty())
    return ConstantPointerNull::get(pointer);
  auto *type = ArrayType::get(rows.front()->getType(), rows.size());
  return place(ConstantArray::get(type, rows));
}

Constant *ReflectionBuilder::string(StringRef text) {
  return place(ConstantDataArray::getString(context, text));
}

Constant *ReflectionBuilder::tensor(const TensorInfo &info) {
  SmallVector<Constant *> sizes;
  for (int64_t size : info.shape)
    sizes.push_back(word64(size));
  return structure({string(info.name), word(info.dtype),
                    word(info.shape.size()), table(sizes), word64(info.offset),
                    word64(info.bytes)});
}

Constant *ReflectionBuilder::tensors(ArrayRef<TensorInfo> infos) {
  SmallVector<Constant *> rows;
  for (const TensorInfo &info : infos)
    rows.push_back(tensor(info));
  return table(rows);
}

Constant *ReflectionBuilder::entry(const EntryInfo &info) {
  return structure({string(info.name), module.getFunction(info.symbol),
                    tensors(info.inputs), tensors(info.results),
                    word(info.inputs.size()), word(info.results.size())});
}

Constant *ReflectionBuilder::check(const CheckInfo &info) {
  return structure({string(info.tensor), string(info.location),
                    real(info.minimum), real(info.maximum), word(info.status),
                    word(0)});
}

void ReflectionBuilder::build(const ProgramInfo &info) {
  SmallVector<Constant *> entries, checks, groups;
  for (const EntryInfo &one : info.entries)
    entries.push_back(entry(one));
  for (const CheckInfo &one : info.checks)
    checks.push_back(check(one));
  for (const GroupInfo &one : info.groups)
    groups.push_back(structure(
        {string(one.name), real(one.learningRate), momentum(one.momentum)}));
  Constant *program = structure(
      {word(NADIR_ABI_VERSION), word(info.parameters.size()),
       word(info.states.size()), word(info.entries.size()),
       word(info.checks.size()), word(info.groups.size()), string(info.name),
       word64(info.capacity), real(info.learningRate), momentum(info.momentum),
       word64(info.parameterBytes), word64(info.stateBytes),
       word64(info.arenaBytes), tensors(info.parameters), tensors(info.states),
       table(entries), table(checks), table(groups)});
  new GlobalVariable(module, program->getType(), /*isConstant=*/true,
                     GlobalValue::ExternalLinkage, program,
                     programSymbol(info.name));
}

void addReflection(Module &module, const ProgramInfo &info) {
  ReflectionBuilder(module).build(info);
}

} // namespace nadir
