# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes schedules_torch.json: learning rates and momenta of two parameter
groups as PyTorch's schedules set them step by step, where no closed form says
it: momenta that cycle, and combinations of combinations.

Usage, with PyTorch 2.14: python3 schedules_torch.py > schedules_torch.json
"""

import json
import warnings

import torch
from torch.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    PolynomialLR,
    SequentialLR,
    StepLR,
)

STEPS = 100
BASES = [0.1, 0.003]

# A combination is {schedule, of, milestones}; anything else takes its arguments.
LINEAR = {"schedule": "LinearLR", "args": {"start_factor": 0.1, "total_iters": 4}}
DECAY = {"schedule": "ExponentialLR", "args": {"gamma": 0.9}}
STEP = {"schedule": "StepLR", "args": {"step_size": 7, "gamma": 0.5}}
CONSTANT = {"schedule": "ConstantLR", "args": {"factor": 0.5, "total_iters": 6}}
COSINE = {"schedule": "CosineAnnealingLR", "args": {"T_max": 11}}
RESTARTS = {"schedule": "CosineAnnealingWarmRestarts", "args": {"T_0": 5, "T_mult": 2}}
POLYNOMIAL = {"schedule": "PolynomialLR", "args": {"total_iters": 9, "power": 2.0}}
MILESTONES = {"schedule": "MultiStepLR", "args": {"milestones": [3, 30], "gamma": 0.3}}


def sequence(of, milestones):
    return {"schedule": "SequentialLR", "of": of, "milestones": milestones}


def chain(*of):
    return {"schedule": "ChainedScheduler", "of": list(of)}


def single(schedule, **args):
    return {"schedule": schedule, "args": args}


INNER = sequence([LINEAR, DECAY], [3])
CASES = [
    single("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=8),
    single("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=5, step_size_down=12, mode="triangular2"),
    single(
        "CyclicLR",
        base_lr=0.001,
        max_lr=0.2,
        step_size_up=10,
        mode="exp_range",
        gamma=0.99,
        base_momentum=[0.5, 0.7],
        max_momentum=[0.8, 0.99],
    ),
    single("CyclicLR", base_lr=0.01, max_lr=0.1, step_size_up=8, cycle_momentum=False),
    single("OneCycleLR", max_lr=0.1, total_steps=101),
    single(
        "OneCycleLR",
        max_lr=0.5,
        total_steps=120,
        pct_start=0.25,
        anneal_strategy="linear",
        base_momentum=[0.5, 0.7],
        max_momentum=[0.8, 0.99],
    ),
    single("OneCycleLR", max_lr=0.2, total_steps=110, pct_start=0.4, three_phase=True),
    chain(CONSTANT, DECAY, STEP),
    chain(INNER, STEP),
    chain(STEP, INNER),
    chain(chain(CONSTANT, DECAY), chain(STEP, MILESTONES)),
    sequence([chain(CONSTANT, DECAY), STEP], [10]),
    sequence([chain(LINEAR, COSINE), POLYNOMIAL, RESTARTS], [6, 20]),
    sequence([INNER, STEP], [9]),
    sequence([sequence([INNER, COSINE], [8]), STEP], [30]),
    sequence([chain(INNER, COSINE), single("CyclicLR", base_lr=0.1, max_lr=1.0, step_size_up=3)], [12]),
    sequence([chain(chain(INNER, COSINE), CONSTANT), RESTARTS], [15]),
    sequence([RESTARTS, single("OneCycleLR", max_lr=2.0, total_steps=200)], [4]),
    sequence([LINEAR, INNER, STEP], [0, 12]),
    sequence([LINEAR, DECAY], [0]),
]


def make(case, optimizer):
    kind = globals()[case["schedule"]]
    if "of" not in case:
        return kind(optimizer, **case["args"])
    parts = [make(part, optimizer) for part in case["of"]]
    return kind(parts, optimizer) if kind is ChainedScheduler else kind(optimizer, parts, case["milestones"])


def table(case):
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in BASES]
    optimizer = torch.optim.SGD(groups, momentum=0.9)
    schedule = make(case, optimizer)
    rates, momenta = [], []
    for step in range(STEPS + 1):
        rates.append([group["lr"] for group in optimizer.param_groups])
        momenta.append([group["momentum"] for group in optimizer.param_groups])
        if step < STEPS:
            schedule.step()
    return {**case, "rates": rates, "momenta": momenta}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    document = {
        "source": f"schedules_torch.py, PyTorch {torch.__version__}",
        "layout": "rates[step][group] and momenta[step][group], from the first step's; groups start from `bases` and "
        "`momentum`",
        "bases": BASES,
        "momentum": 0.9,
        "cases": [table(case) for case in CASES],
    }
    print(json.dumps(document, separators=(",", ":")).replace('{"schedule"', '\n{"schedule"'))
