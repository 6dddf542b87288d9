// Checks of every type of element, long enough for vectors; and of one whose
// rows are not in front, so that its valid elements have gaps.
module attributes {nadir.program = "checks", nadir.capacity = 40 : i64} {
  func.func private @index64(%rows: index, %x: tensor<?x3xi64>) -> tensor<?x3xi64>
      attributes {nadir.check = {tensor = "i64", location = "", minimum = 0.0, maximum = 9.0, ignore = -1 : i64}} {
    return %x : tensor<?x3xi64>
  }
  func.func private @index32(%rows: index, %x: tensor<?xi32>) -> tensor<?xi32>
      attributes {nadir.check = {tensor = "i32", location = "", minimum = -5.0, maximum = 5.0}} {
    return %x : tensor<?xi32>
  }
  func.func private @real64(%rows: index, %x: tensor<33xf64>) -> tensor<33xf64>
      attributes {nadir.check = {tensor = "f64", location = "", minimum = 0.0, maximum = 0x7FF0000000000000 : f64}} {
    return %x : tensor<33xf64>
  }
  func.func private @real32(%rows: index, %x: tensor<?xf32>) -> tensor<?xf32>
      attributes {nadir.check = {tensor = "f32", location = "", minimum = 0.0, maximum = 1.0}} {
    return %x : tensor<?xf32>
  }
  func.func private @columns(%rows: index, %x: tensor<2x?xi64>) -> tensor<2x?xi64>
      attributes {nadir.check = {tensor = "columns", location = "", minimum = 0.0, maximum = 99.0}} {
    return %x : tensor<2x?xi64>
  }

  // Both rows of the result are the input; columns behind the last are bad.
  func.func private @spread(index, tensor<?xi64>) -> tensor<2x?xi64> attributes {nadir.scheduled = @spread_tasks}
  func.func private @spread_tasks(%rows: index, %task: index, %in: memref<40xi64>, %out: memref<2x40xi64>)
      attributes {nadir.task_extent = 1 : i64, nadir.task_grain = 1 : i64} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c40 = arith.constant 40 : index
    %bad = arith.constant -7 : i64
    scf.for %i = %c0 to %c40 step %c1 {
      memref.store %bad, %out[%c0, %i] : memref<2x40xi64>
      memref.store %bad, %out[%c1, %i] : memref<2x40xi64>
    }
    scf.for %i = %c0 to %rows step %c1 {
      %v = memref.load %in[%i] : memref<40xi64>
      memref.store %v, %out[%c0, %i] : memref<2x40xi64>
      memref.store %v, %out[%c1, %i] : memref<2x40xi64>
    }
    return
  }

  func.func @index64_entry(%rows: index {nadir.role = "rows"}, %x: tensor<?x3xi64> {nadir.role = "input", nadir.name = "x"}) {
    %0 = call @index64(%rows, %x) : (index, tensor<?x3xi64>) -> tensor<?x3xi64>
    return
  }
  func.func @index32_entry(%rows: index {nadir.role = "rows"}, %x: tensor<?xi32> {nadir.role = "input", nadir.name = "x"}) {
    %0 = call @index32(%rows, %x) : (index, tensor<?xi32>) -> tensor<?xi32>
    return
  }
  func.func @real64_entry(%rows: index {nadir.role = "rows"}, %x: tensor<33xf64> {nadir.role = "input", nadir.name = "x"}) {
    %0 = call @real64(%rows, %x) : (index, tensor<33xf64>) -> tensor<33xf64>
    return
  }
  func.func @real32_entry(%rows: index {nadir.role = "rows"}, %x: tensor<?xf32> {nadir.role = "input", nadir.name = "x"}) {
    %0 = call @real32(%rows, %x) : (index, tensor<?xf32>) -> tensor<?xf32>
    return
  }
  func.func @columns_entry(%rows: index {nadir.role = "rows"}, %x: tensor<?xi64> {nadir.role = "input", nadir.name = "x"}) {
    %0 = call @spread(%rows, %x) : (index, tensor<?xi64>) -> tensor<2x?xi64>
    %1 = call @columns(%rows, %0) : (index, tensor<2x?xi64>) -> tensor<2x?xi64>
    return
  }
}
