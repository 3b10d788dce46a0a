"""What a picture looks like in 64 bits, from which nobody can make the picture again: a difference hash.

The picture is shrunk to 9 x 8 greys; each bit says whether a grey is brighter than its left neighbour. Needs
Pillow (extra "media"), which is only loaded here. `bench/pictures.py` measures recall and false merges on
invented pictures; docs/signals.md holds the figures.
"""

import io
import warnings
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from aggregator.errors import ConfigError

MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000
"""Of the picture as it is decoded: a file of some kilobytes can claim more than any machine holds."""

LEAST_SIDE = 32
ALIKE = 5
"""Bits in which two pictures may differ that are taken for one. Chosen by measurement: see the bench."""

LEAST_CONTRAST = 12
"""Steps of 255 between the darkest and the brightest of the greys; below, the bits are those of noise."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


class NoPicture(Exception):
    """The bytes give no fingerprint; the message says why, in a few words."""


def check_installed() -> None:
    """Raises ConfigError, with the line that adds it, where Pillow is not installed."""
    if find_spec("PIL") is None:
        raise ConfigError(
            "[media] hash: needs Pillow, which is not installed", hint='pip install "fansreact[media]"'
        )


def fingerprint(body: bytes) -> int:
    """The 64 bits of a picture's file.

    Raises:
        NoPicture: no JPEG, PNG, WebP, AVIF or still GIF, broken or cut short, too large, or too plain.
        ConfigError: Pillow is not installed.
    """
    check_installed()
    if len(body) > MOST_BYTES:
        raise NoPicture(f"more than {MOST_BYTES:,} bytes")
    rows = _greys(body)
    spread = max(map(max, rows)) - min(map(min, rows))
    if spread < LEAST_CONTRAST:
        raise NoPicture("too plain to be told from others")
    bits = 0
    for row in rows:
        for left, right in pairwise(row):
            bits = bits << 1 | (right > left)
    return bits


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two fingerprints differ."""
    return (one ^ other).bit_count()


def _greys(body: bytes) -> list[bytes]:
    """Eight rows of nine greys."""
    from PIL import Image  # noqa: PLC0415 - an extra, and slow to load

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(body), formats=[name for name in _FORMATS if name in _readable()])
        why = _unfit(picture.size, getattr(picture, "n_frames", 1))
        small = None if why else _shrunk(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise NoPicture(f"more than {MOST_PIXELS:,} pixels") from error
    except Exception as error:  # hostile bytes: a decoder may raise whatever it likes
        raise NoPicture("no picture, or a broken one") from error
    if small is None:
        raise NoPicture(why)
    return [small[row : row + 9] for row in range(0, 72, 9)]


def _unfit(size: tuple[int, int], frames: int) -> str:
    """Why a picture is not even decoded; "" if it is."""
    if size[0] * size[1] > MOST_PIXELS:
        return f"more than {MOST_PIXELS:,} pixels"
    if min(size) < LEAST_SIDE:
        return f"smaller than {LEAST_SIDE} pixels"
    return "an animation" if frames > 1 else ""


def _shrunk(picture: Any) -> bytes:
    """The picture as 9 x 8 greys, what is transparent in white."""
    from PIL import Image  # noqa: PLC0415 - as above

    picture.draft("L", (LEAST_SIDE, LEAST_SIDE))  # a JPEG can be decoded small
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA"))
    made: bytes = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    return made


def _readable() -> set[str]:
    """The formats that this build of Pillow reads."""
    from PIL import Image  # noqa: PLC0415 - as above

    Image.init()
    return set(Image.OPEN)
