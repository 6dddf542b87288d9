// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// One number everywhere never becomes a tensor.
// CHECK-DAG: #[[SAME:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[COLUMN:.*]] = affine_map<(d0, d1) -> (d0, 0)>

// CHECK-LABEL: func.func private @broadcasting_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<?x4xf32>, %[[BIAS:.*]]: tensor<4xf32>, %[[SCALE:.*]]: tensor<?x1xf32>)
func.func @broadcasting(%x: tensor<?x4xf32>, %bias: tensor<4xf32>,
                        %scale: tensor<?x1xf32>) -> tensor<?x4xf32> {
  %half = nadir.constant dense<0.5> : tensor<f32>
  %0 = nadir.group "loop" : tensor<?x4xf32> {
    // CHECK: %[[EMPTY:.*]] = tensor.empty(%[[ROWS]]) : tensor<?x4xf32>
    // CHECK: %[[SUM:.*]] = linalg.generic {indexing_maps = [#[[SAME]], #[[ROW]], #[[SAME]]], iterator_types = ["parallel", "parallel"]}
    // CHECK-SAME: ins(%[[X]], %[[BIAS]] : {{.*}}) outs(%[[EMPTY]] :
    // CHECK: arith.addf
    %sum = nadir.add %x, %bias : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
    // CHECK: %[[PRODUCT:.*]] = linalg.generic {indexing_maps = [#[[SAME]], #[[COLUMN]], #[[SAME]]]
    // CHECK-SAME: ins(%[[SUM]], %[[SCALE]] :
    // CHECK: arith.mulf
    %product = nadir.mul %sum, %scale : (tensor<?x4xf32>, tensor<?x1xf32>) -> tensor<?x4xf32>
    // CHECK: %[[RESULT:.*]] = linalg.generic {indexing_maps = [#[[SAME]], #[[SAME]]]
    // CHECK-SAME: ins(%[[PRODUCT]] :
    // CHECK: %[[HALF:.*]] = arith.constant 5.000000e-01 : f32
    // CHECK: arith.subf %{{.*}}, %[[HALF]]
    %all = nadir.broadcast %half : (tensor<f32>) -> tensor<?x4xf32>
    %result = nadir.sub %product, %all : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    // CHECK: return %[[RESULT]]
    nadir.yield %result : tensor<?x4xf32>
  }
  return %0 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func private @floats_k0(
func.func @floats(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0:4 = nadir.group "loop" : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32> {
    // CHECK: arith.divf
    %a = nadir.div %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    // CHECK: math.powf
    %b = nadir.pow %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    // CHECK: arith.maximumf
    %c = nadir.maximum %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    // CHECK: arith.minimumf
    %d = nadir.minimum %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %a, %b, %c, %d : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  }
  return %0#0, %0#1, %0#2, %0#3 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func private @integers_k0(
func.func @integers(%x: tensor<4xi32>, %y: tensor<4xi32>) -> (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>) {
  %0:3 = nadir.group "loop" : tensor<4xi32>, tensor<4xi32>, tensor<4xi32> {
    // CHECK: arith.addi
    %a = nadir.add %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
    // CHECK: arith.maxsi
    %b = nadir.maximum %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
    // Neither 0 nor -1 ever divides.
    // CHECK: ^bb0(%[[LHS:.*]]: i32, %[[RHS:.*]]: i32, %{{.*}}: i32):
    // CHECK: %[[ZERO:.*]] = arith.constant 0 : i32
    // CHECK: %[[BY_ZERO:.*]] = arith.cmpi eq, %[[RHS]], %{{.*}} : i32
    // CHECK: %[[BY_MINUS_ONE:.*]] = arith.cmpi eq, %[[RHS]], %{{.*}} : i32
    // CHECK: %[[SPECIAL:.*]] = arith.ori %[[BY_ZERO]], %[[BY_MINUS_ONE]]
    // CHECK: %[[DIVISOR:.*]] = arith.select %[[SPECIAL]], %{{.*}}, %[[RHS]]
    // CHECK: %[[QUOTIENT:.*]] = arith.divsi %[[LHS]], %[[DIVISOR]]
    // CHECK: %[[NEGATED:.*]] = arith.subi %[[ZERO]], %[[LHS]]
    // CHECK: %[[WRAPPED:.*]] = arith.select %[[BY_MINUS_ONE]], %[[NEGATED]], %[[QUOTIENT]]
    // CHECK: arith.select %[[BY_ZERO]], %[[ZERO]], %[[WRAPPED]]
    %c = nadir.div %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
    nadir.yield %a, %b, %c : tensor<4xi32>, tensor<4xi32>, tensor<4xi32>
  }
  return %0#0, %0#1, %0#2 : tensor<4xi32>, tensor<4xi32>, tensor<4xi32>
}

// CHECK-LABEL: func.func private @booleans_k0(
func.func @booleans(%x: tensor<4xf32>, %i: tensor<4xi64>) -> tensor<4xf32> {
  %zero = nadir.constant dense<0> : tensor<i64>
  %0 = nadir.group "loop" : tensor<4xf32> {
    // NaN equals nothing, so it differs from everything.
    // CHECK: arith.cmpf oeq
    %eq = nadir.eq %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
    // CHECK: arith.cmpf une
    %ne = nadir.ne %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
    // CHECK: arith.cmpf olt
    %lt = nadir.lt %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
    // CHECK: arith.cmpi sle
    %le = nadir.le %i, %zero : (tensor<4xi64>, tensor<i64>) -> tensor<4xi1>
    // CHECK: arith.cmpi sgt
    %gt = nadir.gt %i, %zero : (tensor<4xi64>, tensor<i64>) -> tensor<4xi1>
    // CHECK: arith.cmpf oge
    %ge = nadir.ge %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
    // CHECK: arith.andi
    %and = nadir.logical_and %eq, %ne : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
    // CHECK: arith.ori
    %or = nadir.logical_or %lt, %le : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
    // CHECK: %[[TRUE:.*]] = arith.constant true
    // CHECK: arith.xori %{{.*}}, %[[TRUE]]
    %not = nadir.logical_not %and : (tensor<4xi1>) -> tensor<4xi1>
    %both = nadir.logical_and %or, %not : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
    %neg = nadir.neg %x : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: arith.select
    %result = nadir.select %both, %x, %neg : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    nadir.yield %result : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func private @casts_k0(
func.func @casts(%x: tensor<4xf32>) -> (tensor<4xi32>, tensor<4xf64>, tensor<4xi64>, tensor<4xf32>) {
  %0:4 = nadir.group "loop" : tensor<4xi32>, tensor<4xf64>, tensor<4xi64>, tensor<4xf32> {
    // NaN becomes 0, and what doesn't fit the nearest float that does.
    // CHECK: ^bb0(%[[IN:.*]]: f32, %{{.*}}: i32):
    // CHECK: %[[NUMBER:.*]] = arith.cmpf ord, %[[IN]], %[[IN]]
    // CHECK: %[[VALUE:.*]] = arith.select %[[NUMBER]], %[[IN]], %{{.*}}
    // CHECK: %[[MIN:.*]] = arith.constant -2.14748365E+9 : f32
    // CHECK: %[[ABOVE:.*]] = arith.maximumf %[[VALUE]], %[[MIN]]
    // CHECK: %[[MAX:.*]] = arith.constant 2.14748352E+9 : f32
    // CHECK: %[[INSIDE:.*]] = arith.minimumf %[[ABOVE]], %[[MAX]]
    // CHECK: arith.fptosi %[[INSIDE]] : f32 to i32
    %i32 = nadir.cast %x : (tensor<4xf32>) -> tensor<4xi32>
    // CHECK: arith.extf {{.*}} : f32 to f64
    %f64 = nadir.cast %x : (tensor<4xf32>) -> tensor<4xf64>
    // CHECK: arith.extsi {{.*}} : i32 to i64
    %i64 = nadir.cast %i32 : (tensor<4xi32>) -> tensor<4xi64>
    // CHECK: arith.cmpi ne
    %i1 = nadir.cast %i64 : (tensor<4xi64>) -> tensor<4xi1>
    // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : f32
    %f32 = nadir.cast %i1 : (tensor<4xi1>) -> tensor<4xf32>
    nadir.yield %i32, %f64, %i64, %f32 : tensor<4xi32>, tensor<4xf64>, tensor<4xi64>, tensor<4xf32>
  }
  return %0#0, %0#1, %0#2, %0#3 : tensor<4xi32>, tensor<4xf64>, tensor<4xi64>, tensor<4xf32>
}

// CHECK-LABEL: func.func private @more_casts_k0(
func.func @more_casts(%x: tensor<4xf64>, %i: tensor<4xi64>) -> (tensor<4xf32>, tensor<4xi1>, tensor<4xi64>, tensor<4xf64>, tensor<4xi32>) {
  %0:5 = nadir.group "loop" : tensor<4xf32>, tensor<4xi1>, tensor<4xi64>, tensor<4xf64>, tensor<4xi32> {
    // CHECK: arith.truncf {{.*}} : f64 to f32
    %f32 = nadir.cast %x : (tensor<4xf64>) -> tensor<4xf32>
    // CHECK: arith.cmpf une
    %i1 = nadir.cast %x : (tensor<4xf64>) -> tensor<4xi1>
    // CHECK: arith.extui {{.*}} : i1 to i64
    %i64 = nadir.cast %i1 : (tensor<4xi1>) -> tensor<4xi64>
    // CHECK: arith.sitofp {{.*}} : i64 to f64
    %f64 = nadir.cast %i : (tensor<4xi64>) -> tensor<4xf64>
    // CHECK: arith.trunci {{.*}} : i64 to i32
    %i32 = nadir.cast %i : (tensor<4xi64>) -> tensor<4xi32>
    nadir.yield %f32, %i1, %i64, %f64, %i32 : tensor<4xf32>, tensor<4xi1>, tensor<4xi64>, tensor<4xf64>, tensor<4xi32>
  }
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<4xf32>, tensor<4xi1>, tensor<4xi64>, tensor<4xf64>, tensor<4xi32>
}

// CHECK-LABEL: func.func private @functions_k0(
// CHECK: arith.negf
// CHECK: math.exp %
// CHECK: math.log %
// CHECK: math.log1p
// CHECK: math.expm1
// CHECK: math.sqrt
// CHECK: math.rsqrt
// CHECK: math.tanh
// CHECK: math.erf %
// CHECK: math.erfc
// CHECK: math.sin
// CHECK: math.cos
// CHECK: math.absf
func.func @functions(%x: tensor<f32>) -> tensor<f32> {
  %0 = nadir.group "loop" : tensor<f32> {
    %1 = nadir.neg %x : (tensor<f32>) -> tensor<f32>
    %2 = nadir.exp %1 : (tensor<f32>) -> tensor<f32>
    %3 = nadir.log %2 : (tensor<f32>) -> tensor<f32>
    %4 = nadir.log1p %3 : (tensor<f32>) -> tensor<f32>
    %5 = nadir.expm1 %4 : (tensor<f32>) -> tensor<f32>
    %6 = nadir.sqrt %5 : (tensor<f32>) -> tensor<f32>
    %7 = nadir.rsqrt %6 : (tensor<f32>) -> tensor<f32>
    %8 = nadir.tanh %7 : (tensor<f32>) -> tensor<f32>
    %9 = nadir.erf %8 : (tensor<f32>) -> tensor<f32>
    %10 = nadir.erfc %9 : (tensor<f32>) -> tensor<f32>
    %11 = nadir.sin %10 : (tensor<f32>) -> tensor<f32>
    %12 = nadir.cos %11 : (tensor<f32>) -> tensor<f32>
    %13 = nadir.abs %12 : (tensor<f32>) -> tensor<f32>
    %14 = nadir.stop_gradient %13 : (tensor<f32>) -> tensor<f32>
    nadir.yield %14 : tensor<f32>
  }
  return %0 : tensor<f32>
}
