"""Re-ranking: of distances as the public code does, and by a re-ranker of one gallery."""

import math
import os
import weakref
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from . import _arrays, _engine

AutoInt = Union[int, str]


def _number(value: Optional[AutoInt], name: str) -> Optional[int]:
    """Returns a number, or None for 'auto'."""
    if value is None or value == "auto":
        return None
    if isinstance(value, (bool, str)) or int(value) != value:
        raise ValueError(f"{name} must be a whole number or 'auto', not {value!r}.")
    if value < 1:
        raise ValueError(f"{name} must be at least 1 or 'auto', not {value}.")
    return int(value)


def _finite(value: float, name: str) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite, not {value}.")
    return float(value)


def _votes(
    vote: str, KG: Optional[AutoInt], KQ: Optional[AutoInt], k: Optional[AutoInt]
) -> Dict[str, Any]:
    if vote not in ("flat", "multiscale"):
        raise ValueError(f"vote must be 'flat' or 'multiscale', not {vote!r}.")
    if vote == "multiscale":
        if KG is not None or KQ is not None:
            raise ValueError("KG and KQ belong to vote='flat'. Use k for the largest scale of vote='multiscale'.")
        return {"vote": vote, "k": _number(k, "k")}
    if k is not None:
        raise ValueError("k belongs to vote='multiscale'. Use KG and KQ with vote='flat'.")
    return {
        "vote": vote,
        "KG": _number(256 if KG is None else KG, "KG"),
        "KQ": _number(250 if KQ is None else KQ, "KQ"),
    }


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
    graph: "Optional[KnnGraph]" = None,
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
    if n_times < 0:
        raise ValueError(f"n_times must be at least 0, not {n_times}.")
    request: Dict[str, Any] = {
        **_votes(vote, KG, KQ, k),
        "n_times": n_times,
        "beta": _finite(beta, "beta"),
        "update": update,
        "weights": None if weights is None else [int(weight) for weight in weights],
        "lists": lists,
        "beta_scale": beta_scale,
        "guard": guard,
        "stop_when_stable": stop_when_stable,
        "threads": threads,
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
    if top is not None and top < 1:
        raise ValueError(f"top must be at least 1, not {top}.")
    items = size if top is None else min(top, size)
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


class KnnGraph:
    """
    The neighbor lists of a gallery. Make one with `knn_graph` or `open_graph`.

    Attributes
    ----------
    size : int
        Number of gallery items, G.
    k : int
        Neighbors per item.
    lists : str
        "plain" or "scaled".
    self_match : str
        "index" or "first": what was left out of each item's list as the item itself.
    features : ndarray or None
        The gallery's features, if they are known.
    recall : float or None
        Measured share of the true neighbors, if the lists are approximate.
    """

    def __init__(self, described: Dict[str, Any], features: Optional[np.ndarray], distances: Optional[np.ndarray]):
        self.size: int = described["size"]
        self.k: int = described["k"]
        self.lists: str = described["lists"]
        self.self_match: str = described["self_match"]
        self.recall: Optional[float] = described.get("recall")
        self.provenance: str = described["provenance"]
        self.features = features
        self._distances = distances
        self._neighbors: int = described["neighbors_per_item"]
        self._file: Optional[str] = described.get("file")
        self._handle: Optional[int] = described.get("handle")
        if self._handle is not None:
            weakref.finalize(self, _engine.engine().release, self._handle)

    def _reference(self) -> Dict[str, Any]:
        return {"file": self._file} if self._handle is None else {"handle": self._handle}

    def save(self, path: Union[str, "os.PathLike[str]"], note: str = "") -> None:
        """
        Write the lists to a file, which ``icfrr rerank --graph`` and `open_graph` read. The features are not in it.

        Parameters
        ----------
        path : path
            The file; it appears only when it is complete.
        note : str
            Saved with the lists, for example where they come from.
        """
        _engine.call("graph_save", {"graph": self._reference(), "path": os.fspath(path), "provenance": note})

    def neighbors(self, items: Any = None, k: Optional[int] = None) -> np.ndarray:
        """
        Return neighbor lists, nearest first.

        Parameters
        ----------
        items : array_like of int, optional
            Gallery indices; all by default.
        k : int, optional
            Neighbors per item; all by default.

        Returns
        -------
        ndarray, int32, shape (len(items), k)
        """
        length = self._neighbors if k is None else k
        if not 1 <= length <= max(1, self._neighbors):
            raise ValueError(f"k must be between 1 and {self._neighbors}, not {k}.")
        chosen = None if items is None else np.atleast_1d(np.ascontiguousarray(items, dtype=np.int64))
        result = np.empty((self.size if chosen is None else len(chosen), min(length, self._neighbors)), dtype=np.int32)
        request = {"graph": self._reference(), "lists": _engine.Out(result), "items": chosen}
        _engine.call("graph_neighbors", request)
        return result

    def __len__(self) -> int:
        return self.size

    def __repr__(self) -> str:
        return f"KnnGraph(size={self.size}, k={self.k}, lists={self.lists!r}, self_match={self.self_match!r})"

    def __reduce__(self) -> Any:
        raise TypeError("a KnnGraph lives in the Java engine and cannot be pickled. Use save(path) and open_graph(path).")


def knn_graph(
    features: Any = None,
    k: int = 512,
    *,
    distances: Any = None,
    lists: str = "plain",
    self_match: str = "index",
    recall: Optional[float] = None,
    seed: int = 1,
    threads: int = 0,
    progress: Optional[bool] = None,
) -> KnnGraph:
    """
    Build the neighbor lists of a gallery.

    Parameters
    ----------
    features : array_like, shape (G, D)
        Features of the gallery. The array is kept and must not change. Or give `distances`.
    k : int
        Neighbors per item.
    distances : array_like, shape (G, G), optional
        Distances among gallery items, instead of features.
    lists : {"plain", "scaled"}
        Order of the lists: by distance, or by local scaling. A `Reranker` can scale plain lists.
    self_match : {"index", "first"}
        What to leave out of an item's list: the item, or the first of its sorted row. ``vote="flat"`` by the
        reference rule needs "first"; only exact duplicates make a difference.
    recall : float, optional
        Find nearly all neighbors in a fraction of the time: the wanted share of the true ones, for example 0.95.
    seed : int
        Of the approximation.
    threads : int
        Threads; 0 for one per core.
    progress : bool, optional
        Whether to show a bar (needs tqdm); by default on a terminal and in a notebook.

    Returns
    -------
    KnnGraph

    Raises
    ------
    ValueError
        If a value is NaN or infinite, or a parameter is out of range.
    """
    if (features is None) == (distances is None):
        raise ValueError("give features or distances of the gallery.")
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}.")
    matrix = None if features is None else _arrays.matrix(features, "features")
    stored = None if distances is None else _arrays.distances(distances, "distances", square=True)
    if len(matrix if matrix is not None else stored) == 0:  # type: ignore[arg-type]
        raise ValueError("the gallery is empty.")
    request = {
        "features": matrix,
        "distances": stored,
        "k": int(k),
        "lists": lists,
        "self_match": self_match,
        "recall": None if recall is None else _finite(recall, "recall"),
        "seed": seed,
        "threads": threads,
    }
    return _graph("graph_build", request, matrix, stored, progress)


