#!/usr/bin/env python3
"""Trains the sketch encoder on the drawings that prepare.py has packed.

    python3 training/prepare.py --out DIR && python3 training/train.py --out DIR --bf16

Writes into --out: checkpoint.pt (to continue from), encoder.pt (the averaged weights), log.tsv and curves.png.
A run that was stopped continues when it is started again, and ends with the same weights on the same machine: each
step draws its random numbers from the seed and the number of the step.
"""

import argparse
import copy
import csv
import math
import os
import random
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads get into the way of PyTorch's

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import augment
from model import DIMENSION, Encoder

HERE = os.path.dirname(os.path.abspath(__file__))
THINGS, VIEWS = 64, 4  # a batch: this many things, so many images of each
TEMPERATURE = 0.1
HELD_OUT = 0.15  # share of the emoji things that a split leaves out of training
SAVE_EVERY, LOG_EVERY = 100, 50
NO_OBJECTS = (
    "face-", "cat-face", "monkey-face", "person", "hand", "arrow", "av-symbol", "math", "punctuation", "currency", "gender",
    "warning", "religion", "other-symbol", "transport-sign")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, help="folder for the results")
    parser.add_argument("--data", help="folder that prepare.py has filled (default: the same)")
    parser.add_argument("--images", type=int, default=588_800, help="augmented images to train on; the learning rate follows it, also when a run is continued")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", type=int, help="leave out the things of this split instead of unseen-things.tsv, for numbers from several splits")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bf16", action="store_true", help="compute in bfloat16 where that is safe; faster on new CPUs and GPUs")
    options = parser.parse_args()
    options.data = options.data or options.out
    torch.set_num_threads(options.threads)
    os.makedirs(options.out, exist_ok=True)
    Training(options).run()


