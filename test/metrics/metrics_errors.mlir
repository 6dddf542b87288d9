// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// classification_c3: no task, and none follows from the shapes.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?x5xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected 'task', since it doesn't follow from preds 'tensor<?x5xf32>' and target 'tensor<?x5xi64>'}}
  %value = nadir.accuracy %preds, %target : (tensor<?x5xf32>, tensor<?x5xi64>) -> tensor<f32>
}

// -----

// classification_c3.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?x4xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected scores [N, C, ..] or class numbers [N, ..] as preds and class numbers [N, ..] as target, found 'tensor<?x5xf32>' and 'tensor<?x4xi64>'}}
  %value = nadir.accuracy %preds, %target {task = "multiclass"} : (tensor<?x5xf32>, tensor<?x4xi64>) -> tensor<f32>
}

// -----

// classification_c3: one dimension can't be classes and rows.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<5xf32>
  %target = nadir.input "target" : tensor<i64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected scores [N, C, ..] or class numbers}}
  %value = nadir.accuracy %preds, %target {task = "multiclass"} : (tensor<5xf32>, tensor<i64>) -> tensor<f32>
}

// -----

// classification_c3: class numbers have the target's shape.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<?x2xi64>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected scores [N, C, ..] or class numbers}}
  %value = nadir.accuracy %preds, %target {num_classes = 3 : i64} : (tensor<?x2xi64>, tensor<?xi64>) -> tensor<f32>
}

// -----

// classification_c3: the classes can't be the batch.
nadir.graph @accuracy {
  %0 = nadir.input "preds" : tensor<?x4xf32>
  %preds = nadir.transpose %0 {permutation = array<i64: 1, 0>} : (tensor<?x4xf32>) -> tensor<4x?xf32>
  %target = nadir.input "target" : tensor<4xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected scores [N, C, ..] or class numbers}}
  %value = nadir.accuracy %preds, %target : (tensor<4x?xf32>, tensor<4xi64>) -> tensor<f32>
}

// -----

// classification_c4.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<?xi64>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected 'num_classes', as preds are class numbers}}
  %value = nadir.accuracy %preds, %target {task = "multiclass"} : (tensor<?xi64>, tensor<?xi64>) -> tensor<f32>
}

// -----

// classification_c4.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<?xi64>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected two classes or more, found 1}}
  %value = nadir.accuracy %preds, %target {num_classes = 1 : i64} : (tensor<?xi64>, tensor<?xi64>) -> tensor<f32>
}

// -----

// classification_c4.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected 'num_classes' to be the 5 of preds 'tensor<?x5xf32>', found 4}}
  %value = nadir.accuracy %preds, %target {num_classes = 4 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// classification_c3.
nadir.graph @recall {
  %preds = nadir.input "preds" : tensor<?xf32>
  %target = nadir.input "target" : tensor<?x1xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds and target of one shape [N, ..], found 'tensor<?xf32>' and 'tensor<?x1xi64>'}}
  %value = nadir.recall %preds, %target {task = "binary"} : (tensor<?xf32>, tensor<?x1xi64>) -> tensor<f32>
}

// -----

// classification_c3.
nadir.graph @recall {
  %preds = nadir.input "preds" : tensor<f32>
  %target = nadir.input "target" : tensor<i64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds and target of one shape [N, ..]}}
  %value = nadir.recall %preds, %target {task = "binary"} : (tensor<f32>, tensor<i64>) -> tensor<f32>
}

// -----

// classification_c3.
nadir.graph @recall {
  %preds = nadir.input "preds" : tensor<?xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds and target of one shape [N, L, ..], found 'tensor<?xf32>' and 'tensor<?xi64>'}}
  %value = nadir.recall %preds, %target {task = "multilabel"} : (tensor<?xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// classification_c4.
nadir.graph @recall {
  %preds = nadir.input "preds" : tensor<?x4xf32>
  %target = nadir.input "target" : tensor<?x4xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected 'num_labels' to be the 4 of preds 'tensor<?x4xf32>', found 3}}
  %value = nadir.recall %preds, %target {num_labels = 3 : i64} : (tensor<?x4xf32>, tensor<?x4xi64>) -> tensor<f32>
}

// -----

