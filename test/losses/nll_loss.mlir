// The rules of nll_loss: each output bears the label of its rule.
// RUN: rm -rf %t && mkdir -p %t && split-file %s %t
// RUN: nadir-opt %t/rules.mlir -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %t/rules.mlir
// RUN: nadir-opt %t/rules.mlir --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %t/rules.mlir
// RUN: not nadir-run %t/nll_loss_c3.mlir --entry predict --backend cpu 2>&1 | FileCheck %t/nll_loss_c3.mlir
// RUN: not nadir-run %t/nll_loss_c3.mlir --entry predict --backend reference 2>&1 | FileCheck %t/nll_loss_c3.mlir
// RUN: nadir-run %t/ignored.mlir --entry predict --backend cpu | FileCheck %s --check-prefix=IGNORED
// RUN: nadir-run %t/ignored.mlir --entry predict --backend reference | FileCheck %s --check-prefix=IGNORED

//--- rules.mlir
nadir.graph @nll_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<[[-1.0, -2.0], [-4.0, -8.0], [-1.0, -1.0]]> : tensor<3x2xf32>
  %1 = nadir.constant dense<[0, 1, -100]> : tensor<3xi64>
  %2 = nadir.nll_loss %0, %1 : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<f32>
  // CHECK: nll_loss_c1 = 4.5{{$}}
  nadir.output "nll_loss_c1", %2 : tensor<f32>
  // (1 + 3 * 8) / (1 + 3)
  %3 = nadir.constant dense<[1.0, 3.0]> : tensor<2xf32>
  %4 = nadir.nll_loss %0, %1 weight(%3) : (tensor<3x2xf32>, tensor<3xi64>, tensor<2xf32>) -> tensor<f32>
  // CHECK: nll_loss_c1_weighted = 6.25{{$}}
  nadir.output "nll_loss_c1_weighted", %4 : tensor<f32>
  %5 = nadir.constant dense<[-100, -100, -100]> : tensor<3xi64>
  %6 = nadir.nll_loss %0, %5 : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<f32>
  // CHECK: nll_loss_c1_none_left = {{-?nan$}}
  nadir.output "nll_loss_c1_none_left", %6 : tensor<f32>
  %7 = nadir.constant dense<[0xFF800000, -2.0]> : tensor<2xf32>
  %8 = nadir.add %7, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %9 = nadir.constant dense<1> : tensor<i64>
  %10 = nadir.nll_loss %8, %9 : (tensor<2xf32>, tensor<i64>) -> tensor<f32>
  // CHECK: nll_loss_c2 = 2{{$}}
  nadir.output "nll_loss_c2", %10 : tensor<f32>
  %11 = nadir.gradient %10 wrt(%8) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %12 = nadir.square %11 : (tensor<2xf32>) -> tensor<2xf32>
  %13 = nadir.sum %12 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: nll_loss_c2_gradient = 1{{$}}
  nadir.output "nll_loss_c2_gradient", %13 : tensor<f32>
}

//--- ignored.mlir
// Any number of 64 bits is ignored, and i32 labels are never one beyond theirs;
// without classes nothing is left.
nadir.graph @ignored {
  %0 = nadir.constant dense<[[-1.0, -2.0], [-4.0, -8.0]]> : tensor<2x2xf32>
  %1 = nadir.constant dense<[1, 9223372036854775807]> : tensor<2xi64>
  %2 = nadir.nll_loss %0, %1 {ignore_index = 9223372036854775807 : i64} : (tensor<2x2xf32>, tensor<2xi64>) -> tensor<f32>
  // IGNORED-DAG: largest = 2{{$}}
  nadir.output "largest", %2 : tensor<f32>
  %3 = nadir.constant dense<[1, 0]> : tensor<2xi32>
  %4 = nadir.nll_loss %0, %3 {ignore_index = 4294967296 : i64} : (tensor<2x2xf32>, tensor<2xi32>) -> tensor<f32>
  // IGNORED-DAG: beyond_i32 = 3{{$}}
  nadir.output "beyond_i32", %4 : tensor<f32>
  %5 = nadir.constant dense<1.0> : tensor<2x0xf32>
  %6 = nadir.constant dense<1.0> : tensor<0xf32>
  %7 = nadir.constant dense<-100> : tensor<2xi64>
  %8 = nadir.nll_loss %5, %7 weight(%6) {reduction = "sum"} : (tensor<2x0xf32>, tensor<2xi64>, tensor<0xf32>) -> tensor<f32>
  // IGNORED-DAG: no_classes = 0{{$}}
  nadir.output "no_classes", %8 : tensor<f32>
}

//--- nll_loss_c3.mlir
// CHECK: error: target[2] is 2, expected
nadir.graph @nll_loss_c3 {
  %0 = nadir.constant dense<[[-1.0, -2.0], [-4.0, -8.0], [-1.0, -1.0]]> : tensor<3x2xf32>
  %1 = nadir.constant dense<[0, 1, 2]> : tensor<3xi64>
  %2 = nadir.nll_loss %0, %1 : (tensor<3x2xf32>, tensor<3xi64>) -> tensor<f32>
  nadir.output "loss", %2 : tensor<f32>
}
