#!/usr/bin/env python3
"""Times the public Python implementation of ICFRR on the files that `icfrr bench --write` made.

Needs PyTorch and a checkout of the public code (https://github.com/finlay-hudson/ICFRR). Calls its re-ranking function as
its main program does; the rank matrix that function needs is computed here by the same two sorts. Modules of its other
parts (metrics, plots) that are not installed are replaced by empty ones, as nothing of them runs here.
"""
import argparse
import importlib
import json
import platform
import resource
import statistics
import sys
import time
import types
from pathlib import Path

import torch


class StandType(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Stand


class Stand(metaclass=StandType):
    """Stands for whatever a missing module holds: can be derived from, called, looked into, and used as a decorator."""

    def __init__(self, *arguments, **options):
        pass

    def __call__(self, decorated=None, *arguments, **options):
        return decorated

    def __getattr__(self, name):
        return getattr(Stand, name)


class StandModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        return getattr(Stand, name)


def load_reference(checkout):
    """Imports the public code's rerank.py, whatever of its other dependencies is missing."""
    sys.path.insert(0, str(checkout))
    missing = []
    while True:
        try:
            return importlib.import_module("src.rerank"), missing
        except ModuleNotFoundError as error:
            if error.name is None or error.name.split(".")[0] in ("src", "torch") or len(missing) > 50:
                raise
            missing.append(error.name)
            sys.modules[error.name] = StandModule(error.name)


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def timed(device, work):
    synchronize(device)
    start = time.perf_counter()
    result = work()
    synchronize(device)
    return result, time.perf_counter() - start


def rank_type():
    """32 bits as the public code has it, or 64 where this PyTorch takes no others as an index."""
    try:
        torch.zeros(1)[torch.zeros(1, dtype=torch.int)]
        return torch.int
    except IndexError:
        return torch.long


def rank_matrix(distances, device, row_by_row):
    """Rank of every item in every row by two sorts, the item itself at -1."""
    distances = distances.to(device)
    if row_by_row:
        ranks = torch.zeros_like(distances, dtype=rank_type())
        for row in range(len(distances)):
            ranks[row] = distances[row].argsort().argsort()
    else:
        ranks = distances.argsort(dim=1).argsort(dim=1)
    ranks -= 1
    return ranks


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True, help="checkout of the public code")
    parser.add_argument("--caches", type=Path, required=True, help="folder with qg_dists.pth and gg_dists.pth")
    parser.add_argument("--kg", type=int, default=256)
    parser.add_argument("--kq", type=int, default=250)
    parser.add_argument("--beta", type=float, default=0.5)
    parser.add_argument("--iterations", type=int, default=5)
    parser.add_argument("--queries", type=int, default=0, help="only the first so many queries; 0 for all")
    parser.add_argument("--rows", type=int, default=0,
                        help="sort only the first so many rows and tell the time for all of them; then nothing is re-ranked")
    parser.add_argument("--limited-memory", action="store_true", help="row by row into 32-bit ranks, as its option does (64 bits with a PyTorch before 2)")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="0 leaves PyTorch's own choice")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    device = torch.device(options.device)
    reference, missing = load_reference(options.reference.resolve())

    gallery = torch.load(options.caches / "gg_dists.pth")
    query = torch.load(options.caches / "qg_dists.pth")
    if options.queries:
        query = query[:options.queries].clone()
    rows = min(options.rows or len(gallery), len(gallery))

    seconds = {"rank matrix": [], "initial order": [], "iterations": []}
    if device.type == "cuda":  # the first call of a kernel loads it
        rank_matrix(gallery[:8], device, options.limited_memory)
    for _ in range(options.repeat):
        ranks, taken = timed(device, lambda: rank_matrix(gallery[:rows], device, options.limited_memory))
        seconds["rank matrix"].append(taken * len(gallery) / rows)
        top, taken = timed(device, lambda: (-query).sort(descending=True))
        seconds["initial order"].append(taken)
        if rows < len(gallery):
            continue

        def iterate():
            order = top.indices
            for _ in range(options.iterations):
                order = reference.reranking_without_each_element(
                    order, top.values, ranks, KG=options.kg, KQ=options.kq, beta=options.beta)
            return order

        _, taken = timed(device, iterate)
        seconds["iterations"].append(taken)
        del ranks

    medians = {stage: statistics.median(values) for stage, values in seconds.items() if values}
    result = {
        "queries": len(query), "gallery": len(gallery), "KG": options.kg, "KQ": options.kq,
        "iterations": options.iterations, "device": str(device), "rows_sorted": rows,
        "device_name": torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor(),
        "threads": torch.get_num_threads(), "torch": torch.__version__, "python": platform.python_version(),
        "modules_replaced": missing, "seconds": medians, "all_seconds": seconds,
        "peak_resident_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    if "iterations" in medians and options.iterations:
        result["milliseconds_per_query_and_iteration"] = 1000 * medians["iterations"] / len(query) / options.iterations
    if device.type == "cuda":
        result["peak_device_bytes"] = torch.cuda.max_memory_allocated(device)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
