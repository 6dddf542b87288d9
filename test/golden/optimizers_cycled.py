# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes optimizers_cycled.json and .safetensors: optimizers of PyTorch under
CyclicLR and OneCycleLR with cycle_momentum, in float64 from float32 inputs, and
Lion, LAMB and Muon (in full precision) by the formulas of
optimizer_formulas.py with PyTorch's rates and momenta.

Usage, in this folder, with PyTorch 2.14: python3 optimizers_cycled.py
"""

import json

import numpy as np
import torch
from torch.optim.lr_scheduler import CyclicLR, OneCycleLR

import optimizer_formulas
from safetensors_file import write_safetensors

STEPS = 12


def cyclic(optimizer):
    return CyclicLR(optimizer, base_lr=0.01, max_lr=0.1, step_size_up=4, base_momentum=0.6, max_momentum=0.95)


def cyclic_to_zero(optimizer):
    return CyclicLR(optimizer, base_lr=0.01, max_lr=0.1, step_size_up=3, base_momentum=0.0, max_momentum=0.5)


def one_cycle(optimizer):
    return OneCycleLR(optimizer, max_lr=0.05, total_steps=STEPS)


# Optimizer, arguments, schedule.
cases = [
    ("SGD", {"lr": 0.1, "momentum": 0.9}, cyclic),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}, one_cycle),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "dampening": 0.25, "maximize": True}, cyclic_to_zero),
    ("SGD", {"lr": 0.1}, cyclic),
    ("RMSprop", {"lr": 0.01, "momentum": 0.5, "centered": True}, cyclic),
    ("RMSprop", {"lr": 0.01, "momentum": 0.5}, cyclic_to_zero),
    ("Adam", {"lr": 0.01, "amsgrad": True}, cyclic),
    ("Adam", {"lr": 0.01, "weight_decay": 0.1}, one_cycle),
    ("AdamW", {"lr": 0.01, "betas": [0.5, 0.99]}, one_cycle),
    ("Adamax", {"lr": 0.01}, cyclic),
    ("NAdam", {"lr": 0.01, "momentum_decay": 0.1}, cyclic),
    ("RAdam", {"lr": 0.01, "betas": [0.9, 0.9]}, one_cycle),
    ("Lion", {"lr": 0.01, "weight_decay": 0.1}, cyclic),
    ("LAMB", {"lr": 0.01, "weight_decay": 0.1}, one_cycle),
    ("Muon", {"lr": 0.01}, cyclic),
]


def group_momentum(optimizer):
    group = optimizer.param_groups[0]
    return group["betas"][0] if "betas" in group else group["momentum"]


def torch_case(name, args, schedule, start, grads):
    parameter = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = getattr(torch.optim, name)([parameter], **args)
    scheduler = schedule(optimizer)
    rates, momenta, path = [], [], []
    for grad in grads:
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(group_momentum(optimizer))
        parameter.grad = torch.tensor(grad, dtype=torch.float64)
        optimizer.step()
        scheduler.step()
        path.append(parameter.detach().numpy().copy())
    states = {key: np.asarray(value) for key, value in optimizer.state[parameter].items() if key != "step"}
    return rates, momenta, path, states


def formula_case(name, args, schedule, start, grads):
    momentum_only = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0, momentum=0.5)
    scheduler = schedule(momentum_only)
    settings = {key: value for key, value in args.items() if key != "lr"}
    update = getattr(optimizer_formulas, name)(start.shape, np.float32, np.float64, **settings)
    rates, momenta, path = [], [], []
    value = start.astype(np.float64)
    for step, grad in enumerate(grads, 1):
        rates.append(momentum_only.param_groups[0]["lr"])
        momenta.append(group_momentum(momentum_only))
        if hasattr(update, "betas"):
            update.betas = (momenta[-1], update.betas[1])
        else:
            update.momentum = momenta[-1]
        value = update.step(value, grad.astype(np.float64), rates[-1], step)
        momentum_only.step()
        scheduler.step()
        path.append(value)
    return rates, momenta, path, update.state


def main():
    random = np.random.default_rng(31)
    tensors, listed = {}, []
    for number, (name, args, schedule) in enumerate(cases):
        start = random.standard_normal((5, 3)).astype(np.float32)
        grads = random.standard_normal((STEPS, 5, 3)).astype(np.float32)
        of_torch = hasattr(torch.optim, name) and name != "Muon"
        run = torch_case if of_torch else formula_case
        rates, momenta, path, states = run(name, args, schedule, start, grads)
        case = f"{name}_cycled_{number:02}"
        listed.append(
            {
                "id": case,
                "optimizer": name,
                "args": {**args, "runtime_momentum": True},
                "steps": STEPS,
                "rates": rates,
                "momenta": momenta,
            }
        )
        values = {"param": start, "grads": grads, "trajectory": np.array(path)}
        values.update({"state." + key: value for key, value in states.items()})
        for key, value in values.items():
            value = np.asarray(value)
            wide = value.astype(np.float64) if value.dtype != np.float32 or key.startswith("state") else value
            tensors[f"{case}/{key}"] = wide
    text = {
        "source": f"optimizers_cycled.py, PyTorch {torch.__version__} in float64 from float32 inputs; Lion, LAMB "
        "and Muon: NumPy",
        "layout": "as optimizers.json, with the learning rate and the momentum (or first of the betas) of each step "
        "and the states after the last",
        "cases": listed,
    }
    with open("optimizers_cycled.json", "w") as file:
        json.dump(text, file, indent=1)
        file.write("\n")
    write_safetensors("optimizers_cycled.safetensors", tensors)


if __name__ == "__main__":
    main()
