#!/usr/bin/env python3
"""Times FAISS finding the neighbors of every gallery item, on the features that `icfrr bench --write` made.

Needs FAISS: Debian's python3-faiss, `pip install faiss-cpu`, or a build of a checkout given with --faiss.
"""
import argparse
import json
import platform
import resource
import statistics
import sys
import time
from pathlib import Path

import numpy as np


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=Path, required=True, help="gallery_features.npy")
    parser.add_argument("--kg", type=int, default=256, help="neighbors per item; one more is searched for, the item itself")
    parser.add_argument("--faiss", type=Path, help="folder that holds the faiss Python package, as <checkout>/build/faiss/python")
    parser.add_argument("--ivf", type=int, default=0, help="number of lists of an IVFFlat index; 0 for the exact index")
    parser.add_argument("--nprobe", type=int, default=8, help="lists searched, with --ivf")
    parser.add_argument("--sample", type=int, default=400, help="items compared with the exact index for recall, with --ivf")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="0 leaves FAISS's own choice")
    options = parser.parse_args()
    if options.faiss:
        sys.path.insert(0, str(options.faiss.resolve()))
    import faiss

    if options.threads:
        faiss.omp_set_num_threads(options.threads)
    features = np.ascontiguousarray(np.load(options.features), dtype=np.float32)
    size, dimensions = features.shape
    wanted = min(options.kg + 1, size)

    seconds = []
    for _ in range(options.repeat):
        start = time.perf_counter()
        if options.ivf:
            index = faiss.IndexIVFFlat(faiss.IndexFlatL2(dimensions), dimensions, options.ivf)
            index.train(features)
            index.nprobe = options.nprobe
        else:
            index = faiss.IndexFlatL2(dimensions)
        index.add(features)
        found = index.search(features, wanted)[1]
        seconds.append(time.perf_counter() - start)

    result = {
        "gallery": size, "dimensions": dimensions, "k": wanted, "index": "IVFFlat" if options.ivf else "FlatL2",
        "faiss": faiss.__version__, "threads": faiss.omp_get_max_threads(), "processor": platform.processor(),
        "seconds": statistics.median(seconds), "all_seconds": seconds,
        "peak_resident_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    if options.ivf:
        chosen = np.random.default_rng(0).choice(size, min(options.sample, size), replace=False)
        exact = faiss.IndexFlatL2(dimensions)
        exact.add(features)
        true = exact.search(features[chosen], wanted)[1]
        hits = sum(len(np.intersect1d(found[item], row)) for item, row in zip(chosen, true))
        result.update(lists=options.ivf, nprobe=options.nprobe, recall=hits / true.size)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
