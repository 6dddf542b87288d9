// RUN: nadir-opt %s --nadir-fuse-groups | FileCheck %s

// Pointwise operations in a row are one kernel; nothing in between is stored.
// CHECK-LABEL: func.func @chain(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[B:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<?x3xf32> {
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[X]], %[[B]] : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[ADD]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP]], %[[X]]
// CHECK-NEXT: nadir.yield %[[MUL]] : tensor<?x3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]
func.func @chain(%x: tensor<?x3xf32>, %b: tensor<3xf32>) -> tensor<?x3xf32> {
  %0 = nadir.add %x, %b : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %1 = nadir.exp %0 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = nadir.mul %1, %x : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %2 : tensor<?x3xf32>
}

// A product is finished in registers: bias and activation belong to it.
// CHECK-LABEL: func.func @bias_and_activation(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<5x3xf32>, %[[B:.*]]: tensor<5xf32>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "matmul" : tensor<?x5xf32> {
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[X]], %[[W]] {transpose_rhs = true} : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MATMUL]], %[[B]] : (tensor<?x5xf32>, tensor<5xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[ADD]], %[[ZERO]] : (tensor<?x5xf32>, tensor<f32>) -> tensor<?x5xf32>
// CHECK-NEXT: nadir.yield %[[MAXIMUM]] : tensor<?x5xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]
func.func @bias_and_activation(%x: tensor<?x3xf32>, %w: tensor<5x3xf32>, %b: tensor<5xf32>) -> tensor<?x5xf32> {
  %zero = nadir.constant dense<0.0> : tensor<f32>
  %0 = nadir.matmul %x, %w {transpose_rhs = true} : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
  %1 = nadir.add %0, %b : (tensor<?x5xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  %2 = nadir.maximum %1, %zero : (tensor<?x5xf32>, tensor<f32>) -> tensor<?x5xf32>
  return %2 : tensor<?x5xf32>
}

// So does the mask of an activation's backward, which reads what the forward
// product left.
// CHECK-LABEL: func.func @backward_mask(
// CHECK-SAME: %[[A:.*]]: tensor<?x3xf32>, %[[G:.*]]: tensor<?x5xf32>, %[[W:.*]]: tensor<5x3xf32>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "matmul" : tensor<?x3xf32> {
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[A]], %[[ZERO]]
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[G]], %[[W]] : (tensor<?x5xf32>, tensor<5x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[MATMUL]], %[[ZERO]]
// CHECK-NEXT: nadir.yield %[[SELECT]] : tensor<?x3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]
func.func @backward_mask(%a: tensor<?x3xf32>, %g: tensor<?x5xf32>, %w: tensor<5x3xf32>) -> tensor<?x3xf32> {
  %zero = nadir.constant dense<0.0> : tensor<f32>
  %0 = nadir.matmul %g, %w : (tensor<?x5xf32>, tensor<5x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.gt %a, %zero : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xi1>
  %2 = nadir.select %1, %0, %zero : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  return %2 : tensor<?x3xf32>
}

// A product reads its operands from memory, even if they are cheap.
// CHECK-LABEL: func.func @product_of_chain(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[W:.*]]: tensor<3x5xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<4x3xf32> {
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: nadir.yield %[[EXP]] : tensor<4x3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "matmul" : tensor<4x5xf32> {
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[GROUP]], %[[W]] : (tensor<4x3xf32>, tensor<3x5xf32>) -> tensor<4x5xf32>
// CHECK-NEXT: nadir.yield %[[MATMUL]] : tensor<4x5xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]]
func.func @product_of_chain(%x: tensor<4x3xf32>, %w: tensor<3x5xf32>) -> tensor<4x5xf32> {
  %0 = nadir.exp %x : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %1 = nadir.matmul %0, %w : (tensor<4x3xf32>, tensor<3x5xf32>) -> tensor<4x5xf32>
  return %1 : tensor<4x5xf32>
}

// Rows are reduced where they are made, and what the reduction gives is used
// there again.
// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<?x5xf32> {
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[MAX]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[SUB]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[EXP]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[EXP]], %[[SUM]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: nadir.yield %[[DIV]] : tensor<?x5xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]
func.func @softmax(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  %0 = nadir.max %x {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
  %1 = nadir.sub %x, %0 : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
  %2 = nadir.exp %1 : (tensor<?x5xf32>) -> tensor<?x5xf32>
  %3 = nadir.sum %2 {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
  %4 = nadir.div %2, %3 : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
  return %4 : tensor<?x5xf32>
}

// Reductions of different dimensions have different loops.
// CHECK-LABEL: func.func @rows_and_columns(
// CHECK-SAME: %[[X:.*]]: tensor<4x5xf32>) -> (tensor<4x1xf32>, tensor<1x5xf32>)
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" : tensor<4x5xf32>, tensor<4x1xf32> {
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]] : (tensor<4x5xf32>) -> tensor<4x5xf32>
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[EXP]] {dim = array<i64: 1>, keepdim = true} : (tensor<4x5xf32>) -> tensor<4x1xf32>
// CHECK-NEXT: nadir.yield %[[EXP]], %[[SUM]] : tensor<4x5xf32>, tensor<4x1xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "loop" : tensor<1x5xf32> {
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[GROUP]]#0 {dim = array<i64: 0>, keepdim = true} : (tensor<4x5xf32>) -> tensor<1x5xf32>
// CHECK-NEXT: nadir.yield %[[SUM2]] : tensor<1x5xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP]]#1, %[[GROUP2]]
func.func @rows_and_columns(%x: tensor<4x5xf32>) -> (tensor<4x1xf32>, tensor<1x5xf32>) {
  %0 = nadir.exp %x : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %1 = nadir.sum %0 {dim = array<i64: 1>, keepdim = true} : (tensor<4x5xf32>) -> tensor<4x1xf32>
  %2 = nadir.sum %0 {dim = array<i64: 0>, keepdim = true} : (tensor<4x5xf32>) -> tensor<1x5xf32>
  return %1, %2 : tensor<4x1xf32>, tensor<1x5xf32>
}

