// Whole logits or chunks of rows.
// RUN: nadir-opt %s --split-input-file --nadir-stabilize | FileCheck %s
// RUN: nadir-opt %s --split-input-file --nadir-stabilize-room --nadir-differentiate-room --nadir-decompose --canonicalize --cse | FileCheck %s --check-prefix=CORE

// 64 KiB of logits: as it would be written by hand.
// CHECK-LABEL: nadir.graph @whole
// CHECK: nadir.matmul {{.*}} -> tensor<64x256xf32>
// CHECK: nadir.softmax_cross_entropy {{.*}} -> tensor<64xf32>
// CHECK-NOT: nadir.concatenate
nadir.graph @whole {
  %x = nadir.input "x" : tensor<64x8xf32>
  %w = nadir.input "w" : tensor<256x8xf32>
  %y = nadir.input "y" : tensor<64xi64>
  %loss = nadir.linear_cross_entropy %x, %w, %y : (tensor<64x8xf32>, tensor<256x8xf32>, tensor<64xi64>) -> tensor<f32>
  nadir.output "loss", %loss : tensor<f32>
}

// -----

// 24 MiB are 192 rows of 32768 classes.
// CHECK-LABEL: nadir.graph @auto
// CHECK: nadir.slice {{.*}}end = 192 : i64, start = 0 : i64
// CHECK: nadir.matmul {{.*}} -> tensor<192x32768xf32>
// CHECK: nadir.softmax_cross_entropy {{.*}} -> tensor<192xf32>
// CHECK: nadir.slice {{.*}}end = 384 : i64, start = 192 : i64
// CHECK: nadir.slice {{.*}}end = 400 : i64, start = 384 : i64
// CHECK: nadir.matmul {{.*}} -> tensor<16x32768xf32>
// CHECK: nadir.concatenate {{.*}} -> tensor<400xf32>
nadir.graph @auto {
  %x = nadir.input "x" : tensor<400x8xf32>
  %w = nadir.input "w" : tensor<32768x8xf32>
  %y = nadir.input "y" : tensor<400xi64>
  %loss = nadir.linear_cross_entropy %x, %w, %y : (tensor<400x8xf32>, tensor<32768x8xf32>, tensor<400xi64>) -> tensor<f32>
  nadir.output "loss", %loss : tensor<f32>
}

// -----

// linear_cross_entropy_c8: a batch is cut by its capacity.
// CHECK-LABEL: nadir.graph @linear_cross_entropy_c8
// CHECK: nadir.pad_rows {{.*}} : (tensor<?x8xf32>) -> tensor<7x8xf32>
// CHECK: nadir.pad_rows {{.*}} : (tensor<?xi64>) -> tensor<7xi64>
// CHECK: nadir.matmul {{.*}} -> tensor<4x5xf32>
// CHECK: nadir.matmul {{.*}} -> tensor<3x5xf32>
// CHECK: nadir.take_rows {{.*}} : (tensor<7xf32>) -> tensor<?xf32>

// The gradient by the input is joined, that by the weight added up.
// CORE-LABEL: func.func @predict
// CORE-NOT: nadir.pad{{ }}
// CORE: nadir.matmul {{.*}} {transpose_rhs = true} : {{.*}} -> tensor<4x5xf32>
// CORE: nadir.matmul {{.*}} {transpose_rhs = true} : {{.*}} -> tensor<3x5xf32>
// CORE-DAG: %[[LATE:.*]] = nadir.matmul {{.*}} : (tensor<3x5xf32>, tensor<5x8xf32>) -> tensor<3x8xf32>
// CORE-DAG: %[[EARLY:.*]] = nadir.matmul {{.*}} : (tensor<4x5xf32>, tensor<5x8xf32>) -> tensor<4x8xf32>
// CORE-DAG: nadir.concatenate %[[EARLY]], %[[LATE]] {dim = 0 : i64} : (tensor<4x8xf32>, tensor<3x8xf32>) -> tensor<7x8xf32>
// CORE-DAG: %[[A:.*]] = nadir.matmul {{.*}} {transpose_lhs = true} : (tensor<3x5xf32>, tensor<3x8xf32>) -> tensor<5x8xf32>
// CORE-DAG: %[[B:.*]] = nadir.matmul {{.*}} {transpose_lhs = true} : (tensor<4x5xf32>, tensor<4x8xf32>) -> tensor<5x8xf32>
// CORE-DAG: nadir.add %[[A]], %[[B]] : (tensor<5x8xf32>, tensor<5x8xf32>) -> tensor<5x8xf32>
// CORE-NOT: nadir.pad{{ }}
nadir.graph @linear_cross_entropy_c8 attributes {batch = 7 : i64} {
  %x = nadir.input "x" : tensor<?x8xf32>
  %w = nadir.input "w" : tensor<5x8xf32>
  %y = nadir.input "y" : tensor<?xi64>
  %loss = nadir.linear_cross_entropy %x, %w, %y {chunking_method = "rows", batch_chunk_size = 4 : i64} : (tensor<?x8xf32>, tensor<5x8xf32>, tensor<?xi64>) -> tensor<f32>
  %gx, %gw = nadir.gradient %loss wrt(%x, %w) : (tensor<f32>, tensor<?x8xf32>, tensor<5x8xf32>) -> (tensor<?x8xf32>, tensor<5x8xf32>)
  nadir.output "loss", %loss : tensor<f32>
  nadir.output "gx", %gx : tensor<?x8xf32>
  nadir.output "gw", %gw : tensor<5x8xf32>
}

// -----

// Without a capacity there is nothing to cut.
// CHECK-LABEL: nadir.graph @no_capacity
// CHECK: nadir.matmul {{.*}} -> tensor<?x5xf32>
nadir.graph @no_capacity {
  %x = nadir.input "x" : tensor<?x8xf32>
  %w = nadir.input "w" : tensor<5x8xf32>
  %y = nadir.input "y" : tensor<?xi64>
  %loss = nadir.linear_cross_entropy %x, %w, %y {chunking_method = "rows", batch_chunk_size = 4 : i64} : (tensor<?x8xf32>, tensor<5x8xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.output "loss", %loss : tensor<f32>
}
