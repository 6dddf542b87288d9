// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bodies of the modules in LoopKernelCases. Indexing maps are named by what
// they keep: #v2 is the identity of rank 2, #i2 its first dimension, #s2
// nothing.

#ifndef NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELTEXTS_H
#define NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELTEXTS_H

namespace nadir::test {

inline constexpr const char *pointwiseText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>, %y: tensor<?x$Cxf32>) -> tensor<?x$Cxf32> attributes {nadir.kernel = "loop"} {
  %e = tensor.empty(%rows) : tensor<?x$Cxf32>
  %a = linalg.generic {indexing_maps = [#v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x$Cxf32>, tensor<?x$Cxf32>) outs(%e : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.mulf %p, %q : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<?x$Cxf32>
  %b = linalg.generic {indexing_maps = [#v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%a, %x : tensor<?x$Cxf32>, tensor<?x$Cxf32>) outs(%e : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.subf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<?x$Cxf32>
  return %b : tensor<?x$Cxf32>
}
)";

inline constexpr const char *biasText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>, %b: tensor<$Cxf32>, %s: tensor<f32>) -> tensor<?x$Cxf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%rows) : tensor<?x$Cxf32>
  %a = linalg.generic {indexing_maps = [#v2, #j2, #s2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x, %b, %s : tensor<?x$Cxf32>, tensor<$Cxf32>, tensor<f32>) outs(%e : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %r: f32, %o: f32):
    %0 = arith.addf %p, %q : f32
    %1 = arith.maximumf %0, %zero : f32
    %2 = math.sqrt %r : f32
    %3 = arith.mulf %1, %2 : f32
    linalg.yield %1 : f32
  } -> tensor<?x$Cxf32>
  return %a : tensor<?x$Cxf32>
}
)";

