// RUN: nadir-opt %s --nadir-decompose --cse | FileCheck %s

// CHECK-LABEL: func.func @sum_of_rows(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x3xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<?x1xf32>) -> tensor<?xf32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @sum_of_rows(%x: tensor<?x3xf32>) -> tensor<?xf32> {
  %0 = nadir.sum %x {dim = array<i64: -1>} : (tensor<?x3xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// A total has two stages: rows can be summed where they are made.
// CHECK-LABEL: func.func @total(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x4xf32>)
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[X]] {dim = array<i64: 1, 2>, keepdim = true} : (tensor<?x3x4xf32>) -> tensor<?x1x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<?x1x1xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[RESHAPE]] {dim = array<i64: 0>, keepdim = true} : (tensor<?xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[SUM2]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: return %[[RESHAPE2]]
func.func @total(%x: tensor<?x3x4xf32>) -> tensor<f32> {
  %0 = nadir.sum %x : (tensor<?x3x4xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @total_of_vector(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>)
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[X]] {dim = array<i64: 0>, keepdim = true} : (tensor<?xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @total_of_vector(%x: tensor<?xf32>) -> tensor<f32> {
  %0 = nadir.sum %x : (tensor<?xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @total_of_one_row(
// CHECK-SAME: %[[X:.*]]: tensor<1x3xf32>)
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[X]] {dim = array<i64: 0, 1>, keepdim = true} : (tensor<1x3xf32>) -> tensor<1x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1x1xf32>) -> tensor<f32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @total_of_one_row(%x: tensor<1x3xf32>) -> tensor<f32> {
  %0 = nadir.sum %x : (tensor<1x3xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @extremes(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xi32>) -> (tensor<4xi32>, tensor<i32>)
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<4x3xi32>) -> tensor<4x1xi32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[MAX]] : (tensor<4x1xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[MIN:.*]] = nadir.min %[[X]] {dim = array<i64: 0, 1>, keepdim = true} : (tensor<4x3xi32>) -> tensor<1x1xi32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[MIN]] : (tensor<1x1xi32>) -> tensor<i32>
// CHECK-NEXT: return %[[RESHAPE]], %[[RESHAPE2]]
func.func @extremes(%x: tensor<4x3xi32>) -> (tensor<4xi32>, tensor<i32>) {
  %0 = nadir.max %x {dim = array<i64: 1>} : (tensor<4x3xi32>) -> tensor<4xi32>
  %1 = nadir.min %x : (tensor<4x3xi32>) -> tensor<i32>
  return %0, %1 : tensor<4xi32>, tensor<i32>
}

// CHECK-LABEL: func.func @argmax(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>) -> (tensor<?xi64>, tensor<i64>)
// CHECK-NEXT: %[[ARGMAX:.*]] = nadir.argmax %[[X]] {dim = 1 : i64, keepdim = true} : (tensor<?x3xf32>) -> tensor<?x1xi64>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[ARGMAX]] : (tensor<?x1xi64>) -> tensor<?xi64>
// CHECK-NEXT: %[[ARGMAX2:.*]] = nadir.argmax %[[X]] {keepdim = true} : (tensor<?x3xf32>) -> tensor<1x1xi64>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[ARGMAX2]] : (tensor<1x1xi64>) -> tensor<i64>
// CHECK-NEXT: return %[[RESHAPE]], %[[RESHAPE2]]
func.func @argmax(%x: tensor<?x3xf32>) -> (tensor<?xi64>, tensor<i64>) {
  %0 = nadir.argmax %x {dim = 1 : i64} : (tensor<?x3xf32>) -> tensor<?xi64>
  %1 = nadir.argmax %x : (tensor<?x3xf32>) -> tensor<i64>
  return %0, %1 : tensor<?xi64>, tensor<i64>
}

// CHECK-LABEL: func.func @scalars_have_no_dimension_to_keep(
// CHECK-SAME: %[[X:.*]]: tensor<f32>) -> (tensor<f32>, tensor<i64>)
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[X]] : (tensor<f32>) -> tensor<f32>
// CHECK-NEXT: %[[ARGMAX:.*]] = nadir.argmax %[[X]] : (tensor<f32>) -> tensor<i64>
// CHECK-NEXT: return %[[SUM]], %[[ARGMAX]]
func.func @scalars_have_no_dimension_to_keep(%x: tensor<f32>) -> (tensor<f32>, tensor<i64>) {
  %0 = nadir.sum %x : (tensor<f32>) -> tensor<f32>
  %1 = nadir.argmax %x : (tensor<f32>) -> tensor<i64>
  return %0, %1 : tensor<f32>, tensor<i64>
}

// Pointwise operations broadcast by themselves.
// CHECK-LABEL: func.func @broadcast_operand(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[B:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[X]], %[[B]] : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: return %[[ADD]]
func.func @broadcast_operand(%x: tensor<4x3xf32>, %b: tensor<3xf32>) -> tensor<4x3xf32> {
  %0 = nadir.broadcast %b : (tensor<3xf32>) -> tensor<4x3xf32>
  %1 = nadir.add %x, %0 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @leading_ones(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[B:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[X]], %[[B]] : (tensor<4x3xf32>, tensor<3xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: return %[[ADD]]
func.func @leading_ones(%x: tensor<4x3xf32>, %b: tensor<3xf32>) -> tensor<4x3xf32> {
  %0 = nadir.reshape %b : (tensor<3xf32>) -> tensor<1x3xf32>
  %1 = nadir.add %x, %0 : (tensor<4x3xf32>, tensor<1x3xf32>) -> tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}

// The last one to give the result its shape stays.
// CHECK-LABEL: func.func @broadcast_that_makes_the_shape(
// CHECK-SAME: %[[A:.*]]: tensor<3xf32>, %[[B:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[B]] : (tensor<3xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[A]], %[[BROADCAST]] : (tensor<3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @broadcast_that_makes_the_shape(%a: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<4x3xf32> {
  %0 = nadir.broadcast %a : (tensor<3xf32>) -> tensor<4x3xf32>
  %1 = nadir.broadcast %b : (tensor<3xf32>) -> tensor<4x3xf32>
  %2 = nadir.mul %0, %1 : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return %2 : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @trailing_ones_stay(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf32>, %[[B:.*]]: tensor<4xf32>)
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[B]] : (tensor<4xf32>) -> tensor<4x1xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[X]], %[[RESHAPE]] : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<4x3xf32>
// CHECK-NEXT: return %[[ADD]]
func.func @trailing_ones_stay(%x: tensor<4x3xf32>, %b: tensor<4xf32>) -> tensor<4x3xf32> {
  %0 = nadir.reshape %b : (tensor<4xf32>) -> tensor<4x1xf32>
  %1 = nadir.add %x, %0 : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<4x3xf32>
  return %1 : tensor<4x3xf32>
}

// CHECK-LABEL: func.func @broadcast_of_broadcast(
// CHECK-SAME: %[[X:.*]]: tensor<f32>)
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[X]] : (tensor<f32>) -> tensor<?x3xf32>
// CHECK-NEXT: return %[[BROADCAST]]
func.func @broadcast_of_broadcast(%x: tensor<f32>) -> tensor<?x3xf32> {
  %0 = nadir.broadcast %x : (tensor<f32>) -> tensor<3xf32>
  %1 = nadir.broadcast %0 : (tensor<3xf32>) -> tensor<?x3xf32>
  return %1 : tensor<?x3xf32>
}

// Counting rows doesn't wait for what has the rows.
// CHECK-LABEL: func.func @count_rows(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<f32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<3.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]] : (tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[ELEMENT_COUNT:.*]] = nadir.element_count %[[X]] {dim = array<i64: 0>} : (tensor<?x3xf32>) -> tensor<f32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[ELEMENT_COUNT]], %[[CONSTANT]]
// CHECK-NEXT: return %[[EXP]], %[[MUL]]
func.func @count_rows(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<f32>) {
  %0 = nadir.exp %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.element_count %0 : (tensor<?x3xf32>) -> tensor<f32>
  return %0, %1 : tensor<?x3xf32>, tensor<f32>
}

// CHECK-LABEL: func.func @count_rows_beside_other_arguments(
// CHECK-SAME: %[[N:.*]]: index, %[[I:.*]]: tensor<?xi64>, %[[X:.*]]: tensor<?xf64>) -> (tensor<?xf64>, tensor<f64>)
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]] : (tensor<?xf64>) -> tensor<?xf64>
// CHECK-NEXT: %[[ELEMENT_COUNT:.*]] = nadir.element_count %[[X]] {dim = array<i64: 0>} : (tensor<?xf64>) -> tensor<f64>
// CHECK-NEXT: return %[[EXP]], %[[ELEMENT_COUNT]]
func.func @count_rows_beside_other_arguments(%n: index, %i: tensor<?xi64>, %x: tensor<?xf64>) -> (tensor<?xf64>, tensor<f64>) {
  %0 = nadir.exp %x : (tensor<?xf64>) -> tensor<?xf64>
  %1 = nadir.element_count %0 : (tensor<?xf64>) -> tensor<f64>
  return %0, %1 : tensor<?xf64>, tensor<f64>
}

