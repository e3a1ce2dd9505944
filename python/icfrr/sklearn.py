"""Neighbor graphs for scikit-learn."""

from typing import Any, Optional

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from . import _arrays, _engine
from .graphs import knn_graph
from .searching import search


class KNNGraphTransformer(TransformerMixin, BaseEstimator):
    """
    Transforms features into a sparse graph of nearest neighbors, as scikit-learn's ``KNeighborsTransformer`` does:
    exact, Euclidean, on all cores.

    Parameters
    ----------
    n_neighbors : int
        Neighbors per sample.
    mode : {"distance", "connectivity"}
        "distance": Euclidean distances of the sample itself (0) and of `n_neighbors` others. "connectivity": ones for
        `n_neighbors` samples, including the sample itself.
    threads : int
        Threads; 0 for one per core.

    Attributes
    ----------
    graph_ : KnnGraph
        The neighbor lists of the fitted samples, for a `Reranker`.
    n_samples_fit_ : int
        Number of fitted samples.
    """

    def __init__(self, n_neighbors: int = 512, mode: str = "distance", threads: int = 0):
        self.n_neighbors = n_neighbors
        self.mode = mode
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> "KNNGraphTransformer":
        """
        Find the neighbors of all samples.

        Parameters
        ----------
        X : array_like, shape (n_samples, n_features)
            Features.
        """
        if self.mode not in ("distance", "connectivity"):
            raise ValueError(f"mode must be 'distance' or 'connectivity', not {self.mode!r}.")
        features = _arrays.matrix(X, "X")
        if not 1 <= self.n_neighbors < len(features):
            raise ValueError(
                f"n_neighbors must be at least 1 and less than the {len(features)} samples, not {self.n_neighbors}."
            )
        self.graph_ = knn_graph(features, self.n_neighbors, threads=self.threads, progress=False)
        self.n_features_in_ = features.shape[1]
        self.n_samples_fit_ = len(features)
        return self

    def fit_transform(self, X: Any, y: Any = None, **unused: Any) -> csr_matrix:
        """Fit, and return the graph of the fitted samples [n_samples, n_samples]."""
        self.fit(X)
        others = self.n_neighbors - (self.mode == "connectivity")
        items = np.empty((self.n_samples_fit_, others), dtype=np.int64)
        distances = np.empty(items.shape, dtype=np.float64)
        if others:
            request = {
                "graph": self.graph_._reference(),
                "features": self.graph_.features,
                "items": _engine.Out(items),
                "distances": _engine.Out(distances),
                "threads": self.threads,
            }
            _engine.call("graph_distances", request)
        own = np.arange(self.n_samples_fit_, dtype=np.int64)[:, np.newaxis]
        return self._graph(np.hstack([own, items]), np.hstack([np.zeros(own.shape), distances]))

    def transform(self, X: Any) -> csr_matrix:
        """
        Return the graph from samples to the fitted samples.

        Parameters
        ----------
        X : array_like, shape (n_queries, n_features)
            Features.

        Returns
        -------
        csr_matrix, shape (n_queries, n_samples_fit)
        """
        check_is_fitted(self)
        count = min(self.n_samples_fit_, self.n_neighbors + (self.mode == "distance"))
        found = search(X, self.graph_.features, count, threads=self.threads, progress=False)
        return self._graph(found.items, found.distances)

    def _graph(self, items: np.ndarray, distances: np.ndarray) -> csr_matrix:
        rows, count = items.shape
        data = distances.ravel() if self.mode == "distance" else np.ones(rows * count)
        starts = np.arange(0, rows * count + 1, count)
        return csr_matrix((data, items.ravel(), starts), shape=(rows, self.n_samples_fit_))

    def get_feature_names_out(self, input_features: Optional[Any] = None) -> np.ndarray:
        """Return a name per fitted sample."""
        check_is_fitted(self)
        return np.asarray([f"knngraphtransformer{i}" for i in range(self.n_samples_fit_)], dtype=object)
