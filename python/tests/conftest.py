"""Shared data of the tests."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BLOBS = ROOT / "core" / "src" / "test" / "resources" / "blobs"
REFERENCE = Path(os.environ.get("ICFRR_REFERENCE", ROOT.parent / "shared" / "reference"))

if not os.environ.get("ICFRR_TEST_INSTALLED"):
    sys.path.insert(0, str(ROOT / "python"))


class Blobs:
    """30 queries and 400 gallery items in 8 classes, and the orders of the public Python code."""

    def __init__(self):
        torch = pytest.importorskip("torch")
        self.qg = torch.load(BLOBS / "qg_dists.pth").numpy()
        self.gg = torch.load(BLOBS / "gg_dists.pth").numpy()
        labels = torch.load(BLOBS / "labels.pth")
        self.query_labels = labels["query"].numpy()
        self.gallery_labels = labels["gallery"].numpy()
        self.queries = np.load(BLOBS / "query_features.npy")
        self.gallery = np.load(BLOBS / "gallery_features.npy")
        self.ranks = np.load(BLOBS / "ranks_f64.npy")
        self.accumulating = np.load(BLOBS / "ranks_accumulating_f64.npy")


@pytest.fixture(scope="session")
def blobs():
    return Blobs()
