// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @input_rank(%x: tensor<2x3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<2x3xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected input [D] or [N, D], found 'tensor<2x3x4xf32>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y : (tensor<2x3x4xf32>, tensor<5x4xf32>, tensor<2x3xi64>) -> tensor<f32>
  return
}

// -----

func.func @features_are_rows(%x: tensor<3x?xf32>, %w: tensor<5x4xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected input [D] or [N, D], found 'tensor<3x?xf32>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y : (tensor<3x?xf32>, tensor<5x4xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @weight_depth(%x: tensor<3x4xf32>, %w: tensor<5x3xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected linear_weight [C, .., 4] of the input's element type for input 'tensor<3x4xf32>', found 'tensor<5x3xf32>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y : (tensor<3x4xf32>, tensor<5x3xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @weight_type(%x: tensor<3x4xf32>, %w: tensor<5x4xf64>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected linear_weight [C, .., 4] of the input's element type for input 'tensor<3x4xf32>', found 'tensor<5x4xf64>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y : (tensor<3x4xf32>, tensor<5x4xf64>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

// linear_cross_entropy_c6: which class axis would that be?
func.func @places_without_rows(%x: tensor<4xf32>, %w: tensor<5x2x4xf32>, %y: tensor<2xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected input [N, D] for linear_weight 'tensor<5x2x4xf32>' of more than two dimensions, found 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y : (tensor<4xf32>, tensor<5x2x4xf32>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

func.func @bias(%x: tensor<3x4xf32>, %w: tensor<5x2x4xf32>, %y: tensor<3x2xi64>, %b: tensor<10xf32>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected linear_bias 'tensor<5x2xf32>', found 'tensor<10xf32>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y linear_bias(%b) : (tensor<3x4xf32>, tensor<5x2x4xf32>, tensor<3x2xi64>, tensor<10xf32>) -> tensor<f32>
  return
}

// -----

func.func @labels(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3x5xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected target 'tensor<3xi64>' for logits 'tensor<3x5xf32>', found 'tensor<3x5xi64>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3x5xi64>) -> tensor<f32>
  return
}

// -----

func.func @shares(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3xf32>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected target 'tensor<3x5xf32>' for logits 'tensor<3x5xf32>', found 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3xf32>) -> tensor<f32>
  return
}

// -----

func.func @class_weight(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3xi64>, %c: tensor<4xf32>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected weight 'tensor<5xf32>', one for each class, found 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.linear_cross_entropy' op failed to infer returned types}}
  %0 = nadir.linear_cross_entropy %x, %w, %y weight(%c) : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3xi64>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

// linear_cross_entropy_c5
func.func @smoothing(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected label_smoothing in [0, 1], found 1.5}}
  %0 = nadir.linear_cross_entropy %x, %w, %y {label_smoothing = 1.5 : f64} : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

// linear_cross_entropy_c4
func.func @ignored_share(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3x5xf32>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected no ignore_index with probability targets, found 0}}
  %0 = nadir.linear_cross_entropy %x, %w, %y {ignore_index = 0 : i64} : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3x5xf32>) -> tensor<f32>
  return
}

// -----

// linear_cross_entropy_c7
func.func @no_rows(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected batch_chunk_size of at least 1, found 0}}
  %0 = nadir.linear_cross_entropy %x, %w, %y {batch_chunk_size = 0 : i64} : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

// linear_cross_entropy_c7
func.func @rows_of_whole(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.linear_cross_entropy' op expected no batch_chunk_size with chunking_method 'none', found 2}}
  %0 = nadir.linear_cross_entropy %x, %w, %y {batch_chunk_size = 2 : i64, chunking_method = "none"} : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @method(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{attribute 'chunking_method' failed to satisfy constraint: string attribute 'auto', 'none' or 'rows'}}
  %0 = nadir.linear_cross_entropy %x, %w, %y {chunking_method = "vocabulary"} : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @reduction(%x: tensor<3x4xf32>, %w: tensor<5x4xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{attribute 'reduction' failed to satisfy constraint: string attribute 'none', 'mean' or 'sum'}}
  %0 = nadir.linear_cross_entropy %x, %w, %y {reduction = "total"} : (tensor<3x4xf32>, tensor<5x4xf32>, tensor<3xi64>) -> tensor<f32>
  return
}

// -----

func.func @pad_rows_of_fixed(%x: tensor<3x4xf32>) {
  // expected-error @below {{'nadir.pad_rows' op expected a batch [?, ..] and a result with a fixed number of rows, found 'tensor<3x4xf32>' and 'tensor<5x4xf32>'}}
  %0 = nadir.pad_rows %x : (tensor<3x4xf32>) -> tensor<5x4xf32>
  return
}

// -----

func.func @take_rows_of_batch(%x: tensor<?x4xf32>) {
  // expected-error @below {{'nadir.take_rows' op expected a fixed number of rows and a result [?, ..], found 'tensor<?x4xf32>' and 'tensor<?x4xf32>'}}
  %0 = nadir.take_rows %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
  return
}
