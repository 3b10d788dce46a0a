"""Numbers for the words of many texts at once, without a Python string for each word that stands in them.

Equal words get equal numbers, in the order in which they first stand. A dictionary does the same, and takes
three times as long: most of it goes into making a hundred thousand strings of which a tenth are different.
"""

from collections import defaultdict
from itertools import count
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_BLANK = ord(" ")
_EXACT = 16
"""Bytes of a word that are compared as two numbers of 64 bits; a dictionary numbers the few longer words."""

_ROUNDS = 8
"""How often words that fell on a place of others are tried on other places: ordinary texts take three."""

_PART = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)  # the bits of so many bytes
_LONG = np.uint64(2**64 - 1)  # no word's last eight bytes: 0xff stands in no UTF-8
_MIX, _SPREAD = np.uint64(0x9E3779B97F4A7C15), 0xC2B2AE3D27D4EB4F

_Bits = npt.NDArray[np.uint64]
_Places = npt.NDArray[np.intp]


class WordNumbers(NamedTuple):
    """`numbers` of the words in their order, `known` by number, and where each begins in the bytes."""

    numbers: npt.NDArray[np.int32]
    known: list[str]
    starts: _Places


def number_words(parted: bytes) -> WordNumbers:
    """The words of UTF-8 that blanks, or lower bytes, part."""
    size = len(parted)
    padded = np.frombuffer(parted + bytes(_EXACT + 1), np.uint8)  # what is read beyond the last word
    in_word = np.zeros(size + 2, np.bool_)
    np.greater(padded[:size], _BLANK, out=in_word[1:-1])
    edges = np.flatnonzero(in_word[1:] != in_word[:-1])
    starts, ends = edges[::2], edges[1::2]
    lengths = ends - starts
    eight = np.ndarray((size + 9,), "<u8", padded, strides=(1,))  # the eight bytes from each place on
    head: _Bits = eight[starts] & _PART[np.minimum(lengths, 8)]
    tail: _Bits = eight[starts + 8] & _PART[np.clip(lengths - 8, 0, 8)]
    long_ones = np.flatnonzero(lengths > _EXACT)
    number_of: dict[bytes, int] = defaultdict(count().__next__)
    head[long_ones] = [number_of[parted[starts[at] : ends[at]]] for at in long_ones.tolist()]
    tail[long_ones] = _LONG
    first = _firsts(head, tail)
    new = first == np.arange(len(first))
    numbers = (np.cumsum(new, dtype=np.int32) - np.int32(1))[first]
    spans = zip(starts[new].tolist(), ends[new].tolist(), strict=True)
    known = b" ".join([parted[low:high] for low, high in spans]).decode()
    return WordNumbers(numbers, known.split(" ") if known else [], starts)


def _firsts(head: _Bits, tail: _Bits) -> _Places:
    """For each pair of numbers where the same pair stands first.

    Each pair gets one of as many places as there are pairs, and the first on a place is compared with all
    that fell there; those that differ try another place.
    """
    first = np.arange(len(head))
    bits = max(4, len(head).bit_length())
    mixed = head ^ (tail * _MIX)
    mixed ^= mixed >> np.uint64(29)
    left, own_head, own_tail = first.copy(), head, tail  # of those that have no place yet
    for turn in range(_ROUNDS):
        if not len(left):
            return first
        spread = np.uint64((_SPREAD * (2 * turn + 1)) % 2**64)
        place = (mixed * spread) >> np.uint64(64 - bits)
        on_place = np.zeros(1 << bits, np.intp)
        on_place[place[::-1]] = left[::-1]  # the first is written last, and stays
        found = on_place[place]
        same = (head[found] == own_head) & (tail[found] == own_tail)
        first[left[same]] = found[same]
        rest = np.flatnonzero(~same)
        left, own_head, own_tail, mixed = left[rest], own_head[rest], own_tail[rest], mixed[rest]
    known: dict[tuple[Any, Any], int] = {}  # texts made so that their words meet on every place
    pairs = zip(own_head.tolist(), own_tail.tolist(), strict=True)
    first[left] = [known.setdefault(pair, at) for pair, at in zip(pairs, left.tolist(), strict=True)]
    return first
