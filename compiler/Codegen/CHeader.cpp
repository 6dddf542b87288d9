// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "compiler/Codegen/CHeader.h"

#include "compiler/Codegen/Version.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace nadir {

/// Words of any standard of C and C++, and macros that compilers define or that
/// are likely to be included before the header.
static bool isReserved(StringRef name) {
  static constexpr StringLiteral words =
      " alignas alignof and and_eq asm auto bitand bitor bool break case "
      "catch char char16_t char32_t char8_t class co_await co_return "
      "co_yield compl concept const const_cast consteval constexpr "
      "constinit continue decltype default delete do double dynamic_cast "
      "else enum explicit export extern false float for friend goto if "
      "inline int long mutable namespace new noexcept not not_eq nullptr "
      "operator or or_eq private protected public register "
      "reinterpret_cast requires restrict return short signed sizeof "
      "static static_assert static_cast struct switch template this "
      "thread_local throw true try typedef typeid typename typeof "
      "typeof_unqual union unsigned using virtual void volatile wchar_t "
      "while xor xor_eq _Alignas _Alignof _Atomic _BitInt _Bool _Complex "
      "_Decimal128 _Decimal32 _Decimal64 _Generic _Imaginary _Noreturn "
      "_Static_assert _Thread_local NULL EOF errno linux unix ";
  return words.contains((" " + name + " ").str());
}

std::string cIdentifier(StringRef name) {
  std::string result;
  for (char c : name)
    result += isAlnum(c) ? c : '_';
  if (result.empty() || isDigit(result.front()))
    result.insert(0, "_");
  if (isReserved(result))
    result += "_";
  return result;
}

namespace {
/// Writes the parts of one header.
class HeaderWriter {
public:
  explicit HeaderWriter(const ProgramInfo &info)
      : info(info), macro(StringRef(info.name).upper()), os(text) {}

  std::string write();

private:
  void writeSizes();
  void writeOffsets(StringRef kind, ArrayRef<TensorInfo> tensors);
  void writeGroups();
  void writeMemory();
  void writeTensors(const EntryInfo &entry, StringRef kind, bool isConst,
                    ArrayRef<TensorInfo> tensors);
  void writeEntry(const EntryInfo &entry, unsigned number);
  void writeBody(const EntryInfo &entry, unsigned number);
  void writeTable(StringRef kind, StringRef type, ArrayRef<TensorInfo> tensors);

  const ProgramInfo &info;
  /// What names of the program begin with: its own, as in the object.
  const std::string &prefix = info.name;
  std::string macro, text;
  raw_string_ostream os;
};

/// Identifiers for names, none of them twice.
class UniqueNames {
public:
  /// `endings` are those of further identifiers that begin with this one.
  std::string get(StringRef name, ArrayRef<StringRef> endings = {}) {
    std::string identifier = cIdentifier(name);
    std::string unique = identifier;
    auto isUsed = [&](StringRef ending) {
      return used.contains(unique + ending.str());
    };
    for (unsigned i = 2; isUsed("") || any_of(endings, isUsed); ++i)
      unique = identifier + "_" + std::to_string(i);
    used.insert(unique);
    for (StringRef ending : endings)
      used.insert(unique + ending.str());
    return unique;
  }

private:
  StringSet<> used;
};
} // namespace

static StringRef cType(nadir_dtype dtype) {
  switch (dtype) {
  case NADIR_F32:
    return "float";
  case NADIR_F64:
    return "double";
  case NADIR_I64:
    return "int64_t";
  case NADIR_I32:
    return "int32_t";
  case NADIR_I1:
    return "uint8_t";
  }
  llvm_unreachable("all types are handled");
}

static std::string shapeText(const TensorInfo &tensor) {
  if (tensor.shape.empty())
    return "one value";
  std::string shape = "[";
  for (auto [i, size] : llvm::enumerate(tensor.shape))
    shape += (i ? ", " : "") + (size < 0 ? "rows" : std::to_string(size));
  return shape + "]";
}

/// A name as it may stand in a comment.
static std::string commentText(StringRef name) {
  std::string result;
  for (char c : name)
    result += isPrint(c) && c != '*' ? c : '_';
  return result;
}

