"""Writes kept_ratios.txt: what DPT's processor and OpenCLIP's transform make of images that a formula makes.

The rules are written anew here after their published sources (transformers' DPTImageProcessor, open_clip's
image_transform with resize_mode "longest"). Each line: the kind and its numbers, width and height before, width and height
after, CRC-32 of the RGB bytes. Run as `python3 kept_ratios.py > kept_ratios.txt`; the committed file is from Pillow 9.4.
"""
import random
import zlib

from PIL import Image


def picture(width, height):
    data = bytearray()
    state = width * 1000 + height
    for _ in range(3 * width * height):
        state = (state * 1103515245 + 12345) % 2**31
        data.append((0, 255, state >> 16 & 255, state >> 17 & 255)[state >> 24 & 3])
    return Image.frombytes("RGB", (width, height), bytes(data))


def dpt(image, height, width, keep, multiple):
    down, across = height / image.height, width / image.width
    if keep:
        nearer = across if abs(1 - across) < abs(1 - down) else down
        down = across = nearer
    edges = [round(scale * edge / multiple) * multiple for scale, edge in ((across, image.width), (down, image.height))]
    return image.resize(edges, Image.BICUBIC) if min(edges) > 0 else None


def longest(image, height, width):
    ratio = max(image.height / height, image.width / width)
    edges = round(image.width / ratio), round(image.height / ratio)
    if min(edges) < 1:
        return None
    padded = Image.new("RGB", (width, height))
    padded.paste(image.resize(edges, Image.BICUBIC), ((width - edges[0]) // 2, (height - edges[1]) // 2))
    return padded


random.seed(17)
for _ in range(120):
    before = random.randint(1, 130), random.randint(1, 130)
    after = random.randint(8, 90), random.randint(8, 90)
    if random.random() < 0.5:
        after = after[0], after[0]
    if random.random() < 0.6:
        rule = "dpt", *after, int(random.random() < 0.5), random.choice([1, 2, 7, 14, 32])
        result = dpt(picture(*before), *rule[1:])
    else:
        rule = "longest", *after
        result = longest(picture(*before), *after)
    print(*rule, "|", *before, "|", *(("refused",) if result is None else (*result.size, zlib.crc32(result.tobytes()))))
