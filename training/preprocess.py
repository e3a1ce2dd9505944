"""Prepares an image for the encoder, as the Java product does: without alpha, cropped to the ink, 64 x 64 pixels."""

import numpy as np
from PIL import Image

SIZE = 64
THRESHOLD = 32  # a pixel is ink if a channel differs by more from the background
MARGIN = 25  # the crop gets a margin of one part in so many of its side


def crop_to_ink(pixels):
    """Cuts the square around the ink out of (h, w, 3) bytes; outside the image it is filled with the background.

    The background is the median of the pixels at the border, for each channel by itself.
    """
    height, width, _ = pixels.shape
    at_border = np.ones((height, width), bool)
    at_border[1:-1, 1:-1] = False
    border = pixels[at_border]
    background = np.sort(border, axis=0)[(len(border) - 1) // 2]
    ink = (np.abs(pixels.astype(int) - background) > THRESHOLD).any(2)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    if len(rows) == 0:
        rows, columns = np.array([0, height - 1]), np.array([0, width - 1])
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    side = max(bottom - top, right - left)
    side += 2 * ((side + MARGIN - 1) // MARGIN)
    y, x = top + (bottom - top - side) // 2, left + (right - left - side) // 2
    square = np.empty((side, side, 3), np.uint8)
    square[:] = background
    y0, y1, x0, x1 = max(0, y), min(height, y + side), max(0, x), min(width, x + side)
    square[y0 - y : y1 - y, x0 - x : x1 - x] = pixels[y0:y1, x0:x1]
    return square


def prepare(image, size=SIZE):
    """The bytes that the encoder sees, (size, size, 3)."""
    square = crop_to_ink(np.asarray(image.convert("RGB")))
    return np.asarray(Image.fromarray(square).resize((size, size), Image.BILINEAR))
