"""Neighbor graphs, and re-rankers of one gallery."""

import pickle

import numpy as np
import pytest

import icfrr


def distances(a, b):
    return np.sqrt(((a[:, np.newaxis].astype(np.float64) - b[np.newaxis]) ** 2).sum(axis=2))


@pytest.fixture(scope="module")
def graph(blobs):
    return icfrr.knn_graph(blobs.gallery, k=64)


def test_lists_are_the_nearest_items(blobs, graph):
    gg = distances(blobs.gallery, blobs.gallery)
    np.fill_diagonal(gg, -1)
    expected = np.argsort(gg, axis=1, kind="stable")[:, 1:65]
    np.testing.assert_array_equal(graph.neighbors(), expected)
    np.testing.assert_array_equal(graph.neighbors([5, 399], 3), expected[[5, 399], :3])
    with pytest.raises(IndexError):
        graph.neighbors([400])
    with pytest.raises(ValueError, match="between 1 and 64"):
        graph.neighbors(k=65)


def test_approximate_lists_say_their_recall(blobs):
    graph = icfrr.knn_graph(blobs.gallery, 10, recall=0.9)
    assert graph.recall >= 0.9


def test_one_query_at_a_time_gives_the_same_as_all(blobs, graph):
    reranker = icfrr.Reranker(graph)
    all_at_once = reranker.rerank(blobs.queries, top=20)
    for query in (0, 7, 29):
        alone = reranker.rerank(blobs.queries[query], top=20)
        np.testing.assert_array_equal(alone.ranking[0], all_at_once.ranking[query])
        np.testing.assert_array_equal(alone.scores[0], all_at_once.scores[query])
        found = reranker.search(blobs.queries[query], top=4)
        assert [item for item, _ in found] == all_at_once.ranking[query, :4].tolist()


def test_scores_descend_and_rankings_are_those_of_rerank(blobs):
    graph = icfrr.knn_graph(distances=blobs.gg, k=25, self_match="first")
    reranker = icfrr.Reranker(graph, vote="flat", KG=25, KQ=20, n_times=8)
    result = reranker.rerank(distances=blobs.qg, top=None)
    np.testing.assert_array_equal(result.ranking, blobs.ranks[-1])
    assert (np.diff(result.scores, axis=1) <= 0).all()
    assert reranker.parameters["KG"] == 25 and "handle" not in reranker.parameters


def test_explanations_add_up(blobs, graph):
    reranker = icfrr.Reranker(graph)
    result = reranker.rerank(blobs.queries, top=5)
    for explanation in result.explain(3, [int(item) for item in result.ranking[3]]):
        last = explanation.steps[-1]
        assert result.ranking[3, last.rank] == explanation.item
        assert last.score == result.scores[3, last.rank]
        for step in explanation.steps[1:]:
            assert step.score == pytest.approx(step.base + step.beta * step.bonus, abs=1e-12)
    assert "voted for it" in str(result.explain(3, int(result.ranking[3, 0])))
    with pytest.raises(IndexError, match="there is no query 30"):
        result.explain(30, 0)
    with pytest.raises(IndexError, match="between 0 and 399"):
        result.explain(0, 400)


def test_all_candidates_are_the_whole_gallery(blobs):
    graph = icfrr.knn_graph(distances=blobs.gg, k=25, self_match="first")
    reranker = icfrr.Reranker(graph, vote="flat", KG=25, KQ=20, n_times=8)
    candidates = np.argsort(blobs.qg, axis=1, kind="stable")
    known = np.take_along_axis(blobs.qg, candidates, axis=1)
    result = reranker.rerank(distances=known, candidates=candidates, top=None)
    np.testing.assert_array_equal(result.ranking, blobs.ranks[-1])
    few = candidates[:, :50].copy()
    few[4, 45:] = -1
    result = reranker.rerank(distances=known[:, :50].copy(), candidates=few, top=50)
    assert set(result.ranking[0]) == set(few[0])
    assert (result.ranking[4, 45:] == -1).all() and (result.ranking[4, :45] >= 0).all()
    assert np.isneginf(result.scores[4, 45:]).all()
    item = int(result.ranking[0, 0])
    assert result.explain(0, item).steps[-1].rank == 0
    with pytest.raises(ValueError, match="twice"):
        reranker.rerank(distances=np.ones((1, 2)), candidates=[[3, 3]])
    with pytest.raises(ValueError, match="no gallery item"):
        reranker.rerank(distances=np.ones((1, 2)), candidates=[[3, 400]])


