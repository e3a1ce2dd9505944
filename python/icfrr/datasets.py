"""Columns of Hugging Face datasets."""

from typing import Any

import numpy as np

from . import _arrays
from .images import extract


def features_of(dataset: Any, column: str) -> np.ndarray:
    """
    Return a column of embeddings as a matrix.

    Parameters
    ----------
    dataset : datasets.Dataset
        With a column of lists of equal length.
    column : str
        Its name.

    Returns
    -------
    ndarray, float32 or float64, shape (N, D)

    Raises
    ------
    KeyError
        If there is no such column; the message lists all.
    ValueError
        If rows differ in length.
    """
    _require(dataset, column)
    formatted = dataset.with_format("numpy", columns=[column]) if hasattr(dataset, "with_format") else dataset
    values = formatted[column]
    array = np.asarray(values if isinstance(values, np.ndarray) else list(values))
    if array.dtype == object:
        raise ValueError(f"the rows of column '{column}' differ in length, so they are no features of one model.")
    return _arrays.matrix(array, column)


def extract_of(dataset: Any, column: str = "image", **options: Any) -> np.ndarray:
    """
    Turn a column of images into features.

    Parameters
    ----------
    dataset : datasets.Dataset
        With a column of images, decoded or not.
    column : str
        Its name.
    options
        As for `icfrr.extract`.
    """
    _require(dataset, column)
    return extract((row[column] for row in dataset), **options)


def _require(dataset: Any, column: str) -> None:
    if column not in dataset.column_names:
        raise KeyError(f"the data set has no column '{column}', only {', '.join(dataset.column_names)}")
