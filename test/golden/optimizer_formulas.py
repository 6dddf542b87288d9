# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Optimizers in NumPy, float64, written from the algorithms in the
documentation of torch.optim and, for Lion and LAMB, from the papers."""

import math

import numpy as np


class Optimizer:
    """Settings as attributes, states as arrays in `state`."""

    defaults = {}

    def __init__(self, shape, element_type, state_type, **settings):
        self.settings = {"maximize": False, "weight_decay": 0.0}
        self.settings.update(self.defaults)
        self.settings.update(settings)
        for name, value in self.settings.items():
            setattr(self, name, value)
        self.shape = shape
        self.element_type = element_type
        self.state_type = state_type
        self.state = {}
        self.begin()

    def begin(self):
        pass

    def zeros(self, *names):
        for name in names:
            self.state[name] = np.zeros(self.shape)

    def step(self, p, g, lr, t):
        p = self.update(p, -g if self.maximize else g, lr, t)
        # What is kept is rounded; what this step used was not.
        for name, value in self.state.items():
            kept = np.asarray(value).astype(self.state_type)
            self.state[name] = kept.astype(np.float64)
        return p


class SGD(Optimizer):
    defaults = {"momentum": 0.0, "dampening": 0.0, "nesterov": False}

    def update(self, p, g, lr, t):
        g = g + self.weight_decay * p
        if self.momentum:
            if t == 1:
                b = g
            else:
                b = self.state["momentum_buffer"] * self.momentum
                b = b + (1 - self.dampening) * g
            self.state["momentum_buffer"] = b
            g = g + self.momentum * b if self.nesterov else b
        return p - lr * g


class AdamLike(Optimizer):
    defaults = {"betas": (0.9, 0.999), "eps": 1e-8}

    def begin(self):
        self.zeros("exp_avg", "exp_avg_sq")

    def moments(self, g):
        beta1, beta2 = self.betas
        m = beta1 * self.state["exp_avg"] + (1 - beta1) * g
        v = beta2 * self.state["exp_avg_sq"] + (1 - beta2) * g**2
        self.state["exp_avg"], self.state["exp_avg_sq"] = m, v
        return m, v

    def decayed(self, p, g, lr):
        if getattr(self, "decoupled_weight_decay", False):
            return p - lr * self.weight_decay * p, g
        return p, g + self.weight_decay * p


class Adam(AdamLike):
    def begin(self):
        super().begin()
        if self.settings.get("amsgrad"):
            self.zeros("max_exp_avg_sq")

    def update(self, p, g, lr, t):
        p, g = self.decayed(p, g, lr)
        m, v = self.moments(g)
        if self.settings.get("amsgrad"):
            v = np.maximum(self.state["max_exp_avg_sq"], v)
            self.state["max_exp_avg_sq"] = v
        m_hat = m / (1 - self.betas[0] ** t)
        v_hat = v / (1 - self.betas[1] ** t)
        return p - lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamW(Adam):
    defaults = {**AdamLike.defaults, "weight_decay": 1e-2}
    decoupled_weight_decay = True


class NAdam(AdamLike):
    defaults = {**AdamLike.defaults, "momentum_decay": 4e-3}

    def begin(self):
        super().begin()
        self.state["mu_product"] = np.float64(1.0)

    def update(self, p, g, lr, t):
        def mu(t):
            return self.betas[0] * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))

        p, g = self.decayed(p, g, lr)
        m, v = self.moments(g)
        product = self.state["mu_product"] * mu(t)
        self.state["mu_product"] = product
        m_hat = mu(t + 1) * m / (1 - product * mu(t + 1))
        m_hat = m_hat + (1 - mu(t)) * g / (1 - product)
        v_hat = v / (1 - self.betas[1] ** t)
        return p - lr * m_hat / (np.sqrt(v_hat) + self.eps)


class RAdam(AdamLike):
    def update(self, p, g, lr, t):
        beta1, beta2 = self.betas
        p, g = self.decayed(p, g, lr)
        m, v = self.moments(g)
        m_hat = m / (1 - beta1**t)
        rho_inf = 2 / (1 - beta2) - 1
        rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
        if rho <= 5:
            return p - lr * m_hat
        r = (rho - 4) * (rho - 2) * rho_inf
        r = math.sqrt(r / ((rho_inf - 4) * (rho_inf - 2) * rho))
        length = math.sqrt(1 - beta2**t) / (np.sqrt(v) + self.eps)
        return p - lr * m_hat * r * length


class Adamax(AdamLike):
    def begin(self):
        self.zeros("exp_avg", "exp_inf")

    def update(self, p, g, lr, t):
        beta1, beta2 = self.betas
        g = g + self.weight_decay * p
        m = beta1 * self.state["exp_avg"] + (1 - beta1) * g
        u = np.maximum(beta2 * self.state["exp_inf"], np.abs(g) + self.eps)
        self.state["exp_avg"], self.state["exp_inf"] = m, u
        return p - lr * m / ((1 - beta1**t) * u)


class Adagrad(Optimizer):
    defaults = {"lr_decay": 0.0, "initial_accumulator_value": 0.0, "eps": 1e-10}

    def begin(self):
        self.state["sum"] = np.full(self.shape, self.initial_accumulator_value)

    def update(self, p, g, lr, t):
        g = g + self.weight_decay * p
        self.state["sum"] = total = self.state["sum"] + g**2
        rate = lr / (1 + (t - 1) * self.lr_decay)
        return p - rate * g / (np.sqrt(total) + self.eps)


class Adadelta(Optimizer):
    defaults = {"rho": 0.9, "eps": 1e-6}

    def begin(self):
        self.zeros("square_avg", "acc_delta")

    def update(self, p, g, lr, t):
        g = g + self.weight_decay * p
        v = self.rho * self.state["square_avg"] + (1 - self.rho) * g**2
        u = self.state["acc_delta"]
        delta = np.sqrt(u + self.eps) / np.sqrt(v + self.eps) * g
        self.state["square_avg"] = v
        self.state["acc_delta"] = self.rho * u + (1 - self.rho) * delta**2
        return p - lr * delta


class RMSprop(Optimizer):
    defaults = {"alpha": 0.99, "eps": 1e-8, "momentum": 0.0, "centered": False}

    def begin(self):
        self.zeros("square_avg")
        if self.centered:
            self.zeros("grad_avg")
        if self.momentum > 0:
            self.zeros("momentum_buffer")

    def update(self, p, g, lr, t):
        g = g + self.weight_decay * p
        v = self.alpha * self.state["square_avg"] + (1 - self.alpha) * g**2
        self.state["square_avg"] = v
        if self.centered:
            a = self.alpha * self.state["grad_avg"] + (1 - self.alpha) * g
            self.state["grad_avg"] = a
            v = v - a**2
        d = g / (np.sqrt(v) + self.eps)
        if self.momentum > 0:
            d = self.momentum * self.state["momentum_buffer"] + d
            self.state["momentum_buffer"] = d
        return p - lr * d


class ASGD(Optimizer):
    defaults = {"lambd": 1e-4, "alpha": 0.75, "t0": 1e6}

    def begin(self):
        self.state = {"mu": np.float64(1.0), "ax": np.zeros(self.shape)}

    def update(self, p, g, lr, t):
        g = g + self.weight_decay * p
        eta = self.state["eta"] if t > 1 else lr
        mu = self.state["mu"]
        p = (1 - self.lambd * eta) * p - eta * g
        ax = self.state["ax"]
        self.state["ax"] = p if mu == 1 else ax + mu * (p - ax)
        eta = lr / (1 + self.lambd * lr * t) ** self.alpha
        self.state["eta"] = np.float64(eta)
        self.state["mu"] = np.float64(1 / max(1, t - self.t0))
        return p


class Rprop(Optimizer):
    defaults = {"etas": (0.5, 1.2), "step_sizes": (1e-6, 50.0)}

    def begin(self):
        self.zeros("prev", "step_size")

    def update(self, p, g, lr, t):
        size = self.state["step_size"] if t > 1 else np.full(self.shape, lr)
        agreement = np.sign(g * self.state["prev"])
        size = np.where(agreement > 0, size * self.etas[1], size)
        size = np.where(agreement < 0, size * self.etas[0], size)
        size = np.clip(size, *self.step_sizes)
        g = np.where(agreement < 0, 0.0, g)
        self.state["prev"], self.state["step_size"] = g, size
        return p - np.sign(g) * size


class Adafactor(Optimizer):
    defaults = {"beta2_decay": -0.8, "eps": (None, 1e-3), "d": 1.0}

    def begin(self):
        shape = list(self.shape)
        if len(shape) > 1:
            self.state["row_var"] = np.zeros(shape[:-1] + [1])
            self.state["col_var"] = np.zeros(shape[:-2] + [1] + shape[-1:])
        else:
            self.zeros("variance")

    def update(self, p, g, lr, t):
        def rms(x):
            return math.sqrt(np.mean(x**2))

        eps1, eps2 = self.eps
        if eps1 is None:
            eps1 = float(np.finfo(self.element_type).eps)
        beta2 = 1 - float(t) ** self.beta2_decay
        rate = max(eps2, rms(p)) * min(lr, 1 / math.sqrt(t))
        p = p - lr * self.weight_decay * p
        if g.ndim > 1:
            r, c = self.state["row_var"], self.state["col_var"]
            r = beta2 * r + (1 - beta2) * np.mean(g**2, axis=-1, keepdims=True)
            c = beta2 * c + (1 - beta2) * np.mean(g**2, axis=-2, keepdims=True)
            self.state["row_var"], self.state["col_var"] = r, c
            total = np.mean(r, axis=-2, keepdims=True)
            v = r @ c / np.maximum(total, eps1)
        else:
            v = beta2 * self.state["variance"] + (1 - beta2) * g**2
            self.state["variance"] = v
        u = g / np.maximum(np.sqrt(v), eps1)
        return p - rate * u / max(1, rms(u) / self.d)


class Lion(Optimizer):
    defaults = {"betas": (0.9, 0.99), "weight_decay": 1e-3}

    def begin(self):
        self.zeros("exp_avg")

    def update(self, p, g, lr, t):
        m = self.state["exp_avg"]
        c = np.sign(self.betas[0] * m + (1 - self.betas[0]) * g)
        self.state["exp_avg"] = self.betas[1] * m + (1 - self.betas[1]) * g
        return p - lr * (c + self.weight_decay * p)


class LAMB(AdamLike):
    defaults = {"betas": (0.9, 0.999), "eps": 1e-6}

    def update(self, p, g, lr, t):
        m, v = self.moments(g)
        m_hat = m / (1 - self.betas[0] ** t)
        v_hat = v / (1 - self.betas[1] ** t)
        r = m_hat / (np.sqrt(v_hat) + self.eps) + self.weight_decay * p
        sizes = np.sqrt(np.sum(p**2)), np.sqrt(np.sum(r**2))
        ratio = sizes[0] / sizes[1] if min(sizes) > 0 else 1.0
        return p - lr * ratio * r


class Muon(Optimizer):
    defaults = {
        "weight_decay": 0.1,
        "momentum": 0.95,
        "nesterov": True,
        "ns_coefficients": (3.4445, -4.775, 2.0315),
        "eps": 1e-7,
        "ns_steps": 5,
        "adjust_lr_fn": None,
    }

    def begin(self):
        self.zeros("momentum_buffer")

    def update(self, p, g, lr, t):
        b = self.state["momentum_buffer"]
        b = b + (1 - self.momentum) * (g - b)
        self.state["momentum_buffer"] = b
        u = g + self.momentum * (b - g) if self.nesterov else b
        rows, columns = u.shape
        # The singular values are what the iteration works on.
        left, values, right = np.linalg.svd(u, full_matrices=False)
        values = values / max(math.sqrt(np.sum(values**2)), self.eps)
        a, b, c = self.ns_coefficients
        for _ in range(self.ns_steps):
            values = a * values + b * values**3 + c * values**5
        u = left @ np.diag(values) @ right
        if self.adjust_lr_fn == "match_rms_adamw":
            ratio = 0.2 * math.sqrt(max(rows, columns))
        else:
            ratio = math.sqrt(max(1, rows / columns))
        return p - lr * self.weight_decay * p - lr * ratio * u
