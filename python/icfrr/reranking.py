"""Re-ranking all queries of a data set, as the public code does."""

from typing import Any, Dict, Optional, Sequence

import numpy as np

from . import _arrays, _engine
from .graphs import KnnGraph
from .parameters import AutoInt, finite, votes, whole


class Ranks(np.ndarray):
    """
    Gallery indices, best first: an int64 array that knows the parameters it was made with.

    Attributes
    ----------
    parameters : dict
        The parameters that were used, with those that were chosen, and the reason for a choice.
    harm : ndarray or None
        float64 [Q]: harm scores of ``guard``; a score below 0.4 predicts harm.
    """

    parameters: Dict[str, Any]
    harm: Optional[np.ndarray]

    def __array_finalize__(self, source: Any) -> None:
        self.parameters = getattr(source, "parameters", {})
        self.harm = getattr(source, "harm", None)

    def __reduce__(self) -> Any:
        make, arguments, state = super().__reduce__()[:3]  # type: ignore[misc]
        return make, arguments, (state, self.parameters, self.harm)

    def __setstate__(self, state: Any) -> None:
        values, self.parameters, self.harm = state
        super().__setstate__(values)


def rerank(
    qg_dists: Any = None,
    gg_dists: Any = None,
    KG: Optional[AutoInt] = None,
    KQ: Optional[AutoInt] = None,
    n_times: int = 5,
    beta: float = 0.5,
    update: str = "reference",
    *,
    vote: str = "flat",
    k: Optional[AutoInt] = None,
    weights: Optional[Sequence[int]] = None,
    lists: Optional[str] = None,
    beta_scale: Optional[str] = None,
    guard: str = "off",
    stop_when_stable: bool = False,
    query_features: Any = None,
    gallery_features: Any = None,
    normalize: bool = False,
    center: str = "none",
    graph: Optional[KnnGraph] = None,
    returns: str = "all",
    top: Optional[int] = None,
    threads: int = 0,
    progress: Optional[bool] = None,
) -> Ranks:
    """
    Re-rank all queries of a data set.

    With the defaults, this is the public ICFRR code: the orders equal its orders in float64 with stable sorts, for
    every query and iteration.

    Parameters
    ----------
    qg_dists : array_like, shape (Q, G)
        Distances of the queries to the gallery, smaller is nearer. Or give `query_features` and `gallery_features`.
    gg_dists : array_like, shape (G, G), optional
        Distances among gallery items. Not needed with `graph` or with features.
    KG, KQ : int or "auto", optional
        ``vote="flat"``: neighbors that get a voter's vote (256), and top items that vote (250). "auto" chooses without
        labels.
    n_times : int
        Iterations, at least 0.
    beta : float
        Weight of the votes.
    update : {"reference", "accumulating"}
        The rule of the public code, or of the paper.
    vote : {"flat", "multiscale"}
        The vote of the public code, or the recommended one.
    k : int or "auto", optional
        ``vote="multiscale"``: the largest scale.
    weights : sequence of int, optional
        ``vote="multiscale"`` with a number for `k`: the weights of the scales 4, 8, ..., k.
    lists : {"plain", "scaled"}, optional
        Order of neighbor lists: scaled with ``vote="multiscale"``, otherwise plain.
    beta_scale : {"absolute", "spread", "k"}, optional
        Unit of `beta`: k with ``vote="multiscale"``, otherwise absolute.
    guard : {"off", "tell", "leave"}
        Predict which queries are harmed: report them, or leave them as they are.
    stop_when_stable : bool
        Whether a query stops at the first iteration that changes nothing.
    query_features, gallery_features : array_like, shape (Q, D) and (G, D), optional
        Features, from which distances are computed a few queries at a time. No Q x G or G x G matrix is formed.
    normalize : bool
        Whether to scale features to unit length.
    center : {"none", "domains"}
        Whether to center the features of queries and gallery, each by its own mean.
    graph : KnnGraph, optional
        Neighbor lists that were built before.
    returns : {"all", "last"}
        The orders of all iterations, or the last one only.
    top : int, optional
        Keep the first `top` items of each order.
    threads : int
        Threads; 0 for one per core. They do not change the result.
    progress : bool, optional
        Whether to show a bar (needs tqdm); by default on a terminal and in a notebook.

    Returns
    -------
    Ranks, int64
        Gallery indices, best first: [n_times + 1, Q, top], or [Q, top] with ``returns="last"``. Index 0 of the first
        axis is the initial order.

    Raises
    ------
    ValueError
        If shapes do not fit, a value is NaN or infinite, or a parameter is out of range.
    """
    if returns not in ("all", "last"):
        raise ValueError(f"returns must be 'all' or 'last', not {returns!r}.")
    n_times = whole(n_times, "n_times", 0)
    request: Dict[str, Any] = {
        **votes(vote, KG, KQ, k),
        "n_times": n_times,
        "beta": finite(beta, "beta"),
        "update": update,
        "weights": None if weights is None else [int(weight) for weight in weights],
        "lists": lists,
        "beta_scale": beta_scale,
        "guard": guard,
        "stop_when_stable": stop_when_stable,
        "threads": whole(threads, "threads", 0),
    }
    if (qg_dists is None) == (query_features is None):
        raise ValueError("give qg_dists (and gg_dists or graph), or query_features and gallery_features.")
    if qg_dists is not None:
        if normalize or center != "none":
            raise ValueError("normalize and center work on features, and this call has distances.")
        distances = _arrays.distances(_arrays.queries(qg_dists, "qg_dists"), "qg_dists")
        count, size = distances.shape
        request["qg"] = distances
    else:
        if gallery_features is None:
            raise ValueError("query_features need gallery_features.")
        request["queries"] = _arrays.queries(query_features, "query_features")
        request["gallery"] = _arrays.matrix(gallery_features, "gallery_features")
        request.update(normalize=normalize, center=center)
        count, size = len(request["queries"]), len(request["gallery"])
    if size == 0:
        raise ValueError("the gallery is empty.")
    if gg_dists is not None:
        request["gg"] = _arrays.distances(gg_dists, "gg_dists", square=True)
        if len(request["gg"]) != size:
            raise ValueError(f"qg_dists is for {size} gallery items, gg_dists for {len(request['gg'])}.")
    elif qg_dists is not None and graph is None:
        raise ValueError("qg_dists needs gg_dists, or a graph of the gallery.")
    if graph is not None:
        request["graph"] = graph._reference()
    items = size if top is None else min(whole(top, "top", 1), size)
    orders = np.empty((1 if returns == "last" else n_times + 1, count, items), dtype=np.int64)
    request["orders"] = _engine.Out(orders)
    harm = None
    if guard != "off":
        harm = np.empty(count, dtype=np.float64)
        request["harm"] = _engine.Out(harm)
    parameters = _engine.call("rerank", request, progress)
    ranks = (orders[0] if returns == "last" else orders).view(Ranks)
    ranks.parameters = parameters
    ranks.harm = harm
    return ranks
