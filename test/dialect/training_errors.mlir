// RUN: nadir-opt %s --verify-diagnostics --split-input-file

// What stands around an optimizer: groups, frozen parameters and settings.

nadir.graph @group_is_a_dictionary {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected group 1 to be {params = [patterns], ...}, found "x"}}
  nadir.minimize %x with "sgd" {} {groups = ["x"]} : tensor<f32>
}

// -----

nadir.graph @group_has_params {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected group 1 to be {params = [patterns], ...}, found {lr = 1.000000e-01 : f64}}}
  nadir.minimize %x with "sgd" {} {groups = [{lr = 0.1}]} : tensor<f32>
}

// -----

nadir.graph @group_has_patterns {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected group 2 to be {params = [patterns], ...}, found {params = [1]}}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"]}, {params = [1]}]} : tensor<f32>
}

// -----

nadir.graph @group_pattern_matches {
  %x = nadir.parameter "x.weight" {init = #nadir.constant<1.0>} : tensor<f32>
  %y = nadir.parameter "y" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'group1': '*.bias' matches no parameter, there are: x.weight, y}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["*.bias"]}]} : tensor<f32>
}

// -----

nadir.graph @group_pattern_is_one {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'group1': '[x' is no pattern: invalid glob pattern, unmatched '['}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["[x"]}]} : tensor<f32>
}

// -----

nadir.graph @groups_overlap {
  %x = nadir.parameter "x.weight" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected each parameter in one group, found 'x.weight' in 'weights' and 'group2'}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["*.weight"], name = "weights"}, {params = ["x.*"]}]} : tensor<f32>
}

// -----

nadir.graph @group_name_is_text {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 1: expected 'name' to be a string that is not empty and has no null character, found ""}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], name = ""}]} : tensor<f32>
}

// -----

nadir.graph @group_name_with_null {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 1: expected 'name' to be a string that is not empty and has no null character, found "a\00b"}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], name = "a\00b"}]} : tensor<f32>
}

// -----

nadir.graph @group_names_differ {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  %y = nadir.parameter "y" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected groups with names of their own, found 'group2' again}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], name = "group2"}, {params = ["y"]}]} : tensor<f32>
}

// -----

nadir.graph @group_optimizer_is_text {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'group1': expected the name of an optimizer, found 1 : i64}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], optimizer = 1}]} : tensor<f32>
}

// -----

nadir.graph @group_optimizer_exists {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'group1': expected the name of an optimizer, found 'relu'}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], optimizer = "relu"}]} : tensor<f32>
}

// -----

nadir.graph @group_setting_exists {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'group1': 'sgd' has no setting 'betas'}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], betas = array<f64: 0.9, 0.99>}]} : tensor<f32>
}

// -----

// The settings of another optimizer are not taken over.
nadir.graph @group_optimizer_setting {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'bias': 'adam' has no setting 'momentum'}}
  nadir.minimize %x with "sgd" {momentum = 0.9} {groups = [{params = ["x"], name = "bias", optimizer = "adam", momentum = 0.5}]} : tensor<f32>
}

// -----

nadir.graph @group_setting_value {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'group1': attribute 'weight_decay' failed to satisfy constraint}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], weight_decay = -1.0}]} : tensor<f32>
}

// -----

nadir.graph @group_learning_rate {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op in group 'group1': expected 'lr' to be a finite number >= 0, found -1.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {groups = [{params = ["x"], lr = -1.0}]} : tensor<f32>
}

// -----

nadir.graph @frozen_pattern_matches {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'frozen': 'y' matches no parameter, there are: x}}
  nadir.minimize %x with "sgd" {} {frozen = ["y"]} : tensor<f32>
}

// -----

nadir.graph @frozen_without_parameters {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'frozen': '*' matches no parameter, there are: none}}
  nadir.minimize %x with "sgd" {} {frozen = ["*"]} : tensor<f32>
}

// -----

nadir.graph @accumulate_needs_steps {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'accumulate' needs 'steps'}}
  nadir.minimize %x with "sgd" {} {accumulate = {}} : tensor<f32>
}

// -----

nadir.graph @accumulate_steps {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'accumulate': expected 'steps' to be an integer from 1 to 2147483647, found 0 : i64}}
  nadir.minimize %x with "sgd" {} {accumulate = {steps = 0}} : tensor<f32>
}

// -----

nadir.graph @accumulate_too_many_steps {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'accumulate': expected 'steps' to be an integer from 1 to 2147483647, found 9223372036854775807 : i64}}
  nadir.minimize %x with "sgd" {} {accumulate = {steps = 9223372036854775807}} : tensor<f32>
}

// -----

nadir.graph @accumulate_steps_type {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'accumulate': expected 'steps' to be an integer from 1 to 2147483647, found 2.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {accumulate = {steps = 2.0}} : tensor<f32>
}

// -----

nadir.graph @accumulate_reduction {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'accumulate': expected 'reduction' to be "mean" or "sum", found "none"}}
  nadir.minimize %x with "sgd" {} {accumulate = {steps = 2, reduction = "none"}} : tensor<f32>
}

// -----

nadir.graph @accumulate_unknown {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'accumulate' has no setting 'step'}}
  nadir.minimize %x with "sgd" {} {accumulate = {steps = 2, step = 2}} : tensor<f32>
}

