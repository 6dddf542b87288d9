// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An operation as a user of the builder sees it: a C++ function with positional
// parameters and a structure of options, or, for optimizers, a structure of
// settings.

#ifndef NADIR_TOOLS_TBLGEN_BUILDERDEFINITION_H
#define NADIR_TOOLS_TBLGEN_BUILDERDEFINITION_H

#include <string>
#include <vector>

namespace llvm {
class RecordKeeper;
} // namespace llvm

namespace nadir {

/// One parameter of a function, or one member of a structure.
struct BuilderArgument {
  /// How the function hands it on: a tensor, one that may be a number too, one
  /// that may be absent, a list of tensors, or an attribute.
  enum class Kind { tensor, number, optionalTensor, tensors, attribute };

  std::string name;
  Kind kind;
  /// The C++ type, and for members the initializer.
  std::string type;
  std::string defaultValue;
  std::string doc;

  /// Whether functions take it by reference.
  bool isClass() const;
};

struct BuilderDefinition {
  /// The operation with its dialect, and the function's or the optimizer's
  /// name.
  std::string operation;
  std::string name;
  std::string doc;
  /// Structure of options; empty if there are none.
  std::string optionsName;
  bool isOptimizer = false;
  std::vector<BuilderArgument> parameters;
  std::vector<BuilderArgument> options;

  /// Whether the options are the numbers of dimensions and whether those stay,
  /// which PyTorch's users write without names.
  bool isAlongDims() const;
};

/// All operations whose result type follows from operands and attributes, and
/// all optimizers, in the order of their definitions.
std::vector<BuilderDefinition>
collectBuilderDefinitions(const llvm::RecordKeeper &records);

} // namespace nadir

#endif // NADIR_TOOLS_TBLGEN_BUILDERDEFINITION_H
