"""What the model of `fan` sees of a post: hashed words and pairs of words, and numbers of three dictionaries.

The words of the masked text (phrase_reader), each pair of neighbours and the beginnings of long words are
hashed into `BUCKETS` columns, so that no vocabulary ships with the weights. Beside them stand `NUMBERS`: what
the lexicon's phrases, TextBlob and VADER say, in steps and in straight lines, and the look of the post.
"""

import math
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from aggregator.scorers import moved, polarity, polarity_words, vader
from aggregator.scorers.lexicon import Lexicon
from aggregator.scorers.masking import NAME
from aggregator.scorers.phrase_reader import BREAKS, SIGN, Found, Next, PhraseReader

BUCKETS = 1 << 17
REMEMBERED = 50_000
LONGEST = 300
"""Pieces of a post that are looked at: long texts say what they feel early or often."""
LONGEST_TOKEN = 40
"""Signs of a piece that are read as words: the rest belongs to a link, or to no language."""
LONGEST_SAID = 8
"""Words of what moved somebody that evidence tells."""
REMEMBERED_TOKEN = 100
"""Signs of the longest piece that is remembered: links come again as their posts do."""

HASH = np.dtype("<u4")

_MASK = BUCKETS - 1
_FIRST, _SECOND = np.uint64(0x9E3779B1), np.uint64(0x85EBCA6B)  # odd: each bucket is reached from each word
_EDGE = crc32(b"<edge>")
_STOP = "."
_DULL: tuple[Next, ...] = (frozenset(),)
# What a look at a piece tells, in bits that add up to those of the post.
_WORD, _FELT, _RATED, _NAMED, _FIRST_PERSON, _ASKS, _CALLS, _CALLS_LOUD, _TRAILS_OFF, _TEARFUL = (
    1 << place for place in range(10)
)
_I = ("i", "i'm", "im", "my", "me", "we", "i've", "ive", "our", "us", "i'll", "i'd")
_LOOKS = {
    **dict.fromkeys(BREAKS, 0),
    **dict.fromkeys(_I, _WORD | _FIRST_PERSON),
    NAME: _NAMED,
    "?": _ASKS,
    "?!": _ASKS | _CALLS_LOUD,
    "!": _CALLS,
    "!!": _CALLS_LOUD,
    "..": _TRAILS_OFF,
    **dict.fromkeys(moved.WORDS, _WORD | _TEARFUL),
}
"""Of all other words: nothing of a sign, `_WORD` of a word."""

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

    Both are packed as numpy reads them, `HASH` after `HASH`. `words` and `found` (the lexicon's phrases) are
    for telling what decided.
    """

    seeds: bytes
    beginnings: bytes
    numbers: tuple[float, ...]
    words: Sequence[str]
    found: Found

    @property
    def has_words(self) -> bool:
        """Whether anything stands there but names, links and marks."""
        return not self.numbers[-1]


class _Piece(NamedTuple):
    """What stands between two blanks, told once for all that read it: each field a column of a post."""

    words: tuple[str, ...]
    written: tuple[str, ...]
    nexts: tuple[Next, ...]
    seeds: bytes
    beginnings: bytes
    looks: int
    asked: polarity_words.Fact
    rated: vader.Fact


class _Pieces(dict[str, _Piece]):
    """People write the same pieces over and over: each is cut, hashed and looked up once."""

    def __init__(self, phrases: PhraseReader) -> None:
        super().__init__()
        self._phrases = phrases

    def __missing__(self, token: str) -> _Piece:
        words, written = self._phrases.words(token[:LONGEST_TOKEN])
        nexts = tuple(map(self._phrases.next_of, words))
        telling = [word for word in words if word != _STOP]
        asked, rated = polarity_words.fact_of(token), vader.fact_of(token)
        looks = _FELT * polarity_words.is_telling(asked) | _RATED * vader.is_telling(rated)
        for word in words:
            looks |= _LOOKS.get(word, 0 if word[0] == SIGN else _WORD)
        piece = _Piece(
            words,
            written,
            _DULL if nexts == _DULL else nexts,
            _packed(map(_seed, telling)),
            _packed(chain.from_iterable(map(_beginnings, telling))),
            looks,
            asked,
            rated,
        )
        if len(token) <= REMEMBERED_TOKEN:
            if len(self) >= REMEMBERED:
                self.clear()
            self[token] = piece
        return piece


class _Cut(NamedTuple):
    """A post in pieces, field by field: the first `LONGEST`; `asked` and `rated` of all `tokens`."""

    tokens: Sequence[str] = ()
    read: Sequence[str] = ()
    asked: Sequence[polarity_words.Fact] = ()
    rated: Sequence[vader.Fact] = ()
    words: Sequence[str] = ()
    written: Sequence[tuple[str, ...]] = ()
    nexts: Sequence[Next] = ()
    seeds: bytes = b""
    beginnings: bytes = b""
    looks: int = 0


class FanReader:
    """Reads masked texts with one lexicon. Several threads may share it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._phrases = PhraseReader(lexicon)
        self._pieces = _Pieces(self._phrases)

    def read(self, text: str, masked: str) -> Read:
        """`text` is the post's own, `masked` what Masker made of it."""
        return self.read_all([text], [masked])[0]

    def read_all(self, texts: Sequence[str], masked: Sequence[str]) -> list[Read]:
        """The same for many posts, each step for all of them: so it stays in the processor's caches."""
        cut = [self._cut(one) for one in masked]
        masked = list(masked)
        set_aside: dict[int, _Aside] = {}
        for at, one in enumerate(cut):
            if one.looks & _TEARFUL and (told := moved.told(one.words)) is not None:
                masked[at], set_aside[at] = _without(one, told)
                cut[at] = self._cut(masked[at])
        found = [
            self._phrases.find(text, one.words, one.nexts, one.written)
            for text, one in zip(masked, cut, strict=True)
        ]
        asked = [
            polarity.asked_facts(text, one.tokens, one.asked) if one.looks & _FELT else (0.0, 0.0)
            for text, one in zip(masked, cut, strict=True)
        ]
        rated = [
            vader.scores_facts(text, one.rated) if one.looks & _RATED or not one.rated else vader.UNRATED
            for text, one in zip(masked, cut, strict=True)
        ]
        read = [
            Read(
                one.seeds,
                one.beginnings,
                _simple(one, phrases, textblob, vaders, text),
                one.words,
                phrases,
            )
            for one, phrases, textblob, vaders, text in zip(cut, found, asked, rated, texts, strict=True)
        ]
        for at, aside in set_aside.items():
            read[at] = _told_of(read[at], aside)
        return read

    def _cut(self, masked: str) -> _Cut:
        tokens = masked.split()
        read = tokens[:LONGEST]
        if "\n" in masked:
            read = " . ".join(masked.splitlines()).split()[:LONGEST]
        if not read:
            return _Cut()
        piece = self._pieces.__getitem__
        words, written, nexts, seeds, beginnings, looks, asked, rated = zip(*map(piece, read), strict=True)
        look = reduce(or_, looks)
        if read != tokens:
            asked, rated = (
                tuple(piece(one).asked for one in tokens),
                tuple(piece(one).rated for one in tokens),
            )
            look |= _FELT | _RATED  # perhaps: the dictionaries find out
        return _Cut(
            tokens,
            read,
            asked,
            rated,
            list(chain.from_iterable(words)),
            written,
            list(chain.from_iterable(nexts)),
            b"".join(seeds),
            b"".join(beginnings),
            look,
        )


class _Aside(NamedTuple):
    """Words that were set aside of a moved post, as written, and the ending that it is read with."""

    said: str
    ending: tuple[str, ...]


def _without(cut: _Cut, told: moved.Told) -> tuple[str, _Aside]:
    """The masked text of a moved post without what it says of that, with the ending instead."""
    written = list(chain.from_iterable(cut.written))
    aside = {place for first, behind in told.places for place in range(first, behind)}
    left, at = [], 0
    for token, words in zip(cut.read, cut.written, strict=True):
        rest = token
        for place, word in enumerate(words, at):
            if place in aside:
                rest = rest.replace(word, "", 1)
        left.append(rest)
        at += len(words)
    first, behind = told.places[0]
    said = " ".join(written[first:behind][-LONGEST_SAID:])
    most = LONGEST - 1 - len(told.ending)
    return " ".join((*left[:most], _STOP, *told.ending)), _Aside(said, told.ending)


def _told_of(read: Read, aside: _Aside) -> Read:
    """As evidence the ending, whose phrase is the last but for signs, bears the words that it stands for."""
    ending, found = " ".join(aside.ending), list(read.found)
    at = max((place for place, (_, words) in enumerate(found) if ending.startswith(words)), default=None)
    if at is not None:
        found[at] = (found[at][0], aside.said)
    return read._replace(words=read.words[: -len(aside.ending)], found=found)


def buckets_of(word: str) -> tuple[int, ...]:
    """The buckets that stand for a word alone: its own, and those of its beginning if it is long."""
    return (_seed(word) & _MASK, *_beginnings(word))


def _packed(hashes: Iterable[int]) -> bytes:
    return b"".join([one.to_bytes(HASH.itemsize, "little") for one in hashes])


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
    seeds = np.frombuffer(b"".join([post.seeds for post in posts]), HASH).astype(np.uint64)
    others = np.frombuffer(b"".join([post.beginnings for post in posts]), HASH).astype(np.int64)
    seed_sizes = np.array([len(post.seeds) for post in posts], dtype=np.int64) // HASH.itemsize
    other_sizes = np.array([len(post.beginnings) for post in posts], dtype=np.int64) // HASH.itemsize
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
    post: _Cut,
    found: Found,
    textblob: tuple[float, float],
    vader: tuple[float, float, float, float],
    text: str,
) -> tuple[float, ...]:
    """The numbers of SIMPLE for one post."""
    words, looks = post.words, post.looks
    kind = hard = 0.0
    covered = 0
    for points, said in found:
        covered += said.count(" ") + 1
        if points > 0:
            kind += points
        else:
            hard -= points
    balance = kind - hard
    bent = balance / math.sqrt(balance * balance + 12.0)
    share = min(1.0, covered / len(words)) if covered and words else 0.0
    return (
        kind,
        hard,
        bent,
        share,
        share * bent,
        *textblob,
        *vader,
        1.0 if looks & _ASKS else 0.0,
        1.0 if looks & _CALLS_LOUD else 0.5 if looks & _CALLS else 0.0,
        1.0 if looks & _TRAILS_OFF else 0.0,
        1.0 if "http" in text or "www." in text or "pic.tw" in text else 0.0,
        1.0 if looks & _NAMED else 0.0,
        1.0 if looks & _NAMED and words.count(NAME) > 1 else 0.0,
        1.0 if looks & _FIRST_PERSON else 0.0,
        min(len(words), 40) / 40.0,
        1.0 if text.isupper() else 0.0,
        0.0 if looks & _WORD else 1.0,
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
