"""Makes the HDF5 files, FAISS indexes and shards beside it: python3 make.py (h5py 3.7, faiss 1.7, NumPy 1.24 of Debian 12).

The values are counted(rows, columns): row r, column c is (r * 7 + c * 3) % 64 / 8 - 2, exact in half precision.
make_parquet.mjs makes the Parquet files."""

import os
import pathlib

import faiss
import h5py
import numpy as np

os.chdir(pathlib.Path(__file__).parent)


def counted(rows, columns, dtype="<f4"):
    r, c = np.mgrid[:rows, :columns]
    return ((r * 7 + c * 3) % 64 / 8 - 2).astype(dtype)


# The layout of ann-benchmarks.
with h5py.File("ann.hdf5", "w") as file:
    file.attrs["distance"] = "euclidean"
    file["train"] = counted(12, 5)
    file["test"] = counted(3, 5) + 1
    file["neighbors"] = np.array([[0, 3, 7], [1, 2, 5], [11, 0, 4]], "<i4")
    file["distances"] = np.array([[0.5, 1, 2], [0.25, 0.5, 3], [1, 1, 1]], "<f4")
with h5py.File("variety.h5", "w") as file:
    file.create_dataset("double", data=counted(6, 4, "<f8"))
    file.create_dataset("half", data=counted(6, 4, "<f2"))
    file.create_dataset("big_endian", data=counted(6, 4, ">f4"))
    file.create_dataset("bytes", data=(counted(6, 4) * 8 + 20).astype("u1"))
    file.create_dataset("group/chunked", data=counted(7, 4), chunks=(2, 3))
    file.create_dataset("group/gzip", data=counted(7, 4, "<f8"), chunks=(3, 4), compression="gzip", shuffle=True)
    file.create_dataset("group/half_gzip", data=counted(7, 4, "<f2"), chunks=(3, 4), compression="gzip")
    file.create_dataset("group/lzf", data=counted(7, 4), chunks=(7, 4), compression="lzf")
    file.create_dataset("labels", data=np.array([3, 1, 2, 3, 1, 2]))
    file.create_dataset("names", data=["ä", "b", "c", "d", "e", "f"], dtype=h5py.string_dtype())
    file.create_dataset("cube", data=np.zeros((2, 2, 2)))
    file.create_dataset("empty", data=np.zeros((0, 4), "<f4"))
with h5py.File("user_block.h5", "w", userblock_size=1024, libver="latest") as file:
    file["features"] = counted(6, 4)
    file["packed"] = file["features"][:]

for name, index in {"l2": faiss.IndexFlatL2(5), "ip": faiss.IndexFlatIP(5)}.items():
    index.add(counted(12, 5))
    faiss.write_index(index, "flat_%s.faiss" % name)
ids = np.arange(12, dtype=np.int64) * 10 + 3
for name, kind in {"map": faiss.IndexIDMap, "map2": faiss.IndexIDMap2}.items():
    flat = faiss.IndexFlatIP(5)
    index = kind(flat)
    index.add_with_ids(counted(12, 5), ids)
    faiss.write_index(index, name + ".faiss")
l1 = faiss.IndexFlat(5, faiss.METRIC_Lp)
l1.metric_arg = 3
l1.add(counted(12, 5))
faiss.write_index(l1, "flat_lp.faiss")
hnsw = faiss.IndexHNSWFlat(5, 4)
hnsw.add(counted(12, 5))
faiss.write_index(hnsw, "hnsw.faiss")
faiss.write_index(faiss.index_factory(5, "IVF2,Flat"), "ivf.faiss")

# The layout of clip-retrieval. make_parquet.mjs adds metadata/metadata_*.parquet.
for folder in ["clip/img_emb", "clip/text_emb", "clip/metadata"]:
    os.makedirs(folder, exist_ok=True)
whole = counted(12, 5, "<f2")
for shard, (begin, end) in enumerate([(0, 5), (5, 9), (9, 12)]):
    np.save("clip/img_emb/img_emb_%d.npy" % shard, whole[begin:end])
    np.save("clip/text_emb/text_emb_%d.npy" % shard, whole[begin:end] + 1)
pathlib.Path("clip/img_emb/._img_emb_0.npy").write_bytes(b"what macOS leaves")
