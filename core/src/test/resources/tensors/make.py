"""Makes the golden files beside it: python3 make.py (PyTorch 1.13, NumPy 1.24, SciPy 1.10). A .npy or .npz holds the values of the .pth of its name."""

import argparse
import collections
import json
import os
import pathlib
import pickle
import re
import struct
import warnings
import zipfile

import numpy as np
import scipy.io
import scipy.sparse
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

# Tensors that PyTorch does not read as their storage.
class Subclass(torch.Tensor):
    pass


def renamed(name, value, old, new):
    """Saves a value under another class's name of the same length, so that no other package is needed."""
    torch.save(value, name + ".pth")
    repack(name + ".pth", name + "_renamed.pth", lambda n, c: c.replace(old, new) if n == "data.pkl" else c)
    os.replace(name + "_renamed.pth", name + ".pth")
    np.save(name + ".npy", np.asarray(value.numpy()))


grid = torch.arange(12.0).reshape(3, 4)
renamed("subclass", grid.as_subclass(Subclass), b"__main__\nSubclass", b"fastai.a\nTensorBa")
renamed("subclass_transposed", grid.T.as_subclass(Subclass), b"__main__\nSubclass", b"tv_tenso\nImage_xx")
save("list_labels", {"query": [1, 1, 0], "gallery": (2, 0, torch.tensor(1), 2**40)}, None)
save("sparse_coo", grid.to_sparse())
save("sparse_csr", grid.to_sparse_csr())


class Wrapped:
    def __reduce__(self):
        return (os.path.join, (grid,))


save("tensor_in_call", Wrapped())


def metadata(name, marks, dtype=None):
    """A tensor with the seventh argument that PyTorch 2 writes for marked tensors."""
    plain = torch.arange(12.0).to(dtype or torch.float32).reshape(3, 4)
    torch.save(plain, "plain.pth")
    mark = b"}X%c\0\0\0%s%st" % (len(marks[0]), marks[0], b"\x88s" if marks[1] else b"\x89s")
    # The arguments end with the call of OrderedDict, a memo, and the tuple.
    repack("plain.pth", name + ".pth", lambda n, c: re.sub(rb"\)Rq(.)t", lambda m: b")Rq" + m[1] + mark, c, flags=re.S) if n == "data.pkl" else c)
    os.remove("plain.pth")


