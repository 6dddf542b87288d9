#!/usr/bin/env python3
# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Feeds damaged modules to nadir-opt: it may refuse them, never crash or hang.

Every chunk of the tests' and examples' modules is a seed, as written and in
generic syntax. A mutant is a chunk with one to four small changes. Many
mutants run in one process (--split-input-file); a batch that ends by a signal,
or in an error without a message, is halved until one mutant is left.
"""

import argparse
import os
import pathlib
import random
import re
import subprocess
import sys

SEPARATOR = "\n// -----\n"
GRAPH_PASSES = ["--nadir-stabilize-room", "--nadir-differentiate-room",
                "--nadir-fuse-room", "--nadir-lower-room",
                "--nadir-schedule-room"]
FUNCTION_PASSES = [
    "--nadir-stabilize", "--canonicalize", "--nadir-expand-gradients",
    "--canonicalize", "--cse", "--nadir-decompose", "--canonicalize", "--cse",
    "--nadir-fuse-updates", "--canonicalize", "--nadir-fuse-groups",
]
NUMBERS = ["0", "1", "-1", "2", "3", "2147483648", "1099511627776",
           "4611686018427387904", "9223372036854775807",
           "-9223372036854775808", "18446744073709551616", "1.0", "1.0e999",
           "0x7FF8000000000000 : f64", "true", "\"text\"", "[]", "unit"]
SIZES = ["0", "1", "2", "?", "17", "1048576", "1099511627776",
         "9223372036854775807"]
ELEMENTS = ["f32", "f64", "i64", "i32", "i1", "f16", "bf16", "i8", "index",
            "ui32", "complex<f32>", "!nadir.none"]
TYPES = ["tensor<f32>", "tensor<?xf32>", "tensor<?x?xf32>", "tensor<*xf32>",
         "tensor<0xf32>", "tensor<4x3xf64>", "tensor<i64>", "tensor<?xi64>",
         "tensor<4xf32, \"e\">", "memref<4xf32>", "vector<4xf32>", "f32",
         "index", "none", "tuple<>", "() -> ()"]
TOKEN = re.compile(r"%[\w#]+|[\w.]+|\"[^\"]*\"|->|\S")
TYPE = re.compile(r"tensor<[^<>]*>")


def replace(text, match, new):
    return text[:match.start()] + new + text[match.end():]


def pick(rng, pattern, text):
    matches = list(re.finditer(pattern, text))
    return rng.choice(matches) if matches else None


def truncate(rng, text):
    return text[:rng.randrange(len(text))]


def drop_token(rng, text):
    match = pick(rng, TOKEN, text)
    return replace(text, match, "") if match else text


def repeat_token(rng, text):
    match = pick(rng, TOKEN, text)
    return replace(text, match, match[0] + " " + match[0]) if match else text


def swap_tokens(rng, text):
    a, b = pick(rng, TOKEN, text), pick(rng, TOKEN, text)
    if not a or a.end() > b.start():
        return text
    return replace(replace(text, b, a[0]), a, b[0])


def change_number(rng, text):
    match = pick(rng, r"(?<![\w%#.])-?\d+(\.\d+(e[+-]\d+)?)?( : [fi]\d+)?", text)
    return replace(text, match, rng.choice(NUMBERS)) if match else text


def change_value(rng, text):
    """Another value of the chunk in one place, most often of the same type."""
    types = dict(re.findall(r"(%[\w#]+): (tensor<[^<>]*>)", text))
    types.update(re.findall(
        r"(%\w+) = \"?nadir\..*(?:->|>|:) (tensor<[^<>]*>)$", text, re.M))
    match = pick(rng, r"%[\w#]+", text)
    if not match:
        return text
    same = [name for name, kind in sorted(types.items())
            if kind == types.get(match[0])]
    others = same if same and rng.random() < 0.9 else list(types) or ["%0"]
    return replace(text, match, rng.choice(others))


def change_operation(rng, text):
    """An operation that stands elsewhere with as many operands."""
    match = pick(rng, r"nadir\.\w+", text)
    if not match:
        return text
    count = operand_count(text, match)
    others = sorted(name for name, counts in OPERATIONS.items()
                    if count in counts)
    return replace(text, match, rng.choice(others or sorted(OPERATIONS)))


def operand_count(text, match):
    line = text[match.end():].split("\n", 1)[0].split(" : ", 1)[0]
    return len(re.findall(r"%[\w#]+", line))


def change_type(rng, text):
    match = pick(rng, TYPE, text)
    return replace(text, match, rng.choice(TYPES)) if match else text


def change_type_everywhere(rng, text):
    match = pick(rng, TYPE, text)
    return text.replace(match[0], rng.choice(TYPES)) if match else text


def change_size_everywhere(rng, text):
    """The same size in all types: what is consistent gets further."""
    match = pick(rng, r"(?<=[<x])(\d+|\?)(?=x)", text)
    if not match:
        return text
    pattern = r"(?<=[<x])" + re.escape(match[0]) + r"(?=x)"
    return re.sub(pattern, rng.choice(SIZES), text)


def change_element_everywhere(rng, text):
    """In tensors only: MLIR's own parser crashes on `array<index>`."""
    match = pick(rng, r"tensor<[^<>]*?([fi]\d+)>", text)
    if not match:
        return text
    pattern = r"(tensor<[^<>]*?(?<=[<x]))" + match[1] + r"(?=>)"
    return re.sub(pattern, r"\g<1>" + rng.choice(ELEMENTS), text)


