"""The encoder: a small residual network from 64 x 64 images to vectors of length 1."""

import torch
import torch.nn as nn
import torch.nn.functional as F

SIZE = 64
WIDTHS = (16, 32, 64, 128)
DIMENSION = 128
MAP_CHANNELS = 40


class Block(nn.Module):
    """Two convolutions beside a shortcut."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if inputs != outputs or stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        short = x if self.shortcut is None else self.shortcut(x)
        return F.relu(short + self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x))))))


class Encoder(nn.Module):
    """RGB between 0 and 1, (n, 3, 64, 64), to features, (n, 128), not yet of length 1."""

    def __init__(self):
        super().__init__()
        sobel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
        self.register_buffer("sobel", torch.stack([sobel, sobel.t()])[:, None])
        stem, low, middle, high = WIDTHS
        self.stem = nn.Sequential(nn.Conv2d(4, stem, 3, 2, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU())
        self.body = nn.Sequential(
            Block(stem, low, 2), Block(low, low, 1), Block(low, middle, 2), Block(middle, middle, 1), Block(middle, high, 2))
        # Where a part lies matters, so the 4 x 4 map goes into the features, not only its mean.
        self.map = nn.Sequential(nn.Conv2d(high, MAP_CHANNELS, 1, bias=False), nn.BatchNorm2d(MAP_CHANNELS), nn.ReLU())
        self.head = nn.Linear(MAP_CHANNELS * (SIZE // 16) ** 2 + high, DIMENSION)

    def forward(self, x):
        gray = x.mean(1, keepdim=True)
        slopes = F.conv2d(F.pad(gray, (1, 1, 1, 1), mode="replicate"), self.sobel)
        edges = torch.sqrt((slopes * slopes).sum(1, keepdim=True) + 1e-6)
        h = self.body(self.stem(torch.cat([1 - x, edges], 1)))
        return self.head(torch.cat([self.map(h).flatten(1), h.mean((2, 3))], 1))


class Product(nn.Module):
    """What is exported: features of an image and of its mirror image, added, of length 1."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, x):
        both = F.normalize(self.encoder(x), dim=1) + F.normalize(self.encoder(x.flip(3)), dim=1)
        return F.normalize(both, dim=1)
