#!/usr/bin/env python3
"""Draws the things that the shipped model never trains on, and writes them into unseen-things.tsv.

    python3 training/draw_unseen.py

A thing is drawn with its relatives (column "related" of things.tsv, and things whose names end in the same word), so
that nothing alike is left in the training. The draw was made once, before any result was seen; do not repeat it.
"""

import csv
import os
import random
from collections import Counter, defaultdict

from train import HERE, read_things

SEED, SHARE, LARGEST = 16, 0.10, 12
# Things that people draw first, and the demo must know.
EVERYDAY = (
    "house fish tropical-fish sailboat cat mushroom umbrella car hot-beverage teacup-without-handle hibiscus blossom"
    " sunflower tulip rose rocket deciduous-tree evergreen-tree key old-key sun star heart crescent-moon cloud red-apple"
    " bicycle airplane dog bird chair bed alarm-clock glasses bus camera guitar open-book bell eye banana scissors top-hat"
    " t-shirt pencil mobile-phone light-bulb ladder train butterfly snake spider duck rabbit horse hand raised-hand"
    " slightly-smiling-face person-head person-standing envelope computer soccer-ball wine-glass pizza"
    " soft-ice-cream birthday-cake crown skull ghost").split()


def main():
    table = read_things()
    with open(os.path.join(HERE, "labels.tsv"), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    emoji = ("emoji", "noto")
    icons = Counter(row["thing"] for row in rows if not any(word in row["package"] for word in emoji))
    colored = Counter(row["thing"] for row in rows if any(word in row["package"] for word in emoji))
    families = families_of(table)
    order = [t for t in families if table[t][0] != "-" and icons[t] >= 3 and colored[t] >= 4]
    random.Random(SEED).shuffle(order)
    drawn = set()
    for thing in order:
        family = families[thing]
        if len(family) <= LARGEST and not family & set(EVERYDAY) and len(drawn | family) <= SHARE * len(table):
            drawn |= family
    with open(os.path.join(HERE, "unseen-things.tsv"), "w", encoding="utf-8") as file:
        file.write("thing\n")
        file.writelines(f"{thing}\n" for thing in sorted(drawn))
    print(f"{len(drawn)} of {len(table)} things")


def families_of(table):
    """Each thing's family: the thing, its relatives, and the things whose names end in the same word."""
    words = defaultdict(set)
    for thing in table:
        words[thing.split("-")[-1]].add(thing)
    return {thing: {thing, *table[thing][1], *words[thing.split("-")[-1]]} for thing in sorted(table)}


if __name__ == "__main__":
    main()