// A value that two kernels need is computed once.
// CHECK-LABEL: func.func @used_twice(
// CHECK-SAME: %[[X:.*]]: tensor<4x4xf32>, %[[W:.*]]: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<4x4xf32> {
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: nadir.yield %[[EXP]] : tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "matmul" : tensor<4x4xf32> {
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[GROUP]], %[[W]]
// CHECK-NEXT: nadir.yield %[[MATMUL]] : tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP3:.*]] = nadir.group "matmul" : tensor<4x4xf32> {
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[W]], %[[GROUP]]
// CHECK-NEXT: nadir.yield %[[MATMUL2]] : tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]], %[[GROUP3]]
func.func @used_twice(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %0 = nadir.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = nadir.matmul %0, %w : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = nadir.matmul %w, %0 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %1, %2 : tensor<4x4xf32>, tensor<4x4xf32>
}

// What two chains of one domain have in common and the chains themselves are one
// kernel, though one chain's rows are reduced further.
// CHECK-LABEL: func.func @shared_by_chains(
// CHECK-SAME: %[[X:.*]]: tensor<4x5xf32>, %[[T:.*]]: tensor<4x5xf32>) -> (tensor<f32>, tensor<4x5xf32>)
// CHECK: nadir.group "loop" : tensor<4x1xf32>, tensor<4x5xf32> {
// CHECK: nadir.exp %[[X]]
// CHECK: nadir.yield
// CHECK: nadir.group "loop" : tensor<1xf32> {
// CHECK: nadir.yield
// CHECK-NOT: nadir.group
func.func @shared_by_chains(%x: tensor<4x5xf32>, %t: tensor<4x5xf32>) -> (tensor<f32>, tensor<4x5xf32>) {
  %0 = nadir.exp %x : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %1 = nadir.neg %t : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %2 = nadir.mul %1, %0 : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  %3 = nadir.sum %2 {dim = array<i64: 1>, keepdim = true} : (tensor<4x5xf32>) -> tensor<4x1xf32>
  %4 = nadir.reshape %3 : (tensor<4x1xf32>) -> tensor<4xf32>
  %5 = nadir.sum %4 {dim = array<i64: 0>, keepdim = true} : (tensor<4xf32>) -> tensor<1xf32>
  %6 = nadir.reshape %5 : (tensor<1xf32>) -> tensor<f32>
  %7 = nadir.abs %1 : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %8 = nadir.sin %x : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %9 = nadir.sqrt %8 : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %10 = nadir.add %7, %9 : (tensor<4x5xf32>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return %6, %10 : tensor<f32>, tensor<4x5xf32>
}

// The sum needs the product, which needs the first value: no group may wait for
// itself.
// CHECK-LABEL: func.func @diamond_over_product(
// CHECK-SAME: %[[X:.*]]: tensor<4x4xf32>, %[[W:.*]]: tensor<4x4xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<4x4xf32> {
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: nadir.yield %[[EXP]] : tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "matmul" : tensor<4x4xf32> {
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[GROUP]], %[[W]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[GROUP]], %[[MATMUL]]
// CHECK-NEXT: nadir.yield %[[ADD]] : tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]]
func.func @diamond_over_product(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = nadir.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = nadir.matmul %0, %w : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = nadir.add %0, %1 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %2 : tensor<4x4xf32>
}

// A transposition reads elsewhere than it writes, so its operand is in memory.
// CHECK-LABEL: func.func @diamond_over_transpose(
// CHECK-SAME: %[[X:.*]]: tensor<4x4xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<4x4xf32> {
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: nadir.yield %[[EXP]] : tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "loop" : tensor<4x4xf32> {
// CHECK-NEXT: %[[TRANSPOSE:.*]] = nadir.transpose %[[GROUP]] {permutation = array<i64: 1, 0>}
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[GROUP]], %[[TRANSPOSE]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[ADD]], %[[X]]
// CHECK-NEXT: nadir.yield %[[MUL]] : tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]]
func.func @diamond_over_transpose(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = nadir.exp %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = nadir.transpose %0 {permutation = array<i64: 1, 0>} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = nadir.add %0, %1 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %3 = nadir.mul %2, %x : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %3 : tensor<4x4xf32>
}

// CHECK-LABEL: func.func @diamond_of_products(
// CHECK-SAME: %[[X:.*]]: tensor<4x4xf32>, %[[W:.*]]: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>)
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "matmul" : tensor<4x4xf32>, tensor<4x4xf32> {
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[X]], %[[W]]
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[MATMUL]]
// CHECK-NEXT: nadir.yield %[[MATMUL]], %[[NEG]] : tensor<4x4xf32>, tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]]:2 = nadir.group "matmul" : tensor<4x4xf32>, tensor<4x4xf32> {
// CHECK-NEXT: %[[MATMUL2:.*]] = nadir.matmul %[[GROUP]]#1, %[[W]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[GROUP]]#0, %[[MATMUL2]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[GROUP]]#1, %[[ADD]]
// CHECK-NEXT: nadir.yield %[[ADD]], %[[ADD2]] : tensor<4x4xf32>, tensor<4x4xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]]#0, %[[GROUP2]]#1
func.func @diamond_of_products(%x: tensor<4x4xf32>, %w: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %0 = nadir.matmul %x, %w : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = nadir.neg %0 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = nadir.matmul %1, %w : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %3 = nadir.add %0, %2 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %4 = nadir.add %1, %3 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %3, %4 : tensor<4x4xf32>, tensor<4x4xf32>
}

