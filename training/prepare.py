#!/usr/bin/env python3
"""Fetches the pinned icon packages, renders the labeled icons and packs them for training.

    python3 training/prepare.py --out DIR

Needs node and npm, Python 3 with numpy and Pillow (with WebP). Nothing is written outside DIR:

    DIR/npm/          the packages, fetched by `npm ci`, which checks the hashes of package-lock.json
    DIR/mono.npy      drawings in one color, uint8, (n, 96, 96): 0 is ink, 255 is paper
    DIR/color.npy     drawings in several colors, uint8, (n, 96, 96, 4): RGB multiplied by alpha, and alpha
    DIR/index.tsv     package, icon, thing, kind (line, fill or color), row of mono.npy or color.npy
    DIR/test-*.*      the same of the test sets, which are never trained on
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys

import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
SIZE = 96
MARGIN = 0.04
PHOTOS = "@lobehub/fluent-emoji-3d"  # WebP images, not icons
TEST_SETS = ("@iconify-json/tabler", "@iconify-json/streamline-freehand", "@iconify-json/streamline-freehand-color")
COLORFUL = 24  # least difference of two channels, of 255
CHUNK = 2000


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder to work in, outside the repository")
    out = os.path.abspath(parser.parse_args().out)
    npm = fetch(os.path.join(out, "npm"))
    labels = read_table("labels.tsv")
    tests = read_table("test-labels.tsv")
    wrong = [row for row in labels if row["package"] in TEST_SETS or "openmoji" in row["package"]]
    if wrong:
        sys.exit(f"labels.tsv: {wrong[0]} belongs to a test set. Remove the line.")
    pack(labels, npm, os.path.join(out, ""))
    pack(tests, npm, os.path.join(out, "test-"))


def fetch(folder):
    """Installs the pinned packages. Scripts of packages are not run."""
    os.makedirs(folder, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), folder)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder, check=True)
    return folder


def read_table(name):
    with open(os.path.join(HERE, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def pack(rows, npm, prefix):
    rows = sorted(rows, key=lambda row: (row["package"], row["icon"]))
    mono, color, index, blank = [], [], [], 0
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        for row, image in zip(part, render(part, npm)):
            if image[..., 3].max() < 55:
                print(f"left out, nothing to see: {row['package']} {row['icon']}")
                blank += 1
                continue
            kind = kind_of(image)
            images = color if kind == "color" else mono
            index.append((row["package"], row["icon"], row["thing"], kind, len(images)))
            images.append(image if kind == "color" else 255 - image[..., 3] + image[..., 0])
        print(f"{start + len(part)} of {len(rows)} rendered", flush=True)
    np.save(prefix + "mono.npy", np.stack(mono))
    np.save(prefix + "color.npy", np.stack(color) if color else np.zeros((0, SIZE, SIZE, 4), np.uint8))
    with open(prefix + "index.tsv", "w", encoding="utf-8") as file:
        file.writelines("\t".join(map(str, line)) + "\n" for line in index)
    print(f"{prefix}*: {len(mono)} in one color, {len(color)} in several, {blank} left out")


def render(rows, npm):
    """Renders icons with resvg; the order is that of the rows."""
    icons = [row for row in rows if row["package"] != PHOTOS]
    text = "".join(f"{row['package']}\t{row['icon']}\n" for row in icons)
    done = subprocess.run(
        ["node", os.path.join(HERE, "render.mjs"), npm, str(SIZE)], input=text.encode(), stdout=subprocess.PIPE, check=True)
    rendered = iter(np.frombuffer(done.stdout, np.uint8).reshape(len(icons), SIZE, SIZE, 4))
    for row in rows:
        yield photo(npm, row["icon"]) if row["package"] == PHOTOS else next(rendered)


def photo(npm, name):
    """Reads a WebP image and crops it to what is not transparent."""
    image = Image.open(os.path.join(npm, "node_modules", PHOTOS, "assets", name + ".webp")).convert("RGBA")
    left, top, right, bottom = image.getchannel("A").point(lambda a: 255 if a > 8 else 0).getbbox()
    side = max(right - left, bottom - top) * (1 + 2 * MARGIN)
    x, y = (left + right - side) / 2 + image.width / 2, (top + bottom - side) / 2 + image.height / 2
    wide = Image.new("RGBa", (image.width * 2, image.height * 2))
    wide.paste(image.convert("RGBa"), (image.width // 2, image.height // 2))
    return np.asarray(wide.resize((SIZE, SIZE), Image.BILINEAR, box=(x, y, x + side, y + side)))


def kind_of(image):
    """Tells colored images, thin lines and filled shapes apart."""
    rgb = image[..., :3]
    if (rgb.max(2).astype(int) - rgb.min(2)).max() > COLORFUL:
        return "color"
    ink = 255 - image[..., 3] + rgb[..., 0] < 160
    inner = ink.copy()
    for _ in range(7):  # what is left after taking away seven pixels on each side was no line
        inner[1:-1, 1:-1] &= inner[:-2, 1:-1] & inner[2:, 1:-1] & inner[1:-1, :-2] & inner[1:-1, 2:]
        inner[[0, -1]] = False
        inner[:, [0, -1]] = False
    return "fill" if inner.sum() > 0.03 * max(1, ink.sum()) else "line"


if __name__ == "__main__":
    main()
