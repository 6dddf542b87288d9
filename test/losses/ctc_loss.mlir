// The rules of ctc_loss where alignments can be counted by hand: every class of
// two is as likely as the other at each time, so that a loss is -log of the
// number of alignments of 2^T.
// RUN: nadir-run %s --entry predict --backend cpu | FileCheck %s
// RUN: nadir-run %s --entry predict --backend reference | FileCheck %s

nadir.graph @ctc {
  %half = nadir.constant dense<-0.693147182> : tensor<f32>
  %log_probs3 = nadir.broadcast %half : (tensor<f32>) -> tensor<3x3x2xf32>

  // Of 8, six alignments show one label, one shows it twice and one never:
  // (-log(6/8) / 1 - log(1/8) / 2 - log(1/8) / 1) / 3.
  // CHECK-DAG: ctc_loss_c1 = 1.1356
  %targets = nadir.constant dense<[[1, -7], [1, 1], [5, 9]]> : tensor<3x2xi64>
  %times = nadir.constant dense<3> : tensor<3xi64>
  %lengths = nadir.constant dense<[1, 2, 0]> : tensor<3xi64>
  %c1 = nadir.ctc_loss %log_probs3, %targets, %times, %lengths : (tensor<3x3x2xf32>, tensor<3x2xi64>, tensor<3xi64>, tensor<3xi64>) -> tensor<f32>
  nadir.output "ctc_loss_c1", %c1 : tensor<f32>
  // Sums don't divide: -log(6/8) - 2 log(1/8).
  // CHECK-DAG: ctc_loss_c1_sum = 4.4465
  %c1_sum = nadir.ctc_loss %log_probs3, %targets, %times, %lengths {reduction = "sum"} : (tensor<3x3x2xf32>, tensor<3x2xi64>, tensor<3xi64>, tensor<3xi64>) -> tensor<f32>
  nadir.output "ctc_loss_c1_sum", %c1_sum : tensor<f32>

  // Twice the same label needs three times.
  // CHECK-DAG: ctc_loss_c2 = inf
  // CHECK-DAG: ctc_loss_c2_gradient = {{-?}}nan
  %log_probs2 = nadir.broadcast %half : (tensor<f32>) -> tensor<2x1x2xf32>
  %twice = nadir.constant dense<1> : tensor<1x2xi64>
  %two = nadir.constant dense<2> : tensor<1xi64>
  %c2 = nadir.ctc_loss %log_probs2, %twice, %two, %two : (tensor<2x1x2xf32>, tensor<1x2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<f32>
  %c2_grad = nadir.gradient %c2 wrt(%log_probs2) : (tensor<f32>, tensor<2x1x2xf32>) -> tensor<2x1x2xf32>
  %c2_gradient = nadir.sum %c2_grad : (tensor<2x1x2xf32>) -> tensor<f32>
  nadir.output "ctc_loss_c2", %c2 : tensor<f32>
  nadir.output "ctc_loss_c2_gradient", %c2_gradient : tensor<f32>

  // CHECK-DAG: ctc_loss_c3 = 0{{$}}
  // CHECK-DAG: ctc_loss_c3_gradient = 0{{$}}
  %c3 = nadir.ctc_loss %log_probs2, %twice, %two, %two {zero_infinity = true} : (tensor<2x1x2xf32>, tensor<1x2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<f32>
  %c3_grad = nadir.gradient %c3 wrt(%log_probs2) : (tensor<f32>, tensor<2x1x2xf32>) -> tensor<2x1x2xf32>
  %c3_abs = nadir.abs %c3_grad : (tensor<2x1x2xf32>) -> tensor<2x1x2xf32>
  %c3_gradient = nadir.sum %c3_abs : (tensor<2x1x2xf32>) -> tensor<f32>
  nadir.output "ctc_loss_c3", %c3 : tensor<f32>
  nadir.output "ctc_loss_c3_gradient", %c3_gradient : tensor<f32>

  // Blanks alone: -log(1/4); no input: -log(1), and -log(0) for a label.
  // CHECK-DAG: ctc_loss_c4_blanks = 1.3862
  // CHECK-DAG: ctc_loss_c4_nothing = {{-?}}0{{$}}
  // CHECK-DAG: ctc_loss_c4_no_input = inf
  %none = nadir.constant dense<0> : tensor<1xi64>
  %one = nadir.constant dense<1> : tensor<1xi64>
  %c4_blanks = nadir.ctc_loss %log_probs2, %twice, %two, %none : (tensor<2x1x2xf32>, tensor<1x2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<f32>
  %c4_nothing = nadir.ctc_loss %log_probs2, %twice, %none, %none : (tensor<2x1x2xf32>, tensor<1x2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<f32>
  %c4_no_input = nadir.ctc_loss %log_probs2, %twice, %none, %one : (tensor<2x1x2xf32>, tensor<1x2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<f32>
  nadir.output "ctc_loss_c4_blanks", %c4_blanks : tensor<f32>
  nadir.output "ctc_loss_c4_nothing", %c4_nothing : tensor<f32>
  nadir.output "ctc_loss_c4_no_input", %c4_no_input : tensor<f32>

  // One time, one label: its class loses all of the share, the blank keeps its
  // probability. The second time lies beyond the input.
  // CHECK-DAG: ctc_loss_c5_label = -0.5{{$}}
  // CHECK-DAG: ctc_loss_c5_blank = 0.5{{$}}
  // CHECK-DAG: ctc_loss_c5_beyond = 0{{$}}
  %c5 = nadir.ctc_loss %log_probs2, %twice, %one, %one : (tensor<2x1x2xf32>, tensor<1x2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<f32>
  %c5_grad = nadir.gradient %c5 wrt(%log_probs2) : (tensor<f32>, tensor<2x1x2xf32>) -> tensor<2x1x2xf32>
  %c5_flat = nadir.reshape %c5_grad : (tensor<2x1x2xf32>) -> tensor<4xf32>
  %c5_0 = nadir.slice %c5_flat {dim = 0 : i64, start = 0 : i64, end = 1 : i64} : (tensor<4xf32>) -> tensor<1xf32>
  %c5_1 = nadir.slice %c5_flat {dim = 0 : i64, start = 1 : i64, end = 2 : i64} : (tensor<4xf32>) -> tensor<1xf32>
  %c5_2 = nadir.slice %c5_flat {dim = 0 : i64, start = 2 : i64, end = 4 : i64} : (tensor<4xf32>) -> tensor<2xf32>
  %c5_blank = nadir.reshape %c5_0 : (tensor<1xf32>) -> tensor<f32>
  %c5_label = nadir.reshape %c5_1 : (tensor<1xf32>) -> tensor<f32>
  %c5_beyond = nadir.max %c5_2 : (tensor<2xf32>) -> tensor<f32>
  nadir.output "ctc_loss_c5_blank", %c5_blank : tensor<f32>
  nadir.output "ctc_loss_c5_label", %c5_label : tensor<f32>
  nadir.output "ctc_loss_c5_beyond", %c5_beyond : tensor<f32>
}
