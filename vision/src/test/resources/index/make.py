"""Writes the golden indexes beside it, from docs/formats/gallery-index.md alone: python3 make.py"""
import hashlib
import io
import json
import pathlib
import shutil
import struct

import numpy as np

HERE = pathlib.Path(__file__).parent
KNN = (HERE.parents[4] / "core/src/test/resources/knn-graph/make.py").read_text().split("GOLDEN =")[0]
scope = {"__file__": str(HERE / "make.py")}
exec(KNN, scope)

IDS = ["zebra", "apple π", "folder/größe 1.png", "7", "apple"]
FEATURES = np.array([[0, 0], [1, 0], [1, 0], [0, 2], [-0.5, 8]], dtype="<f4")
LABELS = np.array([3, -1, 3, 12, 3], dtype="<i8")
THUMBNAILS = [b"", b"\xff\xd8 not really a JPEG", b"\x89PNG", b"", b"x" * 300]
CONTENTS = np.zeros((5, 32), dtype="u1")
CONTENTS[2] = np.frombuffer(hashlib.sha256(b"picture").digest(), dtype="u1")
CENTERS = np.array([[0.5, 0.25], [0, 8]], dtype="<f4")
CLUSTERS = np.array([0, 0, 0, 0, 1], dtype="<i4")
KG = 3


def npy(array):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=(1, 0))
    return out.getvalue()


def blob(pieces):
    starts = [32]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    table = struct.pack(f"<{len(starts)}Q", *starts)
    return b"ICFRRBLB" + struct.pack("<QQQ", 1, len(pieces), starts[-1]) + b"".join(pieces) + table


def neighbor(item, rank):
    squared = ((FEATURES.astype("f8") - FEATURES[item].astype("f8")) ** 2).sum(1)
    return int(np.argsort(squared, kind="stable")[rank + 1])


NAMES = [name.encode() for name in IDS]
COMMON = {
    "features.npy": npy(FEATURES),
    "neighbors.knn": scope["graph"](5, KG, 0, "", neighbor),
    "ids.blob": blob(NAMES),
    "id-order.npy": npy(np.array(sorted(range(5), key=lambda i: NAMES[i]), dtype="<i4")),
    "labels.npy": npy(LABELS),
    "contents.npy": npy(CONTENTS),
    "centers.npy": npy(CENTERS),
    "clusters.npy": npy(CLUSTERS),
}
# Item 4 came last and brought its picture in a pack of its own; piece 0 of the first is of an item that is gone.
PACKS = {
    "thumbnails-000001.blob": blob([b"gone", THUMBNAILS[2], THUMBNAILS[1]]),
    "thumbnails-000003.blob": blob([THUMBNAILS[4]]),
    "thumbnails.npy": npy(np.array([[-1, -1], [0, 2], [0, 1], [-1, -1], [1, 0]], dtype="<i4")),
}


# Item 4 is far from all others, so that it comes first on the scaled list of item 3.
MULTISCALE_FEATURES = FEATURES.copy()
MULTISCALE_FEATURES[3] = [0, 4]


def distance(a, b):
    return float(np.sqrt(((MULTISCALE_FEATURES[a].astype("f8") - MULTISCALE_FEATURES[b].astype("f8")) ** 2).sum()))


def others(item):
    """The other items, nearest first."""
    return sorted((i for i in range(5) if i != item), key=lambda i: distance(item, i))


HALF_SCALES = [np.mean([distance(i, j) for j in others(i)]) / 2 for i in range(5)]


def scaled(item, rank):
    return sorted(others(item), key=lambda i: distance(item, i) - HALF_SCALES[i])[rank]


MULTISCALE = {
    "features.npy": npy(MULTISCALE_FEATURES),
    "neighbors.knn": scope["graph"](5, 12, 1, "", lambda item, rank: others(item)[rank]),
    "neighbors-scaled.knn": scope["graph"](5, 4, 1, "", scaled, version=2),
    "gallery-mean.npy": npy(np.array([0.25, 1.5], dtype="<f8")),
    "query-mean.npy": npy(np.array([-2, 0.5], dtype="<f8")),
}
# K 4 needs plain lists of 10, the nearest items that make up a local scale.
VOTE = {
    "vote": {"kind": "multiscale", "k": 4, "weights": [7], "lists": "scaled"},
    "center": "domains",
    "query_bank": 3,
}
# Item 4 was added since the last full write. The list of item 2 in neighbors.knn is not the one that counts.
ADDED = {
    "features.npy": npy(FEATURES[:4]),
    "neighbors.knn": scope["graph"](4, KG, 0, "", lambda item, rank: 3 - rank if item == 2 else neighbor(item, rank)),
    "ids.blob": blob(NAMES[:4]),
    "id-order.npy": npy(np.array(sorted(range(4), key=lambda i: NAMES[i]), dtype="<i4")),
    "labels.npy": npy(LABELS[:4]),
    "contents.npy": npy(CONTENTS[:4]),
    "centers.npy": npy(CENTERS),
    "clusters.npy": npy(CLUSTERS[:4]),
    "thumbnails-000001.blob": PACKS["thumbnails-000001.blob"],
    "thumbnails.npy": npy(np.array([[-1, -1], [0, 2], [0, 1], [-1, -1]], dtype="<i4")),
    "added-features.npy": npy(FEATURES[4:]),
    "added-ids.blob": blob(NAMES[4:]),
    "added-id-order.npy": npy(np.array([0], dtype="<i4")),
    "added-labels.npy": npy(LABELS[4:]),
    "added-thumbnails.blob": blob(THUMBNAILS[4:]),
    "added-clusters.npy": npy(CLUSTERS[4:]),
    "changed-items.npy": npy(np.array([2, 4], dtype="<i4")),
    "changed-neighbors.npy": npy(np.array([[neighbor(i, r) for r in range(KG)] for i in (2, 4)], dtype="<u2")),
}
FLAT = {"vote": {"kind": "flat"}, "center": "none", "query_bank": 0, "added_items": 1}
FILES = {1: COMMON | {"thumbnails.blob": blob(THUMBNAILS)}, 2: COMMON | PACKS, 3: COMMON | PACKS | MULTISCALE, 4: ADDED}
for version, files in FILES.items():
    folder = HERE / f"golden-v{version}"
    shutil.rmtree(folder, ignore_errors=True)
    generation = folder / "gen-000003"
    generation.mkdir(parents=True)
    for name, content in files.items():
        (generation / name).write_bytes(content)
    manifest = {
        "format": "icfrr-index",
        "version": version,
        "generation": 3,
        "items": 5,
        "dimension": 2,
        "kg": 10 if version == 3 else KG,
        "self": "index" if version == 3 else "first",
        **{3: VOTE, 4: FLAT}.get(version, {}),
        "approximation": {"recall": 0.9, "seed": 4},
        "next_id": 9,
        "label_names": {"3": "cat", "12": "größe"},
        "model": {"kind": "hog", "size": 96, "cell": 16, "block": 2, "bins": 9, "signed": False, "crop": True},
        "written_by": "make.py",
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }
    text = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    (generation / "index.json").write_bytes(text)
    (folder / "CURRENT").write_text(f"gen-000003 {hashlib.sha256(text).hexdigest()}\n")
