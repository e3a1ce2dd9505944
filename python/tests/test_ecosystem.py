"""Images, the server, scikit-learn, FAISS and datasets."""

import json
import urllib.error
import urllib.request

import numpy as np
import pytest
from conftest import ROOT

import icfrr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    image = pytest.importorskip("PIL.Image")
    draw = pytest.importorskip("PIL.ImageDraw")
    root = tmp_path_factory.mktemp("images")
    random = np.random.default_rng(5)
    for number in range(20):
        canvas = image.new("RGB", (90, 70), "white")
        pen = draw.Draw(canvas)
        corner = random.integers(5, 30, 2)
        box = [int(corner[0]), int(corner[1]), int(corner[0]) + 35, int(corner[1]) + 30]
        (pen.ellipse if number % 2 else pen.rectangle)(box, outline="black", width=3)
        path = root / ("round" if number % 2 else "square") / f"{number:02d}.png"
        path.parent.mkdir(exist_ok=True)
        canvas.save(path)
    (root / ".hidden.png").write_bytes(b"no image")
    (root / "notes.txt").write_text("no image")
    return root


def test_images_in_every_form_give_the_same_features(folder):
    image = pytest.importorskip("PIL.Image")
    files = icfrr.image_files(folder)
    assert len(files) == 20 and files[0].parent.name == "round"
    for model in ("sketch", "hog"):
        features = icfrr.extract(folder, model)
        assert features.dtype == np.float32 and len(features) == 20
        np.testing.assert_allclose(np.linalg.norm(features, axis=1), 1, rtol=1e-5)
        for images in (
            files,
            [str(file) for file in files],
            [image.open(file) for file in files],
            [np.asarray(image.open(file)) for file in files],
            [file.read_bytes() for file in files],
            [{"bytes": file.read_bytes(), "path": None} for file in files],
        ):
            np.testing.assert_array_equal(icfrr.extract(images, model), features)
    gray = np.asarray(image.open(files[0]).convert("L"))
    np.testing.assert_array_equal(icfrr.extract([gray], "hog"), icfrr.extract([files[0]], "hog"))


def test_any_onnx_encoder(folder, tmp_path):
    resources = ROOT / "vision" / "src" / "main" / "resources"
    model = tmp_path / "encoder.onnx"
    model.write_bytes(next(resources.rglob("sketch.onnx")).read_bytes())
    with pytest.raises(OSError, match="preprocessor_config.json"):
        icfrr.extract(folder, model)
    config = {"do_resize": True, "size": {"height": 64, "width": 64}, "resample": 2, "do_rescale": True}
    config.update(rescale_factor=1 / 255, do_normalize=False, image_processor_type="ViTImageProcessor")
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(config))
    features = icfrr.extract(folder, model, batch=7)
    assert features.shape == (20, 128)
    np.testing.assert_array_equal(icfrr.extract(folder, model, batch=7, threads=1), features)
    with pytest.raises(ValueError, match="pool must be one of"):
        icfrr.extract(folder, model, pool="max")


