// The rules of pairwise_distance: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @pairwise_distance {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<[3.0, 4.0]> : tensor<2xf32>
  %1 = nadir.add %0, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %2 = nadir.constant dense<[3.5, 4.5]> : tensor<2xf32>
  %3 = nadir.pairwise_distance %1, %2 {eps = 0.5, p = 2.0} : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c1_p2 = {{-?0$}}
  nadir.output "pairwise_distance_c1_p2", %3 : tensor<f32>
  %4 = nadir.gradient %3 wrt(%1) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %5 = nadir.square %4 : (tensor<2xf32>) -> tensor<2xf32>
  %6 = nadir.sum %5 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c1_p2_gradient = {{-?0$}}
  nadir.output "pairwise_distance_c1_p2_gradient", %6 : tensor<f32>
  %7 = nadir.pairwise_distance %1, %2 {eps = 0.5, p = 3.0} : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c1_p3 = {{-?0$}}
  nadir.output "pairwise_distance_c1_p3", %7 : tensor<f32>
  %8 = nadir.gradient %7 wrt(%1) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %9 = nadir.square %8 : (tensor<2xf32>) -> tensor<2xf32>
  %10 = nadir.sum %9 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c1_p3_gradient = {{-?0$}}
  nadir.output "pairwise_distance_c1_p3_gradient", %10 : tensor<f32>
  %11 = nadir.pairwise_distance %1, %2 {eps = 0.5, p = 0.5} : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c1_p0_5 = {{-?0$}}
  nadir.output "pairwise_distance_c1_p0_5", %11 : tensor<f32>
  %12 = nadir.gradient %11 wrt(%1) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %13 = nadir.square %12 : (tensor<2xf32>) -> tensor<2xf32>
  %14 = nadir.sum %13 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c1_p0_5_gradient = {{-?0$}}
  nadir.output "pairwise_distance_c1_p0_5_gradient", %14 : tensor<f32>
  %15 = nadir.constant dense<[0.0, 2.0]> : tensor<2xf32>
  %16 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %17 = nadir.pairwise_distance %15, %16 {eps = 0.0, p = 0.0} : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c2_zero = 1{{$}}
  nadir.output "pairwise_distance_c2_zero", %17 : tensor<f32>
  %18 = nadir.pairwise_distance %1, %16 {eps = 0.0, p = 0x7FF0000000000000 : f64} : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c2_infinite = 4{{$}}
  nadir.output "pairwise_distance_c2_infinite", %18 : tensor<f32>
  %19 = nadir.gradient %18 wrt(%1) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %20 = nadir.square %19 : (tensor<2xf32>) -> tensor<2xf32>
  %21 = nadir.sum %20 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: pairwise_distance_c2_infinite_gradient = 1{{$}}
  nadir.output "pairwise_distance_c2_infinite_gradient", %21 : tensor<f32>
}
