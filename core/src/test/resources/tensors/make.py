"""Makes the golden files beside it: python3 make.py (PyTorch 1.13, NumPy 1.24). A .npy or .npz holds the values of the .pth of its name."""

import argparse
import collections
import os
import pathlib
import pickle
import struct
import zipfile

import numpy as np
import torch

os.chdir(os.path.dirname(os.path.abspath(__file__)))
torch.manual_seed(20)
base = torch.randn(6, 5)


def save(name, value, expected=None, **options):
    torch.save(value, name + ".pth", **options)
    if isinstance(expected, dict):
        np.savez(name + ".npz", **expected)
    elif expected is not None:
        np.save(name + ".npy", expected)


# Every type, in both formats.
for dtype in ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128"]:
    t = (base * 40).to(getattr(torch, dtype))
    e = t.float().numpy() if dtype == "bfloat16" else t.numpy()
    save(dtype, t, e)
    save("legacy_" + dtype, t, e, _use_new_zipfile_serialization=False)

# Extreme values.
f = torch.tensor([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e-45, 3.4028235e38])
save("float32_extremes", f, f.numpy())
save("float16_extremes", torch.tensor([0.0, float("inf"), float("nan"), 6e-8, 65504.0]).half(), np.array([0, np.inf, np.nan, 6e-8, 65504], np.float16))
i = torch.tensor([-(2**63), 2**63 - 1, 2**53 + 1, 0])
save("int64_extremes", i, i.numpy())

# Views.
big = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
views = {
    "transposed": big.permute(2, 0, 1),
    "sliced": big[1:, 1:3, ::2],
    "expanded": torch.arange(4, dtype=torch.float32).expand(3, 4),
    "zero_dim": big[1, 2, 3],
    "empty": torch.zeros(0, 3),
    "one_element": big[2:, 3:, 4:],
}
for name, view in views.items():
    save("view_" + name, view, view.numpy().copy())
save("legacy_views", views, {k: v.numpy() for k, v in views.items()}, _use_new_zipfile_serialization=False)

# A model's state, with parameters, metadata, tied weights and an optimizer.
model = torch.nn.Sequential(collections.OrderedDict(fc=torch.nn.Linear(3, 2), norm=torch.nn.BatchNorm1d(2)))
state = model.state_dict()
save("state_dict", state, {k: v.numpy() for k, v in state.items()})
save("legacy_state_dict", state, {k: v.numpy() for k, v in state.items()}, _use_new_zipfile_serialization=False)
parameter = torch.nn.Parameter(torch.ones(2, 2))
parameter.note = "kept by _rebuild_parameter_with_state where PyTorch has it"
shared = torch.arange(6.0)
save(
    "checkpoint",
    {
        "args": argparse.Namespace(lr=1e-3, name="vit é", path=pathlib.PurePosixPath("/a/b")),
        "epoch": 12,
        "model": state,
        "parameter": parameter,
        "requires_grad": torch.ones(2, requires_grad=True),
        "size": torch.Size([2, 3]),
        "dtype": torch.float16,
        "device": torch.device("cpu"),
        "numpy": np.arange(6, dtype=">i4").reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "numpy_scalar": np.float64(0.25),
        "numpy_strings": np.array(["a", "b"]),
        "default": collections.defaultdict(list, {"k": [1]}),
        "ordered": collections.OrderedDict([("z", 1), ("a", 2)]),
        "list": [1, 2.5, "three", None, True, (4, 5), {6}, frozenset([7]), 2**70, -1, b"\x00\xff", bytearray(b"xy")],
        1: "int key",
        ("t", 1): "tuple key",
        "tied": [shared, shared, shared[2:4]],
        "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8),
        "sparse": torch.eye(2).to_sparse(),
    },
)
save("labels", {"query": torch.arange(2000), "gallery": torch.arange(30000) % 30}, {"query": np.arange(2000), "gallery": np.arange(30000) % 30})

# The same value in every pickle protocol.
for protocol in range(2, 6):
    save("protocol_%d" % protocol, {"w": base, "b": b"ab" * 200, "s": "x" * 300, "n": [2**40, -3, 1e300, {1, 2}]}, {"w": base.numpy()}, pickle_protocol=protocol)


