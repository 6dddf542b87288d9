// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{'nadir.graph' op has no attribute 'batch_size', only: batch, sym_name}}
nadir.graph @misspelt_batch attributes {batch_size = 3 : i64} {
}

// -----

nadir.graph @misspelt_option {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op has no attribute 'clip_gradnorm', only: accumulate,}}
  nadir.minimize %x with "sgd" {} {clip_gradnorm = {max_norm = 1.0}} : tensor<f32>
}

// -----

nadir.graph @misspelt_setting {
  %x = nadir.input "x" : tensor<4xf32>
  // expected-error @below {{'nadir.relu' op has no attribute 'slope', only: none}}
  %y = nadir.relu %x {slope = 1.0} : (tensor<4xf32>) -> tensor<4xf32>
}

// -----

// Attributes of dialects may stand anywhere.
nadir.graph @noted {
  %x = nadir.input "x" {nadir.note = "from a file"} : tensor<4xf32>
}

// -----

nadir.graph @two_losses {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-note @below {{the first is here}}
  nadir.minimize %x with "sgd" {} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected one minimized loss in a graph}}
  nadir.minimize %x with "sgd" {} : tensor<f32>
}

// -----

// expected-error @below {{'nadir.graph' op expected a C identifier as its name, found 'two words'}}
nadir.graph @"two words" {
}

// -----

// expected-error @below {{'nadir.graph' op expected a C identifier as its name, found '2nd'}}
nadir.graph @"2nd" {
}

// -----

// Its C type nadir_program and its symbol nadir_program would be one name.
// expected-error @below {{'nadir.graph' op expected another name than 'nadir', which the types of the C interface begin with}}
nadir.graph @nadir {
}

// -----

nadir.graph @input_and_parameter {
  // expected-note @below {{first used here}}
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.parameter' op expected a name of its own, found 'x' again}}
  %y = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
}

// -----

nadir.graph @two_outputs {
  %x = nadir.input "x" : tensor<f32>
  // expected-note @below {{first used here}}
  nadir.output "y", %x : tensor<f32>
  // expected-error @below {{'nadir.output' op expected a name of its own, found 'y' again}}
  nadir.output "y", %x : tensor<f32>
}

// -----

nadir.graph @output_and_metric {
  %x = nadir.input "x" : tensor<f32>
  // expected-note @below {{first used here}}
  nadir.output "y", %x : tensor<f32>
  // expected-error @below {{'nadir.metric' op expected a name of its own, found 'y' again}}
  nadir.metric "y", %x : tensor<f32>
}

// -----

// The minimized value is returned as "loss".
nadir.graph @metric_and_loss {
  %x = nadir.input "x" : tensor<f32>
  // expected-note @below {{first used here}}
  nadir.metric "loss", %x : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected a name of its own, found 'loss' again}}
  nadir.minimize %x with "sgd" {} : tensor<f32>
}

// -----

nadir.graph @input_without_name {
  // expected-error @below {{'nadir.input' op expected a name that is not empty}}
  %x = nadir.input "" : tensor<f32>
}

// -----

nadir.graph @name_with_null {
  // expected-error @below {{'nadir.input' op expected a name without a null character}}
  %x = nadir.input "a\00b" : tensor<f32>
}

// -----

nadir.graph @metric_without_name {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.metric' op expected a name that is not empty}}
  nadir.metric "", %x : tensor<f32>
}

// -----

nadir.graph @foreign {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{expected operations of the nadir dialect in a graph, found 'arith.addf'}}
  %0 = arith.addf %x, %x : tensor<f32>
}

// -----

nadir.graph @graph_in_graph {
  // expected-error @below {{'nadir.graph' op symbol's parent must have the SymbolTable trait}}
  nadir.graph @inner {
  }
}

// -----

nadir.graph @group_in_graph {
  // expected-error @below {{'nadir.group' op can't stand in a graph}}
  nadir.group "loop" {
  }
}

// -----

// expected-error @below {{'nadir.graph' op expected batch >= 1, found 0}}
nadir.graph @batch attributes {batch = 0 : i64} {
}

// -----

// expected-error @below {{custom op 'nadir.graph' 'nadir.graph' op attribute 'batch' failed to satisfy constraint: 64-bit signless integer attribute}}
nadir.graph @batch_type attributes {batch = 1.0 : f64} {
}

// -----

nadir.graph @too_large attributes {batch = 1099511627776 : i64} {
  // expected-error @below {{'nadir.input' op expected at most 1099511627776 elements with a batch of 1099511627776, found 'tensor<?x3xf32>'}}
  %x = nadir.input "x" : tensor<?x3xf32>
}

// -----

