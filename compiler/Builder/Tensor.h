// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors of a graph under construction, and how functions over them record
// what they were given. A call that a tensor's type forbids throws Error at
// once; the message starts with the caller's file and line.

#ifndef NADIR_BUILDER_TENSOR_H
#define NADIR_BUILDER_TENSOR_H

#include "runtime/Abi.h"
#include "runtime/Error.h"

#include <concepts>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace mlir {
class Type;
} // namespace mlir

namespace nadir {

/// Element types. Booleans are `i1`, one byte in memory.
using DType = nadir_dtype;
inline constexpr DType f32 = NADIR_F32;
inline constexpr DType f64 = NADIR_F64;
inline constexpr DType i64 = NADIR_I64;
inline constexpr DType i32 = NADIR_I32;
inline constexpr DType i1 = NADIR_I1;

/// The size of a dimension that is the number of rows of a batch. A program is
/// compiled for a largest number of rows and runs with any smaller one. Every
/// `batch` in a graph is the same number; a tensor has at most one.
inline constexpr int64_t batch = std::numeric_limits<int64_t>::min();

/// Sizes of dimensions, or their numbers (negative ones count from the end).
using Sizes = std::vector<int64_t>;

/// Dimensions that a function works along, by number (negative ones count from
/// the end): one or several.
struct Dims : Sizes {
  using Sizes::Sizes;
  Dims(int64_t dim) : Sizes{dim} {}
  Dims(Sizes dims) : Sizes(std::move(dims)) {}
};
/// What is taken for the number of a dimension; not a bool.
template <class T>
concept Dimension = std::integral<T> && !std::same_as<T, bool>;

namespace detail {
struct GraphState;
class Call;
struct Access;
} // namespace detail

/// A value in a graph: the result of a call. Copies name the same value, and
/// keep the graph alive. A default-constructed tensor is null: it stands for an
/// optional argument that was not given, and nothing else accepts it.
class Tensor {
public:
  Tensor() = default;
  // Moving copies, so that no tensor is left without its graph.
  Tensor(const Tensor &) = default;
  Tensor &operator=(const Tensor &) = default;

  /// False for a null tensor. The functions below throw Error for those.
  bool defined() const { return value != nullptr; }
  /// Sizes of the dimensions, with `batch` for the number of rows.
  Sizes shape() const;
  DType dtype() const;
  /// Number of dimensions.
  int64_t rank() const;
  /// "tensor<?x10xf32>", where ? is the number of rows.
  std::string str() const;

private:
  friend struct detail::Access;
  std::shared_ptr<detail::GraphState> graph;
  void *value = nullptr;
};

/// A number as it was given: an integer keeps all its digits.
class Number {
public:
  template <class T>
    requires std::is_arithmetic_v<T>
  Number(T number) {
    constexpr bool maybeLarge =
        std::is_unsigned_v<T> && sizeof(T) >= sizeof(int64_t);
    if constexpr (std::is_floating_point_v<T>)
      value = static_cast<double>(number);
    else if (!maybeLarge || number <= static_cast<T>(INT64_MAX))
      value = static_cast<int64_t>(number);
    else
      // No integer of a tensor is as large.
      value = static_cast<double>(number);
  }

private:
  friend class Operand;
  friend struct detail::GraphState;
  std::variant<int64_t, double> value;
};

/// A side of arithmetic: a tensor or a number, and the caller's line. A number
/// takes the element type of the tensor beside it.
class Operand {
public:
  Operand(const Tensor &tensor,
          std::source_location where = std::source_location::current())
      : argument(tensor), location(where) {}

  template <class T>
    requires std::is_arithmetic_v<T>
  Operand(T number,
          std::source_location where = std::source_location::current())
      : location(where) {
    std::visit([&](auto value) { argument = value; }, Number(number).value);
  }

  std::source_location where() const { return location; }

private:
  friend class detail::Call;
  friend Tensor operator-(const Operand &operand);
  std::variant<Tensor, int64_t, double> argument;
  std::source_location location;
};

namespace detail {

/// Attributes by name. Optional ones that hold nothing are left out.
struct Attributes {
  using Value = std::variant<bool, int64_t, double, std::string, Sizes,
                             std::vector<double>>;

  void set(const char *name, Value value) {
    values.emplace_back(name, std::move(value));
  }
  template <class T> void set(const char *name, const std::optional<T> &value) {
    if (value)
      set(name, Value(*value));
  }

  std::vector<std::pair<std::string, Value>> values;
};

/// One call of an operation, as functions collect it: operands in the order of
/// its definition, then attributes.
class Call {
public:
  Call(const char *operation, std::source_location where)
      : operation(operation), where(where) {}

  void operand(const char *name, const Tensor &tensor) {
    arguments.push_back({name, Operand(tensor, where)});
    segments.push_back(1);
  }
  void operand(const char *name, const Operand &operand) {
    arguments.push_back({name, operand});
    segments.push_back(1);
  }
  void optionalOperand(const char *name, const Tensor &tensor) {
    if (tensor.defined())
      operand(name, tensor);
    else
      segments.push_back(0);
  }
  void operands(const char *name, const std::vector<Tensor> &tensors) {
    for (const Tensor &tensor : tensors)
      arguments.push_back({name, Operand(tensor, where)});
    segments.push_back(static_cast<int32_t>(tensors.size()));
  }
  template <class T> void attribute(const char *name, const T &value) {
    attributes.set(name, value);
  }

  /// Adds the operation to its operands' graph. The result's type is inferred,
  /// or has the given shape and element type. Throws Error and leaves the graph
  /// as it was if the operation is not valid.
  Tensor result() { return result(nullptr); }
  Tensor result(const Sizes &shape, DType dtype) {
    std::pair type(shape, dtype);
    return result(&type);
  }

private:
  struct Argument {
    const char *name;
    Operand operand;
  };

  Tensor result(const std::pair<Sizes, DType> *type);
  std::shared_ptr<GraphState> findGraph() const;
  mlir::Type numberType(GraphState &graph) const;

  const char *operation;
  std::source_location where;
  std::vector<Argument> arguments;
  std::vector<int32_t> segments;
  Attributes attributes;
};

} // namespace detail

/// What `Graph::minimize` trains with. Made from a structure such as `Adam`,
/// whose members are the settings of the torch.optim class of that name.
struct Optimizer {
  explicit Optimizer(std::string name) : name(std::move(name)) {}

  /// The optimizer's operation, without its dialect.
  std::string name;
  detail::Attributes settings;
};

} // namespace nadir

#endif // NADIR_BUILDER_TENSOR_H
