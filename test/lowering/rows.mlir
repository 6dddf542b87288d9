// RUN: nadir-opt %s --nadir-lower-groups | FileCheck %s

// CHECK-LABEL: func.func private @pad_rows_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<?x3xf32>)
// CHECK: %[[ZEROS:.*]] = linalg.fill
// CHECK: %[[ALL:.*]] = tensor.insert_slice %[[X]] into %[[ZEROS]][0, 0] [%[[ROWS]], 3] [1, 1] : tensor<?x3xf32> into tensor<8x3xf32>
// CHECK: return %[[ALL]]
func.func @pad_rows(%x: tensor<?x3xf32>) -> tensor<8x3xf32> {
  %0 = nadir.group "sequential" : tensor<8x3xf32> {
    %all = nadir.pad_rows %x : (tensor<?x3xf32>) -> tensor<8x3xf32>
    nadir.yield %all : tensor<8x3xf32>
  }
  return %0 : tensor<8x3xf32>
}

// CHECK-LABEL: func.func private @take_rows_k0(
// CHECK-SAME: %[[ROWS:.*]]: index, %[[X:.*]]: tensor<8xi64>)
// CHECK: %[[FIRST:.*]] = tensor.extract_slice %[[X]][0] [%[[ROWS]]] [1] : tensor<8xi64> to tensor<?xi64>
// CHECK: return %[[FIRST]]
func.func @take_rows(%x: tensor<8xi64>) -> tensor<?xi64> {
  %0 = nadir.group "sequential" : tensor<?xi64> {
    %first = nadir.take_rows %x : (tensor<8xi64>) -> tensor<?xi64>
    nadir.yield %first : tensor<?xi64>
  }
  return %0 : tensor<?xi64>
}
