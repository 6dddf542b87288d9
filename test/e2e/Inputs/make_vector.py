# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes numbers as a vector of f32. usage: make_vector.py FILE.npy NUMBER..."""

import struct
import sys

numbers = [float(number) for number in sys.argv[2:]]
header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(numbers)},), }}"
header += " " * (-(len(header) + 11) % 64) + "\n"
with open(sys.argv[1], "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)))
    file.write(header.encode() + struct.pack(f"<{len(numbers)}f", *numbers))
