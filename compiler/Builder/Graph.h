// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model with its loss, optimizer and metrics under construction. Everything
// it is told is checked at once: a mistake throws Error, whose message starts
// with the caller's file and line, and leaves the graph as it was.

#ifndef NADIR_BUILDER_GRAPH_H
#define NADIR_BUILDER_GRAPH_H

#include "compiler/Builder/Tensor.h"
#include "compiler/Builder/Training.h"

#include <filesystem>
#include <span>

namespace nadir {

/// How a parameter's first value is made; see the functions in `init`.
struct Initializer {
  enum class Kind { constant, uniform, normal, kaimingUniform };
  Kind kind;
  /// Value; low and high; mean and std; a.
  double first = 0.0;
  double second = 0.0;
  /// Inputs of one output; sizes after the first, if not given.
  std::optional<int64_t> fan_in = std::nullopt;
};

/// Initializers. Random ones draw from the seed that `init` is run with.
/// https://pytorch.org/docs/stable/nn.init.html
namespace init {
inline Initializer constant(double value) {
  return {Initializer::Kind::constant, value};
}
inline Initializer zeros() { return constant(0.0); }
inline Initializer ones() { return constant(1.0); }
/// Uniform in [low, high).
inline Initializer uniform(double low = 0.0, double high = 1.0) {
  return {Initializer::Kind::uniform, low, high};
}
inline Initializer normal(double mean = 0.0, double std = 1.0) {
  return {Initializer::Kind::normal, mean, std};
}
struct KaimingOptions {
  /// Negative slope of the leaky ReLU that follows; torch.nn.Linear has
  /// sqrt(5).
  double a = 0.0;
  /// Inputs of one output; for a parameter [out, in, ..] in * .. if not given.
  std::optional<int64_t> fan_in = std::nullopt;
};
/// Uniform in +-sqrt(6 / ((1 + a^2) fan_in)).
inline Initializer kaiming_uniform(const KaimingOptions &options = {}) {
  return {Initializer::Kind::kaimingUniform, options.a, 0.0, options.fan_in};
}
} // namespace init

struct GraphOptions {
  /// The largest number of rows that programs are compiled for, unless
  /// `compile` is told another.
  std::optional<int64_t> batch = std::nullopt;
};
struct ParameterOptions {
  /// f32 or f64.
  DType dtype = f32;
  /// Whether training changes it.
  bool requires_grad = true;
};
struct UniformOptions {
  double low = 0.0;
  double high = 1.0;
  DType dtype = f32;
};
struct NormalOptions {
  double mean = 0.0;
  double std = 1.0;
  DType dtype = f32;
};
struct TextOptions {
  /// Write each operation's source line, too.
  bool locations = false;
};

/// Copies name the same graph.
class Graph {
public:
  /// An empty graph. Functions and files of the compiled program begin with
  /// `name`, which must be a C identifier.
  explicit Graph(std::string_view name, const GraphOptions &options = {},
                 std::source_location where = std::source_location::current());

  // Moving copies, so that no object is left without a graph.
  Graph(const Graph &) = default;
  Graph &operator=(const Graph &) = default;

  /// Reads a graph from textual IR: a file with one `nadir.graph`.
  static Graph
  load(const std::filesystem::path &path,
       std::source_location where = std::source_location::current());
  /// The same from a string; `name` stands for the file in messages.
  static Graph
  parse(std::string_view text, std::string_view name = "text",
        std::source_location where = std::source_location::current());

  std::string name() const;

  /// A tensor that the caller passes to every step. `batch`, if it has that,
  /// is its first dimension. Names of inputs and parameters are unique.
  Tensor input(std::string_view name, DType dtype, const Sizes &shape,
               std::source_location where = std::source_location::current());
  /// A tensor of static shape that training changes.
  Tensor
  parameter(std::string_view name, const Sizes &shape, const Initializer &init,
            const ParameterOptions &options = {},
            std::source_location where = std::source_location::current());
  /// The input or parameter of a name.
  Tensor
  find(std::string_view name,
       std::source_location where = std::source_location::current()) const;

  /// A scalar constant. Throws Error if the dtype can't hold the number.
  Tensor constant(Number value, DType dtype = f32,
                  std::source_location where = std::source_location::current());
  /// A constant tensor of the values' type, row-major.
  Tensor constant(std::span<const float> values, const Sizes &shape,
                  std::source_location where = std::source_location::current());
  Tensor constant(std::span<const double> values, const Sizes &shape,
                  std::source_location where = std::source_location::current());
  Tensor constant(std::span<const int64_t> values, const Sizes &shape,
                  std::source_location where = std::source_location::current());
  Tensor constant(std::span<const int32_t> values, const Sizes &shape,
                  std::source_location where = std::source_location::current());
  /// A tensor with one value everywhere; the shape may have `batch`.
  Tensor full(const Sizes &shape, Number value, DType dtype = f32,
              std::source_location where = std::source_location::current());
  /// Each element's position along a dimension; the shape may have `batch`.
  Tensor iota(const Sizes &shape, int64_t dim, DType dtype = i64,
              std::source_location where = std::source_location::current());
  /// Random numbers, other ones in each step, that depend on the program's
  /// seed, the step's number and the position alone.
  Tensor
  random_uniform(const Sizes &shape, const UniformOptions &options = {},
                 std::source_location where = std::source_location::current());
  Tensor
  random_normal(const Sizes &shape, const NormalOptions &options = {},
                std::source_location where = std::source_location::current());

  /// A value that `predict` (and `eval_step`) returns. Names of outputs and
  /// metrics are unique; "loss" is the minimized value's.
  void output(std::string_view name, const Tensor &value,
              std::source_location where = std::source_location::current());
  /// A value that `train_step` and `eval_step` return.
  void metric(std::string_view name, const Tensor &value,
              std::source_location where = std::source_location::current());
  /// Trains every parameter that the scalar `loss` depends on; at most once.
  void minimize(const Tensor &loss, const Optimizer &optimizer,
                const MinimizeOptions &options = {},
                std::source_location where = std::source_location::current());
  /// Gradients of a scalar with respect to values that it was made from, of
  /// their types.
  std::vector<Tensor>
  gradient(const Tensor &scalar, const std::vector<Tensor> &values,
           std::source_location where = std::source_location::current());

  /// The graph as textual IR, which `load` and the command line tools read.
  std::string str(const TextOptions &options = {}) const;
  /// Writes that text to standard output.
  void print(const TextOptions &options = {}) const;
  /// Writes that text to a file.
  void save(const std::filesystem::path &path, const TextOptions &options = {},
            std::source_location where = std::source_location::current()) const;

private:
  friend struct detail::Access;
  explicit Graph(std::shared_ptr<detail::GraphState> state)
      : state(std::move(state)) {}

  std::shared_ptr<detail::GraphState> state;
};

} // namespace nadir

#endif // NADIR_BUILDER_GRAPH_H
