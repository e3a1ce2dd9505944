"""Threads, Ctrl+C, forks and memory."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from conftest import ROOT

import icfrr


# A shell's job in the background ignores Ctrl+C, and its children do too.
HEED_SIGINT = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"


def process(code, **options):
    environment = {**os.environ}
    if not os.environ.get("ICFRR_TEST_INSTALLED"):
        environment["PYTHONPATH"] = str(ROOT / "python")
    return subprocess.Popen(
        [sys.executable, "-u", "-c", HEED_SIGINT + code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        **options,
    )


def test_calls_from_several_threads_at_once(blobs):
    found = {}

    def work(number):
        found[number] = icfrr.rerank(blobs.qg, blobs.gg, 25, 20, n_times=8)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(6))
    for ranks in found.values():
        np.testing.assert_array_equal(ranks, blobs.ranks)


def test_other_threads_work_while_java_does():
    random = np.random.default_rng(1)
    features = random.random((6000, 64), dtype=np.float32)
    icfrr.knn_graph(features[:500], 10)
    ticks = []
    stop = threading.Event()

    def tick():
        while not stop.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.005)

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        start = time.monotonic()
        icfrr.knn_graph(features, 200, threads=1)
        end = time.monotonic()
    finally:
        stop.set()
        thread.join()
    during = [moment for moment in ticks if start < moment < end]
    assert len(during) >= 10 * (end - start)


def test_a_bar_shows_the_progress():
    pytest.importorskip("tqdm")
    code = """
import numpy, icfrr
features = numpy.random.default_rng(1).random((12000, 64), dtype=numpy.float32)
icfrr.knn_graph(features, 100, threads=1, progress=True)
"""
    running = process(code)
    _, err = running.communicate(timeout=120)
    assert running.returncode == 0
    assert "%" in err, err


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
@pytest.mark.parametrize("engine", ["jpype", "subprocess"])
def test_interrupting_a_long_call(engine):
    code = f"""
import os, numpy, icfrr
os.environ['ICFRR_ENGINE'] = '{engine}'
features = numpy.random.default_rng(1).random((150000, 128), dtype=numpy.float32)
icfrr.knn_graph(features[:300], 10)
print('ready')
try:
    icfrr.knn_graph(features, 100)
except KeyboardInterrupt:
    print('interrupted')
print(icfrr.knn_graph(features[:300], 10).size)
"""
    running = process(code)
    assert running.stdout.readline() == "ready\n"
    time.sleep(2)
    start = time.monotonic()
    running.send_signal(signal.SIGINT)
    assert running.stdout.readline() == "interrupted\n", running.stderr.read()
    assert time.monotonic() - start < 20
    # The engine works on.
    assert running.stdout.readline() == "300\n"
    assert running.wait(timeout=60) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_is_told_what_to_do(blobs):
    icfrr.search(blobs.queries, blobs.gallery, 1)
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        try:
            icfrr.search(blobs.queries, blobs.gallery, 1)
            sender.send("no error")
        except BaseException as error:  # noqa: BLE001
            sender.send(f"{type(error).__name__}: {error}")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    message = receiver.recv()
    assert message.startswith("RuntimeError: icfrr was started before this process was forked")
    assert "spawn" in message


def test_spawned_children_have_their_own_engine(tmp_path):
    # A pool of spawned processes imports its work from a file.
    (tmp_path / "work.py").write_text(
        "import numpy, icfrr\n"
        "def work(seed):\n"
        "    features = numpy.random.default_rng(seed).random((50, 4))\n"
        "    return icfrr.search(features, features, 1).items[:, 0].tolist()\n"
    )
    code = f"""
import multiprocessing, sys
sys.path.insert(0, r'{tmp_path}')
from work import work
if __name__ == '__main__':
    work(0)
    with multiprocessing.get_context('spawn').Pool(2) as pool:
        print(pool.map(work, [1, 2]) == [list(range(50))] * 2)
"""
    script = tmp_path / "main.py"
    script.write_text(code)
    environment = {**os.environ}
    if not os.environ.get("ICFRR_TEST_INSTALLED"):
        environment["PYTHONPATH"] = str(ROOT / "python")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=environment, timeout=120)
    assert done.stdout == "True\n", done.stderr


def free_memory():
    try:
        with open("/proc/meminfo", encoding="ascii") as opened:
            values = dict(line.split(":") for line in opened)
        return int(values["MemAvailable"].split()[0]) * 1024
    except OSError:
        return 0


MEMORY = """
import resource, numpy, icfrr
size = 22500  # 2.03 GB of float32
random = numpy.random.default_rng(1)
gg = numpy.empty((size, size), numpy.float32)
distances = random.random(2 * size, dtype=numpy.float32)
distances[size] = 0
for row in range(size):
    gg[row] = distances[size - row : 2 * size - row]
qg = random.random((20, size), dtype=numpy.float32)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
ranks = icfrr.rerank(qg, gg, KG=512, KQ=512, n_times=2, returns='last', top=100)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(gg.nbytes, (after - before) * 1024, ranks.shape)
"""


@pytest.mark.skipif(free_memory() < 4 << 30, reason="needs Linux and 4 GB of free memory")
def test_a_matrix_of_two_gigabytes_is_not_copied():
    running = process(MEMORY)
    out, err = running.communicate(timeout=300)
    assert running.returncode == 0, err
    size, growth = map(int, out.split()[:2])
    assert size > 2_000_000_000
    assert growth < 300_000_000, f"peak resident memory grew by {growth / 1e6:.0f} MB"
