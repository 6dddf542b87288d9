// RUN: nadir-opt %s --nadir-stabilize --cse --split-input-file | FileCheck %s

// Forms that are like those of stabilize.mlir, and those that have no other.

// The logarithm of anything else stays.
// CHECK-LABEL: func @log_of_exp
// CHECK: nadir.log %
func.func @log_of_exp(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = nadir.exp %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.log %0 : (tensor<5xf32>) -> tensor<5xf32>
  return %1 : tensor<5xf32>
}

// -----

// The softmax itself is kept for its other uses.
// CHECK-LABEL: func @softmax_with_other_uses
// CHECK-DAG: %[[P:.*]] = nadir.softmax %arg0
// CHECK-DAG: %[[L:.*]] = nadir.log_softmax %arg0
// CHECK: return %[[P]], %[[L]]
func.func @softmax_with_other_uses(%x: tensor<4x3xf32>) -> (tensor<4x3xf32>, tensor<4x3xf32>) {
  %0 = nadir.softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %1 = nadir.log %0 : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return %0, %1 : tensor<4x3xf32>, tensor<4x3xf32>
}

// -----

// A one that makes the sigmoid larger: logsigmoid would have another shape.
// CHECK-LABEL: func @one_minus_broadcasts
// CHECK: nadir.log %
// CHECK-NOT: nadir.logsigmoid
func.func @one_minus_broadcasts(%x: tensor<5xf32>) -> tensor<2x5xf32> {
  %one = nadir.constant dense<1.0> : tensor<2x5xf32>
  %0 = nadir.sigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.sub %one, %0 : (tensor<2x5xf32>, tensor<5xf32>) -> tensor<2x5xf32>
  %2 = nadir.log %1 : (tensor<2x5xf32>) -> tensor<2x5xf32>
  return %2 : tensor<2x5xf32>
}

// -----

// A broadcast one is a one.
// CHECK-LABEL: func @one_minus_of_broadcast
// CHECK: nadir.logsigmoid
// CHECK-NOT: nadir.log %
func.func @one_minus_of_broadcast(%x: tensor<?xf32>) -> tensor<?xf32> {
  %one = nadir.constant dense<1.0> : tensor<f32>
  %ones = nadir.broadcast %one : (tensor<f32>) -> tensor<?xf32>
  %0 = nadir.sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
  %1 = nadir.sub %ones, %0 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %2 = nadir.log %1 : (tensor<?xf32>) -> tensor<?xf32>
  return %2 : tensor<?xf32>
}

// -----

// sigmoid(x) - 1 is not 1 - sigmoid(x).
// CHECK-LABEL: func @sigmoid_minus_one
// CHECK: nadir.log %
func.func @sigmoid_minus_one(%x: tensor<5xf32>) -> tensor<5xf32> {
  %one = nadir.constant dense<1.0> : tensor<f32>
  %0 = nadir.sigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.sub %0, %one : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
  %2 = nadir.log %1 : (tensor<5xf32>) -> tensor<5xf32>
  return %2 : tensor<5xf32>
}

// -----

// CHECK-LABEL: func @log1p_of_sigmoid
// CHECK: nadir.log1p
func.func @log1p_of_sigmoid(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = nadir.sigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.log1p %0 : (tensor<5xf32>) -> tensor<5xf32>
  return %1 : tensor<5xf32>
}

// -----

// CHECK-LABEL: func @log1p_of_minus_tanh
// CHECK: nadir.log1p
func.func @log1p_of_minus_tanh(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = nadir.tanh %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.neg %0 : (tensor<5xf32>) -> tensor<5xf32>
  %2 = nadir.log1p %1 : (tensor<5xf32>) -> tensor<5xf32>
  return %2 : tensor<5xf32>
}

// -----

