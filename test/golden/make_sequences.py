# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes sequences.json and sequences.safetensors: calls of ctc_loss and
linear_cross_entropy with their results and gradients, in float64 from float32
inputs, by nothing but the definitions.

  make_sequences.py FOLDER

ctc_loss: the probability of every sequence of classes is multiplied out, and
those that collapse to the target are added up. The gradient by log_probs is
PyTorch's: exp(log_probs) minus the share of the alignments with that class at
that time; NaN at log_probs of -inf and where the loss is infinite. linear_cross_entropy: softmax by its
definition, and the derivatives written out by hand.
"""

import itertools
import json
import struct
import sys

import numpy as np


def collapse(path, blank):
    kept = [c for i, c in enumerate(path) if i == 0 or c != path[i - 1]]
    return [c for c in kept if c != blank]


def align(log_probs, target, blank):
    """-log of the alignments' probability, and their shares [T, C]."""
    times, classes = log_probs.shape
    probs, total = np.exp(log_probs), 0.0
    shares = np.zeros((times, classes))
    for path in itertools.product(range(classes), repeat=times):
        if collapse(path, blank) != target:
            continue
        probability = np.prod([probs[t, c] for t, c in enumerate(path)])
        total += probability
        for t, c in enumerate(path):
            shares[t, c] += probability
    if total == 0:
        return np.inf, np.full((times, classes), np.nan)
    return -np.log(total), shares / total


def ctc_loss(
    log_probs,
    targets,
    input_lengths,
    target_lengths,
    blank=0,
    reduction="mean",
    zero_infinity=False,
    cotangent=1.0,
):
    has_batch = log_probs.ndim == 3
    lp = log_probs.astype(np.float64)
    lp = lp if has_batch else lp[:, None]
    inputs, labels = np.atleast_1d(input_lengths), np.atleast_1d(target_lengths)
    losses, grad = np.zeros(lp.shape[1]), np.zeros(lp.shape)
    for n in range(lp.shape[1]):
        first = 0 if targets.ndim == 2 else labels[:n].sum()
        row = targets[n] if targets.ndim == 2 else targets
        used = [int(c) for c in row[first : first + labels[n]]]
        losses[n], shares = align(lp[: inputs[n], n], used, blank)
        seen = lp[: inputs[n], n]
        grad[: inputs[n], n] = np.where(seen == -np.inf, np.nan, np.exp(seen) - shares)
        if np.isinf(losses[n]) and zero_infinity:
            losses[n], grad[:, n] = 0, 0
    scale = np.ones(len(losses))
    if reduction == "mean":
        scale = 1 / np.maximum(labels, 1) / len(losses)
    result = losses * scale
    if reduction != "none":
        result = result.sum()
    elif not has_batch:
        result = result[0]
    grad *= (scale * cotangent)[None, :, None]
    return result, {"log_probs": grad if has_batch else grad[:, 0]}


def linear_cross_entropy(
    input,
    linear_weight,
    target,
    linear_bias=None,
    weight=None,
    reduction="mean",
    ignore_index=-100,
    label_smoothing=0.0,
    cotangent=1.0,
    **chunks,
):
    x = np.atleast_2d(input.astype(np.float64))
    w = linear_weight.astype(np.float64)
    classes = w.shape[0]
    logits = np.tensordot(x, w, axes=(1, -1))
    if linear_bias is not None:
        logits = logits + linear_bias
    # [rows, classes, places]: one loss for each row and place.
    logits = logits.reshape(len(x), classes, -1)
    share = np.zeros(logits.shape)
    valid = np.ones((len(x), logits.shape[2]))
    indexed = np.issubdtype(target.dtype, np.integer)
    class_weight = np.ones(classes) if weight is None else weight.astype(np.float64)
    divisor = valid.size
    if indexed:
        label = target.reshape(valid.shape)
        valid = (label != ignore_index) * 1.0
        for n, d in np.ndindex(*valid.shape):
            share[n, label[n, d] if valid[n, d] else 0, d] = 1
        divisor = (valid * class_weight[np.where(valid > 0, label, 0)]).sum()
    else:
        share = target.astype(np.float64).reshape(logits.shape)
    share = share * (1 - label_smoothing) + label_smoothing / classes
    share = share * class_weight[:, None] * valid[:, None]
    log_probs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    losses = -(share * log_probs).sum(1)
    by_logits = np.exp(log_probs) * share.sum(1, keepdims=True) - share
    scale = np.ones(losses.shape)
    if reduction == "mean":
        scale = scale / divisor
    result = losses * scale
    result = result.sum() if reduction != "none" else result.reshape(
        target.shape if indexed else np.delete(target.shape, input.ndim - 1)
    )
    arrived = np.broadcast_to(cotangent, result.shape)
    arrived = arrived.reshape(losses.shape) if reduction == "none" else arrived
    # An ignored row has no gradient, whatever the mean is divided by.
    by_logits = np.where(valid[:, None] > 0, by_logits * (scale * arrived)[:, None], 0)
    flat = by_logits.reshape(len(x), -1)
    grads = {
        "input": (flat @ w.reshape(-1, w.shape[-1])).reshape(input.shape),
        "linear_weight": (flat.T @ x).reshape(w.shape),
    }
    if linear_bias is not None:
        grads["linear_bias"] = flat.sum(0).reshape(linear_bias.shape)
    return result, grads


