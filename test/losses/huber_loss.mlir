// The rules of huber_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @huber_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  // (3 * 0.5 + 5 * 1.5) / 2
  %0 = nadir.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %2 = nadir.constant dense<[3.0, 5.0]> : tensor<2xf32>
  %3 = nadir.huber_loss %0, %1 weight(%2) : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: huber_loss_c1 = 4.5{{$}}
  nadir.output "huber_loss_c1", %3 : tensor<f32>
  %4 = nadir.constant dense<0.5> : tensor<f32>
  %5 = nadir.add %4, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %6 = nadir.constant dense<0.0> : tensor<f32>
  %7 = nadir.huber_loss %5, %6 {delta = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c2 = 0.125{{$}}
  nadir.output "huber_loss_c2", %7 : tensor<f32>
  %8 = nadir.gradient %7 wrt(%5) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c2_gradient = 0.5{{$}}
  nadir.output "huber_loss_c2_gradient", %8 : tensor<f32>
  %9 = nadir.constant dense<-0.25> : tensor<f32>
  %10 = nadir.add %9, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %11 = nadir.huber_loss %10, %6 {delta = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c2_below = 0.03125{{[0-9]*$}}
  nadir.output "huber_loss_c2_below", %11 : tensor<f32>
  %12 = nadir.gradient %11 wrt(%10) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c2_below_gradient = -0.25{{$}}
  nadir.output "huber_loss_c2_below_gradient", %12 : tensor<f32>
  %13 = nadir.constant dense<-2.0> : tensor<f32>
  %14 = nadir.add %13, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %15 = nadir.huber_loss %14, %6 {delta = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c2_above = 0.875{{$}}
  nadir.output "huber_loss_c2_above", %15 : tensor<f32>
  %16 = nadir.gradient %15 wrt(%14) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c2_above_gradient = -0.5{{$}}
  nadir.output "huber_loss_c2_above_gradient", %16 : tensor<f32>
  %17 = nadir.constant dense<0xFF800000> : tensor<f32>
  %18 = nadir.add %17, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %19 = nadir.huber_loss %18, %6 {delta = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c4 = inf
  nadir.output "huber_loss_c4", %19 : tensor<f32>
  %20 = nadir.gradient %19 wrt(%18) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: huber_loss_c4_gradient = -0.5{{$}}
  nadir.output "huber_loss_c4_gradient", %20 : tensor<f32>
}
