"""What the model of `fan` sees of a post: hashed words and pairs of words, and numbers of three dictionaries.

The words of the masked text (phrase_reader), each pair of neighbours and the beginnings of long words are
hashed into `BUCKETS` columns, so that no vocabulary ships with the weights. Beside them stand `NUMBERS`: what
the lexicon's phrases, TextBlob and VADER say, in steps and in straight lines, and the look of the post.
"""

import math
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from aggregator.scorers import polarity, vader
from aggregator.scorers.lexicon import Lexicon
from aggregator.scorers.masking import NAME
from aggregator.scorers.phrase_reader import BREAKS, SIGN, Found, PhraseReader

BUCKETS = 1 << 17
REMEMBERED = 50_000
LONGEST = 300
"""Pieces of a post that are looked at: long texts say what they feel early or often."""
LONGEST_TOKEN = 40
"""Signs of a piece that is remembered."""

_MASK = BUCKETS - 1
_FIRST, _SECOND = np.uint64(0x9E3779B1), np.uint64(0x85EBCA6B)  # odd: each bucket is reached from each word
_EDGE = crc32(b"<edge>")
_STOP = "."
_NO_WORDS = BREAKS | {NAME}
_FIRST_PERSON = frozenset({"i", "i'm", "im", "my", "me", "we", "i've", "ive", "our", "us", "i'll", "i'd"})

_STEPS = {
    "vader": (-0.8, -0.6, -0.4, -0.2, -0.05, 0.05, 0.2, 0.4, 0.6, 0.8, 0.9),
    "textblob": (-0.5, -0.3, -0.15, -0.01, 0.01, 0.1, 0.2, 0.3, 0.5, 0.7),
    "kind": (0.5, 1.5, 2.5, 4.0, 6.0),
    "hard": (0.5, 1.5, 2.5, 4.0, 6.0),
}
SIMPLE = (
    "kind words", "hard words", "balance", "covered", "covering", "textblob", "subjectivity",
    "vader negative", "vader neutral", "vader positive", "vader", "question", "exclamation", "dots", "link",
    "name", "names", "first person", "length", "shouted", "no words",
)  # fmt: skip
NUMBERS = (
    "one",
    *SIMPLE,
    *(f"{name} from {step}" for name, steps in _STEPS.items() for step in steps),
    "vader with the lexicon",
    "vader with textblob",
)
"""The names of the numbers, in their order."""

Numbers = NDArray[np.float64]


class Read(NamedTuple):
    """A post as the model sees it: hashes of its words in their order, buckets of their beginnings, SIMPLE.

    `words` and `found` (the lexicon's phrases) are for telling what decided.
    """

    seeds: list[int]
    beginnings: list[int]
    numbers: tuple[float, ...]
    words: list[str]
    found: Found

    @property
    def has_words(self) -> bool:
        """Whether anything stands there but names, links and marks."""
        return not self.numbers[-1]


class _Piece(NamedTuple):
    """What stands between two blanks: read once, remembered."""

    words: tuple[str, ...]
    seeds: tuple[int, ...]
    beginnings: tuple[int, ...]
    written: tuple[str, ...]


class FanReader:
    """Reads masked texts. People write the same pieces over and over: each is cut and hashed once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = PhraseReader(lexicon)
        self._known: dict[str, _Piece] = {}

    def read(self, text: str, masked: str) -> Read:
        """`text` is the post's own, `masked` what Masker made of it."""
        tokens = masked.split()
        known = self._known
        words: list[str] = []
        seeds: list[int] = []
        beginnings: list[int] = []
        mine = tokens
        if "\n" in masked:
            mine = " . ".join(masked.splitlines()).split()
        for token in mine if len(mine) <= LONGEST else mine[:LONGEST]:
            piece = known.get(token)
            if piece is None:
                piece = self._piece(token)
            words += piece[0]
            seeds += piece[1]
            if piece[2]:
                beginnings += piece[2]
        found = self._phrases.find(masked, words, mine, self._written)
        numbers = _simple(
            words,
            found,
            polarity.asked_tokens(masked, tokens),
            vader.scores_tokens(masked, tokens),
            link="http" in text or "www." in text or "pic.tw" in text,
            shouted=text.isupper(),
        )
        return Read(seeds, beginnings, numbers, words, found)

    def _written(self, tokens: Sequence[str]) -> list[str]:
        """The words of these pieces as they were written."""
        return [
            one
            for token in tokens[:LONGEST]
            for one in (self._known.get(token) or self._piece(token)).written
        ]

    def _piece(self, token: str) -> _Piece:
        pairs = self._phrases.words(token[:LONGEST_TOKEN])
        telling = [word for word, _ in pairs if word != _STOP]
        piece = _Piece(
            tuple(word for word, _ in pairs),
            tuple(map(_seed, telling)),
            tuple(bucket for word in telling for bucket in _beginnings(word)),
            tuple(written for _, written in pairs),
        )
        if len(self._known) < REMEMBERED and len(token) <= LONGEST_TOKEN:
            self._known[token] = piece
        return piece


