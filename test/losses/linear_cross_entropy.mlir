// The rules of linear_cross_entropy by values: a weight of zeros makes all
// classes as likely, so that the loss of a label is log(4) = 1.38629.
// RUN: nadir-run %s --entry predict --backend cpu | FileCheck %s
// RUN: nadir-run %s --entry predict --backend reference | FileCheck %s

nadir.graph @linear_cross_entropy {
  %x = nadir.constant dense<[[1.0, 2.0], [3.0, -1.0], [0.5, 0.25]]> : tensor<3x2xf32>
  %zeros = nadir.constant dense<0.0> : tensor<4x2xf32>
  %y = nadir.constant dense<[0, 3, 1]> : tensor<3xi64>

  // The same of chunks and of the whole, with gradients.
  // CHECK-DAG: linear_cross_entropy_c1_loss = 0{{$}}
  // CHECK-DAG: linear_cross_entropy_c1_by_input = {{(0|[0-9.]+e-0[6-9])$}}
  // CHECK-DAG: linear_cross_entropy_c1_by_weight = {{(0|[0-9.]+e-0[6-9])$}}
  // CHECK-DAG: linear_cross_entropy_c1_gradient = 0.70538
  %w = nadir.constant dense<[[1.0, 0.5], [-1.0, 0.25], [0.0, 2.0], [0.75, -0.5]]> : tensor<4x2xf32>
  %whole = nadir.linear_cross_entropy %x, %w, %y {chunking_method = "none"} : (tensor<3x2xf32>, tensor<4x2xf32>, tensor<3xi64>) -> tensor<f32>
  %rows = nadir.linear_cross_entropy %x, %w, %y {chunking_method = "rows", batch_chunk_size = 2 : i64} : (tensor<3x2xf32>, tensor<4x2xf32>, tensor<3xi64>) -> tensor<f32>
  %whole_x, %whole_w = nadir.gradient %whole wrt(%x, %w) : (tensor<f32>, tensor<3x2xf32>, tensor<4x2xf32>) -> (tensor<3x2xf32>, tensor<4x2xf32>)
  %rows_x, %rows_w = nadir.gradient %rows wrt(%x, %w) : (tensor<f32>, tensor<3x2xf32>, tensor<4x2xf32>) -> (tensor<3x2xf32>, tensor<4x2xf32>)
  %c1_loss = nadir.l1_loss %rows, %whole : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %c1_x = nadir.l1_loss %rows_x, %whole_x : (tensor<3x2xf32>, tensor<3x2xf32>) -> tensor<f32>
  %c1_w = nadir.l1_loss %rows_w, %whole_w : (tensor<4x2xf32>, tensor<4x2xf32>) -> tensor<f32>
  %size = nadir.abs %rows_w : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %c1_gradient = nadir.max %size : (tensor<4x2xf32>) -> tensor<f32>
  nadir.output "linear_cross_entropy_c1_loss", %c1_loss : tensor<f32>
  nadir.output "linear_cross_entropy_c1_by_input", %c1_x : tensor<f32>
  nadir.output "linear_cross_entropy_c1_by_weight", %c1_w : tensor<f32>
  nadir.output "linear_cross_entropy_c1_gradient", %c1_gradient : tensor<f32>

  // Two labels count, with weights 1 and 3: (1 + 3) log(4) / (1 + 3); the sum
  // is 4 log(4). Probabilities are divided by rows: (1 + 2 + 3) log(4) / 3.
  // CHECK-DAG: linear_cross_entropy_c2_labels = 1.3862
  // CHECK-DAG: linear_cross_entropy_c2_sum = 5.5451
  // CHECK-DAG: linear_cross_entropy_c2_shares = 2.7725
  // CHECK-DAG: linear_cross_entropy_c2_ignored = {{-?}}nan
  %weights = nadir.constant dense<[1.0, 2.0, 2.0, 3.0]> : tensor<4xf32>
  %c2_labels = nadir.linear_cross_entropy %x, %zeros, %y weight(%weights) {ignore_index = 1 : i64, chunking_method = "rows", batch_chunk_size = 1 : i64} : (tensor<3x2xf32>, tensor<4x2xf32>, tensor<3xi64>, tensor<4xf32>) -> tensor<f32>
  %c2_sum = nadir.linear_cross_entropy %x, %zeros, %y weight(%weights) {ignore_index = 1 : i64, reduction = "sum", chunking_method = "rows", batch_chunk_size = 2 : i64} : (tensor<3x2xf32>, tensor<4x2xf32>, tensor<3xi64>, tensor<4xf32>) -> tensor<f32>
  %shares = nadir.constant dense<[[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.5, 0.5]]> : tensor<3x4xf32>
  %c2_shares = nadir.linear_cross_entropy %x, %zeros, %shares {chunking_method = "rows", batch_chunk_size = 2 : i64} : (tensor<3x2xf32>, tensor<4x2xf32>, tensor<3x4xf32>) -> tensor<f32>
  // c4: -100 is ignored without being named.
  %all = nadir.constant dense<-100> : tensor<3xi64>
  %c2_ignored = nadir.linear_cross_entropy %x, %zeros, %all {chunking_method = "rows", batch_chunk_size = 2 : i64} : (tensor<3x2xf32>, tensor<4x2xf32>, tensor<3xi64>) -> tensor<f32>
  nadir.output "linear_cross_entropy_c2_labels", %c2_labels : tensor<f32>
  nadir.output "linear_cross_entropy_c2_sum", %c2_sum : tensor<f32>
  nadir.output "linear_cross_entropy_c2_shares", %c2_shares : tensor<f32>
  nadir.output "linear_cross_entropy_c2_ignored", %c2_ignored : tensor<f32>
}
