"""Which of many texts might be copies of one another, found without comparing each with each.

Two texts that differ by few words share one of their rarest words. If one has lost at most c words and gained
at most a, then of its k rarest words (k > c) one still stands in the other, and among that one's k rarest
(k > a): only words that were gained can be rarer there. So only texts that share one of their `RAREST` rarest
words are compared: exact for changes of up to four words, and a tenth of a thousandth of all pairs. Words
that stand in one text only tell nothing and are passed over.

Everything is ordered by the words themselves, never by a hash or by the order of the texts.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import LCSseq

from aggregator.signals.word_numbers import number_words

RAREST = 5
"""Words of a text by which it is looked up; fewer for texts below twenty words."""

MOST_NEIGHBOURS = 400
"""Texts of one rare word, in the order of their length, with which a text is compared at most. Only a flood
of more than so many variants meets this limit, and chains of neighbours hold even that together."""

AT_ONCE = 1_000_000
"""Pairs that are listed at once: texts made from one mould are millions, most found by several words."""

_NEW_LINE = ord("\n")  # stands in no text's words
_OF_ROWS = (
    "different",
    "_marks",
    "_ends",
)  # what a table remembers of its rows, and a part of it does not take over
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
    """Texts as rows of word numbers, and each as a string of one sign a word: rapidfuzz compares those.

    `texts` hold words joined by blanks, distinct and sorted; `rows` takes only some of them. Words have the
    same numbers in a part as in the whole: `known` lists them.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        lines = "".join([f"{text}\n" for text in texts]).encode()
        numbers, self.known, starts = number_words(lines)
        ends = np.flatnonzero(np.frombuffer(lines, np.uint8) == _NEW_LINE)
        self.words = numbers.astype(np.int64)
        self.lengths = np.diff(np.searchsorted(starts, ends), prepend=0)
        self.number_of = dict(zip(self.known, range(len(self.known)), strict=True))

    def part(self, rows: Ints) -> "Table":
        """Some of the rows, ascending."""
        made = copy(self)
        for name in _OF_ROWS:
            made.__dict__.pop(name, None)
        taken = np.zeros(len(self.lengths), dtype=np.bool_)
        taken[rows] = True
        made.words = self.words[np.repeat(taken, self.lengths)]
        made.lengths = self.lengths[rows]
        return made

    @property
    def rows(self) -> Ints:
        """The row of each word."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    def compared(self, one: Ints, other: Ints) -> Pairs:
        """The pairs of these rows."""
        wanted = np.zeros(len(self.lengths), dtype=np.bool_)
        wanted[one] = wanted[other] = True
        signs = np.full(len(self.lengths), None, dtype=object)
        signs[wanted] = self.part(np.flatnonzero(wanted)).signs()
        common = process.cpdist(
            signs[one].tolist(), signs[other].tolist(), scorer=LCSseq.similarity, dtype=np.int32
        )
        return self._pairs(one, other, common, self.lengths[one])

    def against(self, text: str, rows: Ints) -> Pairs:
        """One text, which may stand in the table or not, with some of the rows: `one` is 0 throughout."""
        words, new = text.split(), len(self.known)
        own = np.array([self.number_of.get(word, new) for word in words], dtype=np.int64)
        signs = self.part(rows).signs()
        common = process.cdist([_signs(own)], signs, scorer=LCSseq.similarity, dtype=np.int32)[0]
        return self._pairs(np.zeros_like(rows), rows, common, np.full(len(rows), len(words)))

    def _pairs(self, one: Ints, other: Ints, common: npt.NDArray[Any], lengths: Ints) -> Pairs:
        theirs = self.lengths[other]
        return Pairs(
            one, other, common.astype(np.int64), np.minimum(lengths, theirs), np.maximum(lengths, theirs)
        )

    def signs(self) -> list[str]:
        """Each row as a string of one sign a word."""
        whole = _signs(self.words)
        ends = np.cumsum(self.lengths).tolist()
        return [whole[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    @cached_property
    def different(self) -> tuple[Ints, Ints]:
        """Each row's different words, as (row, word), ascending."""
        many = max(len(self.known), 1)
        return _apart(_different(self.rows * many + self.words), many)

    def telling(self, of_all: frozenset[str]) -> Ints:
        """How many different words of each row are not among these."""
        rows, words = self.different
        tells = np.ones(len(self.known), np.bool_)
        tells[[self.number_of[word] for word in of_all if word in self.number_of]] = False
        return np.bincount(rows[tells[words]], minlength=len(self.lengths)).astype(np.int64)

    def holding(self, parts: Sequence[str]) -> Ints:
        """How many of these parts of words (at most 64) each row holds."""
        listed, starts = self._listed
        bits = np.zeros(len(self.known), dtype=np.uint64)
        for bit, part in enumerate(parts):
            places = []
            at = listed.find(part)
            while at >= 0:
                places.append(at)
                at = listed.find(part, at + 1)
            bits[np.searchsorted(starts, places, side="right") - 1] |= np.uint64(1 << bit)
        # Few words hold any of them: only where those stand are rows looked up.
        standing = np.flatnonzero((bits != 0)[self.words])
        rows = np.searchsorted(self._ends, standing, side="right")
        found = np.zeros(len(self.lengths), dtype=np.uint64)
        np.bitwise_or.at(found, rows, bits[self.words[standing]])
        held: Ints = np.bitwise_count(found).astype(np.int64)
        return held

    @cached_property
    def _ends(self) -> Ints:
        """Where each row's words end."""
        return np.cumsum(self.lengths)

    @cached_property
    def _listed(self) -> tuple[str, Ints]:
        """All words, one a line, and where each begins."""
        lengths = np.fromiter(map(len, self.known), np.int64, len(self.known))
        return "\n".join(self.known), np.cumsum(lengths + 1) - lengths - 1

    def lacking(self, one: Ints, other: Ints) -> Ints:
        """How many words the shorter row of each pair has for sure that the longer one lacks: too few, never
        too many, since 64 bits stand for all words.
        """
        bits = self._marks
        swap = self.lengths[one] > self.lengths[other]
        short, long = np.where(swap, other, one), np.where(swap, one, other)
        lacking: Ints = np.bitwise_count(bits[short] & ~bits[long]).astype(np.int64)
        return lacking

    @cached_property
    def _marks(self) -> npt.NDArray[np.uint64]:
        """For each row 64 bits that stand for its words."""
        return self._any_of(np.uint64(1) << (np.arange(len(self.known), dtype=np.uint64) % np.uint64(64)))

    def _any_of(self, bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """For each row the bits of all its words."""
        found = np.zeros(len(self.lengths), dtype=np.uint64)
        some = np.flatnonzero(self.lengths)
        if len(some):
            begins = np.cumsum(self.lengths[some]) - self.lengths[some]
            found[some] = np.bitwise_or.reduceat(bits[self.words], begins)
        return found

    def candidates(self) -> Iterator[tuple[Ints, Ints]]:
        """All pairs of rows worth a closer look, ascending, AT_ONCE at a time: those that share one of their
        rarest words and are of like length. Of texts made from one mould there are millions.
        """
        rows, words = _rarest(self)
        many, longest = len(self.lengths), int(self.lengths.max(initial=0)) + 1
        by_length = (words * longest + self.lengths[rows]) * many + rows
        by_length.sort()
        groups, rows = _apart(by_length, many)  # groups: the same word and length
        words, lengths = _apart(groups, longest)
        most = np.minimum(lengths * 3 // 2 + 4, longest - 1)
        ends = np.searchsorted(groups, words * longest + most, side="right")
        partners = np.minimum(ends - np.arange(len(rows)) - 1, MOST_NEIGHBOURS)
        before = np.concatenate(([0], np.cumsum(partners)))
        found = [np.zeros(0, dtype=np.int64)]
        low = 0
        while low < len(rows):
            high = max(low + 1, int(np.searchsorted(before, before[low] + AT_ONCE, side="right")) - 1)
            first = np.repeat(np.arange(low, high), partners[low:high])
            second = first + 1 + np.arange(before[low], before[high]) - before[first]
            short, long = rows[first], rows[second]
            found.append(_different(np.minimum(short, long) * many + np.maximum(short, long)))
            low = high
        codes = found[-1]
        if len(found) > 2:  # those of one listing are different already
            codes = _different(np.concatenate(found))
        found.clear()
        for low in range(0, len(codes), AT_ONCE):
            yield _apart(codes[low : low + AT_ONCE], max(many, 1))


def _signs(words: Ints) -> str:
    # Beyond a million different words two may share a sign: a text has few, so hardly ever in one place.
    points = words % _SIGNS + _FIRST_SIGN
    points[points >= _SURROGATES] += 0x800
    return points.astype("<u4").tobytes().decode("utf-32-le")


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
    """Each row's rarest words that also stand elsewhere, as (row, word); of equally rare ones the first."""
    rows, words = table.different
    known_in: npt.NDArray[Any] = np.bincount(words, minlength=len(table.known))
    first = np.zeros(len(table.known), dtype=np.int64)
    first[table.words[::-1]] = np.arange(len(table.words))[::-1]
    rarest_first = np.lexsort((first, known_in))
    rank = np.empty_like(rarest_first)
    rank[rarest_first] = np.arange(len(rarest_first))
    shared = known_in[words] > 1
    many = max(len(table.known), 1)
    codes = rows[shared] * many + rank[words[shared]]
    codes.sort()
    rows, ranks = _apart(codes, many)
    begins = np.flatnonzero(np.diff(rows, prepend=-1))
    place = np.arange(len(rows)) - np.repeat(begins, np.diff(begins, append=len(rows)))
    few = place < np.minimum(RAREST, table.lengths[rows] // 4 + 1)
    return rows[few], rarest_first[ranks[few]]
