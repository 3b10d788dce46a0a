"""Which of many texts might be copies of one another, found without comparing each with each.

Two texts that differ by few words share one of their rarest words. If one has lost at most c words and gained
at most a, then of its k rarest words (k > c) one still stands in the other, and among that one's k rarest
(k > a): only words that were gained can be rarer there. So only texts that share one of their `RAREST` rarest
words are compared: exact for changes of up to four words, and a tenth of a thousandth of all pairs. Words
that stand in one text only tell nothing and are passed over.

Everything is ordered by the words themselves, never by a hash or by the order of the texts.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import LCSseq

from aggregator.signals.wording import Words

RAREST = 5
"""Words of a text by which it is looked up; fewer for texts below twenty words."""

MOST_NEIGHBOURS = 400
"""Texts of one rare word, in the order of their length, with which a text is compared at most. Only a flood
of more than so many variants meets this limit, and chains of neighbours hold even that together."""

AT_ONCE = 1_000_000
"""Pairs that are compared, or wait to be, at once."""

_FIRST_SIGN = 0x100  # words become signs above Latin-1
_SURROGATES = 0xD800
_SIGNS = 0x10FFFF - _FIRST_SIGN - 0x800

Ints = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """Pairs of texts, by their places: `one` < `other`; `common` words in the same order, `fewer` and `more`
    words in the shorter and in the longer text.
    """

    one: Ints
    other: Ints
    common: Ints
    fewer: Ints
    more: Ints

    def where(self, keep: npt.NDArray[np.bool_]) -> "Pairs":
        """Some of the pairs."""
        return Pairs(*(column[keep] for column in self))


class Table:
    """Texts as rows of word numbers, and each as a string of one sign a word: rapidfuzz compares those."""

    def __init__(self, texts: Sequence[Words]) -> None:
        self.numbers: dict[str, int] = {}
        add = self.numbers.setdefault
        self.words = np.array([add(word, len(self.numbers)) for words in texts for word in words], np.int64)
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self.rows = np.repeat(np.arange(len(texts)), self.lengths)
        whole = _signs(self.words)
        ends = np.cumsum(self.lengths).tolist()
        self.signs = [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def compared(self, one: Ints, other: Ints) -> Pairs:
        """The pairs of these rows."""
        signs = np.array(self.signs, dtype=object)
        common = process.cpdist(
            signs[one].tolist(), signs[other].tolist(), scorer=LCSseq.similarity, dtype=np.int32
        )
        return self._pairs(one, other, common, self.lengths[one])

    def against(self, text: Words) -> Pairs:
        """One text, which may stand in the table or not, with each row: `one` is 0 throughout."""
        new = len(self.numbers)
        own = np.array([self.numbers.get(word, new) for word in text], dtype=np.int64)
        common = process.cdist([_signs(own)], self.signs, scorer=LCSseq.similarity, dtype=np.int32)[0]
        rows = np.arange(len(self.signs))
        return self._pairs(np.zeros_like(rows), rows, common, np.full(len(rows), len(text)))

    def _pairs(self, one: Ints, other: Ints, common: npt.NDArray[Any], lengths: Ints) -> Pairs:
        theirs = self.lengths[other]
        return Pairs(
            one, other, common.astype(np.int64), np.minimum(lengths, theirs), np.maximum(lengths, theirs)
        )

    def known(self) -> tuple[Ints, Ints]:
        """Each row's different words, as (row, word), ascending."""
        many = max(len(self.numbers), 1)
        return _apart(_different(self.rows * many + self.words), many)

    def telling(self, of_all: frozenset[str]) -> Ints:
        """How many different words of each row are not among these."""
        rows, words = self.known()
        tells = np.fromiter((word not in of_all for word in self.numbers), np.bool_, len(self.numbers))
        return np.bincount(rows[tells[words]], minlength=len(self.signs)).astype(np.int64)

    def candidates(self) -> Pairs:
        """All pairs of rows worth a closer look, ascending; the table's texts are distinct and sorted.

        Texts made from one mould can be millions of pairs: some are compared at a time, and those that have
        less than half of the shorter text in common are copies by no rule.
        """
        codes = _sharing(self)
        found = []
        for low in range(0, max(len(codes), 1), AT_ONCE):
            pairs = self.compared(*_apart(codes[low : low + AT_ONCE], max(len(self.lengths), 1)))
            found.append(pairs.where(pairs.common * 2 >= pairs.fewer))
        return Pairs(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _signs(words: Ints) -> str:
    # Beyond a million different words two may share a sign: a text has few, so hardly ever in one place.
    points = words % _SIGNS + _FIRST_SIGN
    points[points >= _SURROGATES] += 0x800
    return points.astype("<u4").tobytes().decode("utf-32-le")


def _sharing(table: Table) -> Ints:
    """Pairs of rows that share one of their rarest words and are of like length, as codes for `_apart`."""
    rows, words = _rarest(table)
    lengths = table.lengths
    order = np.lexsort((rows, lengths[rows], words))
    rows, words = rows[order], words[order]
    found: list[Ints] = []
    waiting = 0
    for step in range(1, min(MOST_NEIGHBOURS + 1, len(rows))):
        here = np.flatnonzero(words[:-step] == words[step:])
        if not len(here):
            break
        short, long = rows[here], rows[here + step]
        like = lengths[long] <= lengths[short] * 3 // 2 + 4
        short, long = short[like], long[like]
        found.append(np.minimum(short, long) * len(lengths) + np.maximum(short, long))
        waiting += len(short)
        if waiting > max(AT_ONCE, len(found[0])):  # most are found by several words
            found, waiting = [_different(np.concatenate(found))], 0
    return _different(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _different(codes: Ints) -> Ints:
    """Each code once, ascending: twice as fast as numpy.unique, which hashes first."""
    codes.sort()
    first = np.ones(len(codes), dtype=np.bool_)
    np.not_equal(codes[1:], codes[:-1], out=first[1:])
    return codes[first]


def _apart(codes: Ints, many: int) -> tuple[Ints, Ints]:
    high = codes // many
    return high, codes - high * many


def _rarest(table: Table) -> tuple[Ints, Ints]:
    """Each row's rarest words that also stand elsewhere, as (row, word)."""
    rows, words = table.known()
    known_in: npt.NDArray[Any] = np.bincount(words, minlength=len(table.numbers))
    shared = known_in[words] > 1
    rows, words = rows[shared], words[shared]
    order = np.lexsort((words, known_in[words], rows))
    rows, words = rows[order], words[order]
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    place = np.arange(len(rows)) - np.repeat(begins, np.diff(begins, append=len(rows)))
    few = place < np.minimum(RAREST, table.lengths[rows] // 4 + 1)
    return rows[few], words[few]