# What a big-endian machine writes.
def repack(source, target, change, **extra):
    with zipfile.ZipFile(source) as a, zipfile.ZipFile(target, "w", extra.pop("method", zipfile.ZIP_STORED)) as b:
        for item in a.infolist():
            name = item.filename.split("/", 1)[1]
            b.writestr("archive/" + name, change(name, a.read(item)))
        for name, content in extra.items():
            b.writestr("archive/" + name, content)


repack("float32.pth", "big_endian.pth", lambda n, c: np.frombuffer(c, "<f4").astype(">f4").tobytes() if n.startswith("data/") else c, byteorder="big")
np.save("big_endian.npy", base.numpy() * 40)
repack("float32.pth", "deflated.pth", lambda n, c: c, method=zipfile.ZIP_DEFLATED)
np.save("deflated.npy", base.numpy() * 40)


# Python objects that must never be made.
class Hostile:
    def __reduce__(self):
        return (os.system, ("touch icfrr-pickle-was-executed",))


save("hostile_reduce", {"x": Hostile(), "w": base[:2]}, {"w": base[:2].numpy()})

# NumPy's own variety.
for code in ["|b1", "<i1", "<u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"]:
    x = (base.numpy() * 40).astype(np.dtype(code))
    np.save("np_%s.npy" % code[1:], x)
    np.save("np_big_%s.npy" % code[1:], x.astype(np.dtype(">" + code[1:])))
np.save("np_fortran.npy", np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))
np.save("np_zero_dim.npy", np.float32(1.5))
with open("np_version_2.npy", "wb") as out:
    np.lib.format.write_array(out, np.arange(3), version=(2, 0))
with open("np_version_3.npy", "wb") as out:
    np.lib.format.write_array(out, np.arange(3), version=(3, 0))
np.save("np_strings.npy", np.array(["ab", "c"]))
np.save("np_objects.npy", np.array([None, 1], dtype=object))
np.save("np_records.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save("np_dates.npy", np.array(["2020-01-01"], dtype="M8[D]"))
np.savez("np_pair.npz", a=np.arange(6.0).reshape(2, 3), b=np.arange(3))
np.savez_compressed("np_pair_compressed.npz", a=np.arange(6.0).reshape(2, 3), b=np.arange(3))


def vecs(name, rows, form):
    with open(name, "wb") as out:
        for row in rows:
            out.write(struct.pack("<i", len(row)) + struct.pack("<%d%s" % (len(row), form), *row))


vecs("three.fvecs", [[1.5, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], "f")
vecs("three.ivecs", [[1, -2], [3, 4], [5, 6]], "i")
vecs("three.bvecs", [[1, 200, 3], [4, 5, 6], [7, 8, 255]], "B")
vecs("uneven.fvecs", [[1, 2, 3], [4, 5, 6, 7, 8, 9, 10], [1, 2, 3]], "f")

# Damage.
whole = open("float32.pth", "rb").read()
open("truncated.pth", "wb").write(whole[: len(whole) // 2])
legacy = open("legacy_float32.pth", "rb").read()
open("legacy_truncated.pth", "wb").write(legacy[:-9])
open("empty.pth", "wb").close()
open("not_a_tensor_file.pth", "wb").write(b"hello world")
open("git_lfs_pointer.pth", "wb").write(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n")
with open("plain_pickle.pth", "wb") as out:
    pickle.dump({"a": 1}, out, protocol=4)
with zipfile.ZipFile("storage_missing.pth", "w") as b:
    with zipfile.ZipFile("float32.pth") as a:
        b.writestr("archive/data.pkl", a.read("float32/data.pkl"))
        b.writestr("archive/version", "3\n")
with zipfile.ZipFile("storage_too_short.pth", "w") as b:
    with zipfile.ZipFile("float32.pth") as a:
        b.writestr("archive/data.pkl", a.read("float32/data.pkl"))
        b.writestr("archive/data/0", a.read("float32/data/0")[:-4])