// -----

nadir.graph @scaler_scale {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'grad_scaler': expected 'init_scale' to be a number > 0 in f32, found 0.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {grad_scaler = {init_scale = 0.0}} : tensor<f32>
}

// -----

nadir.graph @scaler_scale_overflows {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'grad_scaler': expected 'init_scale' to be a number > 0 in f32, found 9.9999999999999994E+38 : f64}}
  nadir.minimize %x with "sgd" {} {grad_scaler = {init_scale = 1.0e+39}} : tensor<f32>
}

// -----

nadir.graph @scaler_growth {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'grad_scaler': expected 'growth_factor' to be a finite number > 1, found 1.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {grad_scaler = {growth_factor = 1.0}} : tensor<f32>
}

// -----

nadir.graph @scaler_backoff {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'grad_scaler': expected 'backoff_factor' to be a number in (0, 1), found 1.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {grad_scaler = {backoff_factor = 1.0}} : tensor<f32>
}

// -----

nadir.graph @scaler_interval {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'grad_scaler': expected 'growth_interval' to be an integer from 1 to 2147483647, found 0 : i64}}
  nadir.minimize %x with "sgd" {} {grad_scaler = {growth_interval = 0}} : tensor<f32>
}

// -----

nadir.graph @clip_needs_norm {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'clip_grad_norm' needs 'max_norm'}}
  nadir.minimize %x with "sgd" {} {clip_grad_norm = {norm_type = 1.0}} : tensor<f32>
}

// -----

nadir.graph @clip_norm {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'clip_grad_norm': expected 'max_norm' to be a finite number >= 0, found -1.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {clip_grad_norm = {max_norm = -1.0}} : tensor<f32>
}

// -----

nadir.graph @clip_norm_type {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'clip_grad_norm': expected 'norm_type' to be a finite number > 0 or "inf", found "nuc"}}
  nadir.minimize %x with "sgd" {} {clip_grad_norm = {max_norm = 1.0, norm_type = "nuc"}} : tensor<f32>
}

// -----

nadir.graph @clip_error_if_nonfinite {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'clip_grad_norm': expected 'error_if_nonfinite' to be true or false, found 1 : i64}}
  nadir.minimize %x with "sgd" {} {clip_grad_norm = {max_norm = 1.0, error_if_nonfinite = 1}} : tensor<f32>
}

// -----

nadir.graph @clip_error_or_skip {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected steps whose gradient is not finite to be an error ('error_if_nonfinite') or to be skipped ('grad_scaler'), found both}}
  nadir.minimize %x with "sgd" {} {grad_scaler = {}, clip_grad_norm = {max_norm = 1.0, error_if_nonfinite = true}} : tensor<f32>
}

// -----

nadir.graph @clip_value {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected 'clip_grad_value' to be a finite number >= 0, found -1.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {clip_grad_value = -1.0} : tensor<f32>
}

// -----

nadir.graph @clip_value_first_without_norm {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected 'clip_grad_norm' and 'clip_grad_value' with 'clip_value_first'}}
  nadir.minimize %x with "sgd" {} {clip_grad_value = 1.0, clip_value_first} : tensor<f32>
}

// -----

nadir.graph @clip_value_first_without_value {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected 'clip_grad_norm' and 'clip_grad_value' with 'clip_value_first'}}
  nadir.minimize %x with "sgd" {} {clip_grad_norm = {max_norm = 1.0}, clip_value_first} : tensor<f32>
}

// -----

nadir.graph @average_needs_kind {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'average' needs 'kind'}}
  nadir.minimize %x with "sgd" {} {average = {}} : tensor<f32>
}

// -----

nadir.graph @average_kind {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'average': expected 'kind' to be "ema" or "swa", found "mean"}}
  nadir.minimize %x with "sgd" {} {average = {kind = "mean"}} : tensor<f32>
}

// -----

nadir.graph @average_decay {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'average': expected 'decay' to be a number in [0, 1], found 2.000000e+00 : f64}}
  nadir.minimize %x with "sgd" {} {average = {kind = "ema", decay = 2.0}} : tensor<f32>
}

// -----

nadir.graph @average_swa_has_no_decay {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'average' has no setting 'decay'}}
  nadir.minimize %x with "sgd" {} {average = {kind = "swa", decay = 0.5}} : tensor<f32>
}

// -----

nadir.graph @average_start {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'average': expected 'start' to be an integer from 1 to 2147483647, found 0 : i64}}
  nadir.minimize %x with "sgd" {} {average = {kind = "swa", start = 0}} : tensor<f32>
}

// -----

nadir.graph @average_every {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-error @below {{'nadir.minimize' op 'average': expected 'every' to be an integer from 1 to 2147483647, found -1 : i64}}
  nadir.minimize %x with "sgd" {} {average = {kind = "swa", every = -1}} : tensor<f32>
}

// -----

// What training returns has names that nothing else may have.
nadir.graph @result_names {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<f32>
  // expected-note @below {{first used here}}
  nadir.metric "grad_norm", %x : tensor<f32>
  // expected-error @below {{'nadir.minimize' op expected a name of its own, found 'grad_norm' again}}
  nadir.minimize %x with "sgd" {} {clip_grad_norm = {max_norm = 1.0}} : tensor<f32>
}
