"""``python -m icfrr``: the icfrr command, with the Java and the jars of this package."""

import os
import signal
import subprocess
import sys
from typing import List

from . import _java
from .errors import JavaNotFoundError


def _drop_vector_warning() -> List[str]:
    """
    Drops the JVM's warning about the vector module, which no option turns off, and returns the options that this needs.

    A child process passes on what else the JVM says. The program itself writes to descriptor 3.
    """
    os.dup2(2, 3)
    source, target = os.pipe()
    if os.fork() == 0:
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, signal.SIG_IGN)
        for descriptor in (0, 1, 2, target):
            os.close(descriptor)
        with os.fdopen(source, "rb") as lines:
            for line in lines:
                if not line.startswith(b"WARNING: Using incubator modules: "):
                    os.write(3, line)
        os._exit(0)
    os.close(source)
    os.dup2(target, 2)
    os.close(target)
    return ["--add-opens=java.base/java.io=ALL-UNNAMED", "-Dicfrr.stderr=3"]


def main() -> int:
    """Runs the command with the options of the process and returns its exit code."""
    try:
        command = _java.command_line(sys.argv[1:])
    except JavaNotFoundError as error:
        print(f"icfrr: {error}", file=sys.stderr)
        return 2
    if os.name != "nt":
        sys.stdout.flush()
        options = _drop_vector_warning() if sys.stderr is not None else []
        os.execv(command[0], [command[0], *options, *command[1:]])
    return subprocess.call(command)


def entry() -> None:
    """Runs the installed command."""
    sys.exit(main())


if __name__ == "__main__":
    entry()
