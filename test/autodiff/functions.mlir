// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @neg(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[W]]
// CHECK-NEXT: return %[[NEG]]
func.func @neg(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.neg %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @exp(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[EXP]]
// CHECK-NEXT: return %[[MUL]]
func.func @exp(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.exp %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @log(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[W]], %[[X]]
// CHECK-NEXT: return %[[DIV]]
func.func @log(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.log %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @log1p(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[X]], %[[ONE]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[W]], %[[ADD]]
// CHECK-NEXT: return %[[DIV]]
func.func @log1p(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.log1p %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @expm1(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[EXPM1:.*]] = nadir.expm1 %[[X]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[EXPM1]], %[[ONE]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[ADD]]
// CHECK-NEXT: return %[[MUL]]
func.func @expm1(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.expm1 %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @sqrt(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[SQRT:.*]] = nadir.sqrt %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SQRT]], %[[TWO]]
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[W]], %[[MUL]]
// CHECK-NEXT: return %[[DIV]]
func.func @sqrt(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.sqrt %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @rsqrt(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<-5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[RSQRT:.*]] = nadir.rsqrt %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[CONSTANT]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[RSQRT]], %[[RSQRT]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[RSQRT]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MUL]], %[[MUL3]]
// CHECK-NEXT: return %[[MUL4]]
func.func @rsqrt(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.rsqrt %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @tanh(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[TANH:.*]] = nadir.tanh %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[TANH]], %[[TANH]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ONE]], %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[W]], %[[SUB]]
// CHECK-NEXT: return %[[MUL2]]
func.func @tanh(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.tanh %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @erf(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.1283791670955126> : tensor<f64>
// CHECK-NEXT: %[[SQUARE:.*]] = nadir.square %[[X]]
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[SQUARE]]
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[NEG]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP]], %[[CONSTANT]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[W]], %[[MUL]]
// CHECK-NEXT: return %[[MUL2]]
func.func @erf(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.erf %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @erfc(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<-1.1283791670955126> : tensor<f64>
// CHECK-NEXT: %[[SQUARE:.*]] = nadir.square %[[X]]
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[SQUARE]]
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[NEG]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[EXP]], %[[CONSTANT]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[W]], %[[MUL]]
// CHECK-NEXT: return %[[MUL2]]
func.func @erfc(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.erfc %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @sin(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[COS:.*]] = nadir.cos %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[COS]]
// CHECK-NEXT: return %[[MUL]]
func.func @sin(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.sin %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @cos(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[SIN:.*]] = nadir.sin %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[SIN]]
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[MUL]]
// CHECK-NEXT: return %[[NEG]]
func.func @cos(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.cos %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @abs(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[SIGN:.*]] = nadir.sign %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[SIGN]]
// CHECK-NEXT: return %[[MUL]]
func.func @abs(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.abs %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @sign(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: return %[[ZERO]]
func.func @sign(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.sign %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @square(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[TWO]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[W]], %[[MUL]]
// CHECK-NEXT: return %[[MUL2]]
func.func @square(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.square %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}
