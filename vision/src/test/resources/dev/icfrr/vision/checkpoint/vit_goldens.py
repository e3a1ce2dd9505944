"""Makes vit_{narrow,oblong,small}.pth and, beside them, the features PyTorch computes: a golden per checkpoint.

Run as `python3 vit_goldens.py` in this folder; the committed files are from PyTorch 1.13 and Pillow 9.4. The forward
pass and the transforms are written out here from their definitions, so that neither timm nor torchvision is needed.
"""
import enum
import sys
import types

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

for name in ("torchvision", "torchvision.transforms", "torchvision.transforms.transforms",
             "torchvision.transforms.functional"):
    sys.modules[name] = types.ModuleType(name)
transforms = sys.modules["torchvision.transforms.transforms"]
functional = sys.modules["torchvision.transforms.functional"]


def transform(name, **attributes):
    """An object that pickles as torchvision's class of that name."""
    if not hasattr(transforms, name):
        # Modules, as in torchvision: the legacy format keeps their classes as persistent ids.
        base = (torch.nn.Module,) if name in ("Resize", "CenterCrop", "Normalize") else ()
        setattr(transforms, name, type(name, base, {"__module__": "torchvision.transforms.transforms"}))
    made = getattr(transforms, name)()
    made.__dict__.update(attributes)
    return made


class InterpolationMode(enum.Enum):
    BICUBIC = "bicubic"
    LANCZOS = "lanczos"

    def __reduce_ex__(self, protocol):
        return (InterpolationMode, (self.value,)) if self is self.BICUBIC else (getattr, (InterpolationMode, self.name))


InterpolationMode.__module__ = "torchvision.transforms.functional"
functional.InterpolationMode = InterpolationMode
KERNELS = {InterpolationMode.BICUBIC: Image.BICUBIC, InterpolationMode.LANCZOS: Image.LANCZOS, 3: Image.BICUBIC}


def prepare(picture, steps):
    for step in steps:
        kind = type(step).__name__
        if kind == "Resize":
            if isinstance(step.size, int):
                short, long = sorted(picture.size)
                new = (step.size, int(step.size * long / short))
                if step.max_size is not None and new[1] > step.max_size:
                    new = (int(step.max_size * new[0] / new[1]), step.max_size)
                width, height = new if picture.width <= picture.height else new[::-1]
            else:
                height, width = step.size
            picture = picture.resize((width, height), KERNELS[step.interpolation])
        elif kind == "CenterCrop":
            height, width = step.size
            left, top = max(width - picture.width, 0) // 2, max(height - picture.height, 0) // 2
            canvas = Image.new("RGB", (max(width, picture.width), max(height, picture.height)))
            canvas.paste(picture, (left, top))
            x, y = round((canvas.width - width) / 2), round((canvas.height - height) / 2)
            picture = canvas.crop((x, y, x + width, y + height))
        elif kind == "ToTensor":
            picture = torch.from_numpy(np.array(picture)).permute(2, 0, 1).float().div(255)
        elif kind == "Normalize":
            mean, std = (torch.as_tensor(v).view(3, 1, 1) for v in (step.mean, step.std))
            picture = (picture - mean) / std
    return picture


def forward(state, pixels, depth, heads, patch):
    x = F.conv2d(pixels, state["patch_embed.proj.weight"], state["patch_embed.proj.bias"], stride=patch)
    x = x.flatten(2).transpose(1, 2)
    width = x.shape[2]
    x = torch.cat((state["cls_token"].expand(len(x), -1, -1), x), 1) + state["pos_embed"]

    def norm(x, name):
        return F.layer_norm(x, (width,), state[name + ".weight"], state[name + ".bias"], 1e-6)

    def linear(x, name):
        return F.linear(x, state[name + ".weight"], state[name + ".bias"])

    for i in range(depth):
        block = f"blocks.{i}."
        q, k, v = (
            linear(norm(x, block + "norm1"), block + "attn.qkv")
            .reshape(len(x), -1, 3, heads, width // heads)
            .permute(2, 0, 3, 1, 4)
        )
        shares = (q @ k.transpose(-2, -1) * (width // heads) ** -0.5).softmax(-1)
        x = x + linear((shares @ v).transpose(1, 2).reshape(x.shape), block + "attn.proj")
        x = x + linear(F.gelu(linear(norm(x, block + "norm2"), block + "mlp.fc1")), block + "mlp.fc2")
    return F.normalize(norm(x, "norm")[:, 1:].mean(1))


def parameters(width, depth, patch, patches, hidden, classes):
    yield "cls_token", (1, 1, width)
    yield "pos_embed", (1, 1 + patches, width)
    yield "patch_embed.proj.weight", (width, 3, patch, patch)
    yield "patch_embed.proj.bias", (width,)
    for i in range(depth):
        for name, shape in (
            ("norm1", (width,)), ("attn.qkv", (3 * width, width)), ("attn.proj", (width, width)),
            ("norm2", (width,)), ("mlp.fc1", (hidden, width)), ("mlp.fc2", (width, hidden)),
        ):
            yield f"blocks.{i}.{name}.weight", shape
            yield f"blocks.{i}.{name}.bias", shape[:1]
    yield "norm.weight", (width,)
    yield "norm.bias", (width,)
    if classes:
        yield "head.weight", (classes, width)
        yield "head.bias", (classes,)


def picture(width, height):
    """The formula of pillow_resizes.py, smoothed so that features of different pictures differ."""
    y, x = np.mgrid[:height, :width]
    channels = [(x * (3 + c) + y * (5 - c) * (1 + c)) % 256 for c in range(3)]
    return Image.fromarray(np.stack(channels, -1).astype(np.uint8), "RGB")


def golden(name, steps, width, depth, heads, patch, patches, hidden, classes, dtype=torch.float32, **how):
    torch.manual_seed(len(name))
    state = {key: (torch.randn(shape) * 0.3 + (1 if ".weight" in key and len(shape) == 1 else 0)).to(dtype)
             for key, shape in parameters(width, depth, patch, patches, hidden, classes)}
    torch.save({"args": {"dataset": "custom"}, "epoch": 3, "data_transform": transform("Compose", transforms=steps),
                "model_state_dict_best": state}, f"vit_{name}.pth", **how)
    state = {key: value.float() for key, value in state.items()}
    pixels = torch.stack([prepare(picture(*size), steps) for size in ((37, 53), (120, 41), (64, 64))])
    np.save(f"vit_{name}.npy", forward(state, pixels, depth, heads, patch).numpy())


half = dict(mean=[0.5, 0.5, 0.5], std=[0.25, 0.5, 1])
golden("narrow", [transform("Resize", size=41, max_size=None, interpolation=InterpolationMode.BICUBIC),
                  transform("CenterCrop", size=(32, 32)), transform("ToTensor"), transform("Normalize", **half)],
       width=24, depth=3, heads=3, patch=8, patches=16, hidden=60, classes=7)
golden("oblong", [transform("Resize", size=[12, 20], max_size=None, interpolation=InterpolationMode.LANCZOS),
                  transform("ToTensor")],
       width=64, depth=1, heads=1, patch=4, patches=15, hidden=32, classes=0, _use_new_zipfile_serialization=False)
golden("small", [transform("Resize", size=20, max_size=40, interpolation=3), transform("CenterCrop", size=(32, 32)),
                 transform("ToTensor"), transform("Normalize", mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)),
                 transform("Normalize", **half)],
       width=32, depth=2, heads=2, patch=16, patches=4, hidden=128, classes=3, dtype=torch.float16)
