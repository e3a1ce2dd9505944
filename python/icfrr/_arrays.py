"""Arrays as the engine reads them: NumPy arrays in place, anything else converted once."""

import sys
import warnings
from typing import Any, Dict, Optional

import numpy as np

from .errors import CopyWarning


def _note(name: str, reason: str) -> None:
    """Warns at the line that called this package."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__package__") == __package__:
        level, frame = level + 1, frame.f_back
    warnings.warn(f"{name} {reason}, so it is copied once.", CopyWarning, stacklevel=level)


def _torch(values: Any, name: str) -> Optional[np.ndarray]:
    module = type(values).__module__.split(".")[0]
    if module != "torch" or not hasattr(values, "detach"):
        return None
    tensor = values.detach()
    if tensor.device.type != "cpu":
        _note(name, f"is on {tensor.device}")
        tensor = tensor.cpu()
    if str(tensor.dtype) == "torch.bfloat16":
        _note(name, "has the type bfloat16")
        tensor = tensor.float()
    return tensor.numpy()


def as_array(values: Any, name: str) -> np.ndarray:
    """Returns a NumPy array over the same memory where that is possible."""
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array. Fill it first: {name}.filled(value).")
    if isinstance(values, np.ndarray):
        return np.asarray(values)
    if hasattr(values, "toarray"):
        raise TypeError(f"{name} is a sparse matrix. Give an array: {name}.toarray().")
    tensor = _torch(values, name)
    if tensor is not None:
        return tensor
    if hasattr(values, "__array__"):
        return np.asarray(values)
    if hasattr(values, "__dlpack__") and hasattr(np, "from_dlpack"):
        return np.from_dlpack(values)
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} must be an array. Its rows must have the same length.") from error


def matrix(values: Any, name: str) -> np.ndarray:
    """
    Returns a matrix that the engine can read in place.

    Parameters
    ----------
    values : array_like, shape (R, C)
        NumPy array, torch tensor, or anything with ``__array__`` or DLPack. float32 and float64 are read in place.

    Raises
    ------
    ValueError
        If it does not have two dimensions.
    TypeError
        If it does not hold real numbers.
    """
    array = as_array(values, name)
    if array.ndim != 2:
        raise ValueError(f"{name} must have two dimensions, not the shape {array.shape}.")
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{name} must hold numbers, not {array.dtype}.")
    wanted = np.float32 if array.dtype in (np.float16, np.float32) or array.dtype.itemsize < 4 else np.float64
    if array.dtype != np.dtype(wanted):
        _note(name, f"has the type {array.dtype}")
        return np.ascontiguousarray(array, dtype=wanted)
    if array.size and not array.flags.c_contiguous:
        _note(name, "is not C-contiguous")
        return np.ascontiguousarray(array)
    return array


def distances(values: Any, name: str, square: bool = False) -> np.ndarray:
    """
    Returns a matrix of distances.

    Raises
    ------
    ValueError
        If some rows look like similarities, in which a larger value means nearer.
    """
    array = matrix(values, name)
    if square and array.shape[0] != array.shape[1]:
        raise ValueError(
            f"{name} must be square, not {array.shape[0]} x {array.shape[1]}. Features have their own arguments."
        )
    convert = (
        " Convert similarities first: for cosine similarities s, numpy.sqrt(numpy.maximum(0, 2 - 2 * s)); "
        "or give features."
    )
    rows = np.unique(np.linspace(0, max(0, array.shape[0] - 1), num=min(32, array.shape[0]), dtype=np.int64))
    similar = square and len(rows) > 0
    for row in rows:
        line = array[row]
        if not len(line):
            continue
        least, most = float(line.min()), float(line.max())
        # Rounding makes distances of equal items slightly negative in some programs.
        if np.isfinite(least) and least < -1e-3 * max(abs(least), abs(most)):
            raise ValueError(
                f"{name}: row {row} holds negative values, down to {least:g}. Distances are 0 or more, smaller means "
                f"nearer.{convert}"
            )
        similar = similar and float(line[row]) == most and least < most
    if similar:
        raise ValueError(f"{name}: the diagonal holds the largest value of each row. These are similarities.{convert}")
    return array


def queries(values: Any, name: str) -> np.ndarray:
    """Returns a matrix with one row per query; a single query may have one dimension."""
    array = as_array(values, name)
    return matrix(array[np.newaxis, :] if array.ndim == 1 else array, name)


def labels(values: Any, name: str, count: Optional[int] = None) -> np.ndarray:
    """Returns integer labels of one dimension as int64."""
    array = as_array(values, name)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a list of whole numbers or of names, not {array.dtype} of shape {array.shape}.")
    if count is not None and len(array) != count:
        raise ValueError(f"{name} has {len(array)} labels for {count} items.")
    return np.ascontiguousarray(array, dtype=np.int64)


def classes(
    query_labels: Any, gallery_labels: Any, queries: Optional[int] = None, gallery: Optional[int] = None
) -> Dict[str, np.ndarray]:
    """Returns the classes of queries and gallery items as int64. They may be names."""
    found = [as_array(query_labels, "query_labels"), as_array(gallery_labels, "gallery_labels")]
    if all(_holds_names(one) for one in found):
        names: Dict[str, int] = {}
        found = [np.array([names.setdefault(name, len(names)) for name in one], dtype=np.int64) for one in found]
    return {
        "query_labels": labels(found[0], "query_labels", queries),
        "gallery_labels": labels(found[1], "gallery_labels", gallery),
    }


def _holds_names(array: np.ndarray) -> bool:
    return array.ndim == 1 and array.dtype.kind in "UO" and all(isinstance(one, str) for one in array)


def items(values: Any, name: str, size: int) -> np.ndarray:
    """Returns gallery indices of one dimension as int64."""
    array = np.atleast_1d(as_array(values, name))
    if array.ndim != 1 or (array.dtype.kind not in "iu" and len(array)):
        raise ValueError(f"{name} must be a list of whole numbers, not {array.dtype} of shape {array.shape}.")
    for item in array:
        if not 0 <= item < size:
            raise IndexError(f"{name} must be between 0 and {size - 1}, not {item}.")
    return np.ascontiguousarray(array, dtype=np.int64)


def describe(array: np.ndarray) -> Dict[str, Any]:
    """Returns type, shape and strides as a request names them."""
    item = array.dtype.itemsize
    return {
        "dtype": str(array.dtype),
        "shape": list(array.shape),
        "strides": [stride // item if array.size else 1 for stride in array.strides],
    }
