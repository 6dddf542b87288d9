// RUN: nadir-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(nadir-update-in-backward))' --remarks-filter=nadir-fusion 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks

// The product's tile is updated where it is computed: no gradient leaves it.
// REMARK: remark: [Passed] update-in-backward | Category:nadir-fusion | Function=plain | Remark="the update of parameter 'w' is part of the product that computes its gradient"
// CHECK-LABEL: func.func @plain(
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "matmul" update : tensor<4x3xf32> {
// CHECK-NEXT: %[[G:.*]] = nadir.matmul
// CHECK-NEXT: %[[D:.*]] = nadir.mul %{{.*}}, %[[G]]
// CHECK-NEXT: %[[N:.*]] = nadir.sub %{{.*}}, %[[D]]
// CHECK-NEXT: nadir.yield %[[N]]
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]
func.func @plain(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>, %lr: tensor<f32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %g = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.mul %lr, %g : (tensor<f32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    %1 = nadir.sub %w, %0 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %1 : tensor<4x3xf32>
  }
  return %n : tensor<4x3xf32>
}

// -----

// What scales each element on the way comes along.
// REMARK: [Passed] update-in-backward | Category:nadir-fusion | Function=clipped_by_value
// CHECK-LABEL: func.func @clipped_by_value(
// CHECK-NEXT: nadir.group "matmul" update
// CHECK-NEXT: nadir.matmul
// CHECK-NEXT: nadir.minimum
// CHECK-NEXT: nadir.sub
// CHECK-NOT: nadir.group
func.func @clipped_by_value(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>, %limit: tensor<f32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %g = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %c = nadir.group "loop" : tensor<4x3xf32> {
    %0 = nadir.minimum %g, %limit : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sub %w, %c : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  return %n : tensor<4x3xf32>
}

// -----

// A norm needs all of the gradient first: two phases, of which the second
// scales and updates in one loop.
// REMARK: [Missed] update-in-backward | Category:nadir-fusion | Function=clipped_by_norm | Remark="the update of parameter 'w' is a kernel of its own: its gradient has other readers
// CHECK-LABEL: func.func @clipped_by_norm(
// CHECK: nadir.group "matmul" :
// CHECK: nadir.group "loop" :
// CHECK: nadir.sum
// CHECK: nadir.group "loop" update : tensor<4x3xf32> {
// CHECK-NEXT: nadir.mul
// CHECK-NEXT: nadir.sub
// CHECK-NOT: nadir.group
func.func @clipped_by_norm(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %g = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %norm = nadir.group "loop" : tensor<f32> {
    %0 = nadir.square %g : (tensor<4x3xf32>) -> tensor<4x3xf32>
    %1 = nadir.sum %0 : (tensor<4x3xf32>) -> tensor<f32>
    nadir.yield %1 : tensor<f32>
  }
  %c = nadir.group "loop" : tensor<4x3xf32> {
    %0 = nadir.mul %g, %norm : (tensor<4x3xf32>, tensor<f32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sub %w, %c : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  return %n : tensor<4x3xf32>
}

// -----

// REMARK: Function=bias | Remark="the update of parameter 'b' is a kernel of its own: its gradient is not computed by a product"
// CHECK-LABEL: func.func @bias(
// CHECK: nadir.group "loop" update
func.func @bias(%dy: tensor<?x4xf32>, %b: tensor<4xf32>) -> (tensor<4xf32> {nadir.role = "parameter", nadir.name = "b"}) {
  %g = nadir.group "loop" : tensor<1x4xf32> {
    %0 = nadir.sum %dy {dim = array<i64: 0>, keepdim = true} : (tensor<?x4xf32>) -> tensor<1x4xf32>
    nadir.yield %0 : tensor<1x4xf32>
  }
  %r = nadir.reshape %g : (tensor<1x4xf32>) -> tensor<4xf32>
  %n = nadir.group "loop" update : tensor<4xf32> {
    %0 = nadir.sub %b, %r : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %0 : tensor<4xf32>
  }
  return %n : tensor<4xf32>
}

// -----

// REMARK: Function=given | Remark="the update of parameter 'w' is a kernel of its own: its gradient is given to the step"
func.func @given(%g: tensor<4x3xf32>, %w: tensor<4x3xf32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sub %w, %g : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  return %n : tensor<4x3xf32>
}

// -----

// A parameter used in two places has the sum of two products as its gradient:
// two kernels' results are added by one of them, whose epilogue can go on.
// REMARK: Function=shared | Remark="the update of parameter 'w' is part of the product
// CHECK-LABEL: func.func @shared(
// CHECK: nadir.group "matmul" :
// CHECK: nadir.group "matmul" update
// CHECK-NEXT: nadir.matmul
// CHECK-NEXT: nadir.add
// CHECK-NEXT: nadir.sub
func.func @shared(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %g = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %h = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    %1 = nadir.add %0, %g : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %1 : tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sub %w, %h : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  return %n : tensor<4x3xf32>
}

// -----

// REMARK: Function=two_results | Remark="the update of parameter 'w' is a kernel of its own: the product of its gradient has other results"
// CHECK-LABEL: func.func @two_results(
// CHECK: nadir.group "loop" update
func.func @two_results(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}, tensor<4x3xf32>) {
  %g:2 = nadir.group "matmul" : tensor<4x3xf32>, tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    %1 = nadir.abs %0 : (tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0, %1 : tensor<4x3xf32>, tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sub %w, %g#0 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  return %n, %g#1 : tensor<4x3xf32>, tensor<4x3xf32>
}

// -----

// REMARK: Function=normalised | Remark="the update of parameter 'w' is a kernel of its own: it needs more than the elements at each place"
// CHECK-LABEL: func.func @normalised(
// CHECK: nadir.group "loop" update
func.func @normalised(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}) {
  %g = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sum %g {dim = array<i64: 1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
    %1 = nadir.sub %w, %0 : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<4x3xf32>
    nadir.yield %1 : tensor<4x3xf32>
  }
  return %n : tensor<4x3xf32>
}

// -----

// A step that may be skipped chooses between old and new values, and a moving
// average reads the new ones: both are part of the one kernel. Scalars that
// they need come first.
// REMARK: [Passed] update-in-backward | Category:nadir-fusion | Function=averaged
// CHECK-LABEL: func.func @averaged(
// CHECK: nadir.group "loop" : tensor<f32>
// CHECK: %[[ALL:.*]]:2 = nadir.group "matmul" update : tensor<4x3xf32>, tensor<4x3xf32> {
// CHECK-NEXT: nadir.matmul
// CHECK-NEXT: nadir.sub
// CHECK-NEXT: %[[NEW:.*]] = nadir.select
// CHECK-NEXT: %[[AVERAGE:.*]] = nadir.add %{{.*}}, %[[NEW]]
// CHECK-NEXT: nadir.yield %[[NEW]], %[[AVERAGE]]
// CHECK-NEXT: }
// CHECK-NEXT: return %[[ALL]]#0, %[[ALL]]#1
func.func @averaged(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>, %a: tensor<4x3xf32>, %ok: tensor<i1>, %s: tensor<f32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}, tensor<4x3xf32> {nadir.role = "state", nadir.name = "w.ema"}) {
  %g = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sub %w, %g : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %t = nadir.group "loop" : tensor<f32> {
    %0 = nadir.exp %s : (tensor<f32>) -> tensor<f32>
    nadir.yield %0 : tensor<f32>
  }
  %r:2 = nadir.group "loop" : tensor<4x3xf32>, tensor<4x3xf32> {
    %0 = nadir.select %ok, %n, %w : (tensor<i1>, tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    %1 = nadir.add %a, %0 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0, %1 : tensor<4x3xf32>, tensor<4x3xf32>
  }
  return %r#0, %r#1 : tensor<4x3xf32>, tensor<4x3xf32>
}

// -----

// What else reads the new values may come before: the update stays there.
// CHECK-LABEL: func.func @read_between(
// CHECK: nadir.group "matmul" update : tensor<4x3xf32>
// CHECK: nadir.group "loop" : tensor<4x1xf32>
// CHECK: nadir.group "loop" : tensor<4x3xf32>
func.func @read_between(%x: tensor<?x3xf32>, %dy: tensor<?x4xf32>, %w: tensor<4x3xf32>, %a: tensor<4x3xf32>) -> (tensor<4x3xf32> {nadir.role = "parameter", nadir.name = "w"}, tensor<4x1xf32>, tensor<4x3xf32>) {
  %g = nadir.group "matmul" : tensor<4x3xf32> {
    %0 = nadir.matmul %dy, %x {transpose_lhs = true} : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %n = nadir.group "loop" update : tensor<4x3xf32> {
    %0 = nadir.sub %w, %g : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  %s = nadir.group "loop" : tensor<4x1xf32> {
    %0 = nadir.sum %n {dim = array<i64: 1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
    nadir.yield %0 : tensor<4x1xf32>
  }
  %r = nadir.group "loop" : tensor<4x3xf32> {
    %0 = nadir.add %a, %n : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
    nadir.yield %0 : tensor<4x3xf32>
  }
  return %n, %s, %r : tensor<4x3xf32>, tensor<4x1xf32>, tensor<4x3xf32>
}
