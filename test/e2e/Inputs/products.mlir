nadir.graph @products attributes {batch = 300 : i64} {
  %x = nadir.input "x" : tensor<?x400xf32>
  %w = nadir.input "w" : tensor<400x500xf32>
  %y = nadir.matmul %x, %w : (tensor<?x400xf32>, tensor<400x500xf32>) -> tensor<?x500xf32>
  nadir.output "y", %y : tensor<?x500xf32>
}
