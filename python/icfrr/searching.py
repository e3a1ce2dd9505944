"""Exact nearest-neighbor search."""

from typing import Any, NamedTuple, Optional

import numpy as np

from . import _arrays, _engine
from .parameters import whole


class Nearest(NamedTuple):
    """The nearest gallery items of some queries."""

    items: np.ndarray
    """int64 [Q, k]: gallery indices, nearest first."""
    distances: np.ndarray
    """float64 [Q, k]: Euclidean distances."""


def search(
    queries: Any, gallery: Any, k: int = 10, *, threads: int = 0, progress: Optional[bool] = None
) -> Nearest:
    """
    Find the nearest gallery items, exactly, ties by index.

    Parameters
    ----------
    queries : array_like, shape (Q, D) or (D,)
        Features.
    gallery : array_like, shape (G, D)
        Features.
    k : int
        Items per query.
    threads : int
        Threads; 0 for one per core.
    progress : bool, optional
        Whether to show a bar (needs tqdm).

    Returns
    -------
    Nearest
    """
    query_features = _arrays.queries(queries, "queries")
    features = _arrays.matrix(gallery, "gallery")
    k = whole(k, "k", 1)
    if k > len(features):
        raise ValueError(f"k must be between 1 and {len(features)}, the size of the gallery, not {k}.")
    found = Nearest(np.empty((len(query_features), k), np.int64), np.empty((len(query_features), k), np.float64))
    request = {
        "queries": query_features,
        "gallery": features,
        "items": _engine.Out(found.items),
        "distances": _engine.Out(found.distances),
        "threads": whole(threads, "threads", 0),
    }
    _engine.call("search", request, progress)
    return found
