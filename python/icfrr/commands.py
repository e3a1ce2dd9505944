"""The icfrr command from Python."""

import os
import subprocess
from typing import Any

from . import _java


class CommandError(RuntimeError):
    """A command failed. The message is what it printed."""


def run(*arguments: Any, capture: bool = True) -> str:
    """
    Run the ``icfrr`` command in a process of its own.

    Parameters
    ----------
    arguments : str, path or number
        For example ``"index", "build", "--images", folder, "--out", "gallery.index"``.
    capture : bool
        Whether to return what it prints; otherwise it prints here.

    Returns
    -------
    str
        Its output, empty without `capture`.

    Raises
    ------
    CommandError
        If it fails.
    """
    command = _java.command_line([os.fspath(one) if isinstance(one, os.PathLike) else str(one) for one in arguments])
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.PIPE if capture else None,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        lines = [line for line in (done.stderr or "").splitlines() if "incubator modules" not in line]
        raise CommandError("\n".join(lines) or f"icfrr {arguments[0]} ended with code {done.returncode}")
    return done.stdout or ""
