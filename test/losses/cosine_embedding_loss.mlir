// The rules of cosine_embedding_loss: each output bears the label of its rule.
// RUN: nadir-opt %s -o %t.mlir && nadir-run %t.mlir --entry predict --backend cpu | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic -o %t.generic && nadir-run %t.generic --entry predict --backend reference | FileCheck %s

nadir.graph @cosine_embedding_loss {
  %zero = nadir.parameter "zero" {init = #nadir.constant<0.0>} : tensor<f32>
  %0 = nadir.constant dense<[0.0, 0.0]> : tensor<2xf32>
  %1 = nadir.constant dense<[3.0, 4.0]> : tensor<2xf32>
  %2 = nadir.constant dense<1.0> : tensor<f32>
  %3 = nadir.cosine_embedding_loss %0, %1, %2 : (tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<f32>
  // CHECK: cosine_embedding_loss_c1 = 1{{$}}
  nadir.output "cosine_embedding_loss_c1", %3 : tensor<f32>
  %4 = nadir.add %1, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %5 = nadir.constant dense<0.0> : tensor<f32>
  %6 = nadir.cosine_embedding_loss %4, %1, %5 : (tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<f32>
  // CHECK: cosine_embedding_loss_c2 = {{-?0$}}
  nadir.output "cosine_embedding_loss_c2", %6 : tensor<f32>
  %7 = nadir.gradient %6 wrt(%4) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %8 = nadir.square %7 : (tensor<2xf32>) -> tensor<2xf32>
  %9 = nadir.sum %8 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: cosine_embedding_loss_c2_gradient = {{-?0$}}
  nadir.output "cosine_embedding_loss_c2_gradient", %9 : tensor<f32>
  // The cosine is the margin, 0.
  %10 = nadir.constant dense<[2.0, 0.0]> : tensor<2xf32>
  %11 = nadir.add %10, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %12 = nadir.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %13 = nadir.constant dense<-1.0> : tensor<f32>
  %14 = nadir.cosine_embedding_loss %11, %12, %13 : (tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<f32>
  // CHECK: cosine_embedding_loss_c3 = {{-?0$}}
  nadir.output "cosine_embedding_loss_c3", %14 : tensor<f32>
  %15 = nadir.gradient %14 wrt(%11) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %16 = nadir.square %15 : (tensor<2xf32>) -> tensor<2xf32>
  %17 = nadir.sum %16 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: cosine_embedding_loss_c3_gradient = {{-?0$}}
  nadir.output "cosine_embedding_loss_c3_gradient", %17 : tensor<f32>
  %18 = nadir.cosine_embedding_loss %11, %12, %13 {margin = -0.5} : (tensor<2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<f32>
  // CHECK: cosine_embedding_loss_c3_inside = 0.5{{$}}
  nadir.output "cosine_embedding_loss_c3_inside", %18 : tensor<f32>
  %19 = nadir.gradient %18 wrt(%11) : (tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  %20 = nadir.square %19 : (tensor<2xf32>) -> tensor<2xf32>
  %21 = nadir.sum %20 : (tensor<2xf32>) -> tensor<f32>
  // CHECK: cosine_embedding_loss_c3_inside_gradient = 0.25{{$}}
  nadir.output "cosine_embedding_loss_c3_inside_gradient", %21 : tensor<f32>
}
