nadir.function @my_loss(%pred: tensor<?x3xf32>, %target: tensor<?x3xf32>) -> tensor<f32> {
  %0 = nadir.sub %pred, %target : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = nadir.square %0 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = nadir.mean %1 : (tensor<?x3xf32>) -> tensor<f32>
  nadir.return %2 : tensor<f32>
}
nadir.graph @users attributes {batch = 8 : i64} {
  %x = nadir.input "x" : tensor<?x4xf32>
  %target = nadir.input "target" : tensor<?x3xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<0.5>} : tensor<3x4xf32>
  %pred = nadir.linear %x, %w : (tensor<?x4xf32>, tensor<3x4xf32>) -> tensor<?x3xf32>
  %loss = nadir.call @my_loss(%pred, %target) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {lr = 0.1 : f64} : tensor<f32>
}
