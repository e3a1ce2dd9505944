#!/usr/bin/env python3
"""Measures an encoder on what it was never trained on.

    icfrr dataset emoji --things --out EMOJI && icfrr dataset doodles --out DOODLES
    python3 training/evaluate.py --data DIR --weights OUT/encoder.pt --emoji EMOJI --doodles DOODLES [--split N]

The gallery is Microsoft's Fluent renders of 846 emoji. "Unseen" are the things that were left out of training, those of
unseen-things.tsv or of a --split, ranked among all 846.
"""

import argparse
import csv
import json
import math
import os
from collections import defaultdict

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from model import Encoder, Product
from preprocess import prepare
from train import HERE, left_out, read_things

# Which emoji things show what a doodle shows.
DOODLES = {
    "house": ("house", "house-with-garden"), "fish": ("fish", "tropical-fish"), "sailboat": ("sailboat",), "cat": ("cat",),
    "mushroom": ("mushroom", "brown-mushroom"), "umbrella": ("umbrella", "umbrella-with-rain-drop"), "car": ("car",),
    "cup": ("hot-beverage", "teacup-without-handle"), "flower": ("hibiscus", "blossom", "sunflower"), "rocket": ("rocket",),
    "tree": ("deciduous-tree", "evergreen-tree"), "key": ("key", "old-key")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--emoji", required=True)
    parser.add_argument("--doodles", required=True)
    parser.add_argument("--split", type=int)
    parser.add_argument("--json", help="also write the numbers into this file")
    options = parser.parse_args()
    encoder = Encoder()
    encoder.load_state_dict(torch.load(options.weights, map_location="cpu"))
    encode = encoder_of(Product(encoder.eval()))
    numbers = measure(encode, options)
    for name, value in numbers.items():
        print(f"{name:40} {value:.3f}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(numbers, file, indent=1)


def encoder_of(product):
    """From images (n, s, s, 3) of bytes, or (n, 3, 64, 64) between 0 and 1, to features."""

    @torch.no_grad()
    def encode(images):
        if isinstance(images, np.ndarray):
            images = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255
        return torch.cat([product(part.contiguous(memory_format=torch.channels_last)) for part in images.split(256)]).numpy()

    return encode


def measure(encode, options):
    numbers = {}
    thing_of = emoji_things()
    names, gallery = folder(os.path.join(options.emoji, "custom", "gallery"))
    things = np.array([thing_of[emoji_key(name)] for name in names])
    features = encode(gallery)
    held = left_out(read_things(), options.split)
    unseen = np.array([thing in held for thing in things])

    query_names, outlines = folder(os.path.join(options.emoji, "custom", "query"), 96)
    assert query_names == names
    clean = torch.from_numpy(outlines).permute(0, 3, 1, 2).float() / 255
    small = F.interpolate(clean, (64, 64), mode="bilinear", align_corners=False, antialias=True)
    target = [{i} for i in range(len(names))]
    for kind, images in (("clean", small), ("distorted", freehand(clean, 7))):
        ranks = first_ranks(encode(images) @ features.T, target)
        for group, members in (("unseen", unseen), ("seen", ~unseen), ("all", unseen | ~unseen)):
            recalls(numbers, f"OpenMoji {kind}, {group} things", ranks[members])

    rows = packed(options.data, "test-")
    for package in sorted({row[0] for row in rows}):
        part = [row for row in rows if row[0] == package and row[2] not in held and (things == row[2]).any()]
        ranks = first_ranks(
            encode(np.stack([row[3] for row in part])) @ features.T, [set(np.flatnonzero(things == row[2])) for row in part])
        recalls(numbers, package.split("/")[1] + ", seen things", ranks)

    doodle_names, doodles = folder(os.path.join(options.doodles, "custom", "query"))
    kinds = [name.split("_")[0] for name in doodle_names]
    queries = encode(doodles)
    similar = queries @ features.T
    targets = [set(np.flatnonzero(np.isin(things, DOODLES[kind]))) for kind in kinds]
    ranks = first_ranks(similar, targets)
    recalls(numbers, "doodles to emoji", ranks)
    numbers["doodles to emoji, mAP"] = mean_precision(similar, targets)
    for kind in sorted(set(kinds)):
        numbers[f"  {kind} R@10"] = float((ranks[np.array(kinds) == kind] < 10).mean())
    own_names, own = folder(os.path.join(options.doodles, "custom", "gallery"))
    own_kinds = np.array([name.split("_")[0] for name in own_names])
    numbers["doodles to doodles, mAP"] = mean_precision(
        queries @ encode(own).T, [set(np.flatnonzero(own_kinds == kind)) for kind in kinds])
    return numbers


def folder(path, size=64):
    names = sorted(os.listdir(path))
    return names, np.stack([prepare(Image.open(os.path.join(path, name)), size) for name in names])


def emoji_key(name):
    """Code points of a file such as animal-bird_1f426.png."""
    return "-".join(p for p in os.path.splitext(name)[0].split("_")[-1].lower().split("-") if p != "fe0f")


def emoji_things():
    with open(os.path.join(HERE, "labels.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {emoji_key(row["icon"]): row["thing"] for row in rows if row["package"] == "@lobehub/fluent-emoji-3d"}


def packed(data, prefix):
    """Package, icon, thing and the 64 x 64 image of packed drawings."""
    mono, color = (np.load(os.path.join(data, prefix + name + ".npy")) for name in ("mono", "color"))
    rows = []
    with open(os.path.join(data, prefix + "index.tsv"), encoding="utf-8") as file:
        for line in file:
            package, icon, thing, kind, row = line.rstrip("\n").split("\t")
            if kind == "color":
                rgba = color[int(row)].astype(int)
                pixels = (rgba[..., :3] + 255 - rgba[..., 3:]).clip(0, 255).astype(np.uint8)
            else:
                pixels = np.repeat(mono[int(row)][..., None], 3, 2)
            rows.append((package, icon, thing, prepare(Image.fromarray(pixels))))
    return rows


def freehand(x, seed):
    """Outlines as if drawn in a hurry: bent, shaken, a fifth of the ink missing. (n, 3, 96, 96) to (n, 3, 64, 64)."""
    g = torch.Generator().manual_seed(seed)
    n = len(x)

    def uniform(low, high):
        return low + (high - low) * torch.rand(n, generator=g)

    def normal():
        return torch.randn(n, generator=g).clamp(-2, 2)

    angle, scale, aspect = normal() * 12.5 * math.pi / 180, uniform(1.0, 1.35), torch.exp(normal() * 0.1)
    shear = uniform(-0.25, 0.25)
    a = torch.zeros(n, 2, 3)
    a[:, 0, 0], a[:, 0, 1] = torch.cos(angle) * scale * aspect, (shear - torch.sin(angle)) * scale * aspect
    a[:, 1, 0], a[:, 1, 1] = torch.sin(angle) * scale / aspect, torch.cos(angle) * scale / aspect
    a[:, 0, 2], a[:, 1, 2] = uniform(-0.06, 0.06), uniform(-0.06, 0.06)
    grid = F.affine_grid(a, (n, 3, 64, 64), align_corners=False)
    for cells, size, mode in ((4, 0.09, "bicubic"), (12, 0.03, "bilinear")):
        strength = torch.rand(n, 1, 1, 1, generator=g)
        bend = F.interpolate(torch.randn(n, 2, cells, cells, generator=g), (64, 64), mode=mode, align_corners=False)
        grid = grid + (bend * size * strength).permute(0, 2, 3, 1)
    ink = F.grid_sample(1 - x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    kept = F.interpolate(torch.rand(n, 1, 10, 10, generator=g), (64, 64), mode="bilinear", align_corners=False) <= 0.75
    return 1 - ink * kept.float()


def first_ranks(similar, targets):
    """Rank, from 0, of the best right item for each query."""
    return np.array([(row > max(row[list(right)])).sum() for row, right in zip(similar, targets)])


def recalls(numbers, name, ranks):
    for k in (1, 5, 10):
        numbers[f"{name}, R@{k}"] = float((ranks < k).mean())


def mean_precision(similar, targets):
    scores = []
    for row, right in zip(similar, targets):
        hits = np.isin(np.argsort(-row, kind="stable"), list(right))
        scores.append((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
    return float(np.mean(scores))


if __name__ == "__main__":
    main()
