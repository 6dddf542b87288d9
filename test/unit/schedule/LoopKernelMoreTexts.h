// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The second half of LoopKernelTexts: updates, data movement, integers.

#ifndef NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELMORETEXTS_H
#define NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELMORETEXTS_H

namespace nadir::test {

// The bias corrections are scalars in f64, to be computed once.
inline constexpr const char *adamText = R"(
func.func private @k(%rows: index, %w: tensor<7x$Cxf32>, %g: tensor<7x$Cxf32>, %m: tensor<7x$Cxf32>, %v: tensor<7x$Cxf32>, %lr: tensor<f64>, %step: tensor<i64>) -> (tensor<7x$Cxf32>, tensor<7x$Cxf32>, tensor<7x$Cxf32>) attributes {nadir.kernel = "loop", nadir.update} {
  %beta1 = arith.constant 0.9 : f32
  %rest1 = arith.constant 0.1 : f32
  %beta2 = arith.constant 0.999 : f32
  %rest2 = arith.constant 0.001 : f32
  %eps = arith.constant 1.0e-8 : f32
  %one = arith.constant 1.0 : f64
  %b1 = arith.constant 0.9 : f64
  %e0 = tensor.empty() : tensor<f64>
  %c1 = linalg.generic {indexing_maps = [#v0, #v0], iterator_types = []} ins(%step : tensor<i64>) outs(%e0 : tensor<f64>) {
  ^bb0(%t: i64, %o: f64):
    %tf = arith.sitofp %t : i64 to f64
    %p = math.powf %b1, %tf : f64
    %q = arith.subf %one, %p : f64
    linalg.yield %q : f64
  } -> tensor<f64>
  %size = linalg.generic {indexing_maps = [#v0, #v0, #v0], iterator_types = []} ins(%lr, %c1 : tensor<f64>, tensor<f64>) outs(%e0 : tensor<f64>) {
  ^bb0(%a: f64, %b: f64, %o: f64):
    %q = arith.divf %a, %b : f64
    linalg.yield %q : f64
  } -> tensor<f64>
  %e = tensor.empty() : tensor<7x$Cxf32>
  %m1 = linalg.generic {indexing_maps = [#v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%m, %g : tensor<7x$Cxf32>, tensor<7x$Cxf32>) outs(%e : tensor<7x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.mulf %p, %beta1 : f32
    %1 = arith.mulf %q, %rest1 : f32
    %2 = arith.addf %0, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<7x$Cxf32>
  %v1 = linalg.generic {indexing_maps = [#v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%v, %g : tensor<7x$Cxf32>, tensor<7x$Cxf32>) outs(%e : tensor<7x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.mulf %p, %beta2 : f32
    %1 = arith.mulf %q, %q : f32
    %2 = arith.mulf %1, %rest2 : f32
    %3 = arith.addf %0, %2 : f32
    linalg.yield %3 : f32
  } -> tensor<7x$Cxf32>
  %w1 = linalg.generic {indexing_maps = [#v2, #v2, #v2, #s2, #v2], iterator_types = ["parallel", "parallel"]} ins(%w, %m1, %v1, %size : tensor<7x$Cxf32>, tensor<7x$Cxf32>, tensor<7x$Cxf32>, tensor<f64>) outs(%e : tensor<7x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32, %s: f64, %o: f32):
    %a = math.absf %r : f32
    %0 = math.sqrt %a : f32
    %1 = arith.addf %0, %eps : f32
    %2 = arith.divf %q, %1 : f32
    %3 = arith.truncf %s : f64 to f32
    %4 = arith.mulf %2, %3 : f32
    %5 = arith.subf %p, %4 : f32
    linalg.yield %5 : f32
  } -> tensor<7x$Cxf32>
  return %w1, %m1, %v1 : tensor<7x$Cxf32>, tensor<7x$Cxf32>, tensor<7x$Cxf32>
}
)";

inline constexpr const char *transposeText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>) -> tensor<$Cx?xf32> attributes {nadir.kernel = "loop"} {
  %e = tensor.empty(%rows) : tensor<$Cx?xf32>
  %a = linalg.generic {indexing_maps = [#t2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x$Cxf32>) outs(%e : tensor<$Cx?xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  } -> tensor<$Cx?xf32>
  return %a : tensor<$Cx?xf32>
}
)";

inline constexpr const char *transposeInnerText = R"(
func.func private @k(%rows: index, %x: tensor<?x5x$Cxf64>) -> tensor<5x?x$Cxf64> attributes {nadir.kernel = "loop"} {
  %e = tensor.empty(%rows) : tensor<5x?x$Cxf64>
  %a = linalg.generic {indexing_maps = [#t3, #v3], iterator_types = ["parallel", "parallel", "parallel"]} ins(%x : tensor<?x5x$Cxf64>) outs(%e : tensor<5x?x$Cxf64>) {
  ^bb0(%p: f64, %o: f64):
    linalg.yield %p : f64
  } -> tensor<5x?x$Cxf64>
  return %a : tensor<5x?x$Cxf64>
}
)";

inline constexpr const char *sliceText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cx9xf32>, %y: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x2x4xf32>) attributes {nadir.kernel = "loop"} {
  %e = tensor.empty(%rows) : tensor<?x3xf32>
  %s = tensor.extract_slice %x[0, 1, 2] [%rows, 1, 3] [1, 1, 2] : tensor<?x$Cx9xf32> to tensor<?x3xf32>
  %t = tensor.extract_slice %x[0, 0, 5] [%rows, 2, 4] [1, 2, 1] : tensor<?x$Cx9xf32> to tensor<?x2x4xf32>
  %a = linalg.generic {indexing_maps = [#v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%s, %y : tensor<?x3xf32>, tensor<?x3xf32>) outs(%e : tensor<?x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.addf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<?x3xf32>
  return %a, %t : tensor<?x3xf32>, tensor<?x2x4xf32>
}
)";

inline constexpr const char *embeddingText = R"(
func.func private @k(%rows: index, %table: tensor<20x$Cxf32>, %i: tensor<?xi64>) -> tensor<?x$Cxf32> attributes {nadir.kernel = "loop"} {
  %e = tensor.empty(%rows) : tensor<?x$Cxf32>
  %a = linalg.generic {indexing_maps = [#i2, #v2], iterator_types = ["parallel", "parallel"]} ins(%i : tensor<?xi64>) outs(%e : tensor<?x$Cxf32>) {
  ^bb0(%p: i64, %o: f32):
    %r = arith.index_cast %p : i64 to index
    %c = linalg.index 1 : index
    %0 = tensor.extract %table[%r, %c] : tensor<20x$Cxf32>
    linalg.yield %0 : f32
  } -> tensor<?x$Cxf32>
  return %a : tensor<?x$Cxf32>
}
)";

inline constexpr const char *oneHotText = R"(
func.func private @k(%rows: index, %i: tensor<?xi64>, %w: tensor<$Cxf64>) -> (tensor<?x$Cxi64>, tensor<?xf64>) attributes {nadir.kernel = "loop"} {
  %e = tensor.empty(%rows) : tensor<?x$Cxi64>
  %e1 = tensor.empty(%rows) : tensor<?xf64>
  %a = linalg.generic {indexing_maps = [#i2, #v2], iterator_types = ["parallel", "parallel"]} ins(%i : tensor<?xi64>) outs(%e : tensor<?x$Cxi64>) {
  ^bb0(%p: i64, %o: i64):
    %c = linalg.index 1 : index
    %ci = arith.index_cast %c : index to i64
    %0 = arith.cmpi eq, %ci, %p : i64
    %1 = arith.extui %0 : i1 to i64
    linalg.yield %1 : i64
  } -> tensor<?x$Cxi64>
  %b = linalg.generic {indexing_maps = [#v1, #v1], iterator_types = ["parallel"]} ins(%i : tensor<?xi64>) outs(%e1 : tensor<?xf64>) {
  ^bb0(%p: i64, %o: f64):
    %r = arith.index_cast %p : i64 to index
    %0 = tensor.extract %w[%r] : tensor<$Cxf64>
    linalg.yield %0 : f64
  } -> tensor<?xf64>
  return %a, %b : tensor<?x$Cxi64>, tensor<?xf64>
}
)";

#define NADIR_ARGMAX_BODY                                                      \
  R"(
    %c = linalg.index )" NADIR_ARGMAX_DIM R"( : index
    %ci = arith.index_cast %c : index to i64
    %gt = arith.cmpf ogt, %p, %best : f32
    %nan = arith.cmpf uno, %p, %p : f32
    %num = arith.cmpf ord, %best, %best : f32
    %first = arith.andi %nan, %num : i1
    %better = arith.ori %gt, %first : i1
    %0 = arith.select %better, %p, %best : f32
    %1 = arith.select %better, %ci, %at : i64
    linalg.yield %0, %1 : f32, i64
)"

#define NADIR_ARGMAX_DIM "1"
// Rounding makes equal values, of which the first counts.
inline constexpr const char *argMaxText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>) -> tensor<?xi64> attributes {nadir.kernel = "loop"} {
  %low = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0 : i64
  %e = tensor.empty(%rows) : tensor<?xf32>
  %ei = tensor.empty(%rows) : tensor<?xi64>
  %ex = tensor.empty(%rows) : tensor<?x$Cxf32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %fi = linalg.fill ins(%zero : i64) outs(%ei : tensor<?xi64>) -> tensor<?xi64>
  %r = linalg.generic {indexing_maps = [#v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x$Cxf32>) outs(%ex : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %o: f32):
    %0 = math.floor %p : f32
    linalg.yield %0 : f32
  } -> tensor<?x$Cxf32>
  %m:2 = linalg.generic {indexing_maps = [#v2, #i2, #i2], iterator_types = ["parallel", "reduction"]} ins(%r : tensor<?x$Cxf32>) outs(%f, %fi : tensor<?xf32>, tensor<?xi64>) {
  ^bb0(%p: f32, %best: f32, %at: i64):)" NADIR_ARGMAX_BODY R"(
  } -> (tensor<?xf32>, tensor<?xi64>)
  return %m#1 : tensor<?xi64>
}
)";
#undef NADIR_ARGMAX_DIM

#define NADIR_ARGMAX_DIM "0"
inline constexpr const char *argMaxColumnsText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>) -> (tensor<$Cxf32>, tensor<$Cxi64>) attributes {nadir.kernel = "loop"} {
  %low = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0 : i64
  %e = tensor.empty() : tensor<$Cxf32>
  %ei = tensor.empty() : tensor<$Cxi64>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<$Cxf32>) -> tensor<$Cxf32>
  %fi = linalg.fill ins(%zero : i64) outs(%ei : tensor<$Cxi64>) -> tensor<$Cxi64>
  %m:2 = linalg.generic {indexing_maps = [#v2, #j2, #j2], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<?x$Cxf32>) outs(%f, %fi : tensor<$Cxf32>, tensor<$Cxi64>) {
  ^bb0(%p: f32, %best: f32, %at: i64):)" NADIR_ARGMAX_BODY R"(
  } -> (tensor<$Cxf32>, tensor<$Cxi64>)
  return %m#0, %m#1 : tensor<$Cxf32>, tensor<$Cxi64>
}
)";
#undef NADIR_ARGMAX_DIM
#undef NADIR_ARGMAX_BODY

// Mixes the element's index and a seed as a counter-based generator does.
inline constexpr const char *randomText = R"(
func.func private @k(%rows: index, %seed: tensor<i64>) -> tensor<?x$Cxf32> attributes {nadir.kernel = "loop"} {
  %size = arith.constant $C : i64
  %low32 = arith.constant 4294967295 : i64
  %m = arith.constant 3528531795 : i64
  %s32 = arith.constant 32 : i64
  %s8 = arith.constant 8 : i32
  %scale = arith.constant 5.9604644775390625e-08 : f32
  %e = tensor.empty(%rows) : tensor<?x$Cxf32>
  %a = linalg.generic {indexing_maps = [#s2, #v2], iterator_types = ["parallel", "parallel"]} ins(%seed : tensor<i64>) outs(%e : tensor<?x$Cxf32>) {
  ^bb0(%key: i64, %o: f32):
    %r = linalg.index 0 : index
    %c = linalg.index 1 : index
    %ri = arith.index_cast %r : index to i64
    %ci = arith.index_cast %c : index to i64
    %0 = arith.muli %ri, %size : i64
    %1 = arith.addi %0, %ci : i64
    %2 = arith.addi %1, %key : i64
    %3 = arith.muli %2, %m : i64
    %4 = arith.shrui %3, %s32 : i64
    %5 = arith.andi %3, %low32 : i64
    %6 = arith.xori %4, %5 : i64
    %7 = arith.muli %6, %m : i64
    %8 = arith.trunci %7 : i64 to i32
    %9 = arith.shrui %8, %s8 : i32
    %10 = arith.uitofp %9 : i32 to f32
    %11 = arith.mulf %10, %scale : f32
    linalg.yield %11 : f32
  } -> tensor<?x$Cxf32>
  return %a : tensor<?x$Cxf32>
}
)";

inline constexpr const char *booleansText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxi1>, %y: tensor<?x$Cxi32>, %z: tensor<?x$Cxf32>) -> (tensor<?x$Cxi1>, tensor<?xi1>, tensor<?xi32>) attributes {nadir.kernel = "loop"} {
  %one = arith.constant 1 : i32
  %no = arith.constant false
  %least = arith.constant -2147483648 : i32
  %e = tensor.empty(%rows) : tensor<?x$Cxi1>
  %er = tensor.empty(%rows) : tensor<?xi1>
  %ei = tensor.empty(%rows) : tensor<?xi32>
  %a = linalg.generic {indexing_maps = [#v2, #v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x, %y, %z : tensor<?x$Cxi1>, tensor<?x$Cxi32>, tensor<?x$Cxf32>) outs(%e : tensor<?x$Cxi1>) {
  ^bb0(%p: i1, %q: i32, %r: f32, %o: i1):
    %0 = arith.cmpi sgt, %q, %one : i32
    %s = arith.sitofp %q : i32 to f32
    %1 = arith.cmpf olt, %r, %s : f32
    %2 = arith.andi %0, %1 : i1
    %3 = arith.xori %2, %p : i1
    linalg.yield %3 : i1
  } -> tensor<?x$Cxi1>
  %f = linalg.fill ins(%no : i1) outs(%er : tensor<?xi1>) -> tensor<?xi1>
  %any = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<?x$Cxi1>) outs(%f : tensor<?xi1>) {
  ^bb0(%p: i1, %acc: i1):
    %0 = arith.ori %p, %acc : i1
    linalg.yield %0 : i1
  } -> tensor<?xi1>
  %fi = linalg.fill ins(%least : i32) outs(%ei : tensor<?xi32>) -> tensor<?xi32>
  %top = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%y : tensor<?x$Cxi32>) outs(%fi : tensor<?xi32>) {
  ^bb0(%p: i32, %acc: i32):
    %0 = arith.maxsi %p, %acc : i32
    linalg.yield %0 : i32
  } -> tensor<?xi32>
  return %a, %any, %top : tensor<?x$Cxi1>, tensor<?xi1>, tensor<?xi32>
}
)";

inline constexpr const char *scalarsText = R"(
func.func private @k(%rows: index, %a: tensor<f64>, %b: tensor<i64>) -> (tensor<f64>, tensor<i1>, tensor<f32>) attributes {nadir.kernel = "loop"} {
  %half = arith.constant dense<0.5> : tensor<f32>
  %e = tensor.empty() : tensor<f64>
  %eb = tensor.empty() : tensor<i1>
  %r:2 = linalg.generic {indexing_maps = [#v0, #v0, #v0, #v0], iterator_types = []} ins(%a, %b : tensor<f64>, tensor<i64>) outs(%e, %eb : tensor<f64>, tensor<i1>) {
  ^bb0(%p: f64, %q: i64, %o: f64, %ob: i1):
    %0 = arith.sitofp %q : i64 to f64
    %1 = arith.mulf %p, %0 : f64
    %2 = arith.cmpf olt, %1, %p : f64
    linalg.yield %1, %2 : f64, i1
  } -> (tensor<f64>, tensor<i1>)
  return %r#0, %r#1, %half : tensor<f64>, tensor<i1>, tensor<f32>
}
)";

// Both dimensions are rows.
inline constexpr const char *pairsText = R"(
func.func private @k(%rows: index, %x: tensor<?xf32>, %y: tensor<?xf32>) -> (tensor<?x?xf32>, tensor<?xf32>) attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%rows, %rows) : tensor<?x?xf32>
  %er = tensor.empty(%rows) : tensor<?xf32>
  %d = linalg.generic {indexing_maps = [#i2, #j2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?x?xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.subf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<?x?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
  %s = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%d : tensor<?x?xf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %p, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  return %d, %s : tensor<?x?xf32>, tensor<?xf32>
}
)";

