// RUN: nadir-opt %s --split-input-file --verify-diagnostics

// bincount_c1
nadir.graph @bincount_c1 {
  %index = nadir.input "index" : tensor<?x3xi64>
  %weight = nadir.input "weight" : tensor<?xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected input and weights of one shape, found 'tensor<?x3xi64>' and 'tensor<?xf32>'}}
  %0 = nadir.bincount %index, %weight {size = 6 : i64} : (tensor<?x3xi64>, tensor<?xf32>) -> tensor<6xf32>
}

// -----

// bincount_c2
nadir.graph @bincount_c2 {
  %index = nadir.input "index" : tensor<?xi64>
  %weight = nadir.input "weight" : tensor<?xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected size >= 1, found 0}}
  %0 = nadir.bincount %index, %weight {size = 0 : i64} : (tensor<?xi64>, tensor<?xf32>) -> tensor<0xf32>
}

// -----

// weight_above_c1
nadir.graph @weight_above_c1 {
  %score = nadir.input "score" : tensor<?x3xf32>
  %weight = nadir.input "weight" : tensor<?x2xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{expected score and weight of one shape and rank 2 or more, found 'tensor<?x3xf32>' and 'tensor<?x2xf32>'}}
  %0 = nadir.weight_above %score, %weight : (tensor<?x3xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
}

// -----

// weight_above_c1
nadir.graph @weight_above_rank {
  %score = nadir.input "score" : tensor<?xf32>
  // expected-error @below {{failed to infer returned types}}
  // expected-error @below {{rank 2 or more, found 'tensor<?xf32>'}}
  %0 = nadir.weight_above %score, %score : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
}
