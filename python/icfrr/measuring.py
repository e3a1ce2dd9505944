"""Metrics, significance tests, methods of the literature, and parameters chosen with labels."""

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Union

import numpy as np

from . import _arrays, _engine
from .parameters import finite, whole

REFERENCE_METRICS = ("mAP@all", "mAP@200", "prec@25", "prec@100", "prec@200")
"""The five metrics of the public code."""

DEFAULT_METHODS = (
    "none",
    "icfrr",
    "icfrr:vote=multiscale",
    "icfrr:vote=multiscale,center=domains",
    "aqe",
    "alpha_qe",
    "dba",
    "dba+aqe",
    "k_reciprocal",
    "ecn:method=rankdist",
    "ecn:method=origdist",
    "diffusion",
    "diffusion_query",
    "superglobal",
    "lbr",
    "gcr",
)
"""What `compare` runs on features unless told otherwise."""

_ON_DISTANCES = ("none", "icfrr", "icfrr:vote=multiscale")
"""What `compare` runs on distances unless told otherwise."""


def _frame(rows: List[Dict[str, Any]], index: Optional[str] = None) -> Any:
    """Returns rows as a pandas frame, or as they are without pandas."""
    try:
        import pandas
    except ImportError:
        return rows
    frame = pandas.DataFrame(rows)
    return frame.set_index(index) if index is not None and len(frame) else frame


