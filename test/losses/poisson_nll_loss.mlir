// The rules of poisson_nll_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @poisson_nll_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<0.0> : tensor<f32>
  %1 = nadir.constant dense<1.0> : tensor<f32>
  %2 = nadir.poisson_nll_loss %0, %1 {full = true} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: poisson_nll_loss_c1_at_one = 1{{$}}
  nadir.output "poisson_nll_loss_c1_at_one", %2 : tensor<f32>
  %3 = nadir.constant dense<2.0> : tensor<f32>
  %4 = nadir.poisson_nll_loss %0, %3 {full = true} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: poisson_nll_loss_c1_above = 1.6518{{[0-9]*$}}
  nadir.output "poisson_nll_loss_c1_above", %4 : tensor<f32>
  // 0 - 2 log(0.5); 1 - 2 / 0.5
  %5 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %6 = nadir.poisson_nll_loss %5, %3 {log_input = false, eps = 0.5} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: poisson_nll_loss_c2 = 1.3862{{[0-9]*$}}
  nadir.output "poisson_nll_loss_c2", %6 : tensor<f32>
  %7 = nadir.gradient %6 wrt(%5) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: poisson_nll_loss_c2_gradient = -3{{$}}
  nadir.output "poisson_nll_loss_c2_gradient", %7 : tensor<f32>
  %8 = nadir.constant dense<-1.0> : tensor<f32>
  %9 = nadir.poisson_nll_loss %8, %3 {log_input = false} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: poisson_nll_loss_c3 = {{-?nan$}}
  nadir.output "poisson_nll_loss_c3", %9 : tensor<f32>
}