FUNCTIONS = {"ctc_loss": ctc_loss, "linear_cross_entropy": linear_cross_entropy}


class Writer:
    def __init__(self):
        self.cases, self.tensors, self.random = [], {}, np.random.default_rng(3)

    def tensor(self, name, value):
        self.tensors[name] = np.asarray(value)
        return name

    def case(self, op, inputs, **args):
        identity = f"{op}_{sum(c['op'] == op for c in self.cases):03}"
        shape = np.shape(FUNCTIONS[op](**inputs, **args)[0])
        cotangent = self.random.uniform(0.5, 1.5, shape).astype(np.float32)
        output, grads = FUNCTIONS[op](
            **inputs, **args, cotangent=cotangent.astype(np.float64)
        )
        self.cases.append(
            {
                "id": identity,
                "op": op,
                "args": args,
                "inputs": {
                    k: self.tensor(f"{identity}/{k}", v) for k, v in inputs.items()
                },
                "output": self.tensor(f"{identity}/output", output),
                "cotangent": self.tensor(f"{identity}/cotangent", cotangent),
                "grads": {
                    k: self.tensor(f"{identity}/grad_{k}", v)
                    for k, v in grads.items()
                },
            }
        )

    def log_probs(self, *shape):
        x = self.random.normal(size=shape)
        x = x - np.log(np.exp(x).sum(-1, keepdims=True))
        return x.astype(np.float32)

    def reals(self, *shape):
        return self.random.normal(size=shape).astype(np.float32)

    def write(self, folder):
        document = {
            "source": "make_sequences.py: by definition, in float64 on these float32 inputs",
            "layout": "as losses.json",
            "cases": self.cases,
        }
        with open(f"{folder}/sequences.json", "w") as file:
            json.dump(document, file, indent=0)
            file.write("\n")
        names = {"float32": "F32", "float64": "F64", "int64": "I64"}
        header, data = {}, b""
        for name, value in self.tensors.items():
            content = np.ascontiguousarray(value).tobytes()
            header[name] = {
                "dtype": names[str(value.dtype)],
                "shape": list(value.shape),
                "data_offsets": [len(data), len(data) + len(content)],
            }
            data += content
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(f"{folder}/sequences.safetensors", "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + data)


def ctc_cases(writer):
    def call(log_probs, targets, inputs, labels, **args):
        writer.case(
            "ctc_loss",
            {
                "log_probs": log_probs,
                "targets": np.array(targets, np.int64),
                "input_lengths": np.array(inputs, np.int64),
                "target_lengths": np.array(labels, np.int64),
            },
            **args,
        )

    padded = [[1, 2, 1], [2, 2, 7], [3, -1, 9], [-5, 0, 0]]
    for reduction in ("none", "mean", "sum"):
        call(writer.log_probs(5, 4, 4), padded, [5, 5, 3, 4], [3, 2, 1, 0], reduction=reduction)
        # One after the other; blanks are class 2.
        call(writer.log_probs(5, 3, 4), [0, 1, 1, 1, 3], [5, 4, 2], [2, 2, 1], blank=2, reduction=reduction)
        call(writer.log_probs(6, 3), [1, 2, 1], 6, 3, reduction=reduction)
    # Too short an input, none at all, and no target.
    for zero_infinity in (False, True):
        for reduction in ("none", "mean"):
            short = [[1, 1], [2, 1], [1, 2], [0, 0], [3, 0]]
            call(writer.log_probs(4, 5, 4), short, [2, 4, 0, 0, 1], [2, 2, 2, 0, 1],
                 reduction=reduction, zero_infinity=zero_infinity)
    # A class that is impossible at one time.
    impossible = writer.log_probs(4, 2, 3)
    impossible[1, 0, 1] = -np.inf
    call(impossible, [[1, 2], [2, 1]], [4, 4], [2, 2], reduction="none")
    # Impossible: every alignment goes through a class of probability 0.
    impossible = writer.log_probs(3, 1, 3)
    impossible[:, 0, 1] = -np.inf
    call(impossible, [[1]], [3], [1], reduction="none")
    # Targets hold nothing but padding.
    call(writer.log_probs(3, 2, 3), [[1], [2]], [3, 2], [0, 0], reduction="none")
    # Labels in a row; a target of the input's length.
    call(writer.log_probs(7, 1, 3), [[1, 1, 1, 2]], [7], [4], reduction="sum")
    call(writer.log_probs(4, 1, 3), [[1, 2, 1, 2]], [4], [4], reduction="sum")
    # Two classes, one of them the blank.
    call(writer.log_probs(8, 2, 2), [[0, 0, 0], [0, 0, 0]], [8, 5], [3, 3], blank=1, reduction="sum")


def linear_cases(writer):
    def call(rows, depth, classes, target, bias=False, weight=False, extra=(), **args):
        inputs = {
            "input": writer.reals(*rows, depth),
            "linear_weight": writer.reals(classes, *extra, depth),
            "target": target,
        }
        if bias:
            inputs["linear_bias"] = writer.reals(classes, *extra)
        if weight:
            inputs["weight"] = writer.random.uniform(0.5, 2, classes).astype(np.float32)
        writer.case("linear_cross_entropy", inputs, **args)

    def labels(*shape, classes=7):
        return writer.random.integers(0, classes, shape)

    def shares(*shape):
        return writer.random.uniform(0, 1, shape).astype(np.float32)

    ignored = np.array([3, -100, 6, 0, -100, 2, 2, 5, 1])
    other = np.where(ignored == -100, 4, ignored)
    # "rows" with 4 rows at a time cuts 9 rows into 4, 4 and 1.
    for chunks in ({}, {"chunking_method": "none"}, {"chunking_method": "rows", "batch_chunk_size": 4}):
        for reduction in ("none", "mean", "sum"):
            call((9,), 5, 7, ignored, bias=True, reduction=reduction, **chunks)
            call((9,), 5, 7, shares(9, 7), reduction=reduction, **chunks)
            call((9,), 5, 7, other, bias=True, weight=True, reduction=reduction,
                 label_smoothing=0.2, ignore_index=4, **chunks)
        call((9,), 5, 7, labels(9), weight=True, **chunks)
        call((9,), 5, 7, shares(9, 7), bias=True, weight=True, label_smoothing=0.3, **chunks)
    # Without a batch, and with more than one place a row.
    for reduction in ("none", "mean"):
        call((), 5, 7, labels(), bias=True, reduction=reduction)
        call((), 5, 7, shares(7), reduction=reduction)
        call((3,), 4, 7, labels(3, 2), bias=True, extra=(2,), reduction=reduction)
        call((3,), 4, 7, shares(3, 7, 2), weight=True, extra=(2,), reduction=reduction)
    # Nothing counts: the mean is NaN.
    call((4,), 3, 7, np.full(4, -100), reduction="mean")


def main(folder):
    np.seterr(all="ignore")
    writer = Writer()
    ctc_cases(writer)
    linear_cases(writer)
    writer.write(folder)
    print(len(writer.cases), "cases")


if __name__ == "__main__":
    main(sys.argv[1])