def buckets_of(word: str) -> tuple[int, ...]:
    """The buckets that stand for a word alone: its own, and those of its beginning if it is long."""
    return (_seed(word) & _MASK, *_beginnings(word))


def _seed(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _beginnings(word: str) -> tuple[int, ...]:
    if len(word) <= 4 or not word[0].isalpha():
        return ()
    four = crc32(b"4" + word[:4].encode("utf-8", "surrogatepass")) & _MASK
    if len(word) <= 6:
        return (four,)
    return (four, crc32(b"6" + word[:6].encode("utf-8", "surrogatepass")) & _MASK)


def buckets_of_posts(posts: Sequence[Read]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The buckets of all posts, one after the other, and how many each has.

    Those of a post: its words, the beginnings of long ones, and the pairs of neighbours. An edge stands
    before and behind the words: n words make n + 1 pairs, so that no post is without a bucket.
    """
    count = len(posts)
    seed_sizes = np.fromiter((len(post.seeds) for post in posts), dtype=np.int64, count=count)
    other_sizes = np.fromiter((len(post.beginnings) for post in posts), dtype=np.int64, count=count)
    seeds = np.fromiter(
        chain.from_iterable(post.seeds for post in posts), dtype=np.uint64, count=int(seed_sizes.sum())
    )
    others = np.fromiter(
        chain.from_iterable(post.beginnings for post in posts), dtype=np.int64, count=int(other_sizes.sum())
    )
    edged = np.full(len(seeds) + count + 1, _EDGE, dtype=np.uint64)
    inside = np.ones(len(edged), dtype=bool)
    inside[np.concatenate(([0], np.cumsum(seed_sizes + 1)))] = False
    edged[inside] = seeds
    pairs = ((edged[:-1] * _FIRST + edged[1:] * _SECOND) & np.uint64(_MASK)).astype(np.int64)
    sizes = 2 * seed_sizes + other_sizes + 1
    flat = np.empty(int(sizes.sum()), dtype=np.int64)
    at = np.cumsum(sizes) - sizes
    for part, part_sizes in (
        ((seeds & np.uint64(_MASK)).astype(np.int64), seed_sizes),
        (others, other_sizes),
        (pairs, seed_sizes + 1),
    ):
        flat[np.repeat(at, part_sizes) + _within(part_sizes)] = part
        at = at + part_sizes
    return flat, sizes


def _within(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 ... inside each piece."""
    return np.arange(int(sizes.sum()), dtype=np.int64) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _simple(
    words: Sequence[str],
    found: Found,
    textblob: tuple[float, float],
    vader: tuple[float, float, float, float],
    *,
    link: bool,
    shouted: bool,
) -> tuple[float, ...]:
    """The numbers of SIMPLE for one post."""
    kind = hard = 0.0
    covered = 0
    for points, said in found:
        covered += said.count(" ") + 1
        if points > 0:
            kind += points
        else:
            hard -= points
    met = set(words)
    balance = kind - hard
    bent = balance / math.sqrt(balance * balance + 12.0)
    share = min(1.0, covered / len(words)) if covered and words else 0.0
    names = words.count(NAME) if NAME in met else 0
    return (
        kind,
        hard,
        bent,
        share,
        share * bent,
        *textblob,
        *vader,
        1.0 if "?" in met or "?!" in met else 0.0,
        1.0 if "!!" in met or "?!" in met else 0.5 if "!" in met else 0.0,
        1.0 if ".." in met else 0.0,
        1.0 if link else 0.0,
        1.0 if names else 0.0,
        1.0 if names > 1 else 0.0,
        0.0 if _FIRST_PERSON.isdisjoint(met) else 1.0,
        min(len(words), 40) / 40.0,
        1.0 if shouted else 0.0,
        0.0 if any(word[0] != SIGN and word not in _NO_WORDS for word in met) else 1.0,
    )


def numbers_of(rows: Sequence[tuple[float, ...]]) -> Numbers:
    """A row of NUMBERS for each row of SIMPLE: shape (rows, len(NUMBERS))."""
    simple = np.array(rows, dtype=np.float64).reshape(len(rows), len(SIMPLE))
    column = {name: simple[:, place] for place, name in enumerate(SIMPLE)}
    bases = {
        "vader": column["vader"],
        "textblob": column["textblob"],
        "kind": column["kind words"],
        "hard": column["hard words"],
    }
    steps = [(bases[name][:, None] > np.array(edges)).astype(np.float64) for name, edges in _STEPS.items()]
    squeezed = simple.copy()
    squeezed[:, 0] = simple[:, 0] / (simple[:, 0] + 3.0)
    squeezed[:, 1] = simple[:, 1] / (simple[:, 1] + 3.0)
    crossed = np.column_stack(
        [
            column["vader"] * np.sign(column["kind words"] - column["hard words"]),
            column["vader"] * column["textblob"],
        ]
    )
    return np.hstack([np.ones((len(rows), 1)), squeezed, *steps, crossed])
