// RUN: nadir-opt %s --nadir-schedule-entries | FileCheck %s

module attributes {nadir.program = "streams", nadir.parameters = [{name = "w", type = tensor<32768xf32>}], nadir.states = []} {

// A loop asks for what it reads 1 KiB later: each tensor once, and each line
// of 64 bytes. The rest behind the last whole vector is left alone.
// CHECK-LABEL: func.func private @large_tasks(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<32772xf32> {llvm.noalias}, %[[Y:[a-z0-9]+]]: memref<32772xf32> {llvm.noalias}, %[[OUT:[a-z0-9]+]]: memref<32772xf32>
// CHECK: scf.for %[[I:.*]] = %
// CHECK-NEXT: %[[FIRST:.*]] = arith.constant 256 : index
// CHECK-NEXT: %[[PLACE:.*]] = arith.addi %[[I]], %[[FIRST]]
// CHECK-NEXT: memref.prefetch %[[X]][%[[PLACE]]], read, locality<3>, data
// CHECK-NEXT: %[[SECOND:.*]] = arith.constant 272 : index
// CHECK-NEXT: %[[PLACE:.*]] = arith.addi %[[I]], %[[SECOND]]
// CHECK-NEXT: memref.prefetch %[[X]][%[[PLACE]]], read, locality<3>, data
// CHECK-NEXT: vector.load %[[X]][%[[I]]]
// CHECK-COUNT-2: memref.prefetch %[[Y]]
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func private @large(index, tensor<32772xf32>, tensor<32772xf32>) -> tensor<32772xf32> attributes {nadir.kernel = "loop", nadir.scheduled = @large_tasks}
func.func private @large_tasks(%rows: index, %task: index, %x: memref<32772xf32>, %y: memref<32772xf32>, %out: memref<32772xf32>) {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %end = arith.constant 32768 : index
  scf.for %i = %c0 to %end step %c32 {
    %v = vector.load %x[%i] : memref<32772xf32>, vector<32xf32>
    %w = vector.load %y[%i] : memref<32772xf32>, vector<32xf32>
    %again = vector.load %x[%i] : memref<32772xf32>, vector<32xf32>
    %0 = arith.addf %v, %w : vector<32xf32>
    %1 = arith.addf %0, %again : vector<32xf32>
    vector.store %1, %out[%i] : memref<32772xf32>, vector<32xf32>
  }
  %rest = vector.load %x[%end] : memref<32772xf32>, vector<4xf32>
  vector.store %rest, %out[%end] : memref<32772xf32>, vector<4xf32>
  return
}

// What fits into the first caches is there, or soon will be.
// CHECK-LABEL: func.func private @small_tasks(
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func private @small(index, tensor<32752xf32>) -> tensor<32752xf32> attributes {nadir.kernel = "loop", nadir.scheduled = @small_tasks}
func.func private @small_tasks(%rows: index, %task: index, %x: memref<32752xf32>, %out: memref<32752xf32>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %end = arith.constant 32752 : index
  scf.for %i = %c0 to %end step %c16 {
    %v = vector.load %x[%i] : memref<32752xf32>, vector<16xf32>
    vector.store %v, %out[%i] : memref<32752xf32>, vector<16xf32>
  }
  return
}

// Products have their own order.
// CHECK-LABEL: func.func private @product_tasks(
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func private @product(index, tensor<32768xf32>) -> tensor<32768xf32> attributes {nadir.kernel = "matmul", nadir.scheduled = @product_tasks}
func.func private @product_tasks(%rows: index, %task: index, %x: memref<32768xf32>, %out: memref<32768xf32>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %end = arith.constant 32768 : index
  scf.for %i = %c0 to %end step %c16 {
    %v = vector.load %x[%i] : memref<32768xf32>, vector<16xf32>
    vector.store %v, %out[%i] : memref<32768xf32>, vector<16xf32>
  }
  return
}

// What is written over is asked for 2 KiB ahead, and so is what goes with it.
// CHECK-LABEL: func.func private @update_tasks(
// CHECK-SAME: %[[G:[a-z0-9]+]]: memref<32768xf32> {llvm.noalias}, %[[W:[a-z0-9]+]]: memref<32768xf32> {llvm.noalias}) {
// CHECK: scf.for %[[I:.*]] = %
// CHECK-NEXT: %[[DISTANCE:.*]] = arith.constant 512 : index
// CHECK-NEXT: %[[PLACE:.*]] = arith.addi %[[I]], %[[DISTANCE]]
// CHECK-NEXT: memref.prefetch %[[G]][%[[PLACE]]], read
// CHECK-NEXT: vector.load %[[G]][%[[I]]]
// CHECK-NEXT: %[[DISTANCE:.*]] = arith.constant 512 : index
// CHECK-NEXT: %[[PLACE:.*]] = arith.addi %[[I]], %[[DISTANCE]]
// CHECK-NEXT: memref.prefetch %[[W]][%[[PLACE]]], read
// CHECK-NEXT: vector.load %[[W]][%[[I]]]
func.func private @update(index, tensor<32768xf32>, tensor<32768xf32>) -> tensor<32768xf32> attributes {nadir.update, nadir.kernel = "loop", nadir.scheduled = @update_tasks}
func.func private @update_tasks(%rows: index, %task: index, %g: memref<32768xf32>, %w: memref<32768xf32>, %out: memref<32768xf32>) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %end = arith.constant 32768 : index
  scf.for %i = %c0 to %end step %c16 {
    %v = vector.load %g[%i] : memref<32768xf32>, vector<16xf32>
    %old = vector.load %w[%i] : memref<32768xf32>, vector<16xf32>
    %new = arith.subf %old, %v : vector<16xf32>
    vector.store %new, %out[%i] : memref<32768xf32>, vector<16xf32>
  }
  return
}

func.func @train_step(%rows: index {nadir.role = "rows"}, %g: tensor<32768xf32> {nadir.role = "input", nadir.name = "g"}, %w: tensor<32768xf32> {nadir.role = "parameter", nadir.name = "w"})
    -> (tensor<32768xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %0 = call @update(%rows, %g, %w) : (index, tensor<32768xf32>, tensor<32768xf32>) -> tensor<32768xf32>
  return %0 : tensor<32768xf32>
}

func.func @predict(%rows: index {nadir.role = "rows"}, %x: tensor<32772xf32> {nadir.role = "input", nadir.name = "x"}, %s: tensor<32752xf32> {nadir.role = "input", nadir.name = "s"}, %p: tensor<32768xf32> {nadir.role = "input", nadir.name = "p"})
    -> (tensor<32772xf32> {nadir.role = "result", nadir.name = "a"}, tensor<32772xf32> {nadir.role = "result", nadir.name = "b"}, tensor<32752xf32> {nadir.role = "result", nadir.name = "c"}, tensor<32768xf32> {nadir.role = "result", nadir.name = "d"}) {
  %0 = call @large(%rows, %x, %x) : (index, tensor<32772xf32>, tensor<32772xf32>) -> tensor<32772xf32>
  %1 = call @large(%rows, %x, %0) : (index, tensor<32772xf32>, tensor<32772xf32>) -> tensor<32772xf32>
  %2 = call @small(%rows, %s) : (index, tensor<32752xf32>) -> tensor<32752xf32>
  %3 = call @product(%rows, %p) : (index, tensor<32768xf32>) -> tensor<32768xf32>
  return %0, %1, %2, %3 : tensor<32772xf32>, tensor<32772xf32>, tensor<32752xf32>, tensor<32768xf32>
}
}
