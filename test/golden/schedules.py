# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes schedules.json: the learning rates of 100 steps of each schedule.

Each value is computed from the step's number alone, by the closed form in the
documentation of torch.optim.lr_scheduler, not by the recursions that the
runtime (as PyTorch) steps through. ReduceLROnPlateau, which has no closed form,
follows its documented rules over a list of metrics. Usage: schedules.py > file
"""

import json
import math
import random

STEPS = 100
BASES = [0.1, 0.003]


def lambda_lr(base, e):
    return base * 0.95**e


def step_lr(step_size, gamma=0.1):
    return lambda base, e: base * gamma ** (e // step_size)


def multi_step_lr(milestones, gamma=0.1):
    return lambda base, e: base * gamma ** sum(m <= e for m in milestones)


def constant_lr(factor=1 / 3, total_iters=5):
    return lambda base, e: base * (factor if e < total_iters else 1.0)


def linear_lr(start_factor=1 / 3, end_factor=1.0, total_iters=5):
    return lambda base, e: base * (
        start_factor + (end_factor - start_factor) * min(e, total_iters) / total_iters
    )


def exponential_lr(gamma):
    return lambda base, e: base * gamma**e


def polynomial_lr(total_iters=5, power=1.0):
    return lambda base, e: base * (1 - min(e, total_iters) / total_iters) ** power


def cosine_annealing_lr(T_max, eta_min=0.0):
    return lambda base, e: eta_min + (base - eta_min) * (1 + math.cos(math.pi * e / T_max)) / 2


def warm_restarts(T_0, T_mult=1, eta_min=0.0):
    def rate(base, e):
        period = T_0
        while e >= period:
            e -= period
            period *= T_mult
        return eta_min + (base - eta_min) * (1 + math.cos(math.pi * e / period)) / 2

    return rate


def cyclic_lr(base_lr, max_lr, step_size_up=2000, step_size_down=None, mode="triangular", gamma=1.0):
    down = step_size_down or step_size_up
    period = step_size_up + down

    def rate(_, e):
        cycle, at = divmod(e, period)
        share = at / step_size_up if at <= step_size_up else (period - at) / down
        scale = {"triangular": 1.0, "triangular2": 0.5**cycle, "exp_range": gamma**e}[mode]
        return base_lr + (max_lr - base_lr) * share * scale

    return rate


def one_cycle_lr(
    max_lr,
    total_steps,
    pct_start=0.3,
    anneal_strategy="cos",
    div_factor=25.0,
    final_div_factor=1e4,
    three_phase=False,
):
    first = max_lr / div_factor
    last = first / final_div_factor
    top = pct_start * total_steps - 1
    if three_phase:
        points = [(0, first), (top, max_lr), (2 * pct_start * total_steps - 2, first), (total_steps - 1, last)]
    else:
        points = [(0, first), (top, max_lr), (total_steps - 1, last)]

    def rate(_, e):
        for (x0, y0), (x1, y1) in zip(points, points[1:]):
            if e <= x1:
                break
        share = (e - x0) / (x1 - x0)
        weights = (1 - share, share)
        if anneal_strategy == "cos":
            weights = ((1 + math.cos(math.pi * share)) / 2, (1 - math.cos(math.pi * share)) / 2)
        return y0 * weights[0] + y1 * weights[1]

    return rate


def table(rate):
    return [[rate(base, e) for base in BASES] for e in range(STEPS + 1)]


def plateau(
    metrics,
    mode="min",
    factor=0.1,
    patience=10,
    threshold=1e-4,
    threshold_mode="rel",
    cooldown=0,
    min_lr=0.0,
    eps=1e-8,
):
    sign = 1 if mode == "min" else -1
    rates, best, bad, quiet = list(BASES), None, 0, 0
    result = [list(rates)]
    for metric in metrics:
        margin = threshold * best if threshold_mode == "rel" and best is not None else threshold
        if best is None or sign * metric < sign * best - margin:
            best, bad = metric, 0
        else:
            bad += 1
        if quiet > 0:
            quiet, bad = quiet - 1, 0
        if bad > patience:
            for i, rate in enumerate(rates):
                new = max(rate * factor, min_lr)
                rates[i] = new if rate - new > eps else rate
            quiet, bad = cooldown, 0
        result.append(list(rates))
    return result


def cases():
    def case(schedule, rate, **args):
        return {"schedule": schedule, "args": args, "rates": table(rate(**args) if args else rate)}

    yield case("LambdaLR", lambda_lr)
    yield case("StepLR", step_lr, step_size=7)
    yield case("StepLR", step_lr, step_size=30, gamma=0.5)
    yield case("MultiStepLR", multi_step_lr, milestones=[5, 40, 40, 80], gamma=0.3)
    yield case("ConstantLR", constant_lr, factor=0.25, total_iters=12)
    yield case("ConstantLR", constant_lr, factor=1 / 3)
    yield case("LinearLR", linear_lr, start_factor=0.1, end_factor=0.7, total_iters=33)
    yield case("LinearLR", linear_lr, total_iters=5)
    yield case("ExponentialLR", exponential_lr, gamma=0.97)
    yield case("PolynomialLR", polynomial_lr, total_iters=60, power=2.0)
    yield case("PolynomialLR", polynomial_lr, total_iters=100, power=0.9)
    yield case("CosineAnnealingLR", cosine_annealing_lr, T_max=100)
    yield case("CosineAnnealingLR", cosine_annealing_lr, T_max=20, eta_min=0.001)
    yield case("CosineAnnealingWarmRestarts", warm_restarts, T_0=10)
    yield case("CosineAnnealingWarmRestarts", warm_restarts, T_0=7, T_mult=2, eta_min=0.0005)
    yield case("CosineAnnealingWarmRestarts", warm_restarts, T_0=1, T_mult=3)
    yield case("CyclicLR", cyclic_lr, base_lr=0.01, max_lr=0.1, step_size_up=8)
    yield case("CyclicLR", cyclic_lr, base_lr=0.01, max_lr=0.1, step_size_up=5, step_size_down=12, mode="triangular2")
    yield case("CyclicLR", cyclic_lr, base_lr=0.001, max_lr=0.2, step_size_up=10, mode="exp_range", gamma=0.99)
    yield case("OneCycleLR", one_cycle_lr, max_lr=0.1, total_steps=101)
    yield case("OneCycleLR", one_cycle_lr, max_lr=0.5, total_steps=120, pct_start=0.25, anneal_strategy="linear")
    yield case(
        "OneCycleLR",
        one_cycle_lr,
        max_lr=0.2,
        total_steps=110,
        pct_start=0.4,
        div_factor=10.0,
        final_div_factor=100.0,
        three_phase=True,
    )

    # A warm-up, then a cosine; and a constant beginning, then a decay.
    def warmed(base, e):
        return linear_lr(0.1, 1.0, 10)(base, e) if e < 10 else cosine_annealing_lr(90)(base, e - 10)

    def parts(base, e):
        if e < 15:
            return constant_lr(0.1, 100)(base, e)
        return exponential_lr(0.9)(base, e - 15) if e < 50 else warm_restarts(8)(base, e - 50)

    def chained(base, e):
        return base * constant_lr(0.1, 20)(1.0, e) * exponential_lr(0.95)(1.0, e) * step_lr(25, 0.5)(1.0, e)

    yield {"schedule": "SequentialLR", "args": {"of": "warm-up and cosine"}, "rates": table(warmed)}
    yield {"schedule": "SequentialLR", "args": {"of": "three parts"}, "rates": table(parts)}
    yield {"schedule": "ChainedScheduler", "args": {"of": "three factors"}, "rates": table(chained)}

    generator = random.Random(7)
    falling = [round(2.0 / (1 + e // 3) ** 0.5 + generator.uniform(0, 0.05), 6) for e in range(STEPS)]
    rising = [round(1.0 - value / 3, 6) for value in falling]
    for metrics, args in [
        (falling, {"patience": 2}),
        (falling, {"patience": 1, "cooldown": 3, "threshold": 0.02, "factor": 0.5}),
        (falling, {"patience": 3, "threshold": 0.01, "threshold_mode": "abs", "min_lr": 0.0004}),
        (rising, {"mode": "max", "patience": 2, "threshold": 0.005, "factor": 0.7}),
        (rising, {"mode": "max", "patience": 0, "threshold": 0.01, "threshold_mode": "abs", "eps": 1e-4}),
    ]:
        yield {
            "schedule": "ReduceLROnPlateau",
            "args": args,
            "metrics": metrics,
            "rates": plateau(metrics, **args),
        }


if __name__ == "__main__":
    document = {
        "source": "test/golden/schedules.py: closed forms of torch.optim.lr_scheduler's documentation, in float64",
        "layout": "rates[step][group], from the first step's; groups start from `bases`",
        "bases": BASES,
        "cases": list(cases()),
    }
    print(json.dumps(document, separators=(",", ":")).replace('{"schedule"', '\n{"schedule"'))