// A reshape is another view, and stands outside.
// CHECK-LABEL: func.func @views(
// CHECK-SAME: %[[X:.*]]: tensor<4x6xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<4x6xf32> {
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: nadir.yield %[[EXP]] : tensor<4x6xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[GROUP]] : (tensor<4x6xf32>) -> tensor<2x12xf32>
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "loop" : tensor<2x12xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[RESHAPE]] : (tensor<2x12xf32>) -> tensor<2x12xf32>
// CHECK-NEXT: nadir.yield %[[NEG]] : tensor<2x12xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]]
func.func @views(%x: tensor<4x6xf32>) -> tensor<2x12xf32> {
  %0 = nadir.exp %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = nadir.reshape %0 : (tensor<4x6xf32>) -> tensor<2x12xf32>
  %2 = nadir.neg %1 : (tensor<2x12xf32>) -> tensor<2x12xf32>
  return %2 : tensor<2x12xf32>
}

// Checks are kernels of their own: they end the step. They stay, used or not.
// CHECK-LABEL: func.func @checks(
// CHECK-SAME: %[[X:.*]]: tensor<4x5xf32>, %[[I:.*]]: tensor<4x2xi64>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "check" : tensor<4x2xi64> {
// CHECK-NEXT: %[[CHECK_INDEX:.*]] = nadir.check_index %[[I]] {limit = 5 : i64, tensor = "i"} : (tensor<4x2xi64>) -> tensor<4x2xi64>
// CHECK-NEXT: nadir.yield %[[CHECK_INDEX]] : tensor<4x2xi64>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "loop" : tensor<4x2xf32> {
// CHECK-NEXT: %[[GATHER:.*]] = nadir.gather %[[X]], %[[GROUP]] {dim = 1 : i64} : (tensor<4x5xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[GATHER]] : (tensor<4x2xf32>) -> tensor<4x2xf32>
// CHECK-NEXT: nadir.yield %[[EXP]] : tensor<4x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP3:.*]] = nadir.group "check" : tensor<4x5xf32> {
// CHECK-NEXT: %[[CHECK_RANGE:.*]] = nadir.check_range %[[X]] {max = 1.000000e+00 : f64, min = 0.000000e+00 : f64, tensor = "x"}
// CHECK-NEXT: nadir.yield %[[CHECK_RANGE]] : tensor<4x5xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]]
func.func @checks(%x: tensor<4x5xf32>, %i: tensor<4x2xi64>) -> tensor<4x2xf32> {
  %0 = nadir.check_index %i {limit = 5 : i64, tensor = "i"} : (tensor<4x2xi64>) -> tensor<4x2xi64>
  %1 = nadir.gather %x, %0 {dim = 1 : i64} : (tensor<4x5xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
  %2 = nadir.exp %1 : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %3 = nadir.check_range %x {max = 1.0, min = 0.0, tensor = "x"} : (tensor<4x5xf32>) -> tensor<4x5xf32>
  return %2 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @sequential(
// CHECK-SAME: %[[I:.*]]: tensor<4x2xi64>, %[[X:.*]]: tensor<4x2xf32>)
// CHECK-NEXT: %[[GROUP:.*]] = nadir.group "loop" : tensor<4x2xf32> {
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[X]] : (tensor<4x2xf32>) -> tensor<4x2xf32>
// CHECK-NEXT: nadir.yield %[[NEG]] : tensor<4x2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "sequential" : tensor<4x5xf32> {
// CHECK-NEXT: %[[SCATTER_ADD:.*]] = nadir.scatter_add %[[I]], %[[GROUP]] {dim = 1 : i64, size = 5 : i64} : (tensor<4x2xi64>, tensor<4x2xf32>) -> tensor<4x5xf32>
// CHECK-NEXT: nadir.yield %[[SCATTER_ADD]] : tensor<4x5xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP3:.*]] = nadir.group "loop" : tensor<4x5xf32> {
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[GROUP2]] : (tensor<4x5xf32>) -> tensor<4x5xf32>
// CHECK-NEXT: nadir.yield %[[EXP]] : tensor<4x5xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP3]]
func.func @sequential(%i: tensor<4x2xi64>, %x: tensor<4x2xf32>) -> tensor<4x5xf32> {
  %0 = nadir.neg %x : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %1 = nadir.scatter_add %i, %0 {dim = 1 : i64, size = 5 : i64} : (tensor<4x2xi64>, tensor<4x2xf32>) -> tensor<4x5xf32>
  %2 = nadir.exp %1 : (tensor<4x5xf32>) -> tensor<4x5xf32>
  return %2 : tensor<4x5xf32>
}

// Scalars are computed together, and groups that exist stay as they are.
// CHECK-LABEL: func.func @scalars_of_updates(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[Q:.*]]: tensor<2xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>) -> (tensor<3xf32>, tensor<2xf32>)
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[GROUP:.*]]:2 = nadir.group "loop" : tensor<f32>, tensor<f32> {
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[LR]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[STEP]] : (tensor<i64>) -> tensor<f64>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[TWO]], %[[CAST2]] : (tensor<f64>, tensor<f64>) -> tensor<f64>
// CHECK-NEXT: %[[CAST3:.*]] = nadir.cast %[[POW]] : (tensor<f64>) -> tensor<f32>
// CHECK-NEXT: nadir.yield %[[CAST]], %[[CAST3]] : tensor<f32>, tensor<f32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP2:.*]] = nadir.group "loop" update : tensor<3xf32> {
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[P]], %[[GROUP]]#0
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[GROUP]]#1
// CHECK-NEXT: nadir.yield %[[MUL2]] : tensor<3xf32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[GROUP3:.*]] = nadir.group "loop" update : tensor<2xf32> {
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[Q]], %[[GROUP]]#0 : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: nadir.yield %[[MUL3]] : tensor<2xf32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[GROUP2]], %[[GROUP3]]
func.func @scalars_of_updates(%p: tensor<3xf32>, %q: tensor<2xf32>, %lr: tensor<f64>, %step: tensor<i64>) -> (tensor<3xf32>, tensor<2xf32>) {
  %two = nadir.constant dense<2.0> : tensor<f64>
  %0 = nadir.cast %lr : (tensor<f64>) -> tensor<f32>
  %1 = nadir.cast %step : (tensor<i64>) -> tensor<f64>
  %2 = nadir.pow %two, %1 : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %3 = nadir.cast %2 : (tensor<f64>) -> tensor<f32>
  %4 = nadir.group "loop" update : tensor<3xf32> {
    %6 = nadir.mul %p, %0 : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
    %7 = nadir.mul %6, %3 : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
    nadir.yield %7 : tensor<3xf32>
  }
  %5 = nadir.group "loop" update : tensor<2xf32> {
    %6 = nadir.mul %q, %0 : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
    nadir.yield %6 : tensor<2xf32>
  }
  return %4, %5 : tensor<3xf32>, tensor<2xf32>
}