/// The shortest decimal that is `value`; of type double, so that dividing it by
/// an integer doesn't round.
static std::string numberText(double value) {
  std::string text;
  for (int digits = 1; digits <= 17; ++digits) {
    text.clear();
    raw_string_ostream(text) << format("%.*g", digits, value);
    if (std::strtod(text.c_str(), nullptr) == value)
      break;
  }
  bool isInteger = StringRef(text).find_first_of(".e") == StringRef::npos;
  return isInteger ? text + ".0" : text;
}

void HeaderWriter::writeSizes() {
  os << "/* Sizes in bytes of the blocks that the caller provides, each "
        "aligned "
        "to\n * NADIR_ALIGNMENT, and the largest number of rows. */\n";
  os << "#define " << macro << "_PARAMETER_BYTES " << info.parameterBytes
     << "\n";
  os << "#define " << macro << "_STATE_BYTES " << info.stateBytes << "\n";
  os << "#define " << macro << "_ARENA_BYTES " << info.arenaBytes << "\n";
  os << "#define " << macro << "_CAPACITY " << info.capacity << "\n";
  os << "/* The learning rate that the graph was declared with. */\n";
  os << "#define " << macro << "_LEARNING_RATE "
     << numberText(info.learningRate) << "\n";
  if (info.momentum)
    os << "/* The momentum that it was declared with, of steps whose `momenta` "
          "are null. */\n"
       << "#define " << macro << "_MOMENTUM " << numberText(*info.momentum)
       << "\n";
  os << "\n";
}

void HeaderWriter::writeOffsets(StringRef kind, ArrayRef<TensorInfo> tensors) {
  if (tensors.empty())
    return;
  os << "/* Offsets in bytes of tensors in the " << kind << " block. */\n";
  UniqueNames names;
  std::string before = macro + "_" + kind.upper() + "_";
  for (const TensorInfo &tensor : tensors)
    os << "#define " << before << names.get(StringRef(tensor.name).upper())
       << "_OFFSET " << tensor.offset << " /* " << commentText(tensor.name)
       << ": " << cType(tensor.dtype) << " " << shapeText(tensor) << " */\n";
  os << "\n";
}

void HeaderWriter::writeGroups() {
  if (info.groups.empty())
    return;
  os << "/* Parameter groups: their places in group_learning_rates (one more "
        "in "
        "momenta,\n * which begin with the default group's), and the rates "
        "that "
        "the graph was\n * declared with. */\n"
     << "#define " << macro << "_GROUPS " << info.groups.size() << "\n";
  UniqueNames names;
  for (auto [i, group] : llvm::enumerate(info.groups)) {
    std::string name = macro + "_GROUP_" +
                       names.get(StringRef(group.name).upper(),
                                 {"_LEARNING_RATE", "_MOMENTUM"});
    os << "#define " << name << " " << i << " /* " << commentText(group.name)
       << " */\n"
       << "#define " << name << "_LEARNING_RATE "
       << numberText(group.learningRate) << "\n";
    if (group.momentum)
      os << "#define " << name << "_MOMENTUM " << numberText(*group.momentum)
         << "\n";
  }
  os << "\n";
}

void HeaderWriter::writeMemory() {
  os << "/* What all entries work on. The caller owns it all; entries keep no "
        "pointer. */\n"
     << "typedef struct " << prefix << "_memory {\n"
     << "  void *parameters; /* " << macro << "_PARAMETER_BYTES */\n"
     << "  void *state; /* " << macro << "_STATE_BYTES */\n"
     << "  void *arena; /* " << macro << "_ARENA_BYTES */\n"
     << "  /* Null runs everything on the calling thread. */\n"
     << "  const nadir_executor *executor;\n"
     << "  /* Why the last call failed. */\n"
     << "  nadir_error error;\n"
     << "} " << prefix << "_memory;\n\n"
     << "/* Names, shapes and entries at run time. */\n"
     << "extern const nadir_program " << prefix << "_program;\n\n";
}

