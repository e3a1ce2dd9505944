"""A re-ranker of one gallery, its results and explanations."""

import weakref
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from . import _arrays, _engine
from .graphs import KnnGraph
from .parameters import AutoInt, finite, votes, whole


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
        self._threads = whole(threads, "threads", 0)
        self._spec: Dict[str, Any] = {
            **votes(vote, KG, KQ, k),
            "weights": None if weights is None else [int(weight) for weight in weights],
            "lists": lists,
            "n_times": whole(n_times, "n_times", 0),
            "beta": finite(beta, "beta"),
            "update": update,
            "beta_scale": beta_scale,
            "stop_when_stable": stop_when_stable,
            "threads": self._threads,
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
        most = width if top is None else min(whole(top, "top", 1), width)
        rows = next(len(request[name]) for name in ("candidates", "qg", "queries") if name in request)
        shape = (rows, most)
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
