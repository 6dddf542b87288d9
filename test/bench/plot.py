# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws measurements as SVG: how many times faster each case is than the
peer, and where each lies under the roof that the machine's limits make."""

import math
from html import escape

ROW = 16
LEFT = 330
WIDTH = 420
GAP = 90
ROOF = 460


class Axis:
    """A logarithmic scale from values to positions."""

    def __init__(self, values, first, last):
        values = [value for value in values if value > 0]
        self.low = 10 ** math.floor(math.log10(min(values)))
        self.high = 10 ** math.ceil(math.log10(max(values) * 1.001))
        self.first, self.last = first, last

    def __call__(self, value):
        part = math.log(max(value, self.low) / self.low)
        part /= math.log(self.high / self.low)
        return self.first + part * (self.last - self.first)

    def ticks(self):
        value = self.low
        while value <= self.high * 1.001:
            yield value
            value *= 10


def text(x, y, content, anchor="start", size=11):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'font-size="{size}">{escape(content)}</text>')


def line(x1, y1, x2, y2, color="#ccc"):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{color}"/>')


def bars(rows, top):
    ratios = [theirs / ours for _, _, ours, theirs, _, _ in rows]
    axis = Axis(ratios + [0.99, 1.01], LEFT, LEFT + WIDTH)
    bottom = top + ROW * len(rows)
    parts = [text(LEFT, top - 26, "times faster than the peer's best", size=13)]
    for tick in axis.ticks():
        parts.append(line(axis(tick), top, axis(tick), bottom))
        parts.append(text(axis(tick), top - 6, f"{tick:g}", "middle"))
    for i, (row, ratio) in enumerate(zip(rows, ratios)):
        y = top + ROW * i
        first, last = sorted((axis(1), axis(ratio)))
        color = "#2a7f4f" if ratio >= 1 else "#b3402e"
        label = f"{row[0]} ({row[1]})"
        parts.append(text(LEFT - 8, y + 12, label, "end"))
        parts.append(f'<rect x="{first:.1f}" y="{y + 3}" '
                     f'width="{max(last - first, 1):.1f}" height="{ROW - 5}" '
                     f'fill="{color}"/>')
        parts.append(text(max(last, axis(1)) + 4, y + 12, f"{ratio:.2f}",
                          size=10))
    parts.append(line(axis(1), top, axis(1), bottom, "#333"))
    return parts


def roofline(rows, left, top):
    """Operations a second over operations a byte, of cases with products."""
    entries = [row[5] for row in rows if row[5].get("flops")]
    if not entries:
        return []
    peak = max(entry["peak_gflops"] for entry in entries)
    bandwidth = max(entry["copy_gbs"] for entry in entries)
    intensities = [entry["flops"] / entry["bytes"] for entry in entries]
    speeds = [entry["gflops"] for entry in entries]
    x = Axis(intensities + [peak / bandwidth], left, left + ROOF)
    y = Axis(speeds + [peak], top + ROOF, top)
    parts = [text(left, top - 26, "GFLOP/s over FLOPs a byte, under the roof "
                  "of peak and copy bandwidth", size=13)]
    for tick in x.ticks():
        parts.append(line(x(tick), top, x(tick), top + ROOF))
        parts.append(text(x(tick), top + ROOF + 14, f"{tick:g}", "middle"))
    for tick in y.ticks():
        parts.append(line(left, y(tick), left + ROOF, y(tick)))
        parts.append(text(left - 4, y(tick) + 4, f"{tick:g}", "end"))
    ridge = peak / bandwidth
    start = max(x.low, y.low / bandwidth)
    parts.append(line(x(start), y(start * bandwidth), x(ridge), y(peak),
                      "#333"))
    parts.append(line(x(ridge), y(peak), left + ROOF, y(peak), "#333"))
    for entry, intensity, speed in zip(entries, intensities, speeds):
        parts.append(f'<circle cx="{x(intensity):.1f}" cy="{y(speed):.1f}" '
                     f'r="4" fill="#2b5c9e"><title>'
                     f'{escape(entry["case"])}</title></circle>')
    return parts


def draw(rows):
    top = 50
    height = top + max(ROW * len(rows), ROOF) + 40
    width = LEFT + WIDTH + GAP + ROOF + 40
    parts = bars(rows, top) + roofline(rows, LEFT + WIDTH + GAP, top)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" font-family="sans-serif">'
            f'<rect width="{width}" height="{height}" fill="white"/>'
            + "\n".join(parts) + "</svg>\n")
