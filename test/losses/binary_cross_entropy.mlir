// The rules of binary_cross_entropy: each output bears the label of its rule.
// RUN: rm -rf %t && mkdir -p %t && split-file %s %t
// RUN: nadir-opt %t/rules.mlir -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %t/rules.mlir
// RUN: nadir-opt %t/rules.mlir --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %t/rules.mlir
// RUN: not nadir-run %t/binary_cross_entropy_c3.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/binary_cross_entropy_c3.mlir
// RUN: not nadir-run %t/binary_cross_entropy_c3.mlir --entry predict --backend reference 2>&1 | FileCheck %t/binary_cross_entropy_c3.mlir
// RUN: not nadir-run %t/binary_cross_entropy_c3_target.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/binary_cross_entropy_c3_target.mlir
// RUN: not nadir-run %t/binary_cross_entropy_c3_target.mlir --entry predict --backend reference 2>&1 | FileCheck %t/binary_cross_entropy_c3_target.mlir
// RUN: not nadir-run %t/binary_cross_entropy_c3_sigmoid.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/binary_cross_entropy_c3_target.mlir

//--- rules.mlir
nadir.graph @binary_cross_entropy {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<0.0> : tensor<f32>
  %1 = nadir.constant dense<1.0> : tensor<f32>
  %2 = nadir.binary_cross_entropy %0, %1 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_c1 = 100{{$}}
  nadir.output "binary_cross_entropy_c1", %2 : tensor<f32>
  %3 = nadir.binary_cross_entropy %1, %0 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_c1_at_one = 100{{$}}
  nadir.output "binary_cross_entropy_c1_at_one", %3 : tensor<f32>
  %4 = nadir.add %0, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %5 = nadir.binary_cross_entropy %4, %1 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %6 = nadir.gradient %5 wrt(%4) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_c2_gradient = -{{1000000000000|9999999[0-9]+}}
  nadir.output "binary_cross_entropy_c2_gradient", %6 : tensor<f32>
  %7 = nadir.constant dense<[0.5, 0.5]> : tensor<2xf32>
  %8 = nadir.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %9 = nadir.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %10 = nadir.binary_cross_entropy %7, %8 weight(%9) : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  // CHECK: binary_cross_entropy_c5 = 1.3862{{[0-9]*$}}
  nadir.output "binary_cross_entropy_c5", %10 : tensor<f32>
  // log(1 - 1e-30) - log(1e-30), which is not clamped as -infinity is not.
  %11 = nadir.constant dense<[1.0e-30, 0.0]> : tensor<2xf64>
  %12 = nadir.constant dense<[0.5, 0.25]> : tensor<2xf64>
  %13 = nadir.binary_cross_entropy %11, %12 {reduction = "sum"} : (tensor<2xf64>, tensor<2xf64>) -> tensor<f64>
  %14 = nadir.gradient %13 wrt(%12) : (tensor<f64>, tensor<2xf64>) -> tensor<2xf64>
  %15 = nadir.min %14 : (tensor<2xf64>) -> tensor<f64>
  %16 = nadir.max %14 : (tensor<2xf64>) -> tensor<f64>
  // CHECK: binary_cross_entropy_c6 = 69.077{{[0-9]*$}}
  nadir.output "binary_cross_entropy_c6", %15 : tensor<f64>
  // CHECK: binary_cross_entropy_c6_at_zero = inf
  nadir.output "binary_cross_entropy_c6_at_zero", %16 : tensor<f64>
}

//--- binary_cross_entropy_c3.mlir
// CHECK: error: input[1] is 1.5, expected
nadir.graph @binary_cross_entropy_c3 {
  %0 = nadir.constant dense<[0.5, 1.5]> : tensor<2xf32>
  %1 = nadir.constant dense<[1.0, 1.0]> : tensor<2xf32>
  %2 = nadir.binary_cross_entropy %0, %1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}

//--- binary_cross_entropy_c3_target.mlir
// CHECK: error: target[1] is -0.5, expected
nadir.graph @binary_cross_entropy_c3_target {
  %0 = nadir.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %1 = nadir.constant dense<[1.0, -0.5]> : tensor<2xf32>
  %2 = nadir.binary_cross_entropy %0, %1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}

//--- binary_cross_entropy_c3_sigmoid.mlir
nadir.graph @binary_cross_entropy_c3_sigmoid {
  %0 = nadir.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %1 = nadir.constant dense<[1.0, -0.5]> : tensor<2xf32>
  %2 = nadir.sigmoid %0 : (tensor<2xf32>) -> tensor<2xf32>
  %3 = nadir.binary_cross_entropy %2, %1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<f32>
  nadir.output "loss", %3 : tensor<f32>
}
