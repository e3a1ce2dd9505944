"""Random changes of the drawings: warped, thick and thin, broken, colored, on all kinds of backgrounds.

All functions take and return float tensors between 0 and 1. Ink is 1 and paper is 0 until the end, so that what is
moved into the image from outside is paper.
"""

import math

import torch
import torch.nn.functional as F

SIZE = 64


def uniform(g, n, low, high):
    return low + (high - low) * torch.rand(n, generator=g)


def chance(g, n, p):
    return torch.rand(n, generator=g) < p


def up(x):
    """Smooth fields of 64 x 64 from a few cells, (n, c, k, k); a product of matrices is faster than an interpolation."""
    cells = x.shape[-1]
    if cells not in _UP:
        _UP[cells] = F.interpolate(torch.eye(cells)[:, None], SIZE, mode="linear", align_corners=False)[:, 0]
        if cells < 6:
            eye = torch.eye(cells)[:, None, :, None].expand(-1, -1, -1, 2)
            _UP[cells] = F.interpolate(eye, (SIZE, 2), mode="bicubic", align_corners=False)[:, 0, :, 0]
    return _UP[cells].t() @ (x @ _UP[cells])


_UP = {}


def thickest(x):
    """The largest of 3 x 3 neighbors."""
    x = x.clone()
    x[..., 1:-1, :] = torch.maximum(torch.maximum(x[..., :-2, :], x[..., 1:-1, :]), x[..., 2:, :])
    x[..., 1:-1] = torch.maximum(torch.maximum(x[..., :-2], x[..., 1:-1]), x[..., 2:])
    return x


def warp(x, g, wild):
    """Rotates, scales, shears, mirrors and bends (n, c, 96, 96) to (n, c, 64, 64). `wild` (n,) is 0 for mild, 1 for free hand."""
    n = len(x)
    angle = torch.where(
        chance(g, n, 0.3), uniform(g, n, -60, 60), torch.randn(n, generator=g).clamp(-2, 2) * 11) * math.pi / 180
    # A scale above 1 makes the drawing smaller. Most fill the image, as they do after the crop to their ink.
    scale = torch.where(chance(g, n, 0.15), uniform(g, n, 1.0, 1.6), uniform(g, n, 0.9, 1.2))
    aspect = torch.exp(torch.randn(n, generator=g).clamp(-2, 2) * (0.06 + 0.08 * wild))
    shear = uniform(g, n, -1, 1) * (0.08 + 0.17 * wild)
    mirror = chance(g, n, 0.5).float() * -2 + 1
    cos, sin = torch.cos(angle), torch.sin(angle)
    a = torch.zeros(n, 2, 3)
    a[:, 0, 0] = cos * scale * aspect * mirror
    a[:, 0, 1] = (shear - sin) * scale * aspect
    a[:, 1, 0] = sin * scale / aspect * mirror
    a[:, 1, 1] = cos * scale / aspect
    a[:, :, 2] = uniform(g, (n, 2), -0.07, 0.07)
    grid = F.affine_grid(a, (n, 1, SIZE, SIZE), align_corners=False)
    strength = torch.rand(n, 1, 1, 1, generator=g) * (0.25 + 0.75 * wild)[:, None, None, None]
    bend = up(torch.randn(n, 2, 4, 4, generator=g)) * 0.09
    shake = up(torch.randn(n, 2, 13, 13, generator=g)) * 0.03
    grid = grid + ((bend + shake) * strength).permute(0, 2, 3, 1)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def outline(x):
    """The edges of shapes as ink, (n, c, h, w) to (n, 1, h, w)."""
    edge = (thickest(x) + thickest(-x)).amax(1, keepdim=True)
    strongest = edge.flatten(1).amax(1).view(-1, 1, 1, 1)
    return (1.5 * edge / (strongest + 1e-3)).clamp(0, 1)


def noise(g, n, channels, cells):
    return up(torch.rand(n, channels, cells, cells, generator=g))


def some(x, mask, change):
    """Changes the images that are marked."""
    if mask.any():
        x[mask] = change(x[mask])
    return x


def drawings(ink, filled, g):
    """Drawings in one color, (n, 1, 96, 96) of ink, to RGB on paper, (n, 3, 64, 64)."""
    n = len(ink)
    ink = warp(ink, g, chance(g, n, 0.7).float() * torch.rand(n, generator=g))
    ink = some(ink, filled & chance(g, n, 0.4), outline)
    ink = some(ink, chance(g, n, 0.25), thickest)
    ink = some(ink, ~filled & chance(g, n, 0.35), thin)
    ink = some(ink, chance(g, n, 0.3), lambda x: x * (noise(g, len(x), 1, 10) < 0.73).float())
    ink = ink.clamp(0, 1) ** torch.exp(torch.randn(n, 1, 1, 1, generator=g) * 0.3)
    strength = uniform(g, (n, 1, 1, 1), 0.6, 1)
    image = 1 - (ink * strength).expand(-1, 3, -1, -1)
    colored = chance(g, n, 0.2)
    return some(image, colored, lambda x: recolored(x, g))


