"""What arrays may be, and what is refused."""

import pickle

import numpy as np
import pytest

import icfrr


def expected(blobs):
    return blobs.ranks[-1]


def orders(qg, gg, **more):
    return icfrr.rerank(qg, gg, 25, 20, n_times=8, returns="last", **more)


def test_both_precisions_and_memory_maps_are_read_in_place(blobs, tmp_path, recwarn):
    np.testing.assert_array_equal(orders(blobs.qg.astype(np.float64), blobs.gg.astype(np.float64)), expected(blobs))
    np.save(tmp_path / "gg.npy", blobs.gg)
    np.testing.assert_array_equal(orders(blobs.qg, np.load(tmp_path / "gg.npy", mmap_mode="r")), expected(blobs))
    read_only = blobs.gg.copy()
    read_only.flags.writeable = False
    np.testing.assert_array_equal(orders(blobs.qg, read_only), expected(blobs))
    assert not [one for one in recwarn if issubclass(one.category, icfrr.CopyWarning)]


def test_torch_tensors(blobs):
    torch = pytest.importorskip("torch")
    qg = torch.from_numpy(blobs.qg).requires_grad_()
    np.testing.assert_array_equal(orders(qg, torch.from_numpy(blobs.gg)), expected(blobs))
    with pytest.warns(icfrr.CopyWarning, match="bfloat16"):
        orders(torch.from_numpy(blobs.qg).bfloat16(), blobs.gg)


def test_other_layouts_and_types_are_copied_with_a_note(blobs):
    with pytest.warns(icfrr.CopyWarning, match="gg_dists is not C-contiguous"):
        ranks = orders(blobs.qg, np.asfortranarray(blobs.gg))
    np.testing.assert_array_equal(ranks, expected(blobs))
    wide = np.zeros((30, 800), np.float32)
    wide[:, ::2] = blobs.qg
    with pytest.warns(icfrr.CopyWarning, match="qg_dists is not C-contiguous"):
        np.testing.assert_array_equal(orders(wide[:, ::2], blobs.gg), expected(blobs))
    with pytest.warns(icfrr.CopyWarning, match="has the type >f4"):
        np.testing.assert_array_equal(orders(blobs.qg.astype(">f4"), blobs.gg), expected(blobs))
    with pytest.warns(icfrr.CopyWarning, match="float16"):
        orders(blobs.qg.astype(np.float16), blobs.gg)


def test_anything_that_gives_an_array(blobs):
    class Holder:
        def __array__(self, dtype=None):
            return blobs.qg

    class Capsule:
        def __dlpack__(self, **more):
            return blobs.qg.__dlpack__(**more)

        def __dlpack_device__(self):
            return blobs.qg.__dlpack_device__()

    np.testing.assert_array_equal(orders(Holder(), blobs.gg), expected(blobs))
    np.testing.assert_array_equal(orders(Capsule(), blobs.gg), expected(blobs))
    np.testing.assert_array_equal(orders(blobs.qg[3], blobs.gg), expected(blobs)[3:4])


def test_no_queries_give_no_orders(blobs):
    assert icfrr.rerank(blobs.qg[:0], blobs.gg, 25, 20).shape == (6, 0, 400)


