// RUN: nadir-opt %s --nadir-plan-buffers -o /dev/null | FileCheck %s

// A parameter whose elements a kernel gathers, changes and scatters back takes
// no memory in the arena if both name the same elements, and the size of a
// second one if they don't.
module attributes {
  nadir.program = "plan", nadir.capacity = 4 : i64,
  nadir.parameters = [{name = "w", type = tensor<8x8xf32>}], nadir.states = []} {

  // The same elements, also by values that are computed twice.
  func.func private @same(index, tensor<8x8xf32>) -> tensor<8x8xf32> attributes {nadir.scheduled = @same_tasks}
  func.func private @same_tasks(%rows: index, %task: index, %in: memref<8x8xf32>, %out: memref<8x8xf32>)
      attributes {nadir.task_extent = 8 : i64, nadir.task_grain = 1 : i64} {
    %c7 = arith.constant 7 : index
    %flat = memref.reinterpret_cast %in to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %flat_out = memref.reinterpret_cast %out to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %columns = arith.constant dense<[0, 8, 16, 24, 32, 40, 48, 56]> : vector<8xi32>
    %all = arith.constant dense<true> : vector<8xi1>
    %zero = arith.constant dense<0.0> : vector<8xf32>
    %copy = arith.constant dense<[0, 8, 16, 24, 32, 40, 48, 56]> : vector<8xi32>
    %some = vector.create_mask %rows : vector<8xi1>
    %other = vector.create_mask %rows : vector<8xi1>
    %i = arith.subi %c7, %task : index
    %j = arith.subi %c7, %task : index
    %v = vector.gather %flat[%i] [%columns], %some, %zero : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
    %new = arith.addf %v, %v : vector<8xf32>
    vector.scatter %flat_out[%j] [%copy], %other, %new : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32>
    return
  }

  // The elements of each vector are reversed.
  func.func private @other_columns(index, tensor<8x8xf32>) -> tensor<8x8xf32> attributes {nadir.scheduled = @other_columns_tasks}
  func.func private @other_columns_tasks(%rows: index, %task: index, %in: memref<8x8xf32>, %out: memref<8x8xf32>)
      attributes {nadir.task_extent = 8 : i64, nadir.task_grain = 1 : i64} {
    %c7 = arith.constant 7 : index
    %flat = memref.reinterpret_cast %in to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %flat_out = memref.reinterpret_cast %out to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %columns = arith.constant dense<[0, 8, 16, 24, 32, 40, 48, 56]> : vector<8xi32>
    %all = arith.constant dense<true> : vector<8xi1>
    %zero = arith.constant dense<0.0> : vector<8xf32>
    %reversed = arith.constant dense<[56, 48, 40, 32, 24, 16, 8, 0]> : vector<8xi32>
    %v = vector.gather %flat[%task] [%columns], %all, %zero : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
    %new = arith.addf %v, %v : vector<8xf32>
    vector.scatter %flat_out[%task] [%reversed], %all, %new : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32>
    return
  }

  // Each task writes what another one reads.
  func.func private @other_start(index, tensor<8x8xf32>) -> tensor<8x8xf32> attributes {nadir.scheduled = @other_start_tasks}
  func.func private @other_start_tasks(%rows: index, %task: index, %in: memref<8x8xf32>, %out: memref<8x8xf32>)
      attributes {nadir.task_extent = 8 : i64, nadir.task_grain = 1 : i64} {
    %c7 = arith.constant 7 : index
    %flat = memref.reinterpret_cast %in to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %flat_out = memref.reinterpret_cast %out to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %columns = arith.constant dense<[0, 8, 16, 24, 32, 40, 48, 56]> : vector<8xi32>
    %all = arith.constant dense<true> : vector<8xi1>
    %zero = arith.constant dense<0.0> : vector<8xf32>
    %i = arith.subi %c7, %task : index
    %v = vector.gather %flat[%task] [%columns], %all, %zero : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
    %new = arith.addf %v, %v : vector<8xf32>
    vector.scatter %flat_out[%i] [%columns], %all, %new : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32>
    return
  }

  // More is read than written.
  func.func private @other_mask(index, tensor<8x8xf32>) -> tensor<8x8xf32> attributes {nadir.scheduled = @other_mask_tasks}
  func.func private @other_mask_tasks(%rows: index, %task: index, %in: memref<8x8xf32>, %out: memref<8x8xf32>)
      attributes {nadir.task_extent = 8 : i64, nadir.task_grain = 1 : i64} {
    %c7 = arith.constant 7 : index
    %flat = memref.reinterpret_cast %in to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %flat_out = memref.reinterpret_cast %out to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %columns = arith.constant dense<[0, 8, 16, 24, 32, 40, 48, 56]> : vector<8xi32>
    %all = arith.constant dense<true> : vector<8xi1>
    %zero = arith.constant dense<0.0> : vector<8xf32>
    %some = vector.create_mask %rows : vector<8xi1>
    %v = vector.gather %flat[%task] [%columns], %all, %zero : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
    %new = arith.addf %v, %v : vector<8xf32>
    vector.scatter %flat_out[%task] [%columns], %some, %new : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32>
    return
  }

  // Neighbours are read and spread.
  func.func private @other_kind(index, tensor<8x8xf32>) -> tensor<8x8xf32> attributes {nadir.scheduled = @other_kind_tasks}
  func.func private @other_kind_tasks(%rows: index, %task: index, %in: memref<8x8xf32>, %out: memref<8x8xf32>)
      attributes {nadir.task_extent = 8 : i64, nadir.task_grain = 1 : i64} {
    %c7 = arith.constant 7 : index
    %flat = memref.reinterpret_cast %in to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %flat_out = memref.reinterpret_cast %out to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %columns = arith.constant dense<[0, 8, 16, 24, 32, 40, 48, 56]> : vector<8xi32>
    %all = arith.constant dense<true> : vector<8xi1>
    %zero = arith.constant dense<0.0> : vector<8xf32>
    %v = vector.load %flat[%task] : memref<64xf32>, vector<8xf32>
    %new = arith.addf %v, %v : vector<8xf32>
    vector.scatter %flat_out[%task] [%columns], %all, %new : memref<64xf32>, vector<8xi32>, vector<8xi1>, vector<8xf32>
    return
  }

  // The same of vectors of neighbours.
  func.func private @other_masked_load(index, tensor<8x8xf32>) -> tensor<8x8xf32> attributes {nadir.scheduled = @other_masked_load_tasks}
  func.func private @other_masked_load_tasks(%rows: index, %task: index, %in: memref<8x8xf32>, %out: memref<8x8xf32>)
      attributes {nadir.task_extent = 8 : i64, nadir.task_grain = 1 : i64} {
    %c7 = arith.constant 7 : index
    %flat = memref.reinterpret_cast %in to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %flat_out = memref.reinterpret_cast %out to offset: [0], sizes: [64], strides: [1] : memref<8x8xf32> to memref<64xf32>
    %columns = arith.constant dense<[0, 8, 16, 24, 32, 40, 48, 56]> : vector<8xi32>
    %all = arith.constant dense<true> : vector<8xi1>
    %zero = arith.constant dense<0.0> : vector<8xf32>
    %some = vector.create_mask %rows : vector<8xi1>
    %v = vector.maskedload %flat[%task], %all, %zero : memref<64xf32>, vector<8xi1>, vector<8xf32> into vector<8xf32>
    %new = arith.addf %v, %v : vector<8xf32>
    vector.maskedstore %flat_out[%task], %some, %new : memref<64xf32>, vector<8xi1>, vector<8xf32>
    return
  }

  // CHECK: entry update_same: arena 0 bytes
  func.func @update_same(%rows: index {nadir.role = "rows"}, %w: tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"})
      -> (tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    %0 = call @same(%rows, %w) : (index, tensor<8x8xf32>) -> tensor<8x8xf32>
    return %0 : tensor<8x8xf32>
  }

  // CHECK: entry update_other_columns: arena 256 bytes
  func.func @update_other_columns(%rows: index {nadir.role = "rows"}, %w: tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"})
      -> (tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    %0 = call @other_columns(%rows, %w) : (index, tensor<8x8xf32>) -> tensor<8x8xf32>
    return %0 : tensor<8x8xf32>
  }

  // CHECK: entry update_other_start: arena 256 bytes
  func.func @update_other_start(%rows: index {nadir.role = "rows"}, %w: tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"})
      -> (tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    %0 = call @other_start(%rows, %w) : (index, tensor<8x8xf32>) -> tensor<8x8xf32>
    return %0 : tensor<8x8xf32>
  }

  // CHECK: entry update_other_mask: arena 256 bytes
  func.func @update_other_mask(%rows: index {nadir.role = "rows"}, %w: tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"})
      -> (tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    %0 = call @other_mask(%rows, %w) : (index, tensor<8x8xf32>) -> tensor<8x8xf32>
    return %0 : tensor<8x8xf32>
  }

  // CHECK: entry update_other_kind: arena 256 bytes
  func.func @update_other_kind(%rows: index {nadir.role = "rows"}, %w: tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"})
      -> (tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    %0 = call @other_kind(%rows, %w) : (index, tensor<8x8xf32>) -> tensor<8x8xf32>
    return %0 : tensor<8x8xf32>
  }

  // CHECK: entry update_other_masked_load: arena 256 bytes
  func.func @update_other_masked_load(%rows: index {nadir.role = "rows"}, %w: tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"})
      -> (tensor<8x8xf32> {nadir.role = "parameter", nadir.name = "w"}) {
    %0 = call @other_masked_load(%rows, %w) : (index, tensor<8x8xf32>) -> tensor<8x8xf32>
    return %0 : tensor<8x8xf32>
  }
}
