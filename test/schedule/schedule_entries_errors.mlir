// RUN: nadir-opt %s --nadir-schedule-entries -split-input-file -verify-diagnostics

// expected-error@+1 {{expected the attribute 'nadir.program'}}
module {
}

// -----

// expected-error@+1 {{expected 'nadir.program' to be an identifier of C, found "my-net"}}
module attributes {nadir.program = "my-net"} {
}

// -----

// expected-error@+1 {{attribute 'nadir.parameters' expects {name = string, type = static tensor}, found {name = "w", type = tensor<?xf32>}}}
module attributes {nadir.program = "p", nadir.parameters = [{name = "w", type = tensor<?xf32>}]} {
}

// -----

// expected-error@+1 {{attribute 'nadir.states' names 'm' twice}}
module attributes {nadir.program = "p", nadir.states = [{name = "m", type = tensor<f32>}, {name = "m", type = tensor<f32>}]} {
}

// -----

module attributes {nadir.program = "p"} {
  // expected-error@+1 {{'func.func' op argument #0 expects an attribute 'nadir.role', found none}}
  func.func @predict(%x: tensor<4xf32>) {
    return
  }
}

// -----

module attributes {nadir.program = "p"} {
  // expected-error@+1 {{'func.func' op argument #0 expects an attribute 'nadir.role', found wight}}
  func.func @predict(%x: tensor<4xf32> {nadir.role = "wight"}) {
    return
  }
}

// -----

module attributes {nadir.program = "p"} {
  // expected-error@+1 {{'func.func' op 'w' is not in the program's list of parameters}}
  func.func @predict(%w: tensor<4xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    return
  }
}

// -----

module attributes {nadir.program = "p", nadir.states = [{name = "m", type = tensor<5xf32>}]} {
  // expected-error@+1 {{'func.func' op 'm' expects type 'tensor<5xf32>', found 'tensor<4xf32>'}}
  func.func @predict(%m: tensor<4xf32> {nadir.role = "state", nadir.name = "m"}) {
    return
  }
}

// -----

module attributes {nadir.program = "p", nadir.capacity = 8 : i64} {
  // expected-error@+1 {{'func.func' op 'x' expects only its leading size to be the number of rows, found 'tensor<4x?xf32>'}}
  func.func @predict(%x: tensor<4x?xf32> {nadir.role = "input", nadir.name = "x"}) {
    return
  }
}

// -----

module attributes {nadir.program = "p"} {
  // expected-error@+1 {{'func.func' op 'learning_rate' expects tensor<f64>, found 'tensor<f32>'}}
  func.func @train_step(%x: tensor<f32> {nadir.role = "learning_rate"}) {
    return
  }
}

// -----

module attributes {nadir.program = "p"} {
  func.func private @k(index, tensor<4xf32>) -> tensor<4xf32>
  func.func @predict(%rows: index {nadir.role = "rows"}, %x: tensor<4xf32> {nadir.role = "input", nadir.name = "x"}) {
    // expected-error@+1 {{'func.call' op expects kernel 'k' to be scheduled}}
    %0 = call @k(%rows, %x) : (index, tensor<4xf32>) -> tensor<4xf32>
    return
  }
}

// -----

module attributes {nadir.program = "p"} {
  func.func private @k(index, tensor<4xi1>) -> tensor<4xf32> attributes {nadir.scheduled = @k_tasks}
  // expected-error@+1 {{'func.func' op expects arguments 'index', 'index', 'memref<4xi8>', 'memref<4xf32>', found 'index', 'index', 'memref<4xi1>', 'memref<4xf32>'}}
  func.func private @k_tasks(index, index, memref<4xi1>, memref<4xf32>)
  func.func @predict(%rows: index {nadir.role = "rows"}, %x: tensor<4xi1> {nadir.role = "input", nadir.name = "x"}) {
    %0 = call @k(%rows, %x) : (index, tensor<4xi1>) -> tensor<4xf32>
    return
  }
}

// -----

module attributes {nadir.program = "p"} {
  func.func @predict(%x: tensor<f64> {nadir.role = "input", nadir.name = "x"}) -> (tensor<f64> {nadir.role = "result", nadir.name = "y"}) {
    // expected-error@+1 {{'arith.addf' op does not belong in an entry function}}
    %0 = arith.addf %x, %x : tensor<f64>
    return %0 : tensor<f64>
  }
}

// -----

module attributes {nadir.program = "p"} {
  func.func private @c(%rows: index, %x: tensor<4xi64>) -> tensor<4xi64> attributes {nadir.check = {tensor = "x"}} {
    return %x : tensor<4xi64>
  }
  func.func @predict(%rows: index {nadir.role = "rows"}, %x: tensor<4xi64> {nadir.role = "input", nadir.name = "x"}) {
    // expected-error@+1 {{'func.call' op expects 'nadir.check' to hold 'minimum' and 'maximum'}}
    %0 = call @c(%rows, %x) : (index, tensor<4xi64>) -> tensor<4xi64>
    return
  }
}

// -----

module attributes {nadir.program = "p"} {
  // expected-error@+1 {{'func.func' op 'x' depends on the number of rows, found no 'nadir.capacity'}}
  func.func @predict(%x: tensor<?xf32> {nadir.role = "input", nadir.name = "x"}) {
    return
  }
}

// -----

// expected-error@below {{attribute 'nadir.groups' expects {name = string, learning_rate = number}, found {name = "g"}}}
module attributes {nadir.program = "p", nadir.groups = [{name = "g"}]} {
}

// -----

module attributes {nadir.program = "p", nadir.groups = [{name = "g", learning_rate = 0.5}]} {
  // expected-error@+1 {{'func.func' op 'h' is not in the program's list of groups}}
  func.func @train_step(%lr: tensor<f64> {nadir.role = "learning_rate", nadir.name = "h"}) {
    return
  }
}