def drop_line(rng, text):
    lines = text.split("\n")
    del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def repeat_line(rng, text):
    lines = text.split("\n")
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return "\n".join(lines)


def drop_attributes(rng, text):
    match = pick(rng, r"<?\{[^{}\n]*\}>?", text)
    return replace(text, match, "") if match else text


def drop_attribute(rng, text):
    match = pick(rng, r"\w+ = [^,{}<>\n]*(, )?", text)
    return replace(text, match, "") if match else text


def change_attribute(rng, text):
    """A number in an attribute: of a dimension, a limit, a setting."""
    match = pick(rng, r"(?<= = )-?[\d.]+(e[+-]?\d+)?(?= : [fi]64|[,}])", text)
    if not match:
        return text
    number = rng.choice(["0", "1", "2", "-1", "-2", "5", "1048576",
                         "9223372036854775807", "-9223372036854775808"])
    return replace(text, match, number + (".0" if "." in match[0] else ""))


def change_list(rng, text):
    match = pick(rng, r"array<i64[^<>]*>", text)
    if not match:
        return text
    numbers = [str(rng.randint(-3, 3)) for _ in range(rng.randrange(4))]
    return replace(text, match,
                   "array<i64" + ":" * bool(numbers) + ", ".join(numbers) + ">")


def change_flag(rng, text):
    match = pick(rng, r"\b(true|false)\b|\"(mean|sum|none|tanh)\"", text)
    if not match:
        return text
    flags = ["true", "false"] if match[1] else ['"mean"', '"sum"', '"none"']
    return replace(text, match, rng.choice(flags))


def swap_lines(rng, text):
    lines = text.split("\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


# What breaks the syntax finds bugs of the parser, which is mostly MLIR's; what
# keeps it gets into verifiers and passes.
SYNTAX = [truncate, drop_token, repeat_token, swap_tokens, change_number,
          change_type, change_type_everywhere, drop_line, repeat_line,
          drop_attribute]
MEANING = [change_value, change_value, change_operation, change_attribute,
           change_attribute, change_list, change_flag, change_size_everywhere,
           change_size_everywhere, change_size_everywhere,
           change_element_everywhere, swap_lines, drop_attributes]
OPERATIONS = {}


def mutate(rng, text):
    for _ in range(rng.randint(1, 4)):
        mutations = MEANING if rng.random() < 0.85 else SYNTAX
        text = rng.choice(mutations)(rng, text) or " "
    return text


def run(arguments, chunks, timeout):
    """Exit code and what was said; nothing said if time ran out."""
    try:
        result = subprocess.run(
            ["nadir-opt", "--split-input-file", *arguments, "-"],
            input=SEPARATOR.join(chunks).encode(), timeout=timeout,
            env={**os.environ, "LLVM_DISABLE_SYMBOLIZATION": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    except subprocess.TimeoutExpired:
        return -1, b"", b"timeout"
    return result.returncode, result.stdout, result.stderr


def is_good(result):
    code, _, errors = result
    return code == 0 or (code == 1 and b"error: " in errors)


def find_bad(arguments, chunks, timeout):
    """The mutants that the command can't take, each with its output."""
    result = run(arguments, chunks, timeout)
    if is_good(result):
        return []
    if len(chunks) == 1:
        return [(chunks[0], result)]
    half = len(chunks) // 2
    return (find_bad(arguments, chunks[:half], timeout) +
            find_bad(arguments, chunks[half:], timeout))


def read_seeds(folders):
    """The functions and graphs of all modules that are meant to be valid."""
    chunks = []
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.mlir")):
            if path.stem.endswith("_errors"):
                continue
            code = re.sub(r"(?m)^\s*//.*\n?", "", path.read_text())
            for chunk in re.findall(r"(?ms)^(?:nadir\.graph|func\.func) .*?^}\n",
                                    code):
                if "nadir." in chunk and len(chunk) < 20000:
                    chunks.append(chunk)
    return chunks


def generic(chunks, timeout):
    """The chunks that are valid, in generic syntax."""
    _, text, _ = run(["--mlir-print-op-generic"], chunks, timeout)
    return [chunk for chunk in text.decode().split("// -----")
            if "nadir." in chunk]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=25)
    parser.add_argument("--timeout", type=float, default=60.0,
                        help="seconds for one batch")
    parser.add_argument("--graph-passes", nargs="*", default=GRAPH_PASSES)
    parser.add_argument("--function-passes", nargs="*", default=FUNCTION_PASSES)
    options = parser.parse_args()

    chunks = read_seeds(options.folders)
    for chunk in chunks:
        for match in re.finditer(r"nadir\.\w+", chunk):
            OPERATIONS.setdefault(match[0], set()).add(
                operand_count(chunk, match))
    chunks += generic(chunks, options.timeout)
    if not chunks:
        sys.exit("no seeds found")

    rng = random.Random(options.seed)
    mutants = {True: [], False: []}
    for _ in range(options.count):
        text = mutate(rng, rng.choice(chunks))
        mutants["nadir.graph" in text].append(text)

    bad = []
    for is_graph, group in mutants.items():
        passes = options.graph_passes if is_graph else options.function_passes
        for start in range(0, len(group), options.batch):
            bad += find_bad(passes, group[start:start + options.batch],
                            options.timeout)
    for text, (code, _, errors) in bad:
        print(f"exit code {code} for\n{text}\n{errors.decode(errors='replace')}")
    print(f"{options.count} mutants of {len(chunks)} modules: {len(bad)} bad")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
