// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/Jit.h"

#include "compiler/Codegen/Object.h"
#include "compiler/Codegen/Reflection.h"
#include "llvm/ExecutionEngine/Orc/Core.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace nadir {

/// Members are destroyed in reverse: the layer before the session it serves,
/// whose end must have been told before.
struct JitProgram::Session {
  explicit Session(std::unique_ptr<orc::ExecutorProcessControl> control)
      : execution(std::move(control)), layer(execution) {}
  ~Session() {
    if (Error error = execution.endSession())
      execution.reportError(std::move(error));
  }

  orc::ExecutionSession execution;
  orc::ObjectLinkingLayer layer;
};

JitProgram::JitProgram() = default;
JitProgram::~JitProgram() = default;

Error JitProgram::load(ArrayRef<MemoryBufferRef> objects, StringRef name) {
  auto control = orc::SelfExecutorProcessControl::Create();
  if (!control)
    return control.takeError();
  session = std::make_unique<Session>(std::move(*control));
  orc::ExecutionSession &execution = session->execution;
  // What fails is returned; nothing is printed behind the caller's back.
  execution.setErrorReporter(
      [](Error error) { consumeError(std::move(error)); });
  orc::JITDylib &library = execution.createBareJITDylib(name.str());

  auto process = orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
      /*GlobalPrefix=*/'\0', [](const orc::SymbolStringPtr &symbol) {
        return isAllowedSymbol(*symbol);
      });
  if (!process)
    return process.takeError();
  library.addGenerator(std::move(*process));

  for (MemoryBufferRef object : objects) {
    auto buffer = MemoryBuffer::getMemBufferCopy(object.getBuffer(),
                                                 object.getBufferIdentifier());
    if (Error error = session->layer.add(library, std::move(buffer)))
      return error;
  }
  auto symbol =
      execution.lookup({&library}, execution.intern(programSymbol(name)));
  if (!symbol)
    return symbol.takeError();
  table = symbol->getAddress().toPtr<const nadir_program *>();
  if (table->abi_version != NADIR_ABI_VERSION)
    return createStringError("the program is of another version of Nadir");
  return Error::success();
}

/// Refuses objects for other machines, which link but crash.
static Error checkMachine(MemoryBufferRef object) {
  auto file = object::ObjectFile::createObjectFile(object);
  if (!file)
    return file.takeError();
  Triple host(sys::getProcessTriple());
  if ((*file)->getArch() == host.getArch())
    return Error::success();
  return createStringError("the object is for " +
                           Triple::getArchTypeName((*file)->getArch()) +
                           ", this machine is " + host.getArchName());
}

Expected<std::unique_ptr<JitProgram>> JitProgram::link(StringRef objects,
                                                       StringRef name) {
  auto list = listObjects(objects);
  if (!list)
    return list.takeError();
  for (MemoryBufferRef object : *list)
    if (Error error = checkMachine(object))
      return std::move(error);
  if (Error error = checkSymbols(objects))
    return std::move(error);
  std::unique_ptr<JitProgram> program(new JitProgram());
  if (Error error = program->load(*list, name))
    return std::move(error);
  return std::move(program);
}

const nadir_entry_info *JitProgram::entry(StringRef name) const {
  for (uint32_t i = 0; i < table->entry_count; ++i)
    if (name == table->entries[i].name)
      return &table->entries[i];
  return nullptr;
}

} // namespace nadir
