// RUN: nadir-opt %s --nadir-lower-groups --canonicalize --cse | FileCheck %s

// Philox's ten rounds, and what is made of the words.
// CHECK-LABEL: func.func private @uniform_k0(
// CHECK-SAME: index, %[[SEED:.*]]: tensor<i64>, %[[STEP:.*]]: tensor<i64>)
// CHECK-DAG: %[[LOW:.*]] = arith.constant -1.000000e+00 : f32
// CHECK-DAG: %[[SPAN:.*]] = arith.constant 4.000000e+00 : f32
// CHECK-DAG: %[[ULP:.*]] = arith.constant 5.96046448E-8 : f32
// CHECK-DAG: %[[WIDTH:.*]] = arith.constant 3 : index
// CHECK-DAG: %[[MASK:.*]] = arith.constant 4294967295 : i64
// CHECK-DAG: %[[HALF:.*]] = arith.constant 32 : i64
// CHECK-DAG: %[[M0:.*]] = arith.constant 3528531795 : i64
// CHECK-DAG: %[[M1:.*]] = arith.constant 3449720151 : i64
// CHECK-DAG: %[[W0:.*]] = arith.constant 2654435769 : i64
// CHECK-DAG: %[[W1:.*]] = arith.constant 3144134277 : i64
// CHECK-DAG: %[[STREAM:.*]] = arith.constant 7 : i64
// CHECK-DAG: %[[EIGHT:.*]] = arith.constant 8 : i64
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : i64
// CHECK-DAG: %[[ONE:.*]] = arith.constant 1 : i64
// CHECK-DAG: %[[TEN:.*]] = arith.constant 10 : i64
// CHECK: linalg.generic {{.*}} ins(%[[SEED]], %[[STEP]] :
// CHECK: ^bb0(%[[KEY:.*]]: i64, %[[T:.*]]: i64, %{{.*}}: f32):
// CHECK-DAG: %[[I:.*]] = linalg.index 0
// CHECK-DAG: %[[J:.*]] = linalg.index 1
// CHECK: %[[ROW:.*]] = arith.muli %[[I]], %[[WIDTH]]
// CHECK: %[[POSITION:.*]] = arith.addi %[[ROW]], %[[J]]
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[POSITION]] : index to i64
// CHECK: %[[C0:.*]] = arith.andi %[[INDEX]], %[[MASK]]
// CHECK: %[[C1:.*]] = arith.shrui %[[INDEX]], %[[HALF]]
// CHECK: %[[C2:.*]] = arith.andi %[[T]], %[[MASK]]
// CHECK: %[[K0:.*]] = arith.andi %[[KEY]], %[[MASK]]
// CHECK: %[[K1:.*]] = arith.shrui %[[KEY]], %[[HALF]]
// CHECK: %[[WORDS:.*]]:4 = scf.for %[[ROUND:.*]] = %[[ZERO]] to %[[TEN]] step %[[ONE]]
// CHECK-SAME: iter_args(%[[X0:.*]] = %[[C0]], %[[X1:.*]] = %[[C1]], %[[X2:.*]] = %[[C2]], %[[X3:.*]] = %[[STREAM]])
// CHECK: %[[LOW0:.*]] = arith.andi %[[X0]], %[[MASK]]
// CHECK: %[[P0:.*]] = arith.muli %[[LOW0]], %[[M0]]
// CHECK: %[[LOW2:.*]] = arith.andi %[[X2]], %[[MASK]]
// CHECK: %[[P1:.*]] = arith.muli %[[LOW2]], %[[M1]]
// CHECK: %[[GROWN0:.*]] = arith.muli %[[ROUND]], %[[W0]]
// CHECK: %[[KEY0:.*]] = arith.addi %[[K0]], %[[GROWN0]]
// CHECK: %[[GROWN1:.*]] = arith.muli %[[ROUND]], %[[W1]]
// CHECK: %[[KEY1:.*]] = arith.addi %[[K1]], %[[GROWN1]]
// CHECK: %[[HIGH1:.*]] = arith.shrui %[[P1]], %[[HALF]]
// CHECK: %[[MIXED0:.*]] = arith.xori %[[HIGH1]], %[[X1]]
// CHECK: %[[NEXT0:.*]] = arith.xori %[[MIXED0]], %[[KEY0]]
// CHECK: %[[HIGH0:.*]] = arith.shrui %[[P0]], %[[HALF]]
// CHECK: %[[MIXED2:.*]] = arith.xori %[[HIGH0]], %[[X3]]
// CHECK: %[[NEXT2:.*]] = arith.xori %[[MIXED2]], %[[KEY1]]
// CHECK: scf.yield %[[NEXT0]], %[[P1]], %[[NEXT2]], %[[P0]]
// CHECK: %[[WORD:.*]] = arith.andi %[[WORDS]]#0, %[[MASK]]
// CHECK: %[[TOP:.*]] = arith.shrui %[[WORD]], %[[EIGHT]]
// CHECK: %[[BITS:.*]] = arith.trunci %[[TOP]] : i64 to i32
// CHECK: %[[REAL:.*]] = arith.sitofp %[[BITS]] : i32 to f32
// CHECK: %[[UNIT:.*]] = arith.mulf %[[REAL]], %[[ULP]]
// CHECK: %[[OFFSET:.*]] = arith.mulf %[[UNIT]], %[[SPAN]]
// CHECK: arith.addf %[[OFFSET]], %[[LOW]]
func.func @uniform(%seed: tensor<i64>, %step: tensor<i64>) -> tensor<?x3xf32> {
  %0 = nadir.group "loop" : tensor<?x3xf32> {
    %u = nadir.random_uniform seed(%seed) step(%step) {low = -1.0, high = 3.0, stream = 7 : i64} : tensor<?x3xf32>
    nadir.yield %u : tensor<?x3xf32>
  }
  return %0 : tensor<?x3xf32>
}

