"""
Names of other code, so that its scripts run with an import changed.

``Cacher`` and ``rerank_args`` are those of the public ICFRR code, ``re_ranking`` that of person re-identification code.
"""

import argparse
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple, Union

import numpy as np

from . import commands, measuring, tensors
from ._arrays import as_array, labels as _labels


class Cacher:
    """
    Reads and writes the caches of the public code: ``qg_dists.pth``, ``gg_dists.pth`` and ``labels.pth``.

    Parameters
    ----------
    cache_root : path
        The folder, for example ``cache/mine/-1``. It is made when something is written.
    """

    def __init__(self, cache_root: Union[str, Path]):
        self.cache_root_main = Path(cache_root)

    def write_caches(self, qg_dists: Any, gg_dists: Any, labels: Optional[Mapping[str, Any]] = None) -> None:
        """
        Write the caches, which ``python -m icfrr rerank`` and the public code read.

        Parameters
        ----------
        qg_dists : array_like, shape (Q, G)
            Distances of the queries to the gallery.
        gg_dists : array_like, shape (G, G)
            Distances among gallery items.
        labels : dict, optional
            ``{"query": int [Q], "gallery": int [G]}``.
        """
        qg, gg = as_array(qg_dists, "qg_dists"), as_array(gg_dists, "gg_dists")
        if qg.ndim != 2 or gg.shape != (qg.shape[1],) * 2:
            raise ValueError(f"qg_dists [Q, G] and gg_dists [G, G] do not fit: {qg.shape} and {gg.shape}.")
        known = None
        if labels is not None:
            known = {
                "query": _labels(labels["query"], "the query labels", qg.shape[0]),
                "gallery": _labels(labels["gallery"], "the gallery labels", qg.shape[1]),
            }
        self.cache_root_main.mkdir(parents=True, exist_ok=True)
        tensors.save_tensor(self.cache_root_main / "qg_dists.pth", qg)
        tensors.save_tensor(self.cache_root_main / "gg_dists.pth", gg)
        if known is not None:
            tensors.save_tensor(self.cache_root_main / "labels.pth", known)

    def load_caches(self) -> Tuple[Any, Any, Optional[Dict[str, Any]]]:
        """
        Read the caches.

        Returns
        -------
        qg_dists, gg_dists, labels
            torch tensors if torch is installed, NumPy arrays otherwise; labels is None without ``labels.pth``.
        """
        qg = tensors.load_tensors(self.cache_root_main / "qg_dists.pth")[""]
        gg = tensors.load_tensors(self.cache_root_main / "gg_dists.pth")[""]
        known: Optional[Dict[str, Any]] = None
        if (self.cache_root_main / "labels.pth").exists():
            known = tensors.load_tensors(self.cache_root_main / "labels.pth") or None
        try:
            import torch
        except ImportError:
            return qg, gg, known
        if known is not None:
            known = {name: torch.from_numpy(values) for name, values in known.items()}
        return torch.from_numpy(qg), torch.from_numpy(gg), known


def rerank_args(external_parsed_args: Optional[List[str]] = None) -> argparse.Namespace:
    """
    Parse the options of the public code's ``rerank.py``, with its defaults.

    Parameters
    ----------
    external_parsed_args : list of str, optional
        The options; those of the process by default.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--batchsize", default=32, type=int, metavar="N", help="accepted; ignored")
    parser.add_argument("--gpu_id", default=0, type=int, metavar="N", help="accepted; ignored")
    parser.add_argument("--per_class", default=-1, type=int, metavar="N", help="images per class, -1 for all")
    parser.add_argument("--dataset", default="tuberlin", help="name of the data set")
    parser.add_argument("--data_root", default="datasets", type=Path, help="folder of the data sets")
    parser.add_argument("--debug", action="store_true", help="print the stack trace of an error")
    parser.add_argument("--cache_root", default="cache", type=Path, help="folder of the caches")
    parser.add_argument("--KG", default=256, type=int, help="neighbors that get a voter's vote")
    parser.add_argument("--KQ", default=250, type=int, help="top items that vote")
    parser.add_argument("--beta", default=0.5, type=float, help="weight of the votes")
    parser.add_argument("--n_times", default=5, type=int, help="iterations")
    parser.add_argument("--limited_memory", action="store_true", help="accepted; ignored")
    parser.add_argument("--cpu_as_metric_device", action="store_true", help="accepted; ignored")
    parser.add_argument("--rerank_results_dir", default="results", type=Path, help="folder of the results")
    parser.add_argument("--query_idxs_to_vis", nargs="+", type=int, default=[], help="queries to draw")
    parser.add_argument("--num_gallery_ims_to_vis", default=20, type=int, help="images per drawn query")
    return parser.parse_args(external_parsed_args)


def main(args: argparse.Namespace) -> None:
    """
    Run the public code's ``rerank.py`` with some options: ``main(rerank_args())``.

    Raises
    ------
    CommandError
        If the run cannot succeed; the reason is printed.
    """
    command = ["rerank"]
    for name, value in vars(args).items():
        if isinstance(value, bool):
            command += [f"--{name}"] if value else []
        elif isinstance(value, list):
            command += [f"--{name}", *map(str, value)] if value else []
        else:
            command += [f"--{name}", str(value)]
    commands.run(*command, capture=False)


def re_ranking(
    q_g_dist: Any, q_q_dist: Any, g_g_dist: Any, k1: int = 20, k2: int = 6, lambda_value: float = 0.3
) -> np.ndarray:
    """
    Re-rank by k-reciprocal encoding (Zhong et al., CVPR 2017), as person re-identification code calls it.

    Memory is linear in Q + G, plus the result. See `icfrr.rerank` for a method whose answer to a query does not depend
    on the other queries.

    Parameters
    ----------
    q_g_dist, q_q_dist, g_g_dist : array_like, shape (Q, G), (Q, Q) and (G, G)
        Euclidean distances.
    k1, k2 : int
        Neighbors in which reciprocity is checked, and over which encodings are averaged.
    lambda_value : float
        Weight of the original distance.

    Returns
    -------
    ndarray, float32, shape (Q, G)
        Distances, smaller is better.
    """
    scores = measuring.score(
        f"k_reciprocal:k1={int(k1)},k2={int(k2)},lambda_value={float(lambda_value)!r}",
        qg_dists=q_g_dist,
        qq_dists=q_q_dist,
        gg_dists=g_g_dist,
        progress=False,
    )
    return np.negative(scores).astype(np.float32)
