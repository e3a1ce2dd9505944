"""
ICFRR: iterative cluster-free re-ranking of image-retrieval results, exact and fast.

>>> ranks = icfrr.rerank(qg_dists, gg_dists, KG=512, KQ=512, n_times=5)
>>> graph = icfrr.knn_graph(gallery_features, k=512)
>>> result = icfrr.Reranker(graph).rerank(query_features, top=100)
"""

from ._engine import start
from ._java import find_java
from ._version import __version__
from .commands import CommandError, run
from .errors import CopyWarning, EngineError, FallbackWarning, JavaNotFoundError
from .graphs import KnnGraph, knn_graph, open_graph
from .images import extract, image_files
from .measuring import Comparison, Tuning, compare, evaluate, evaluate_runs, methods, score, significance, tune
from .rerankers import Explanation, Reranker, Result, Step, Vote
from .reranking import Ranks, rerank
from .searching import Nearest, search
from .serving import Server, build_index, serve
from .tensors import load_tensors, save_tensor

__all__ = [
    "CommandError",
    "Comparison",
    "CopyWarning",
    "EngineError",
    "Explanation",
    "FallbackWarning",
    "JavaNotFoundError",
    "KnnGraph",
    "Nearest",
    "Ranks",
    "Reranker",
    "Result",
    "Server",
    "Step",
    "Tuning",
    "Vote",
    "__version__",
    "build_index",
    "compare",
    "evaluate",
    "evaluate_runs",
    "extract",
    "find_java",
    "image_files",
    "knn_graph",
    "load_tensors",
    "methods",
    "open_graph",
    "rerank",
    "run",
    "save_tensor",
    "score",
    "search",
    "serve",
    "significance",
    "start",
    "tune",
]
