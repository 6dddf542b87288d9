// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thousands of calls with arguments that mostly don't fit: each gives a tensor
// or an Error, and what is left is a graph that can be written and read.

#include "nadir/nadir.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

using nadir::Sizes;
using nadir::Tensor;

namespace {

class RandomCalls {
public:
  explicit RandomCalls(unsigned seed) : random(seed) {
    int number = 0;
    for (nadir::DType dtype : {nadir::f32, nadir::f32, nadir::f64, nadir::i64,
                               nadir::i32, nadir::i1})
      for (const Sizes &shape :
           {Sizes{}, Sizes{3}, Sizes{nadir::batch}, Sizes{nadir::batch, 3},
            Sizes{4, 3}, Sizes{nadir::batch, 4, 3}, Sizes{1, 3}})
        tensors.push_back(
            graph.input("x" + std::to_string(number++), dtype, shape));
    tensors.push_back({});
    tensors.push_back(graph.parameter("w", {4, 3}, nadir::init::zeros()));
    addCalls();
  }

  void run(int count) {
    for (int i = 0; i < count; ++i) {
      try {
        Tensor result = calls[below(calls.size())]();
        ASSERT_TRUE(result.defined());
        // Old tensors make room for new ones.
        tensors[below(tensors.size())] = result;
        ++succeeded;
      } catch (const nadir::Error &error) {
        EXPECT_NE(std::string_view(error.what()).find("error: "),
                  std::string_view::npos);
      }
    }
    std::string text = graph.str({.locations = true});
    EXPECT_EQ(nadir::Graph::parse(text).str({.locations = true}), text);
    EXPECT_GT(succeeded, count / 100);
  }

private:
  size_t below(size_t limit) { return random() % limit; }
  const Tensor &any() { return tensors[below(tensors.size())]; }
  int64_t number() { return static_cast<int64_t>(below(10)) - 4; }
  Sizes numbers() {
    Sizes result(below(4));
    for (int64_t &value : result)
      value = below(6) == 0 ? nadir::batch : number();
    return result;
  }
  std::string word() {
    return std::vector<std::string>{"none", "mean", "sum", "tanh",
                                    ""}[below(5)];
  }
  nadir::DType dtype() { return static_cast<nadir::DType>(below(6)); }

  void addCalls() {
    calls = {
        [this] { return any() + any(); },
        [this] { return any() / number(); },
        [this] { return 0.5 - any(); },
        [this] { return any() < any(); },
        [this] { return any() & any(); },
        [this] { return -any(); },
        [this] { return !any(); },
        [this] { return where(any(), any(), number()); },
        [this] { return pow(any(), any()); },
        [this] { return exp(any()); },
        [this] { return gelu(any(), {.approximate = word()}); },
        [this] { return clamp(any(), {.min = 0.0}); },
        [this] { return sum(any(), {.dim = numbers(), .keepdim = true}); },
        [this] { return mean(any(), {.dim = numbers()}); },
        [this] { return logsumexp(any(), {.dim = numbers()}); },
        [this] { return argmax(any(), {.dim = number()}); },
        [this] { return softmax(any(), number()); },
        [this] { return element_count(any(), {.dim = numbers()}); },
        [this] { return reshape(any(), numbers()); },
        [this] { return expand(any(), numbers()); },
        [this] { return flatten(any(), {number(), number()}); },
        [this] { return permute(any(), numbers()); },
        [this] { return transpose(any(), number(), number()); },
        [this] { return transpose(any(), numbers()); },
        [this] { return squeeze(any(), number()); },
        [this] { return unsqueeze(any(), number()); },
        [this] { return cast(any(), dtype()); },
        [this] { return stop_gradient(any()); },
        [this] { return nadir::concatenate({any(), any()}, number()); },
        [this] {
          return slice(any(), number(), number(), number(), {number()});
        },
        [this] { return pad(any(), number(), number(), number(), {number()}); },
        [this] { return one_hot(any(), number(), {dtype()}); },
        [this] { return gather(any(), any(), number()); },
        [this] { return scatter_add(any(), any(), number(), number()); },
        [this] { return matmul(any(), any(), {below(2) == 0, below(2) == 0}); },
        [this] { return linear(any(), any(), {any()}); },
        [this] { return linear(any(), number()); },
        [this] { return accuracy(any(), any()); },
        [this] { return mse_loss(any(), any(), {word(), any()}); },
        [this] { return cross_entropy(any(), any(), {.reduction = word()}); },
        [this] {
          return cross_entropy(any(), any(), {any(), number(), word(), 0.1});
        },
        [this] {
          return binary_cross_entropy_with_logits(any(), any(),
                                                  {any(), word(), any()});
        },
        [this] { return graph.full(numbers(), 2.0, dtype()); },
        [this] { return graph.iota(numbers(), number(), dtype()); },
        [this] { return graph.random_normal(numbers(), {.dtype = dtype()}); },
        [this] { return graph.gradient(any(), {any()})[0]; },
    };
  }

  std::mt19937 random;
  nadir::Graph graph{"random_calls"};
  std::vector<Tensor> tensors;
  std::vector<std::function<Tensor()>> calls;
  int succeeded = 0;
};

TEST(RandomCalls, GiveATensorOrAnError) {
  for (unsigned seed = 0; seed < 8; ++seed)
    RandomCalls(seed).run(1500);
}

} // namespace
