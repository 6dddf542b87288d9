// RUN: nadir-opt %s --nadir-lower-groups --split-input-file --verify-diagnostics

func.func @kind(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{attribute 'kind' failed to satisfy constraint: string attribute 'loop', 'matmul', 'sequential' or 'check'}}
  %0 = nadir.group "fancy" : tensor<4xf32> {
    %neg = nadir.neg %x : (tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %neg : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @composite(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nadir.group "loop" : tensor<4xf32> {
    // expected-error @+1 {{'nadir.relu' op expected to be decomposed before it is lowered}}
    %relu = nadir.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %relu : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @outside(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'nadir.neg' op has no lowering outside of a group}}
  %0 = nadir.neg %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// expected-error @+1 {{'nadir.graph' op has no lowering outside of a group}}
nadir.graph @graph {
}

// -----

func.func @reshape(%x: tensor<2x6xf32>) -> tensor<3x4xf32> {
  %0 = nadir.group "loop" : tensor<3x4xf32> {
    // expected-error @+1 {{'nadir.reshape' op expected to add or drop dimensions of size 1 only in a group that is not sequential, found 'tensor<2x6xf32>' to 'tensor<3x4xf32>'}}
    %other = nadir.reshape %x : (tensor<2x6xf32>) -> tensor<3x4xf32>
    nadir.yield %other : tensor<3x4xf32>
  }
  return %0 : tensor<3x4xf32>
}

// -----

func.func @scatter_add(%i: tensor<2xi64>, %x: tensor<2xf32>) -> tensor<5xf32> {
  %0 = nadir.group "loop" : tensor<5xf32> {
    // expected-error @+1 {{'nadir.scatter_add' op expected to stand in a sequential group}}
    %sum = nadir.scatter_add %i, %x {dim = 0 : i64, size = 5 : i64} : (tensor<2xi64>, tensor<2xf32>) -> tensor<5xf32>
    nadir.yield %sum : tensor<5xf32>
  }
  return %0 : tensor<5xf32>
}

// -----

func.func @check_among_others(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nadir.group "loop" : tensor<4xf32> {
    // expected-error @+1 {{'nadir.check_range' op expected to stand alone in a group of kind 'check'}}
    %checked = nadir.check_range %x {min = 0.0, max = 1.0, tensor = "x"} : (tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %checked : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @others_in_check(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'nadir.group' op expected one check, and its result yielded, in a group of kind 'check'}}
  %0 = nadir.group "check" : tensor<4xf32> {
    %neg = nadir.neg %x : (tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %neg : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @no_product(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'nadir.group' op expected one product in a group of kind 'matmul', found 0}}
  %0 = nadir.group "matmul" : tensor<4xf32> {
    %neg = nadir.neg %x : (tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %neg : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @product_in_loop(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = nadir.group "loop" : tensor<4x4xf32> {
    // expected-error @+1 {{'nadir.matmul' op expected to stand in a group of kind 'matmul' or 'sequential'}}
    %product = nadir.matmul %x, %x : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
    nadir.yield %product : tensor<4x4xf32>
  }
  return %0 : tensor<4x4xf32>
}

// -----

func.func @nested(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = nadir.group "loop" : tensor<4xf32> {
    // expected-error @+1 {{'nadir.group' op can't be lowered in a group}}
    %1 = nadir.group "loop" : tensor<4xf32> {
      %neg = nadir.neg %x : (tensor<4xf32>) -> tensor<4xf32>
      nadir.yield %neg : tensor<4xf32>
    }
    nadir.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @rows_in_loop(%x: tensor<?xf32>) -> tensor<8xf32> {
  %0 = nadir.group "loop" : tensor<8xf32> {
    // expected-error @+1 {{'nadir.pad_rows' op expected to stand in a sequential group}}
    %all = nadir.pad_rows %x : (tensor<?xf32>) -> tensor<8xf32>
    nadir.yield %all : tensor<8xf32>
  }
  return %0 : tensor<8xf32>
}

// -----

func.func @ctc_in_loop(%x: tensor<5x2x3xf32>, %t: tensor<2x2xi64>, %n: tensor<2xi64>) -> tensor<2xf32> {
  %0 = nadir.group "loop" : tensor<2xf32> {
    // expected-error @+1 {{'nadir.ctc' op expected to stand in a sequential group}}
    %loss = nadir.ctc %x, %t, %n, %n {blank = 0 : i64, zero_infinity = false} : (tensor<5x2x3xf32>, tensor<2x2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xf32>
    nadir.yield %loss : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}
