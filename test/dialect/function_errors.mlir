// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// function_c1
// expected-error @below {{'nadir.function' op expected a body of one block}}
nadir.function @external(tensor<f32>) -> tensor<f32>

// -----

// function_c1
nadir.function @open(%x: tensor<f32>) {
  // expected-error @below {{block with no terminator}}
  %0 = nadir.neg %x : (tensor<f32>) -> tensor<f32>
}

// -----

// function_c1
// expected-error @below {{'nadir.function' op expected a body that ends with 'nadir.return'}}
nadir.function @other(%x: tensor<f32>) {
  ub.unreachable
}

// -----

// function_c2
// expected-error @below {{expected arguments and results that are tensors of f32, f64, i64, i32 or i1, found 'f32'}}
nadir.function @number(%x: f32) {
  nadir.return
}

// -----

// function_c2
// expected-error @below {{found 'tensor<?x?xf32>'}}
nadir.function @rows(%x: tensor<?x?xf32>) {
  nadir.return
}

// -----

// function_c2
// expected-error @below {{found 'tensor<3xf16>'}}
nadir.function @half(%x: tensor<3xf16>) {
  nadir.return
}

// -----

// function_c3
nadir.function @declares() -> tensor<f32> {
  // expected-error @below {{'nadir.input' op expects parent op 'nadir.graph'}}
  %x = nadir.input "x" : tensor<f32>
  nadir.return %x : tensor<f32>
}

// -----

// function_c3
nadir.function @foreign(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{expected operations of the nadir dialect in a function, found 'builtin.unrealized_conversion_cast'}}
  %0 = builtin.unrealized_conversion_cast %x : tensor<f32> to tensor<f32>
  nadir.return %0 : tensor<f32>
}

// -----

nadir.function @misspelt(%x: tensor<2x3xf32>) -> tensor<f32> {
  // expected-error @below {{'nadir.mean' op has no attribute 'dims', only: dim, keepdim}}
  %0 = nadir.mean %x {dims = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<f32>
  nadir.return %0 : tensor<f32>
}

// -----

// function_c1: what is returned has the declared types.
nadir.function @returned(%x: tensor<f32>) -> tensor<f64> {
  // expected-error @below {{'nadir.return' op expected operands of the function's result types ('tensor<f64>'), found ('tensor<f32>')}}
  nadir.return %x : tensor<f32>
}

// -----

// call_c1
nadir.graph @unknown {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.call' op expected the symbol of a nadir.function, found @nowhere}}
  %0 = nadir.call @nowhere(%x) : (tensor<f32>) -> tensor<f32>
}

// -----

// call_c1
nadir.graph @itself {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.call' op expected the symbol of a nadir.function, found @itself}}
  %0 = nadir.call @itself(%x) : (tensor<f32>) -> tensor<f32>
}

// -----

// call_c2
// expected-note @below {{the function is declared here}}
nadir.function @f(%x: tensor<?x3xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  nadir.return %y : tensor<?xf32>
}
nadir.graph @types {
  %x = nadir.input "x" : tensor<?x4xf32>
  %y = nadir.input "y" : tensor<?xf32>
  // expected-error @below {{'nadir.call' op expected operands and results of the function's types '(tensor<?x3xf32>, tensor<?xf32>) -> tensor<?xf32>', found '(tensor<?x4xf32>, tensor<?xf32>) -> tensor<?xf32>'}}
  %0 = nadir.call @f(%x, %y) : (tensor<?x4xf32>, tensor<?xf32>) -> tensor<?xf32>
}

// -----

// call_c2: rows of one size.
// expected-note @below {{the function is declared here}}
nadir.function @f(%x: tensor<?x3xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  nadir.return %y : tensor<?xf32>
}
nadir.graph @sizes {
  %x = nadir.input "x" : tensor<4x3xf32>
  %y = nadir.input "y" : tensor<5xf32>
  // expected-error @below {{'nadir.call' op expected operands and results of the function's types}}
  %0 = nadir.call @f(%x, %y) : (tensor<4x3xf32>, tensor<5xf32>) -> tensor<5xf32>
}

// -----

// call_c2: as many as the function has.
// expected-note @below {{the function is declared here}}
nadir.function @f(%x: tensor<f32>) -> tensor<f32> {
  nadir.return %x : tensor<f32>
}
nadir.graph @count {
  %x = nadir.input "x" : tensor<f32>
  // expected-error @below {{'nadir.call' op expected operands and results of the function's types}}
  %0 = nadir.call @f(%x, %x) : (tensor<f32>, tensor<f32>) -> tensor<f32>
}