// CHECK-LABEL: func.func @one_hot(
// CHECK-SAME: %[[I:.*]]: tensor<?xi64>)
// CHECK-NEXT: %[[CHECK_INDEX:.*]] = nadir.check_index %[[I]] {limit = 10 : i64, tensor = "index"}
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[CHECK_INDEX]] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK-NEXT: %[[IOTA:.*]] = nadir.iota  {dim = 1 : i64} : () -> tensor<?x10xi64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[RESHAPE]], %[[IOTA]] : (tensor<?x1xi64>, tensor<?x10xi64>) -> tensor<?x10xi1>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[EQ]] : (tensor<?x10xi1>) -> tensor<?x10xf32>
// CHECK-NEXT: return %[[CAST]]
func.func @one_hot(%i: tensor<?xi64>) -> tensor<?x10xf32> {
  %0 = nadir.one_hot %i {num_classes = 10 : i64} : (tensor<?xi64>) -> tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[I:.*]]: tensor<?x2xi64> {nadir.name = "token"})
// CHECK-NEXT: %[[CHECK_INDEX:.*]] = nadir.check_index %[[I]] {limit = 5 : i64, tensor = "token"} : (tensor<?x2xi64>) -> tensor<?x2xi64>
// CHECK-NEXT: %[[GATHER:.*]] = nadir.gather %[[X]], %[[CHECK_INDEX]] {dim = -1 : i64} : (tensor<?x5xf32>, tensor<?x2xi64>) -> tensor<?x2xf32>
// CHECK-NEXT: return %[[GATHER]]
func.func @gather(%x: tensor<?x5xf32>, %i: tensor<?x2xi64> {nadir.name = "token"}) -> tensor<?x2xf32> {
  %0 = nadir.gather %x, %i {dim = -1 : i64} : (tensor<?x5xf32>, tensor<?x2xi64>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// One check serves all with the same limit or a larger one.
// CHECK-LABEL: func.func @checked_once(
// CHECK-SAME: %[[X:.*]]: tensor<4x5xf32>, %[[I:.*]]: tensor<4x2xi64>) -> (tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x2x7xf32>)
// CHECK-NEXT: %[[CHECK_INDEX:.*]] = nadir.check_index %[[I]] {limit = 5 : i64, tensor = "index"} : (tensor<4x2xi64>) -> tensor<4x2xi64>
// CHECK-NEXT: %[[GATHER:.*]] = nadir.gather %[[X]], %[[CHECK_INDEX]] {dim = 1 : i64} : (tensor<4x5xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: %[[GATHER2:.*]] = nadir.gather %[[EXP]], %[[CHECK_INDEX]] {dim = 1 : i64} : (tensor<4x5xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[CHECK_INDEX]] : (tensor<4x2xi64>) -> tensor<4x2x1xi64>
// CHECK-NEXT: %[[IOTA:.*]] = nadir.iota  {dim = 2 : i64} : () -> tensor<4x2x7xi64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[RESHAPE]], %[[IOTA]] : (tensor<4x2x1xi64>, tensor<4x2x7xi64>) -> tensor<4x2x7xi1>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[EQ]] : (tensor<4x2x7xi1>) -> tensor<4x2x7xf32>
// CHECK-NEXT: return %[[GATHER]], %[[GATHER2]], %[[CAST]]
func.func @checked_once(%x: tensor<4x5xf32>, %i: tensor<4x2xi64>) -> (tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x2x7xf32>) {
  %0 = nadir.gather %x, %i {dim = 1 : i64} : (tensor<4x5xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
  %1 = nadir.exp %x : (tensor<4x5xf32>) -> tensor<4x5xf32>
  %2 = nadir.gather %1, %i {dim = 1 : i64} : (tensor<4x5xf32>, tensor<4x2xi64>) -> tensor<4x2xf32>
  %3 = nadir.one_hot %i {num_classes = 7 : i64} : (tensor<4x2xi64>) -> tensor<4x2x7xf32>
  return %0, %2, %3 : tensor<4x2xf32>, tensor<4x2xf32>, tensor<4x2x7xf32>
}

// One that ignores no index serves those that ignore some, also before it; but
// not the other way round, and not what ignores another.
// CHECK-LABEL: func.func @merged_checks(
// CHECK-SAME: %[[I:.*]]: tensor<?xi64>, %[[J:.*]]: tensor<?xi64>)
// CHECK-NEXT: %[[STRICT:.*]] = nadir.check_index %[[I]] {limit = 3 : i64, tensor = "i"}
// CHECK-NEXT: %[[FIRST:.*]] = nadir.check_index %[[J]] {ignore_index = -1 : i64, limit = 3 : i64, tensor = "j"}
// CHECK-NEXT: %[[SECOND:.*]] = nadir.check_index %[[J]] {ignore_index = -2 : i64, limit = 3 : i64, tensor = "j"}
// CHECK-NEXT: return %[[STRICT]], %[[STRICT]], %[[FIRST]], %[[SECOND]]
func.func @merged_checks(%i: tensor<?xi64>, %j: tensor<?xi64>) -> (tensor<?xi64>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>) {
  %0 = nadir.check_index %i {ignore_index = -1 : i64, limit = 5 : i64, tensor = "i"} : (tensor<?xi64>) -> tensor<?xi64>
  %1 = nadir.check_index %i {limit = 3 : i64, tensor = "i"} : (tensor<?xi64>) -> tensor<?xi64>
  %2 = nadir.check_index %j {ignore_index = -1 : i64, limit = 3 : i64, tensor = "j"} : (tensor<?xi64>) -> tensor<?xi64>
  %3 = nadir.check_index %j {ignore_index = -2 : i64, limit = 3 : i64, tensor = "j"} : (tensor<?xi64>) -> tensor<?xi64>
  return %0, %1, %2, %3 : tensor<?xi64>, tensor<?xi64>, tensor<?xi64>, tensor<?xi64>
}

// CHECK-LABEL: func.func @linear(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<5x3xf32>, %[[B:.*]]: tensor<5xf32>)
// CHECK-NEXT: %[[MATMUL:.*]] = nadir.matmul %[[X]], %[[W]] {transpose_rhs = true} : (tensor<?x3xf32>, tensor<5x3xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MATMUL]], %[[B]] : (tensor<?x5xf32>, tensor<5xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[ADD]]
func.func @linear(%x: tensor<?x3xf32>, %w: tensor<5x3xf32>, %b: tensor<5xf32>) -> tensor<?x5xf32> {
  %0 = nadir.linear %x, %w, %b : (tensor<?x3xf32>, tensor<5x3xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// CHECK-LABEL: func.func @mean(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>)
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[X]] {dim = array<i64: 0>, keepdim = true} : (tensor<?xf32>) -> tensor<1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[SUM]] : (tensor<1xf32>) -> tensor<f32>
// CHECK-NEXT: %[[ELEMENT_COUNT:.*]] = nadir.element_count %[[X]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[RESHAPE]], %[[ELEMENT_COUNT]]
// CHECK-NEXT: return %[[DIV]]
func.func @mean(%x: tensor<?xf32>) -> tensor<f32> {
  %0 = nadir.mean %x : (tensor<?xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @softmax(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>)
// CHECK-DAG: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[MAX]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[SUB]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[EXP]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ONE]], %[[SUM]] : (tensor<f32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP]], %[[DIV]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @softmax(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  %0 = nadir.softmax %x {dim = 1 : i64} : (tensor<?x5xf32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// CHECK-LABEL: func.func @log_softmax(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>)
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[MAX]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[SUB]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[EXP]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[LOG:.*]] = nadir.log %[[SUM]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[SUB]], %[[LOG]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[SUB2]]
func.func @log_softmax(%x: tensor<?x5xf32>) -> tensor<?x5xf32> {
  %0 = nadir.log_softmax %x {dim = 1 : i64} : (tensor<?x5xf32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// The shift is finite, lest infinity minus infinity become NaN.
// CHECK-LABEL: func.func @logsumexp(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<0x7F800000> : tensor<f32>
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[ABS:.*]] = nadir.abs %[[MAX]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[ABS]], %[[CONSTANT]] : (tensor<?x1xf32>, tensor<f32>) -> tensor<?x1xi1>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[ZERO]], %[[MAX]] : (tensor<?x1xi1>, tensor<f32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[SELECT]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[SUB]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[EXP]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[LOG:.*]] = nadir.log %[[SUM]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[LOG]], %[[SELECT]] : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[ADD]] : (tensor<?x1xf32>) -> tensor<?xf32>
// CHECK-NEXT: return %[[RESHAPE]]
func.func @logsumexp(%x: tensor<?x5xf32>) -> tensor<?xf32> {
  %0 = nadir.logsumexp %x {dim = array<i64: 1>} : (tensor<?x5xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The largest logit is subtracted from logits, near which it is.
// CHECK-LABEL: func.func @softmax_cross_entropy(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[I:.*]]: tensor<?xi64>)
// CHECK-DAG: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[RESHAPE:.*]] = nadir.reshape %[[I]] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK-NEXT: %[[IOTA:.*]] = nadir.iota  {dim = 1 : i64} : () -> tensor<?x5xi64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[RESHAPE]], %[[IOTA]] : (tensor<?x1xi64>, tensor<?x5xi64>) -> tensor<?x5xi1>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[EQ]], %[[X]], %[[ZERO]]
// CHECK-NEXT: %[[SUM2:.*]] = nadir.sum %[[SELECT]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[MAX]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[SUB]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[EXP]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[LOG:.*]] = nadir.log %[[SUM]] : (tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[MAX]], %[[SUM2]] : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[LOG]], %[[SUB2]] : (tensor<?x1xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[ADD]] : (tensor<?x1xf32>) -> tensor<?xf32>
// CHECK-NEXT: return %[[RESHAPE2]]
func.func @softmax_cross_entropy(%x: tensor<?x5xf32>, %i: tensor<?xi64>) -> tensor<?xf32> {
  %0 = nadir.softmax_cross_entropy %x, %i {dim = 1 : i64} : (tensor<?x5xf32>, tensor<?xi64>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @softmax_cross_entropy_grad(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[I:.*]]: tensor<?xi64>, %[[G:.*]]: tensor<?xf32>)
// CHECK-DAG: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[RESHAPE:.*]] = nadir.reshape %[[I]] : (tensor<?xi64>) -> tensor<?x1xi64>
// CHECK-NEXT: %[[IOTA:.*]] = nadir.iota  {dim = 1 : i64} : () -> tensor<?x5xi64>
// CHECK-NEXT: %[[EQ:.*]] = nadir.eq %[[RESHAPE]], %[[IOTA]] : (tensor<?x1xi64>, tensor<?x5xi64>) -> tensor<?x5xi1>
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[EQ]] : (tensor<?x5xi1>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[MAX:.*]] = nadir.max %[[X]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[MAX]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[SUB]]
// CHECK-NEXT: %[[SUM:.*]] = nadir.sum %[[EXP]] {dim = array<i64: 1>, keepdim = true} : (tensor<?x5xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ONE]], %[[SUM]] : (tensor<f32>, tensor<?x1xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[SHARE:.*]] = nadir.mul %[[EXP]], %[[DIV]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[SUB2:.*]] = nadir.sub %[[SHARE]], %[[CAST]]
// CHECK-NEXT: %[[RESHAPE2:.*]] = nadir.reshape %[[G]] : (tensor<?xf32>) -> tensor<?x1xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SUB2]], %[[RESHAPE2]] : (tensor<?x5xf32>, tensor<?x1xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @softmax_cross_entropy_grad(%x: tensor<?x5xf32>, %i: tensor<?xi64>, %g: tensor<?xf32>) -> tensor<?x5xf32> {
  %0 = nadir.softmax_cross_entropy_grad %x, %i, %g {dim = 1 : i64} : (tensor<?x5xf32>, tensor<?xi64>, tensor<?xf32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// CHECK-LABEL: func.func @activations(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<-0.707106769> : tensor<f32>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[MINUS_ONE:.*]] = nadir.constant dense<-1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[MAXIMUM:.*]] = nadir.maximum %[[X]], %[[ZERO]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[ABS:.*]] = nadir.abs %[[X]] : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[ABS]] : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[NEG]] : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[X]], %[[ZERO]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[LT]], %[[EXP]], %[[ONE]] : (tensor<4xi1>, tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[EXP]], %[[ONE]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[SELECT]], %[[ADD]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[MINIMUM:.*]] = nadir.minimum %[[X]], %[[ZERO]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// The logarithm shares the exponential of the sigmoid.
// CHECK-NEXT: %[[LOG1P:.*]] = nadir.log1p %[[EXP]] : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[MINIMUM]], %[[LOG1P]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[MAXIMUM2:.*]] = nadir.maximum %[[X]], %[[MINUS_ONE]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[MINIMUM2:.*]] = nadir.minimum %[[MAXIMUM2]], %[[TWO]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[HALF]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[X]], %[[CONSTANT]] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[ERFC:.*]] = nadir.erfc %[[MUL2]] : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL]], %[[ERFC]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[MAXIMUM]], %[[DIV]], %[[SUB]], %[[MINIMUM2]], %[[MUL3]]
func.func @activations(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = nadir.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = nadir.sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  %2 = nadir.logsigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  %3 = nadir.clamp %x {max = 2.0, min = -1.0} : (tensor<4xf32>) -> tensor<4xf32>
  %4 = nadir.gelu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1, %2, %3, %4 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// Optimizers are opened by the pass that makes their groups.
// CHECK-LABEL: func.func @optimizers_stay(
// CHECK-SAME: %[[P:.*]]: tensor<3xf32>, %[[G:.*]]: tensor<3xf32>, %[[LR:.*]]: tensor<f64>, %[[STEP:.*]]: tensor<i64>)
// CHECK-NEXT: %[[SGD:.*]] = nadir.sgd %[[P]], %[[G]], %[[LR]], %[[STEP]] : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
// CHECK-NEXT: return %[[SGD]]
func.func @optimizers_stay(%p: tensor<3xf32>, %g: tensor<3xf32>, %lr: tensor<f64>, %step: tensor<i64>) -> tensor<3xf32> {
  %0 = nadir.sgd %p, %g, %lr, %step : (tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<i64>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
