#!/usr/bin/env python3
"""
Times the Python package on the files of `icfrr bench --write`, as `icfrr bench --from distances` times the command.

Inputs are read into NumPy arrays first. Every round finds the neighbor lists and re-ranks all queries.

    python3 benchmarks/time_python.py --caches bench-data/tuberlin/-1 --kg 512 --kq 512 --repeat 3
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import numpy as np

import icfrr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--caches", type=Path, required=True, help="folder with qg_dists.pth and gg_dists.pth")
    parser.add_argument("--kg", type=int, default=256)
    parser.add_argument("--kq", type=int, default=250)
    parser.add_argument("--iterations", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--top", type=int, default=200, help="items to keep of each last order")
    options = parser.parse_args()

    qg = icfrr.load_tensors(options.caches / "qg_dists.pth")[""]
    gg = icfrr.load_tensors(options.caches / "gg_dists.pth")[""]
    print(f"inputs   {qg.shape[0]:,} queries x {qg.shape[1]:,} gallery items, {gg.dtype}")
    neighbors, queries = [], []
    for number in range(1, options.repeat + 1):
        start = time.perf_counter()
        graph = icfrr.knn_graph(
            distances=gg, k=options.kg, self_match="first", threads=options.threads, progress=False
        )
        ready = time.perf_counter()
        icfrr.rerank(
            qg,
            graph=graph,
            KG=options.kg,
            KQ=options.kq,
            n_times=options.iterations,
            returns="last",
            top=options.top,
            threads=options.threads,
            progress=False,
        )
        end = time.perf_counter()
        neighbors.append(ready - start)
        queries.append(end - ready)
        print(f"round    {number} of {options.repeat}: neighbors {neighbors[-1]:.2f} s, all queries {queries[-1]:.2f} s")
    each = 1000 * statistics.median(queries) / len(qg) / max(1, options.iterations)
    print(
        json.dumps(
            {
                "neighbors_s": round(statistics.median(neighbors), 3),
                "all_queries_s": round(statistics.median(queries), 3),
                "ms_per_query_and_iteration_with_initial_order": round(each, 4),
            }
        )
    )


if __name__ == "__main__":
    main()
