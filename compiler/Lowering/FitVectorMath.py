# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Derives the polynomials of the vector math expansions.

Each is a weighted minimax fit by Remez exchange on a Chebyshev-spaced grid.
Float32 coefficients are rounded one at a time, the constant first, and those
after it fitted anew, so that their roundings cancel. Prints C++ tables with
the largest weighted error left.
"""
import math
import struct


def to_float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def solve(matrix, right):
    """Gaussian elimination with pivoting; None if singular."""
    n = len(right)
    rows = [row + [right[i]] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        if rows[i][i] == 0:
            return None
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            for c in range(i, n + 1):
                rows[r][c] -= factor * rows[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        known = sum(rows[i][c] * x[c] for c in range(i + 1, n))
        x[i] = (rows[i][n] - known) / rows[i][i]
    return x


def polynomial(coefficients, x):
    total = 0.0
    for c in reversed(coefficients):
        total = total * x + c
    return total


def alternate(errors, count):
    """Indices of `count` extrema of alternating sign, the largest ones."""
    extrema = []
    for i, error in enumerate(errors):
        if extrema and (error >= 0) == (errors[extrema[-1]] >= 0):
            if abs(error) > abs(errors[extrema[-1]]):
                extrema[-1] = i
        else:
            extrema.append(i)
    size = lambda k: abs(errors[extrema[k]])
    while len(extrema) > count:
        if len(extrema) == count + 1:
            extrema.pop(0 if size(0) < size(-1) else -1)
        else:
            k = min(range(len(extrema) - 1), key=lambda k: max(size(k), size(k + 1)))
            del extrema[k : k + 2]
    return extrema


def remez(function, weight, low, high, degree, first=0, points=800):
    """Coefficients first..degree with least max |error| * weight."""
    n = degree - first + 1
    grid = []
    for i in range(points):
        x = (low + high) / 2 - (high - low) / 2 * math.cos(math.pi * (i + 0.5) / points)
        if weight(x) > 0:
            grid.append((x, function(x), weight(x)))
    chosen = [round((len(grid) - 1) * i / n) for i in range(n + 1)]
    best = None
    for _ in range(40):
        matrix = []
        for j, i in enumerate(chosen):
            x, _, w = grid[i]
            matrix.append([x**k for k in range(first, degree + 1)] + [(-1) ** j / w])
        solution = solve(matrix, [grid[i][1] for i in chosen])
        if solution is None:
            break
        c = [0.0] * first + solution[:-1]
        errors = [(y - polynomial(c, x)) * w for x, y, w in grid]
        worst = max(map(abs, errors))
        if best is None or worst < best[0]:
            best = (worst, c)
        extrema = alternate(errors, n + 1)
        if len(extrema) < n + 1 or extrema == chosen:
            break
        chosen = extrema
    return best[1]


def fit(name, function, weight, low, high, degree, single=True):
    c = remez(function, weight, low, high, degree)
    if single:
        done = []
        for k in range(degree + 1):
            rest = lambda x: function(x) - polynomial(done, x)
            done.append(to_float32(remez(rest, weight, low, high, degree, k)[k]))
        c = done
    worst = 0.0
    for i in range(20001):
        x = low + (high - low) * i / 20000
        if weight(x) > 0:
            worst = max(worst, abs((function(x) - polynomial(c, x)) * weight(x)))
    print(f"// {name}: [{low:.5g}, {high:.5g}], error 2^{math.log2(worst):.1f}")
    print("{" + ", ".join(f"{x:.9g}" if single else x.hex() for x in c) + "}\n")


def series(coefficient, x, terms):
    return polynomial([coefficient(k) for k in range(terms)], x)


def safe_inverse(x):
    return 1 / abs(x) if x else 0.0


def main():
    # e^r = 1 + r + r^2 q(r), |r| <= ln 2 / 2 and a little.
    q = lambda r: series(lambda k: 1 / math.factorial(k + 2), r, 22)
    r1 = math.log(2) / 2 + 1e-4
    fit("kExp", q, lambda r: r * r * math.exp(-r), -r1, r1, 4)
    fit("kExpm1", q, lambda r: r * r * safe_inverse(math.expm1(r)), -r1, r1, 5)

    # log(1 + f) = f - f^2 / 2 + f^3 p(f), 1 + f in [sqrt(1/2), sqrt(2)].
    f0, f1 = math.sqrt(0.5) - 1, math.sqrt(2) - 1
    p = lambda f: series(lambda k: (-1) ** k / (k + 3), f, 60)
    fit("kLog", p, lambda f: abs(f**3) * safe_inverse(math.log1p(f)), f0, f1, 7)

    # erf(x) = x + x p(x^2) for |x| < 1.
    term = lambda k: (-1) ** k / (math.factorial(k) * (2 * k + 1))
    ratio = lambda z: series(term, z, 40) * 2 / math.sqrt(math.pi)
    fit("kErfSmall", lambda z: ratio(z) - 1, lambda z: 1 / ratio(z), 0, 1, 6)
    # erf(x) = 1 - p(x - 2.46)^4 for 1 <= x <= 3.92; absolute.
    root = lambda t: math.erfc(t + 2.46) ** 0.25
    fit("kErfLarge", root, lambda t: 4 * root(t) ** 3, -1.46, 1.46, 8)

    # erfc(a) = e^(-a^2) p((a - 3) / (a + 3)) / (a + 3) for 0 <= a <= 10.1.
    def scaled(t):
        a = 3 * (1 + t) / (1 - t)
        return math.erfc(a) * math.exp(a * a) * (a + 3)

    fit("kErfc", scaled, lambda t: 1 / scaled(t), -1, 7.1 / 13.1, 9)

    # sin(r) = r + r^3 s(r^2), cos(r) = 1 - r^2 / 2 + r^4 c(r^2).
    z1 = (math.pi / 4 + 1e-4) ** 2
    s = lambda z: series(lambda k: (-1) ** (k + 1) / math.factorial(2 * k + 3), z, 12)
    c = lambda z: series(lambda k: (-1) ** k / math.factorial(2 * k + 4), z, 12)
    fit("kSin", s, lambda z: z**1.5 * safe_inverse(math.sin(z**0.5)), 0, z1, 2)
    fit("kCos", c, lambda z: z * z / math.cos(z**0.5), 0, z1, 2)

    # log2(1 + f) = f p(f) and 2^r, in float64.
    ratio2 = lambda f: series(lambda k: (-1) ** k / (k + 1), f, 90) / math.log(2)
    fit("kLog2", ratio2, lambda f: 1 / ratio2(f), f0, f1, 11, single=False)
    fit("kExp2", lambda r: 2.0**r, lambda r: 2.0**-r, -0.5, 0.5, 6, single=False)


main()
