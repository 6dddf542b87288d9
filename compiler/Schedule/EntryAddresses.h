// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where planned tensors lie, as code inside an entry or a task finds it: an
// offset from a member of nadir_call.
#ifndef NADIR_COMPILER_SCHEDULE_ENTRYADDRESSES_H
#define NADIR_COMPILER_SCHEDULE_ENTRYADDRESSES_H

#include "compiler/Schedule/EntryEmitter.h"

namespace nadir {

/// Addresses of planned tensors inside one function; loads each base once.
class AddressTable {
public:
  AddressTable(mlir::OpBuilder &builder, mlir::Location loc,
               EntryProgram &program, mlir::Value call)
      : builder(builder), loc(loc), program(program), call(call),
        access(builder, loc) {}

  mlir::Value get(const BufferLocation &location);
  /// The same as a memref.
  mlir::Value getBuffer(const BufferLocation &location, mlir::Type type) {
    return mlir::UnrealizedConversionCastOp::create(builder, loc, type,
                                                    get(location))
        .getResult(0);
  }
  mlir::Value base(CallMember member);
  /// The momenta of the call, or the declared ones.
  mlir::Value momenta();
  mlir::Value rows() { return base(CallMember::Rows); }
  mlir::Value rowsIndex();

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
  EntryProgram &program;
  mlir::Value call;
  CallBuilder access;
  llvm::DenseMap<int, mlir::Value> bases;
  mlir::Value index;
  mlir::Value momentaOrDeclared;
};

} // namespace nadir

#endif // NADIR_COMPILER_SCHEDULE_ENTRYADDRESSES_H
