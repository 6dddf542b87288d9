nadir.function @twice(%x: tensor<?x2147483648xf32>) -> tensor<?x2147483648xf32> {
  %0 = nadir.exp %x : (tensor<?x2147483648xf32>) -> tensor<?x2147483648xf32>
  nadir.return %0 : tensor<?x2147483648xf32>
}

nadir.graph @huge {
  %x = nadir.input "x" : tensor<?x1x524288xf32>
  %w = nadir.parameter "w" {init = #nadir.constant<0.0>} : tensor<524288x524288xf32>
  %y = nadir.matmul %x, %w : (tensor<?x1x524288xf32>, tensor<524288x524288xf32>) -> tensor<?x1x524288xf32>
  %loss = nadir.sum %y : (tensor<?x1x524288xf32>) -> tensor<f32>
  nadir.minimize %loss with "sgd" {} : tensor<f32>
}
