"""Writes the golden neighbor graphs beside it, from docs/formats/knn-graph.md alone: python3 make.py"""
import gzip
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
TABLE = []
for n in range(256):
    for _ in range(8):
        n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def graph(size, kg, self_match, provenance, neighbor, version=1):
    stride = min(kg, size - 1)
    width = 2 if size <= 65536 else 4
    data = b"".join(
        neighbor(item, rank).to_bytes(width, "little") for item in range(size) for rank in range(stride)
    )
    chunks = [data[at : at + 2**24] for at in range(0, len(data), 2**24)]
    table = b"".join(struct.pack("<I", crc32c(chunk)) for chunk in chunks)
    text = provenance.encode()
    header = b"ICFRRKNN" + struct.pack(
        "<10I", version, 4096, size, kg, stride, width, self_match, 2**24, crc32c(table), len(text)
    ) + text
    header = header.ljust(4092, b"\0")
    padded = data.ljust((len(data) + 7) // 8 * 8, b"\0")
    return header + struct.pack("<I", crc32c(header)) + padded + table


def ring(size):
    return lambda item, rank: (item + (rank // 2 + 1) * (1 if rank % 2 == 0 else -1)) % size


GOLDEN = {
    "ring-v1.knn": graph(9, 4, 0, "ring of 9, golden π", ring(9)),
    "single-item-v1.knn": graph(1, 5, 1, "", ring(1)),
    "wide-ring-v1.knn.gz": graph(65537, 1, 1, "ring of 65537", ring(65537)),
    "scaled-ring-v2.knn": graph(9, 4, 1, "ring of 9, scaled", ring(9), version=2),
}
for name, content in GOLDEN.items():
    if name.endswith(".gz"):
        content = gzip.compress(content, mtime=0)
    (HERE / name).write_bytes(content)
