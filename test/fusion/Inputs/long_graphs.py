# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a graph of many operations in a row. usage: long_graphs.py KIND COUNT"""

import sys

lines = []


def add(op, operands, types, result, attributes=""):
    name = f"%{len(lines)}"
    separator = " " if attributes else ""
    lines.append(
        f"{name} = nadir.{op} {', '.join(operands)}{separator}{attributes}"
        f" : ({', '.join(types)}) -> {result}"
    )
    return name


def unary(op, value, shape, attributes=""):
    return add(op, [value], [shape], shape, attributes)


def binary(op, lhs, rhs, shape, rhs_shape=None):
    return add(op, [lhs, rhs], [shape, rhs_shape or shape], shape)


def declare(text):
    lines.append(f"%{len(lines)} = nadir.{text}")
    return f"%{len(lines) - 1}"


def reduce(op, value, shape, result):
    attributes = "{dim = array<i64: 1>, keepdim = true}"
    return add(op, [value], [shape], result, attributes)


def chain(op, count, attributes="", source='input "x"'):
    shape = "tensor<4x8xf32>"
    value = declare(f"{source} : {shape}")
    for _ in range(count):
        value = unary(op, value, shape, attributes)
    return value, shape


def softmax(count):
    return chain("softmax", count, "{dim = 1 : i64}")


def reductions(count):
    """Sums over rows of one tensor, each of its own multiple's sine."""
    shape, rows = "tensor<4x8xf32>", "tensor<4x1xf32>"
    value = declare(f'input "x" : {shape}')
    total = None
    for i in range(count):
        factor = declare(f"constant dense<{i + 1}.0> : tensor<f32>")
        scaled = binary("mul", value, factor, shape, "tensor<f32>")
        row = reduce("sum", unary("sin", scaled, shape), shape, rows)
        total = binary("add", total, row, rows) if total else row
    return total, rows


def diamonds(count):
    """x - x * x again and again behind a product, then sums over rows."""
    shape = "tensor<4x8xf32>"
    lhs = declare('input "x" : tensor<4x3xf32>')
    rhs = declare('input "w" : tensor<3x8xf32>')
    types = ["tensor<4x3xf32>", "tensor<3x8xf32>"]
    value = add("matmul", [lhs, rhs], types, shape)
    for _ in range(count):
        value = binary("sub", value, unary("square", value, shape), shape)
    return reduce("sum", value, shape, "tensor<4x1xf32>"), "tensor<4x1xf32>"


def log_of_exp(count):
    """The logarithm of 1 + exp(-|x|) where a kernel of sines is full."""
    value, shape = chain("sin", count)
    for op in ("abs", "neg", "exp", "log1p"):
        value = unary(op, value, shape)
    return value, shape


weight = 'parameter "w" {init = #nadir.constant<0.5>}'


def train(value, shape):
    loss = add("sum", [value], [shape], "tensor<f32>")
    lines.append(f'nadir.minimize {loss} with "adam" {{}} : tensor<f32>')
    return None, None


def update(count):
    """Trains a parameter that goes through many functions."""
    value, shape = chain("tanh", count, source=weight)
    return train(value, shape)


def scaled_weight(count):
    """Trains a weight that is scaled often before a product: so is what the
    product in the gradient gives."""
    shape = "tensor<3x8xf32>"
    value = declare(f"{weight} : {shape}")
    lhs = declare('input "x" : tensor<4x3xf32>')
    factor = declare('input "factor" : tensor<f32>')
    for _ in range(count):
        value = binary("mul", value, factor, shape, "tensor<f32>")
    types = ["tensor<4x3xf32>", shape]
    product = add("matmul", [lhs, value], types, "tensor<4x8xf32>")
    square = unary("square", product, "tensor<4x8xf32>")
    return train(square, "tensor<4x8xf32>")


def mixed(count):
    """Several functions in turn, which keep different numbers apart."""
    shape = "tensor<8xf32>"
    value = declare(f'input "x" : {shape}')
    factor = declare("constant dense<7.0> : tensor<f32>")
    for i in range(count):
        if i % 4 == 3:
            value = binary("mul", value, factor, shape, "tensor<f32>")
        else:
            value = unary(("silu", "softplus", "sin")[i % 4], value, shape)
    return value, shape


kinds = {
    "softmax": softmax,
    "reductions": reductions,
    "diamonds": diamonds,
    "log_of_exp": log_of_exp,
    "mixed": mixed,
    "update": update,
    "scaled_weight": scaled_weight,
}
kind, count = sys.argv[1], int(sys.argv[2])
result, result_type = kinds[kind](count) if kind in kinds else chain(kind, count)
if result:
    lines.append(f'nadir.output "y", {result} : {result_type}')
print("nadir.graph @long {")
print("".join(f"  {line}\n" for line in lines), end="")
print("}")