class Comparison:
    """
    Measured rankings.

    Attributes
    ----------
    names : list of str
        The methods or rankings, in order.
    table : pandas.DataFrame, or list of dict without pandas
        One row per name: means of the metrics, costs of methods that were run, and p-values against the first.
    values : dict
        ``values[name][metric]``: float64 values of all queries.
    p_values : dict
        ``p_values[metric][name]``: paired test against the first, corrected by Holm's method.
    markdown : str
        The table as text.
    """

    def __init__(self, described: Dict[str, Any]):
        comparison = described["comparison"]
        self.markdown: str = described["markdown"]
        self.names: List[str] = [row["method"] for row in comparison["methods"]]
        self.queries: List[str] = comparison["methods"][0]["queries"]
        self.means: Dict[str, Dict[str, float]] = {row["method"]: row["metrics"] for row in comparison["methods"]}
        self.values: Dict[str, Dict[str, np.ndarray]] = {
            row["method"]: {metric: np.array(values) for metric, values in row["values"].items()}
            for row in comparison["methods"]
        }
        self.p_values: Dict[str, Dict[str, float]] = {
            test["metric"]: test["holm_adjusted_p"] for test in comparison["tests"]
        }
        rows = []
        metrics = described["metrics"]
        for row in comparison["methods"]:
            line: Dict[str, Any] = {"method": row["method"], **{metric: row["metrics"][metric] for metric in metrics}}
            line.update({cost: row[cost] for cost in ("prepare_seconds", "query_milliseconds") if cost in row})
            for metric in metrics if self.p_values else ():
                line[f"p {metric}"] = self.p_values[metric].get(row["method"], float("nan"))
            rows.append(line)
        self.table = _frame(rows, "method")

    def __str__(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return f"Comparison({self.names})"

    def _repr_html_(self) -> Optional[str]:
        return self.table._repr_html_() if hasattr(self.table, "_repr_html_") else None


def _test(test: str, permutations: int, seed: int) -> Dict[str, Any]:
    return {"test": test, "permutations": permutations, "seed": seed}


def evaluate(
    ranks: Any,
    query_labels: Any,
    gallery_labels: Any,
    metrics: Sequence[str] = REFERENCE_METRICS,
    *,
    test: str = "randomization",
    permutations: int = 100_000,
    seed: int = 1,
) -> Comparison:
    """
    Measure rankings of any origin.

    Parameters
    ----------
    ranks : array_like of int, shape (Q, N), or a dict of them by name
        Gallery indices, best first; N may be less than G. An array [n, Q, N], as `rerank` returns it, is measured
        iteration by iteration. Several rankings are tested against the first.
    query_labels, gallery_labels : array_like of int or str, shape (Q,) and (G,)
        A gallery item is relevant to a query of the same label.
    metrics : sequence of str
        For example "nDCG@10", "MRR", "mINP"; `metrics` lists all.
    test : {"randomization", "t_test"}
        The paired significance test.
    permutations, seed : int
        Of the randomization test.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If sizes do not fit, a number is no gallery index, or there is no such metric.
    """
    if isinstance(ranks, Mapping):
        named = {str(name): _arrays.as_array(one, str(name)) for name, one in ranks.items()}
    else:
        array = _arrays.as_array(ranks, "ranks")
        if array.ndim == 3:
            named = {f"iteration {i}": array[i] for i in range(len(array))}
        else:
            named = {"ranks": array}
    if not named:
        raise ValueError("there are no rankings to measure.")
    request: Dict[str, Any] = {
        "names": list(named),
        **_arrays.classes(query_labels, gallery_labels),
        "metrics": [metrics] if isinstance(metrics, str) else list(metrics),
        **_test(test, permutations, seed),
    }
    for number, (name, array) in enumerate(named.items()):
        if array.ndim != 2 or array.dtype.kind not in "iu":
            raise ValueError(f"{name} must be whole numbers of shape (Q, N), not {array.dtype} {array.shape}.")
        request[f"orders_{number}"] = np.ascontiguousarray(array, dtype=np.int64)
    return Comparison(_engine.call("evaluate", request))


def evaluate_runs(
    runs: Mapping[str, Mapping[str, Mapping[str, float]]],
    qrels: Mapping[str, Mapping[str, int]],
    metrics: Sequence[str] = ("MAP", "nDCG@10"),
    *,
    all_queries: bool = False,
    test: str = "randomization",
    permutations: int = 100_000,
    seed: int = 1,
) -> Comparison:
    """
    Measure runs by relevance judgments, by the definitions of trec_eval.

    Parameters
    ----------
    runs : dict
        ``runs[name][query][item]``: scores, larger is better, as in ranx and pytrec_eval.
    qrels : dict
        ``qrels[query][item]``: grades; 1 and above are relevant.
    metrics : sequence of str
        The metrics.
    all_queries : bool
        Whether judged queries that a run lacks count with 0.
    test, permutations, seed
        As for `evaluate`.
    """
    request = {
        "runs": {
            str(name): {
                str(query): {str(item): float(score) for item, score in scored.items()}
                for query, scored in run.items()
            }
            for name, run in runs.items()
        },
        "qrels": {
            str(query): {str(item): int(grade) for item, grade in judged.items()} for query, judged in qrels.items()
        },
        "metrics": [metrics] if isinstance(metrics, str) else list(metrics),
        "all_queries": all_queries,
        **_test(test, permutations, seed),
    }
    return Comparison(_engine.call("evaluate_runs", request))


def significance(a: Any, b: Any, test: str = "randomization", *, permutations: int = 100_000, seed: int = 1) -> float:
    """
    Return the two-sided p-value of the difference between two systems on the same queries.

    Parameters
    ----------
    a, b : array_like of float, shape (Q,)
        Values of a metric, query by query.
    test : {"randomization", "t_test"}
        Fisher's randomization test, or Student's paired t-test.
    """
    request = {
        "a": np.ascontiguousarray(a, dtype=np.float64),
        "b": np.ascontiguousarray(b, dtype=np.float64),
        **_test(test, permutations, seed),
    }
    return float(_engine.call("significance", request))


def methods() -> Any:
    """
    Describe all re-ranking methods: name, publication and parameters with their defaults.

    Returns
    -------
    pandas.DataFrame, or list of dict without pandas
    """
    rows = []
    for method in _engine.call("methods", {}):
        parameters = ", ".join(f"{one['name']}={one['defaultValue']}" for one in method["parameters"])
        rows.append(
            {
                "method": method["name"],
                "summary": method["summary"],
                "source": method["source"],
                "parameters": parameters,
            }
        )
    return _frame(rows, "method")


def _inputs(
    query_features: Any, gallery_features: Any, qg_dists: Any, gg_dists: Any, qq_dists: Any = None
) -> Dict[str, Any]:
    request: Dict[str, Any] = {}
    if query_features is not None or gallery_features is not None:
        if query_features is None or gallery_features is None:
            raise ValueError("give the features of both queries and gallery.")
        request["queries"] = _arrays.queries(query_features, "query_features")
        request["gallery"] = _arrays.matrix(gallery_features, "gallery_features")
    if qg_dists is not None:
        request["qg"] = _arrays.distances(_arrays.queries(qg_dists, "qg_dists"), "qg_dists")
    if gg_dists is not None:
        request["gg"] = _arrays.distances(gg_dists, "gg_dists", square=True)
    if qq_dists is not None:
        request["qq"] = _arrays.distances(qq_dists, "qq_dists", square=True)
    if not request:
        raise ValueError("give query_features and gallery_features, or qg_dists and gg_dists.")
    return request


def _sizes(request: Dict[str, Any]) -> Any:
    if "qg" in request:
        return request["qg"].shape
    return len(request["queries"]), len(request["gallery"])


def score(
    method: str,
    query_features: Any = None,
    gallery_features: Any = None,
    *,
    qg_dists: Any = None,
    gg_dists: Any = None,
    qq_dists: Any = None,
    threads: int = 0,
    progress: Optional[bool] = None,
) -> np.ndarray:
    """
    Score the gallery by a re-ranking method of the literature.

    Parameters
    ----------
    method : str
        A name with parameters, for example "k_reciprocal:k1=20,k2=6", "dba+icfrr"; `methods` lists all.
    query_features, gallery_features : array_like, shape (Q, D) and (G, D), optional
        Features. Some methods need them.
    qg_dists, gg_dists, qq_dists : array_like, shape (Q, G), (G, G) and (Q, Q), optional
        Distances, instead of features.
    threads : int
        Threads; 0 for one per core.
    progress : bool, optional
        Whether to show a bar (needs tqdm).

    Returns
    -------
    ndarray, float64, shape (Q, G)
        Larger is better.
    """
    request = _inputs(query_features, gallery_features, qg_dists, gg_dists, qq_dists)
    scores = np.empty(_sizes(request), dtype=np.float64)
    request.update(method=method, scores=_engine.Out(scores), threads=whole(threads, "threads", 0))
    _engine.call("method_rank", request, progress)
    return scores


def compare(
    query_features: Any = None,
    gallery_features: Any = None,
    query_labels: Any = None,
    gallery_labels: Any = None,
    *,
    qg_dists: Any = None,
    gg_dists: Any = None,
    methods: Optional[Sequence[str]] = None,
    metrics: Sequence[str] = REFERENCE_METRICS,
    test: str = "randomization",
    permutations: int = 100_000,
    seed: int = 1,
    threads: int = 0,
    progress: Optional[bool] = None,
) -> Comparison:
    """
    Run re-ranking methods on one data set, measure them, and test them against the first.

    Parameters
    ----------
    query_features, gallery_features : array_like, shape (Q, D) and (G, D), optional
        Features. Or give `qg_dists` and `gg_dists`, on which fewer methods work.
    query_labels, gallery_labels : array_like of int or str, shape (Q,) and (G,)
        Classes.
    methods : sequence of str, optional
        As for `score`; by default no re-ranking, ICFRR and all baselines.
    metrics, test, permutations, seed
        As for `evaluate`.
    threads : int
        Threads; 0 for one per core.
    progress : bool, optional
        Whether to show a bar (needs tqdm).

    Returns
    -------
    Comparison
    """
    request = _inputs(query_features, gallery_features, qg_dists, gg_dists)
    queries, size = _sizes(request)
    if query_labels is None or gallery_labels is None:
        raise ValueError("compare needs query_labels and gallery_labels.")
    if methods is None:
        methods = DEFAULT_METHODS if "gallery" in request else _ON_DISTANCES
    request.update(
        **_arrays.classes(query_labels, gallery_labels, queries, size),
        methods=[methods] if isinstance(methods, str) else list(methods),
        metrics=[metrics] if isinstance(metrics, str) else list(metrics),
        threads=whole(threads, "threads", 0),
        **_test(test, permutations, seed),
    )
    return Comparison(_engine.call("compare", request, progress))


class Tuning(NamedTuple):
    """Parameters chosen on half of the queries."""

    choice: Dict[str, Any]
    """Arguments of `rerank`. Empty if nothing is better than no re-ranking."""
    choosing: float
    """Mean of the metric on the half that chose."""
    held_out: float
    """Mean of the metric on the other half: an unbiased estimate."""
    held_out_before: float
    """The same without re-ranking."""
    p_value: float
    """Of the gain on the held-out half."""
    points: Any
    """All settings: a pandas.DataFrame, or a list of dict without pandas."""
    table: str
    """The best settings as text."""


def _some(values: Union[None, Any, Sequence[Any]]) -> List[Any]:
    if values is None or values == "auto":
        return []
    return [values] if isinstance(values, (int, float, str)) else list(values)


def tune(
    query_features: Any = None,
    gallery_features: Any = None,
    query_labels: Any = None,
    gallery_labels: Any = None,
    *,
    qg_dists: Any = None,
    gg_dists: Any = None,
    metric: str = "mAP@all",
    votes: Sequence[str] = ("flat", "multiscale"),
    KG: Union[None, int, Sequence[int]] = None,
    KQ: Union[None, int, Sequence[int]] = None,
    k: Union[None, int, str, Sequence[int]] = None,
    lists: Sequence[str] = ("scaled",),
    beta: Union[float, Sequence[float]] = (0.25, 0.5, 1.0),
    n_times: int = 10,
    update: Union[str, Sequence[str]] = "reference",
    queries: int = 1000,
    seed: int = 1,
    threads: int = 0,
    progress: Optional[bool] = None,
) -> Tuning:
    """
    Choose parameters on half of the labeled queries, and test the choice on the other half.

    Parameters
    ----------
    query_features, gallery_features, query_labels, gallery_labels, qg_dists, gg_dists
        As for `compare`.
    metric : str
        What to choose by.
    votes : sequence of {"flat", "multiscale"}
        Votes to try.
    KG, KQ : int or sequence of int, optional
        Values for the flat vote; 4, 8, 16, ... up to half of the gallery and 1,024 by default.
    k : int or sequence of int, optional
        Values for the multi-scale vote; chosen without labels by default.
    lists : sequence of {"plain", "scaled"}
        Orders of lists for the multi-scale vote.
    beta : float or sequence of float
        Values of beta.
    n_times : int
        Try 1 to this many iterations.
    update : str or sequence of {"reference", "accumulating"}
        Update rules to try.
    queries : int
        Use at most so many queries, drawn at random; 0 for all.
    seed : int
        Of the draw and of the test.

    Returns
    -------
    Tuning
    """
    request = _inputs(query_features, gallery_features, qg_dists, gg_dists)
    if "qg" in request and "gg" not in request:
        raise ValueError("qg_dists needs gg_dists.")
    count, size = _sizes(request)
    if query_labels is None or gallery_labels is None:
        raise ValueError("tune needs query_labels and gallery_labels.")
    request.update(
        **_arrays.classes(query_labels, gallery_labels, count, size),
        metric=metric,
        votes=_some(votes),
        KG=_some(KG),
        KQ=_some(KQ),
        k=_some(k),
        lists=_some(lists),
        beta=[finite(one, "beta") for one in _some(beta)],
        n_times=whole(n_times, "n_times", 1),
        update=_some(update),
        most_queries=queries,
        seed=seed,
        threads=whole(threads, "threads", 0),
    )
    described = _engine.call("tune", request, progress)
    result = described["result"]
    chosen = result["choice"]
    choice: Dict[str, Any] = {}
    if chosen["n_times"] > 0:
        names = ("beta", "n_times", "update", "vote", "lists")
        choice = {name: chosen[name] for name in names}
        if chosen["vote"] == "flat":
            choice.update(KG=chosen["KG"], KQ=chosen["KQ"])
        else:
            # Only a chosen K comes with weights of the scales, which the automatic choice finds again.
            choice.update(k=chosen["KG"] if _some(k) else "auto")
    return Tuning(
        choice,
        chosen["choosing"],
        chosen["held_out"],
        result["initial"]["held_out"],
        result["p_value_held_out"],
        _frame(result["points"]),
        described["table"],
    )