def _graph(
    operation: str,
    request: Dict[str, Any],
    features: Optional[np.ndarray],
    distances: Optional[np.ndarray],
    progress: Optional[bool],
) -> KnnGraph:
    if _engine.engine().keeps_objects:
        return KnnGraph(_engine.call(operation, request, progress), features, distances)

    class Owner:
        """Owns the folder until the graph does."""

    if "path" in request:
        described = _engine.call(operation, {**request, "describe_only": True}, progress)
        return KnnGraph({**described, "file": os.fspath(request["path"])}, features, distances)
    owner = Owner()
    file = str(_engine.temporary_folder(owner) / "graph.knn")
    described = _engine.call(operation, {**request, "keep_in": file}, progress)
    graph = KnnGraph({**described, "file": file}, features, distances)
    graph._owner = owner  # type: ignore[attr-defined]
    return graph


def open_graph(
    path: Union[str, "os.PathLike[str]"], features: Any = None, *, distances: Any = None, verify: bool = False
) -> KnnGraph:
    """
    Open neighbor lists that `KnnGraph.save` or ``icfrr graph build`` wrote. The file is mapped, which takes
    milliseconds, and must not change while it is in use.

    Parameters
    ----------
    path : path
        The file.
    features : array_like, shape (G, D), optional
        The gallery's features, which the file does not hold, for example ``numpy.load(file, mmap_mode="r")``.
    distances : array_like, shape (G, G), optional
        The gallery's distances, if the lists were built from these.
    verify : bool
        Whether to read the file completely and check its checksums.

    Raises
    ------
    OSError
        If the file is not a graph, or is damaged.
    ValueError
        If the features are not those of as many items.
    """
    matrix = None if features is None else _arrays.matrix(features, "features")
    stored = None if distances is None else _arrays.distances(distances, "distances", square=True)
    graph = _graph("graph_open", {"path": os.fspath(path), "verify": verify}, matrix, stored, False)
    for name, array in (("features", matrix), ("distances", stored)):
        if array is not None and len(array) != graph.size:
            raise ValueError(f"{os.fspath(path)} is a graph of {graph.size} items, and {name} has {len(array)} rows.")
    return graph


