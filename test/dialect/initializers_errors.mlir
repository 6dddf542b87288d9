// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// 0x7FF0000000000000 is infinity, 0x7FF8000000000000 not a number.

// expected-error @below {{expected a finite f64 value, found 0x7FF8000000000000 : f64}}
func.func private @constant() attributes {init = #nadir.constant<0x7FF8000000000000>}

// -----

// expected-error @below {{expected floating point literal}}
func.func private @constant_type() attributes {init = #nadir.constant<"one">}

// -----

// expected-error @below {{expected finite low <= high, found 1.000000e+00 : f64 and -1.000000e+00 : f64}}
func.func private @uniform() attributes {init = #nadir.uniform<1.0, -1.0>}

// -----

// expected-error @below {{expected finite low <= high, found 0.000000e+00 : f64 and 0x7FF0000000000000 : f64}}
func.func private @uniform_infinite() attributes {init = #nadir.uniform<0.0, 1.0e999>}

// -----

// expected-error @below {{expected ','}}
func.func private @uniform_count() attributes {init = #nadir.uniform<1.0>}

// -----

// expected-error @below {{expected a finite mean and std >= 0, found 0.000000e+00 : f64 and -1.000000e+00 : f64}}
func.func private @normal() attributes {init = #nadir.normal<0.0, -1.0>}

// -----

// expected-error @below {{expected fan_in >= 1 and a finite a, found 0 and 1.000000e+00 : f64}}
func.func private @kaiming_uniform() attributes {init = #nadir.kaiming_uniform<0, 1.0>}

// -----

// expected-error @below {{expected integer value}}
// expected-error @below {{failed to parse Nadir_KaimingUniformInitAttr parameter 'fan_in' which is to be a `int64_t`}}
func.func private @kaiming_uniform_fan() attributes {init = #nadir.kaiming_uniform<1.5, 1.0>}

// -----

// expected-error @below {{expected fan_in >= 1 and a finite a, found 8 and 0x7FF0000000000000 : f64}}
func.func private @kaiming_uniform_slope() attributes {init = #nadir.kaiming_uniform<8, 1.0e999>}

// -----

// expected-error @below {{unknown attribute `xavier` in dialect `nadir`}}
func.func private @unknown() attributes {init = #nadir.xavier<8>}
