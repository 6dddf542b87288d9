// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --nadir-build-entries | FileCheck %s --check-prefix=STATES

// Defaults are torchmetrics' and stay unwritten; the result's shape follows from
// the task and the average.

// The sums that each one keeps, under torchmetrics' names.
// STATES: nadir.states = [
// STATES-SAME: {name = "accuracy.tp", type = tensor<f64>}, {name = "accuracy.fp", type = tensor<f64>}, {name = "accuracy.tn", type = tensor<f64>}, {name = "accuracy.fn", type = tensor<f64>},
// STATES-SAME: {name = "macro.tp", type = tensor<5xf64>}, {name = "macro.fp",
// STATES-SAME: {name = "each.tp", type = tensor<4xf64>},
// STATES-SAME: {name = "confusion.confmat", type = tensor<5x5xf64>},
// STATES-SAME: {name = "labels.confmat", type = tensor<4x2x2xf64>},
// STATES-SAME: {name = "auroc.preds", type = tensor<16384x1x5xf32>}, {name = "auroc.target", type = tensor<16384x1x1xf32>}, {name = "auroc.count", type = tensor<f64>},
// STATES-SAME: {name = "binned.tps", type = tensor<100x4xf64>}, {name = "binned.fps", type = tensor<100x4xf64>}, {name = "binned.positives", type = tensor<4xf64>}, {name = "binned.negatives", type = tensor<4xf64>},
// STATES-SAME: {name = "calibration.count", type = tensor<16xf64>}, {name = "calibration.confidence", type = tensor<16xf64>}, {name = "calibration.accuracy", type = tensor<16xf64>},
// STATES-SAME: {name = "mse.sum_squared_error", type = tensor<f64>}, {name = "mse.total", type = tensor<f64>},
// STATES-SAME: {name = "mae.sum_abs_error", type = tensor<4xf64>}, {name = "mae.total", type = tensor<f64>},
// STATES-SAME: {name = "r2.sum_squared_error", type = tensor<4xf64>}, {name = "r2.sum_error", type = tensor<4xf64>}, {name = "r2.residual", type = tensor<4xf64>}, {name = "r2.total", type = tensor<f64>},
// STATES-SAME: {name = "perplexity.total_log_probs", type = tensor<f64>}, {name = "perplexity.count", type = tensor<f64>},
// A sample's own score accumulates as a value of rows (samplewise_c3).
// STATES-SAME: {name = "samples.sum", type = tensor<9xf64>}, {name = "samples.rows", type = tensor<f64>}]

// CHECK-LABEL: nadir.graph @metrics
nadir.graph @metrics attributes {batch = 8 : i64} {
  %scores = nadir.input "scores" : tensor<?x5xf32>
  %class = nadir.input "class" : tensor<?xi64>
  %probability = nadir.input "probability" : tensor<?x4xf32>
  %answer = nadir.input "answer" : tensor<?x4xi1>
  %number = nadir.input "number" : tensor<?x4xf32>
  %logits = nadir.input "logits" : tensor<?x6x9xf64>
  %token = nadir.input "token" : tensor<?x6xi32>

  // CHECK: nadir.accuracy %{{[0-9]+}}, %{{[0-9]+}} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  %0 = nadir.accuracy %scores, %class : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "accuracy", %0 : tensor<f32>
  // CHECK: nadir.recall %{{.*}} {average = "macro", top_k = 2 : i64}
  %1 = nadir.recall %scores, %class {average = "macro", top_k = 2 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "macro", %1 : tensor<f32>
  // CHECK: nadir.f1_score {{.*}} -> tensor<4xf32>
  %2 = nadir.f1_score %probability, %answer {average = "none", task = "multilabel"} : (tensor<?x4xf32>, tensor<?x4xi1>) -> tensor<4xf32>
  nadir.metric "each", %2 : tensor<4xf32>
  // CHECK: nadir.confusion_matrix {{.*}} -> tensor<5x5xi64>
  %3 = nadir.confusion_matrix %scores, %class : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<5x5xi64>
  nadir.metric "confusion", %3 : tensor<5x5xi64>
  // CHECK: nadir.confusion_matrix {{.*}} -> tensor<4x2x2xf32>
  %4 = nadir.confusion_matrix %probability, %answer {normalize = "all", num_labels = 4 : i64} : (tensor<?x4xf32>, tensor<?x4xi1>) -> tensor<4x2x2xf32>
  nadir.metric "labels", %4 : tensor<4x2x2xf32>
  // CHECK: nadir.auroc
  %5 = nadir.auroc %scores, %class : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "auroc", %5 : tensor<f32>
  // CHECK: nadir.average_precision
  %6 = nadir.average_precision %probability, %answer {task = "multilabel", thresholds = array<f64: 100.0>} : (tensor<?x4xf32>, tensor<?x4xi1>) -> tensor<f32>
  nadir.metric "binned", %6 : tensor<f32>
  // CHECK: nadir.calibration_error
  %7 = nadir.calibration_error %scores, %class : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.metric "calibration", %7 : tensor<f32>
  // CHECK: nadir.mean_squared_error
  %8 = nadir.mean_squared_error %probability, %number : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<f32>
  nadir.metric "mse", %8 : tensor<f32>
  // CHECK: nadir.mean_absolute_error
  %9 = nadir.mean_absolute_error %probability, %number {num_outputs = 4 : i64} : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<4xf32>
  nadir.metric "mae", %9 : tensor<4xf32>
  // CHECK: nadir.r2_score
  %10 = nadir.r2_score %probability, %number : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<f32>
  nadir.metric "r2", %10 : tensor<f32>
  // CHECK: nadir.perplexity
  %11 = nadir.perplexity %logits, %token {ignore_index = -100 : i64} : (tensor<?x6x9xf64>, tensor<?x6xi32>) -> tensor<f64>
  nadir.metric "perplexity", %11 : tensor<f64>
  // CHECK: nadir.precision {{.*}} {average = "none", multidim_average = "samplewise"} : {{.*}} -> tensor<?x9xf64>
  %12 = nadir.transpose %logits {permutation = array<i64: 0, 2, 1>} : (tensor<?x6x9xf64>) -> tensor<?x9x6xf64>
  %13 = nadir.precision %12, %token {average = "none", multidim_average = "samplewise"} : (tensor<?x9x6xf64>, tensor<?x6xi32>) -> tensor<?x9xf64>
  nadir.metric "samples", %13 : tensor<?x9xf64>
}
