"""Invented pictures, drawn from a number, and what people do to pictures before they pass them on.

Needs Pillow (extra "media"); shared by the tests and by bench/pictures.py.
"""

import io
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

WORD_LIST = "harbour lantern tide glass keeper cello lamp pier rain salt winter door letter night ship map"
WORDS = WORD_LIST.split()


def scene(number: int) -> Image.Image:
    """A sky, some shapes before it, and a camera's noise: like the still of a film."""
    chance, grains = random.Random(number), np.random.default_rng(number)
    width, height = chance.choice([(960, 540), (800, 600), (640, 800), (1080, 1080), (1280, 536)])
    sky = grains.normal(128, 60, (chance.randint(3, 6), chance.randint(3, 6), 3)).clip(0, 255).astype("uint8")
    made = Image.fromarray(sky).resize((width, height), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(made)
    for _ in range(chance.randint(4, 14)):
        x, y, size = (
            chance.randint(0, width),
            chance.randint(0, height),
            chance.randint(width // 30, width // 4),
        )
        colour = tuple(chance.randint(0, 255) for _ in range(3))
        if chance.random() < 0.5:
            pen.ellipse([x - size, y - size, x + size, y + size * chance.uniform(0.4, 1.2)], fill=colour)
        else:
            pen.rectangle([x, y, x + size, y + size * chance.uniform(0.5, 2)], fill=colour)
    return _grainy(made, grains, 8)


def portrait(number: int) -> Image.Image:
    """A face in the middle of a dark picture: the portraits of one film's posters are much alike."""
    chance, grains = random.Random(10_000 + number), np.random.default_rng(10_000 + number)
    dark = chance.randint(0, 70)
    made = Image.new("RGB", (800, 1000), (dark, dark, dark + 10))
    pen = ImageDraw.Draw(made)
    x, y, size = 400 + chance.randint(-90, 90), 420 + chance.randint(-80, 80), chance.randint(150, 240)
    hair = tuple(chance.randint(10, 120) for _ in range(3))
    skin = (chance.randint(120, 235), chance.randint(90, 190), chance.randint(70, 160))
    pen.ellipse([x - size * 1.15, y - size * 1.5, x + size * 1.15, y + size * 1.2], fill=hair)
    pen.ellipse([x - size, y - size * 1.25, x + size, y + size * 1.25], fill=skin)
    for eye in (x - size * 0.4, x + size * 0.4):
        pen.ellipse([eye - 18, y - 30, eye + 18, y], fill=(20, 20, 20))
    coat = tuple(chance.randint(0, 160) for _ in range(3))
    pen.polygon(
        [(0, 1000), (800, 1000), (x + size * 2, y + size * 1.5), (x - size * 2, y + size * 1.5)], fill=coat
    )
    return _grainy(made.filter(ImageFilter.GaussianBlur(2)), grains, 6)


def card(number: int) -> Image.Image:
    """Lines of text on an empty ground: like the screenshot of a post."""
    chance = random.Random(20_000 + number)
    height = chance.choice([500, 700, 900])
    ground, ink = chance.choice([((255, 255, 255), (10, 10, 10))] * 2 + [((15, 20, 25), (230, 230, 230))])
    made = Image.new("RGB", (900, height), ground)
    pen = ImageDraw.Draw(made)
    pen.ellipse([30, 30, 110, 110], fill=tuple(chance.randint(0, 255) for _ in range(3)))
    font = ImageFont.load_default(size=chance.choice([28, 34, 40]))
    pen.text((130, 50), " ".join(chance.sample(WORDS, 2)), fill=ink, font=font)
    for y in range(140, min(height - 80, 140 + 50 * chance.randint(3, 12)), 50):
        pen.text((40, y), " ".join(chance.choices(WORDS, k=chance.randint(2, 9)))[:50], fill=ink, font=font)
    return made


def _grainy(made: Image.Image, grains: np.random.Generator, strength: float) -> Image.Image:
    noise = grains.normal(0, strength, (made.height, made.width, 3))
    return Image.fromarray((np.asarray(made).astype(float) + noise).clip(0, 255).astype("uint8"))


def encoded(picture: Image.Image, form: str = "JPEG", **how: object) -> bytes:
    """The picture's file."""
    body = io.BytesIO()
    (picture.convert("RGB") if form == "JPEG" else picture).save(body, form, **how)
    return body.getvalue()


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(encoded(picture, quality=quality)))


def scaled(picture: Image.Image, by: float) -> Image.Image:
    size = (max(40, int(picture.width * by)), max(40, int(picture.height * by)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def cropped(picture: Image.Image, most: float, number: int) -> Image.Image:
    """Up to `most` of each side cut off."""
    chance = random.Random(number)
    left, top, right, bottom = (chance.uniform(0, most) for _ in range(4))
    width, height = picture.size
    return picture.crop(
        (int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom)))
    )


def captioned(picture: Image.Image, *, bar: bool) -> Image.Image:
    """A line of text over its lower edge, on a bar or by itself."""
    made = picture.convert("RGB").copy()
    height = made.height // 9
    pen, font = ImageDraw.Draw(made), ImageFont.load_default(size=max(12, height // 2))
    place, text = (made.width // 8, made.height - height), "when the tide comes in"
    if bar:
        pen.rectangle([0, made.height - height, made.width, made.height], fill="white")
        pen.text(place, text, fill="black", font=font)
    else:
        pen.text(place, text.upper(), fill="white", font=font, stroke_width=2, stroke_fill="black")
    return made


KINDS: dict[str, Callable[[int], Image.Image]] = {"scenes": scene, "portraits": portrait, "text cards": card}
CHANGES: dict[str, Callable[[Image.Image, int], Image.Image]] = {
    "half the size": lambda picture, _: scaled(picture, 0.5),
    "a thumbnail of 150 pixels": lambda picture, _: scaled(picture, 150 / max(picture.size)),
    "JPEG of quality 30": lambda picture, _: recompressed(picture, 30),
    "half the size, JPEG of quality 60": lambda picture, _: recompressed(scaled(picture, 0.5), 60),
    "scaled and recompressed twice": lambda picture, _: scaled(recompressed(scaled(picture, 0.7), 50), 1.3),
    "brighter by a quarter": lambda picture, _: ImageEnhance.Brightness(picture).enhance(1.25),
    "in greys": lambda picture, _: picture.convert("L"),
    "cropped by up to 2 % a side": lambda picture, number: cropped(picture, 0.02, number),
    "cropped by up to 5 % a side": lambda picture, number: cropped(picture, 0.05, number),
    "a caption over it": lambda picture, _: captioned(picture, bar=False),
    "a caption on a bar over it": lambda picture, _: captioned(picture, bar=True),
}