class Vote(NamedTuple):
    """One vote for an explained item."""

    voter: int
    """Gallery index of the item that voted."""
    position: int
    """Rank of the voter in the order that voted, 0 the best."""
    rank: int
    """Rank of the explained item among the voter's neighbors, 0 the nearest."""
    share: float
    """What the vote adds to the bonus."""


class Step(NamedTuple):
    """One iteration of an explanation."""

    iteration: int
    rank: int
    score: float
    base: float
    """What the weighted bonus was added to."""
    bonus: float
    beta: float
    voters: int
    votes: List[Vote]


class Explanation:
    """
    The reasons for the rank of one item.

    Attributes
    ----------
    item : int
        Gallery index.
    steps : list of Step
        One per iteration; index 0 is the initial order.
    """

    def __init__(self, described: Dict[str, Any]):
        self.item: int = described["item"]
        self.steps: List[Step] = [
            Step(**{**step, "votes": [Vote(*vote) for vote in step["votes"]]}) for step in described["steps"]
        ]

    def __repr__(self) -> str:
        ranks = " -> ".join(str(step.rank) for step in self.steps)
        return f"Explanation(item={self.item}, ranks {ranks})"

    def __str__(self) -> str:
        lines = [f"item {self.item}: rank {self.steps[0].rank} -> {self.steps[-1].rank}"]
        for step in self.steps[1:]:
            lines.append(
                f"iteration {step.iteration}: rank {step.rank}, score {step.score:.5f} = {step.base:.5f} + "
                f"{step.beta:g} * {step.bonus:.5f}, {len(step.votes)} of {step.voters} voted for it"
            )
            for vote in sorted(step.votes, key=lambda vote: -vote.share)[:5]:
                lines.append(
                    f"    item {vote.voter} at rank {vote.position}: its neighbor {vote.rank}, share {vote.share:.5f}"
                )
        return "\n".join(lines)


