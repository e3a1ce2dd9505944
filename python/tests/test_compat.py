"""Names of other code."""

import numpy as np
import pytest

import icfrr
from icfrr.compat import Cacher, main, rerank_args


def test_caches_are_those_of_torch(blobs, tmp_path):
    torch = pytest.importorskip("torch")
    cacher = Cacher(tmp_path / "cache" / "mine" / "-1")
    labels = {"query": torch.from_numpy(blobs.query_labels), "gallery": torch.from_numpy(blobs.gallery_labels)}
    cacher.write_caches(torch.from_numpy(blobs.qg), torch.from_numpy(blobs.gg), labels)
    folder = tmp_path / "cache" / "mine" / "-1"
    assert torch.equal(torch.load(folder / "qg_dists.pth"), torch.from_numpy(blobs.qg))
    assert torch.equal(torch.load(folder / "labels.pth")["gallery"], labels["gallery"])
    torch.save(torch.from_numpy(blobs.gg), folder / "gg_dists.pth")
    qg, gg, known = cacher.load_caches()
    assert torch.equal(qg, torch.from_numpy(blobs.qg)) and torch.equal(gg, torch.from_numpy(blobs.gg))
    assert torch.equal(known["query"], labels["query"])


def test_caches_without_labels_and_without_torch(blobs, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    cacher = Cacher(str(tmp_path / "c"))
    cacher.write_caches(blobs.qg, blobs.gg, None)
    qg, gg, known = cacher.load_caches()
    assert isinstance(qg, np.ndarray) and known is None
    np.testing.assert_array_equal(gg, blobs.gg)


def test_caches_that_do_not_fit_are_refused_and_nothing_is_written(blobs, tmp_path):
    cacher = Cacher(tmp_path / "c")
    with pytest.raises(ValueError, match="do not fit"):
        cacher.write_caches(blobs.qg, blobs.gg[:10], None)
    with pytest.raises(ValueError, match="29 labels for 30"):
        cacher.write_caches(
            blobs.qg, blobs.gg, {"query": blobs.query_labels[:29], "gallery": blobs.gallery_labels}
        )
    assert not (tmp_path / "c").exists()


def test_command_lines_of_the_public_code(blobs, tmp_path):
    labels = {"query": blobs.query_labels, "gallery": blobs.gallery_labels}
    Cacher(tmp_path / "cache" / "blobs" / "-1").write_caches(blobs.qg, blobs.gg, labels)
    arguments = rerank_args(
        ["--dataset", "blobs", "--cache_root", str(tmp_path / "cache"), "--KG", "25", "--KQ", "20", "--n_times", "8"]
        + ["--rerank_results_dir", str(tmp_path / "results"), "--limited_memory"]
    )
    assert arguments.beta == 0.5 and arguments.per_class == -1 and arguments.query_idxs_to_vis == []
    main(arguments)
    ranks = icfrr.load_tensors(tmp_path / "results" / "blobs" / "-1" / "ranks" / "reranking_iter_8.pth")[""]
    np.testing.assert_array_equal(ranks, blobs.ranks[8])
    with pytest.raises(icfrr.CommandError):
        main(rerank_args(["--dataset", "nothing", "--cache_root", str(tmp_path)]))


def test_defaults_are_those_of_the_public_code():
    arguments = vars(rerank_args([]))
    assert arguments["KG"] == 256 and arguments["KQ"] == 250 and arguments["n_times"] == 5
    assert str(arguments["cache_root"]) == "cache" and arguments["dataset"] == "tuberlin"


def test_tensor_files(tmp_path):
    values = {"a": np.arange(6, dtype=np.int64).reshape(2, 3), "b": np.linspace(0, 1, 70000)}
    icfrr.save_tensor(tmp_path / "both.pth", values)
    loaded = icfrr.load_tensors(tmp_path / "both.pth")
    for name, array in values.items():
        assert loaded[name].dtype == array.dtype
        np.testing.assert_array_equal(loaded[name], array)
    (tmp_path / "bad.pth").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(OSError, match="bad.pth"):
        icfrr.load_tensors(tmp_path / "bad.pth")
