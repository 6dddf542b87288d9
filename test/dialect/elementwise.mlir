// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: func.func @arithmetic
func.func @arithmetic(%x: tensor<4x3xf32>, %y: tensor<4x3xf32>) {
  // CHECK: nadir.add %arg0, %arg1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %0 = nadir.add %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  // CHECK: nadir.sub %arg0, %arg1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %1 = nadir.sub %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  // CHECK: nadir.mul %arg0, %arg1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %2 = nadir.mul %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  // CHECK: nadir.div %arg0, %arg1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %3 = nadir.div %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  // CHECK: nadir.pow %arg0, %arg1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %4 = nadir.pow %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  // CHECK: nadir.maximum %arg0, %arg1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %5 = nadir.maximum %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  // CHECK: nadir.minimum %arg0, %arg1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  %6 = nadir.minimum %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// CHECK-LABEL: func.func @comparisons
func.func @comparisons(%x: tensor<4x3xi32>, %y: tensor<4x3xi32>) {
  // CHECK: nadir.eq %arg0, %arg1 : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  %0 = nadir.eq %x, %y : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  // CHECK: nadir.ne %arg0, %arg1 : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  %1 = nadir.ne %x, %y : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  // CHECK: nadir.lt %arg0, %arg1 : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  %2 = nadir.lt %x, %y : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  // CHECK: nadir.le %arg0, %arg1 : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  %3 = nadir.le %x, %y : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  // CHECK: nadir.gt %arg0, %arg1 : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  %4 = nadir.gt %x, %y : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  // CHECK: nadir.ge %arg0, %arg1 : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  %5 = nadir.ge %x, %y : (tensor<4x3xi32>, tensor<4x3xi32>) -> tensor<4x3xi1>
  return
}

// CHECK-LABEL: func.func @logic
func.func @logic(%p: tensor<4xi1>, %q: tensor<1xi1>) {
  // CHECK: nadir.logical_and %arg0, %arg1 : (tensor<4xi1>, tensor<1xi1>) -> tensor<4xi1>
  %0 = nadir.logical_and %p, %q : (tensor<4xi1>, tensor<1xi1>) -> tensor<4xi1>
  // CHECK: nadir.logical_or %arg0, %arg1 : (tensor<4xi1>, tensor<1xi1>) -> tensor<4xi1>
  %1 = nadir.logical_or %p, %q : (tensor<4xi1>, tensor<1xi1>) -> tensor<4xi1>
  // CHECK: nadir.logical_not %arg0 : (tensor<4xi1>) -> tensor<4xi1>
  %2 = nadir.logical_not %p : (tensor<4xi1>) -> tensor<4xi1>
  return
}

// CHECK-LABEL: func.func @number_types
func.func @number_types(%a: tensor<2xf32>, %b: tensor<2xf64>, %c: tensor<2xi32>, %d: tensor<2xi64>) {
  // CHECK: nadir.add %arg0, %arg0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %0 = nadir.add %a, %a : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  // CHECK: nadir.add %arg1, %arg1 : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64>
  %1 = nadir.add %b, %b : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xf64>
  // CHECK: nadir.add %arg2, %arg2 : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  %2 = nadir.add %c, %c : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  // CHECK: nadir.add %arg3, %arg3 : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  %3 = nadir.add %d, %d : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  return
}

// Sizes of 1 and missing leading dimensions stretch, also to the batch; every
// `?` is the same number.
// CHECK-LABEL: func.func @broadcasting
func.func @broadcasting(%batch: tensor<?x4xf32>, %row: tensor<4xf32>, %column: tensor<?x1xf32>, %one: tensor<1x1xf32>, %scalar: tensor<f32>, %empty: tensor<0x4xf32>) {
  // CHECK: nadir.add %arg0, %arg1 : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %0 = nadir.add %batch, %row : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  // CHECK: nadir.add %arg2, %arg1 : (tensor<?x1xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %1 = nadir.add %column, %row : (tensor<?x1xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  // CHECK: nadir.add %arg0, %arg2 : (tensor<?x4xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
  %2 = nadir.add %batch, %column : (tensor<?x4xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
  // CHECK: nadir.add %arg3, %arg0 : (tensor<1x1xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  %3 = nadir.add %one, %batch : (tensor<1x1xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK: nadir.add %arg4, %arg0 : (tensor<f32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  %4 = nadir.add %scalar, %batch : (tensor<f32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK: nadir.add %arg4, %arg4 : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %5 = nadir.add %scalar, %scalar : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // CHECK: nadir.add %arg5, %arg3 : (tensor<0x4xf32>, tensor<1x1xf32>) -> tensor<0x4xf32>
  %6 = nadir.add %empty, %one : (tensor<0x4xf32>, tensor<1x1xf32>) -> tensor<0x4xf32>
  return
}

// CHECK-LABEL: func.func @select
func.func @select(%p: tensor<?x1xi1>, %x: tensor<4xi64>, %y: tensor<i64>, %q: tensor<i1>, %b: tensor<4xi1>) {
  // CHECK: nadir.select %arg0, %arg1, %arg2 : (tensor<?x1xi1>, tensor<4xi64>, tensor<i64>) -> tensor<?x4xi64>
  %0 = nadir.select %p, %x, %y : (tensor<?x1xi1>, tensor<4xi64>, tensor<i64>) -> tensor<?x4xi64>
  // CHECK: nadir.select %arg3, %arg4, %arg4 : (tensor<i1>, tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  %1 = nadir.select %q, %b, %b : (tensor<i1>, tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// CHECK-LABEL: func.func @cast
func.func @cast(%x: tensor<?x3xf32>, %p: tensor<4xi1>, %n: tensor<i64>) {
  // CHECK: nadir.cast %arg0 : (tensor<?x3xf32>) -> tensor<?x3xf64>
  %0 = nadir.cast %x : (tensor<?x3xf32>) -> tensor<?x3xf64>
  // CHECK: nadir.cast %arg0 : (tensor<?x3xf32>) -> tensor<?x3xi32>
  %1 = nadir.cast %x : (tensor<?x3xf32>) -> tensor<?x3xi32>
  // CHECK: nadir.cast %arg1 : (tensor<4xi1>) -> tensor<4xf32>
  %2 = nadir.cast %p : (tensor<4xi1>) -> tensor<4xf32>
  // CHECK: nadir.cast %arg2 : (tensor<i64>) -> tensor<i1>
  %3 = nadir.cast %n : (tensor<i64>) -> tensor<i1>
  return
}

// CHECK-LABEL: func.func @functions
func.func @functions(%x: tensor<?x3xf64>) {
  // CHECK: nadir.neg %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %0 = nadir.neg %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.exp %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %1 = nadir.exp %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.log %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %2 = nadir.log %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.log1p %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %3 = nadir.log1p %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.expm1 %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %4 = nadir.expm1 %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.sqrt %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %5 = nadir.sqrt %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.rsqrt %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %6 = nadir.rsqrt %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.tanh %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %7 = nadir.tanh %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.erf %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %8 = nadir.erf %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.erfc %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %9 = nadir.erfc %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.sin %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %10 = nadir.sin %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.cos %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %11 = nadir.cos %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.abs %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %12 = nadir.abs %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.sign %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %13 = nadir.sign %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  // CHECK: nadir.square %arg0 : (tensor<?x3xf64>) -> tensor<?x3xf64>
  %14 = nadir.square %x : (tensor<?x3xf64>) -> tensor<?x3xf64>
  return
}

// Settings at their defaults are not printed.
// CHECK-LABEL: func.func @activations
func.func @activations(%x: tensor<5xf32>) {
  // CHECK: nadir.sigmoid %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %0 = nadir.sigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.logsigmoid %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %1 = nadir.logsigmoid %x : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.relu %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %2 = nadir.relu %x : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.silu %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %3 = nadir.silu %x : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.gelu %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %4 = nadir.gelu %x : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.gelu %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %5 = nadir.gelu %x {approximate = "none"} : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.gelu %arg0 {approximate = "tanh"} : (tensor<5xf32>) -> tensor<5xf32>
  %6 = nadir.gelu %x {approximate = "tanh"} : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.softplus %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %7 = nadir.softplus %x : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.softplus %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %8 = nadir.softplus %x {beta = 1.0, threshold = 20.0} : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.softplus %arg0 {beta = 2.000000e+00 : f64, threshold = 1.000000e+01 : f64} : (tensor<5xf32>) -> tensor<5xf32>
  %9 = nadir.softplus %x {beta = 2.0, threshold = 10.0} : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.leaky_relu %arg0 : (tensor<5xf32>) -> tensor<5xf32>
  %10 = nadir.leaky_relu %x : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.leaky_relu %arg0 {negative_slope = 2.000000e-01 : f64} : (tensor<5xf32>) -> tensor<5xf32>
  %11 = nadir.leaky_relu %x {negative_slope = 0.2} : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.clamp %arg0 {min = -1.000000e+00 : f64} : (tensor<5xf32>) -> tensor<5xf32>
  %12 = nadir.clamp %x {min = -1.0} : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.clamp %arg0 {max = 1.000000e+00 : f64} : (tensor<5xf32>) -> tensor<5xf32>
  %13 = nadir.clamp %x {max = 1.0} : (tensor<5xf32>) -> tensor<5xf32>
  // CHECK: nadir.clamp %arg0 {max = 1.000000e+00 : f64, min = -1.000000e+00 : f64} : (tensor<5xf32>) -> tensor<5xf32>
  %14 = nadir.clamp %x {max = 1.0, min = -1.0} : (tensor<5xf32>) -> tensor<5xf32>
  return
}
