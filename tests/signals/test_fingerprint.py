"""What a picture looks like, in 64 bits: known again after what people do to it, and never more than that."""

import struct
import zlib
from itertools import combinations

import pytest

pytest.importorskip("PIL", reason="the extra media is not installed: pip install 'fansreact[media]'")

import invented_pictures as drawn
from PIL import Image

from aggregator.errors import ConfigError
from aggregator.signals import fingerprint as module
from aggregator.signals.fingerprint import ALIKE, MOST_BYTES, NoPicture, distance, fingerprint

SOME = range(8)


def bits(picture, form="PNG"):
    return fingerprint(drawn.encoded(picture, form))


@pytest.fixture(scope="module")
def scenes():
    return [drawn.scene(n) for n in SOME]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_has_one_fingerprint_in_every_format(scenes, form):
    assert all(distance(bits(one), bits(one, form)) <= 2 for one in scenes)


@pytest.mark.parametrize(
    ("change", "least"),
    [
        ("half the size", 8),
        ("a thumbnail of 150 pixels", 8),
        ("half the size, JPEG of quality 60", 8),
        ("scaled and recompressed twice", 7),
        ("cropped by up to 2 % a side", 6),
        ("a caption over it", 6),
    ],
)
def test_a_changed_picture_is_known_again(scenes, change, least):
    far = [distance(bits(one), bits(drawn.CHANGES[change](one, n))) for n, one in enumerate(scenes)]
    assert sum(one <= ALIKE for one in far) >= least


def test_other_pictures_are_not_taken_for_one(scenes):
    cards = [bits(drawn.card(n)) for n in SOME]
    every = [bits(one) for one in scenes] + cards
    assert min(distance(one, other) for one, other in combinations(every, 2)) > ALIKE


def png(width, height):
    """A PNG whose header claims a size, with hardly any data."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def animation():
    return drawn.encoded(drawn.scene(1), "GIF", save_all=True, append_images=[drawn.scene(1).rotate(180)])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no picture"),
        (b"<html><body>404</body></html>", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "no picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "no picture"),
        (png(60_000, 60_000), "pixels"),
        (png(6_000, 6_000), "pixels"),
        (png(8, 8), "smaller"),
        (png(400, 400), "broken"),
        (b"x" * (MOST_BYTES + 1), "bytes"),
    ],
)  # fmt: skip
def test_what_is_no_usable_picture_is_refused_with_why(body, why):
    with pytest.raises(NoPicture, match=why):
        fingerprint(body)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_is_cut_short_is_refused(form):
    body = drawn.encoded(drawn.scene(2), form)
    with pytest.raises(NoPicture, match="broken"):
        fingerprint(body[: len(body) // 2])


def test_an_animation_and_a_plain_ground_are_refused():
    with pytest.raises(NoPicture, match="animation"):
        fingerprint(animation())
    with pytest.raises(NoPicture, match="plain"):
        fingerprint(drawn.encoded(Image.new("RGB", (300, 300), "navy"), "PNG"))


def test_without_pillow_the_line_that_adds_it_is_told(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(ConfigError) as told:
        fingerprint(b"x")
    assert told.value.hint == 'pip install "fansreact[media]"'
    assert told.value.exit_code == 2