class Training:
    def __init__(self, options):
        self.options = options
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(options.seed)
        self.data = Data(options.data, options.split)
        things = len(self.data.things)
        self.related = self.data.related.to(self.device)
        self.groups = self.data.groups.to(self.device)
        self.encoder = Encoder().to(self.device, memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.encoder)
        self.heads = Heads(things, int(self.groups.max()) + 1).to(self.device)
        convolutions = [p for p in self.encoder.parameters() if p.ndim == 4]
        others = [p for p in self.encoder.parameters() if p.ndim != 4] + list(self.heads.parameters())
        self.optimizers = [
            Muon(convolutions, lr=0.02),
            torch.optim.AdamW(others, lr=3e-3, weight_decay=0.01),
        ]
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["peak"] = group["lr"]
        self.steps = max(1, options.images // (THINGS * VIEWS))
        self.step = 0
        self.seconds = 0.0
        self.sums, self.log = np.zeros(4), []

    def run(self):
        self.resume()
        print(f"{len(self.data.things)} things, {self.data.count} drawings, {self.steps} steps on {self.device}", flush=True)
        while self.step < self.steps:
            start = time.time()
            self.sums += self.one_step()
            self.step += 1
            self.seconds += time.time() - start
            if self.step % LOG_EVERY == 0 or self.step == self.steps:
                self.report()
            if self.step % SAVE_EVERY == 0 or self.step == self.steps:
                self.save()

    def one_step(self):
        rng = random.Random(self.options.seed * 1_000_003 + self.step)
        g = torch.Generator().manual_seed(rng.getrandbits(60))
        images, labels = self.data.batch(rng, g)
        images = images.to(self.device).contiguous(memory_format=torch.channels_last)
        labels = labels.to(self.device)
        rate = schedule(self.step, self.steps)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * rate
        self.encoder.train()
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.options.bf16):
            raw = self.encoder(images)
        z = F.normalize(raw.float(), dim=1)
        logits, group_logits = self.heads(z)
        near = self.related[labels]
        contrast = contrastive(z, labels, near[:, labels])
        logits = logits.masked_fill(near, -1e4)
        naming = F.cross_entropy(logits, labels)
        grouping = F.cross_entropy(group_logits, self.groups[labels], ignore_index=-1)
        loss = contrast + 0.5 * naming + 0.1 * grouping
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()
        self.average()
        right = (logits.argmax(1) == labels).float().mean()
        return np.array([loss.item(), contrast.item(), naming.item(), right.item()])

    @torch.no_grad()
    def average(self):
        """Keeps the running mean of the weights, over about the last twentieth of the training."""
        decay = min(1 - 1 / (self.step + 1), 1 - 20 / max(self.steps, 21))
        for mean, now in zip(self.averaged.state_dict().values(), self.encoder.state_dict().values()):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, 1 - decay)
            else:
                mean.copy_(now)

    def report(self):
        count = (self.step - 1) % LOG_EVERY + 1
        loss, contrast, naming, right = (self.sums / count).tolist()
        self.sums[:] = 0
        images = self.step * THINGS * VIEWS
        self.log.append((self.step, images, round(self.seconds), loss, contrast, naming, right))
        print(f"step {self.step} of {self.steps}, {images} images, {self.seconds:.0f} s: loss {loss:.3f}, contrast"
              f" {contrast:.3f}, naming {naming:.3f}, right {right:.3f}", flush=True)

    def path(self, name):
        return os.path.join(self.options.out, name)

    def save(self):
        state = {
            "options": self.identity(), "images": self.options.images,
            "encoder": self.encoder.state_dict(), "averaged": self.averaged.state_dict(), "heads": self.heads.state_dict(),
            "optimizers": [o.state_dict() for o in self.optimizers],
            "step": self.step, "seconds": self.seconds, "log": self.log}
        torch.save(state, self.path("checkpoint.part"))
        os.replace(self.path("checkpoint.part"), self.path("checkpoint.pt"))
        torch.save({name: value.float() for name, value in self.averaged.state_dict().items()}, self.path("encoder.pt"))
        with open(self.path("log.tsv"), "w", encoding="utf-8") as file:
            file.write("step\timages\tseconds\tloss\tcontrast\tnaming\tright\n")
            file.writelines("\t".join(f"{v:.4f}" if isinstance(v, float) else str(v) for v in line) + "\n" for line in self.log)
        curves(self.log, self.path("curves.png"))

    def identity(self):
        return [self.options.seed, self.options.split, self.options.bf16]

    def resume(self):
        if not os.path.exists(self.path("checkpoint.pt")):
            return
        state = torch.load(self.path("checkpoint.pt"), map_location=self.device)
        if state["options"] != self.identity():
            sys.exit(f"{self.path('checkpoint.pt')} is of a training with other options. Name another --out.")
        if state["images"] != self.options.images:
            print(f"continues a training of {state['images']} images with a schedule for {self.options.images}", flush=True)
        self.encoder.load_state_dict(state["encoder"])
        self.averaged.load_state_dict(state["averaged"])
        self.heads.load_state_dict(state["heads"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        self.step, self.seconds, self.log = state["step"], state["seconds"], state["log"]


class Heads(nn.Module):
    """What only training needs: names of things and groups from features."""

    def __init__(self, things, groups):
        super().__init__()
        self.names = nn.Linear(DIMENSION, things, bias=False)
        self.groups = nn.Linear(DIMENSION, groups)
        self.scale = nn.Parameter(torch.tensor(14.0))

    def forward(self, z):
        return self.scale * F.linear(z, F.normalize(self.names.weight, dim=1)), 4 * self.groups(z)


def contrastive(z, labels, near):
    """Supervised contrastive loss; related things are neither pulled nor pushed."""
    own = torch.eye(len(labels), dtype=torch.bool, device=z.device)
    same = (labels[:, None] == labels[None]) & ~own
    similar = z @ z.t() / TEMPERATURE
    log_share = similar - torch.logsumexp(similar.masked_fill(near | own, -1e9), 1, keepdim=True)
    return -((log_share * same).sum(1) / same.sum(1)).mean()


def schedule(step, steps):
    """A short warm-up, a cosine after it."""
    warm = min(1.0, (step + 1) / min(100, 0.1 * steps + 1))
    return warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))


class Muon(torch.optim.Optimizer):
    """Momentum whose direction is made orthogonal, for the weights of convolutions (Keller Jordan, 2024)."""

    def __init__(self, parameters, lr, momentum=0.9, weight_decay=0.01):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if not state:
                    state["momentum"] = torch.zeros_like(p)
                mean = state["momentum"]
                mean.lerp_(p.grad, 1 - group["momentum"])
                ahead = p.grad.lerp(mean, group["momentum"])
                matrix = ahead.reshape(len(p), -1)
                update = orthogonal(matrix) * max(1, matrix.shape[0] / matrix.shape[1]) ** 0.5
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(update.reshape(p.shape), alpha=-group["lr"])


def orthogonal(matrix):
    """The nearest matrix with singular values of about 1, by five steps of a Newton-Schulz iteration."""
    x = matrix / (matrix.norm() + 1e-7)
    wide = x if x.shape[0] <= x.shape[1] else x.t()
    for _ in range(5):
        square = wide @ wide.t()
        wide = 3.4445 * wide + (-4.7750 * square + 2.0315 * square @ square) @ wide
    return wide if x.shape[0] <= x.shape[1] else wide.t()