// The weights must add up to 1.
// CHECK-LABEL: func @bce_by_hand_of_other_weights
// CHECK-COUNT-2: nadir.logsigmoid
func.func @bce_by_hand_of_other_weights(%x: tensor<6xf32>, %y: tensor<6xf32>, %z: tensor<6xf32>) -> tensor<6xf32> {
  %n = nadir.neg %x : (tensor<6xf32>) -> tensor<6xf32>
  %lp = nadir.logsigmoid %x : (tensor<6xf32>) -> tensor<6xf32>
  %lq = nadir.logsigmoid %n : (tensor<6xf32>) -> tensor<6xf32>
  %a = nadir.mul %y, %lp : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %b = nadir.mul %z, %lq : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %s = nadir.add %a, %b : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  return %s : tensor<6xf32>
}

// -----

// And the logits be each other's negation.
// CHECK-LABEL: func @bce_by_hand_of_other_logits
// CHECK-COUNT-2: nadir.logsigmoid
func.func @bce_by_hand_of_other_logits(%x: tensor<6xf32>, %z: tensor<6xf32>, %y: tensor<6xf32>) -> tensor<6xf32> {
  %one = nadir.constant dense<1.0> : tensor<f32>
  %lp = nadir.logsigmoid %x : (tensor<6xf32>) -> tensor<6xf32>
  %lq = nadir.logsigmoid %z : (tensor<6xf32>) -> tensor<6xf32>
  %ny = nadir.sub %one, %y : (tensor<f32>, tensor<6xf32>) -> tensor<6xf32>
  %a = nadir.mul %y, %lp : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %b = nadir.mul %ny, %lq : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %s = nadir.add %a, %b : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  return %s : tensor<6xf32>
}

// -----

// Terms and factors stand in any order.
// CHECK-LABEL: func @bce_by_hand_swapped
// CHECK-COUNT-1: nadir.logsigmoid
// CHECK-NOT: nadir.logsigmoid
func.func @bce_by_hand_swapped(%x: tensor<6xf32>, %y: tensor<6xf32>) -> tensor<6xf32> {
  %one = nadir.constant dense<1.0> : tensor<f32>
  %n = nadir.neg %x : (tensor<6xf32>) -> tensor<6xf32>
  %lp = nadir.logsigmoid %x : (tensor<6xf32>) -> tensor<6xf32>
  %lq = nadir.logsigmoid %n : (tensor<6xf32>) -> tensor<6xf32>
  %ny = nadir.sub %one, %y : (tensor<f32>, tensor<6xf32>) -> tensor<6xf32>
  %a = nadir.mul %lp, %y : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %b = nadir.mul %lq, %ny : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %s = nadir.add %b, %a : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  return %s : tensor<6xf32>
}

// -----

// Probabilities from elsewhere are checked, and their logarithms clamped.
// CHECK-LABEL: func @bce_of_probabilities
// CHECK: %[[P:.*]] = nadir.check_range %arg0 {max = 1.000000e+00 : f64, min = 0.000000e+00 : f64
// CHECK: %[[T:.*]] = nadir.check_range %arg1 {max = 1.000000e+00 : f64, min = 0.000000e+00 : f64
// CHECK: nadir.clamped_entropy %[[P]], %[[T]]
func.func @bce_of_probabilities(%x: tensor<6xf32>, %y: tensor<6xf32>) -> tensor<f32> {
  %l = nadir.binary_cross_entropy %x, %y : (tensor<6xf32>, tensor<6xf32>) -> tensor<f32>
  return %l : tensor<f32>
}

// -----

// CHECK-LABEL: func @nll_of_probabilities
// CHECK-NOT: softmax_cross_entropy
// CHECK: nadir.gather
func.func @nll_of_probabilities(%x: tensor<4x3xf32>, %y: tensor<4xi64>) -> tensor<f32> {
  %1 = nadir.nll_loss %x, %y : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return %1 : tensor<f32>
}

// -----

