// RUN: nadir-opt %s --nadir-stabilize --cse --split-input-file | FileCheck %s

// CHECK-LABEL: func @log_of_softmax
// CHECK-NEXT: %[[RESULT:.*]] = nadir.log_softmax %{{.*}} {dim = 1 : i64}
// CHECK-NEXT: return %[[RESULT]]
func.func @log_of_softmax(%x: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %0 = nadir.softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %1 = nadir.log %0 : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}

// -----

// CHECK-LABEL: func @log_of_sigmoid
// CHECK-NEXT: nadir.logsigmoid
// CHECK-NEXT: return
func.func @log_of_sigmoid(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = nadir.sigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.log %0 : (tensor<5xf32>) -> tensor<5xf32>
  return %1 : tensor<5xf32>
}

// -----

// log(1 - sigmoid(x)) = log(sigmoid(-x))
// CHECK-LABEL: func @log_of_one_minus_sigmoid
// CHECK: %[[NEG:.*]] = nadir.neg %arg0
// CHECK: nadir.logsigmoid %[[NEG]]
func.func @log_of_one_minus_sigmoid(%x: tensor<5xf32>) -> tensor<5xf32> {
  %one = nadir.constant dense<1.0> : tensor<f32>
  %0 = nadir.sigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.sub %one, %0 : (tensor<f32>, tensor<5xf32>) -> tensor<5xf32>
  %2 = nadir.log %1 : (tensor<5xf32>) -> tensor<5xf32>
  return %2 : tensor<5xf32>
}

// -----

// CHECK-LABEL: func @log1p_of_minus_sigmoid
// CHECK: %[[NEG:.*]] = nadir.neg %arg0
// CHECK: nadir.logsigmoid %[[NEG]]
func.func @log1p_of_minus_sigmoid(%x: tensor<5xf64>) -> tensor<5xf64> {
  %0 = nadir.sigmoid %x : (tensor<5xf64>) -> tensor<5xf64>
  %1 = nadir.neg %0 : (tensor<5xf64>) -> tensor<5xf64>
  %2 = nadir.log1p %1 : (tensor<5xf64>) -> tensor<5xf64>
  return %2 : tensor<5xf64>
}

// -----

// Two minus the sigmoid is not its complement.
// CHECK-LABEL: func @log_of_two_minus_sigmoid
// CHECK: nadir.log %
func.func @log_of_two_minus_sigmoid(%x: tensor<5xf32>) -> tensor<5xf32> {
  %two = nadir.constant dense<2.0> : tensor<f32>
  %0 = nadir.sigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.sub %two, %0 : (tensor<f32>, tensor<5xf32>) -> tensor<5xf32>
  %2 = nadir.log %1 : (tensor<5xf32>) -> tensor<5xf32>
  return %2 : tensor<5xf32>
}

// -----