// Divides by numbers that are never 0, but for lanes that don't exist.
inline constexpr const char *divisionText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxi64>, %y: tensor<?x$Cxi64>) -> tensor<?x$Cxi64> attributes {nadir.kernel = "loop"} {
  %one = arith.constant 1 : i64
  %e = tensor.empty(%rows) : tensor<?x$Cxi64>
  %a = linalg.generic {indexing_maps = [#v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x$Cxi64>, tensor<?x$Cxi64>) outs(%e : tensor<?x$Cxi64>) {
  ^bb0(%p: i64, %q: i64, %o: i64):
    %n = arith.index_cast %rows : index to i64
    %0 = arith.muli %q, %q : i64
    %1 = arith.subi %0, %q : i64
    %2 = arith.maxsi %1, %one : i64
    %3 = arith.remsi %p, %2 : i64
    %4 = arith.divsi %3, %n : i64
    linalg.yield %4 : i64
  } -> tensor<?x$Cxi64>
  return %a : tensor<?x$Cxi64>
}
)";

// Three reductions whose results start from one tensor.
inline constexpr const char *sharedFillText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%rows) : tensor<?xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %a = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x$Cxf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  %b = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x$Cxf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = math.absf %p : f32
    %1 = arith.addf %acc, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<?xf32>
  %c = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x$Cxf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.maximumf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  return %a, %b, %c : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}
)";