def thin(ink):
    thinner = ink.clone()
    thinner[..., 1:, 1:] = torch.minimum(
        torch.minimum(ink[..., 1:, 1:], ink[..., :-1, :-1]), torch.minimum(ink[..., 1:, :-1], ink[..., :-1, 1:]))
    return thinner


def recolored(image, g):
    n = len(image)
    pen = torch.rand(n, 3, 1, 1, generator=g) * 0.6
    paper = 1 - torch.rand(n, 3, 1, 1, generator=g) * 0.25
    return image * paper + (1 - image) * pen


def pictures(rgba, g):
    """Colored drawings, (n, 4, 96, 96) of RGB times alpha and alpha, to RGB, (n, 3, 64, 64), and which are sketches now."""
    n = len(rgba)
    sketch = chance(g, n, 0.3)
    rgba = warp(rgba, g, torch.where(sketch, torch.rand(n, generator=g), torch.zeros(n)))
    rgb, alpha = rgba[:, :3], rgba[:, 3:]
    rgb = some(rgb, chance(g, n, 0.2), lambda x: x.mean(1, keepdim=True).expand(-1, 3, -1, -1))
    order = torch.rand(n, 3, generator=g).argsort(1)
    shuffled = rgb.gather(1, order[:, :, None, None].expand(-1, -1, SIZE, SIZE))
    rgb = torch.where(chance(g, n, 0.25)[:, None, None, None], shuffled, rgb)
    rgb = rgb * uniform(g, (n, 3, 1, 1), 0.75, 1.2)
    ground = torch.where(chance(g, n, 0.5)[:, None, None, None], torch.ones(n, 3, SIZE, SIZE), backgrounds(g, n))
    image = (rgb + (1 - alpha) * ground).clamp(0, 1)
    if sketch.any():
        ink = outline(torch.cat([rgb[sketch] + 1 - alpha[sketch], 1 - alpha[sketch]], 1))
        ink = some(ink, chance(g, len(ink), 0.3), lambda x: x * (noise(g, len(x), 1, 10) < 0.73).float())
        image[sketch] = 1 - ink.expand(-1, 3, -1, -1)
    return image, sketch


def backgrounds(g, n):
    """Plain, graded, spotted and blotched colors."""
    one, two = torch.rand(n, 3, 1, 1, generator=g), torch.rand(n, 3, 1, 1, generator=g)
    two = torch.where(chance(g, n, 0.5)[:, None, None, None], one + 0.3 * (two - 0.5), two)
    line = torch.linspace(-1, 1, SIZE)
    angle = uniform(g, (n, 1, 1, 1), 0, 2 * math.pi)
    ramp = 0.5 + 0.5 * (torch.cos(angle) * line[None, :] + torch.sin(angle) * line[:, None])
    blotch = torch.where(chance(g, n, 0.5)[:, None, None, None], noise(g, n, 1, 3), noise(g, n, 1, 9))
    hard = (blotch > 0.55).float()
    horizon = (line[:, None] + 0 * line[None, :] > uniform(g, (n, 1, 1, 1), -0.3, 0.9)).float()
    kind = torch.randint(0, 5, (n, 1, 1, 1), generator=g)
    t = torch.where(kind == 0, ramp, torch.where(kind == 1, blotch, torch.where(kind == 2, hard, horizon)))
    t = torch.where(kind == 4, torch.zeros_like(t), t)
    return (one * (1 - t) + two * t + 0.05 * noise(g, n, 1, 24)).clamp(0, 1)


def finish(image, g):
    """Hides a square of some images and adds grain."""
    n = len(image)
    half = uniform(g, (n, 2), 4, 12) * chance(g, n, 0.15)[:, None]
    center = uniform(g, (n, 2), 8, SIZE - 8)
    at = torch.arange(SIZE)
    rows = (at[None] - center[:, :1]).abs() < half[:, :1]
    columns = (at[None] - center[:, 1:]).abs() < half[:, 1:]
    hidden = (rows[:, :, None] & columns[:, None, :])[:, None]
    image = torch.where(hidden, torch.ones_like(image), image)
    return (image + 0.01 * torch.randn(image.shape, generator=g)).clamp(0, 1)
