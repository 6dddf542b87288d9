// The rules of mse_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @mse_loss {
  %0 = nadir.constant dense<[1.0, 2.0, 4.0]> : tensor<3xf32>
  %1 = nadir.constant dense<[0.0, 0.0, 0.0]> : tensor<3xf32>
  %2 = nadir.mse_loss %0, %1 : (tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  // CHECK: mse_loss_c1_mean = 7{{$}}
  nadir.output "mse_loss_c1_mean", %2 : tensor<f32>
  %3 = nadir.constant dense<[1.0, 1.0, 2.0]> : tensor<3xf32>
  %4 = nadir.mse_loss %0, %1 weight(%3) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<f32>
  // CHECK: mse_loss_c1_weighted_mean = 9.25{{$}}
  nadir.output "mse_loss_c1_weighted_mean", %4 : tensor<f32>
  %5 = nadir.constant dense<> : tensor<0xf32>
  %6 = nadir.mse_loss %5, %5 : (tensor<0xf32>, tensor<0xf32>) -> tensor<f32>
  // CHECK: mse_loss_c1_mean_of_nothing = {{-?nan$}}
  nadir.output "mse_loss_c1_mean_of_nothing", %6 : tensor<f32>
  %7 = nadir.mse_loss %5, %5 {reduction = "sum"} : (tensor<0xf32>, tensor<0xf32>) -> tensor<f32>
  // CHECK: mse_loss_c1_sum_of_nothing = {{-?0$}}
  nadir.output "mse_loss_c1_sum_of_nothing", %7 : tensor<f32>
}
