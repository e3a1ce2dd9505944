#!/usr/bin/env python3
"""
Times short runs of unpacked distributions: icfrr --version, and a small rerank with a plot, with and without sheets.

Every round runs each command of each distribution once, so that a change of the machine's load meets all of them. Run
lib/shell/make-caches of a distribution before. Prints medians of wall time and of processor time.

    python3 benchmarks/time_starts.py --rounds 9 distribution/target/image
    python3 benchmarks/time_starts.py --data ../shared/reference/examples --kg 10 --kq 15 OLD NEW
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("distributions", nargs="+", type=Path, metavar="FOLDER", help="has bin/icfrr")
    parser.add_argument("--data", type=Path, help="has custom/ with images and caches (default: the training data)")
    parser.add_argument("--kg", type=int, default=5)
    parser.add_argument("--kq", type=int, default=5)
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    times = {}
    print("load    ", *(f"{load:.2f}" for load in os.getloadavg()))
    for _ in range(options.rounds):
        for distribution in options.distributions:
            for name, arguments in commands(options, distribution).items():
                with tempfile.TemporaryDirectory() as results:
                    command = [str(distribution / "bin/icfrr"), *arguments]
                    if name != "--version":
                        command += ["--rerank-results-dir", results]
                    times.setdefault((name, distribution), []).append(timed(command))
    print(f"{'command':<14} {'wall s':>8} {'cpu s':>8}  distribution")
    for (name, distribution), measured in sorted(times.items(), key=lambda entry: entry[0][0]):
        wall, cpu = (statistics.median(values) for values in zip(*measured))
        print(f"{name:<14} {wall:8.3f} {cpu:8.3f}  {distribution}")


def commands(options, distribution):
    data = options.data or distribution / "lib/training"
    rerank = ["rerank", "--dataset", "custom", "--cache-root", str(data), "--data-root", str(data)]
    rerank += ["--kg", str(options.kg), "--kq", str(options.kq), "--n-times", str(options.iterations)]
    return {"--version": ["--version"], "rerank": rerank, "rerank, sheets": [*rerank, "--query-idxs-to-vis", "0"]}


def timed(command):
    """Runs a command and returns seconds of wall time and of processor time, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with code {run.returncode}:\n{run.stderr}")
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


if __name__ == "__main__":
    main()
