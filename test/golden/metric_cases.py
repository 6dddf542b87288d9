# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The cases that make_metrics.py collects, and the inputs that they share."""

import json

import numpy as np

rng = np.random.default_rng(7)
cases = []


tensors = {}


def tensor(array, dtype):
    array = np.asarray(array)
    flat = array.reshape(-1).tolist()
    values = [None if isinstance(v, float) and np.isnan(v) else v for v in flat]
    return {"dtype": dtype, "shape": list(array.shape), "values": values}


def shared(array, dtype):
    """The name of an input, which several cases may have. Floats are float32:
    their shortest text says all."""
    entry = tensor(array, dtype)
    if dtype == "f32":
        entry["values"] = [float(str(np.float32(v))) for v in entry["values"]]
    text = json.dumps(entry)
    return tensors.setdefault(text, f"t{len(tensors)}")


def case(op, args, preds, target, expected, integral=False):
    preds, target = np.asarray(preds), np.asarray(target)
    real = np.issubdtype(preds.dtype, np.floating)
    case.number = getattr(case, "number", 0) + 1
    cases.append({
        "id": f"{op}_{case.number:03}", "op": op, "args": args,
        "preds": shared(preds, "f32" if real else "i64"),
        "target": shared(target, "f32" if np.issubdtype(target.dtype, np.floating) else "i64"),
        "expected": tensor(np.asarray(expected, dtype=np.int64 if integral else np.float64),
                           "i64" if integral else "f32")})