// Loss and gradient of each row, with the label's logit read by tensor.extract.
inline constexpr const char *crossEntropyText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>, %label: tensor<?xi64>, %g: tensor<f32>) -> (tensor<?xf32>, tensor<?x$Cxf32>) attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %er = tensor.empty(%rows) : tensor<?xf32>
  %ef = tensor.empty(%rows) : tensor<?x$Cxf32>
  %fm = linalg.fill ins(%low : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
  %max = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<?x$Cxf32>) outs(%fm : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.maximumf %p, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  %exp = linalg.generic {indexing_maps = [#v2, #i2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x, %max : tensor<?x$Cxf32>, tensor<?xf32>) outs(%ef : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.subf %p, %q : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<?x$Cxf32>
  %fs = linalg.fill ins(%zero : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {indexing_maps = [#v2, #i2], iterator_types = ["parallel", "reduction"]} ins(%exp : tensor<?x$Cxf32>) outs(%fs : tensor<?xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %p, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  %loss = linalg.generic {indexing_maps = [#v1, #v1, #v1, #v1], iterator_types = ["parallel"]} ins(%max, %sum, %label : tensor<?xf32>, tensor<?xf32>, tensor<?xi64>) outs(%er : tensor<?xf32>) {
  ^bb0(%m: f32, %s: f32, %t: i64, %o: f32):
    %row = linalg.index 0 : index
    %column = arith.index_cast %t : i64 to index
    %logit = tensor.extract %x[%row, %column] : tensor<?x$Cxf32>
    %0 = math.log %s : f32
    %1 = arith.addf %0, %m : f32
    %2 = arith.subf %1, %logit : f32
    linalg.yield %2 : f32
  } -> tensor<?xf32>
  %grad = linalg.generic {indexing_maps = [#v2, #i2, #i2, #s2, #v2], iterator_types = ["parallel", "parallel"]} ins(%exp, %sum, %label, %g : tensor<?x$Cxf32>, tensor<?xf32>, tensor<?xi64>, tensor<f32>) outs(%ef : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %s: f32, %t: i64, %scale: f32, %o: f32):
    %column = linalg.index 1 : index
    %c = arith.index_cast %column : index to i64
    %is = arith.cmpi eq, %c, %t : i64
    %hot = arith.select %is, %one, %zero : f32
    %0 = arith.divf %p, %s : f32
    %1 = arith.subf %0, %hot : f32
    %2 = arith.mulf %1, %scale : f32
    linalg.yield %2 : f32
  } -> tensor<?x$Cxf32>
  return %loss, %grad : tensor<?xf32>, tensor<?x$Cxf32>
}
)";

inline constexpr const char *softmaxKeepDimText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>) -> tensor<?x$Cxf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %er = tensor.empty(%rows) : tensor<?x1xf32>
  %ef = tensor.empty(%rows) : tensor<?x$Cxf32>
  %fs = linalg.fill ins(%zero : f32) outs(%er : tensor<?x1xf32>) -> tensor<?x1xf32>
  %exp = linalg.generic {indexing_maps = [#v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<?x$Cxf32>) outs(%ef : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %o: f32):
    %1 = math.exp %p : f32
    linalg.yield %1 : f32
  } -> tensor<?x$Cxf32>
  %sum = linalg.generic {indexing_maps = [#v2, #i02], iterator_types = ["parallel", "reduction"]} ins(%exp : tensor<?x$Cxf32>) outs(%fs : tensor<?x1xf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %acc, %p : f32
    linalg.yield %0 : f32
  } -> tensor<?x1xf32>
  %y = linalg.generic {indexing_maps = [#v2, #i02, #v2], iterator_types = ["parallel", "parallel"]} ins(%exp, %sum : tensor<?x$Cxf32>, tensor<?x1xf32>) outs(%ef : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.divf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<?x$Cxf32>
  return %y : tensor<?x$Cxf32>
}
)";

inline constexpr const char *columnSumText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>) -> tensor<$Cxf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<$Cxf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<$Cxf32>) -> tensor<$Cxf32>
  %s = linalg.generic {indexing_maps = [#v2, #j2], iterator_types = ["reduction", "parallel"]} ins(%x : tensor<?x$Cxf32>) outs(%f : tensor<$Cxf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %p, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<$Cxf32>
  return %s : tensor<$Cxf32>
}
)";

inline constexpr const char *reluGradAndBiasText = R"(
func.func private @k(%rows: index, %y: tensor<?x$Cxf32>, %g: tensor<?x$Cxf32>) -> (tensor<?x$Cxf32>, tensor<$Cxf32>) attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<$Cxf32>
  %ef = tensor.empty(%rows) : tensor<?x$Cxf32>
  %d = linalg.generic {indexing_maps = [#v2, #v2, #v2], iterator_types = ["parallel", "parallel"]} ins(%y, %g : tensor<?x$Cxf32>, tensor<?x$Cxf32>) outs(%ef : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.cmpf ogt, %p, %zero : f32
    %1 = arith.select %0, %q, %zero : f32
    linalg.yield %1 : f32
  } -> tensor<?x$Cxf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<$Cxf32>) -> tensor<$Cxf32>
  %s = linalg.generic {indexing_maps = [#v2, #j2], iterator_types = ["reduction", "parallel"]} ins(%d : tensor<?x$Cxf32>) outs(%f : tensor<$Cxf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %p, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<$Cxf32>
  return %d, %s : tensor<?x$Cxf32>, tensor<$Cxf32>
}
)";

inline constexpr const char *middleSumText = R"(
func.func private @k(%rows: index, %x: tensor<?x6x$Cxf32>) -> tensor<?x$Cxf32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%rows) : tensor<?x$Cxf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<?x$Cxf32>) -> tensor<?x$Cxf32>
  %s = linalg.generic {indexing_maps = [#v3, #ik3], iterator_types = ["parallel", "reduction", "parallel"]} ins(%x : tensor<?x6x$Cxf32>) outs(%f : tensor<?x$Cxf32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %p, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<?x$Cxf32>
  return %s : tensor<?x$Cxf32>
}
)";

inline constexpr const char *outerAndInnerSumText = R"(
func.func private @k(%rows: index, %x: tensor<?x3x$Cxf32>) -> (tensor<3xf32>, tensor<3xf32>) attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<3xf32>) -> tensor<3xf32>
  %s:2 = linalg.generic {indexing_maps = [#v3, #j3, #j3], iterator_types = ["reduction", "parallel", "reduction"]} ins(%x : tensor<?x3x$Cxf32>) outs(%f, %f : tensor<3xf32>, tensor<3xf32>) {
  ^bb0(%p: f32, %acc: f32, %acc2: f32):
    %0 = arith.addf %p, %acc : f32
    %1 = arith.mulf %p, %p : f32
    %2 = arith.addf %1, %acc2 : f32
    linalg.yield %0, %2 : f32, f32
  } -> (tensor<3xf32>, tensor<3xf32>)
  return %s#0, %s#1 : tensor<3xf32>, tensor<3xf32>
}
)";

inline constexpr const char *meanText = R"(
func.func private @k(%rows: index, %x: tensor<?x$Cxf32>) -> tensor<f32> attributes {nadir.kernel = "loop"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %s = linalg.generic {indexing_maps = [#v2, #s2], iterator_types = ["reduction", "reduction"]} ins(%x : tensor<?x$Cxf32>) outs(%f : tensor<f32>) {
  ^bb0(%p: f32, %acc: f32):
    %0 = arith.addf %p, %acc : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  %m = linalg.generic {indexing_maps = [#v0, #v0], iterator_types = []} ins(%s : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%p: f32, %o: f32):
    %n = arith.index_cast %rows : index to i64
    %r = arith.sitofp %n : i64 to f32
    %0 = arith.divf %p, %r : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  return %m : tensor<f32>
}
)";

} // namespace nadir::test

#include "LoopKernelMoreTexts.h"

#endif // NADIR_TEST_UNIT_SCHEDULE_LOOPKERNELTEXTS_H
