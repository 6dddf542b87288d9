// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room --nadir-fuse-room | FileCheck %s

// A whole training step: which kernels a small network becomes, and what each
// of them holds.

// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x6xf32>
// CHECK-SAME: %[[LABEL:[^:]*]]: tensor<?xi64>

// Forward: each layer is one product, finished in registers.
// CHECK: %[[HIDDEN:.*]] = nadir.group "matmul" : tensor<?x5xf32> {
// CHECK-NEXT: nadir.matmul %[[X]]
// CHECK-NEXT: nadir.add
// CHECK-NEXT: nadir.maximum
// CHECK-NEXT: nadir.yield
// CHECK: %[[LOGITS:.*]] = nadir.group "matmul" : tensor<?x3xf32> {
// CHECK-NEXT: nadir.matmul %[[HIDDEN]]
// CHECK-NEXT: nadir.add
// CHECK-NEXT: nadir.yield

// Labels are checked, then told apart from ignored ones.
// CHECK: %[[CHECKED:.*]] = nadir.group "check" : tensor<?xi64> {
// CHECK-NEXT: nadir.check_index %[[LABEL]]
// CHECK-NEXT: nadir.yield
// CHECK: nadir.group "loop" : tensor<?xi1>, tensor<?xi64>, tensor<1xf32> {
// CHECK-NEXT: nadir.ne %[[CHECKED]]
// CHECK-NEXT: nadir.select
// CHECK-NEXT: nadir.cast
// CHECK-NEXT: nadir.sum
// CHECK-NEXT: nadir.yield

// The softmax cross-entropy's losses and its gradient are one loop over the
// logits: no one-hot labels, exponentials or probabilities are stored.
// CHECK: %[[ENTROPY:.*]]:2 = nadir.group "loop" : tensor<?x1xf32>, tensor<?x3xf32> {
// CHECK-DAG: nadir.iota
// CHECK-DAG: nadir.max %[[LOGITS]]
// CHECK-DAG: nadir.exp
// CHECK-DAG: nadir.log %
// CHECK-DAG: %[[PROBABILITY:.*]] = nadir.mul
// CHECK-DAG: %[[DIFFERENCE:.*]] = nadir.sub %[[PROBABILITY]]
// CHECK: %[[GRADIENT:.*]] = nadir.mul %[[DIFFERENCE]]
// CHECK-NEXT: nadir.yield %{{.*}}, %[[GRADIENT]] :

// Backward: the activation's mask is part of the product in front of it.
// CHECK: %[[BACKWARD:.*]] = nadir.group "matmul" : tensor<?x5xf32> {
// CHECK-NEXT: %[[MASK:.*]] = nadir.le %[[HIDDEN]]
// CHECK-NEXT: %[[PRODUCT:.*]] = nadir.matmul %[[ENTROPY]]#1
// CHECK-NEXT: nadir.select %[[MASK]], %{{.*}}, %[[PRODUCT]]
// CHECK-NEXT: nadir.yield

// The four updates share their scalars; those of the weights are part of the
// products that compute the gradients.
// CHECK: %[[SCALARS:.*]]:2 = nadir.group "loop" : tensor<f32>, tensor<f32> {
// CHECK-COUNT-2: nadir.pow
// CHECK: nadir.group "matmul" update : tensor<5x6xf32>, tensor<5x6xf32>, tensor<5x6xf32> {
// CHECK-NEXT: nadir.matmul %[[BACKWARD]], %[[X]] {transpose_lhs = true}
// CHECK: nadir.mul %[[SCALARS]]#1
// CHECK: nadir.group "loop" update : tensor<5xf32>, tensor<5xf32>, tensor<5xf32> {
// CHECK: nadir.mul %[[SCALARS]]#1
// CHECK: nadir.group "matmul" update : tensor<3x5xf32>, tensor<3x5xf32>, tensor<3x5xf32> {
// CHECK-NEXT: nadir.matmul %[[ENTROPY]]#1, %[[HIDDEN]] {transpose_lhs = true}
// CHECK: nadir.mul %[[SCALARS]]#1
// CHECK: nadir.group "loop" update : tensor<3xf32>, tensor<3xf32>, tensor<3xf32> {
// CHECK: nadir.mul %[[SCALARS]]#1
// CHECK-NOT: nadir.pow
// CHECK: return
nadir.graph @mlp attributes {batch = 128 : i64} {
  %x = nadir.input "x" : tensor<?x6xf32>
  %label = nadir.input "label" : tensor<?xi64>
  %w1 = nadir.parameter "w1" {init = #nadir.kaiming_uniform<6, 1.0>} : tensor<5x6xf32>
  %b1 = nadir.parameter "b1" {init = #nadir.constant<0.0>} : tensor<5xf32>
  %w2 = nadir.parameter "w2" {init = #nadir.kaiming_uniform<5, 1.0>} : tensor<3x5xf32>
  %b2 = nadir.parameter "b2" {init = #nadir.constant<0.0>} : tensor<3xf32>
  %0 = nadir.linear %x, %w1, %b1 : (tensor<?x6xf32>, tensor<5x6xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  %1 = nadir.relu %0 : (tensor<?x5xf32>) -> tensor<?x5xf32>
  %logits = nadir.linear %1, %w2, %b2 : (tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %loss = nadir.cross_entropy %logits, %label : (tensor<?x3xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.minimize %loss with "adam" {} : tensor<f32>
}
