nadir.graph @groups {
  %g = nadir.input "g" : tensor<2xf32>
  %a = nadir.parameter "a" {init = #nadir.constant<1.0>} : tensor<2xf32>
  %b = nadir.parameter "b" {init = #nadir.constant<1.0>} : tensor<2xf32>
  %c = nadir.parameter "c" {init = #nadir.constant<1.0>} : tensor<2xf32>
  %0 = nadir.add %a, %b : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %1 = nadir.add %0, %c : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %2 = nadir.mul %1, %g : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %loss = nadir.sum %2 : (tensor<2xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {lr = 0.5} {
    groups = [{params = ["b"], name = "no decay", lr = 0.25}, {params = ["c"]}],
    grad_scaler = {}} : tensor<f32>
}