// average_c4.
nadir.graph @precision {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected top_k from 1 to the number of classes, found 0}}
  %value = nadir.precision %preds, %target {top_k = 0 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// average_c4.
nadir.graph @precision {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected top_k from 1 to the number of classes, found 6}}
  %value = nadir.precision %preds, %target {top_k = 6 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// average_c4.
nadir.graph @precision {
  %preds = nadir.input "preds" : tensor<?xi64>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected scores of a multiclass task with top_k > 1, found preds 'tensor<?xi64>'}}
  %value = nadir.precision %preds, %target {top_k = 2 : i64, num_classes = 5 : i64} : (tensor<?xi64>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @specificity {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'average' failed to satisfy constraint}}
  %value = nadir.specificity %preds, %target {average = "mean"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @hamming_distance {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'task' failed to satisfy constraint}}
  %value = nadir.hamming_distance %preds, %target {task = "ranking"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @f1_score {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'threshold' failed to satisfy constraint}}
  %value = nadir.f1_score %preds, %target {threshold = 1.5 : f64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @f1_score {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'zero_division' failed to satisfy constraint}}
  %value = nadir.f1_score %preds, %target {zero_division = 0x7FF8000000000000 : f64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @confusion_matrix {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'normalize' failed to satisfy constraint}}
  %value = nadir.confusion_matrix %preds, %target {normalize = "row"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<5x5xf32>
}

// -----

// confusion_matrix_c1: counts are integers.
nadir.graph @confusion_matrix {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{inferred type(s) 'tensor<5x5xi64>' are incompatible with return type(s) of operation 'tensor<5x5xf32>'}}
  %value = nadir.confusion_matrix %preds, %target : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<5x5xf32>
}

// -----

// The binary and multiclass tasks only.
nadir.graph @cohen_kappa {
  %preds = nadir.input "preds" : tensor<?x4xf32>
  %target = nadir.input "target" : tensor<?x4xi64>
  // expected-error @below {{attribute 'task' failed to satisfy constraint}}
  %value = nadir.cohen_kappa %preds, %target {task = "multilabel"} : (tensor<?x4xf32>, tensor<?x4xi64>) -> tensor<f32>
}

// -----

nadir.graph @cohen_kappa {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'weights' failed to satisfy constraint}}
  %value = nadir.cohen_kappa %preds, %target {weights = "cubic"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @calibration_error {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'norm' failed to satisfy constraint}}
  %value = nadir.calibration_error %preds, %target {norm = "l3"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @calibration_error {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'n_bins' failed to satisfy constraint}}
  %value = nadir.calibration_error %preds, %target {n_bins = 0 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// curve_c2.
nadir.graph @auroc {
  %preds = nadir.input "preds" : tensor<?xi64>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{operand #0 must be ranked tensor}}
  %value = nadir.auroc %preds, %target {num_classes = 5 : i64} : (tensor<?xi64>, tensor<?xi64>) -> tensor<f32>
}

// -----

// curve_c2: labels are no scores.
nadir.graph @auroc {
  %preds = nadir.input "preds" : tensor<?xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected scores [N, C, ..] or class numbers}}
  %value = nadir.auroc %preds, %target {num_classes = 5 : i64} : (tensor<?xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// curve_c1.
nadir.graph @auroc {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected average 'macro', 'weighted' or 'none' unless the task is 'multilabel', found 'micro'}}
  %value = nadir.auroc %preds, %target {average = "micro"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// curve_c4.
nadir.graph @auroc {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected thresholds in [0, 1], or their number from 2 to 1048576, found [5.000000e-01, 1.500000e+00]}}
  %value = nadir.auroc %preds, %target {thresholds = array<f64: 0.5, 1.5>} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// curve_c4: half a threshold.
nadir.graph @auroc {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected thresholds in [0, 1], or their number}}
  %value = nadir.auroc %preds, %target {thresholds = array<f64: 2.5>} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// curve_c3.
