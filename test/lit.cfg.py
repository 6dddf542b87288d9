# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of the textual IR: every .mlir file below is a test."""

import os
import platform
import sys

import lit.formats

config.name = "Nadir"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "golden", "unit"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.nadir_build, "test", "lit")
config.environment["PATH"] = os.pathsep.join(
    [config.nadir_tools, config.llvm_tools, config.environment["PATH"]]
)
# A test sees no cache but the one that it names.
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
        config.available_features.add("asan")
config.substitutions.append(("%examples", config.nadir_examples))
config.substitutions.append(("%cc", config.host_cc))
config.substitutions.append(("%python", sys.executable))
# A processor whose code this machine doesn't run.
is_arm = platform.machine() == "aarch64"
config.substitutions.append(("%foreign_cpu", "x86-64-v3" if is_arm else "aarch64"))