// CHECK-LABEL: func @nll_of_log_softmax_of_vector
// CHECK: nadir.softmax_cross_entropy %arg0, %{{.*}} {dim = 0 : i64}
func.func @nll_of_log_softmax_of_vector(%x: tensor<3xf32>, %y: tensor<i64>) -> tensor<f32> {
  %0 = nadir.log_softmax %x {dim = 0 : i64} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.nll_loss %0, %y : (tensor<3xf32>, tensor<i64>) -> tensor<f32>
  return %1 : tensor<f32>
}

// -----

// A sum over rows alone leaves every class.
// CHECK-LABEL: func @sum_over_rows_of_log_softmax
// CHECK: nadir.log_softmax
// CHECK-NOT: softmax_cross_entropy
func.func @sum_over_rows_of_log_softmax(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>) -> tensor<3xf32> {
  %l = nadir.log_softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %m = nadir.mul %l, %t : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %s = nadir.sum %m {dim = array<i64: 0>} : (tensor<4x3xf32>) -> tensor<3xf32>
  return %s : tensor<3xf32>
}

// -----

// Weights of another shape are no distribution.
// CHECK-LABEL: func @sum_of_broadcast_weights
// CHECK: nadir.log_softmax
// CHECK-NOT: softmax_cross_entropy
func.func @sum_of_broadcast_weights(%x: tensor<4x3xf32>, %t: tensor<3xf32>) -> tensor<4xf32> {
  %l = nadir.log_softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %m = nadir.mul %l, %t : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<4x3xf32>
  %s = nadir.sum %m {dim = array<i64: 1>} : (tensor<4x3xf32>) -> tensor<4xf32>
  return %s : tensor<4xf32>
}

// -----

// A one-hot encoding along other dimensions than the classes' is just numbers.
// CHECK-LABEL: func @one_hot_of_rows
// CHECK: nadir.one_hot
// CHECK: nadir.softmax_cross_entropy %arg0, %{{.*}} {dim = 0 : i64} : (tensor<3x3xf32>, tensor<3x3xf32>) -> tensor<3xf32>
func.func @one_hot_of_rows(%x: tensor<3x3xf32>, %y: tensor<3xi64>) -> tensor<3xf32> {
  %l = nadir.log_softmax %x {dim = 0 : i64} : (tensor<3x3xf32>) -> tensor<3x3xf32>
  %t = nadir.one_hot %y {num_classes = 3 : i64} : (tensor<3xi64>) -> tensor<3x3xf32>
  %m = nadir.mul %l, %t : (tensor<3x3xf32>, tensor<3x3xf32>) -> tensor<3x3xf32>
  %s = nadir.sum %m {dim = array<i64: 0>} : (tensor<3x3xf32>) -> tensor<3xf32>
  return %s : tensor<3xf32>
}

// -----