class Data:
    """The packed drawings, by thing."""

    def __init__(self, folder, split):
        self.mono = np.load(os.path.join(folder, "mono.npy"))
        self.color = np.load(os.path.join(folder, "color.npy"))
        table = read_things()
        held = left_out(table, split)
        by = {}
        self.count = 0
        with open(os.path.join(folder, "index.tsv"), encoding="utf-8") as file:
            for line in file:
                package, _, thing, kind, row = line.rstrip("\n").split("\t")
                if thing not in held:
                    by.setdefault(thing, {}).setdefault((kind == "color", package), []).append((kind, int(row)))
                    self.count += 1
        self.things = sorted(thing for thing, sets in by.items() if sum(map(len, sets.values())) >= 3)
        number = {thing: i for i, thing in enumerate(self.things)}
        self.sets = [by[thing] for thing in self.things]
        sizes = [sum(map(len, sets.values())) for sets in self.sets]
        self.weights = [weight(table[t][0]) * min(3.0, (size / 8) ** 0.5) for t, size in zip(self.things, sizes)]
        names = sorted({table[thing][0] for thing in self.things} - {"-"})
        self.groups = torch.tensor([names.index(table[t][0]) if table[t][0] != "-" else -1 for t in self.things])
        self.related = torch.zeros(len(self.things), len(self.things), dtype=torch.bool)
        for thing in self.things:
            for other in table[thing][1]:
                if other in number:
                    self.related[number[thing], number[other]] = True

    def batch(self, rng, g):
        """Augmented images (n, 3, 64, 64) and the numbers of their things."""
        chosen = set()
        while len(chosen) < min(THINGS, len(self.things)):
            chosen.update(rng.choices(range(len(self.things)), self.weights, k=THINGS - len(chosen)))
        mono, filled, color, mono_labels, color_labels = [], [], [], [], []
        for thing in sorted(chosen):
            for kind, row in self.views(rng, self.sets[thing]):
                if kind == "color":
                    color.append(row)
                    color_labels.append(thing)
                else:
                    mono.append(row)
                    filled.append(kind == "fill")
                    mono_labels.append(thing)
        ink = 1 - torch.from_numpy(self.mono[mono]).float()[:, None] / 255
        rgba = torch.from_numpy(self.color[color]).permute(0, 3, 1, 2).float() / 255
        drawn = augment.drawings(ink, torch.tensor(filled, dtype=torch.bool), g)
        painted, _ = augment.pictures(rgba, g)
        return augment.finish(torch.cat([drawn, painted]), g), torch.tensor(mono_labels + color_labels)

    @staticmethod
    def views(rng, sets):
        """Images of a thing from different packages: two drawings and two colored ones where there are such."""
        keys = list(sets)
        rng.shuffle(keys)
        colored, plain = [k for k in keys if k[0]], [k for k in keys if not k[0]]
        order = plain[:2] + colored[:2] + plain[2:] + colored[2:]
        while len(order) < VIEWS:
            order.append(rng.choice(keys))
        return [rng.choice(sets[key]) for key in order[:VIEWS]]


def read_things():
    """Group and related things of each thing."""
    with open(os.path.join(HERE, "things.tsv"), encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["thing"]: (row["group"], row["related"].split()) for row in rows}


def weight(group):
    """How often things of a group are drawn: objects most, as people draw them most."""
    return 0.4 if group == "-" else 0.5 if group.startswith(NO_OBJECTS) else 1.5


def left_out(table, split):
    """Things that are not trained on: those of unseen-things.tsv, or those of a split."""
    if split is not None:
        return held_out(table, split)
    with open(os.path.join(HERE, "unseen-things.tsv"), encoding="utf-8") as file:
        return set(file.read().split()[1:])


def held_out(table, split):
    """Things of one split to leave out: whole families, by the last word of their names, until the share is reached."""
    families = {}
    for thing in sorted(table):
        families.setdefault(thing.split("-")[-1], []).append(thing)
    order = [name for name in sorted(families) if any(table[t][0] != "-" for t in families[name])]
    random.Random(split).shuffle(order)
    wanted = HELD_OUT * sum(group != "-" for group, _ in table.values())
    held, emoji = set(), 0
    for name in order:
        if emoji < wanted and len(families[name]) <= 12:
            held.update(families[name])
            emoji += sum(table[t][0] != "-" for t in families[name])
    return held


def curves(log, path):
    """Draws loss and accuracy over images; a plain picture, so that nothing but Pillow is needed."""
    from PIL import Image, ImageDraw

    width, height, left = 800, 400, 60
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    most = max(line[1] for line in log)
    top = max(line[3] for line in log)
    for i in range(5):
        y = 20 + (height - 50) * i / 4
        draw.line([(left, y), (width - 10, y)], fill="#ddd")
        draw.text((5, y - 6), f"{top * (1 - i / 4):.2f} {1 - i / 4:.2f}", fill="black")
    for column, scale, color in ((3, top, "#c33"), (6, 1.0, "#36c")):
        points = [(left + (width - 70) * line[1] / most, 20 + (height - 50) * (1 - line[column] / scale)) for line in log]
        draw.line(points, fill=color, width=2)
    draw.text((left, height - 22), f"red: loss, blue: share of right names; 0 to {most} images", fill="black")
    picture.save(path)


if __name__ == "__main__":
    main()
