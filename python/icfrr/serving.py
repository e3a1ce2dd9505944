"""Gallery indexes and the HTTP server."""

import os
import queue
import subprocess
import tempfile
import threading
from typing import Any, List, Optional, Sequence, Union

import numpy as np

from . import _arrays, _java, commands

Path = Union[str, "os.PathLike[str]"]


def build_index(
    out: Path,
    *,
    images: Optional[Path] = None,
    features: Any = None,
    ids: Optional[Sequence[str]] = None,
    model: str = "sketch",
    replace: bool = False,
    options: Sequence[str] = (),
) -> str:
    """
    Build a gallery index, a folder that `serve` and ``icfrr search`` read.

    Parameters
    ----------
    out : path
        The folder to write.
    images : path, optional
        A folder of images, encoded by `model`. Or give `features`.
    features : array_like, shape (G, D), optional
        Features of the gallery.
    ids : sequence of str, optional
        Ids of the rows of `features`; 0, 1, 2, ... by default.
    model : str
        "sketch", "hog" or an ONNX file, for `images`.
    replace : bool
        Whether to overwrite an existing index.
    options : sequence of str
        More options of ``icfrr index build``.

    Returns
    -------
    str
        What the command printed.
    """
    if (images is None) == (features is None):
        raise ValueError("give a folder of images, or features.")
    command: List[Any] = ["index", "build", "--out", os.fspath(out), *(["--replace"] if replace else []), *options]
    if images is not None:
        command += ["--images", os.fspath(images), "--model", model]
        return commands.run(*command)
    with tempfile.TemporaryDirectory(prefix="icfrr-") as folder:
        file = os.path.join(folder, "features.npy")
        np.save(file, _arrays.matrix(features, "features"))
        command += ["--features", file]
        if ids is not None:
            names = os.path.join(folder, "ids.txt")
            with open(names, "w", encoding="utf-8") as opened:
                opened.writelines(f"{one}\n" for one in ids)
            command += ["--ids", names]
        return commands.run(*command)


class Server:
    """
    A running server. Use it as a context manager, or call `stop`.

    Attributes
    ----------
    url : str
        Its address.
    page : str
        The address of the drawing page, with a token that lets it change the index.
    """

    def __init__(self, process: "subprocess.Popen[str]", page: str):
        self._process = process
        self.page = page
        self.url = page.split("#")[0]

    def stop(self) -> None:
        """Finish the running requests and end the server."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def wait(self) -> None:
        """Serve until Ctrl+C."""
        try:
            self._process.wait()
        except KeyboardInterrupt:
            self.stop()

    @property
    def running(self) -> bool:
        """Whether the server runs."""
        return self._process.poll() is None

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *unused: Any) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"Server({self.url!r}, {'running' if self.running else 'stopped'})"


def serve(
    index: Path,
    port: int = 0,
    *,
    host: str = "127.0.0.1",
    api_key: Optional[str] = None,
    read_only: bool = False,
    timeout: float = 60,
) -> Server:
    """
    Serve a gallery index over HTTP, with a page to draw queries on.

    Parameters
    ----------
    index : path
        A folder of `build_index` or ``icfrr index build``.
    port : int
        The port; 0 for any free one.
    host : str
        The address to listen on. Any other than this machine needs an `api_key`.
    api_key : str, optional
        The key that clients must send.
    read_only : bool
        Whether to refuse requests that change the index.
    timeout : float
        Seconds to wait for the server to start.

    Returns
    -------
    Server

    Raises
    ------
    CommandError
        If the server cannot start; the message is what it printed.
    """
    arguments = ["serve", "--index", os.fspath(index), "--port", str(port), "--host", host]
    command = _java.command_line(arguments + (["--read-only"] if read_only else []))
    environment = dict(os.environ)
    if api_key is not None:
        environment["ICFRR_API_KEY"] = api_key
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    )
    lines: "queue.Queue[Optional[str]]" = queue.Queue()

    def read() -> None:
        assert process.stderr is not None
        with process.stderr:
            for line in process.stderr:
                lines.put(line.rstrip("\n"))
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    said = []
    try:
        while True:
            line = lines.get(timeout=timeout)
            if line is None:
                process.wait()
                raise commands.CommandError("\n".join(said) or f"the server ended with code {process.returncode}")
            if line.startswith("open "):
                return Server(process, line.split()[1])
            if "incubator modules" not in line:
                said.append(line)
    except queue.Empty:
        process.kill()
        raise commands.CommandError(f"the server did not start within {timeout:g} s: " + "\n".join(said)) from None
    except BaseException:
        process.kill()
        raise
