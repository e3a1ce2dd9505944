#!/usr/bin/env python3
"""Writes trained weights as ONNX, and golden features for the test of the Java product.

    python3 training/export.py --weights OUT/encoder.pt --model sketch.onnx [--golden FOLDER]
    python3 training/export.py --weights OUT/encoder.pt --model sketch.onnx --data DIR --drawings sketch-drawings.txt
"""

import argparse
import inspect
import os

import numpy as np
import torch
from PIL import Image, ImageDraw

from evaluate import freehand
from model import DIMENSION, SIZE, Encoder, Product
from preprocess import prepare
from train import left_out, read_things


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--weights", required=True)
    parser.add_argument("--model", required=True, help="the ONNX file to write")
    parser.add_argument("--golden", help="folder for images and their features")
    parser.add_argument("--data", help="folder that prepare.py has filled, for --drawings")
    parser.add_argument("--drawings", help="file for the mean feature of drawings that were not trained on")
    options = parser.parse_args()
    encoder = Encoder()
    encoder.load_state_dict(torch.load(options.weights, map_location="cpu"))
    product = Product(encoder.eval()).eval()
    # PyTorch 2.9 and later have another exporter, which needs more packages.
    classic = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    torch.onnx.export(
        product, torch.zeros(2, 3, SIZE, SIZE), options.model, opset_version=13, input_names=["image"],
        output_names=["feature"], dynamic_axes={"image": {0: "batch"}, "feature": {0: "batch"}}, **classic)
    print(f"{options.model}: {os.path.getsize(options.model)} bytes")
    if options.golden:
        golden(product, options.golden)
    if options.drawings:
        drawings(product, options.data, options.drawings)


def golden(product, folder):
    """Images of several kinds as PNG, and a line of features for each."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "features.tsv"), "w", encoding="utf-8") as file:
        for name, image in sorted(images().items()):
            image.save(os.path.join(folder, name), optimize=True)
            pixels = torch.from_numpy(prepare(image).copy()).permute(2, 0, 1)[None].float() / 255
            with torch.no_grad():
                features = product(pixels)[0].numpy()
            assert features.shape == (DIMENSION,)
            file.write(name + "\t" + " ".join(f"{value:.7g}" for value in features) + "\n")


def drawings(product, data, path):
    """The number of icons in one color of things that were not trained on, and the mean of their features as if drawn
    by hand."""
    unseen = left_out(read_things(), None)
    with open(os.path.join(data, "index.tsv"), encoding="utf-8") as file:
        lines = [line.rstrip("\n").split("\t") for line in file]
    chosen = [int(row) for _, _, thing, kind, row in lines if thing in unseen and kind == "line"]
    mono = np.load(os.path.join(data, "mono.npy"), mmap_mode="r")
    features = []
    for start in range(0, len(chosen), 256):
        part = torch.from_numpy(mono[chosen[start : start + 256]]).float()[:, None].expand(-1, 3, -1, -1) / 255
        by_hand = (freehand(part, 5) * 255).round().byte().permute(0, 2, 3, 1).numpy()
        cropped = np.stack([prepare(Image.fromarray(image)) for image in by_hand])
        with torch.no_grad():
            features.append(product(torch.from_numpy(cropped).permute(0, 3, 1, 2).float() / 255))
    mean = torch.cat(features).double().mean(0)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{len(chosen)}\n" + "".join(f"{value:.7g}\n" for value in mean.tolist()))
    print(f"{path}: the mean of {len(chosen)} drawings")


def images():
    """A drawing off center, one at the border, a small one, one with transparency, a noisy image, an empty one."""
    drawing = Image.new("RGB", (160, 120), "white")
    pen = ImageDraw.Draw(drawing)
    pen.ellipse((30, 35, 100, 80), outline="black", width=3)
    pen.polygon([(100, 57), (125, 40), (125, 75)], outline="black")
    pen.ellipse((45, 50, 51, 56), fill="black")
    border = Image.new("RGB", (97, 211), (250, 240, 220))
    pen = ImageDraw.Draw(border)
    pen.rectangle((0, 60, 70, 190), fill=(180, 40, 30))
    pen.polygon([(0, 60), (35, 10), (70, 60)], fill=(60, 60, 160))
    small = Image.new("RGB", (40, 40), "white")
    ImageDraw.Draw(small).line([(10, 30), (20, 12), (30, 30), (8, 20)], fill=(90, 90, 90), width=2)
    clear = Image.new("RGBA", (128, 128))
    ImageDraw.Draw(clear).ellipse((40, 20, 110, 90), fill=(20, 120, 200, 160), outline=(0, 0, 0, 255))
    noise = np.random.RandomState(1).randint(0, 256, (50, 75, 3)).astype(np.uint8)
    return {
        "drawing.png": drawing, "border.png": border, "small.png": small, "clear.png": clear,
        "noise.png": Image.fromarray(noise), "empty.png": Image.new("RGB", (30, 20), (240, 240, 240))}


if __name__ == "__main__":
    main()
