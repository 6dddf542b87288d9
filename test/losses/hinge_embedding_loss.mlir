// The rules of hinge_embedding_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @hinge_embedding_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<1.0> : tensor<f32>
  %1 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2 = nadir.constant dense<-1.0> : tensor<f32>
  %3 = nadir.hinge_embedding_loss %1, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: hinge_embedding_loss_c1 = {{-?0$}}
  nadir.output "hinge_embedding_loss_c1", %3 : tensor<f32>
  %4 = nadir.gradient %3 wrt(%1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: hinge_embedding_loss_c1_gradient = {{-?0$}}
  nadir.output "hinge_embedding_loss_c1_gradient", %4 : tensor<f32>
  %5 = nadir.constant dense<0.25> : tensor<f32>
  %6 = nadir.add %5, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %7 = nadir.hinge_embedding_loss %6, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: hinge_embedding_loss_c1_inside = 0.75{{$}}
  nadir.output "hinge_embedding_loss_c1_inside", %7 : tensor<f32>
  %8 = nadir.gradient %7 wrt(%6) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: hinge_embedding_loss_c1_inside_gradient = -1{{$}}
  nadir.output "hinge_embedding_loss_c1_inside_gradient", %8 : tensor<f32>
  // 0.25 + (2 - 0.25)
  %9 = nadir.constant dense<0.25> : tensor<f32>
  %10 = nadir.add %9, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %11 = nadir.constant dense<0.0> : tensor<f32>
  %12 = nadir.hinge_embedding_loss %10, %11 {margin = 2.0} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: hinge_embedding_loss_c2 = 2{{$}}
  nadir.output "hinge_embedding_loss_c2", %12 : tensor<f32>
  %13 = nadir.gradient %12 wrt(%10) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: hinge_embedding_loss_c2_gradient = {{-?0$}}
  nadir.output "hinge_embedding_loss_c2_gradient", %13 : tensor<f32>
}