// Empty functions and those elsewhere are left alone.
func.func private @declared(tensor<4xf32>) -> tensor<4xf32>

// CHECK-LABEL: func.func @empty(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>)
// CHECK-NEXT: return %[[X]]
func.func @empty(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// So is a function of other operations.
// CHECK-LABEL: func.func @kernel(
// CHECK: scf.for
// CHECK-NOT: nadir.group
// CHECK: return
func.func @kernel(%rows: index, %x: tensor<4xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %0 = scf.for %i = %zero to %rows step %one iter_args(%y = %x) -> (tensor<4xf32>) {
    scf.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// A large constant is written by a kernel instead of being kept in the program;
// zeros need none, and a small one is copied.
// CHECK-LABEL: func.func @returned_constants()
// CHECK-DAG: %[[ZEROS:.*]] = nadir.constant dense<0.000000e+00> : tensor<64x64xf32>
// CHECK-DAG: %[[SMALL:.*]] = nadir.constant dense<5.000000e-01> : tensor<4xf32>
// CHECK-DAG: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK: %[[LARGE:.*]] = nadir.group "loop" : tensor<64x64xf32> {
// CHECK-NEXT: %[[FILLED:.*]] = nadir.broadcast %[[HALF]] : (tensor<f32>) -> tensor<64x64xf32>
// CHECK-NEXT: nadir.yield %[[FILLED]] : tensor<64x64xf32>
// CHECK-NEXT: }
// CHECK: return %[[ZEROS]], %[[SMALL]], %[[LARGE]]
func.func @returned_constants() -> (tensor<64x64xf32>, tensor<4xf32>, tensor<64x64xf32>) {
  %0 = nadir.constant dense<0.0> : tensor<64x64xf32>
  %1 = nadir.constant dense<0.5> : tensor<4xf32>
  %2 = nadir.constant dense<0.5> : tensor<64x64xf32>
  return %0, %1, %2 : tensor<64x64xf32>, tensor<4xf32>, tensor<64x64xf32>
}

// Reductions of different dimensions are two kernels: what both reduce is
// computed in each, not stored.
// CHECK-LABEL: func.func @squares_by_rows_and_columns(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>)
// CHECK-NEXT: %[[ROWS:.*]] = nadir.group "loop" : tensor<4x1xf32> {
// CHECK-NEXT: %[[SQUARES:.*]] = nadir.mul %[[X]], %[[X]]
// CHECK-NEXT: nadir.sum %[[SQUARES]] {dim = array<i64: 1>
// CHECK: %[[COLUMNS:.*]] = nadir.group "loop" : tensor<1x3xf32> {
// CHECK-NEXT: %[[SQUARES:.*]] = nadir.mul %[[X]], %[[X]]
// CHECK-NEXT: nadir.sum %[[SQUARES]] {dim = array<i64: 0>
// CHECK: return %[[ROWS]], %[[COLUMNS]]
func.func @squares_by_rows_and_columns(%x: tensor<4x3xf32>) -> (tensor<4x1xf32>, tensor<1x3xf32>) {
  %0 = nadir.mul %x, %x : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %1 = nadir.sum %0 {dim = array<i64: 1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
  %2 = nadir.sum %0 {dim = array<i64: 0>, keepdim = true} : (tensor<4x3xf32>) -> tensor<1x3xf32>
  return %1, %2 : tensor<4x1xf32>, tensor<1x3xf32>
}

// What follows from column sums and is then summed by rows belongs to the
// second reduction, which would have to read it otherwise.
// CHECK-LABEL: func.func @columns_then_rows(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>)
// CHECK-NEXT: %[[COLUMNS:.*]] = nadir.group "loop" : tensor<1x3xf32> {
// CHECK-NEXT: nadir.sum %[[X]] {dim = array<i64: 0>
// CHECK-NEXT: nadir.yield
// CHECK: nadir.group "loop" : tensor<4x1xf32> {
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[X]], %[[COLUMNS]]
// CHECK-NEXT: %[[SQUARES:.*]] = nadir.mul %[[DIV]], %[[DIV]]
// CHECK-NEXT: nadir.sum %[[SQUARES]] {dim = array<i64: 1>
func.func @columns_then_rows(%x: tensor<4x3xf32>) -> tensor<4x1xf32> {
  %0 = nadir.sum %x {dim = array<i64: 0>, keepdim = true} : (tensor<4x3xf32>) -> tensor<1x3xf32>
  %1 = nadir.div %x, %0 : (tensor<4x3xf32>, tensor<1x3xf32>) -> tensor<4x3xf32>
  %2 = nadir.mul %1, %1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %3 = nadir.sum %2 {dim = array<i64: 1>, keepdim = true} : (tensor<4x3xf32>) -> tensor<4x1xf32>
  return %3 : tensor<4x1xf32>
}

// Loops that share no tensor, only a number, are none of each other's business.
// CHECK-LABEL: func.func @share_a_number(
// CHECK-COUNT-2: nadir.group "loop" : tensor<4xf32> {
func.func @share_a_number(%x: tensor<4xf32>, %y: tensor<4xf32>, %a: tensor<f32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = nadir.mul %x, %a : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %1 = nadir.mul %y, %a : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
