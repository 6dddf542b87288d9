// The power of the decaying rate becomes a product, which is a core operation:
// updates are decomposed after all others.
// RUN: nadir-run %s --entry train_step --steps 3 --backend cpu | FileCheck %s
// RUN: nadir-run %s --entry train_step --steps 3 --backend cpu --updates none | FileCheck %s
// RUN: nadir-run %s --entry train_step --steps 3 --backend reference | FileCheck %s

// 0.75 - 0.5, and then with eta = 0.5 / 1.25^2 0.84 * 0.25 - 0.32.
// CHECK: step 1: loss = 1{{$}}
// CHECK-NEXT: step 2: loss = 0.25{{$}}
// CHECK-NEXT: step 3: loss = -0.1{{(1|0999)[0-9]*$}}
nadir.graph @asgd_rate {
  %p = nadir.parameter "p" {init = #nadir.constant<1.0>} : tensor<1xf32>
  %loss = nadir.sum %p : (tensor<1xf32>) -> tensor<f32>
  nadir.minimize %loss with "asgd" {lr = 0.5, lambd = 0.5, alpha = 2.0} : tensor<f32>
}