// A dimension without elements, whose sum is 0.
inline constexpr const char *emptyText = R"(
func.func private @k(%rows: index, %x: tensor<?x0xf32>, %y: tensor<?x$Cxf32>) -> (tensor<?xf32>, tensor<?x0xf32>) attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%rows) : tensor<?xf32>
  %ex = tensor.empty(%rows) : tensor<?x0xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %s = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x0xf32>) outs(%f : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  %d = linalg.generic {indexing_maps = [#v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x0xf32>) outs(%ex : tensor<?x0xf32>) {
  ^bb0(%p: f32, %o: f32):
    %0 = arith.negf %p : f32
    linalg.yield %0 : f32
  } -> tensor<?x0xf32>
  return %s, %d : tensor<?xf32>, tensor<?x0xf32>
}
)";

// Results on different axes, which need loops of their own.
inline constexpr const char *twoShapesText = R"(
func.func private @k(%rows: index, %x: tensor<40x$Cxf32>, %y: tensor<$Cxf32>, %s: tensor<f32>) -> (tensor<40x$Cxf32>, tensor<$Cxf32>, tensor<f32>, tensor<40x$Cxf32>) attributes {nadir.kernel = "loop"} {
  %e = tensor.empty() : tensor<40x$Cxf32>
  %e1 = tensor.empty() : tensor<$Cxf32>
  %e0 = tensor.empty() : tensor<f32>
  %r = linalg.generic {indexing_maps = [#s1, #v1, #v1], iterator_types = ["parallel"]} ins(%s, %y : tensor<f32>, tensor<$Cxf32>) outs(%e1 : tensor<$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.addf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<$Cxf32>
  %a = linalg.generic {indexing_maps = [#v2, #j2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x, %r : tensor<40x$Cxf32>, tensor<$Cxf32>) outs(%e : tensor<40x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.mulf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<40x$Cxf32>
  return %a, %r, %s, %x : tensor<40x$Cxf32>, tensor<$Cxf32>, tensor<f32>, tensor<40x$Cxf32>
}
)";

} // namespace nadir::test

#endif // NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELMORETEXTS_H
