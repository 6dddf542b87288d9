// RUN: nadir-opt %s --nadir-schedule-entries | FileCheck %s

// Large tensors that are streamed together begin at different places of a page:
// parameters at 256 bytes of each 2 KiB, and states at 512, 768, .. 1792 in
// turn. Small ones follow what is in front of them.
// CHECK: nadir.parameter_bytes = 264448 : i64
// CHECK-SAME: {name = "a", offset = 256 : i64, type = tensor<32768xf32>}
// CHECK-SAME: {name = "b", offset = 131328 : i64, type = tensor<3xf32>}
// CHECK-SAME: {name = "c", offset = 133376 : i64, type = tensor<4096x8xf32>}
// CHECK-SAME: nadir.state_bytes =
// CHECK-SAME: {name = "0", offset = 512 : i64,
// CHECK-SAME: {name = "1", offset = 131840 : i64,
// CHECK-SAME: {name = "2", offset = 263168 : i64,
// CHECK-SAME: {name = "3", offset = 394496 : i64,
// CHECK-SAME: {name = "4", offset = 525824 : i64,
// CHECK-SAME: {name = "small", offset = 656896 : i64,
// CHECK-SAME: {name = "5", offset = 788224 : i64,
// CHECK-SAME: {name = "6", offset = 920064 : i64,
module attributes {nadir.program = "places",
  nadir.parameters = [{name = "a", type = tensor<32768xf32>}, {name = "b", type = tensor<3xf32>}, {name = "c", type = tensor<4096x8xf32>}],
  nadir.states = [{name = "0", type = tensor<16384xf64>}, {name = "1", type = tensor<16384xf64>}, {name = "2", type = tensor<16384xf64>},
                  {name = "3", type = tensor<16384xf64>}, {name = "4", type = tensor<16384xf64>}, {name = "small", type = tensor<32767xf32>},
                  {name = "5", type = tensor<16384xf64>}, {name = "6", type = tensor<16384xf64>}]} {}
