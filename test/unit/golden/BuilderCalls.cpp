// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/unit/golden/BuilderCalls.h"
#include "nadir/nadir.h"
#include "test/unit/common/HostMemory.h"

#include "llvm/ADT/STLExtras.h"

using namespace nadir::test;

namespace {

template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {};

/// The arguments of one call by name, as the generated calls read them.
struct CallArguments {
  std::vector<std::pair<std::string, nadir::Tensor>> tensors;
  const nlohmann::json &settings;

  const nadir::Tensor *find(const std::string &name) const {
    for (const auto &[key, tensor] : tensors)
      if (key == name)
        return &tensor;
    return nullptr;
  }

  template <class T> T get(const char *name) const {
    if constexpr (std::is_same_v<T, nadir::Tensor>) {
      const nadir::Tensor *tensor = find(name);
      return tensor ? *tensor : nadir::Tensor();
    } else if constexpr (std::is_same_v<T, std::vector<nadir::Tensor>>) {
      return {get<nadir::Tensor>(name)};
    } else if constexpr (IsOptional<T>::value) {
      return settings.at(name).get<typename T::value_type>();
    } else {
      return settings.at(name).get<T>();
    }
  }

  template <class T> void read(const char *name, T &value) const {
    if (find(name) || settings.contains(name))
      value = get<T>(name);
  }
};

} // namespace

// In the builder's namespace, whose Tensor it is.
namespace nadir {
static Tensor callByName(const std::string &function,
                         const CallArguments &arguments) {
#include "BuilderCalls.inc"
  throw Error("the builder has no function '" + function + "'");
}
} // namespace nadir

namespace {

nadir::Tensor declare(nadir::Graph &graph, const std::string &name,
                      llvm::ArrayRef<int64_t> shape, nadir::DType dtype,
                      bool hasRows) {
  nadir::Sizes sizes(shape.begin(), shape.end());
  if (hasRows)
    sizes[0] = nadir::batch;
  return graph.input(name, dtype, sizes);
}

} // namespace

std::string nadir::test::builtGraph(const GoldenCase &test, bool hasRows) {
  std::optional<int64_t> batch;
  std::vector<std::string> withRows;
  if (hasRows) {
    batch = test.capacity();
    withRows = test.rowInputs();
  }
  nadir::Graph graph("test", {.batch = batch});
  CallArguments arguments = {{}, test.arguments};
  for (const auto &[name, tensor] : test.inputs)
    arguments.tensors.emplace_back(
        name, declare(graph, name, tensor.shape(), abiType(tensor.dtype()),
                      llvm::is_contained(withRows, name)));
  nadir::Tensor result = nadir::callByName(test.op, arguments);
  graph.output("output", result);
  if (test.gradients.empty())
    return graph.str();
  nadir::Tensor loss = result;
  if (test.cotangent)
    loss = sum(result * declare(graph, "cotangent", test.cotangent->shape(),
                                nadir::f32, hasRows));
  else if (result.rank() > 0)
    loss = sum(result);
  std::vector<nadir::Tensor> values;
  for (const auto &[name, expected] : test.gradients)
    values.push_back(*arguments.find(name));
  std::vector<nadir::Tensor> gradients = graph.gradient(loss, values);
  for (auto [expected, gradient] : llvm::zip(test.gradients, gradients))
    graph.output("grad_" + expected.first, gradient);
  return graph.str();
}

std::string nadir::test::canonicalText(const std::string &text) {
  return nadir::Graph::parse(text).str();
}
