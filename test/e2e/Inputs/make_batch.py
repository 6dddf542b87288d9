# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes image.npy [rows, 28, 28] f32 and label.npy [rows] i64 into a folder.

usage: make_batch.py FOLDER ROWS [LABEL_OF_ROW_1]
"""

import random
import struct
import sys


def write_npy(path, descr, shape, data):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)))
        file.write(header.encode() + data)


folder, rows = sys.argv[1], int(sys.argv[2])
draw = random.Random(7)
pixels = [draw.random() for _ in range(rows * 784)]
labels = [draw.randrange(10) for _ in range(rows)]
if len(sys.argv) > 3:
    labels[1] = int(sys.argv[3])
write_npy(f"{folder}/image.npy", "<f4", (rows, 28, 28), struct.pack(f"<{len(pixels)}f", *pixels))
write_npy(f"{folder}/label.npy", "<i8", (rows,), struct.pack(f"<{rows}q", *labels))
