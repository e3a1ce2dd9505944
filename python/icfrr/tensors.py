"""Tensor files: PyTorch's without PyTorch, NumPy's and others."""

import os
from typing import Any, Dict, Mapping, Union

import numpy as np

from . import _arrays, _engine

Path = Union[str, "os.PathLike[str]"]


def load_tensors(path: Path) -> Dict[str, np.ndarray]:
    """
    Read the tensors of a .pth, .npy, .npz, .fvecs or .ivecs file. No code of the file runs.

    Returns
    -------
    dict
        Arrays by their path within the file, "" for a file that is one tensor: float32 or float64, and int64 for whole
        numbers.

    Raises
    ------
    OSError
        If the file is damaged or of another kind.
    """
    found = {}
    for name, dtype, shape in _engine.call("tensors", {"path": os.fspath(path)}):
        if dtype.startswith("complex"):
            continue
        if dtype == "float64":
            wanted: Any = np.float64
        elif dtype.startswith(("float", "bfloat")):
            wanted = np.float32
        else:
            wanted = np.int64
        array = np.empty(shape, dtype=wanted)
        _engine.call("tensor_read", {"path": os.fspath(path), "name": name, "values": _engine.Out(array)})
        found[name] = array
    return found


def save_tensor(path: Path, values: Any) -> None:
    """
    Write an array, or a dict of arrays, as ``torch.save`` does: ``torch.load`` reads it. The file appears only when it
    is complete.
    """
    if isinstance(values, Mapping):
        request: Dict[str, Any] = {"path": os.fspath(path), "names": list(values)}
        for number, (name, one) in enumerate(values.items()):
            request[f"values_{number}"] = np.ascontiguousarray(_arrays.as_array(one, name))
    else:
        request = {"path": os.fspath(path), "value": np.ascontiguousarray(_arrays.as_array(values, "values"))}
    _engine.call("tensor_write", request)
