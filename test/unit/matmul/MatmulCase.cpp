// Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "test/unit/matmul/MatmulCase.h"

#include <vector>

namespace nadir::test {
namespace {

std::string shape(std::vector<int64_t> sizes, std::vector<char> names,
                  char dynamic, const std::string &element) {
  std::string text = "tensor<";
  for (size_t i = 0; i < sizes.size(); ++i)
    text += (names[i] == dynamic ? "?" : std::to_string(sizes[i])) + "x";
  return text + element + ">";
}

/// What follows the contraction: the names of its operand's dimensions, its
/// text, and the values that the kernel returns with their types.
struct Tail {
  std::string operandNames, text, returned, types;
};

/// Pieces of a kernel's text that depend on the case.
struct Writer {
  const MatmulCase &c;
  std::string element = c.isDouble ? "f64" : "f32";
  std::string dims = c.batch ? "b, m, n" : "m, n";
  std::string parallel = c.batch ? "\"parallel\", \"parallel\", \"parallel\""
                                 : "\"parallel\", \"parallel\"";

  std::string type(const std::string &names, const std::string &of) const {
    std::vector<int64_t> sizes;
    std::vector<char> letters;
    for (char name : names) {
      sizes.push_back(name == 'b'   ? c.batch
                      : name == 'm' ? c.m
                      : name == 'n' ? c.n
                                    : c.k);
      letters.push_back(name);
    }
    return shape(sizes, letters, c.dynamic, of);
  }
  std::string resultNames() const { return c.batch ? "bmn" : "mn"; }
  std::string lhsNames() const {
    return std::string(c.batch && c.lhsHasBatch ? "b" : "") +
           (c.transposeLhs ? "km" : "mk");
  }
  std::string rhsNames() const {
    return std::string(c.batch && c.rhsHasBatch ? "b" : "") +
           (c.transposeRhs ? "nk" : "kn");
  }
  static std::string map(const std::string &loops, const std::string &names) {
    std::string text = "affine_map<(" + loops + ") -> (";
    for (size_t i = 0; i < names.size(); ++i)
      text += std::string(i ? ", " : "") + names[i];
    return text + ")>";
  }
  bool dynamicResult() const {
    return resultNames().find(c.dynamic ? c.dynamic : '-') != std::string::npos;
  }
  std::string empty(const std::string &value, const std::string &of) const {
    return "  " + value + " = tensor.empty(" +
           (dynamicResult() ? "%rows" : "") + ") : " + type(resultNames(), of) +
           "\n";
  }
  std::string contraction() const {
    std::string result = type(resultNames(), element);
    std::string loops = dims + ", k";
    return "  %zero = arith.constant 0.0 : " + element + "\n" +
           empty("%e", element) + "  %f = linalg.fill ins(%zero : " + element +
           ") outs(%e : " + result + ") -> " + result +
           "\n  %c = linalg.generic {indexing_maps = [" +
           map(loops, lhsNames()) + ", " + map(loops, rhsNames()) + ", " +
           map(loops, resultNames()) + "], iterator_types = [" + parallel +
           ", \"reduction\"]} ins(%lhs, %rhs : " + type(lhsNames(), element) +
           ", " + type(rhsNames(), element) + ") outs(%f : " + result +
           ") {\n  ^bb0(%x: " + element + ", %y: " + element +
           ", %s: " + element + "):\n    %p = arith.mulf %x, %y : " + element +
           "\n    %t = arith.addf %s, %p : " + element +
           "\n    linalg.yield %t : " + element + "\n  } -> " + result + "\n";
  }
  /// A generic over the result's elements and one more operand, `names` of it.
  std::string pointwise(const std::string &operand, const std::string &names,
                        const std::vector<std::string> &results,
                        const std::string &body) const {
    std::string text, maps, outs, types;
    for (size_t i = 0; i < results.size(); ++i) {
      std::string value = "%o" + std::to_string(i);
      text += empty(value, results[i]);
      maps += ", " + map(dims, resultNames());
      outs += (i ? ", " : "") + value;
      types += (i ? ", " : "") + type(resultNames(), results[i]);
    }
    std::string arguments;
    for (size_t i = 0; i < results.size(); ++i)
      arguments += ", %u" + std::to_string(i) + ": " + results[i];
    return text + "  %r" +
           (results.size() > 1 ? ":" + std::to_string(results.size()) : "") +
           " = linalg.generic {indexing_maps = [" + map(dims, resultNames()) +
           ", " + map(dims, names) + maps + "], iterator_types = [" + parallel +
           "]} ins(%c, " + operand + " : " + type(resultNames(), element) +
           ", " + type(names, element) + ") outs(" + outs + " : " + types +
           ") {\n  ^bb0(%x: " + element + ", %y: " + element + arguments +
           "):\n" + body + "  } -> " +
           (results.size() > 1 ? "(" + types + ")" : types) + "\n";
  }
  /// Adds up the columns of %r.
  std::string columnSums() const {
    std::string type = "tensor<1x" + std::to_string(c.n) + "x" + element + ">";
    return "  %d = tensor.empty() : " + type +
           "\n  %g = linalg.fill ins(%zero : " + element +
           ") outs(%d : " + type + ") -> " + type +
           "\n  %h = linalg.generic {indexing_maps = [" + map("m, n", "mn") +
           ", affine_map<(m, n) -> (0, n)>], iterator_types = [\"reduction\", "
           "\"parallel\"]} ins(%r : " +
           this->type("mn", element) + ") outs(%g : " + type +
           ") {\n  ^bb0(%x: " + element + ", %s: " + element +
           "):\n    %t = arith.addf %s, %x : " + element +
           "\n    linalg.yield %t : " + element + "\n  } -> " + type + "\n";
  }
  std::string relu() const {
    return "    %a = arith.addf %x, %y : " + element +
           "\n    %v = arith.maximumf %a, %zero : " + element +
           "\n    linalg.yield %v : " + element + "\n";
  }
  std::string mask() const {
    return "    %a = arith.cmpf ogt, %y, %zero : " + element +
           "\n    %v = arith.select %a, %x, %zero : " + element +
           "\n    linalg.yield %v : " + element + "\n";
  }
  std::string scaleAndSign() const {
    return "    %v = arith.mulf %x, %y : " + element +
           "\n    %a = arith.cmpf ogt, %v, %zero : " + element +
           "\n    linalg.yield %v, %a : " + element + ", i1\n";
  }
  Tail tail() const;
};

Tail Writer::tail() const {
  std::string last = resultNames(), sum = type(last, element);
  switch (c.epilogue) {
  case Epilogue::None:
    break;
  case Epilogue::BiasRelu:
    return {"n", pointwise("%z", "n", {element}, relu()), "%r", sum};
  case Epilogue::BiasReluAndSum:
    return {"n", pointwise("%z", "n", {element}, relu()), "%r, %c",
            sum + ", " + sum};
  case Epilogue::Mask:
    return {last, pointwise("%z", last, {element}, mask()), "%r", sum};
  case Epilogue::MaskAndColumnSums:
    return {last, pointwise("%z", last, {element}, mask()) + columnSums(),
            "%r, %h",
            sum + ", tensor<1x" + std::to_string(c.n) + "x" + element + ">"};
  case Epilogue::RowScaleAndSign: {
    std::string names = c.batch ? "bm" : "m";
    return {names, pointwise("%z", names, {element, "i1"}, scaleAndSign()),
            "%r#0, %r#1", sum + ", " + type(last, "i1")};
  }
  }
  return {"", "", "%c", sum};
}

} // namespace

MatmulCase makeCase(int64_t m, int64_t n, int64_t k, int form) {
  MatmulCase c;
  c.m = m, c.n = n, c.k = k;
  c.transposeLhs = form & 2;
  c.transposeRhs = form & 1;
  return c;
}

std::string MatmulCase::name() const {
  std::string text =
      std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
  if (batch)
    text = std::to_string(batch) + (lhsHasBatch ? "L" : "") +
           (rhsHasBatch ? "R" : "") + "x" + text;
  text += transposeLhs ? "_T" : "_N";
  text += transposeRhs ? "T" : "N";
  if (dynamic)
    text += std::string("_dyn_") + dynamic;
  if (isDouble)
    text += "_f64";
  return text + "_e" + std::to_string(int(epilogue));
}

static std::string attribute(const MatmulChoice &choice) {
  std::string fields;
  auto add = [&](const char *name, int64_t value) {
    if (value != 0)
      fields += (fields.empty() ? "" : ", ") + std::string(name) + " = " +
                std::to_string(value) + " : i64";
  };
  add("vectors", choice.vectors);
  add("columns", choice.columns);
  return fields.empty() ? "" : ", nadir.matmul = {" + fields + "}";
}

std::string MatmulCase::text(const MatmulChoice &choice) const {
  Writer w{*this};
  Tail tail = w.tail();
  std::string operand;
  if (!tail.operandNames.empty())
    operand = ", %z: " + w.type(tail.operandNames, w.element);
  int64_t capacity = dynamic == 'b'   ? batch
                     : dynamic == 'm' ? m
                     : dynamic == 'n' ? n
                                      : k;
  return "module attributes {" +
         (dynamic ? "nadir.capacity = " + std::to_string(capacity) + " : i64"
                  : std::string()) +
         "} {\nfunc.func private @kernel(%rows: index, %lhs: " +
         w.type(w.lhsNames(), w.element) +
         ", %rhs: " + w.type(w.rhsNames(), w.element) + operand + ") -> (" +
         tail.types + ") attributes {nadir.kernel = \"matmul\"" +
         attribute(choice) + "} {\n" + w.contraction() + tail.text +
         "  return " + tail.returned + " : " + tail.types + "\n}\n}\n";
}

} // namespace nadir::test