// expected-error @below {{'nadir.graph' op region #0 ('body') failed to verify constraint: region with 1 blocks}}
"nadir.graph"() <{sym_name = "no_block"}> ({
}) : () -> ()

// -----

// expected-error @below {{'nadir.graph' op expects region #0 to have 0 or 1 blocks}}
"nadir.graph"() <{sym_name = "two_blocks"}> ({
  ^first:
    %0 = "nadir.input"() <{name = "x"}> : () -> tensor<f32>
  ^second:
    %1 = "nadir.input"() <{name = "y"}> : () -> tensor<f32>
}) : () -> ()

// -----

// expected-error @below {{'nadir.graph' op region should have no arguments}}
"nadir.graph"() <{sym_name = "argument"}> ({
  ^bb0(%x: tensor<f32>):
    "nadir.output"(%x) <{name = "y"}> : (tensor<f32>) -> ()
}) : () -> ()

// -----

// expected-error @below {{'nadir.graph' op requires attribute 'sym_name'}}
"nadir.graph"() ({
  ^bb0:
}) : () -> ()

// -----

func.func @input_in_function() {
  // expected-error @below {{'nadir.input' op expects parent op 'nadir.graph'}}
  %x = nadir.input "x" : tensor<f32>
  return
}

// -----

func.func @minimize_in_function(%x: tensor<f32>) {
  // expected-error @below {{'nadir.minimize' op expects parent op 'nadir.graph'}}
  nadir.minimize %x with "sgd" {} : tensor<f32>
  return
}

// -----

nadir.graph @input_batch {
  // expected-error @below {{'nadir.input' op expected the batch to be the first dimension, found 'tensor<3x?xf32>'}}
  %x = nadir.input "x" : tensor<3x?xf32>
}

// -----

nadir.graph @parameter_batch {
  // expected-error @below {{'nadir.parameter' op expected a parameter of static shape, found 'tensor<?xf32>'}}
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<?xf32>
}

// -----

nadir.graph @parameter_of_integers {
  // expected-error @below {{'nadir.parameter' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<3xi64>
}

// -----

nadir.graph @parameter_without_init {
  // expected-error @below {{'nadir.parameter' op requires attribute 'init'}}
  %x = nadir.parameter "x" : tensor<3xf32>
}

// -----

nadir.graph @parameter_init {
  // expected-error @below {{custom op 'nadir.parameter' 'nadir.parameter' op attribute 'init' failed to satisfy constraint: InitializerAttrInterface instance}}
  %x = nadir.parameter "x" {init = 1.0 : f64} : tensor<3xf32>
}

// -----

nadir.graph @output_batch {
  %x = nadir.input "x" : tensor<?x3xf32>
  %y = nadir.transpose %x {permutation = array<i64: 1, 0>} : (tensor<?x3xf32>) -> tensor<3x?xf32>
  // expected-error @below {{'nadir.output' op expected the batch to be the first dimension, found 'tensor<3x?xf32>'}}
  nadir.output "y", %y : tensor<3x?xf32>
}

// -----

nadir.graph @metric_batch {
  %x = nadir.input "x" : tensor<?x3xf32>
  %y = nadir.transpose %x {permutation = array<i64: 1, 0>} : (tensor<?x3xf32>) -> tensor<3x?xf32>
  // expected-error @below {{'nadir.metric' op expected the batch to be the first dimension, found 'tensor<3x?xf32>'}}
  nadir.metric "y", %y : tensor<3x?xf32>
}

// -----

nadir.graph @loss_is_scalar {
  %x = nadir.input "x" : tensor<?xf32>
  // expected-error @below {{'nadir.minimize' op expected a scalar loss, found 'tensor<?xf32>' (reduce it with a mean or sum)}}
  nadir.minimize %x with "sgd" {} : tensor<?xf32>
}

// -----

nadir.graph @loss_is_float {
  %x = nadir.input "x" : tensor<i64>
  // expected-error @below {{'nadir.minimize' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values}}
  nadir.minimize %x with "sgd" {} : tensor<i64>
}

// -----

nadir.graph @unknown_optimizer {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected the name of an optimizer, found 'adamw2'}}
  nadir.minimize %x with "adamw2" {} : tensor<f32>
}

// -----

nadir.graph @operation_is_no_optimizer {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected the name of an optimizer, found 'add'}}
  nadir.minimize %x with "add" {} : tensor<f32>
}

// -----

nadir.graph @unknown_setting {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'adam' has no setting 'beta1'}}
  nadir.minimize %x with "adam" {beta1 = 0.9} : tensor<f32>
}

// -----

nadir.graph @setting_type {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'eps' failed to satisfy constraint: 64-bit float attribute finite and >= 0}}
  nadir.minimize %x with "adam" {eps = 1 : i64} : tensor<f32>
}

