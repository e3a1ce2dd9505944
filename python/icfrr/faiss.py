"""FAISS indexes as the first stage."""

from typing import Any, Optional, Tuple

import numpy as np

from . import _arrays
from .graphs import KnnGraph, knn_graph
from .rerankers import Reranker


class FaissReranker:
    """
    A FAISS index whose results are re-ranked. ``search`` has the form of the index's own.

    Parameters
    ----------
    index : faiss.Index
        By Euclidean distance (METRIC_L2), or by inner product of vectors of unit length (METRIC_INNER_PRODUCT).
    features : array_like, shape (G, D), optional
        The vectors in the index; read back from the index by default.
    graph : KnnGraph, optional
        Neighbor lists of the same vectors; found by default.
    k : int
        Neighbors per item, if lists are to be found.
    candidates : int
        How many results of the index are re-ranked; larger is better and slower.
    parameters
        As for `Reranker`.
    """

    def __init__(
        self,
        index: Any,
        features: Any = None,
        *,
        graph: Optional[KnnGraph] = None,
        k: int = 128,
        candidates: int = 1000,
        **parameters: Any,
    ):
        # FAISS numbers its metrics: 0 is the inner product, 1 the squared Euclidean distance.
        if index.metric_type not in (0, 1):
            raise ValueError("the index must have METRIC_L2 or METRIC_INNER_PRODUCT.")
        self.index = index
        self.candidates = candidates
        if graph is None:
            if features is None:
                features = index.reconstruct_n(0, index.ntotal)
            graph = knn_graph(_arrays.matrix(features, "features"), min(k, max(1, index.ntotal - 1)))
        if graph.size != index.ntotal:
            raise ValueError(f"the graph has {graph.size} items, the index {index.ntotal}.")
        self.reranker = Reranker(graph, **parameters)

    def search(self, queries: Any, k: int) -> Tuple[np.ndarray, np.ndarray]:
        """
        Search and re-rank.

        Parameters
        ----------
        queries : array_like, shape (Q, D)
            Features; of unit length for an index by inner product.
        k : int
            Items per query.

        Returns
        -------
        scores : ndarray, float64, shape (Q, k)
            Larger is better.
        items : ndarray, int64, shape (Q, k)
            Positions in the index, best first; -1 where there are fewer.
        """
        vectors = np.ascontiguousarray(_arrays.queries(queries, "queries"), dtype=np.float32)
        depth = min(max(k, self.candidates), self.index.ntotal)
        values, items = self.index.search(vectors, depth)
        missing = items < 0
        values = np.where(missing, 0, values.astype(np.float64))
        if self.index.metric_type == 0:
            lengths = np.linalg.norm(vectors, axis=1)
            if len(lengths) and np.abs(lengths - 1).max() > 0.01:
                raise ValueError("an index by inner product needs queries of unit length.")
            values = 2 - 2 * values
        distances = np.sqrt(np.maximum(values, 0))
        result = self.reranker.rerank(distances=distances, candidates=items, top=k, progress=False)
        return result.scores, result.ranking
