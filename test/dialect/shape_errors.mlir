// RUN: nadir-opt %s --split-input-file --verify-diagnostics

func.func @reshape_element_type(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.reshape' op expected a result of element type 'f32', found 'tensor<4xf64>'}}
  %0 = nadir.reshape %x : (tensor<4xf32>) -> tensor<4xf64>
  return
}

// -----

func.func @reshape_count(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.reshape' op expected a result with the elements of 'tensor<4x3xf32>' and its batch dimension whole, found 'tensor<11xf32>'}}
  %0 = nadir.reshape %x : (tensor<4x3xf32>) -> tensor<11xf32>
  return
}

// -----

func.func @reshape_invents_batch(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.reshape' op expected a result with the elements of 'tensor<4x3xf32>' and its batch dimension whole, found 'tensor<?x3xf32>'}}
  %0 = nadir.reshape %x : (tensor<4x3xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @reshape_splits_batch(%x: tensor<?x6xf32>) {
  // expected-error @below {{'nadir.reshape' op expected a result with the elements of 'tensor<?x6xf32>' and its batch dimension whole, found 'tensor<2x?x3xf32>'}}
  %0 = nadir.reshape %x : (tensor<?x6xf32>) -> tensor<2x?x3xf32>
  return
}

// -----

func.func @flatten_dim(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.flatten' op expected start_dim <= end_dim in [-2, 2) for input 'tensor<4x3xf32>', found 2 and -1}}
  // expected-error @below {{'nadir.flatten' op failed to infer returned types}}
  %0 = nadir.flatten %x {start_dim = 2 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @flatten_order(%x: tensor<4x3x2xf32>) {
  // expected-error @below {{'nadir.flatten' op expected start_dim <= end_dim in [-3, 3) for input 'tensor<4x3x2xf32>', found 1 and 0}}
  // expected-error @below {{'nadir.flatten' op failed to infer returned types}}
  %0 = nadir.flatten %x {end_dim = 0 : i64, start_dim = 1 : i64} : (tensor<4x3x2xf32>) -> tensor<12x2xf32>
  return
}

// -----

func.func @flatten_scalar_keeps_no_first_dimension(%x: tensor<f32>) {
  // expected-error @below {{'nadir.flatten' op expected start_dim <= end_dim in [-1, 1) for input 'tensor<f32>', found 1 and -1}}
  // expected-error @below {{'nadir.flatten' op failed to infer returned types}}
  %0 = nadir.flatten %x : (tensor<f32>) -> tensor<1xf32>
  return
}

// -----

func.func @flatten_batch(%x: tensor<?x3xf32>) {
  // expected-error @below {{'nadir.flatten' op can't join the batch dimension with others: 'tensor<?x3xf32>'}}
  // expected-error @below {{'nadir.flatten' op failed to infer returned types}}
  %0 = nadir.flatten %x {start_dim = 0 : i64} : (tensor<?x3xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @transpose_too_few(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.transpose' op expected a permutation of the dimensions of 'tensor<4x3xf32>', found [0]}}
  // expected-error @below {{'nadir.transpose' op failed to infer returned types}}
  %0 = nadir.transpose %x {permutation = array<i64: 0>} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @transpose_twice(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.transpose' op expected a permutation of the dimensions of 'tensor<4x3xf32>', found [1, 1]}}
  // expected-error @below {{'nadir.transpose' op failed to infer returned types}}
  %0 = nadir.transpose %x {permutation = array<i64: 1, 1>} : (tensor<4x3xf32>) -> tensor<3x3xf32>
  return
}

// -----

func.func @transpose_negative(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.transpose' op expected a permutation of the dimensions of 'tensor<4x3xf32>', found [-1, 0]}}
  // expected-error @below {{'nadir.transpose' op failed to infer returned types}}
  %0 = nadir.transpose %x {permutation = array<i64: -1, 0>} : (tensor<4x3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @broadcast_to_less(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.broadcast' op expected a result that 'tensor<4x3xf32>' broadcasts to, found 'tensor<1x3xf32>'}}
  %0 = nadir.broadcast %x : (tensor<4x3xf32>) -> tensor<1x3xf32>
  return
}

// -----

func.func @broadcast_shape(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.broadcast' op expected a result that 'tensor<4xf32>' broadcasts to, found 'tensor<4x3xf32>'}}
  %0 = nadir.broadcast %x : (tensor<4xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @broadcast_element_type(%x: tensor<3xf32>) {
  // expected-error @below {{'nadir.broadcast' op expected a result that 'tensor<3xf32>' broadcasts to, found 'tensor<4x3xf64>'}}
  %0 = nadir.broadcast %x : (tensor<3xf32>) -> tensor<4x3xf64>
  return
}

// -----

func.func @concatenate_nothing() {
  // expected-error @below {{'nadir.concatenate' op expected at least one input}}
  // expected-error @below {{'nadir.concatenate' op failed to infer returned types}}
  %0 = nadir.concatenate {dim = 0 : i64} : () -> tensor<4xf32>
  return
}

// -----

func.func @concatenate_dim(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.concatenate' op expected 'dim' in [-1, 1) for input 'tensor<4xf32>', found 1}}
  // expected-error @below {{'nadir.concatenate' op failed to infer returned types}}
  %0 = nadir.concatenate %x, %x {dim = 1 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @concatenate_batch(%x: tensor<?xf32>) {
  // expected-error @below {{'nadir.concatenate' op expected 'dim' to be another dimension than the batch, found 0 for input 'tensor<?xf32>'}}
  // expected-error @below {{'nadir.concatenate' op failed to infer returned types}}
  %0 = nadir.concatenate %x, %x {dim = 0 : i64} : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @concatenate_batch_of_a_later_input(%x: tensor<4xf32>, %y: tensor<?xf32>) {
  // expected-error @below {{'nadir.concatenate' op can't join the batch dimension of 'tensor<?xf32>'}}
  // expected-error @below {{'nadir.concatenate' op failed to infer returned types}}
  %0 = nadir.concatenate %x, %y {dim = 0 : i64} : (tensor<4xf32>, tensor<?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @concatenate_shapes(%x: tensor<4x3xf32>, %y: tensor<4x2xf32>) {
  // expected-error @below {{'nadir.concatenate' op expected inputs that differ in dimension 0 only, found 'tensor<4x3xf32>' and 'tensor<4x2xf32>'}}
  // expected-error @below {{'nadir.concatenate' op failed to infer returned types}}
  %0 = nadir.concatenate %x, %y {dim = 0 : i64} : (tensor<4x3xf32>, tensor<4x2xf32>) -> tensor<8x3xf32>
  return
}

// -----

func.func @concatenate_ranks(%x: tensor<4x3xf32>, %y: tensor<4xf32>) {
  // expected-error @below {{'nadir.concatenate' op expected inputs that differ in dimension 1 only, found 'tensor<4x3xf32>' and 'tensor<4xf32>'}}
  // expected-error @below {{'nadir.concatenate' op failed to infer returned types}}
  %0 = nadir.concatenate %x, %y {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @concatenate_element_types(%x: tensor<4xf32>, %y: tensor<4xf64>) {
  // expected-error @below {{'nadir.concatenate' op expected inputs that differ in dimension 0 only, found 'tensor<4xf32>' and 'tensor<4xf64>'}}
  // expected-error @below {{'nadir.concatenate' op failed to infer returned types}}
  %0 = nadir.concatenate %x, %y {dim = 0 : i64} : (tensor<4xf32>, tensor<4xf64>) -> tensor<8xf32>
  return
}

// -----

func.func @slice_dim(%x: tensor<f32>) {
  // expected-error @below {{'nadir.slice' op expected 'dim' in [0, 0) for input 'tensor<f32>', found 0}}
  // expected-error @below {{'nadir.slice' op failed to infer returned types}}
  %0 = nadir.slice %x {dim = 0 : i64, end = 1 : i64, start = 0 : i64} : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @slice_batch(%x: tensor<?x3xf32>) {
  // expected-error @below {{'nadir.slice' op expected 'dim' to be another dimension than the batch, found -2 for input 'tensor<?x3xf32>'}}
  // expected-error @below {{'nadir.slice' op failed to infer returned types}}
  %0 = nadir.slice %x {dim = -2 : i64, end = 1 : i64, start = 0 : i64} : (tensor<?x3xf32>) -> tensor<1x3xf32>
  return
}

// -----

func.func @slice_end(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.slice' op expected 0 <= start <= end <= 4 and step >= 1, found start 0, end 5 and step 1}}
  // expected-error @below {{'nadir.slice' op failed to infer returned types}}
  %0 = nadir.slice %x {dim = 0 : i64, end = 5 : i64, start = 0 : i64} : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @slice_start(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.slice' op expected 0 <= start <= end <= 4 and step >= 1, found start -1, end 4 and step 1}}
  // expected-error @below {{'nadir.slice' op failed to infer returned types}}
  %0 = nadir.slice %x {dim = 0 : i64, end = 4 : i64, start = -1 : i64} : (tensor<4xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @slice_order(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.slice' op expected 0 <= start <= end <= 4 and step >= 1, found start 3, end 1 and step 1}}
  // expected-error @below {{'nadir.slice' op failed to infer returned types}}
  %0 = nadir.slice %x {dim = 0 : i64, end = 1 : i64, start = 3 : i64} : (tensor<4xf32>) -> tensor<0xf32>
  return
}

// -----

func.func @slice_step(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.slice' op expected 0 <= start <= end <= 4 and step >= 1, found start 0, end 4 and step 0}}
  // expected-error @below {{'nadir.slice' op failed to infer returned types}}
  %0 = nadir.slice %x {dim = 0 : i64, end = 4 : i64, start = 0 : i64, step = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pad_batch(%x: tensor<?xf32>) {
  // expected-error @below {{'nadir.pad' op expected 'dim' to be another dimension than the batch, found 0 for input 'tensor<?xf32>'}}
  // expected-error @below {{'nadir.pad' op failed to infer returned types}}
  %0 = nadir.pad %x {dim = 0 : i64, high = 1 : i64, low = 1 : i64} : (tensor<?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @pad_negative(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.pad' op expected numbers of zeros in [0, 1099511627776], found low -1, high 1 and interior 0}}
  // expected-error @below {{'nadir.pad' op failed to infer returned types}}
  %0 = nadir.pad %x {dim = 0 : i64, high = 1 : i64, low = -1 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @pad_interior_negative(%x: tensor<4xf32>) {
  // expected-error @below {{'nadir.pad' op expected numbers of zeros in [0, 1099511627776], found low 0, high 0 and interior -1}}
  // expected-error @below {{'nadir.pad' op failed to infer returned types}}
  %0 = nadir.pad %x {dim = 0 : i64, high = 0 : i64, interior = -1 : i64, low = 0 : i64} : (tensor<4xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @pad_overflows(%x: tensor<1xf32>) {
  // expected-error @below {{'nadir.pad' op expected numbers of zeros in [0, 1099511627776], found low 9223372036854775807, high 1 and interior 0}}
  // expected-error @below {{'nadir.pad' op failed to infer returned types}}
  %0 = nadir.pad %x {dim = 0 : i64, high = 1 : i64, interior = 0 : i64, low = 9223372036854775807 : i64} : (tensor<1xf32>) -> tensor<1xf32>
  return
}

// -----

// One element has no neighbours, yet its gradient steps by interior + 1.
func.func @pad_interior_overflows(%x: tensor<1xf32>) {
  // expected-error @below {{'nadir.pad' op expected numbers of zeros in [0, 1099511627776], found low 0, high 0 and interior 9223372036854775807}}
  // expected-error @below {{'nadir.pad' op failed to infer returned types}}
  %0 = nadir.pad %x {dim = 0 : i64, high = 0 : i64, interior = 9223372036854775807 : i64, low = 0 : i64} : (tensor<1xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @one_hot_without_classes(%x: tensor<?xi64>) {
  // expected-error @below {{'nadir.one_hot' op expected num_classes >= 1, found 0}}
  %0 = nadir.one_hot %x {num_classes = 0 : i64} : (tensor<?xi64>) -> tensor<?x0xf32>
  return
}

// -----

func.func @one_hot_shape(%x: tensor<?xi64>) {
  // expected-error @below {{'nadir.one_hot' op expected result 'tensor<?x3xf32>', found 'tensor<3x?xf32>'}}
  %0 = nadir.one_hot %x {num_classes = 3 : i64} : (tensor<?xi64>) -> tensor<3x?xf32>
  return
}

// -----

func.func @one_hot_of_floats(%x: tensor<?xf32>) {
  // expected-error @below {{'nadir.one_hot' op operand #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.one_hot %x {num_classes = 3 : i64} : (tensor<?xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @iota_dim() {
  // expected-error @below {{'nadir.iota' op expected 'dim' to be a dimension of the result 'tensor<4xi64>', found 1}}
  %0 = nadir.iota {dim = 1 : i64} : () -> tensor<4xi64>
  return
}

// -----

func.func @iota_of_truths() {
  // expected-error @below {{'nadir.iota' op result #0 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 32-bit float or 64-bit float or 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.iota {dim = 0 : i64} : () -> tensor<4xi1>
  return
}

// -----

func.func @gather_dim(%x: tensor<4x3xf32>, %i: tensor<4x1xi64>) {
  // expected-error @below {{'nadir.gather' op expected 'dim' in [-2, 2) for input 'tensor<4x3xf32>', found 2}}
  // expected-error @below {{'nadir.gather' op failed to infer returned types}}
  %0 = nadir.gather %x, %i {dim = 2 : i64} : (tensor<4x3xf32>, tensor<4x1xi64>) -> tensor<4x1xf32>
  return
}

// -----

func.func @gather_batch(%x: tensor<?x3xf32>, %i: tensor<4x3xi64>) {
  // expected-error @below {{'nadir.gather' op expected 'dim' to be another dimension than the batch, found 0 for input 'tensor<?x3xf32>'}}
  // expected-error @below {{'nadir.gather' op failed to infer returned types}}
  %0 = nadir.gather %x, %i {dim = 0 : i64} : (tensor<?x3xf32>, tensor<4x3xi64>) -> tensor<4x3xf32>
  return
}

// -----

func.func @gather_rank(%x: tensor<4x3xf32>, %i: tensor<4xi64>) {
  // expected-error @below {{'nadir.gather' op expected index of the input's shape but for dimension 1, found input 'tensor<4x3xf32>' and index 'tensor<4xi64>'}}
  // expected-error @below {{'nadir.gather' op failed to infer returned types}}
  %0 = nadir.gather %x, %i {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4xi64>) -> tensor<4xf32>
  return
}

// -----

func.func @gather_shape(%x: tensor<4x3xf32>, %i: tensor<2x1xi64>) {
  // expected-error @below {{'nadir.gather' op expected index of the input's shape but for dimension 1, found input 'tensor<4x3xf32>' and index 'tensor<2x1xi64>'}}
  // expected-error @below {{'nadir.gather' op failed to infer returned types}}
  %0 = nadir.gather %x, %i {dim = 1 : i64} : (tensor<4x3xf32>, tensor<2x1xi64>) -> tensor<2x1xf32>
  return
}

// -----

func.func @gather_by_floats(%x: tensor<4x3xf32>) {
  // expected-error @below {{'nadir.gather' op operand #1 must be ranked tensor (one '?' at most, 2^40 elements at most, no encoding) of 64-bit signless integer or 32-bit signless integer values}}
  %0 = nadir.gather %x, %x {dim = 1 : i64} : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @scatter_add_dim(%i: tensor<4x2xi64>, %x: tensor<4x2xf32>) {
  // expected-error @below {{'nadir.scatter_add' op expected 'dim' in [-2, 2) for input 'tensor<4x2xf32>', found 2}}
  // expected-error @below {{'nadir.scatter_add' op failed to infer returned types}}
  %0 = nadir.scatter_add %i, %x {dim = 2 : i64, size = 5 : i64} : (tensor<4x2xi64>, tensor<4x2xf32>) -> tensor<4x5xf32>
  return
}

// -----

func.func @scatter_add_shapes(%i: tensor<4x3xi64>, %x: tensor<4x2xf32>) {
  // expected-error @below {{'nadir.scatter_add' op expected index and source of one shape, found 'tensor<4x3xi64>' and 'tensor<4x2xf32>'}}
  // expected-error @below {{'nadir.scatter_add' op failed to infer returned types}}
  %0 = nadir.scatter_add %i, %x {dim = 1 : i64, size = 5 : i64} : (tensor<4x3xi64>, tensor<4x2xf32>) -> tensor<4x5xf32>
  return
}

// -----

func.func @scatter_add_size(%i: tensor<4x2xi64>, %x: tensor<4x2xf32>) {
  // expected-error @below {{'nadir.scatter_add' op expected size >= 0, found -1}}
  // expected-error @below {{'nadir.scatter_add' op failed to infer returned types}}
  %0 = nadir.scatter_add %i, %x {dim = 1 : i64, size = -1 : i64} : (tensor<4x2xi64>, tensor<4x2xf32>) -> tensor<4x5xf32>
  return
}

// -----

// The number that stands for `?` inside the compiler is no way to write it.
func.func @scatter_add_to_batch(%i: tensor<4x2xi64>, %x: tensor<4x2xf32>) {
  // expected-error @below {{'nadir.scatter_add' op expected size >= 0, found -9223372036854775808}}
  // expected-error @below {{'nadir.scatter_add' op failed to infer returned types}}
  %0 = nadir.scatter_add %i, %x {dim = 1 : i64, size = -9223372036854775808 : i64} : (tensor<4x2xi64>, tensor<4x2xf32>) -> tensor<4x?xf32>
  return
}
