# Part of Nadir, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sets Nadir's measurements beside another framework's: ratios and a plot.

A peer's JSON line has `case`, `threads`, `median_ms` and, to tell several ways
to run a case apart, `mode`; lines without them are skipped. Lines of products
alone have `m`, `k`, `n` and `form` ("nn", "nt") instead of a case.
"""

import argparse
import json
import shlex
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import plot  # noqa: E402


def parse_arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("program")
    parser.add_argument("--against", action="append", default=[])
    parser.add_argument("--peer")
    parser.add_argument("--nadir", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--plot", default="bench.svg")
    parser.add_argument("--threads", default="1")
    return parser.parse_known_args()


def read_lines(lines):
    """The JSON objects among `lines`; other programs' chatter is skipped."""
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def read_files(names):
    found = []
    for name in names:
        with sys.stdin if name == "-" else open(name) as file:
            found += read_lines(file)
    return found


def run(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    return read_lines(result.stdout.splitlines())


def case_of(entry):
    """Name of the case of a line, or None if it isn't one that we have."""
    if entry.get("dtype", "fp32") not in ("fp32", "f32"):
        return None
    if "case" in entry:
        return entry["case"]
    if all(size in entry for size in "mkn"):
        suffix = {"nt": "_nt", "tn": "_tn"}.get(entry.get("form"), "")
        return "mm_m{m}_k{k}_n{n}".format(**entry) + suffix
    return None


def medians(entries):
    """Median over rounds, by case and threads and then by mode."""
    times = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        case = case_of(entry)
        if case is None or "median_ms" not in entry:
            continue
        peer = entry.get("peer")
        mode = f"{peer} {entry.get('form')}" if peer else entry.get("mode", "")
        times[case, entry.get("threads", 1)][mode].append(entry["median_ms"])
    return {
        key: {mode: statistics.median(values) for mode, values in modes.items()}
        for key, modes in times.items()
    }


def interleave(arguments, options):
    """Runs cases and the peer in turn."""
    listed = subprocess.run(
        [arguments.program, "--list", *options],
        stdout=subprocess.PIPE, text=True, check=True).stdout
    cases = [line.split() for line in listed.splitlines()]
    skipped = ("--only", "--groups", "--exact")
    kept, skips = [], False
    for option in options:
        if option.startswith("--"):
            skips = option.split("=")[0] in skipped
        if not skips:
            kept.append(option)
    own, peers = [], []
    for group, case in cases:
        for threads in arguments.threads.split(","):
            for _ in range(arguments.rounds):
                own += run([arguments.program, "--exact", f"--only={case}",
                            f"--threads={threads}", *kept])
                command = arguments.peer.replace("{threads}", threads)
                peers += run([*shlex.split(command), "--groups", group,
                              "--only", case])
    return own, peers


def compare(own, peers):
    """Rows of the table: (case, threads, ours, theirs, mode, our entry)."""
    best_peers = medians(peers)
    entries = {(e["case"], e["threads"]): e for e in own if "median_ms" in e}
    rows = []
    for key, modes in medians(own).items():
        if key not in best_peers or key not in entries:
            continue
        mode, theirs = min(best_peers[key].items(), key=lambda item: item[1])
        rows.append((*key, min(modes.values()), theirs, mode, entries[key]))
    return rows


def print_table(rows):
    print(f"{'case':40} {'t':>2} {'Nadir ms':>11} {'peer ms':>11} "
          f"{'times faster':>12}  best of the peer's modes")
    for case, threads, ours, theirs, mode, _ in rows:
        print(f"{case:40} {threads:2} {ours:11.5f} {theirs:11.5f} "
              f"{theirs / ours:12.2f}  {mode}")


def main():
    arguments, options = parse_arguments()
    own, peers = read_files(arguments.nadir), read_files(arguments.against)
    if arguments.peer:
        more_own, more_peers = interleave(arguments, options)
        own += more_own
        peers += more_peers
    elif not own:
        own = run([arguments.program, f"--threads={arguments.threads}",
                   *options])
    rows = compare(own, peers)
    if not rows:
        sys.exit("compare.py: no case is in both measurements")
    print_table(rows)
    with open(arguments.plot, "w") as file:
        file.write(plot.draw(rows))
    print(f"plot: {arguments.plot}")


if __name__ == "__main__":
    main()
