// RUN: nadir-opt %s --nadir-schedule-entries | FileCheck %s

module attributes {nadir.program = "p", nadir.capacity = 64 : i64} {
  func.func private @index(%rows: index, %x: tensor<?x3xi64>) -> tensor<?x3xi64>
      attributes {nadir.check = {tensor = "token", location = "net.cpp:3:1", minimum = 0.0, maximum = 99.0, ignore = -100 : i64}} {
    return %x : tensor<?x3xi64>
  }
  func.func private @real(%rows: index, %x: tensor<2xf32>) -> tensor<2xf32>
      attributes {nadir.check = {tensor = "target", location = "net.cpp:4:1", minimum = 0.0, maximum = 1.0}} {
    return %x : tensor<2xf32>
  }
  func.func private @nan(%rows: index, %x: tensor<2xf32>) -> tensor<2xf32>
      attributes {nadir.check = {tensor = "target", location = "net.cpp:5:1", minimum = 0.0, maximum = 1.0, allow_nan}} {
    return %x : tensor<2xf32>
  }
  func.func @predict(
      %rows: index {nadir.role = "rows"},
      %token: tensor<?x3xi64> {nadir.role = "input", nadir.name = "token"},
      %target: tensor<2xf32> {nadir.role = "input", nadir.name = "target"}) {
    %0 = call @index(%rows, %token) : (index, tensor<?x3xi64>) -> tensor<?x3xi64>
    %1 = call @real(%rows, %target) : (index, tensor<2xf32>) -> tensor<2xf32>
    %2 = call @real(%rows, %target) : (index, tensor<2xf32>) -> tensor<2xf32>
    %3 = call @nan(%rows, %target) : (index, tensor<2xf32>) -> tensor<2xf32>
    return
  }
}

// Both calls of @real are one check in the table.
// CHECK: nadir.checks = [{ignore = -100 : i64, location = "net.cpp:3:1", maximum = 9.900000e+01 : f64, minimum = 0.000000e+00 : f64, status = 3 : i32, tensor = "token"},
// CHECK-SAME: {location = "net.cpp:4:1", maximum = 1.000000e+00 : f64, minimum = 0.000000e+00 : f64, status = 4 : i32, tensor = "target"},
// CHECK-SAME: {allow_nan, location = "net.cpp:5:1", maximum = 1.000000e+00 : f64, minimum = 0.000000e+00 : f64, status = 4 : i32, tensor = "target"}]

// Whole vectors first, then what is left, and a search only if any is bad.
// CHECK-LABEL: func.func private @index_check
// CHECK-SAME: (%[[ROWS:.*]]: index, %[[X:.*]]: memref<64x3xi64>) -> (i64, i64, f64)
// CHECK: memref.reinterpret_cast %[[X]] {{.*}} to memref<192xi64>
// CHECK: arith.muli %{{.*}}, %[[ROWS]]
// CHECK: scf.for
// CHECK: vector.load
// CHECK: vector.reduction <or>
// CHECK: scf.for
// CHECK: scf.if
// CHECK: scf.while

// Too few elements for a vector; not a number is out of every range.
// CHECK-LABEL: func.func private @real_check
// CHECK-NOT: vector.load
// CHECK: arith.cmpf ult
// CHECK: arith.cmpf ugt
// CHECK-LABEL: func.func private @nan_check
// CHECK: arith.cmpf olt
// CHECK: arith.cmpf ogt