// 53 bits of two words.
// CHECK-LABEL: func.func private @uniform_double_k0(
// CHECK: %[[SHIFTED:.*]] = arith.shli
// CHECK: %[[JOINED:.*]] = arith.ori %[[SHIFTED]]
// CHECK: %[[BITS:.*]] = arith.shrui %[[JOINED]], %{{.*}} : i64
// CHECK: arith.sitofp %[[BITS]] : i64 to f64
func.func @uniform_double(%seed: tensor<i64>) -> tensor<4xf64> {
  %0 = nadir.group "loop" : tensor<4xf64> {
    %u = nadir.random_uniform seed(%seed) : tensor<4xf64>
    nadir.yield %u : tensor<4xf64>
  }
  return %0 : tensor<4xf64>
}

// CHECK-LABEL: func.func private @normal_k0(
// CHECK-DAG: %[[MEAN:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-DAG: %[[STD:.*]] = arith.constant 5.000000e-01 : f32
// CHECK-DAG: %[[MINUS_TWO:.*]] = arith.constant -2.000000e+00 : f32
// CHECK-DAG: %[[TURN:.*]] = arith.constant 6.28318548 : f32
// The logarithm's argument is never 0.
// CHECK: %[[FROM_ONE:.*]] = arith.addi %{{.*}}, %{{.*}} : i64
// CHECK: arith.trunci %[[FROM_ONE]]
// CHECK: %[[LOG:.*]] = math.log
// CHECK: %[[SQUARE:.*]] = arith.mulf %[[LOG]], %[[MINUS_TWO]]
// CHECK: %[[RADIUS:.*]] = math.sqrt %[[SQUARE]]
// CHECK: %[[ANGLE:.*]] = arith.mulf %{{.*}}, %[[TURN]]
// CHECK: %[[COS:.*]] = math.cos %[[ANGLE]]
// CHECK: %[[SCALED:.*]] = arith.mulf %[[RADIUS]], %[[STD]]
// CHECK: %[[OFFSET:.*]] = arith.mulf %[[SCALED]], %[[COS]]
// CHECK: arith.addf %[[OFFSET]], %[[MEAN]]
func.func @normal() -> tensor<4xf32> {
  %0 = nadir.group "loop" : tensor<4xf32> {
    %n = nadir.random_normal {mean = 1.0, std = 0.5} : tensor<4xf32>
    nadir.yield %n : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
