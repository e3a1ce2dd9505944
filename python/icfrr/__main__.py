"""``python -m icfrr``: the icfrr command, with the Java and the jars of this package."""

import os
import subprocess
import sys

from . import _java
from .errors import JavaNotFoundError


def main() -> int:
    """Runs the command with the options of the process and returns its exit code."""
    try:
        command = _java.command_line(sys.argv[1:])
    except JavaNotFoundError as error:
        print(f"icfrr: {error}", file=sys.stderr)
        return 2
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.call(command)


def entry() -> None:
    """Runs the installed command."""
    sys.exit(main())


if __name__ == "__main__":
    entry()
