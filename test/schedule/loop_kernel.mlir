// RUN: nadir-opt %s --nadir-schedule-kernels --canonicalize --cse | FileCheck %s
// RUN: nadir-opt %s --nadir-schedule-kernels=masked-memory=false --canonicalize --cse | FileCheck %s --check-prefix=PLAIN

#scalar = affine_map<() -> ()>
#none = affine_map<(i, j) -> ()>
#both = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#column = affine_map<(i, j) -> (j)>

module attributes {nadir.capacity = 512 : i64} {

// Dimensions that all operands share are one loop, what is left over is masked
// or scalar, and a scalar's value is computed once. Buffers of an update may
// alias.
// CHECK-LABEL: func.func private @update_tasks(
// CHECK-SAME: %[[W:[a-z0-9]+]]: memref<3x10xf32>, %[[RATE:[a-z0-9]+]]: memref<f64>, %[[OUT:[a-z0-9]+]]: memref<3x10xf32>)
// CHECK-SAME: nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64
// CHECK-DAG: %[[MASK:.*]] = arith.constant dense<[true, true, true, true, true, true, true, true, true, true, true, true, true, true, false, false]>
// CHECK-DAG: %[[FLAT:.*]] = memref.reinterpret_cast %[[W]] to offset: [0], sizes: [30]
// CHECK-DAG: %[[X:.*]] = vector.load %[[FLAT]][%{{.*}}] : memref<30xf32>, vector<16xf32>
// CHECK-DAG: %[[SMALL:.*]] = arith.truncf %{{.*}} : f64 to f32
// CHECK-DAG: %[[FACTOR:.*]] = vector.broadcast %[[SMALL]] : f32 to vector<16xf32>
// CHECK: arith.mulf %[[X]], %[[FACTOR]]
// CHECK: vector.maskedload %[[FLAT]][%{{.*}}], %[[MASK]]
// CHECK: vector.maskedstore %{{.*}}[%{{.*}}], %[[MASK]]
// CHECK-NOT: scf.for
// PLAIN-LABEL: func.func private @update_tasks(
// PLAIN: vector.store
// PLAIN: scf.for
// PLAIN: memref.load
// PLAIN-NOT: vector.maskedload
func.func private @update(%rows: index, %w: tensor<3x10xf32>, %rate: tensor<f64>) -> tensor<3x10xf32> attributes {nadir.kernel = "loop", nadir.update} {
  %e = tensor.empty() : tensor<3x10xf32>
  %0 = linalg.generic {indexing_maps = [#both, #none, #both], iterator_types = ["parallel", "parallel"]} ins(%w, %rate : tensor<3x10xf32>, tensor<f64>) outs(%e : tensor<3x10xf32>) {
  ^bb0(%x: f32, %r: f64, %o: f32):
    %f = arith.truncf %r : f64 to f32
    %y = arith.mulf %x, %f : f32
    linalg.yield %y : f32
  } -> tensor<3x10xf32>
  return %0 : tensor<3x10xf32>
}

// The exponentials of a row are computed once and kept for the second pass; the
// sum is a tree over lanes.
// CHECK-LABEL: func.func private @softmax_tasks(
// CHECK-SAME: nadir.task_extent = -1 : i64, nadir.task_grain = [[GRAIN:[0-9]+]] : i64
// CHECK-DAG: %[[KEPT:.*]] = memref.alloca() {alignment = 64 : i64} : memref<1000xf32>
// CHECK: scf.for %[[ROW:[a-z0-9]+]] =
// CHECK: %[[SUM:.*]] = scf.for %{{.*}} iter_args(%[[ACC:.*]] = %{{.*}}) -> (vector<16xf32>) {
// CHECK: %[[EXP:.*]] = math.exp
// CHECK: %[[NEXT:.*]] = arith.addf %[[ACC]], %[[EXP]]
// CHECK: vector.store %[[EXP]], %[[KEPT]]
// CHECK: scf.yield %[[NEXT]]
// CHECK: vector.extract_strided_slice {{.*}} : vector<16xf32> to vector<8xf32>
// CHECK: %[[TOTAL:.*]] = arith.addf %{{.*}}, %{{.*}} : vector<1xf32>
// CHECK: vector.broadcast %{{.*}} : f32 to vector<[[WIDE:.*]]xf32>
// CHECK: scf.for
// CHECK-NOT: math.exp
// CHECK: vector.load %[[KEPT]]
// CHECK: arith.divf
// What the next row's first pass reads is fetched meanwhile, line by line.
// CHECK: memref.prefetch %{{.*}}, read, locality<2>, data
func.func private @softmax(%rows: index, %x: tensor<?x1000xf32>) -> tensor<?x1000xf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%rows) : tensor<?x1000xf32>
  %er = tensor.empty(%rows) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
  %exp = linalg.generic {indexing_maps = [#both, #both], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x1000xf32>) outs(%e : tensor<?x1000xf32>) {
  ^bb0(%p: f32, %o: f32):
    %0 = math.exp %p : f32
    linalg.yield %0 : f32
  } -> tensor<?x1000xf32>
  %sum = linalg.generic {indexing_maps = [#both, #row], iterator_types = ["parallel", "reduction"]} ins(%exp : tensor<?x1000xf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  %y = linalg.generic {indexing_maps = [#both, #row, #both], iterator_types = ["parallel", "parallel"]} ins(%exp, %sum : tensor<?x1000xf32>, tensor<?xf32>) outs(%e : tensor<?x1000xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.divf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<?x1000xf32>
  return %y : tensor<?x1000xf32>
}

// Columns are reduced side by side.
// CHECK-LABEL: func.func private @columns_tasks(
// CHECK: %[[SUMS:.*]] = scf.for %{{.*}} iter_args(%{{.*}} = %{{.*}}) -> (vector<64xf32>)
// CHECK: vector.load %{{.*}} : memref<32768xf32>, vector<64xf32>
// CHECK: vector.store %[[SUMS]], %{{.*}} : memref<64xf32>, vector<64xf32>
func.func private @columns(%rows: index, %x: tensor<?x64xf32>) -> tensor<64xf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<64xf32>) -> tensor<64xf32>
  %s = linalg.generic {indexing_maps = [#both, #column], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<?x64xf32>) outs(%f : tensor<64xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<64xf32>
  return %s : tensor<64xf32>
}

// Long columns are reduced a few rows at a time, into accumulators in memory.
// CHECK-LABEL: func.func private @long_columns_tasks(
// CHECK-SAME: nadir.task_extent = 1000 : i64, nadir.task_grain = 256 : i64
// CHECK: %[[SUMS:.*]] = memref.alloca() {alignment = 64 : i64} : memref<1000xf32>
// CHECK: vector.store %{{.*}}, %[[SUMS]]
// CHECK: scf.for %[[ROW:[a-z0-9]+]] = %{{.*}} to %{{.*}} step %c4
// CHECK: scf.for %[[COLUMN:[a-z0-9]+]] =
// CHECK: vector.load %[[SUMS]][%[[COLUMN]]]
// CHECK-COUNT-4: vector.load %{{.*}} : memref<512000xf32>, vector<64xf32>
// CHECK: vector.store %{{.*}}, %[[SUMS]][%[[COLUMN]]]
func.func private @long_columns(%rows: index, %x: tensor<?x1000xf32>) -> tensor<1000xf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1000xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1000xf32>) -> tensor<1000xf32>
  %s = linalg.generic {indexing_maps = [#both, #column], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<?x1000xf32>) outs(%f : tensor<1000xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<1000xf32>
  return %s : tensor<1000xf32>
}

// Short rows are reduced side by side, a column of them at a time.
// CHECK-LABEL: func.func private @short_rows_tasks(
// CHECK: scf.for %[[ROW:[a-z0-9]+]] = %{{.*}} to %{{.*}} step %c16
// CHECK: scf.for %{{.*}} = %c0 to %c10 step %c1
// CHECK: vector.gather %{{.*}} : memref<5120xf32>, vector<16xi32>
// CHECK: vector.store %{{.*}}[%[[ROW]]] : memref<512xf32>, vector<16xf32>
func.func private @short_rows(%rows: index, %x: tensor<?x10xf32>) -> tensor<?xf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%rows) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %s = linalg.generic {indexing_maps = [#both, #row], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x10xf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  return %s : tensor<?xf32>
}

// A maximum takes one comparison; whether a NaN was seen is kept apart.
// CHECK-LABEL: func.func private @maximum_tasks(
// CHECK: %[[QUIET:.*]] = arith.constant 0x7FC00000 : f32
// CHECK: scf.for
// CHECK: %[[X:.*]] = vector.load
// CHECK: %[[MORE:.*]] = arith.cmpf ogt, %[[X]], %[[MAX:.*]] :
// CHECK: arith.select %[[MORE]], %[[X]], %[[MAX]]
// CHECK: %[[NAN:.*]] = arith.cmpf uno, %[[X]], %[[X]]
// CHECK: arith.ori %{{.*}}, %[[NAN]]
// CHECK-NOT: maximumf
// CHECK: arith.select %{{.*}}, %[[QUIET]], %{{.*}} : f32
func.func private @maximum(%rows: index, %x: tensor<1024xf32>) -> tensor<f32> attributes {nadir.kernel = "loop"} {
  %low = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %s = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<1024xf32>) outs(%f : tensor<f32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.maximumf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  return %s : tensor<f32>
}


// A label among the columns is looked for as a distance from the first lane, in
// vectors of 32 bits; one far away is no lane's.
// CHECK-LABEL: func.func private @hot_tasks(
// CHECK-SAME: %[[LABEL:[a-z0-9]+]]: memref<6xi64>
// CHECK-DAG: %[[LANES:.*]] = arith.constant dense<[0, 1, 2, {{.*}}, 15]> : vector<16xi32>
// CHECK-DAG: %[[BEYOND:.*]] = arith.constant 16 : index
// CHECK: %[[I:.*]] = memref.load %[[LABEL]]
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[I]] : i64 to index
// CHECK-NOT: vector<16xi64>
// CHECK: %[[FAR:.*]] = arith.subi %[[INDEX]], %{{.*}} : index
// CHECK: %[[NEAR:.*]] = arith.minui %[[FAR]], %[[BEYOND]] : index
// CHECK: %[[SMALL:.*]] = arith.index_cast %[[NEAR]] : index to i32
// CHECK: %[[SPLAT:.*]] = vector.broadcast %[[SMALL]] : i32 to vector<16xi32>
// CHECK: arith.cmpi eq, %[[SPLAT]], %[[LANES]] : vector<16xi32>
func.func private @hot(%rows: index, %label: tensor<6xi64>, %x: tensor<6x80xf32>) -> tensor<6x80xf32> attributes {nadir.kernel = "loop"} {
  %e = tensor.empty() : tensor<6x80xf32>
  %0 = linalg.generic {indexing_maps = [#row, #both, #both], iterator_types = ["parallel", "parallel"]} ins(%label, %x : tensor<6xi64>, tensor<6x80xf32>) outs(%e : tensor<6x80xf32>) {
  ^bb0(%l: i64, %v: f32, %o: f32):
    %j = linalg.index 1 : index
    %c = arith.index_cast %j : index to i64
    %is = arith.cmpi eq, %l, %c : i64
    %n = math.exp %v : f32
    %y = arith.select %is, %v, %n : f32
    linalg.yield %y : f32
  } -> tensor<6x80xf32>
  return %0 : tensor<6x80xf32>
}
}
