// More parameters than there is memory; a sanitizer would end the process itself.
// UNSUPPORTED: asan
// RUN: not nadir-run %s 2>&1 | FileCheck %s --check-prefix=CPU
// CPU: nadir-run: error: not enough memory for the parameters of program 'large' (4398046511360 bytes)
// RUN: not nadir-run %s --backend reference 2>&1 | FileCheck %s --check-prefix=REFERENCE
// REFERENCE: nadir-run: error: not enough memory for the tensors of '{{.*}}'

nadir.graph @large {
  %x = nadir.parameter "x" {init = #nadir.constant<1.0>} : tensor<1099511627776xf32>
  %s = nadir.sum %x : (tensor<1099511627776xf32>) -> tensor<f32>
  nadir.output "s", %s : tensor<f32>
}
