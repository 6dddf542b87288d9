nadir.graph @classifier attributes {batch = 8 : i64} {
  %image = nadir.input "image" : tensor<?x3xf32>
  %label = nadir.input "label" : tensor<?xi64>
  %w = nadir.parameter "weight" {init = #nadir.kaiming_uniform<3, 2.2360679>} : tensor<4x3xf32>
  %b = nadir.parameter "bias" {init = #nadir.constant<0.5>} : tensor<4xf32>
  %z = nadir.linear %image, %w, %b : (tensor<?x3xf32>, tensor<4x3xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %loss = nadir.cross_entropy %z, %label : (tensor<?x4xf32>, tensor<?xi64>) -> tensor<f32>
  nadir.output "logits", %z : tensor<?x4xf32>
  nadir.minimize %loss with "adam" {lr = 0.1} : tensor<f32>
}