class Result:
    """
    The re-ranked first items of some queries.

    Attributes
    ----------
    ranking : ndarray, int64, shape (Q, top)
        Gallery indices, best first; -1 where a query has fewer candidates.
    scores : ndarray, float64, shape (Q, top)
        The scores that the ranking was sorted by; they descend. Compare them within a query only.
    """

    def __init__(self, ranking: np.ndarray, scores: np.ndarray, reranker: "Reranker", request: Dict[str, Any]):
        self.ranking = ranking
        self.scores = scores
        self._reranker = reranker
        self._request = request

    def explain(self, query: int, item: Union[int, Sequence[int]]) -> Union[Explanation, List[Explanation]]:
        """
        Explain why an item is where it is.

        Parameters
        ----------
        query : int
            Row of the query.
        item : int, or a sequence of them
            Gallery index, of the whole gallery or of the candidates.

        Returns
        -------
        Explanation, or a list of them
        """
        if not -len(self.ranking) <= query < len(self.ranking):
            raise IndexError(f"there is no query {query}: there are {len(self.ranking)}.")
        query %= len(self.ranking)
        rows = {
            name: value[query : query + 1] if name in ("qg", "queries", "candidates", "candidate_distances") else value
            for name, value in self._request.items()
        }
        single = np.ndim(item) == 0
        items = [int(item)] if single else [int(one) for one in item]  # type: ignore[union-attr, arg-type]
        if any(one < 0 or one >= self._reranker.graph.size for one in items):
            raise IndexError(f"items must be between 0 and {self._reranker.graph.size - 1}, not {items}.")
        found = _engine.call("reranker_explain", {**rows, "explain": items})
        explanations = [Explanation(one) for one in found]
        return explanations[0] if single else explanations

    def __len__(self) -> int:
        return len(self.ranking)

    def __repr__(self) -> str:
        return f"Result({self.ranking.shape[0]} queries, top {self.ranking.shape[1]})"