metadata("mark_neg", (b"neg", True))
metadata("mark_not_neg", (b"neg", False))
np.save("mark_not_neg.npy", np.arange(12, dtype=np.float32).reshape(3, 4))
metadata("mark_conj", (b"conj", True), torch.complex64)
metadata("mark_unknown", (b"odd", True))

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
np.save("np_string_grid.npy", np.array([["ab", "c"]]))
np.save("np_strings_wide.npy", np.array(["ä", "", "犬😀"]).astype(">U2"))
np.save("np_strings_bytes.npy", np.array([b"cat", b"dog fish"]))
np.save("np_objects.npy", np.array([None, 1], dtype=object))
np.save("np_records.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save("np_dates.npy", np.array(["2020-01-01"], dtype="M8[D]"))
np.savez("np_pair.npz", a=np.arange(6.0).reshape(2, 3), b=np.arange(3))
np.savez_compressed("np_pair_compressed.npz", a=np.arange(6.0).reshape(2, 3), b=np.arange(3))


# Headers that NumPy reads and never writes.
def header(name, text, content=np.arange(12, dtype="<f4").tobytes()):
    text = text.encode().ljust(118) + b"\n"
    with open(name, "wb") as out:
        out.write(b"\x93NUMPY\x01\0" + struct.pack("<H", len(text)) + text + content)


header("head_tabs.npy", "\t{'descr':\t'<f4',\t'fortran_order': False,\n 'shape':\t(3,\t4),}")
header("head_name.npy", "{'descr': 'float32', 'fortran_order': False, 'shape': (3, 4), }")
header("head_quotes.npy", "{\"descr\": u'f4', 'fortran_order': False, 'shape': (3L, 4L)}")
header("head_order.npy", "{'shape': (3, 4), 'fortran_order': False, 'descr': '=f'}")
header("head_rest.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } 1")
names = """bool bool_ bool8 byte ubyte int8 uint8 short ushort int16 uint16 intc uintc int32 uint32 int_ uint int int0 uint0 long
    ulong intp uintp int64 uint64 longlong ulonglong half float16 single float32 double float float_ float64 csingle
    singlecomplex complex64 cdouble complex cfloat complex_ complex128 longdouble float128 ? b B h H i I l L p P q Q e f d F D
    g G O S U V Float32 f4 >f4 >d |u1 =i2 >l >float32 <int64 f8 c16 f16 i3 U5 S5""".split()
with warnings.catch_warnings(), open("numpy_types.txt", "w") as out:
    warnings.simplefilter("ignore")
    for name in names:
        try:
            out.write("%s %s\n" % (name, np.dtype(name).str))
        except TypeError:
            out.write(name + " -\n")
scipy.sparse.save_npz("scipy_sparse.npz", scipy.sparse.csr_matrix(np.eye(3, dtype=np.float32)))
np.savez("np_named.npz", features=np.arange(6.0).reshape(2, 3), names=np.array(["ä", "b"]), records=np.zeros(2, dtype=[("a", "<f4")]))
scipy.io.savemat("matlab_5.mat", {"x": np.eye(2)})
with open("matlab_5.mat", "r+b") as out:
    out.seek(40)
    out.write(b" a fixed date".ljust(76))  # instead of the time of writing


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


# safetensors, from the description of the format: no package for it is at hand here.
def safetensors(name, tensors, metadata=None, change=lambda text: text, rest=b"", length=None):
    header, content = {"__metadata__": metadata} if metadata else {}, b""
    for key, (code, shape, data) in tensors.items():
        header[key] = {"dtype": code, "shape": shape, "data_offsets": [len(content), len(content) + len(data)]}
        content += data
    text = change(json.dumps(header)).encode()
    with open(name, "wb") as out:
        out.write(struct.pack("<Q", len(text) if length is None else length) + text + content + rest)


def of(code, array):
    return code, list(array.shape), array.tobytes()


floats = np.array([[0, 1, -2.5], [448, 0.5, 3]], np.float32)
expected = {"bool": floats > 0, "c64": floats.astype(np.complex64) * 1j}
parts = {"bool": of("BOOL", floats > 0), "c64": of("C64", floats.astype(np.complex64) * 1j)}
for code, dtype in {"U8": "u1", "I8": "i1", "I16": "<i2", "U16": "<u2", "I32": "<i4", "U32": "<u4", "I64": "<i8", "U64": "<u8", "F16": "<f2", "F32": "<f4", "F64": "<f8"}.items():
    expected[code.lower()] = np.abs(np.rint(floats) % 100).astype(dtype)
    parts[code.lower()] = of(code, expected[code.lower()])
expected["bf16"] = floats
parts["bf16"] = ("BF16", [2, 3], torch.from_numpy(floats).bfloat16().view(torch.int16).numpy().tobytes())
# 0, 1, -2.5, 448 in the 8-bit formats, by hand.
for code, bits in {"F8_E4M3": [0, 0x38, 0xC2, 0x7E], "F8_E5M2": [0, 0x3C, 0xC1, 0x5F]}.items():
    expected[code.lower()] = np.array([0, 1, -2.5, 448], np.float32)
    parts[code.lower()] = (code, [4], bytes(bits))
safetensors("every_type.safetensors", parts, {"format": "pt", "note": 'a "quoted" \\ and é'})
np.savez("every_type.npz", **expected)
safetensors("packed.safetensors", {"w": of("F32", floats), "q": ("F4", [2, 3], b"\x12\x34\x56")})
safetensors("empty_tensor.safetensors", {"e": ("F32", [0, 3], b""), "s": ("I64", [], b"\x07" + bytes(7))})
one = {"w": of("F32", floats)}
safetensors("bad_gap.safetensors", one, change=lambda t: t.replace("[0, 24]", "[4, 28]"), rest=b"1234")
safetensors("bad_overlap.safetensors", {"a": ("U8", [4], b"1234"), "b": ("U8", [4], b"5678")}, change=lambda t: t.replace("[4, 8]", "[2, 6]"))
safetensors("bad_rest.safetensors", one, rest=b"hidden")
safetensors("bad_short.safetensors", one, change=lambda t: t.replace("[2, 3]", "[2, 4]"))
safetensors("bad_shape.safetensors", one, change=lambda t: t.replace("[2, 3]", "[4294967296, 4294967296, 2]"))
safetensors("bad_offsets.safetensors", one, change=lambda t: t.replace("[0, 24]", "[0, 9223372036854775807]"))
safetensors("bad_twice.safetensors", one, change=lambda t: t[:-1] + ", " + t[1:])
safetensors("bad_type.safetensors", one, change=lambda t: t.replace("F32", "F33"))
safetensors("bad_field.safetensors", one, change=lambda t: t.replace('"shape"', '"strides": [1], "shape"'))
safetensors("bad_json.safetensors", one, change=lambda t: t.replace("}}", "}"))
safetensors("bad_nested.safetensors", one, change=lambda t: '{"w": ' + "[" * 5000)
safetensors("bad_length.safetensors", one, length=2**63 + 5)
safetensors("bad_huge.safetensors", one, length=99_000_000)


def bins(name, rows, dtype, rest=b""):
    array = np.array(rows, dtype)
    with open(name, "wb") as out:
        out.write(struct.pack("<II", *array.shape) + array.tobytes() + rest)


bins("three.fbin", [[1.5, 2], [3, 4], [5, 6]], "<f4")
bins("three.ibin", [[1, -2], [3, 4], [5, 6]], "<i4")
bins("three.u8bin", [[1, 200, 3], [4, 5, 6], [7, 8, 255]], "u1")
bins("three.i8bin", [[1, -100, 3], [4, 5, 6], [7, 8, -1]], "i1")
bins("truth.ibin", [[3, 1], [0, 2]], "<i4", np.array([[0.5, 0.75], [0.25, 1]], "<f4").tobytes())
bins("cut.fbin", [[1, 2], [3, 4]], "<f4", b"123")
with open("looks_like_safetensors.ivecs", "wb") as out:
    for row in ([0, 123] + [5] * 8, [1] * 10):
        out.write(struct.pack("<i10i", 10, *row))