// CHECK-LABEL: func @nll_of_log_softmax
// CHECK-NOT: log_softmax
// CHECK: nadir.softmax_cross_entropy %arg0
func.func @nll_of_log_softmax(%x: tensor<4x3xf32>, %y: tensor<4xi64>) -> tensor<f32> {
  %0 = nadir.log_softmax %x {dim = -1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %1 = nadir.nll_loss %0, %y : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return %1 : tensor<f32>
}

// -----

// A softmax over another dimension than the classes stays.
// CHECK-LABEL: func @nll_of_other_softmax
// CHECK: nadir.log_softmax %arg0 {dim = 0 : i64}
// CHECK-NOT: softmax_cross_entropy
func.func @nll_of_other_softmax(%x: tensor<4x3xf32>, %y: tensor<4xi64>) -> tensor<f32> {
  %0 = nadir.log_softmax %x {dim = 0 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %1 = nadir.nll_loss %0, %y : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<f32>
  return %1 : tensor<f32>
}

// -----

// CHECK-LABEL: func @one_hot_times_log_of_softmax
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[Y:.*]]: tensor<4xi64>
// The one-hot encoding fails the step on a label out of range, so this does.
// CHECK: %[[LABEL:.*]] = nadir.check_index %[[Y]] {limit = 3 : i64, tensor = "index"}
// CHECK: nadir.softmax_cross_entropy %[[X]], %[[LABEL]] {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<4xf32>
// CHECK-NOT: nadir.log
func.func @one_hot_times_log_of_softmax(%x: tensor<4x3xf32>, %y: tensor<4xi64>) -> tensor<f32> {
  %p = nadir.softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %l = nadir.log %p : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %t = nadir.one_hot %y {num_classes = 3 : i64} : (tensor<4xi64>) -> tensor<4x3xi64>
  %tf = nadir.cast %t : (tensor<4x3xi64>) -> tensor<4x3xf32>
  %n = nadir.neg %tf : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %m = nadir.mul %n, %l : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %s = nadir.sum %m {dim = array<i64: 1>} : (tensor<4x3xf32>) -> tensor<4xf32>
  %r = nadir.mean %s : (tensor<4xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

// -----

// The mean over rows and classes sums the classes, too.
// CHECK-LABEL: func @mean_of_probabilities_times_log_softmax
// CHECK: nadir.softmax_cross_entropy %arg0, %arg1
// CHECK-NOT: nadir.log_softmax
func.func @mean_of_probabilities_times_log_softmax(%x: tensor<4x3xf32>, %t: tensor<4x3xf32>) -> tensor<f32> {
  %l = nadir.log_softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %m = nadir.mul %l, %t : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %r = nadir.mean %m : (tensor<4x3xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

// -----

// CHECK-LABEL: func @gather_of_log_softmax
// CHECK: %[[LABEL:.*]] = nadir.check_index %arg1 {limit = 3 : i64
// CHECK: %[[ROWS:.*]] = nadir.reshape %[[LABEL]]
// CHECK: nadir.softmax_cross_entropy %arg0, %[[ROWS]]
// CHECK-NOT: nadir.gather
func.func @gather_of_log_softmax(%x: tensor<4x3xf32>, %i: tensor<4x1xi64>) -> tensor<4x1xf32> {
  %l = nadir.log_softmax %x {dim = 1 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %g = nadir.gather %l, %i {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4x1xi64>) -> tensor<4x1xf32>
  return %g : tensor<4x1xf32>
}

// -----

// CHECK-LABEL: func @bce_of_sigmoid
// CHECK-NOT: nadir.clamped_entropy
// CHECK-NOT: nadir.check_range
// CHECK: nadir.check_range %arg1 {max = 1.000000e+00 : f64, min = 0.000000e+00 : f64, tensor = "target"}
// CHECK-NOT: nadir.check_range
// CHECK: nadir.logsigmoid %arg0
func.func @bce_of_sigmoid(%x: tensor<6xf32>, %y: tensor<6xf32>) -> tensor<f32> {
  %p = nadir.sigmoid %x : (tensor<6xf32>) -> tensor<6xf32>
  %l = nadir.binary_cross_entropy %p, %y : (tensor<6xf32>, tensor<6xf32>) -> tensor<f32>
  return %l : tensor<f32>
}

// -----

// y log p + (1 - y) log(1 - p) by hand needs one logsigmoid, not two logs.
// CHECK-LABEL: func @bce_by_hand
// CHECK-COUNT-1: nadir.logsigmoid
// CHECK-NOT: nadir.log
func.func @bce_by_hand(%x: tensor<6xf32>, %y: tensor<6xf32>) -> tensor<f32> {
  %one = nadir.constant dense<1.0> : tensor<f32>
  %p = nadir.sigmoid %x : (tensor<6xf32>) -> tensor<6xf32>
  %lp = nadir.log %p : (tensor<6xf32>) -> tensor<6xf32>
  %q = nadir.sub %one, %p : (tensor<f32>, tensor<6xf32>) -> tensor<6xf32>
  %lq = nadir.log %q : (tensor<6xf32>) -> tensor<6xf32>
  %ny = nadir.sub %one, %y : (tensor<f32>, tensor<6xf32>) -> tensor<6xf32>
  %a = nadir.mul %y, %lp : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %b = nadir.mul %ny, %lq : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %s = nadir.add %a, %b : (tensor<6xf32>, tensor<6xf32>) -> tensor<6xf32>
  %n = nadir.neg %s : (tensor<6xf32>) -> tensor<6xf32>
  %m = nadir.mean %n : (tensor<6xf32>) -> tensor<f32>
  return %m : tensor<f32>
}

// -----

// No loss operation leaves the room.
// CHECK-LABEL: func @losses_are_opened
// CHECK-NOT: nadir.mse_loss
// CHECK: nadir.square
func.func @losses_are_opened(%x: tensor<6xf32>, %y: tensor<6xf32>) -> tensor<f32> {
  %l = nadir.mse_loss %x, %y : (tensor<6xf32>, tensor<6xf32>) -> tensor<f32>
  return %l : tensor<f32>
}

// -----

// Softmax and its logarithm by hand, and a picked class of it.
// CHECK-LABEL: func @softmax_by_hand
// CHECK-SAME: (%[[X:.*]]: tensor<4x6xf32>,
// CHECK: nadir.softmax %[[X]] {dim = 1 : i64}
// CHECK: nadir.log_softmax %[[X]] {dim = 1 : i64}
// CHECK-NOT: nadir.exp
// CHECK: nadir.softmax_cross_entropy %[[X]]
// CHECK-NOT: nadir.gather
func.func @softmax_by_hand(%x: tensor<4x6xf32>, %label: tensor<4x1xi64>) -> (tensor<4x6xf32>, tensor<4x6xf32>, tensor<4x1xf32>) {
  %0 = nadir.exp %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = nadir.sum %0 {dim = array<i64: 1>, keepdim = true} : (tensor<4x6xf32>) -> tensor<4x1xf32>
  %2 = nadir.div %0, %1 : (tensor<4x6xf32>, tensor<4x1xf32>) -> tensor<4x6xf32>
  %3 = nadir.log %1 : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %4 = nadir.sub %x, %3 : (tensor<4x6xf32>, tensor<4x1xf32>) -> tensor<4x6xf32>
  %5 = nadir.gather %4, %label {dim = 1 : i64} : (tensor<4x6xf32>, tensor<4x1xi64>) -> tensor<4x1xf32>
  return %2, %4, %5 : tensor<4x6xf32>, tensor<4x6xf32>, tensor<4x1xf32>
}

// -----

// The logarithm of a sum of exponentials doesn't overflow, over any dimensions.
// CHECK-LABEL: func @logsumexp_by_hand
// CHECK: %[[ALL:.*]] = nadir.logsumexp %{{.*}} : (tensor<4x6xf32>) -> tensor<f32>
// CHECK: return %[[ALL]]
func.func @logsumexp_by_hand(%x: tensor<4x6xf32>) -> tensor<f32> {
  %0 = nadir.exp %x : (tensor<4x6xf32>) -> tensor<4x6xf32>
  %1 = nadir.sum %0 : (tensor<4x6xf32>) -> tensor<f32>
  %2 = nadir.log %1 : (tensor<f32>) -> tensor<f32>
  return %2 : tensor<f32>
}
