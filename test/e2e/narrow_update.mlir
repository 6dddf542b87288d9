// RUN: nadirc %s --cpu x86-64-v4 -o %t.o --memory-report | FileCheck %s

// The product that updates a parameter of few columns is done with rows as
// columns, so that it gathers and scatters the parameter and its state. It
// still updates them where they are: no buffer has their size.
// CHECK-LABEL: entry train_step:
// CHECK-NOT: {{^ +12000 }}
// CHECK: gradients never in memory: 12000 bytes, of 1 parameters updated in products
nadir.graph @narrow attributes {batch = 256 : i64} {
  %x = nadir.input "x" : tensor<?x300xf32>
  %y = nadir.input "y" : tensor<?xi64>
  %w = nadir.parameter "w" {init = #nadir.uniform<-0.1, 0.1>} : tensor<300x10xf32>
  %o = nadir.matmul %x, %w : (tensor<?x300xf32>, tensor<300x10xf32>) -> tensor<?x10xf32>
  %l = nadir.cross_entropy %o, %y : (tensor<?x10xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.minimize %l with "adam" {lr = 0.01} : tensor<f32>
}
