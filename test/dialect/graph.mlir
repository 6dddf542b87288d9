// RUN: nadir-opt %s | nadir-opt | FileCheck %s
// RUN: nadir-opt %s --mlir-print-op-generic | nadir-opt | FileCheck %s

// CHECK-LABEL: nadir.graph @everything attributes {batch = 128 : i64}
nadir.graph @everything attributes {batch = 128 : i64} {
  // CHECK: nadir.input "x" : tensor<?x3xf32>
  %x = nadir.input "x" : tensor<?x3xf32>
  // CHECK: nadir.input "i" : tensor<?xi64>
  %i = nadir.input "i" : tensor<?xi64>
  // CHECK: nadir.input "scale" : tensor<f64>
  %s = nadir.input "scale" : tensor<f64>
  // CHECK: nadir.parameter "a" {init = #nadir.constant<1.500000e+00>} : tensor<3xf32>
  %a = nadir.parameter "a" {init = #nadir.constant<1.500000e+00>} : tensor<3xf32>
  // CHECK: nadir.parameter "b" {init = #nadir.uniform<-1.000000e+00, 1.000000e+00>} : tensor<5x3xf32>
  %b = nadir.parameter "b" {init = #nadir.uniform<-1.000000e+00, 1.000000e+00>} : tensor<5x3xf32>
  // CHECK: nadir.parameter "c" {init = #nadir.normal<0.000000e+00, 2.000000e-02>} : tensor<f64>
  %c = nadir.parameter "c" {init = #nadir.normal<0.000000e+00, 2.000000e-02>} : tensor<f64>
  // CHECK: nadir.parameter "d" {init = #nadir.kaiming_uniform<784, 2.2360679774997898>} : tensor<2x784xf32>
  %d = nadir.parameter "d" {init = #nadir.kaiming_uniform<784, 2.2360679774997898>} : tensor<2x784xf32>
  // CHECK: nadir.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> : tensor<3xf32>
  %0 = nadir.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  // CHECK: nadir.constant dense<true> : tensor<2xi1>
  %1 = nadir.constant dense<true> : tensor<2xi1>
  // CHECK: nadir.constant dense<-7> : tensor<i64>
  %2 = nadir.constant dense<-7> : tensor<i64>
  // CHECK: nadir.constant dense<> : tensor<0x3xf64>
  %3 = nadir.constant dense<> : tensor<0x3xf64>
  // CHECK: nadir.stop_gradient %{{.*}} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %4 = nadir.stop_gradient %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK: nadir.stop_gradient %{{.*}} : (tensor<?xi64>) -> tensor<?xi64>
  %5 = nadir.stop_gradient %i : (tensor<?xi64>) -> tensor<?xi64>
  // CHECK: nadir.mul %{{.*}}, %{{.*}} : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %6 = nadir.mul %x, %a : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  // CHECK: nadir.mean %{{.*}} : (tensor<?x3xf32>) -> tensor<f32>
  %7 = nadir.mean %6 : (tensor<?x3xf32>) -> tensor<f32>
  // CHECK: nadir.gradient %{{.*}} wrt(%{{.*}}, %{{.*}}) : (tensor<f32>, tensor<?x3xf32>, tensor<3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>)
  %8:2 = nadir.gradient %7 wrt (%x, %a) : (tensor<f32>, tensor<?x3xf32>, tensor<3xf32>) -> (tensor<?x3xf32>, tensor<3xf32>)
  // CHECK: nadir.output "y", %{{.*}} : tensor<?x3xf32>
  nadir.output "y", %6 : tensor<?x3xf32>
  // CHECK: nadir.output "label", %{{.*}} : tensor<?xi64>
  nadir.output "label", %i : tensor<?xi64>
  // CHECK: nadir.metric "mean", %{{.*}} : tensor<f32>
  nadir.metric "mean", %7 : tensor<f32>
  // CHECK: nadir.minimize %{{.*}} with "adam" {betas = array<f64: 9.000000e-01, 0.98999999999999999>, lr = 1.000000e-03 : f64} : tensor<f32>
  nadir.minimize %7 with "adam" {betas = array<f64: 0.9, 0.99>, lr = 1.0e-03} : tensor<f32>
}

// Neither a batch nor anything else is required.
// CHECK-LABEL: nadir.graph @empty
nadir.graph @empty {
}

// Names are any text, but the graph's own is one of C.
// CHECK-LABEL: nadir.graph @_graph2
nadir.graph @_graph2 {
  // CHECK: nadir.input "encoder.0 \22weight\22 \E2\82\AC" : tensor<3xf32>
  %0 = nadir.input "encoder.0 \22weight\22 \E2\82\AC" : tensor<3xf32>
}
