"""
ICFRR: iterative cluster-free re-ranking of image-retrieval results, exact and fast.

>>> ranks = icfrr.rerank(qg_dists, gg_dists, KG=512, KQ=512, n_times=5)
>>> graph = icfrr.knn_graph(gallery_features, k=512)
>>> result = icfrr.Reranker(graph).rerank(query_features, top=100)
"""

from ._engine import start
from ._java import find_java
from ._version import __version__
from .errors import CopyWarning, EngineError, FallbackWarning, JavaNotFoundError
from .ranking import Explanation, KnnGraph, Ranks, Reranker, Result, Step, Vote, knn_graph, open_graph, rerank

__all__ = [
    "CopyWarning",
    "EngineError",
    "Explanation",
    "FallbackWarning",
    "JavaNotFoundError",
    "KnnGraph",
    "Ranks",
    "Reranker",
    "Result",
    "Step",
    "Vote",
    "__version__",
    "find_java",
    "knn_graph",
    "open_graph",
    "rerank",
    "start",
]