def test_unusable_images(folder, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG nothing")
    with pytest.raises(OSError, match="broken.png"):
        icfrr.extract([tmp_path / "broken.png"])
    with pytest.raises(OSError, match="missing.png"):
        icfrr.extract([folder / "missing.png"])
    with pytest.raises(OSError, match="holds no image"):
        (tmp_path / "empty").mkdir()
        icfrr.extract(tmp_path / "empty")
    with pytest.raises(ValueError, match="uint8"):
        icfrr.extract([np.zeros((4, 4, 3))])
    with pytest.raises(OSError, match="no such model"):
        icfrr.extract(folder, "nothing.onnx")


def test_a_server_over_an_index(folder, tmp_path):
    icfrr.build_index(tmp_path / "gallery.index", images=folder, model="hog")
    with icfrr.serve(tmp_path / "gallery.index") as server:
        with urllib.request.urlopen(server.url.rstrip("/") + "/openapi.yaml", timeout=20) as answer:
            assert answer.status == 200
        assert server.running
    assert not server.running
    with pytest.raises(icfrr.CommandError, match="nothing"):
        icfrr.serve(tmp_path / "nothing")
    with pytest.raises(icfrr.CommandError):
        icfrr.build_index(tmp_path / "gallery.index", images=folder, model="hog")


def test_graphs_are_those_of_scikit_learn(blobs):
    neighbors = pytest.importorskip("sklearn.neighbors")
    from sklearn.base import clone
    from sklearn.pipeline import make_pipeline

    from icfrr.sklearn import KNNGraphTransformer

    for mode in ("distance", "connectivity"):
        ours = KNNGraphTransformer(n_neighbors=12, mode=mode)
        theirs = neighbors.KNeighborsTransformer(n_neighbors=12, mode=mode)
        for found, expected in (
            (clone(ours).fit_transform(blobs.gallery), theirs.fit_transform(blobs.gallery)),
            (ours.fit(blobs.gallery).transform(blobs.queries), theirs.fit(blobs.gallery).transform(blobs.queries)),
        ):
            assert found.shape == expected.shape and found.nnz == expected.nnz
            assert abs(found - expected).max() < 1e-6
    classifier = neighbors.KNeighborsClassifier(n_neighbors=5, metric="precomputed")
    pipeline = make_pipeline(KNNGraphTransformer(n_neighbors=12), classifier)
    pipeline.fit(blobs.gallery, blobs.gallery_labels)
    plain = neighbors.KNeighborsClassifier(n_neighbors=5).fit(blobs.gallery, blobs.gallery_labels)
    np.testing.assert_array_equal(pipeline.predict(blobs.queries), plain.predict(blobs.queries))
    with pytest.raises(ValueError, match="less than the 400 samples"):
        KNNGraphTransformer(n_neighbors=400).fit(blobs.gallery)


def test_faiss_is_a_first_stage(blobs):
    faiss = pytest.importorskip("faiss")
    from icfrr.faiss import FaissReranker

    graph = icfrr.knn_graph(blobs.gallery, 64)
    expected = icfrr.Reranker(graph).rerank(blobs.queries, top=10)
    index = faiss.IndexFlatL2(blobs.gallery.shape[1])
    index.add(blobs.gallery)
    reranker = FaissReranker(index, k=64, candidates=400)
    scores, items = reranker.search(blobs.queries, 10)
    # FAISS gives distances in single precision, so near ties may differ.
    assert np.mean(items == expected.ranking) > 0.95
    np.testing.assert_allclose(scores, expected.scores, atol=0.05)
    unit = blobs.gallery / np.linalg.norm(blobs.gallery, axis=1, keepdims=True)
    queries = blobs.queries / np.linalg.norm(blobs.queries, axis=1, keepdims=True)
    index = faiss.IndexFlatIP(unit.shape[1])
    index.add(unit)
    _, items = FaissReranker(index, unit, k=64, candidates=100).search(queries, 10)
    assert items.shape == (30, 10)
    hits = blobs.gallery_labels[items] == blobs.query_labels[:, np.newaxis]
    assert hits.mean() > 0.9
    with pytest.raises(ValueError, match="unit length"):
        FaissReranker(index, unit, k=64).search(2 * queries, 10)


class Columns:
    """As much of ``datasets.Dataset`` as is used: column names, rows, columns and formats."""

    def __init__(self, columns, form=None):
        self._columns, self._form = columns, form
        self.column_names = list(columns)

    def with_format(self, form, columns=None):
        return Columns(self._columns, form)

    def __getitem__(self, name):
        return np.array(self._columns[name]) if self._form == "numpy" else self._columns[name]

    def __iter__(self):
        return ({name: values[i] for name, values in self._columns.items()} for i in range(20))


def test_columns_of_datasets(blobs, folder):
    from icfrr.datasets import extract_of, features_of

    images = [{"bytes": file.read_bytes(), "path": file.name} for file in icfrr.image_files(folder)]
    data = Columns({"embedding": blobs.gallery[:20].tolist(), "image": images})
    features = features_of(data, "embedding")
    np.testing.assert_allclose(features, blobs.gallery[:20])
    np.testing.assert_array_equal(extract_of(data, model="hog"), icfrr.extract(folder, "hog"))
    with pytest.raises(KeyError, match="no column 'vector', only embedding, image"):
        features_of(data, "vector")