def test_a_reopened_graph_needs_the_features_to_scale_lists(blobs, graph, tmp_path):
    expected = icfrr.Reranker(graph).rerank(blobs.queries, top=9)
    graph.save(tmp_path / "g.knn")
    np.save(tmp_path / "gallery.npy", blobs.gallery)
    opened = icfrr.open_graph(tmp_path / "g.knn", np.load(tmp_path / "gallery.npy", mmap_mode="r"))
    np.testing.assert_array_equal(icfrr.Reranker(opened).rerank(blobs.queries, top=9).ranking, expected.ranking)
    bare = icfrr.open_graph(tmp_path / "g.knn")
    with pytest.raises(ValueError, match="scaling them needs the gallery"):
        icfrr.Reranker(bare)
    plain = icfrr.Reranker(bare, lists="plain")
    with pytest.raises(ValueError, match="does not know the gallery's features"):
        plain.rerank(blobs.queries)
    assert plain.rerank(distances=blobs.qg, top=3).ranking.shape == (30, 3)
    with pytest.raises(ValueError, match="graph of 400 items, and features has 399 rows"):
        icfrr.open_graph(tmp_path / "g.knn", blobs.gallery[:399])


def test_scaled_graphs_keep_their_k(blobs):
    scaled = icfrr.knn_graph(blobs.gallery, 32, lists="scaled")
    plain = icfrr.knn_graph(blobs.gallery, 64)
    weights = icfrr.Reranker(plain, k=32).rerank(blobs.queries)
    np.testing.assert_array_equal(icfrr.Reranker(scaled, k=32).rerank(blobs.queries).ranking, weights.ranking)
    with pytest.raises(ValueError, match="scaled for k=32"):
        icfrr.Reranker(scaled, k=16)


def test_a_graph_of_the_other_self_match_is_refused(blobs, graph):
    with pytest.raises(ValueError, match="self_match='first'"):
        icfrr.Reranker(graph, vote="flat", KG=8, KQ=8)


def test_damaged_and_missing_files(blobs, graph, tmp_path):
    with pytest.raises(OSError, match="nothing.knn"):
        icfrr.open_graph(tmp_path / "nothing.knn")
    (tmp_path / "text.knn").write_text("hello")
    with pytest.raises(OSError, match="text.knn"):
        icfrr.open_graph(tmp_path / "text.knn")
    graph.save(tmp_path / "g.knn")
    data = bytearray((tmp_path / "g.knn").read_bytes())
    data[-9] ^= 1
    (tmp_path / "g.knn").write_bytes(data)
    with pytest.raises(OSError):
        icfrr.open_graph(tmp_path / "g.knn", verify=True)
    with pytest.raises(OSError, match="no/such"):
        graph.save(tmp_path / "no" / "such" / "folder.knn")


def test_pickling_is_refused_clearly(graph):
    with pytest.raises(TypeError, match="save\\(path\\) and open_graph"):
        pickle.dumps(graph)
    with pytest.raises(TypeError, match="open_graph"):
        pickle.dumps(icfrr.Reranker(graph))


def test_automatic_parameters_give_a_reason(blobs):
    ranks = icfrr.rerank(
        query_features=blobs.queries, gallery_features=blobs.gallery, KG="auto", KQ="auto", returns="last", top=5
    )
    assert ranks.parameters["KG"] >= 4 and "agreement" in ranks.parameters["reason"]
    ranks = icfrr.rerank(blobs.qg, blobs.gg, vote="multiscale", guard="tell", returns="last", top=5)
    assert ranks.harm.shape == (30,) and np.isfinite(ranks.harm).all()


def test_the_guard_leaves_harmed_queries(blobs):
    ranks = icfrr.rerank(blobs.qg, blobs.gg, KG=300, KQ=300, guard="leave")
    harmed = ranks.harm < 0.4
    assert harmed.any()
    np.testing.assert_array_equal(ranks[5][harmed], ranks[0][harmed])


def test_items_of_neighbor_lists_are_gallery_indices(graph):
    with pytest.raises(ValueError, match="items must be a list of whole numbers, not float64"):
        graph.neighbors([1.5])
    with pytest.raises(IndexError, match="items must be between 0 and 399, not 400"):
        graph.neighbors([0, 400])
    assert graph.neighbors([]).shape == (0, graph.neighbors(0).shape[1])
