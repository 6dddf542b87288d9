#!/usr/bin/env python3
# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes losses_more.json and losses_more.safetensors beside this script.

Losses and arguments that losses.json lacks, in its layout. Values are computed
in float64 from float32 inputs by the formulas of the papers and of PyTorch's
documentation, which stand below as they are printed there; gradients are
central differences of those. Nothing of Nadir takes part.
"""

import json
import os
import struct

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
RANDOM = np.random.default_rng(20260)
CASES, TENSORS, COUNTS = [], {}, {}


def reals(*shape, scale=1.0, low=None, high=None):
    if low is not None:
        return RANDOM.uniform(low, high, shape).astype(np.float32)
    return (scale * RANDOM.standard_normal(shape)).astype(np.float32)


def labels(classes, *shape):
    return RANDOM.integers(0, classes, shape)


def reduced(losses, reduction, divisor):
    if reduction == "none":
        return losses
    return losses.sum() / (1.0 if reduction == "sum" else divisor)


def gradient(value, inputs, name, cotangent):
    result = np.zeros(inputs[name].shape)
    for at in np.ndindex(result.shape):
        sides = []
        for step in (1e-6, -1e-6):
            moved = dict(inputs)
            moved[name] = inputs[name].copy()
            moved[name][at] += step
            sides.append((value(moved) * cotangent).sum())
        result[at] = (sides[0] - sides[1]) / 2e-6
    return result


def entry(op, args, inputs):
    number = COUNTS.get(op, 0)
    COUNTS[op] = number + 1
    name = f"{op}_{number:03}"
    for key, tensor in inputs.items():
        TENSORS[f"{name}/{key}"] = np.array(tensor, order="C")
    record = {"id": name, "op": op, "args": args}
    record["inputs"] = {key: f"{name}/{key}" for key in inputs}
    CASES.append(record)
    return name, record


def case(op, formula, inputs, args, grads, note=None, divisor=None):
    """`formula(inputs)` gives the losses before reduction."""
    name, record = entry(op, args, inputs)
    exact = {
        key: tensor.astype(np.float64) if tensor.dtype == np.float32 else tensor
        for key, tensor in inputs.items()
    }
    default = "none" if "focal" in op else "mean"
    reduction = args.get("reduction", default)
    if op == "pairwise_distance":
        reduction = "none"

    def value(values):
        losses = formula(values)
        return reduced(losses, reduction, divisor(values) if divisor else losses.size)

    output = np.asarray(value(exact))
    cotangent = np.ones(())
    if output.ndim and grads:
        cotangent = reals(*output.shape, low=0.5, high=1.5).astype(np.float64)
        record["cotangent"] = f"{name}/cotangent"
        TENSORS[f"{name}/cotangent"] = cotangent
    record["output"] = f"{name}/output"
    TENSORS[f"{name}/output"] = output
    record["grads"] = {}
    for key in grads:
        record["grads"][key] = f"{name}/grad_{key}"
        TENSORS[f"{name}/grad_{key}"] = gradient(value, exact, key, cotangent)
    if note:
        record["note"] = note


def refused(op, args, inputs, message):
    _, record = entry(op, args, inputs)
    record["raises"] = message


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


# Lin et al. 2017, equation 5: FL(p_t) = -alpha_t (1 - p_t)^gamma log(p_t).
# For shares t between 0 and 1 as torchvision.ops.sigmoid_focal_loss:
# p_t = p t + (1 - p)(1 - t), -log(p_t) the cross-entropy with t.
def sigmoid_focal(alpha=0.25, gamma=2.0, reduction=None):
    def formula(values):
        x, t = values["inputs"], values["targets"]
        entropy = t * softplus(-x) + (1 - t) * softplus(x)
        # 1 - p_t, both terms without cancellation
        missing = t * np.exp(-softplus(x)) + (1 - t) * np.exp(-softplus(-x))
        balance = alpha * t + (1 - alpha) * (1 - t) if alpha >= 0 else 1.0
        return balance * missing**gamma * entropy

    return formula


def softmax_focal(alpha=0.25, gamma=2.0, reduction=None):
    def formula(values):
        x, y = values["inputs"], values["targets"]
        shifted = x - x.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        log_p = np.take_along_axis(log_p, np.expand_dims(y, 1), 1).squeeze(1)
        return -(alpha if alpha >= 0 else 1.0) * (-np.expm1(log_p)) ** gamma * log_p

    return formula


def focal_cases():
    pair = {"inputs": reals(5, 7, scale=2), "targets": labels(2, 5, 7).astype(np.float32)}
    shares = {"inputs": reals(4, 3, scale=2), "targets": reals(4, 3, low=0, high=1)}
    for args in (
        {},
        {"reduction": "mean"},
        {"reduction": "sum", "gamma": 0.0, "alpha": -1.0},
        {"alpha": 0.75, "gamma": 1.0},
        {"alpha": -1.0, "gamma": 3.5, "reduction": "mean"},
        {"gamma": 0.5, "reduction": "sum"},
    ):
        case("sigmoid_focal_loss", sigmoid_focal(**args), pair, args, ["inputs"])
        case("sigmoid_focal_loss", sigmoid_focal(**args), shares, args, ["inputs", "targets"])
    far = {
        "inputs": np.array([-300, -60, 60, 300, 300, -300], np.float32),
        "targets": np.array([0, 1, 1, 1, 0, 1], np.float32),
    }
    for gamma in (0.5, 2.0):
        args = {"gamma": gamma}
        case("sigmoid_focal_loss", sigmoid_focal(**args), far, args, ["inputs"], "saturated")
    scores = {"inputs": reals(6, 5, scale=2), "targets": labels(5, 6)}
    image = {"inputs": reals(2, 4, 3), "targets": labels(4, 2, 3)}
    for args in (
        {},
        {"reduction": "mean"},
        {"reduction": "sum", "gamma": 0.0, "alpha": -1.0},
        {"alpha": 0.75, "gamma": 1.0},
        {"alpha": -1.0, "gamma": 3.5, "reduction": "mean"},
        {"gamma": 0.5, "reduction": "sum"},
    ):
        case("softmax_focal_loss", softmax_focal(**args), scores, args, ["inputs"])
        case("softmax_focal_loss", softmax_focal(**args), image, args, ["inputs"])
    far = {"inputs": np.array([[500, 0, -500], [0, 500, 0]], np.float32), "targets": np.array([2, 1])}
    case("softmax_focal_loss", softmax_focal(), far, {}, ["inputs"], "saturated")
    for op, inputs in (("sigmoid_focal_loss", pair), ("softmax_focal_loss", scores)):
        refused(op, {"alpha": 1.5}, inputs, "alpha in [0, 1] or -1")
        refused(op, {"gamma": -1.0}, inputs, "gamma >= 0")
    refused("softmax_focal_loss", {"reduction": "mean"}, dict(scores, targets=scores["targets"] + 5), "label in [0, C)")


# torch.nn.functional: huber_loss, mse_loss, l1_loss with weights; the mean of
# the last two divides by the sum of the weights.
def regression_cases():
    inputs = {"input": reals(4, 6), "target": reals(4, 6), "weight": reals(4, 6, low=0.1, high=2)}

    def error(v):
        return np.abs(v["input"] - v["target"])

    def huber(delta):
        return lambda v: v["weight"] * np.where(
            error(v) <= delta, error(v) ** 2 / 2, delta * (error(v) - delta / 2)
        )

    by_weight = lambda v: v["weight"].sum()
    every = ["input", "target", "weight"]
    for reduction in ("none", "mean", "sum"):
        args = {"reduction": reduction}
        case("mse_loss", lambda v: v["weight"] * error(v) ** 2, inputs, args, every, divisor=by_weight)
        case("l1_loss", lambda v: v["weight"] * error(v), inputs, args, every, divisor=by_weight)
        args = {"reduction": reduction, "delta": 0.7}
        case("huber_loss", huber(0.7), inputs, args, every)
    narrow = dict(inputs, weight=inputs["weight"][0])
    for op in ("mse_loss", "l1_loss", "huber_loss"):
        refused(op, {}, narrow, "weights of the input's size")
    pairs = {"input": reals(3, 1, 4), "target": reals(2, 1)}
    smooth = lambda v: np.where(error(v) < 0.3, error(v) ** 2 / 0.6, error(v) - 0.15)
    case("smooth_l1_loss", smooth, pairs, {"beta": 0.3}, ["input", "target"])


# torch.nn.functional: kl_div, poisson_nll_loss, gaussian_nll_loss.
def likelihood_cases():
    inputs = {"input": reals(3, 2, 4), "target": reals(3, 2, 4, low=0.1, high=1)}
    divergence = lambda v: v["target"] * (np.log(v["target"]) - v["input"])
    args = {"reduction": "batchmean"}
    case("kl_div", divergence, inputs, args, ["input", "target"], divisor=lambda v: 3)
    counts = {"input": reals(3, 4, low=0.5, high=3), "target": labels(6, 3, 4).astype(np.float32)}
    args = {"log_input": False, "eps": 0.25}
    case("poisson_nll_loss", lambda v: v["input"] - v["target"] * np.log(v["input"] + 0.25), counts, args, ["input", "target"])
    means = {"input": reals(3, 4), "target": reals(3, 4), "var": np.array(0.4, np.float32)}

    def normal(v):
        var = np.maximum(v["var"], 1e-6)
        return (np.log(var) + (v["input"] - v["target"]) ** 2 / var) / 2

    for reduction in ("none", "mean"):
        case("gaussian_nll_loss", normal, means, {"reduction": reduction}, ["input", "target"])
    # var of another size than these three.
    refused("gaussian_nll_loss", {}, dict(means, var=reals(4, low=0.1, high=1)), "var is of incorrect size")
    refused("gaussian_nll_loss", {}, dict(means, var=np.array(-0.4, np.float32)), "var is negative")


# torch.nn.functional: pairwise_distance, triplet_margin_loss and
# triplet_margin_with_distance_loss.
def norm(difference, p):
    size = np.abs(difference)
    if np.isinf(p):
        return size.max(axis=-1)
    if p == 0:
        return (size != 0).sum(axis=-1).astype(np.float64)
    return (size**p).sum(axis=-1) ** (1 / p)


def triplet(d_positive, d_negative, margin):
    return np.maximum(0, d_positive - d_negative + margin)


def distance_cases():
    vectors = {key: reals(6, 5) for key in ("anchor", "positive", "negative")}
    for p, eps, swap in ((1.0, 1e-6, False), (3.0, 0.1, True), (0.5, 1e-6, False), (2.0, 0.2, True)):
        args = {"p": p, "eps": eps, "swap": swap, "margin": 0.8}

        def formula(v):
            a, b, c = v["anchor"], v["positive"], v["negative"]
            far = norm(a - c + eps, p)
            return triplet(norm(a - b + eps, p), np.minimum(far, norm(b - c + eps, p)) if swap else far, 0.8)

        case("triplet_margin_loss", formula, vectors, args, list(vectors))
    refused("triplet_margin_loss", {"margin": 0.0}, vectors, "margin > 0")
    pair = {"x1": reals(4, 3), "x2": reals(4, 3)}
    for p in (0.0, 0.5, 1.0, 2.0, 3.0):
        case("pairwise_distance", lambda v: norm(v["x1"] - v["x2"] + 1e-6, p), pair, {"p": p}, ["x1", "x2"] if p else [])
    refused("pairwise_distance", {"p": -1.0}, pair, "p >= 0")
    distances = {key: reals(8, low=0, high=2) for key in ("positive_distance", "negative_distance", "swap_distance")}
    for reduction in ("none", "mean", "sum"):
        args = {"reduction": reduction, "margin": 0.6}
        swapped = lambda v: triplet(v["positive_distance"], np.minimum(v["negative_distance"], v["swap_distance"]), 0.6)
        case("triplet_margin_with_distance_loss", swapped, distances, args, list(distances))
        pair = {key: distances[key] for key in ("positive_distance", "negative_distance")}
        plain = lambda v: triplet(v["positive_distance"], v["negative_distance"], 0.6)
        case("triplet_margin_with_distance_loss", plain, pair, args, list(pair))
    refused("triplet_margin_with_distance_loss", {"margin": -1.0}, pair, "margin > 0")


# torch.nn.functional: hinge_embedding_loss, cosine_embedding_loss,
# margin_ranking_loss, soft_margin_loss, multilabel_soft_margin_loss,
# multi_margin_loss, multilabel_margin_loss. Targets that PyTorch's file lacks:
# integers, 0, shares, lists with labels twice, none and all.
def margin_cases():
    signs = np.array([[1, -1, 1, -1]] * 3)
    inputs = {"input": reals(3, 4, low=0, high=2), "target": signs}
    hinge = lambda v: np.where(v["target"] != 1, np.maximum(0, 0.9 - v["input"]), 0) + np.where(v["target"] != -1, v["input"], 0)
    case("hinge_embedding_loss", hinge, inputs, {"margin": 0.9}, ["input"])
    zeros = dict(inputs, target=np.zeros((3, 4), np.float32))
    case("hinge_embedding_loss", hinge, zeros, {"margin": 0.9}, ["input"])

    def cosine(v):
        a, b, t = v["input1"], v["input2"], v["target"]
        cos = (a * b).sum(-1) / np.sqrt(((a * a).sum(-1) + 1e-12) * ((b * b).sum(-1) + 1e-12))
        return np.where(t == 1, 1 - cos, 0) + np.where(t == -1, np.maximum(0, cos - 0.1), 0)

    pair = {"input1": reals(4, 3), "input2": reals(4, 3), "target": np.array([1, -1, 0, -1])}
    case("cosine_embedding_loss", cosine, pair, {"margin": 0.1}, ["input1", "input2"])
    ranks = {"input1": reals(3, 4), "input2": reals(3, 1), "target": reals(1, 4)}
    ranking = lambda v: np.maximum(0, -v["target"] * (v["input1"] - v["input2"]) + 0.2)
    case("margin_ranking_loss", ranking, ranks, {"margin": 0.2}, ["input1", "input2", "target"])
    soft = {"input": reals(3, 4), "target": reals(3, 4)}
    logistic = lambda v: np.log1p(np.exp(-v["target"] * v["input"]))
    case("soft_margin_loss", logistic, soft, {"reduction": "none"}, ["input", "target"])
    shares = {"input": reals(3, 4), "target": reals(3, 4, low=0, high=1), "weight": reals(4, low=0.1, high=2)}

    def multilabel(v):
        x, t = v["input"], v["target"]
        return (v["weight"] * (t * softplus(-x) + (1 - t) * softplus(x))).mean(axis=-1)

    case("multilabel_soft_margin_loss", multilabel, shares, {}, list(shares))
    scores = {"input": reals(5, 4), "target": labels(4, 5), "weight": reals(4, low=0.1, high=2)}

    def multi_margin(v):
        x, y = v["input"], v["target"]
        rows = np.arange(len(y))
        hinge = np.maximum(0, 0.6 - x[rows, y][:, None] + x) ** 2
        hinge[rows, y] = 0
        return v["weight"][y] * hinge.sum(axis=1) / x.shape[1]

    case("multi_margin_loss", multi_margin, scores, {"p": 2, "margin": 0.6}, ["input", "weight"])
    refused("multi_margin_loss", {"p": 3}, scores, "p is 1 or 2")
    refused("multi_margin_loss", {}, dict(scores, target=scores["target"] + 4), "label in [0, C)")

    def listed(v):
        losses = []
        for x, targets in zip(v["input"], v["target"]):
            end = list(targets).index(-1) if -1 in targets else len(targets)
            own = targets[:end]
            others = [c for c in range(len(x)) if c not in own]
            losses.append(sum(max(0, 1 - x[y] + x[c]) for y in own for c in others) / len(x))
        return np.array(losses)

    lists = {"input": reals(4, 5), "target": np.array([[3, 0, -1, 4, 4], [1, 1, 2, -1, 0], [-1, 2, 3, 4, 0], [4, 3, 2, 1, 0]])}
    for reduction in ("none", "mean", "sum"):
        case("multilabel_margin_loss", listed, lists, {"reduction": reduction}, ["input"])
    for bad in (5, -2):
        refused("multilabel_margin_loss", {}, dict(lists, target=np.where(lists["target"] == 4, bad, lists["target"])), "target in [-1, C)")


def write():
    names = {"float32": "F32", "float64": "F64", "int64": "I64"}
    header, blobs, at = {}, [], 0
    for name, tensor in TENSORS.items():
        blob = tensor.tobytes()
        header[name] = {
            "dtype": names[str(tensor.dtype)],
            "shape": list(tensor.shape),
            "data_offsets": [at, at + len(blob)],
        }
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header).encode()
    with open(os.path.join(HERE, "losses_more.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
    with open(os.path.join(HERE, "losses_more.json"), "w") as file:
        document = {
            "source": "losses_more.py",
            "layout": "as losses.json; where 'raises' stands the call must be refused",
            "cases": CASES,
        }
        file.write(json.dumps(document, indent=1) + "\n")


focal_cases()
regression_cases()
likelihood_cases()
distance_cases()
margin_cases()
write()
