#!/usr/bin/env python3
"""Chooses the drawings of `icfrr dataset icons` and of the demo, and writes them as resources of the Java product.

    python3 training/gallery.py --data DIR

DIR is a folder that prepare.py has filled. Outlines are queries. Emoji, colored icons and filled icons, which the
product colors, are the gallery. No package is in both. The test sets are in neither.
"""

import argparse
import collections
import json
import os

import numpy as np

from notices import MIT, describe
from prepare import HERE, PHOTOS, TEST_SETS

TO = os.path.join(HERE, "..", "vision", "src", "main", "resources", "dev", "icfrr", "vision", "icons")
EMOJI = ("fluent-emoji-flat", "fxemoji", "noto", "noto-v1")
COLORED = ("flat-color-icons", "fluent-color", "icon-park", "meteocons")
FILLED = ("bi", "bxs", "ic", "ion", "mdi", "mingcute", "mynaui", "ph", "ri", "tdesign")
OUTLINES = ("akar-icons", "carbon", "fluent-emoji-high-contrast", "hugeicons", "iconoir", "la", "lucide", "uil")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True)
    data = parser.parse_args().data
    choices = collections.defaultdict(list)
    pixels = {kind: np.load(os.path.join(data, kind + ".npy"), mmap_mode="r") for kind in ("mono", "color")}
    known = set()
    with open(os.path.join(data, "index.tsv"), encoding="utf-8") as file:
        for line in file:
            package, icon, thing, kind, row = line.rstrip("\n").split("\t")
            domain = domain_of(package, kind)
            image = (package, pixels["color" if kind == "color" else "mono"][int(row)].tobytes())
            if domain and package not in TEST_SETS and image not in known:
                known.add(image)
                choices[domain, thing, package].append((len(icon), icon))
    both = {t for d, t, _ in choices if d == "query"} & {t for d, t, _ in choices if d == "gallery"}
    rows = []
    for (domain, thing, package), icons in sorted(choices.items()):
        if domain == "gallery" or thing in both:
            most = 2 if package.split("/")[1] in EMOJI or package == PHOTOS else 1
            rows += [(domain, package, icon, thing) for _, icon in sorted(icons)[:most]]
    with open(os.path.join(HERE, "unseen-things.tsv"), encoding="utf-8") as file:
        unseen = set(file.read().split()[1:])
    os.makedirs(TO, exist_ok=True)
    with open(os.path.join(TO, "icons.tsv"), "w", encoding="utf-8") as file:
        file.write("domain\tpackage\ticon\tthing\ttraining\n")
        for row in rows:
            file.write("\t".join(row) + "\t" + ("unseen" if row[3] in unseen else "seen") + "\n")
    packages(data, sorted({row[1] for row in rows}))
    with open(os.path.join(TO, "MIT-and-ISC.txt"), "w", encoding="utf-8") as file:
        file.write(MIT + "\n")
    count = collections.Counter(row[0] for row in rows)
    print(f"{count['query']} queries, {count['gallery']} gallery images, {len({row[3] for row in rows})} things")


def domain_of(package, kind):
    name = package.split("/")[1]
    if name in EMOJI or package == PHOTOS or name in COLORED and kind == "color" or name in FILLED and kind == "fill":
        return "gallery"
    return "query" if name in OUTLINES and kind == "line" else None


def packages(data, names):
    with open(os.path.join(HERE, "package-lock.json"), encoding="utf-8") as file:
        locked = json.load(file)["packages"]
    with open(os.path.join(TO, "packages.tsv"), "w", encoding="utf-8") as file:
        file.write("package\tversion\tintegrity\tlicense\tauthor\n")
        for name in names:
            folder = os.path.join(data, "npm", "node_modules", name)
            title, version, author, page, license_name = describe(folder, name)
            file.write(f"{name}\t{version}\t{locked['node_modules/' + name]['integrity']}\t{license_name}\t{title},"
                       f" copyright (c) {author}, {page}\n")


if __name__ == "__main__":
    main()