nadir.graph @average_precision {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected max_samples from 1 to 1048576, found 0}}
  %value = nadir.average_precision %preds, %target {max_samples = 0 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @auroc {
  %preds = nadir.input "preds" : tensor<?xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{attribute 'max_fpr' failed to satisfy constraint}}
  %value = nadir.auroc %preds, %target {max_fpr = 0.0 : f64, task = "binary"} : (tensor<?xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @auroc {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected 'max_fpr' for the binary task only}}
  %value = nadir.auroc %preds, %target {max_fpr = 0.5 : f64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

nadir.graph @mean_squared_error {
  %preds = nadir.input "preds" : tensor<?x3xf32>
  %target = nadir.input "target" : tensor<?x3xf64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds and target of one type, found 'tensor<?x3xf32>' and 'tensor<?x3xf64>'}}
  %value = nadir.mean_squared_error %preds, %target : (tensor<?x3xf32>, tensor<?x3xf64>) -> tensor<f32>
}

// -----

nadir.graph @mean_absolute_error {
  %preds = nadir.input "preds" : tensor<?x3xf32>
  %target = nadir.input "target" : tensor<?x3xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected num_outputs >= 1, found 0}}
  %value = nadir.mean_absolute_error %preds, %target {num_outputs = 0 : i64} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
}

// -----

nadir.graph @mean_absolute_error {
  %preds = nadir.input "preds" : tensor<?x3xf32>
  %target = nadir.input "target" : tensor<?x3xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds and target [N, 2], found 'tensor<?x3xf32>'}}
  %value = nadir.mean_absolute_error %preds, %target {num_outputs = 2 : i64} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<2xf32>
}

// -----

nadir.graph @r2_score {
  %preds = nadir.input "preds" : tensor<?x3xf32>
  %target = nadir.input "target" : tensor<?xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds and target of one type}}
  %value = nadir.r2_score %preds, %target : (tensor<?x3xf32>, tensor<?xf32>) -> tensor<f32>
}

// -----

nadir.graph @r2_score {
  %preds = nadir.input "preds" : tensor<?x3x2xf32>
  %target = nadir.input "target" : tensor<?x3x2xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds and target [N] or [N, D], found 'tensor<?x3x2xf32>'}}
  %value = nadir.r2_score %preds, %target : (tensor<?x3x2xf32>, tensor<?x3x2xf32>) -> tensor<f32>
}

// -----

// r2_score_c3.
nadir.graph @r2_score {
  %preds = nadir.input "preds" : tensor<?xf32>
  %target = nadir.input "target" : tensor<?xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected adjusted >= 0, found -1}}
  %value = nadir.r2_score %preds, %target {adjusted = -1 : i64} : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
}

// -----

// r2_score_c1.
nadir.graph @r2_score {
  %preds = nadir.input "preds" : tensor<?xf32>
  %target = nadir.input "target" : tensor<?xf32>
  // expected-error @below {{attribute 'multioutput' failed to satisfy constraint}}
  %value = nadir.r2_score %preds, %target {multioutput = "sum"} : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
}

// -----

nadir.graph @perplexity {
  %preds = nadir.input "preds" : tensor<?x9xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected preds [N, T, V] and target [N, T], found 'tensor<?x9xf32>' and 'tensor<?xi64>'}}
  %value = nadir.perplexity %preds, %target : (tensor<?x9xf32>, tensor<?xi64>) -> tensor<f32>
}

// -----

// samplewise_c2: one element can't be counted over.
nadir.graph @accuracy {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected a target of rank 2 or more with multidim_average 'samplewise', found 'tensor<?xi64>'}}
  %value = nadir.accuracy %preds, %target {multidim_average = "samplewise"} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<?xf32>
}

// -----

// samplewise_c2: the second dimension is the labels'.
nadir.graph @hamming_distance {
  %preds = nadir.input "preds" : tensor<?x5xf32>
  %target = nadir.input "target" : tensor<?x5xi64>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected a target of rank 3 or more with multidim_average 'samplewise', found 'tensor<?x5xi64>'}}
  %value = nadir.hamming_distance %preds, %target {task = "multilabel", multidim_average = "samplewise"} : (tensor<?x5xf32>, tensor<?x5xi64>) -> tensor<?xf32>
}

// -----

// samplewise_c1.
nadir.graph @recall {
  %preds = nadir.input "preds" : tensor<?x5x2xf32>
  %target = nadir.input "target" : tensor<?x2xi64>
  // expected-error @below {{attribute 'multidim_average' failed to satisfy constraint}}
  %value = nadir.recall %preds, %target {multidim_average = "sample"} : (tensor<?x5x2xf32>, tensor<?x2xi64>) -> tensor<?xf32>
}
