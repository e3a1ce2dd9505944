"""Makes the pictures of this folder, and beside each what Pillow (9.4.0) decodes: RGB bytes, row after row.

    cd vision/src/test/resources/dev/icfrr/vision/image && python3 make.py
"""
import numpy as np
from PIL import Image, ImageCms

random = np.random.default_rng(0)
noise = random.integers(0, 256, (12, 17, 4), dtype=np.uint8)
rgb = Image.fromarray(noise[:, :, :3]).resize((37, 29), Image.BICUBIC)
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
turned = Image.Exif()
turned[0x112] = 6

pictures = {
    "alpha.png": (Image.fromarray(noise, "RGBA"), {}),
    "gray-alpha.png": (Image.fromarray(noise[:, :, :2].copy(), "LA"), {}),
    "transparent-color.png": (Image.fromarray(noise[:, :, :3]), {"transparency": tuple(int(v) for v in noise[0, 0, :3])}),
    "palette-4-bit.png": (rgb.quantize(13), {"bits": 4}),
    "palette-transparent.png": (rgb.quantize(20), {"transparency": 3}),
    "one-bit.png": (rgb.convert("1"), {}),
    "gray-16-bit.png": (Image.fromarray(noise[:, :, 0].astype(np.uint16) * 3), {}),
    "lossless.webp": (rgb, {"lossless": True}),
    "lossless-alpha.webp": (Image.fromarray(noise, "RGBA"), {"lossless": True, "exact": True}),
    "lossy.webp": (rgb, {"quality": 60}),
    "lossy-alpha.webp": (Image.fromarray(noise, "RGBA"), {"quality": 85}),
    "palette.gif": (rgb.quantize(64), {}),
    "plain.bmp": (rgb, {}),
    "subsampled.jpg": (rgb, {"quality": 85}),
    "progressive.jpg": (rgb, {"quality": 75, "progressive": True}),
    "gray.jpg": (rgb.convert("L"), {}),
    "cmyk.jpg": (rgb.convert("CMYK"), {}),
    "cmyk-noise.jpg": (Image.fromarray(noise, "CMYK"), {"quality": 95}),
    "ycck.jpg": (Image.fromarray(noise, "CMYK").resize((37, 29), Image.BICUBIC), {"quality": 90}),
    "profile.jpg": (rgb, {"icc_profile": profile}),
    "exif-turned.jpg": (rgb, {"exif": turned}),
}
rgb.save("animated.webp", save_all=True, append_images=[rgb.transpose(Image.Transpose.FLIP_LEFT_RIGHT)])
for name, (picture, options) in pictures.items():
    picture.save(name, **options)
    if name == "ycck.jpg":  # Pillow cannot write it: tell the reader that the first three inks are YCbCr
        content = bytearray(open(name, "rb").read())
        content[content.index(b"Adobe") + 11] = 2
        open(name, "wb").write(content)
    with open(name + ".rgb", "wb") as out:
        out.write(Image.open(name).convert("RGB").tobytes())
