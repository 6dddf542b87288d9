nadir.function @bias(%pred: tensor<?x3xf32>, %target: tensor<?x3xf32>) -> tensor<f32> {
  %0 = nadir.sub %target, %pred : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.mean %0 : (tensor<?x3xf32>) -> tensor<f32>
  %2 = nadir.abs %1 : (tensor<f32>) -> tensor<f32>
  nadir.return %2 : tensor<f32>
}
nadir.graph @users attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x4xf32>
  %target = nadir.input "target" : tensor<?x3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<0.5>} : tensor<3x4xf32>
  %pred = nadir.linear %x, %w : (tensor<?x4xf32>, tensor<3x4xf32>) -> tensor<?x3xf32>
  %loss = nadir.call @bias(%pred, %target) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {lr = 0.1 : f64} : tensor<f32>
}