// -----

nadir.graph @setting_count {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op attribute 'betas' failed to satisfy constraint: f64 dense array attribute with exactly 2 elements each in [0, 1)}}
  nadir.minimize %x with "adam" {betas = array<f64: 0.9, 0.99, 0.999>} : tensor<f32>
}

// -----

nadir.graph @learning_rate_negative {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected 'lr' to be a finite number >= 0, found -1.000000e-03 : f64}}
  nadir.minimize %x with "adam" {lr = -1.0e-03} : tensor<f32>
}

// -----

nadir.graph @learning_rate_infinite {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected 'lr' to be a finite number >= 0, found 0x7FF0000000000000 : f64}}
  nadir.minimize %x with "adam" {lr = 0x7FF0000000000000 : f64} : tensor<f32>
}

// -----

nadir.graph @learning_rate_type {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected 'lr' to be a finite number >= 0, found "fast"}}
  nadir.minimize %x with "adam" {lr = "fast"} : tensor<f32>
}

// -----

func.func @gradient_of_tensor(%x: tensor<3xf32>) {
  // expected-error @below {{'nadir.gradient' op expected a scalar to differentiate, found 'tensor<3xf32>'}}
  %0 = nadir.gradient %x wrt (%x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @gradient_types(%x: tensor<f32>, %y: tensor<3xf32>) {
  // expected-error @below {{'nadir.gradient' op expected results of the values' types ('tensor<3xf32>'), found ('tensor<4xf32>')}}
  %0 = nadir.gradient %x wrt (%y) : (tensor<f32>, tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @gradient_count(%x: tensor<f32>, %y: tensor<3xf32>) {
  // expected-error @below {{'nadir.gradient' op expected results of the values' types ('tensor<3xf32>', 'tensor<3xf32>'), found ('tensor<3xf32>')}}
  %0 = nadir.gradient %x wrt (%y, %y) : (tensor<f32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @gradient_by_integers(%x: tensor<f32>, %y: tensor<3xi64>) {
  // expected-error @below {{'nadir.gradient' op operand #1 must be variadic of ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float values, but got 'tensor<3xi64>'}}
  %0 = nadir.gradient %x wrt (%y) : (tensor<f32>, tensor<3xi64>) -> tensor<3xi64>
  return
}

// -----

func.func @gradient_of_another_block(%x: tensor<f32>, %c: i1) {
  scf.if %c {
    // expected-error @below {{'nadir.gradient' op expected operands of the block that it stands in}}
    %0 = nadir.gradient %x wrt (%x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
  }
  return
}

// -----

func.func @stop_gradient_type(%x: tensor<3xf32>) {
  // expected-error @below {{'nadir.stop_gradient' op requires the same type for all operands and results}}
  %0 = nadir.stop_gradient %x : (tensor<3xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @constant_is_no_tensor() {
  // expected-error @below {{'nadir.constant' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer or 1-bit signless integer values}}
  %0 = nadir.constant 1.0 : f32
  return
}

// -----

func.func @constant_element_type() {
  // expected-error @below {{'nadir.constant' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer or 1-bit signless integer values}}
  %0 = nadir.constant dense<1.0> : tensor<3xf16>
  return
}

// -----

func.func @constant_of_rows() {
  // expected-error @below {{elements literal type must have static shape}}
  %0 = nadir.constant dense<1.0> : tensor<?xf32>
  return
}

// -----

func.func @constant_count() {
  // expected-error @below {{inferred shape of elements literal ([2]) does not match type ([3])}}
  %0 = nadir.constant dense<[1.0, 2.0]> : tensor<3xf32>
  return
}

// -----

func.func @constant_result() {
  // expected-error @below {{'nadir.constant' op failed to verify that all of {value, result} have same type}}
  %0 = "nadir.constant"() <{value = dense<1.0> : tensor<3xf32>}> : () -> tensor<4xf32>
  return
}

// -----

func.func @constant_is_dense() {
  // expected-error @below {{'nadir.constant' op expected a dense value, found sparse<0, 1.000000e+00> : tensor<3xf32>}}
  %0 = nadir.constant sparse<[0], 1.0> : tensor<3xf32>
  return
}

// -----

func.func @constant_is_here() {
  // expected-error @below {{'nadir.constant' op expected a dense value, found dense_resource<elsewhere> : tensor<3xf32>}}
  %0 = nadir.constant dense_resource<elsewhere> : tensor<3xf32>
  return
}

// -----

nadir.graph @groups_among_settings {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'sgd' has no setting 'groups', which stands in braces of its own, behind the settings}}
  nadir.minimize %x with "sgd" {groups = [{params = ["x"]}]} : tensor<f32>
}
