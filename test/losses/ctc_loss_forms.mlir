// What ctc_loss becomes: checks, its own kernel, and the kernel's gradient.
// RUN: nadir-opt %s --nadir-stabilize --nadir-expand-gradients | FileCheck %s
// RUN: nadir-opt %s --nadir-stabilize --nadir-expand-gradients --nadir-build-entries --nadir-fuse-room --nadir-lower-room --nadir-schedule-kernels | FileCheck %s --check-prefix=TASKS

// The batch is N: log-probs come from [?, T, C].
// CHECK-LABEL: nadir.graph @ctc_loss_c9
// CHECK: %[[INPUTS:.*]] = nadir.check_index %{{.*}} {limit = 6 : i64, tensor = "times"} : (tensor<?xi64>)
// CHECK: %[[LABELS:.*]] = nadir.check_index %{{.*}} {limit = 4 : i64, tensor = "lengths"} : (tensor<?xi64>)
// CHECK: %[[TARGETS:.*]] = nadir.check_index %{{.*}} {limit = 7 : i64, tensor = "text"} : (tensor<?x3xi64>)
// CHECK: nadir.ctc %[[LOG:.*]], %[[TARGETS]], %[[INPUTS]], %[[LABELS]] {blank = 2 : i64, zero_infinity = true}
// CHECK-SAME: (tensor<5x?x7xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64>) -> tensor<?xf32>
// CHECK: nadir.ctc_grad %[[LOG]], %[[TARGETS]], %[[INPUTS]], %[[LABELS]], %{{.*}} {blank = 2 : i64, zero_infinity = true}
// CHECK-SAME: -> tensor<5x?x7xf32>

// Sequences are shared among tasks, at most 16.
// TASKS-DAG: func.func private @predict_k{{[0-9]+}}_tasks(%{{.*}}: memref<40xf32>{{.*}}nadir.task_extent = -1 : i64, nadir.task_grain = 3 : i64
// TASKS-DAG: func.func private @predict_k{{[0-9]+}}_tasks(%{{.*}}: memref<5x40x7xf32>{{.*}}nadir.task_extent = -1 : i64, nadir.task_grain = 3 : i64
nadir.graph @ctc_loss_c9 attributes {batch = 40 : i64} {
  %logits = nadir.input "logits" : tensor<?x5x7xf32>
  %text = nadir.input "text" : tensor<?x3xi64>
  %times = nadir.input "times" : tensor<?xi64>
  %lengths = nadir.input "lengths" : tensor<?xi64>
  %turned = nadir.transpose %logits {permutation = array<i64: 1, 0, 2>} : (tensor<?x5x7xf32>) -> tensor<5x?x7xf32>
  %log_probs = nadir.log_softmax %turned {dim = 2 : i64} : (tensor<5x?x7xf32>) -> tensor<5x?x7xf32>
  %loss = nadir.ctc_loss %log_probs, %text, %times, %lengths {blank = 2 : i64, reduction = "mean", zero_infinity = true} : (tensor<5x?x7xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64>) -> tensor<f32>
  %grad = nadir.gradient %loss wrt(%logits) : (tensor<f32>, tensor<?x5x7xf32>) -> tensor<?x5x7xf32>
  nadir.output "loss", %loss : tensor<f32>
  nadir.output "grad", %grad : tensor<?x5x7xf32>
}
