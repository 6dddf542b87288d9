// The rules of kl_div: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @kl_div {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<-0.5> : tensor<f32>
  %1 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %2 = nadir.constant dense<0.0> : tensor<f32>
  %3 = nadir.kl_div %1, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: kl_div_c1 = {{-?0$}}
  nadir.output "kl_div_c1", %3 : tensor<f32>
  %4 = nadir.gradient %3 wrt(%1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: kl_div_c1_gradient = {{-?0$}}
  nadir.output "kl_div_c1_gradient", %4 : tensor<f32>
  %5 = nadir.constant dense<[[0.0, -1.0], [-2.0, -1.0]]> : tensor<2x2xf32>
  %6 = nadir.constant dense<[[1.0, 1.0], [1.0, 1.0]]> : tensor<2x2xf32>
  %7 = nadir.kl_div %5, %6 {reduction = "batchmean"} : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<f32>
  // CHECK: kl_div_c2_batchmean = 2{{$}}
  nadir.output "kl_div_c2_batchmean", %7 : tensor<f32>
  %8 = nadir.kl_div %5, %6 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<f32>
  // CHECK: kl_div_c2_mean = 1{{$}}
  nadir.output "kl_div_c2_mean", %8 : tensor<f32>
  %9 = nadir.constant dense<1.0> : tensor<f32>
  %10 = nadir.kl_div %0, %9 {reduction = "batchmean"} : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: kl_div_c2_scalar = 0.5{{$}}
  nadir.output "kl_div_c2_scalar", %10 : tensor<f32>
  %11 = nadir.constant dense<-1.0> : tensor<f32>
  %12 = nadir.kl_div %0, %11 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: kl_div_c3 = {{-?nan$}}
  nadir.output "kl_div_c3", %12 : tensor<f32>
  %13 = nadir.add %2, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %14 = nadir.kl_div %0, %13 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %15 = nadir.gradient %14 wrt(%13) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: kl_div_c4_gradient = {{-?nan$}}
  nadir.output "kl_div_c4_gradient", %15 : tensor<f32>
  %16 = nadir.constant dense<0xFF800000> : tensor<f32>
  %17 = nadir.kl_div %16, %2 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: kl_div_c5 = {{-?nan$}}
  nadir.output "kl_div_c5", %17 : tensor<f32>
}
