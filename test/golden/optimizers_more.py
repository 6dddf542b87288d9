#!/usr/bin/env python3
# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes optimizers_more.json and optimizers_more.safetensors.

The optimizers of optimizer_formulas.py are a second source for what
optimizers.json, which PyTorch computed, doesn't hold. `cases` are
parameters with 12 given gradients; `descents` are 1,000 steps on a least
squares problem whose gradient is computed here, too.
"""

import json

import numpy as np
import optimizer_formulas
from safetensors_file import write_safetensors


types = {"f32": np.float32, "f64": np.float64}

# Optimizer, type, shape, arguments, and for some what is special: the rate of
# each step, or a parameter of zeros.
cases = [
    ("SGD", "f64", (17,), {"lr": 0.05, "momentum": 0.9, "nesterov": True, "maximize": True}),
    ("SGD", "f32", (2, 3, 4), {"lr": 0.05, "momentum": 0.8, "dampening": -0.5, "maximize": True}),
    ("SGD", "f32", (), {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.1}, {"rates": True}),
    ("Adam", "f64", (6, 5), {"lr": 0.01, "amsgrad": True, "maximize": True, "weight_decay": 0.05}),
    ("Adam", "f32", (33,), {"lr": 0.01, "weight_decay": 0.2, "decoupled_weight_decay": True}, {"rates": True}),
    ("Adam", "f64", (6, 5), {"lr": 0.01, "state_dtype": "f32", "amsgrad": True}),
    ("Adam", "f32", (6, 5), {"lr": 0.01, "state_dtype": "f64"}),
    ("AdamW", "f64", (7, 3), {"lr": 0.01, "betas": [0.7, 0.9], "eps": 1e-3, "maximize": True}),
    ("AdamW", "f32", (), {"lr": 0.02, "weight_decay": 0.3}, {"rates": True}),
    ("Adamax", "f64", (1,), {"lr": 0.02, "betas": [0.5, 0.9], "eps": 1e-2, "maximize": True}),
    ("Adamax", "f32", (3, 5), {"lr": 0.02, "weight_decay": 0.3}, {"rates": True}),
    ("NAdam", "f64", (17,), {"lr": 0.01, "betas": [0.8, 0.95], "momentum_decay": 0.1, "weight_decay": 0.1, "maximize": True}),
    ("NAdam", "f32", (), {"lr": 0.01, "eps": 1e-4}, {"rates": True}),
    ("NAdam", "f64", (5,), {"lr": 0.01, "state_dtype": "f32"}),
    ("RAdam", "f64", (2, 9), {"lr": 0.01, "betas": [0.8, 0.95], "weight_decay": 0.1, "maximize": True}),
    ("RAdam", "f32", (4,), {"lr": 0.01, "betas": [0.9, 0.5], "eps": 1e-4}, {"rates": True}),
    ("Adagrad", "f64", (17,), {"lr": 0.1, "lr_decay": 0.2, "initial_accumulator_value": 0.1, "maximize": True}),
    ("Adagrad", "f64", (3,), {"lr": 0.1, "state_dtype": "f32", "eps": 0.5}, {"rates": True}),
    ("Adadelta", "f64", (17,), {"lr": 0.7, "rho": 0.5, "weight_decay": 0.1, "maximize": True}),
    ("Adadelta", "f32", (), {"lr": 1.5, "rho": 1.0}, {"rates": True}),
    ("RMSprop", "f64", (17,), {"lr": 0.01, "centered": True, "weight_decay": 0.1, "maximize": True}),
    ("RMSprop", "f32", (2, 3, 3), {"lr": 0.01, "alpha": 0.5, "eps": 1e-2, "momentum": 0.9, "centered": True}, {"rates": True}),
    ("ASGD", "f64", (17,), {"lr": 0.05, "lambd": 0.1, "alpha": 0.5, "t0": 3.0, "weight_decay": 0.1, "maximize": True}),
    ("ASGD", "f32", (), {"lr": 0.05, "lambd": 0.2, "t0": 0.0}, {"rates": True}),
    ("ASGD", "f64", (4, 4), {"lr": 0.05, "lambd": 0.2, "t0": 2.0, "state_dtype": "f32"}),
    ("Rprop", "f64", (17,), {"lr": 0.02, "etas": [0.3, 1.7], "step_sizes": [1e-2, 5e-2], "maximize": True}),
    ("Rprop", "f32", (3, 5), {"lr": 0.02}, {"rates": True}),
    ("Adafactor", "f32", (17,), {"lr": 0.02, "weight_decay": 0.1}),
    ("Adafactor", "f64", (3, 4, 5), {"lr": 0.5, "d": 1.5, "eps": [1e-2, 0.5], "beta2_decay": -0.5, "maximize": True}),
    ("Adafactor", "f32", (), {"lr": 0.1, "eps": [1e-30, 1e-3]}, {"rates": True}),
    ("Adafactor", "f64", (1, 7), {"lr": 0.1, "weight_decay": 0.2, "state_dtype": "f32"}),
    ("Adafactor", "f64", (7, 1), {"lr": 0.3}, {"rates": True}),
    ("Lion", "f32", (6, 5), {"lr": 0.01}),
    ("Lion", "f64", (17,), {"lr": 0.01, "betas": [0.95, 0.98], "weight_decay": 0.1, "maximize": True}),
    ("Lion", "f32", (), {"lr": 0.02, "weight_decay": 0.0}, {"rates": True}),
    ("LAMB", "f32", (6, 5), {"lr": 0.01}),
    ("LAMB", "f64", (17,), {"lr": 0.01, "betas": [0.8, 0.9], "eps": 1e-3, "weight_decay": 0.1, "maximize": True}),
    ("LAMB", "f32", (3, 4), {"lr": 0.01, "weight_decay": 0.1}, {"zero": True}),
    ("LAMB", "f32", (), {"lr": 0.02}, {"rates": True}),
    ("LAMB", "f64", (33, 3), {"lr": 0.01, "state_dtype": "f32"}),
    ("Muon", "f32", (6, 5), {"lr": 0.02}),
    ("Muon", "f64", (4, 7), {"lr": 0.02, "nesterov": False, "adjust_lr_fn": "match_rms_adamw", "weight_decay": 0.0}),
    ("Muon", "f64", (5, 5), {"lr": 0.05, "ns_steps": 3, "ns_coefficients": [2.0, -1.5, 0.5], "momentum": 0.8}, {"rates": True}),
    ("Muon", "f32", (9, 2), {"lr": 0.02, "adjust_lr_fn": "original", "eps": 100.0, "ns_steps": 0}),
    ("Muon", "f64", (2, 17), {"lr": 0.02, "state_dtype": "f32"}),
]

marks = (1, 10, 100, 1000)

# Optimizer and arguments; the rate of step t is lr / (1 + t / 100), so that
# those that take steps of one length come to rest.
descents = [
    ("SGD", {"lr": 0.2, "momentum": 0.9, "nesterov": True}),
    ("Adam", {"lr": 0.05, "amsgrad": True}),
    ("AdamW", {"lr": 0.05, "weight_decay": 1e-3}),
    ("Adamax", {"lr": 0.05}),
    ("NAdam", {"lr": 0.05}),
    ("RAdam", {"lr": 0.05}),
    ("Adagrad", {"lr": 0.5}),
    ("Adadelta", {"lr": 5.0}),
    ("RMSprop", {"lr": 0.02, "eps": 0.1, "centered": True}),
    ("ASGD", {"lr": 0.5, "t0": 100.0}),
    ("Rprop", {"lr": 0.01}),
    ("Adafactor", {"lr": 0.1, "eps": [0.1, 1e-3]}),
    ("Lion", {"lr": 0.02}),
    ("LAMB", {"lr": 0.05, "eps": 0.1}),
    ("Muon", {"lr": 0.005, "weight_decay": 1e-3}),
]


def make(optimizer, element_type, shape, args):
    settings = {k: v for k, v in args.items() if k not in ("lr", "state_dtype")}
    state_type = types[args.get("state_dtype", element_type)]
    return getattr(optimizer_formulas, optimizer)(shape, types[element_type], state_type, **settings)


def run_case(case, random):
    optimizer, element_type, shape, args, *rest = case
    special = rest[0] if rest else {}
    dtype = types[element_type]
    p = random.standard_normal(shape) * (not special.get("zero"))
    grads = random.standard_normal((12,) + shape)
    p, grads = np.asarray(p).astype(dtype), grads.astype(dtype)
    rates = [args["lr"]] * 12
    if special.get("rates"):
        rates = [round(args["lr"] * (1.5 - t / 10), 6) for t in range(12)]
    tensors = {"param": p, "grads": grads}
    update = make(optimizer, element_type, shape, args)
    value, path = p.astype(np.float64), []
    for t, grad in enumerate(grads, 1):
        value = update.step(value, grad.astype(np.float64), rates[t - 1], t)
        path.append(value)
    tensors["trajectory"] = np.array(path)
    for name, state in update.state.items():
        tensors["state." + name] = np.asarray(state)
    return rates, tensors


def run_descent(optimizer, args, x, y, start):
    """Weights and losses of mean((x w - y)^2) after each of `marks` steps."""
    update = make(optimizer, "f64", start.shape, args)
    w, weights, losses = start, [], []
    for t in range(1, marks[-1] + 1):
        error = x @ w - y
        grad = 2 / error.size * x.T @ error
        w = update.step(w, grad, args["lr"] / (1 + t / 100), t)
        if t in marks:
            weights.append(w)
            losses.append(np.mean((x @ w - y) ** 2))
    return np.array(weights), np.array(losses)


def main():
    random = np.random.default_rng(20)
    tensors, listed = {}, []
    count = {}
    for case in cases:
        optimizer, element_type, shape, args = case[:4]
        number = count[optimizer] = count.get(optimizer, -1) + 1
        name = f"{optimizer}_more_{number:02}"
        rates, values = run_case(case, random)
        listed.append({"id": name, "optimizer": optimizer, "args": args, "steps": 12, "rates": rates})
        for key, value in values.items():
            tensors[f"{name}/{key}"] = value
    x = random.standard_normal((16, 6))
    y = x @ random.standard_normal((6, 5)) + 0.1 * random.standard_normal((16, 5))
    start = 0.1 * random.standard_normal((6, 5))
    tensors.update({"descent/x": x, "descent/y": y, "descent/start": start})
    walked = []
    for optimizer, args in descents:
        weights, losses = run_descent(optimizer, args, x, y, start)
        name = f"{optimizer}_descent"
        walked.append({"id": name, "optimizer": optimizer, "args": args})
        tensors[name + "/weights"] = weights
        tensors[name + "/losses"] = losses
    text = {
        "source": "optimizers_more.py, NumPy in float64",
        "layout": "as optimizers.json, with the learning rate of each step and the states after the last; "
        "descents: weights and losses of mean((x w - y)^2) after the steps in `marks`, at the rates "
        "lr / (1 + t / 100)",
        "marks": marks,
        "cases": listed,
        "descents": walked,
    }
    with open("optimizers_more.json", "w") as file:
        json.dump(text, file, indent=1)
        file.write("\n")
    write_safetensors("optimizers_more.safetensors", tensors)


if __name__ == "__main__":
    main()
