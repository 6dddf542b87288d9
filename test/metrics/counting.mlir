// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --nadir-build-entries --nadir-decompose --nadir-fuse-groups | FileCheck %s --check-prefix=FUSE

// CHECK-LABEL: nadir.graph @counting
// CHECK: nadir.bincount %{{.*}} {size = 6 : i64} : (tensor<?x3xi64>, tensor<?x3xf32>) -> tensor<6xf32>
// CHECK: nadir.weight_above %{{[^,]*}}, %{{[^,]*}} {inclusive = true} : (tensor<?x3xf32>, tensor<?x3xf64>) -> tensor<?x3xf64>
// CHECK: nadir.weight_above %{{[^,]*}}, %{{[^,]*}}, %{{[^,]*}} : (tensor<?x3xf32>, tensor<?x3xf64>, tensor<f64>) -> tensor<?x3xf64>

// The index is checked against the size; both are loops of their own.
// FUSE: nadir.group "check"
// FUSE: nadir.check_index %{{.*}} {limit = 6 : i64, tensor = "index"}
// FUSE: nadir.group "sequential"
// FUSE-NEXT: nadir.bincount
// FUSE: nadir.group "sequential"
// FUSE-NEXT: nadir.weight_above
nadir.graph @counting attributes {batch = 8 : i64} {
  %index = nadir.input "index" : tensor<?x3xi64>
  %score = nadir.input "score" : tensor<?x3xf32>
  %weight = nadir.input "weight" : tensor<?x3xf64>
  %rows = nadir.input "rows" : tensor<f64>
  %0 = nadir.bincount %index, %score {size = 6 : i64} : (tensor<?x3xi64>, tensor<?x3xf32>) -> tensor<6xf32>
  %1 = nadir.weight_above %score, %weight {inclusive = true} : (tensor<?x3xf32>, tensor<?x3xf64>) -> tensor<?x3xf64>
  %2 = nadir.weight_above %score, %weight, %rows : (tensor<?x3xf32>, tensor<?x3xf64>, tensor<f64>) -> tensor<?x3xf64>
  nadir.output "counts", %0 : tensor<6xf32>
  nadir.output "above", %1 : tensor<?x3xf64>
  nadir.output "partly", %2 : tensor<?x3xf64>
}
