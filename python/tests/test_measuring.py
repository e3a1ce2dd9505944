"""Metrics, tests, methods and tuning."""

import json

import numpy as np
import pytest
from conftest import BLOBS

import icfrr
from icfrr.compat import re_ranking


def test_metrics_are_those_of_the_public_code(blobs):
    known = json.loads((BLOBS / "metrics_f64.json").read_text())["metrics"]
    comparison = icfrr.evaluate(blobs.ranks, blobs.query_labels, blobs.gallery_labels)
    assert len(known) == 9
    for row in known:
        for metric, value in comparison.means[f"iteration {row['iteration']}"].items():
            assert value == pytest.approx(row[metric], abs=1e-6)


def test_average_precision_by_hand():
    comparison = icfrr.evaluate([[0, 1, 2]], [7], [7, 1, 7], ["mAP@all", "prec@2"])
    assert comparison.means["ranks"]["mAP@all"] == pytest.approx((1 + 2 / 3) / 2)
    assert comparison.means["ranks"]["prec@2"] == 0.5
    assert comparison.values["ranks"]["mAP@all"].shape == (1,)


def test_runs_and_judgments():
    comparison = icfrr.evaluate_runs(
        {"a": {"q": {"x": 0.9, "y": 0.8}}, "b": {"q": {"x": 0.1, "y": 0.8}}}, {"q": {"x": 1}}, ["MRR"]
    )
    assert comparison.means == {"a": {"MRR": 1.0}, "b": {"MRR": 0.5}}


@pytest.mark.parametrize(
    "ranks, message",
    [
        ([[0, 0]], "twice"),
        ([[0, 3]], "no gallery index"),
        ([[0.5]], "whole numbers"),
        ([[0], [1]], "ranks of 2 queries"),
    ],
)
def test_unusable_rankings(ranks, message):
    with pytest.raises(ValueError, match=message):
        icfrr.evaluate(ranks, [1], [1, 2, 1])


def test_an_unknown_metric_lists_the_known():
    with pytest.raises(ValueError, match="nDCG"):
        icfrr.evaluate([[0]], [1], [1], ["accuracy"])


def test_significance():
    scipy = pytest.importorskip("scipy.stats")
    random = np.random.default_rng(3)
    a, b = random.random(25), random.random(25)
    assert icfrr.significance(a, b, "t_test") == pytest.approx(scipy.ttest_rel(a, b).pvalue, rel=1e-9)
    assert 0 < icfrr.significance(a, b) <= 1
    with pytest.raises(ValueError, match="same queries"):
        icfrr.significance(a, b[1:])


def test_k_reciprocal_is_that_of_person_reidentification(blobs):
    expected = np.load(BLOBS.parent / "peers" / "k_reciprocal.npy")
    qq = np.linalg.norm(blobs.queries[:, np.newaxis].astype(np.float64) - blobs.queries[np.newaxis], axis=2)
    found = re_ranking(blobs.qg, qq, blobs.gg, k1=20, k2=6, lambda_value=0.3)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, -expected, atol=1e-5)


def test_methods_by_name(blobs):
    expected = np.load(BLOBS.parent / "peers" / "aqe.npy")
    found = icfrr.score("aqe:k=10", blobs.queries, blobs.gallery)
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert len(icfrr.methods()) >= 13
    with pytest.raises(ValueError, match="no method is called 'magic'"):
        icfrr.score("magic", blobs.queries, blobs.gallery)
    with pytest.raises(ValueError, match="features"):
        icfrr.score("aqe", qg_dists=blobs.qg, gg_dists=blobs.gg)


def test_comparison(blobs):
    comparison = icfrr.compare(
        blobs.queries,
        blobs.gallery,
        blobs.query_labels,
        blobs.gallery_labels,
        methods=["none", "icfrr:vote=multiscale", "dba+aqe"],
        metrics=["mAP@all", "nDCG@10"],
    )
    assert comparison.names[0] == "none" and len(comparison.names) == 3
    assert comparison.means[comparison.names[1]]["mAP@all"] > 0.9
    assert comparison.p_values["mAP@all"][comparison.names[1]] < 0.01
    pandas = pytest.importorskip("pandas")
    assert isinstance(comparison.table, pandas.DataFrame)
    assert list(comparison.table.columns[:2]) == ["mAP@all", "nDCG@10"]
    assert comparison.markdown.startswith("| method")


def test_tuning_chooses_on_one_half(blobs):
    tuning = icfrr.tune(
        qg_dists=blobs.qg,
        gg_dists=blobs.gg,
        query_labels=blobs.query_labels,
        gallery_labels=blobs.gallery_labels,
        KG=[8, 16],
        KQ=16,
        beta=0.5,
        n_times=3,
    )
    assert tuning.held_out > tuning.held_out_before
    ranks = icfrr.rerank(blobs.qg, blobs.gg, returns="last", **tuning.choice)
    assert icfrr.evaluate(ranks, blobs.query_labels, blobs.gallery_labels).means["ranks"]["mAP@all"] > 0.8
    assert len(tuning.points) == (2 + 1) * 3


def test_search_is_exact(blobs):
    found = icfrr.search(blobs.queries, blobs.gallery, 5)
    full = np.sqrt(((blobs.queries[:, np.newaxis].astype(np.float64) - blobs.gallery[np.newaxis]) ** 2).sum(axis=2))
    np.testing.assert_array_equal(found.items, np.argsort(full, axis=1, kind="stable")[:, :5])
    np.testing.assert_allclose(found.distances, np.sort(full, axis=1)[:, :5], rtol=1e-12)


def test_classes_may_be_names(blobs):
    def names(labels):
        return [f"class {label}" for label in labels]

    numbered = icfrr.evaluate(blobs.ranks[0], blobs.query_labels, blobs.gallery_labels)
    named = icfrr.evaluate(blobs.ranks[0], names(blobs.query_labels), np.array(names(blobs.gallery_labels)))
    assert named.means == numbered.means
    with pytest.raises(ValueError, match="gallery_labels must be a list of whole numbers or of names, not int"):
        icfrr.evaluate(blobs.ranks[0], blobs.query_labels, blobs.gallery_labels[:, None])