def test_a_gallery_of_one_item():
    ranks = icfrr.rerank(np.ones((2, 1)), np.zeros((1, 1)), 5, 5)
    np.testing.assert_array_equal(ranks, np.zeros((6, 2, 1)))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_values_that_are_not_finite_are_named(blobs, bad):
    qg = blobs.qg.copy()
    qg[3, 5] = bad
    with pytest.raises(ValueError, match="row 3, column 5"):
        orders(qg, blobs.gg)
    gg = blobs.gg.copy()
    gg[7, 9] = bad
    with pytest.raises(ValueError, match="row 7, column 9"):
        orders(blobs.qg, gg)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(qg_dists=np.ones((2, 3)), gg_dists=np.ones((3, 4))), "gg_dists must be square"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(4)), "qg_dists is for 3 gallery items, gg_dists for 4"),
        (dict(qg_dists=np.ones((2, 3))), "needs gg_dists"),
        (dict(), "give qg_dists"),
        (dict(qg_dists=np.ones((2, 3, 4)), gg_dists=np.ones((3, 3))), "two dimensions"),
        (dict(qg_dists=-np.ones((2, 3)), gg_dists=1 - np.eye(3)), "negative values"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=np.eye(3)), "similarities"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), KG=0), "KG must be at least 1"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), KQ=2.5), "KQ must be a whole number"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), beta=np.nan), "beta must be finite"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), n_times=-1), "n_times must be at least 0"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), update="both"), "update must be 'reference' or"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), vote="many"), "vote must be"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), k=8), "k belongs to vote='multiscale'"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), vote="multiscale", KG=8), "KG and KQ belong"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), returns="best"), "returns must be"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), top=0), "top must be at least 1"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), threads=-1), "threads must be at least 0"),
        (dict(qg_dists=np.ones((2, 3)), gg_dists=1 - np.eye(3), normalize=True), "work on features"),
        (dict(qg_dists=np.ones((2, 0)), gg_dists=np.ones((0, 0))), "the gallery is empty"),
        (dict(query_features=np.ones((2, 3)), gallery_features=np.ones((4, 5))), "values per feature"),
        (dict(query_features=np.ones((2, 3))), "need gallery_features"),
    ],
)
def test_unusable_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        icfrr.rerank(**arguments)


def test_text_and_booleans_are_no_numbers():
    with pytest.raises(TypeError, match="must hold numbers"):
        icfrr.rerank(np.array([["a"]]), np.zeros((1, 1)))
    with pytest.raises(TypeError, match="must hold numbers"):
        icfrr.rerank(np.array([[True]]), np.zeros((1, 1)))


def test_an_unknown_argument_is_refused():
    with pytest.raises(TypeError, match="Kg"):
        icfrr.rerank(np.ones((1, 1)), np.zeros((1, 1)), Kg=3)


@pytest.mark.parametrize(
    "more", [dict(n_times=2.5), dict(n_times="5"), dict(top="5"), dict(top=1.5), dict(threads="2"), dict(beta="0.5")]
)
def test_a_parameter_of_another_type_is_named(more):
    name = next(iter(more))
    with pytest.raises(TypeError, match=f"{name} must be a (whole )?number, not {next(iter(more.values()))!r}"):
        icfrr.rerank(np.ones((2, 3)), 1 - np.eye(3), **more)


def test_the_array_of_a_value_that_is_not_finite_is_named(blobs):
    gallery = blobs.gallery.copy()
    gallery[7, 2] = np.nan
    with pytest.raises(ValueError, match="^gg_dists: row 0, column 1 holds NaN"):
        icfrr.rerank(np.ones((1, 2)), np.array([[0, np.nan], [1, 0]]))
    with pytest.raises(ValueError, match="^features: row 7, column 2 holds NaN"):
        icfrr.knn_graph(gallery, 5)


def test_masked_sparse_and_ragged_values_are_refused():
    sparse = pytest.importorskip("scipy.sparse")
    square = 1 - np.eye(3)
    with pytest.raises(TypeError, match="qg_dists is a masked array"):
        icfrr.rerank(np.ma.masked_less(np.ones((2, 3)), 2), square)
    with pytest.raises(TypeError, match="gg_dists is a sparse matrix"):
        icfrr.rerank(np.ones((2, 3)), sparse.csr_matrix(square))
    with pytest.raises(ValueError, match="qg_dists must be an array"):
        icfrr.rerank([[1, 2, 3], [1]], square)


def test_a_matrix_object_is_an_array(blobs):
    with pytest.warns(PendingDeprecationWarning):
        qg = np.matrix(blobs.qg)
    np.testing.assert_array_equal(orders(qg, blobs.gg), expected(blobs))


def test_notes_of_copies_point_to_the_caller(blobs):
    torch = pytest.importorskip("torch")
    for qg in (blobs.qg.astype(np.float16), torch.from_numpy(blobs.qg).bfloat16()):
        with pytest.warns(icfrr.CopyWarning) as notes:
            orders(qg, blobs.gg)
        assert notes[0].filename == __file__


def test_ranks_keep_their_parameters_when_pickled(blobs):
    ranks = orders(blobs.qg, blobs.gg, guard="tell")
    again = pickle.loads(pickle.dumps(ranks))
    np.testing.assert_array_equal(again, ranks)
    np.testing.assert_array_equal(again.harm, ranks.harm)
    assert again.parameters == ranks.parameters and again.parameters