class Reranker:
    """
    A re-ranker of one gallery. Its answer for a query does not depend on other queries. Thread-safe.

    Parameters
    ----------
    graph : KnnGraph
        The gallery's neighbor lists.
    vote : {"multiscale", "flat"}
        How top items vote. "multiscale" is recommended.
    k : int or "auto", optional
        ``vote="multiscale"``: the largest scale. "auto" (default) chooses it, and the weights of the scales, from the
        neighbor lists.
    KG, KQ : int or "auto", optional
        ``vote="flat"``: neighbors that get a voter's vote (256), and top items that vote (250).
    lists : {"plain", "scaled"}, optional
        Order of the lists: scaled with ``vote="multiscale"``, otherwise plain. Plain lists of the graph are scaled by
        the features or distances it was built from.
    n_times, beta, update, beta_scale, weights, stop_when_stable
        As for `rerank`.
    threads : int
        Threads; 0 for one per core.

    Attributes
    ----------
    graph : KnnGraph
        As given.
    parameters : dict
        The parameters, with those that were chosen, and the reason.

    Examples
    --------
    >>> graph = icfrr.knn_graph(gallery_features, k=512)
    >>> result = icfrr.Reranker(graph).rerank(query_features, top=100)
    >>> result.ranking, result.scores, print(result.explain(0, result.ranking[0, 0]))
    """

    def __init__(
        self,
        graph: KnnGraph,
        *,
        vote: str = "multiscale",
        k: Optional[AutoInt] = None,
        KG: Optional[AutoInt] = None,
        KQ: Optional[AutoInt] = None,
        weights: Optional[Sequence[int]] = None,
        lists: Optional[str] = None,
        n_times: int = 5,
        beta: float = 0.5,
        update: str = "reference",
        beta_scale: Optional[str] = None,
        stop_when_stable: bool = False,
        threads: int = 0,
    ):
        if not isinstance(graph, KnnGraph):
            raise TypeError("a Reranker needs a KnnGraph: knn_graph(features) builds one, open_graph(path) opens one.")
        self.graph = graph
        self._threads = threads
        self._spec: Dict[str, Any] = {
            **_votes(vote, KG, KQ, k),
            "weights": None if weights is None else [int(weight) for weight in weights],
            "lists": lists,
            "n_times": n_times,
            "beta": _finite(beta, "beta"),
            "update": update,
            "beta_scale": beta_scale,
            "stop_when_stable": stop_when_stable,
            "threads": threads,
            "graph": graph._reference(),
            "features": graph.features,
            "distances": graph._distances,
        }
        keeps = _engine.engine().keeps_objects
        described = _engine.call("reranker", self._spec if keeps else {**self._spec, "describe_only": True})
        self._handle: Optional[int] = described.pop("handle", None)
        self.parameters: Dict[str, Any] = described
        if self._handle is not None:
            weakref.finalize(self, _engine.engine().release, self._handle)

    def _request(self) -> Dict[str, Any]:
        return self._spec if self._handle is None else {"reranker": self._handle, "threads": self._threads}

    def rerank(
        self,
        queries: Any = None,
        *,
        distances: Any = None,
        candidates: Any = None,
        top: Optional[int] = 100,
        progress: Optional[bool] = None,
    ) -> Result:
        """
        Re-rank the gallery, or candidates, for some queries.

        Parameters
        ----------
        queries : array_like, shape (Q, D) or (D,)
            Features, if the graph has the gallery's. Or give `distances`.
        distances : array_like, shape (Q, G), (G,) or (Q, M)
            Distances of the queries to the gallery, or to the candidates.
        candidates : array_like of int, shape (Q, M), optional
            Gallery indices that a first stage found, for example of FAISS; -1 for none. Only these vote and move.
        top : int, optional
            Items to return per query; None for all.
        progress : bool, optional
            Whether to show a bar (needs tqdm); by default on a terminal and in a notebook.

        Returns
        -------
        Result

        Raises
        ------
        ValueError
            If shapes do not fit, or a value is NaN or infinite.
        """
        if (queries is None) == (distances is None):
            raise ValueError("give the features of the queries, or their distances.")
        request = dict(self._request())
        if candidates is not None:
            width = self._candidates(request, queries, distances, candidates)
        elif distances is not None:
            request["qg"] = _arrays.distances(_arrays.queries(distances, "distances"), "distances")
            width = self.graph.size
        else:
            if self.graph.features is None:
                raise ValueError(
                    "this graph does not know the gallery's features: open_graph(path, features=...), or give "
                    "distances=..."
                )
            request["queries"] = _arrays.queries(queries, "queries")
            request["features"] = self.graph.features
            width = self.graph.size
        if top is not None and top < 1:
            raise ValueError(f"top must be at least 1, not {top}.")
        rows = next(len(request[name]) for name in ("candidates", "qg", "queries") if name in request)
        shape = (rows, width if top is None else min(top, width))
        ranking = np.empty(shape, dtype=np.int64)
        scores = np.empty(shape, dtype=np.float64)
        _engine.call(
            "reranker_rank",
            {**request, "items": _engine.Out(ranking), "scores": _engine.Out(scores)},
            progress,
        )
        return Result(ranking, scores, self, request)

    def _candidates(self, request: Dict[str, Any], queries: Any, distances: Any, candidates: Any) -> int:
        if distances is None:
            raise ValueError("candidates need their distances, of the same shape.")
        items = np.atleast_2d(_arrays.as_array(candidates, "candidates"))
        if items.dtype.kind not in "iu" or items.ndim != 2:
            raise ValueError(f"candidates must be whole numbers of shape (Q, M), not {items.dtype} {items.shape}.")
        known = _arrays.queries(distances, "distances")
        if known.shape != items.shape:
            raise ValueError(f"candidates {items.shape} and their distances {known.shape} differ in shape.")
        if items.size and int(items.max()) >= self.graph.size:
            raise ValueError(f"candidate {int(items.max())} is no gallery item: there are {self.graph.size}.")
        request["candidates"] = np.ascontiguousarray(items, dtype=np.int64)
        request["candidate_distances"] = known
        return int(items.shape[1])

    def search(self, query: Any, top: int = 10) -> List[Tuple[int, float]]:
        """
        Answer one query.

        Parameters
        ----------
        query : array_like, shape (D,)
            Its feature.
        top : int
            Items to return.

        Returns
        -------
        list of (int, float)
            Gallery indices and scores, best first.
        """
        result = self.rerank(np.atleast_2d(_arrays.as_array(query, "query")), top=top, progress=False)
        return [(int(item), float(score)) for item, score in zip(result.ranking[0], result.scores[0])]

    def __repr__(self) -> str:
        return f"Reranker({self.graph!r}, {self.parameters})"

    def __reduce__(self) -> Any:
        raise TypeError(
            "a Reranker lives in the Java engine and cannot be pickled. Save its graph, and create it again from "
            "open_graph(path)."
        )