void HeaderWriter::writeTensors(const EntryInfo &entry, StringRef kind,
                                bool isConst, ArrayRef<TensorInfo> tensors) {
  if (tensors.empty())
    return;
  std::string name = prefix + "_" + cIdentifier(entry.name) + "_" + kind.str();
  os << "typedef struct " << name << " {\n";
  UniqueNames names;
  for (const TensorInfo &tensor : tensors) {
    std::string member = names.get(tensor.name);
    os << "  /* ";
    if (member != tensor.name)
      os << commentText(tensor.name) << ": ";
    os << shapeText(tensor) << " */\n";
    os << "  " << (isConst ? "const " : "") << cType(tensor.dtype) << " *"
       << member << ";\n";
  }
  os << "} " << name << ";\n\n";
}

void HeaderWriter::writeTable(StringRef kind, StringRef type,
                              ArrayRef<TensorInfo> tensors) {
  if (tensors.empty()) {
    os << "  call." << kind << " = 0;\n";
    return;
  }
  os << "  " << type << kind << "_table[" << tensors.size() << "];\n";
  UniqueNames names;
  for (auto [i, tensor] : llvm::enumerate(tensors))
    os << "  " << kind << "_table[" << i << "] = " << kind << "->"
       << names.get(tensor.name) << ";\n";
  os << "  call." << kind << " = " << kind << "_table;\n";
}

void HeaderWriter::writeBody(const EntryInfo &entry, unsigned number) {
  auto scalar = [&](StringRef name) {
    os << "  call." << name << " = " << (entry.uses.contains(name) ? name : "0")
       << ";\n";
  };
  os << "  nadir_call call;\n  int32_t status;\n";
  writeTable("inputs", "const void *", entry.inputs);
  writeTable("results", "void *", entry.results);
  os << "  call.abi_version = NADIR_ABI_VERSION;\n  call.reserved = 0;\n";
  for (StringRef name : {"rows", "learning_rate", "group_learning_rates",
                         "momenta", "step", "seed"})
    scalar(name);
  for (StringRef name : {"parameters", "state", "arena", "executor", "error"})
    os << "  call." << name << " = memory->" << name << ";\n";
  os << "  status = " << prefix << "_program.entries[" << number
     << "].run(&call);\n"
     << "  memory->error = call.error;\n"
     << "  return status;\n";
}

void HeaderWriter::writeEntry(const EntryInfo &entry, unsigned number) {
  std::string name = prefix + "_" + cIdentifier(entry.name);
  writeTensors(entry, "inputs", /*isConst=*/true, entry.inputs);
  writeTensors(entry, "results", /*isConst=*/false, entry.results);
  os << "/* Returns a nadir_status. Inputs and results may not overlap."
     << (entry.uses.contains("step") ? " Steps\n * count from 1." : "")
     << " */\n";
  os << "static inline int32_t " << name << "(" << prefix << "_memory *memory";
  if (!entry.inputs.empty())
    os << ",\n    const " << name << "_inputs *inputs";
  if (!entry.results.empty())
    os << ",\n    const " << name << "_results *results";
  const std::pair<StringRef, StringRef> scalars[] = {
      {"rows", "int64_t rows"},
      {"learning_rate", "double learning_rate"},
      {"group_learning_rates", "const double *group_learning_rates"},
      {"momenta", "const double *momenta"},
      {"step", "int64_t step"},
      {"seed", "uint64_t seed"}};
  for (auto [scalar, declaration] : scalars)
    if (entry.uses.contains(scalar))
      os << ",\n    " << declaration;
  os << ") {\n";
  writeBody(entry, number);
  os << "}\n\n";
}

std::string HeaderWriter::write() {
  os << "/* The program " << commentText(info.name) << ", compiled by Nadir "
     << nadirVersion << ". Generated: changes will be lost. */\n"
     << "#ifndef NADIR_PROGRAM_" << macro << "_H\n"
     << "#define NADIR_PROGRAM_" << macro << "_H\n\n"
     << abiText << "\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  writeSizes();
  writeOffsets("parameter", info.parameters);
  writeOffsets("state", info.states);
  writeGroups();
  writeMemory();
  for (auto [number, entry] : llvm::enumerate(info.entries))
    writeEntry(entry, number);
  os << "#ifdef __cplusplus\n}\n#endif\n\n"
     << "#endif /* NADIR_PROGRAM_" << macro << "_H */\n";
  return text;
}

std::string writeCHeader(const ProgramInfo &info) {
  return HeaderWriter(info).write();
}

} // namespace nadir
