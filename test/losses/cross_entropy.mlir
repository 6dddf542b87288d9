// The rules of cross_entropy: each output bears the label of its rule.
// RUN: rm -rf %t && mkdir -p %t && split-file %s %t
// RUN: nadir-opt %t/rules.mlir -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %t/rules.mlir
// RUN: nadir-opt %t/rules.mlir --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %t/rules.mlir
// RUN: not nadir-run %t/cross_entropy_c3.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/cross_entropy_c3.mlir
// RUN: not nadir-run %t/cross_entropy_c3.mlir --entry predict --backend reference 2>&1 | FileCheck %t/cross_entropy_c3.mlir
// RUN: not nadir-run %t/cross_entropy_c3_negative.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/cross_entropy_c3_negative.mlir
// RUN: not nadir-run %t/cross_entropy_c3_negative.mlir --entry predict --backend reference 2>&1 | FileCheck %t/cross_entropy_c3_negative.mlir

//--- rules.mlir
nadir.graph @cross_entropy {
  // Each label costs its weight times log 2.
  %0 = nadir.constant dense<[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]> : tensor<3x2xf32>
  %1 = nadir.constant dense<[0, 1, -100]> : tensor<3xi64>
  %2 = nadir.cross_entropy %0, %1 : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<f32>
  // CHECK: cross_entropy_c1 = 0.69314{{[0-9]*$}}
  nadir.output "cross_entropy_c1", %2 : tensor<f32>
  %3 = nadir.constant dense<[0, 0, 1]> : tensor<3xi64>
  %4 = nadir.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %5 = nadir.cross_entropy %0, %3 weight(%4) {ignore_index = 0 : i64} : (tensor<3x2xf32>, tensor<3xi64>, tensor<2xf32>) -> tensor<f32>
  // CHECK: cross_entropy_c1_weighted = 0.69314{{[0-9]*$}}
  nadir.output "cross_entropy_c1_weighted", %5 : tensor<f32>
  // (0.5 + 1 + 1.5 + 1) log 2 / 4
  %6 = nadir.cross_entropy %0, %1 weight(%4) {label_smoothing = 0.5} : (tensor<3x2xf32>, tensor<3xi64>, tensor<2xf32>) -> tensor<f32>
  // CHECK: cross_entropy_c1_smoothed = 0.69314{{[0-9]*$}}
  nadir.output "cross_entropy_c1_smoothed", %6 : tensor<f32>
  %7 = nadir.constant dense<[-100, -100, -100]> : tensor<3xi64>
  %8 = nadir.cross_entropy %0, %7 : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<f32>
  // CHECK: cross_entropy_c1_none_left = {{-?nan$}}
  nadir.output "cross_entropy_c1_none_left", %8 : tensor<f32>
  // (2 + 1 + 1) log 2 / 3
  %9 = nadir.constant dense<[[0.5, 0.5], [1.0, 0.0], [1.0, 0.0]]> : tensor<3x2xf32>
  %10 = nadir.cross_entropy %0, %9 weight(%4) : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: cross_entropy_c2 = 0.92419{{[0-9]*$}}
  nadir.output "cross_entropy_c2", %10 : tensor<f32>
  %11 = nadir.cross_entropy %0, %9 weight(%4) {ignore_index = 0 : i64} : (tensor<3x2xf32>, tensor<3x2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: cross_entropy_c5 = 0.92419{{[0-9]*$}}
  nadir.output "cross_entropy_c5", %11 : tensor<f32>
  // Of two classes that are left, log 2, with the label's weight.
  %12 = nadir.constant dense<[[1.0, 1.0, 0xFF800000]]> : tensor<1x3xf32>
  %13 = nadir.constant dense<[1]> : tensor<1xi64>
  %14 = nadir.constant dense<[1.0, 2.0, 4.0]> : tensor<3xf32>
  %15 = nadir.cross_entropy %12, %13 weight(%14) {reduction = "sum"} : (tensor<1x3xf32>, tensor<1xi64>, tensor<3xf32>) -> tensor<f32>
  // CHECK: cross_entropy_c6 = 1.38629{{[0-9]*$}}
  nadir.output "cross_entropy_c6", %15 : tensor<f32>
  %16 = nadir.constant dense<[[0.5, 0.5, 0.0]]> : tensor<1x3xf32>
  %17 = nadir.cross_entropy %12, %16 : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<f32>
  // CHECK: cross_entropy_c6_probability = {{-?nan$}}
  nadir.output "cross_entropy_c6_probability", %17 : tensor<f32>
  %18 = nadir.constant dense<[[1.0, 1.0, 0x7F800000]]> : tensor<1x3xf32>
  %19 = nadir.cross_entropy %18, %13 : (tensor<1x3xf32>, tensor<1xi64>) -> tensor<f32>
  // CHECK: cross_entropy_c6_infinite = {{-?nan$}}
  nadir.output "cross_entropy_c6_infinite", %19 : tensor<f32>
  // Near 10000 the next number of f32 is 0.001 away: log(1 + e) = 1.3132617.
  %20 = nadir.constant dense<[[10000.0, 10001.0]]> : tensor<1x2xf32>
  %21 = nadir.constant dense<[0]> : tensor<1xi64>
  %22 = nadir.cross_entropy %20, %21 : (tensor<1x2xf32>, tensor<1xi64>) -> tensor<f32>
  // CHECK: cross_entropy_c7 = 1.31326{{[0-9]*$}}
  nadir.output "cross_entropy_c7", %22 : tensor<f32>
  %23 = nadir.constant dense<[[1.0, 0.0]]> : tensor<1x2xf32>
  %24 = nadir.cross_entropy %20, %23 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<f32>
  // CHECK: cross_entropy_c7_probability = 1.31326{{[0-9]*$}}
  nadir.output "cross_entropy_c7_probability", %24 : tensor<f32>
}

//--- cross_entropy_c3.mlir
// CHECK: error: target[2] is 2, expected
nadir.graph @cross_entropy_c3 {
  %0 = nadir.constant dense<[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]> : tensor<3x2xf32>
  %1 = nadir.constant dense<[0, 1, 2]> : tensor<3xi64>
  %2 = nadir.cross_entropy %0, %1 : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}

//--- cross_entropy_c3_negative.mlir
// CHECK: error: target[1] is -1, expected
nadir.graph @cross_entropy_c3_negative {
  %0 = nadir.constant dense<[[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]> : tensor<3x2xf32>
  %1 = nadir.constant dense<[0, -1, 1]> : tensor<3xi64>
  %2 = nadir.cross_entropy %0, %1 : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}
