# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a small data set in MNIST's format: ten kinds of bright bars.

Usage: make_idx.py folder training-images test-images
"""

import os
import random
import struct
import sys


def write(folder, prefix, count, draw):
    labels = bytes(draw.randrange(10) for _ in range(count))
    images = bytearray()
    for label in labels:
        for y in range(28):
            level = 200 if y // 3 == label else 20
            images += bytes(level + draw.randrange(56) for _ in range(28))
    with open(os.path.join(folder, prefix + "-images-idx3-ubyte"), "wb") as f:
        f.write(struct.pack(">IIII", 0x803, count, 28, 28) + images)
    with open(os.path.join(folder, prefix + "-labels-idx1-ubyte"), "wb") as f:
        f.write(struct.pack(">II", 0x801, count) + labels)


def main():
    folder, train, test = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(folder, exist_ok=True)
    draw = random.Random(7)
    write(folder, "train", train, draw)
    write(folder, "t10k", test, draw)


main()
