// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @log_probs_rank(%x: tensor<5xf32>, %t: tensor<2xi64>, %n: tensor<i64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected log_probs [T, N, C] or [T, C], found 'tensor<5xf32>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n : (tensor<5xf32>, tensor<2xi64>, tensor<i64>, tensor<i64>) -> tensor<f32>
  return
}

// -----

// ctc_loss_c9: the rows are sequences, not times.
func.func @times_are_rows(%x: tensor<?x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected only N of log_probs to be the batch, found 'tensor<?x2x3xf32>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n : (tensor<?x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

// ctc_loss_c8: there is a time and a class.
func.func @empty(%x: tensor<0x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected log_probs that are not empty, found 'tensor<0x2x3xf32>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n : (tensor<0x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

func.func @targets_of_other_batch(%x: tensor<5x2x3xf32>, %t: tensor<3x2xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected targets [N, S] with the N of log_probs or [S1], found 'tensor<3x2xi64>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n : (tensor<5x2x3xf32>, tensor<3x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

// ctc_loss_c9: targets one after the other keep their size.
func.func @joined_targets_are_rows(%x: tensor<5x?x3xf32>, %t: tensor<?xi64>, %n: tensor<?xi64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected targets [N, S] with the N of log_probs or [S1], found 'tensor<?xi64>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n : (tensor<5x?x3xf32>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>) -> tensor<f32>
  return
}

// -----

func.func @padded_targets_of_one(%x: tensor<5x3xf32>, %t: tensor<1x2xi64>, %n: tensor<i64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected targets [S] for log_probs [T, C], found 'tensor<1x2xi64>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n : (tensor<5x3xf32>, tensor<1x2xi64>, tensor<i64>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @input_lengths(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %m: tensor<3xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected input_lengths 'tensor<2xi64>', one for each sequence, found 'tensor<3xi64>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %m, %n : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<3xi64>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

func.func @target_lengths(%x: tensor<5x3xf32>, %t: tensor<2xi64>, %m: tensor<i64>, %n: tensor<1xi32>) {
  // expected-error @below {{'nadir.ctc_loss' op expected target_lengths 'tensor<i32>', one for each sequence, found 'tensor<1xi32>'}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %m, %n : (tensor<5x3xf32>, tensor<2xi64>, tensor<i64>, tensor<1xi32>) -> tensor<f32>
  return
}

// -----

// ctc_loss_c8: the blank is a class.
func.func @blank(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected blank in [0, 3), found 3}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n {blank = 3 : i64} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

func.func @negative_blank(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{'nadir.ctc_loss' op expected blank in [0, 3), found -1}}
  // expected-error @below {{'nadir.ctc_loss' op failed to infer returned types}}
  %0 = nadir.ctc_loss %x, %t, %n, %n {blank = -1 : i64} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

func.func @reduction(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{attribute 'reduction' failed to satisfy constraint: string attribute 'none', 'mean' or 'sum'}}
  %0 = nadir.ctc_loss %x, %t, %n, %n {reduction = "batchmean"} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<f32>
  return
}

// -----

func.func @kernel_without_batch(%x: tensor<5x3xf32>, %t: tensor<2xi64>, %n: tensor<i64>) {
  // expected-error @below {{'nadir.ctc' op expected log_probs [T, N, C], found 'tensor<5x3xf32>'}}
  %0 = nadir.ctc %x, %t, %n, %n {blank = 0 : i64, zero_infinity = false} : (tensor<5x3xf32>, tensor<2xi64>, tensor<i64>, tensor<i64>) -> tensor<f32>
  return
}

// -----

func.func @kernel_result(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>) {
  // expected-error @below {{'nadir.ctc' op expected result 'tensor<2xf32>', found 'tensor<2xf64>'}}
  %0 = nadir.ctc %x, %t, %n, %n {blank = 0 : i64, zero_infinity = false} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xf64>
  return
}

// -----

func.func @gradient_blank(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>, %g: tensor<2xf32>) {
  // expected-error @below {{'nadir.ctc_grad' op expected blank in [0, 3), found 7}}
  %0 = nadir.ctc_grad %x, %t, %n, %n, %g {blank = 7 : i64, zero_infinity = false} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xf32>) -> tensor<5x2x3xf32>
  return
}

// -----

func.func @gradient_grad(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>, %g: tensor<f32>) {
  // expected-error @below {{'nadir.ctc_grad' op expected grad 'tensor<2xf32>', found 'tensor<f32>'}}
  %0 = nadir.ctc_grad %x, %t, %n, %n, %g {blank = 0 : i64, zero_infinity = false} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<f32>) -> tensor<5x2x3xf32>
  return
}

// -----

func.func @gradient_result(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>, %g: tensor<2xf32>) {
  // expected-error @below {{'nadir.ctc_grad' op expected result 'tensor<5x2x3xf32>', found 'tensor<2xf32>'}}
  %0 = nadir.ctc_grad %x, %t, %n, %n, %g {blank = 0 : i64, zero_infinity = false} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xf32>) -> tensor<2xf32>
  return
}
