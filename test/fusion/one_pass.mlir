// RUN: nadir-opt %s --nadir-stabilize-room --nadir-differentiate-room --nadir-fuse-room --split-input-file | FileCheck %s

// Value and gradient of a loss come from one kernel that reads its inputs, and
// nothing of their size is stored but the gradient. (Checks read, too.)

// CHECK-LABEL: nadir.program = "mse_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @mse_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.mse_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "l1_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @l1_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.l1_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "smooth_l1_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @smooth_l1_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.smooth_l1_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "huber_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @huber_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.huber_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "kl_div"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @kl_div {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.kl_div %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "poisson_nll_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @poisson_nll_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.poisson_nll_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "gaussian_nll_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @gaussian_nll_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %2 = nadir.input "i2" : tensor<8x16xf32>
  %l = nadir.gaussian_nll_loss %0, %1, %2 : (tensor<8x16xf32>, tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "binary_cross_entropy"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @binary_cross_entropy {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.binary_cross_entropy %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "binary_cross_entropy_with_logits_8"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @binary_cross_entropy_with_logits_8 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.binary_cross_entropy_with_logits %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "binary_cross_entropy_with_logits_9"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @binary_cross_entropy_with_logits_9 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %2 = nadir.input "i2" : tensor<16xf32>
  %l = nadir.binary_cross_entropy_with_logits %0, %1 pos_weight(%2) : (tensor<8x16xf32>, tensor<8x16xf32>, tensor<16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "soft_margin_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @soft_margin_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.soft_margin_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "hinge_embedding_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @hinge_embedding_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.hinge_embedding_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "margin_ranking_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @margin_ranking_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %2 = nadir.input "i2" : tensor<8x16xf32>
  %l = nadir.margin_ranking_loss %0, %1, %2 : (tensor<8x16xf32>, tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "multilabel_soft_margin_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @multilabel_soft_margin_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.multilabel_soft_margin_loss %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "sigmoid_focal_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @sigmoid_focal_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.sigmoid_focal_loss %0, %1 {reduction = "mean"} : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "cross_entropy_15"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @cross_entropy_15 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8xi64>
  %l = nadir.cross_entropy %0, %1 : (tensor<8x16xf32>, tensor<8xi64>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "cross_entropy_16"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @cross_entropy_16 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8xi64>
  %2 = nadir.input "i2" : tensor<16xf32>
  %l = nadir.cross_entropy %0, %1 weight(%2) : (tensor<8x16xf32>, tensor<8xi64>, tensor<16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "cross_entropy_17"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @cross_entropy_17 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %l = nadir.cross_entropy %0, %1 : (tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "cross_entropy_18"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @cross_entropy_18 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8xi64>
  %l = nadir.cross_entropy %0, %1 {label_smoothing = 0.1 : f64} : (tensor<8x16xf32>, tensor<8xi64>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "nll_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @nll_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8xi64>
  %2 = nadir.input "i2" : tensor<16xf32>
  %l = nadir.nll_loss %0, %1 weight(%2) : (tensor<8x16xf32>, tensor<8xi64>, tensor<16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "softmax_focal_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @softmax_focal_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8xi64>
  %l = nadir.softmax_focal_loss %0, %1 {reduction = "mean"} : (tensor<8x16xf32>, tensor<8xi64>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "multi_margin_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @multi_margin_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8xi64>
  %l = nadir.multi_margin_loss %0, %1 : (tensor<8x16xf32>, tensor<8xi64>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "cosine_embedding_loss"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @cosine_embedding_loss {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %2 = nadir.input "i2" : tensor<8xf32>
  %l = nadir.cosine_embedding_loss %0, %1, %2 : (tensor<8x16xf32>, tensor<8x16xf32>, tensor<8xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "triplet_margin_loss_23"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @triplet_margin_loss_23 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %2 = nadir.input "i2" : tensor<8x16xf32>
  %l = nadir.triplet_margin_loss %0, %1, %2 {swap = true} : (tensor<8x16xf32>, tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}

// -----

// CHECK-LABEL: nadir.program = "triplet_margin_loss_24"
// CHECK-NOT: nadir.group "{{loop|sequential}}" :{{.*}}8x16xf32
// CHECK: nadir.group "loop" :{{( tensor<8x1xf32>,)*}} tensor<8x16xf32>{{(, tensor<8x1xf32>)*}} {
// CHECK-NOT: nadir.group{{.*}}8x16xf32
nadir.graph @triplet_margin_loss_24 {
  %0 = nadir.input "i0" : tensor<8x16xf32>
  %1 = nadir.input "i1" : tensor<8x16xf32>
  %2 = nadir.input "i2" : tensor<8x16xf32>
  %l = nadir.triplet_margin_loss %0, %1, %2 {p = 1.0 : f64} : (tensor<8x16xf32>, tensor<8x16xf32>, tensor<8x16xf32>) -> tensor<f32>
  %g = nadir.gradient %l wrt(%0) : (tensor<f32>, tensor<8x16xf32>) -> tensor<8x16xf32>
  nadir.output "loss", %l : tensor<f32>
  nadir.output "gradient", %g : tensor<8x16xf32>
}
