// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/Target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace nadir {

static void initializeTargets() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    // For inline assembly.
    llvm::InitializeAllAsmParsers();
  });
}

/// The host's features in a fixed order, as they become part of cache keys.
static std::string hostFeatures() {
  std::vector<std::string> features;
  for (const auto &[name, isOn] : llvm::sys::getHostCPUFeatures())
    features.push_back((isOn ? "+" : "-") + name.str());
  std::sort(features.begin(), features.end());
  return llvm::join(features, ",");
}

static void describeRegisters(CpuTarget &target,
                              const llvm::MCSubtargetInfo &info) {
  llvm::Triple triple(target.triple);
  if (!triple.isX86()) {
    target.hasFma = triple.isAArch64();
    target.vectorRegisters = triple.isAArch64() ? 32 : 16;
    return;
  }
  auto has = [&](const char *features) { return info.checkFeatures(features); };
  target.hasMaskedMemory = has("+avx512f,+avx512bw,+avx512vl,+avx512dq");
  target.vectorBits = target.hasMaskedMemory ? 512 : has("+avx2") ? 256 : 128;
  target.vectorRegisters = target.hasMaskedMemory ? 32 : 16;
  target.hasFma = has("+fma");
  target.hasScalef = has("+avx512f");
  target.hasAmx = target.hasMaskedMemory && triple.isOSLinux() &&
                  has("+amx-tile,+amx-bf16");
  target.isX86 = true;
}

llvm::Expected<CpuTarget> findTarget(llvm::StringRef cpu) {
  initializeTargets();
  CpuTarget target;
  target.triple = llvm::sys::getDefaultTargetTriple();
  target.cpu = cpu.str();
  if (cpu == "native") {
    target.cpu = llvm::sys::getHostCPUName().str();
    target.features = hostFeatures();
  } else if (cpu.starts_with("x86-64")) {
    target.triple = "x86_64-unknown-linux-gnu";
  } else if (cpu == "aarch64") {
    target.triple = "aarch64-unknown-linux-gnu";
    target.cpu = "generic";
    target.features = "+neon";
  }
  std::string error;
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(llvm::Triple(target.triple), error);
  if (!backend)
    return llvm::createStringError(error);
  std::unique_ptr<llvm::MCSubtargetInfo> info(backend->createMCSubtargetInfo(
      llvm::Triple(target.triple), "generic", target.features));
  // Asked of a generic processor first: LLVM prints a warning of its own when
  // it is made to use one that it doesn't know.
  if (!info || !info->isCPUStringValid(target.cpu))
    return llvm::createStringError("unknown processor '" + cpu + "'");
  info.reset(backend->createMCSubtargetInfo(llvm::Triple(target.triple),
                                            target.cpu, target.features));
  if (llvm::Triple(target.triple).isX86() && !info->checkFeatures("+64bit"))
    return llvm::createStringError("expected a processor of 64 bits, found '" +
                                   cpu + "'");
  describeRegisters(target, *info);
  return target;
}

llvm::Expected<CpuTarget> findTarget(const CodegenOptions &options) {
  llvm::Expected<CpuTarget> target = findTarget(options.cpu);
  if (target)
    target->hasAmx &= options.splitProducts;
  return target;
}

/// Whether code generators use the instructions of an x86 feature by
/// themselves. Others, such as those for keys, locks and operating systems, are
/// in no kernel, and virtual machines often hide them.
static bool isUsedUnasked(llvm::StringRef feature) {
  static constexpr llvm::StringLiteral families[] = {
      "avx",    "bmi",       "ccmp",  "cmov", "egpr", "f16c", "fma",
      "gfni",   "lzcnt",     "movbe", "ndd",  "nf",   "ppx",  "popcnt",
      "prfchw", "push2pop2", "sse",   "ssse", "tbm",  "xop",  "zu"};
  return llvm::any_of(families, [&](llvm::StringRef family) {
    return feature.starts_with(family);
  });
}

static std::unique_ptr<llvm::MCSubtargetInfo>
describe(const CpuTarget &target) {
  std::string error;
  llvm::Triple triple(target.triple);
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(triple, error);
  assert(backend && "findTarget has found it");
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      backend->createMCSubtargetInfo(triple, target.cpu, target.features));
}

llvm::Error checkRunsHere(llvm::StringRef cpu) {
  llvm::Expected<CpuTarget> target = findTarget(cpu);
  if (!target)
    return target.takeError();
  std::string complaint =
      ("code for '" + cpu + "' doesn't run on this machine, which ").str();
  llvm::Triple triple(target->triple), host(llvm::sys::getProcessTriple());
  if (triple.getArch() != host.getArch())
    return llvm::createStringError(complaint + "is " + host.getArchName());
  llvm::StringMap<bool> has = llvm::sys::getHostCPUFeatures();
  std::vector<std::string> missing;
  for (const auto &feature : describe(*target)->getEnabledProcessorFeatures()) {
    // Hosts say nothing of features that tell how quick instructions are.
    auto found = has.find(feature.Key);
    if (found != has.end() && !found->second &&
        (!triple.isX86() || isUsedUnasked(feature.Key)))
      missing.push_back(feature.Key);
  }
  if (missing.empty())
    return llvm::Error::success();
  return llvm::createStringError(complaint + "lacks " +
                                 llvm::join(missing, ", "));
}

static llvm::CodeGenOptLevel codegenLevel(int optLevel) {
  switch (optLevel) {
  case 0:
    return llvm::CodeGenOptLevel::None;
  case 1:
    return llvm::CodeGenOptLevel::Less;
  case 2:
    return llvm::CodeGenOptLevel::Default;
  default:
    return llvm::CodeGenOptLevel::Aggressive;
  }
}

std::unique_ptr<llvm::TargetMachine>
createTargetMachine(const CpuTarget &target, int optLevel) {
  initializeTargets();
  std::string error;
  llvm::Triple triple(target.triple);
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (!backend)
    return nullptr;
  llvm::TargetOptions options;
  return std::unique_ptr<llvm::TargetMachine>(backend->createTargetMachine(
      triple, target.cpu, target.features, options, llvm::Reloc::PIC_,
      llvm::CodeModel::Small, codegenLevel(optLevel)));
}

} // namespace nadir
