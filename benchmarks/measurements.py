"""What `benchmarks/table` measures: a function for each command, which returns what the command reported."""
import json
import os
import re
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Optional


class Missing(Exception):
    """Says what a measurement needs and does not have."""


@dataclass(frozen=True)
class Sitting:
    """The checkout, the folder of the inputs, and the public code if there is a checkout of it."""

    root: Path
    data: Path
    reference: Optional[Path]

    def shown(self, command, environment=None):
        """Returns a command as a person would type it: D for the inputs, R for the public code."""
        text = " ".join([f"{name}={shlex.quote(value)}" for name, value in (environment or {}).items()])
        text = (text + " " + shlex.join(map(str, command))).strip().replace(str(self.data), "D")
        if self.reference:
            text = text.replace(str(self.reference), "R")
        return text.replace(sys.executable, "python3")

    def run(self, command, environment=None):
        return subprocess.run(
            [str(part) for part in command], cwd=self.root, env={**os.environ, **(environment or {})},
            check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout

    def json_of(self, command, environment=None):
        """Runs a command that prints one JSON object, possibly after lines of progress."""
        out = self.run(command, environment)
        return {"command": self.shown(command, environment), "result": json.loads(out[out.index("{"):])}

    def bench(self, *arguments, java=""):
        return self.json_of(["./icfrr", "bench", *arguments, "--format", "json"],
                            {"ICFRR_JAVA_OPTS": java} if java else None)

    def written(self, name, *arguments, file="qg_dists.pth"):
        """Returns the folder of the inputs of a name, and writes them if they are missing."""
        folder = self.data / name / "-1"
        if not (folder / file).exists():
            self.run(["./icfrr", "bench", *arguments, "--write", self.data, "--repeat", "0"])
        return folder

    def tuberlin(self):
        return self.written("tuberlin", "--preset", "tuberlin")

    def small(self):
        return self.written("synthetic")

    def whole_command(self, *arguments, repeat=2):
        """Times whole runs of ./icfrr, with the processor time and the peak memory of the process."""
        seconds, processor, memory = [], [], []
        command = ["./icfrr", *[str(argument) for argument in arguments]]
        for _ in range(repeat):
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            if status != 0:
                raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
            seconds.append(time.perf_counter() - start)
            processor.append(usage.ru_utime + usage.ru_stime)
            memory.append(usage.ru_maxrss * 1024)
        return {"command": self.shown(command),
                "result": {"seconds": seconds, "processor_seconds": processor, "peak_resident_bytes": memory}}

    def driver(self, script, *arguments):
        return self.json_of([sys.executable, f"benchmarks/{script}", *arguments])


def needs(module, sentence):
    if subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode:
        raise Missing(sentence)


def tuberlin(sitting):
    return sitting.bench("--preset", "tuberlin", "--repeat", "5", java="-Xmx400m")


def tuberlin_distances(sitting):
    sitting.tuberlin()
    return sitting.bench("--preset", "tuberlin", "--from", "distances", "--write", sitting.data, "--repeat", "3",
                         java="-Xmx200m")


def tuberlin_multiscale(sitting):
    return sitting.bench("--preset", "tuberlin", "--vote", "multiscale", "--k", "512", "--repeat", "3", java="-Xmx600m")


def tuberlin_accumulating(sitting):
    return sitting.bench("--preset", "tuberlin", "--update", "accumulating", "--repeat", "3", java="-Xmx400m")


def tuberlin_avx2(sitting):
    return sitting.bench("--preset", "tuberlin", "--repeat", "3", java="-Xmx400m -XX:UseAVX=2")


def rerank(sitting, *arguments):
    sitting.tuberlin()
    return sitting.whole_command(
        "rerank", "--dataset", "tuberlin", "--cache-root", sitting.data, "--source", "features", "--ranks", "none",
        "--rerank-results-dir", sitting.data / "results", *arguments)


def rerank_flat(sitting):
    return rerank(sitting, "--kg", "512", "--kq", "512")


def rerank_multiscale(sitting):
    return rerank(sitting, "--vote", "multiscale", "--k", "512")


def rerank_multiscale_1024(sitting):
    return rerank(sitting, "--vote", "multiscale", "--k", "1024")


def rerank_chosen(sitting):
    return rerank(sitting, "--vote", "multiscale")


def reference(sitting):
    if sitting.reference is None:
        raise Missing("the public code. Name a checkout with --reference")
    needs("torch", "PyTorch for this Python")
    return sitting.driver("time_reference.py", "--reference", sitting.reference, "--caches", sitting.tuberlin(),
                          "--kg", "512", "--kq", "512", "--threads", "2", "--limited-memory", "--queries", "60")


def reference_small(sitting):
    if sitting.reference is None:
        raise Missing("the public code. Name a checkout with --reference")
    needs("torch", "PyTorch for this Python")
    return sitting.driver("time_reference.py", "--reference", sitting.reference, "--caches", sitting.small(),
                          "--threads", "2", "--repeat", "3")


def faiss(sitting):
    needs("faiss", "FAISS for this Python")
    return sitting.driver("time_faiss.py", "--features", sitting.tuberlin() / "gallery_features.npy", "--kg", "512",
                          "--threads", "2", "--repeat", "3")


def faiss_small(sitting):
    needs("faiss", "FAISS for this Python")
    return sitting.driver("time_faiss.py", "--features", sitting.small() / "gallery_features.npy", "--threads", "2",
                          "--repeat", "5")


def python(sitting):
    needs("jpype, numpy", "JPype and NumPy for this Python")
    return sitting.json_of([sys.executable, "benchmarks/time_python.py", "--caches", sitting.tuberlin(), "--kg", "512",
                            "--kq", "512", "--repeat", "3"], {"PYTHONPATH": "python"})


def small_features(sitting):
    return sitting.bench("--repeat", "5")


def small_distances(sitting):
    sitting.small()
    return sitting.bench("--write", sitting.data, "--from", "distances", "--repeat", "5")


def quickdraw(sitting):
    return sitting.bench("--preset", "quickdraw", "--repeat", "1", java="-Xmx1200m")


def million(sitting):
    return sitting.bench("--preset", "million", "--repeat", "1", java="-Xmx4600m")


def serving(sitting, *arguments):
    command = ["benchmarks/serving", sitting.data / "serving", "seconds=5", "stages=load", "clients=1,8,64", *arguments]
    rows = [line.split() for line in sitting.run(command).splitlines() if line.startswith("load ")]
    if any(float(row[5]) == 0 for row in rows):
        sys.exit(f"table: the server has answered no request of {sitting.shown(command)}. Run it to see why")
    return {"command": sitting.shown(command),
            "result": {row[1]: {"p50": float(row[2]), "p99": float(row[3]), "answers_per_s": float(row[5])}
                       for row in rows}}


def serving_candidates(sitting):
    return serving(sitting, "candidates=1000")


def lucene(sitting):
    command = ["lucene/run-example", "--vote", "flat"]
    rows = [re.findall(r"[\d.,]+", line) for line in sitting.run(command).splitlines() if re.match(r"\s*[\d,]+ ", line)]
    names = ("window", "search_map", "search_ms", "vectors_map", "vectors_ms", "lists_map", "lists_ms")
    windows = [dict(zip(names, [float(value.replace(",", "")) for value in row])) for row in rows if len(row) == 7]
    return {"command": sitting.shown(command), "result": {"windows": windows}}


MEASUREMENTS = {name.replace("_", "-"): globals()[name] for name in (
    "tuberlin", "faiss", "tuberlin_distances", "reference", "tuberlin_multiscale", "tuberlin_accumulating",
    "tuberlin_avx2", "rerank_flat", "rerank_multiscale", "rerank_multiscale_1024", "rerank_chosen", "python",
    "small_features", "faiss_small",
    "small_distances", "reference_small", "serving", "serving_candidates", "lucene", "million", "quickdraw")}
