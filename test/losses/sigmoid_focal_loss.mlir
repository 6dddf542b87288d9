// The rules of sigmoid_focal_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @sigmoid_focal_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<0.0> : tensor<f32>
  %1 = nadir.constant dense<1.0> : tensor<f32>
  %2 = nadir.sigmoid_focal_loss %0, %1 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c1 = 0.043321{{[0-9]*$}}
  nadir.output "sigmoid_focal_loss_c1", %2 : tensor<f32>
  %3 = nadir.sigmoid_focal_loss %0, %0 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c1_other_class = 0.12996{{[0-9]*$}}
  nadir.output "sigmoid_focal_loss_c1_other_class", %3 : tensor<f32>
  %4 = nadir.sigmoid_focal_loss %0, %1 {alpha = -1.0} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c1_without = 0.17328{{[0-9]*$}}
  nadir.output "sigmoid_focal_loss_c1_without", %4 : tensor<f32>
  %5 = nadir.constant dense<-1.0> : tensor<f32>
  %6 = nadir.sigmoid_focal_loss %5, %1 {alpha = -1.0, gamma = 0.0} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c2 = 1.3132{{[0-9]*$}}
  nadir.output "sigmoid_focal_loss_c2", %6 : tensor<f32>
  %7 = nadir.constant dense<-1000.0> : tensor<f32>
  %8 = nadir.add %7, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %9 = nadir.sigmoid_focal_loss %8, %1 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c3 = 250{{$}}
  nadir.output "sigmoid_focal_loss_c3", %9 : tensor<f32>
  %10 = nadir.gradient %9 wrt(%8) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c3_gradient = -0.25{{$}}
  nadir.output "sigmoid_focal_loss_c3_gradient", %10 : tensor<f32>
  %11 = nadir.constant dense<1000.0> : tensor<f32>
  %12 = nadir.add %11, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %13 = nadir.sigmoid_focal_loss %12, %1 {gamma = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c3_right = {{-?0$}}
  nadir.output "sigmoid_focal_loss_c3_right", %13 : tensor<f32>
  %14 = nadir.gradient %13 wrt(%12) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: sigmoid_focal_loss_c3_right_gradient = {{-?0$}}
  nadir.output "sigmoid_focal_loss_c3_right_gradient", %14 : tensor<f32>
}
