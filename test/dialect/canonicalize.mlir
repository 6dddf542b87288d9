// RUN: nadir-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @add_minus_zero(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: return %[[X]], %[[X]]
func.func @add_minus_zero(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %c = nadir.constant dense<-0.0> : tensor<f32>
  %0 = nadir.add %x, %c : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %1 = nadir.add %c, %x : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// -0 + 0 is 0, so x + 0 is not x.
// CHECK-LABEL: func.func @add_zero_stays(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[X]], %[[ZERO]]
// CHECK-NEXT: return %[[ADD]]
func.func @add_zero_stays(%x: tensor<3xf32>) -> tensor<3xf32> {
  %c = nadir.constant dense<0.0> : tensor<3xf32>
  %0 = nadir.add %x, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @sub_zero(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: return %[[X]]
func.func @sub_zero(%x: tensor<3xf32>) -> tensor<3xf32> {
  %c = nadir.constant dense<0.0> : tensor<3xf32>
  %0 = nadir.sub %x, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @sub_minus_zero_stays(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<-0.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[CONSTANT]]
// CHECK-NEXT: return %[[SUB]]
func.func @sub_minus_zero_stays(%x: tensor<3xf32>) -> tensor<3xf32> {
  %c = nadir.constant dense<-0.0> : tensor<3xf32>
  %0 = nadir.sub %x, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// inf - inf is NaN.
// CHECK-LABEL: func.func @sub_itself_stays(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[SUB:.*]] = nadir.sub %[[X]], %[[X]]
// CHECK-NEXT: return %[[SUB]]
func.func @sub_itself_stays(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nadir.sub %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @mul_one(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
// CHECK-NEXT: return %[[X]], %[[X]]
func.func @mul_one(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  %c = nadir.constant dense<1.0> : tensor<f32>
  %0 = nadir.mul %x, %c : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %1 = nadir.mul %c, %x : (tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// NaN * 0 is NaN, -1 * 0 is -0.
// CHECK-LABEL: func.func @mul_zero_stays(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[ZERO]]
// CHECK-NEXT: return %[[MUL]]
func.func @mul_zero_stays(%x: tensor<3xf32>) -> tensor<3xf32> {
  %c = nadir.constant dense<0.0> : tensor<3xf32>
  %0 = nadir.mul %x, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// A one that makes the result larger is not nothing.
// CHECK-LABEL: func.func @mul_one_that_broadcasts_stays(
// CHECK-SAME: %[[X:.*]]: tensor<1xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[ONE]] : (tensor<1xf32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: return %[[MUL]]
func.func @mul_one_that_broadcasts_stays(%x: tensor<1xf32>) -> tensor<3xf32> {
  %c = nadir.constant dense<1.0> : tensor<3xf32>
  %0 = nadir.mul %x, %c : (tensor<1xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @mul_one_of_several_stays(
// CHECK-SAME: %[[X:.*]]: tensor<2xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[CONSTANT]]
// CHECK-NEXT: return %[[MUL]]
func.func @mul_one_of_several_stays(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = nadir.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nadir.mul %x, %c : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: func.func @div_one(
// CHECK-SAME: %[[X:.*]]: tensor<3xf64>)
// CHECK-NEXT: return %[[X]]
func.func @div_one(%x: tensor<3xf64>) -> tensor<3xf64> {
  %c = nadir.constant dense<1.0> : tensor<3xf64>
  %0 = nadir.div %x, %c : (tensor<3xf64>, tensor<3xf64>) -> tensor<3xf64>
  return %0 : tensor<3xf64>
}

// 1 / 3 is rounded: a quotient doesn't become a product.
// CHECK-LABEL: func.func @div_stays(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<3.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[X]], %[[CONSTANT]] : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[DIV2:.*]] = nadir.div %[[X]], %[[X]] : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: return %[[DIV]], %[[DIV2]]
func.func @div_stays(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %c = nadir.constant dense<3.0> : tensor<3xf32>
  %0 = nadir.div %x, %c : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.div %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @integers(
// CHECK-SAME: %[[X:.*]]: tensor<3xi64>, %[[Y:.*]]: tensor<3xi32>) -> (tensor<3xi64>, tensor<3xi64>, tensor<3xi64>, tensor<3xi32>, tensor<3xi32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1> : tensor<3xi32>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[Y]], %[[CONSTANT]] : (tensor<3xi32>, tensor<3xi32>) -> tensor<3xi32>
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[Y]], %[[ADD]]
func.func @integers(%x: tensor<3xi64>, %y: tensor<3xi32>) -> (tensor<3xi64>, tensor<3xi64>, tensor<3xi64>, tensor<3xi32>, tensor<3xi32>) {
  %zero = nadir.constant dense<0> : tensor<3xi64>
  %one = nadir.constant dense<1> : tensor<3xi64>
  %one32 = nadir.constant dense<1> : tensor<3xi32>
  %0 = nadir.sub %x, %zero : (tensor<3xi64>, tensor<3xi64>) -> tensor<3xi64>
  %1 = nadir.mul %x, %one : (tensor<3xi64>, tensor<3xi64>) -> tensor<3xi64>
  %2 = nadir.div %x, %one : (tensor<3xi64>, tensor<3xi64>) -> tensor<3xi64>
  %3 = nadir.mul %y, %one32 : (tensor<3xi32>, tensor<3xi32>) -> tensor<3xi32>
  %4 = nadir.add %y, %one32 : (tensor<3xi32>, tensor<3xi32>) -> tensor<3xi32>
  return %0, %1, %2, %3, %4 : tensor<3xi64>, tensor<3xi64>, tensor<3xi64>, tensor<3xi32>, tensor<3xi32>
}

// Numbers are folded in their own precision: 16777216 + 1 is not representable
// in f32.
// CHECK-LABEL: func.func @constants(
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<0x4B800000> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<0x4170000010000000> : tensor<f64>
// CHECK-NEXT: %[[CONSTANT3:.*]] = nadir.constant dense<0.333333343> : tensor<3xf32>
// CHECK-NEXT: %[[CONSTANT4:.*]] = nadir.constant dense<5.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CONSTANT5:.*]] = nadir.constant dense<0x7F800000> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT6:.*]] = nadir.constant dense<-0.000000e+00> : tensor<f32>
// CHECK-NEXT: return %[[CONSTANT]], %[[CONSTANT2]], %[[CONSTANT3]], %[[CONSTANT4]], %[[CONSTANT5]], %[[CONSTANT6]]
func.func @constants() -> (tensor<f32>, tensor<f64>, tensor<3xf32>, tensor<2xf32>, tensor<f32>, tensor<f32>) {
  %a = nadir.constant dense<16777216.0> : tensor<f32>
  %b = nadir.constant dense<1.0> : tensor<f32>
  %c = nadir.constant dense<16777216.0> : tensor<f64>
  %d = nadir.constant dense<1.0> : tensor<f64>
  %e = nadir.constant dense<3.0> : tensor<3xf32>
  %f = nadir.constant dense<6.0> : tensor<2xf32>
  %zero = nadir.constant dense<0.0> : tensor<f32>
  %0 = nadir.add %a, %b : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %1 = nadir.add %c, %d : (tensor<f64>, tensor<f64>) -> tensor<f64>
  %2 = nadir.div %b, %e : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  %3 = nadir.sub %f, %b : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %4 = nadir.div %b, %zero : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %5 = nadir.neg %zero : (tensor<f32>) -> tensor<f32>
  return %0, %1, %2, %3, %4, %5 : tensor<f32>, tensor<f64>, tensor<3xf32>, tensor<2xf32>, tensor<f32>, tensor<f32>
}

// CHECK-LABEL: func.func @empty_constants(
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<0x3xf32>
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<> : tensor<0xf32>
// CHECK-NEXT: %[[ONE2:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<> : tensor<0xi64>
// CHECK-NEXT: %[[ADD:.*]] = nadir.add %[[CONSTANT]], %[[ONE2]] : (tensor<0xf32>, tensor<f32>) -> tensor<0xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[CONSTANT2]], %[[CONSTANT2]] : (tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
// CHECK-NEXT: return %[[ADD]], %[[ONE]], %[[MUL]]
func.func @empty_constants() -> (tensor<0xf32>, tensor<0x3xf32>, tensor<0xi64>) {
  %a = nadir.constant dense<> : tensor<0xf32>
  %b = nadir.constant dense<1.0> : tensor<f32>
  %i = nadir.constant dense<> : tensor<0xi64>
  %0 = nadir.add %a, %b : (tensor<0xf32>, tensor<f32>) -> tensor<0xf32>
  %1 = nadir.broadcast %b : (tensor<f32>) -> tensor<0x3xf32>
  %2 = nadir.mul %i, %i : (tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  return %0, %1, %2 : tensor<0xf32>, tensor<0x3xf32>, tensor<0xi64>
}

// Dividing integers by zero is not decided here.
// CHECK-LABEL: func.func @integer_constants_stay(
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1> : tensor<i64>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<0> : tensor<i64>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[CONSTANT]], %[[CONSTANT2]] : (tensor<i64>, tensor<i64>) -> tensor<i64>
// CHECK-NEXT: return %[[DIV]]
func.func @integer_constants_stay() -> tensor<i64> {
  %a = nadir.constant dense<1> : tensor<i64>
  %b = nadir.constant dense<0> : tensor<i64>
  %0 = nadir.div %a, %b : (tensor<i64>, tensor<i64>) -> tensor<i64>
  return %0 : tensor<i64>
}

// CHECK-LABEL: func.func @neg_of_neg(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: return %[[X]]
func.func @neg_of_neg(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nadir.neg %x : (tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.neg %0 : (tensor<3xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}

// CHECK-LABEL: func.func @small_powers(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[SQUARE:.*]] = nadir.mul %[[X]], %[[X]] : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[MUL:.*]] = nadir.mul %[[X]], %[[X]] : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[MUL2:.*]] = nadir.mul %[[MUL]], %[[X]] : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[DIV:.*]] = nadir.div %[[ONE]], %[[X]] : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: return %[[X]], %[[SQUARE]], %[[MUL2]], %[[DIV]]
func.func @small_powers(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %one = nadir.constant dense<1.0> : tensor<f32>
  %two = nadir.constant dense<2.0> : tensor<f32>
  %three = nadir.constant dense<3.0> : tensor<f32>
  %minus = nadir.constant dense<-1.0> : tensor<f32>
  %0 = nadir.pow %x, %one : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %1 = nadir.pow %x, %two : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %2 = nadir.pow %x, %three : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %3 = nadir.pow %x, %minus : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  return %0, %1, %2, %3 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// sqrt(-0) is -0 and sqrt(-inf) NaN, but their powers 1/2 are 0 and inf; a
// power that broadcasts its base isn't looked at.
// CHECK-LABEL: func.func @other_powers_stay(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[Y:.*]]: tensor<f32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[HALF:.*]] = nadir.constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[TWO:.*]] = nadir.constant dense<2.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %[[POW:.*]] = nadir.pow %[[X]], %[[HALF]]
// CHECK-NEXT: %[[POW2:.*]] = nadir.pow %[[Y]], %[[TWO]]
// CHECK-NEXT: return %[[POW]], %[[POW2]]
func.func @other_powers_stay(%x: tensor<3xf32>, %y: tensor<f32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %half = nadir.constant dense<0.5> : tensor<f32>
  %twos = nadir.constant dense<2.0> : tensor<3xf32>
  %0 = nadir.pow %x, %half : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  %1 = nadir.pow %y, %twos : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @select_of_same(
// CHECK-SAME: %[[C:.*]]: tensor<3xi1>, %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: return %[[X]]
func.func @select_of_same(%c: tensor<3xi1>, %x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nadir.select %c, %x, %x : (tensor<3xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @select_by_constant(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[Y:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: return %[[X]], %[[Y]]
func.func @select_by_constant(%x: tensor<3xf32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %true = nadir.constant dense<true> : tensor<i1>
  %false = nadir.constant dense<false> : tensor<3xi1>
  %0 = nadir.select %true, %x, %y : (tensor<i1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.select %false, %x, %y : (tensor<3xi1>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @select_that_broadcasts_stays(
// CHECK-SAME: %[[C:.*]]: tensor<3xi1>, %[[X:.*]]: tensor<f32>, %[[Y:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<true> : tensor<i1>
// CHECK-NEXT: %[[SELECT:.*]] = nadir.select %[[CONSTANT]], %[[X]], %[[Y]] : (tensor<i1>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[SELECT2:.*]] = nadir.select %[[C]], %[[X]], %[[X]] : (tensor<3xi1>, tensor<f32>, tensor<f32>) -> tensor<3xf32>
// CHECK-NEXT: return %[[SELECT]], %[[SELECT2]]
func.func @select_that_broadcasts_stays(%c: tensor<3xi1>, %x: tensor<f32>, %y: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %true = nadir.constant dense<true> : tensor<i1>
  %0 = nadir.select %true, %x, %y : (tensor<i1>, tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.select %c, %x, %x : (tensor<3xi1>, tensor<f32>, tensor<f32>) -> tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @cast_to_itself(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: return %[[X]]
func.func @cast_to_itself(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nadir.cast %x : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// Another type in between loses digits, or keeps them.
// CHECK-LABEL: func.func @cast_back_stays(
// CHECK-SAME: %[[X:.*]]: tensor<3xf64>)
// CHECK-NEXT: %[[CAST:.*]] = nadir.cast %[[X]] : (tensor<3xf64>) -> tensor<3xf32>
// CHECK-NEXT: %[[CAST2:.*]] = nadir.cast %[[CAST]] : (tensor<3xf32>) -> tensor<3xf64>
// CHECK-NEXT: return %[[CAST2]]
func.func @cast_back_stays(%x: tensor<3xf64>) -> tensor<3xf64> {
  %0 = nadir.cast %x : (tensor<3xf64>) -> tensor<3xf32>
  %1 = nadir.cast %0 : (tensor<3xf32>) -> tensor<3xf64>
  return %1 : tensor<3xf64>
}

// CHECK-LABEL: func.func @element_count(
// CHECK-SAME: %[[X:.*]]: tensor<?x4x3xf32>, %[[I:.*]]: tensor<0x3xi64>) -> (tensor<f32>, tensor<f32>, tensor<f32>)
// CHECK-NEXT: %[[ZERO:.*]] = nadir.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<1.200000e+01> : tensor<f32>
// CHECK-NEXT: %[[ELEMENT_COUNT:.*]] = nadir.element_count %[[X]] {dim = array<i64: 0>}
// CHECK-NEXT: return %[[CONSTANT]], %[[ELEMENT_COUNT]], %[[ZERO]]
func.func @element_count(%x: tensor<?x4x3xf32>, %i: tensor<0x3xi64>) -> (tensor<f32>, tensor<f32>, tensor<f32>) {
  %0 = nadir.element_count %x {dim = array<i64: 1, -1>} : (tensor<?x4x3xf32>) -> tensor<f32>
  %1 = nadir.element_count %x {dim = array<i64: 0>} : (tensor<?x4x3xf32>) -> tensor<f32>
  %2 = nadir.element_count %i : (tensor<0x3xi64>) -> tensor<f32>
  return %0, %1, %2 : tensor<f32>, tensor<f32>, tensor<f32>
}

// CHECK-LABEL: func.func @reshape(
// CHECK-SAME: %[[X:.*]]: tensor<?x6xf32>) -> (tensor<?x6xf32>, tensor<?x6xf32>, tensor<?x3x2xf32>)
// CHECK-NEXT: %[[RESHAPE:.*]] = nadir.reshape %[[X]] : (tensor<?x6xf32>) -> tensor<?x3x2xf32>
// CHECK-NEXT: return %[[X]], %[[X]], %[[RESHAPE]]
func.func @reshape(%x: tensor<?x6xf32>) -> (tensor<?x6xf32>, tensor<?x6xf32>, tensor<?x3x2xf32>) {
  %0 = nadir.reshape %x : (tensor<?x6xf32>) -> tensor<?x6xf32>
  %1 = nadir.reshape %x : (tensor<?x6xf32>) -> tensor<?x2x3xf32>
  %2 = nadir.reshape %1 : (tensor<?x2x3xf32>) -> tensor<?x6xf32>
  %3 = nadir.reshape %1 : (tensor<?x2x3xf32>) -> tensor<?x3x2xf32>
  return %0, %2, %3 : tensor<?x6xf32>, tensor<?x6xf32>, tensor<?x3x2xf32>
}

// CHECK-LABEL: func.func @reshape_of_constants(
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<{{\[\[}}1, 2], [3, 4]]> : tensor<2x2xi64>
// CHECK-NEXT: %[[ONE:.*]] = nadir.constant dense<1.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<> : tensor<5x0xf32>
// CHECK-NEXT: return %[[CONSTANT]], %[[ONE]], %[[CONSTANT2]]
func.func @reshape_of_constants() -> (tensor<2x2xi64>, tensor<1x1xf32>, tensor<5x0xf32>) {
  %a = nadir.constant dense<[1, 2, 3, 4]> : tensor<4xi64>
  %b = nadir.constant dense<1.0> : tensor<f32>
  %c = nadir.constant dense<> : tensor<0x3xf32>
  %0 = nadir.reshape %a : (tensor<4xi64>) -> tensor<2x2xi64>
  %1 = nadir.reshape %b : (tensor<f32>) -> tensor<1x1xf32>
  %2 = nadir.reshape %c : (tensor<0x3xf32>) -> tensor<5x0xf32>
  return %0, %1, %2 : tensor<2x2xi64>, tensor<1x1xf32>, tensor<5x0xf32>
}

// CHECK-LABEL: func.func @transpose(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x4xf32>) -> (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<4x2x3xf32>)
// CHECK-NEXT: %[[TRANSPOSE:.*]] = nadir.transpose %[[X]] {permutation = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
// CHECK-NEXT: return %[[X]], %[[X]], %[[TRANSPOSE]]
func.func @transpose(%x: tensor<2x3x4xf32>) -> (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<4x2x3xf32>) {
  %0 = nadir.transpose %x {permutation = array<i64: 0, 1, 2>} : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %1 = nadir.transpose %x {permutation = array<i64: 1, 2, 0>} : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  %2 = nadir.transpose %1 {permutation = array<i64: 2, 0, 1>} : (tensor<3x4x2xf32>) -> tensor<2x3x4xf32>
  %3 = nadir.transpose %1 {permutation = array<i64: 1, 2, 0>} : (tensor<3x4x2xf32>) -> tensor<4x2x3xf32>
  return %0, %2, %3 : tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<4x2x3xf32>
}

// CHECK-LABEL: func.func @broadcast(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>) -> (tensor<3xf32>, tensor<2x3xi64>, tensor<?x3xi64>, tensor<2x2xf32>)
// CHECK-NEXT: %[[CONSTANT:.*]] = nadir.constant dense<7> : tensor<i64>
// CHECK-NEXT: %[[CONSTANT2:.*]] = nadir.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: %[[CONSTANT3:.*]] = nadir.constant dense<7> : tensor<2x3xi64>
// CHECK-NEXT: %[[BROADCAST:.*]] = nadir.broadcast %[[CONSTANT]] : (tensor<i64>) -> tensor<?x3xi64>
// CHECK-NEXT: %[[BROADCAST2:.*]] = nadir.broadcast %[[CONSTANT2]] : (tensor<2xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: return %[[X]], %[[CONSTANT3]], %[[BROADCAST]], %[[BROADCAST2]]
func.func @broadcast(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<2x3xi64>, tensor<?x3xi64>, tensor<2x2xf32>) {
  %c = nadir.constant dense<7> : tensor<i64>
  %d = nadir.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nadir.broadcast %x : (tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.broadcast %c : (tensor<i64>) -> tensor<2x3xi64>
  %2 = nadir.broadcast %c : (tensor<i64>) -> tensor<?x3xi64>
  %3 = nadir.broadcast %d : (tensor<2xf32>) -> tensor<2x2xf32>
  return %0, %1, %2, %3 : tensor<3xf32>, tensor<2x3xi64>, tensor<?x3xi64>, tensor<2x2xf32>
}

// Checks are effects: they stay though nobody uses what they pass on.
// CHECK-LABEL: func.func @dead_code(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[I:.*]]: tensor<3xi64>, %[[SEED:.*]]: tensor<i64>)
// CHECK-NEXT: %[[CHECK_INDEX:.*]] = nadir.check_index %[[I]] {limit = 3 : i64, tensor = "i"} : (tensor<3xi64>) -> tensor<3xi64>
// CHECK-NEXT: %[[CHECK_RANGE:.*]] = nadir.check_range %[[X]] {max = 1.000000e+00 : f64, min = 0.000000e+00 : f64, tensor = "x"}
// CHECK-NEXT: return
func.func @dead_code(%x: tensor<3xf32>, %i: tensor<3xi64>, %seed: tensor<i64>) {
  %0 = nadir.exp %x : (tensor<3xf32>) -> tensor<3xf32>
  %1 = nadir.random_uniform seed(%seed) : tensor<3xf32>
  %2 = nadir.check_index %i {limit = 3 : i64, tensor = "i"} : (tensor<3xi64>) -> tensor<3xi64>
  %3 = nadir.check_range %x {max = 1.0, min = 0.0, tensor = "x"} : (tensor<3xf32>) -> tensor<3xf32>
  return
}
