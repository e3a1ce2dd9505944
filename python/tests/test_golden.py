"""Orders equal those of the public Python code, element for element."""

import numpy as np
import pytest
from conftest import REFERENCE

import icfrr


@pytest.mark.parametrize("update", ["reference", "accumulating"])
def test_orders_of_both_rules(blobs, update):
    ranks = icfrr.rerank(blobs.qg, blobs.gg, KG=25, KQ=20, n_times=8, update=update)
    expected = blobs.ranks if update == "reference" else blobs.accumulating
    assert ranks.dtype == np.int64
    np.testing.assert_array_equal(ranks, expected)


def test_the_last_order_and_its_first_items(blobs):
    ranks = icfrr.rerank(blobs.qg, blobs.gg, 25, 20, n_times=8, returns="last", top=7, threads=3)
    np.testing.assert_array_equal(ranks, blobs.ranks[-1, :, :7])


def test_features_give_the_orders_of_distances(blobs):
    ranks = icfrr.rerank(query_features=blobs.queries, gallery_features=blobs.gallery, KG=25, KQ=20, n_times=8)
    # The golden distances are rounded to float32, so single orders may differ where items are equally far.
    assert np.mean(np.asarray(ranks) == blobs.ranks) > 0.99


def test_a_saved_graph_gives_the_same_orders(blobs, tmp_path):
    graph = icfrr.knn_graph(distances=blobs.gg, k=30, self_match="first")
    graph.save(tmp_path / "gallery.knn", note="blobs")
    opened = icfrr.open_graph(tmp_path / "gallery.knn", verify=True)
    assert opened.provenance == "blobs"
    for lists in (graph, opened):
        ranks = icfrr.rerank(blobs.qg, graph=lists, KG=25, KQ=20, n_times=8)
        np.testing.assert_array_equal(ranks, blobs.ranks)


def test_the_public_example():
    torch = pytest.importorskip("torch")
    folder = REFERENCE / "examples" / "custom" / "-1"
    if not folder.is_dir():
        pytest.skip(f"the public example is not at {REFERENCE}")
    ranks = icfrr.rerank(torch.load(folder / "qg_dists.pth"), torch.load(folder / "gg_dists.pth"), 10, 15, n_times=20)
    np.testing.assert_array_equal(ranks, np.load(REFERENCE / "expected" / "sketchy50" / "ranks_f64.npy"))
