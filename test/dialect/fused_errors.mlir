// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @dim_is_batch(%x: tensor<?x3xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.softmax_cross_entropy' op expected 'dim' to be a dimension of 'tensor<?x3xf32>' that is not the batch, found 0}}
  // expected-error @below {{'nadir.softmax_cross_entropy' op failed to infer returned types}}
  %0 = nadir.softmax_cross_entropy %x, %y {dim = 0 : i64} : (tensor<?x3xf32>, tensor<3xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @dim_out_of_range(%x: tensor<?x3xf32>, %y: tensor<?xi64>) {
  // expected-error @below {{'nadir.softmax_cross_entropy' op expected 'dim' to be a dimension of 'tensor<?x3xf32>' that is not the batch, found 2}}
  // expected-error @below {{'nadir.softmax_cross_entropy' op failed to infer returned types}}
  %0 = nadir.softmax_cross_entropy %x, %y {dim = 2 : i64} : (tensor<?x3xf32>, tensor<?xi64>) -> tensor<?xf32>
  return
}

// -----

func.func @scalar(%x: tensor<f32>, %y: tensor<i64>) {
  // expected-error @below {{'nadir.softmax_cross_entropy' op expected 'dim' to be a dimension of 'tensor<f32>' that is not the batch, found 0}}
  // expected-error @below {{'nadir.softmax_cross_entropy' op failed to infer returned types}}
  %0 = nadir.softmax_cross_entropy %x, %y {dim = 0 : i64} : (tensor<f32>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @label_shape(%x: tensor<?x3xf32>, %y: tensor<?x3xi64>) {
  // expected-error @below {{'nadir.softmax_cross_entropy' op expected target 'tensor<?xi64>', found 'tensor<?x3xi64>'}}
  // expected-error @below {{'nadir.softmax_cross_entropy' op failed to infer returned types}}
  %0 = nadir.softmax_cross_entropy %x, %y {dim = 1 : i64} : (tensor<?x3xf32>, tensor<?x3xi64>) -> tensor<?xf32>
  return
}

// -----

func.func @distribution_shape(%x: tensor<?x3xf32>, %y: tensor<?xf32>) {
  // expected-error @below {{'nadir.softmax_cross_entropy' op expected target 'tensor<?x3xf32>', found 'tensor<?xf32>'}}
  // expected-error @below {{'nadir.softmax_cross_entropy' op failed to infer returned types}}
  %0 = nadir.softmax_cross_entropy %x, %y {dim = 1 : i64} : (tensor<?x3xf32>, tensor<?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @distribution_type(%x: tensor<?x3xf32>, %y: tensor<?x3xf64>) {
  // expected-error @below {{'nadir.softmax_cross_entropy' op expected target 'tensor<?x3xf32>', found 'tensor<?x3xf64>'}}
  // expected-error @below {{'nadir.softmax_cross_entropy' op failed to infer returned types}}
  %0 = nadir.softmax_cross_entropy %x, %y {dim = 1 : i64} : (tensor<?x3xf32>, tensor<?x3xf64>) -> tensor<?xf32>
  return
}

// -----

func.func @gradient_dim(%x: tensor<?x3xf32>, %y: tensor<?xi64>, %g: tensor<?xf32>) {
  // expected-error @below {{'nadir.softmax_cross_entropy_grad' op expected 'dim' to be a dimension of 'tensor<?x3xf32>' that is not the batch, found 7}}
  %0 = nadir.softmax_cross_entropy_grad %x, %y, %g {dim = 7 : i64} : (tensor<?x3xf32>, tensor<?xi64>, tensor<?xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @gradient_label(%x: tensor<?x3xf32>, %y: tensor<3xi64>, %g: tensor<?xf32>) {
  // expected-error @below {{'nadir.softmax_cross_entropy_grad' op expected target 'tensor<?xi64>', found 'tensor<3xi64>'}}
  %0 = nadir.softmax_cross_entropy_grad %x, %y, %g {dim = 1 : i64} : (tensor<?x3xf32>, tensor<3xi64>, tensor<?xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @gradient_of_other_shape(%x: tensor<?x3xf32>, %y: tensor<?xi64>, %g: tensor<?x3xf32>) {
  // expected-error @below {{'nadir.softmax_cross_entropy_grad' op expected grad 'tensor<?xf32>', found 'tensor<?x3xf32>'}}
  %0 = nadir.softmax_cross_entropy_grad %x, %y, %g {dim = 1 : i64} : (tensor<?x3xf32>, tensor<?xi64>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @clamped_entropy_shapes(%x: tensor<4xf32>, %t: tensor<3xf32>) {
  // expected-error @below {{'nadir.clamped_entropy' op expected shapes that broadcast together, found 'tensor<4xf32>' and 'tensor<3xf32>'}}
  // expected-error @below {{'nadir.clamped_entropy' op failed to infer returned types}}
  %0 = nadir.clamped_entropy %x, %t : (tensor<4xf32>, tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @yield_outside() {
  // expected-error @below {{'nadir.yield' op expects parent op 'nadir.group'}}
  nadir.yield
}

// -----

func.func @yield_count(%x: tensor<4xf32>) {
  %0 = nadir.group "loop" : tensor<4xf32> {
    // expected-error @below {{'nadir.yield' op expected values of the group's types ('tensor<4xf32>'), found ()}}
    nadir.yield
  }
  return
}

// -----

func.func @yield_type(%x: tensor<4xf32>, %y: tensor<3xf32>) {
  %0 = nadir.group "loop" : tensor<4xf32> {
    // expected-error @below {{'nadir.yield' op expected values of the group's types ('tensor<4xf32>'), found ('tensor<3xf32>')}}
    nadir.yield %y : tensor<3xf32>
  }
  return
}

// -----

func.func @group_without_body() {
  // expected-error @below {{'nadir.group' op region #0 ('body') failed to verify constraint: region with 1 blocks}}
  "nadir.group"() <{kind = "loop"}> ({
  }) : () -> ()
  return
}

// -----

func.func @group_of_unknown_kind(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.group' op attribute 'kind' failed to satisfy constraint: string attribute 'loop', 'matmul', 'sequential' or 'check'}}
  %0 = nadir.group "parallel" : tensor<4xf32> {
    nadir.yield %x : tensor<4xf32>
  }
  return
}

// -----

func.func @label_pairs_shapes(%x: tensor<4x5xf32>, %labels: tensor<4x5xi64>, %length: tensor<4x1xi64>, %free: tensor<4x5xi1>) {
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{'nadir.label_pairs' op expected scores, labels and free classes [N, C] and lengths [N], found 'tensor<4x5xf32>', 'tensor<4x5xi64>', 'tensor<4x1xi64>', 'tensor<4x5xi1>'}}
  %0 = nadir.label_pairs %x, %labels, %length, %free : (tensor<4x5xf32>, tensor<4x5xi64>, tensor<4x1xi64>, tensor<4x5xi1>) -> tensor<4xf32>
  return
}

// -----

func.func @label_pairs_grad_shapes(%x: tensor<5xf32>, %labels: tensor<5xi64>, %length: tensor<i64>, %free: tensor<5xi1>, %g: tensor<f32>) {
  // expected-error @below {{'nadir.label_pairs_grad' op expected scores, labels and free classes [N, C] and lengths [N], found}}
  %0 = nadir.label_pairs_grad %x, %labels, %length, %free, %g : (tensor<5xf32>, tensor<5xi64>, tensor<i64>, tensor<5xi1>, tensor<f32>) -> tensor<5xf32>
  return
}

// -----

func.func @label_pairs_grad_type(%x: tensor<4x5xf32>, %labels: tensor<4x5xi64>, %length: tensor<4xi64>, %free: tensor<4x5xi1>, %g: tensor<4x5xf32>) {
  // expected-error @below {{'nadir.label_pairs_grad' op expected grad 'tensor<4xf32>', found 'tensor<4x5xf32>'}}
  %0 = nadir.label_pairs_grad %x, %labels, %length, %free, %g : (tensor<4x5xf32>, tensor<4x5xi64>, tensor<4xi64>, tensor<4x5xi1>, tensor<4x5xf32>) -> tensor<4x5xf32>
  return
}
