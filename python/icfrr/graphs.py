"""Neighbor lists of galleries."""

import os
import weakref
from typing import Any, Dict, Optional, Union

import numpy as np

from . import _arrays, _engine
from .parameters import finite, whole


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
        length = self._neighbors if k is None else whole(k, "k", 1)
        if not 1 <= length <= max(1, self._neighbors):
            raise ValueError(f"k must be between 1 and {self._neighbors}, not {k}.")
        chosen = None if items is None else _arrays.items(items, "items", self.size)
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
    k = whole(k, "k", 1)
    matrix = None if features is None else _arrays.matrix(features, "features")
    stored = None if distances is None else _arrays.distances(distances, "distances", square=True)
    if len(matrix if matrix is not None else stored) == 0:  # type: ignore[arg-type]
        raise ValueError("the gallery is empty.")
    request = {
        "features": matrix,
        "distances": stored,
        "k": k,
        "lists": lists,
        "self_match": self_match,
        "recall": None if recall is None else finite(recall, "recall"),
        "seed": seed,
        "threads": whole(threads, "threads", 0),
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
    if not os.path.exists(path):
        raise FileNotFoundError(f"{os.fspath(path)}: no such file.")
    graph = _graph("graph_open", {"path": os.fspath(path), "verify": verify}, matrix, stored, False)
    for name, array in (("features", matrix), ("distances", stored)):
        if array is not None and len(array) != graph.size:
            raise ValueError(f"{os.fspath(path)} is a graph of {graph.size} items, and {name} has {len(array)} rows.")
    return graph
