// RUN: nadir-opt %s --nadir-build-entries --split-input-file | FileCheck %s
// RUN: nadir-opt %s --nadir-build-entries --nadir-fuse-updates --canonicalize --cse --split-input-file | FileCheck %s --check-prefix=UPDATE

// The momentum is an argument of the step and an operand behind the states; the
// buffer exists although the declared momentum is 0.
// CHECK: nadir.groups = [{learning_rate = 1.000000e-03 : f64, momentum = 8.000000e-01 : f64, name = "group1"}, {learning_rate = 1.000000e-02 : f64, name = "group2"}]
// CHECK-SAME: nadir.momentum = 0.000000e+00 : f64
// CHECK-LABEL: func.func @train_step(
// CHECK-SAME: %[[A:[^:]*]]: tensor<3xf32> {nadir.name = "a"
// CHECK-SAME: %[[M:[^:]*]]: tensor<f64> {nadir.role = "momentum"}
// CHECK-SAME: %[[BETA:[^:]*]]: tensor<f64> {nadir.name = "group1", nadir.role = "momentum"}
// CHECK: nadir.sgd %[[A]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %[[M]] {runtime_momentum = true}
// CHECK: nadir.adam %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %[[BETA]] {betas = array<f64: 8.000000e-01, 9.000000e-01>, runtime_momentum = true}
// CHECK: nadir.adagrad %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} :

// In the loop there are numbers of its element type.
// UPDATE-LABEL: func.func @train_step(
// UPDATE-SAME: %[[BETA:[^:]*]]: tensor<f64> {nadir.name = "group1", nadir.role = "momentum"}
// UPDATE: %[[BETA1:.*]] = nadir.cast %[[BETA]] : (tensor<f64>) -> tensor<f32>
// UPDATE: %[[REST:.*]] = nadir.sub %{{.*}}, %[[BETA]]
// UPDATE: %[[REST1:.*]] = nadir.cast %[[REST]]
// UPDATE: nadir.pow %[[BETA]],
// UPDATE: nadir.group "loop" update : tensor<3xf32>, tensor<3xf32>, tensor<3xf32> {
// UPDATE-NEXT: %[[OLD:.*]] = nadir.mul %{{.*}}, %[[BETA1]]
// UPDATE-NEXT: %[[NEW:.*]] = nadir.mul %{{.*}}, %[[REST1]]
// UPDATE-NEXT: nadir.add %[[OLD]], %[[NEW]]
nadir.graph @momenta {
  %a = nadir.parameter "a" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %b = nadir.parameter "b" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %c = nadir.parameter "c" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %0 = nadir.mul %a, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.mul %0, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %l = nadir.sum %1 : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %l with "sgd" {runtime_momentum = true} {groups = [
    {params = ["b"], optimizer = "adam", betas = array<f64: 0.8, 0.9>, runtime_momentum = true},
    {params = ["c"], optimizer = "adagrad"}]} : tensor<f32>
}

// -----

// A momentum of 0 takes the gradient and leaves the buffer alone.
// UPDATE-LABEL: func.func @train_step(
// UPDATE-SAME: %[[BUFFER:[^:]*]]: tensor<3xf32> {nadir.name = "w.momentum_buffer"
// UPDATE-SAME: %[[M:[^:]*]]: tensor<f64> {nadir.role = "momentum"}
// UPDATE: %[[ISZERO:.*]] = nadir.eq %[[M]],
// UPDATE: nadir.group "loop" update
// UPDATE: %[[PLAIN:.*]] = nadir.div
// UPDATE: %[[NEW:.*]] = nadir.add %{{.*}}, %[[PLAIN]]
// UPDATE: nadir.select %[[ISZERO]], %[[PLAIN]], %[[NEW]]
// UPDATE: %[[KEPT:.*]] = nadir.select %[[ISZERO]], %[[BUFFER]], %[[NEW]]
// UPDATE: nadir.yield %{{.*}}, %{{.*}}, %[[KEPT]]
nadir.graph @zero {
  %w = nadir.parameter "w" {init = #nadir.constant<1.0>} : tensor<3xf32>
  %l = nadir.sum %w : (tensor<3xf32>) -> tensor<f32>
  nadir.minimize %l with "rmsprop" {runtime_momentum = true} : tensor<f32>
}