// CHECK-LABEL: func @gather_of_two_classes
// CHECK: nadir.log_softmax
// CHECK: nadir.gather
func.func @gather_of_two_classes(%x: tensor<4x3xf32>, %i: tensor<4x2xi64>) -> tensor<4x2xf32> {
  %l = nadir.log_softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %g = nadir.gather %l, %i {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
  return %g : tensor<4x2xf32>
}

// -----

// CHECK-LABEL: func @gather_of_rows
// CHECK: nadir.log_softmax
// CHECK: nadir.gather
func.func @gather_of_rows(%x: tensor<4x3xf32>, %i: tensor<1x3xi64>) -> tensor<1x3xf32> {
  %l = nadir.log_softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %g = nadir.gather %l, %i {dim = 0 : i64} : (tensor<4x3xf32>, tensor<1x3xi64>) -> tensor<1x3xf32>
  return %g : tensor<1x3xf32>
}

// -----

// CHECK-LABEL: func @signs
// CHECK: %[[PRODUCT:.*]] = nadir.mul %arg0, %arg1
// CHECK: %[[NEGATED:.*]] = nadir.neg %[[PRODUCT]]
// CHECK: %[[SUM:.*]] = nadir.sum %arg0
// CHECK: %[[NEGATED_SUM:.*]] = nadir.neg %[[SUM]]
// CHECK: return %[[NEGATED]], %[[NEGATED]], %[[PRODUCT]], %[[NEGATED_SUM]]
func.func @signs(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>) {
  %nx = nadir.neg %x : (tensor<4xf32>) -> tensor<4xf32>
  %ny = nadir.neg %y : (tensor<4xf32>) -> tensor<4xf32>
  %0 = nadir.mul %nx, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = nadir.mul %x, %ny : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = nadir.mul %nx, %ny : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = nadir.sum %nx : (tensor<4xf32>) -> tensor<f32>
  return %0, %1, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>
}

// -----

// What has a gradient of its own stays whole until it has been differentiated.
// CHECK-LABEL: func @whole
// CHECK: nadir.softmax
// CHECK: nadir.gelu
// CHECK: nadir.sigmoid
// CHECK: nadir.logsumexp
// CHECK: nadir.sgd
func.func @whole(%x: tensor<4xf32>, %lr: tensor<f64>, %step: tensor<i64>) -> (tensor<4xf32>, tensor<f32>, tensor<4xf32>) {
  %0 = nadir.softmax %x {dim = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nadir.gelu %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = nadir.sigmoid %1 : (tensor<4xf32>) -> tensor<4xf32>
  %3 = nadir.logsumexp %2 : (tensor<4xf32>) -> tensor<f32>
  %4 = nadir.sgd %x, %2, %lr, %step : (tensor<4xf32>, tensor<4xf32>, tensor<f64>, tensor<i64>) -> tensor<4xf32>
  return %2, %3, %4 : tensor<4xf32>, tensor<f32>, tensor<4xf32>
}

// -----

// Nor is a softmax over the rows one over classes.
// CHECK-LABEL: func @sum_of_softmax_over_rows
// CHECK: nadir.log_softmax %arg0 {dim = 0 : i64}
// CHECK-NOT: softmax_cross_entropy
func.func @sum_of_softmax_over_rows(%x: tensor<?x3xf32>, %t: tensor<?x3xf32>) -> tensor<3xf32> {
  %l = nadir.log_softmax %x {dim = 0 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %m = nadir.mul %l, %t : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %s = nadir.sum %m {dim = array<i64: 0>} : (tensor<?x3xf32>) -> tensor<3xf32>
  return %s : tensor<3xf32>
}

// -----

// A sum that another value's exponentials have is no softmax's.
// CHECK-LABEL: func @softmax_of_others
// CHECK-NOT: nadir.softmax
// CHECK-NOT: nadir.log_softmax
// CHECK: nadir.div
// CHECK: nadir.sub
func.func @softmax_of_others(%x: tensor<4x6xf32>, %y: tensor<4x6xf32>) -> (tensor<4x6xf32>, tensor<4x6xf32>) {
  %0 = nadir.exp %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = nadir.exp %y : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %2 = nadir.sum %1 {dim = array<i64: 1>, keepdim = true} : (tensor<4x6xf32>) -> tensor<4x1xf32>
  %3 = nadir.div %0, %2 : (tensor<4x6xf32>, tensor<4x1xf32>) -> tensor<4x6xf32>
  %4 = nadir.log %2 : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %5 = nadir.sub %x, %4 : (tensor<4x6xf32>, tensor<4x1xf32>) -> tensor<4x6xf32>
  return %3, %5 : tensor<4x6xf32>, tensor<4x6xf32>
}

// -----

// Nor is one over several dimensions, of which the softmax has one.
// CHECK-LABEL: func @softmax_over_all
// CHECK-NOT: nadir.softmax
// CHECK: nadir.div
func.func @softmax_over_all(%x: tensor<4x6xf32>) -> tensor<4x6xf32> {
  %0 = nadir.exp %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = nadir.sum %0 {dim = array<i64: 0, 1>, keepdim = true} : (tensor<4x6xf32>) -> tensor<1x1xf32>
  %2 = nadir.div %0, %1 : (tensor<4x6xf32>, tensor<1x1xf32>) -> tensor<4x6xf32>
  return %2 : tensor<4x6xf32>
}
