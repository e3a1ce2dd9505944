"""Images to features."""

import os
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, Optional, Union

import numpy as np

from . import _engine

_EXTENSIONS = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"}
_AT_A_TIME = 512


def image_files(folder: Union[str, "os.PathLike[str]"]) -> List[Path]:
    """
    List the images below a folder, sorted by the bytes of their paths, without hidden files.

    Raises
    ------
    OSError
        If there is no such folder, or no image in it.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"{root}: no such folder of images.")
    found = []
    for path in root.rglob("*"):
        relative = path.relative_to(root)
        hidden = any(part.startswith(".") for part in relative.parts)
        if path.suffix.lower() in _EXTENSIONS and not hidden and path.is_file():
            found.append((os.fsencode(relative.as_posix()), path))
    if not found:
        raise FileNotFoundError(f"{root}: holds no image ({', '.join(sorted(_EXTENSIONS))}).")
    return [path for _, path in sorted(found)]


def _image(image: Any) -> Dict[str, Any]:
    """Returns an image as a request names it."""
    if isinstance(image, dict) and ("bytes" in image or "path" in image):
        # An undecoded image of Hugging Face datasets.
        return _image(image["bytes"] if image.get("bytes") is not None else image["path"])
    if isinstance(image, (str, os.PathLike)):
        return {"path": os.path.abspath(os.fspath(image))}
    if isinstance(image, (bytes, bytearray, memoryview)):
        return {"bytes": np.frombuffer(image, dtype=np.uint8)}
    if hasattr(image, "convert"):
        image = image.convert("RGB")
    pixels = np.asarray(image)
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] not in (1, 3, 4)):
        raise ValueError(
            f"an image must be a path, the bytes of a file, a PIL image, or uint8 [height, width, 3], not "
            f"{pixels.dtype} {pixels.shape}."
        )
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        pixels = np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
    return {"pixels": np.ascontiguousarray(pixels[:, :, :3])}


def _parts(images: Iterable[Any]) -> Iterator[List[Dict[str, Any]]]:
    part: List[Dict[str, Any]] = []
    files = 0
    for image in images:
        described = _image(image)
        files += "path" in described
        part.append(described)
        # Paths cost nothing; pixels are held in memory.
        if len(part) - files >= _AT_A_TIME:
            yield part
            part, files = [], 0
    if part:
        yield part


def extract(
    images: Any,
    model: Union[str, "os.PathLike[str]"] = "sketch",
    *,
    preprocessing: Union[None, str, "os.PathLike[str]"] = None,
    pool: Optional[str] = None,
    output: Optional[str] = None,
    batch: int = 16,
    threads: int = 0,
    progress: Optional[bool] = None,
) -> np.ndarray:
    """
    Turn images into features.

    Parameters
    ----------
    images : path, or an iterable
        A folder (its images in the order of `image_files`), or images: paths, PIL images, uint8 arrays
        [height, width, 3], bytes of files, or a column of Hugging Face datasets.
    model : str or path
        "sketch", a small network for drawings and images of things that comes with the package; "hog", without a
        model; or an ONNX file.
    preprocessing : path, optional
        How images are prepared for an ONNX file: ``preprocessor_config.json``, timm's ``config.json``, or a file of
        ``icfrr import-checkpoint``. By default it is looked for beside the model.
    pool : {"none", "cls", "mean", "mean-patch"}, optional
        How a vector is made of the output of an ONNX file.
    output : str, optional
        The output of an ONNX file to take.
    batch : int
        Images per inference.
    threads : int
        Threads; 0 for one per core.
    progress : bool, optional
        Whether to show a bar (needs tqdm).

    Returns
    -------
    ndarray, float32, shape (N, D)
        Features of unit length.

    Raises
    ------
    OSError
        If an image or the model cannot be read; the message names it.
    """
    if batch < 1:
        raise ValueError(f"batch must be at least 1, not {batch}.")
    if isinstance(images, (str, os.PathLike)) and not os.path.isfile(images):
        images = image_files(images)
    elif isinstance(images, (str, os.PathLike, bytes)):
        images = [images]
    name = os.fspath(model)
    request = {
        "model": name if name in ("sketch", "hog") else os.path.abspath(name),
        "preprocessing": None if preprocessing is None else os.path.abspath(os.fspath(preprocessing)),
        "pool": pool,
        "output": output,
        "batch": batch,
        "threads": threads,
    }
    features: List[np.ndarray] = []
    width = 0
    for part in _parts(images):
        width = width or _engine.call("encoder_width", {**request, "images": part[:1]})
        rows = np.empty((len(part), width), dtype=np.float32)
        _engine.call("encode", {**request, "images": part, "features": _engine.Out(rows)}, progress)
        features.append(rows)
    if not features:
        raise ValueError("there are no images.")
    return features[0] if len(features) == 1 else np.concatenate(features)
