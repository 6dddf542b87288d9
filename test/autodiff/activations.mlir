// RUN: nadir-opt %s --nadir-expand-gradients --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @sigmoid(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[SIGMOID:.*]] = nadir.sigmoid %[[X]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ONE]], %[[SIGMOID]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[SUB]], %[[SIGMOID]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[W]], %[[MUL]]
// CHECK-NEXT: return %[[MUL2]]
func.func @sigmoid(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.sigmoid %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @logsigmoid(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[NEG:.*]] = nadir.neg %[[X]]
// CHECK-NEXT: %[[SIGMOID:.*]] = nadir.sigmoid %[[NEG]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[SIGMOID]]
// CHECK-NEXT: return %[[MUL]]
func.func @logsigmoid(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.logsigmoid %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @relu(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[ZERO2:.*]] = nadir.constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[RELU:.*]] = nadir.relu %[[X]]
// CHECK-NEXT: %[[LE:.*]] = nadir.le %[[RELU]], %[[ZERO2]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[LE]], %[[ZERO]], %[[W]]
// CHECK-NEXT: return %[[SELECT]]
func.func @relu(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.relu %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @silu(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[SIGMOID:.*]] = nadir.sigmoid %[[X]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[SIGMOID]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ONE]], %[[SIGMOID]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[X]], %[[SUB]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL2]], %[[ONE]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL]], %[[ADD]]
// CHECK-NEXT: return %[[MUL3]]
func.func @silu(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.silu %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @gelu(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<0.3989422804014327> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<-5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT3:.*]] = nadir.constant dense<-0.70710678118654757> : tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[CONSTANT3]]
// CHECK-NEXT: %[[ERFC:.*]] = nadir.erfc %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[ERFC]], %[[HALF]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[X]], %[[X]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[MUL3]], %[[CONSTANT2]]
// CHECK-NEXT: %[[EXP:.*]] = nadir.exp %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[EXP]], %[[CONSTANT]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[X]], %[[MUL5]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[MUL2]], %[[MUL6]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[W]], %[[ADD]]
// CHECK-NEXT: return %[[MUL7]]
func.func @gelu(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.gelu %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @gelu_tanh(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.341450e-01> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<0.79788456080286541> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT3:.*]] = nadir.constant dense<4.471500e-02> : tensor<f64>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[X]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[X]]
// CHECK-NEXT: %[[MUL3:.*]] = nadir.mul %[[MUL2]], %[[CONSTANT3]]
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[X]], %[[MUL3]]
// CHECK-NEXT: %[[MUL4:.*]] = nadir.mul %[[ADD]], %[[CONSTANT2]]
// CHECK-NEXT: %[[TANH:.*]] = nadir.tanh %[[MUL4]]
// CHECK-NEXT: %[[MUL5:.*]] = nadir.mul %[[MUL]], %[[CONSTANT]]
// CHECK-NEXT: %[[ADD2:.*]] = nadir.add %[[MUL5]], %[[ONE]]
// CHECK-NEXT: %[[MUL6:.*]] = nadir.mul %[[ADD2]], %[[CONSTANT2]]
// CHECK-NEXT: %[[ADD3:.*]] = nadir.add %[[TANH]], %[[ONE]]
// CHECK-NEXT: %[[MUL7:.*]] = nadir.mul %[[ADD3]], %[[HALF]]
// CHECK-NEXT: %[[MUL8:.*]] = nadir.mul %[[X]], %[[HALF]]
// CHECK-NEXT: %[[MUL9:.*]] = nadir.mul %[[TANH]], %[[TANH]]
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[ONE]], %[[MUL9]]
// CHECK-NEXT: %[[MUL10:.*]] = nadir.mul %[[MUL8]], %[[SUB]]
// CHECK-NEXT: %[[MUL11:.*]] = nadir.mul %[[MUL10]], %[[MUL6]]
// CHECK-NEXT: %[[ADD4:.*]] = nadir.add %[[MUL7]], %[[MUL11]]
// CHECK-NEXT: %[[MUL12:.*]] = nadir.mul %[[W]], %[[ADD4]]
// CHECK-NEXT: return %[[MUL12]]
func.func @gelu_tanh(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.gelu %x {approximate = "tanh"} : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @softplus(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.000000e+01> : tensor<f64>
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[TWO]]
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[MUL]], %[[CONSTANT]]
// CHECK-NEXT: %[[SIGMOID:.*]] = nadir.sigmoid %[[MUL]]
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[W]], %[[SIGMOID]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[W]], %[[MUL2]]
// CHECK-NEXT: return %[[SELECT]]
func.func @softplus(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.softplus %x {beta = 2.0, threshold = 10.0} : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @leaky_relu(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.000000e-02> : tensor<f64>
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[X]], %[[ZERO]]
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[W]], %[[CONSTANT]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[W]], %[[MUL]]
// CHECK-NEXT: return %[[SELECT]]
func.func @leaky_relu(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.leaky_relu %x : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @clamp(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[MINUS_ONE:.*]] = nadir.constant dense<-1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[X]], %[[MINUS_ONE]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[W]], %[[ZERO]]
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[X]], %[[TWO]]
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[LT]], %[[SELECT]], %[[ZERO]]
// CHECK-NEXT: return %[[SELECT2]]
func.func @clamp(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.clamp %x {max = 2.0, min = -1.0} : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @clamp_min(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[MINUS_ONE:.*]] = nadir.constant dense<-1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[GT:.*]] = nadir.gt %[[X]], %[[MINUS_ONE]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[GT]], %[[W]], %[[ZERO]]
// CHECK-NEXT: return %[[SELECT]]
func.func @clamp_min(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.clamp %x {min = -1.0} : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}

// CHECK-LABEL: func.func @clamp_max(
// CHECK-SAME: %[[X:.*]]: tensor<4x3xf64>, %[[W:.*]]: tensor<4x3xf64>)
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<4x3xf64>
// CHECK-NEXT: %[[LT:.*]] = nadir.lt %[[X]], %[[TWO]]
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[LT]], %[[W]], %[[ZERO]]
// CHECK-NEXT: return %[[SELECT]]
func.func @clamp_max(%x: tensor<4x3xf64>, %w: tensor<4x3xf64>) -> tensor<4x3xf64> {
  %r = nadir.clamp %x {max = 2.0} : (tensor<4x3xf64>) -> tensor<4x3xf64>
  %p = nadir.mul %r, %w : (tensor<4x3xf64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  %l = nadir.sum %p : (tensor<4x3xf64>) -> tensor<f64>
  %g = nadir.gradient %l wrt (%x) : (tensor<f64>, tensor<4x3xf64>) -> tensor<4x3xf64>
  return %g : tensor<4x3xf64>
}
