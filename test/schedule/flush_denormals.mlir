// RUN: nadir-opt %s --nadir-schedule-kernels=mxcsr | FileCheck %s
// RUN: nadir-opt %s --nadir-schedule-kernels | FileCheck %s --check-prefix=OFF
// RUN: nadir-opt %s --nadir-schedule-room=cpu=x86-64-v3 | FileCheck %s --check-prefix=X86
// RUN: nadir-opt %s --nadir-schedule-room=cpu=aarch64 | FileCheck %s --check-prefix=OFF
// OFF-NOT: mxcsr
// X86: mxcsr

#both = affine_map<(i) -> (i)>

module attributes {nadir.program = "decay", nadir.parameters = [{name = "w", type = tensor<64xf32>}], nadir.states = []} {

// An update takes denormal numbers for zeros, and restores the caller's mode.
// CHECK-LABEL: func.func private @update_tasks(
// CHECK: %[[OLD:.*]] = llvm.alloca
// CHECK: %[[CHANGED:.*]] = llvm.alloca
// CHECK: llvm.call_intrinsic "llvm.x86.sse.stmxcsr"(%[[OLD]])
// CHECK: %[[MODE:.*]] = llvm.load %[[OLD]]
// CHECK: %[[BITS:.*]] = llvm.mlir.constant(32832 : i32)
// CHECK: %[[BOTH:.*]] = llvm.or %[[MODE]], %[[BITS]]
// CHECK: llvm.store %[[BOTH]], %[[CHANGED]]
// CHECK: llvm.call_intrinsic "llvm.x86.sse.ldmxcsr"(%[[CHANGED]])
// CHECK: vector.store
// CHECK: llvm.call_intrinsic "llvm.x86.sse.ldmxcsr"(%[[OLD]])
// CHECK-NEXT: return
func.func private @update(%rows: index, %w: tensor<64xf32>) -> tensor<64xf32> attributes {nadir.kernel = "loop", nadir.update} {
  %e = tensor.empty() : tensor<64xf32>
  %0 = linalg.generic {indexing_maps = [#both, #both], iterator_types = ["parallel"]} ins(%w : tensor<64xf32>) outs(%e : tensor<64xf32>) {
  ^bb0(%x: f32, %o: f32):
    %y = arith.mulf %x, %x : f32
    linalg.yield %y : f32
  } -> tensor<64xf32>
  return %0 : tensor<64xf32>
}

// Nothing else does.
// CHECK-LABEL: func.func private @forward_tasks(
// CHECK-NOT: mxcsr
// CHECK: return
func.func private @forward(%rows: index, %w: tensor<64xf32>) -> tensor<64xf32> attributes {nadir.kernel = "loop"} {
  %e = tensor.empty() : tensor<64xf32>
  %0 = linalg.generic {indexing_maps = [#both, #both], iterator_types = ["parallel"]} ins(%w : tensor<64xf32>) outs(%e : tensor<64xf32>) {
  ^bb0(%x: f32, %o: f32):
    %y = arith.addf %x, %x : f32
    linalg.yield %y : f32
  } -> tensor<64xf32>
  return %0 : tensor<64xf32>
}

func.func @train_step(%rows: index {nadir.role = "rows"}, %w: tensor<64xf32> {nadir.role = "parameter", nadir.name = "w"})
    -> (tensor<64xf32> {nadir.role = "parameter", nadir.name = "w"}, tensor<64xf32> {nadir.role = "result", nadir.name = "y"}) {
  %y = call @forward(%rows, %w) : (index, tensor<64xf32>) -> tensor<64xf32>
  %new = call @update(%rows, %w) : (index, tensor<64xf32>) -> tensor<64xf32>
  return %new, %y : tensor<64xf32>, tensor<64xf32>
}
}
