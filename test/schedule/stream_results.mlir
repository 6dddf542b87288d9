// RUN: nadir-opt %s --nadir-schedule-entries=streams | FileCheck %s
// RUN: nadir-opt %s --nadir-schedule-entries | FileCheck %s --check-prefix=OFF
// OFF-NOT: nontemporal

module attributes {nadir.program = "large", nadir.parameters = [], nadir.states = []} {

// Rows of 1000 floats begin at multiples of 32 bytes. The rest of a row is not
// streamed, and memory that isn't aligned takes the code without.
// CHECK-LABEL: func.func private @rows_tasks(
// CHECK-SAME: memref<8192000xf32> {llvm.noalias}, %[[OUT:[a-z0-9]+]]: memref<8192000xf32>
// CHECK: %[[ADDRESS:.*]] = memref.extract_aligned_pointer_as_index %[[OUT]]
// CHECK: %[[MASK:.*]] = arith.constant 63 : index
// CHECK: %[[LOW:.*]] = arith.andi %[[ADDRESS]], %[[MASK]]
// CHECK: %[[ALIGNED:.*]] = arith.cmpi eq, %[[LOW]]
// CHECK: scf.if %[[ALIGNED]] {
// CHECK: vector.store %{{.*}}, %[[OUT]][%{{.*}}] {alignment = 32 : i64, nontemporal = true}
// CHECK: vector.maskedstore
// CHECK: llvm.call_intrinsic "llvm.x86.sse.sfence"()
// CHECK: } else {
// CHECK: vector.store %{{.*}}, %[[OUT]][%{{.*}}] : memref<8192000xf32>, vector<16xf32>
// CHECK-NOT: nontemporal
// CHECK: return
func.func private @rows(index, tensor<8192000xf32>) -> tensor<8192000xf32> attributes {nadir.scheduled = @rows_tasks}
func.func private @rows_tasks(%rows: index, %task: index, %x: memref<8192000xf32>, %out: memref<8192000xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %limit = arith.constant 992 : index
  %columns = arith.constant 1000 : index
  %all = arith.constant 8192 : index
  %mask = vector.constant_mask [8] : vector<16xi1>
  scf.for %i = %c0 to %all step %c1 {
    %row = arith.muli %i, %columns : index
    scf.for %j = %c0 to %limit step %c16 {
      %at = arith.addi %row, %j : index
      %v = vector.load %x[%at] : memref<8192000xf32>, vector<16xf32>
      %w = arith.addf %v, %v : vector<16xf32>
      vector.store %w, %out[%at] : memref<8192000xf32>, vector<16xf32>
    }
    %end = arith.addi %row, %limit : index
    %zero = arith.constant dense<0.0> : vector<16xf32>
    vector.maskedstore %out[%end], %mask, %zero : memref<8192000xf32>, vector<16xi1>, vector<16xf32>
  }
  return
}

// Rows that begin anywhere are left alone.
// CHECK-LABEL: func.func private @ragged_tasks(
// CHECK-NOT: nontemporal
// CHECK: return
func.func private @ragged(index, tensor<8200192xf32>) -> tensor<8200192xf32> attributes {nadir.scheduled = @ragged_tasks}
func.func private @ragged_tasks(%rows: index, %task: index, %x: memref<8200192xf32>, %out: memref<8200192xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %limit = arith.constant 992 : index
  %columns = arith.constant 1001 : index
  %all = arith.constant 8192 : index
  %mask = vector.constant_mask [8] : vector<16xi1>
  scf.for %i = %c0 to %all step %c1 {
    %row = arith.muli %i, %columns : index
    scf.for %j = %c0 to %limit step %c16 {
      %at = arith.addi %row, %j : index
      %v = vector.load %x[%at] : memref<8200192xf32>, vector<16xf32>
      %w = arith.addf %v, %v : vector<16xf32>
      vector.store %w, %out[%at] : memref<8200192xf32>, vector<16xf32>
    }
    %end = arith.addi %row, %limit : index
    %zero = arith.constant dense<0.0> : vector<16xf32>
    vector.maskedstore %out[%end], %mask, %zero : memref<8200192xf32>, vector<16xi1>, vector<16xf32>
  }
  return
}

// So are results that may stay in the caches.
// CHECK-LABEL: func.func private @small_tasks(
// CHECK-NOT: nontemporal
// CHECK: return
func.func private @small(index, tensor<4194304xf32>) -> tensor<4194304xf32> attributes {nadir.scheduled = @small_tasks}
func.func private @small_tasks(%rows: index, %task: index, %x: memref<4194304xf32>, %out: memref<4194304xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %limit = arith.constant 496 : index
  %columns = arith.constant 512 : index
  %all = arith.constant 8192 : index
  %mask = vector.constant_mask [8] : vector<16xi1>
  scf.for %i = %c0 to %all step %c1 {
    %row = arith.muli %i, %columns : index
    scf.for %j = %c0 to %limit step %c16 {
      %at = arith.addi %row, %j : index
      %v = vector.load %x[%at] : memref<4194304xf32>, vector<16xf32>
      %w = arith.addf %v, %v : vector<16xf32>
      vector.store %w, %out[%at] : memref<4194304xf32>, vector<16xf32>
    }
    %end = arith.addi %row, %limit : index
    %zero = arith.constant dense<0.0> : vector<16xf32>
    vector.maskedstore %out[%end], %mask, %zero : memref<4194304xf32>, vector<16xi1>, vector<16xf32>
  }
  return
}

func.func @predict(%rows: index {nadir.role = "rows"},
    %x: tensor<8192000xf32> {nadir.role = "input", nadir.name = "x"},
    %y: tensor<8200192xf32> {nadir.role = "input", nadir.name = "y"},
    %z: tensor<4194304xf32> {nadir.role = "input", nadir.name = "z"})
    -> (tensor<8192000xf32> {nadir.role = "result", nadir.name = "a"},
        tensor<8200192xf32> {nadir.role = "result", nadir.name = "b"},
        tensor<4194304xf32> {nadir.role = "result", nadir.name = "c"}) {
  %a = call @rows(%rows, %x) : (index, tensor<8192000xf32>) -> tensor<8192000xf32>
  %b = call @ragged(%rows, %y) : (index, tensor<8200192xf32>) -> tensor<8200192xf32>
  %c = call @small(%rows, %z) : (index, tensor<4194304xf32>) -> tensor<4194304xf32>
  return %a, %b, %c : tensor<8192000xf32>, tensor<8200192xf32>, tensor<4194304xf32>
}
}
