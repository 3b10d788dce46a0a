"""The words of many posts, read once: where each stands, and which stand side by side."""

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from aggregator.signals.word_numbers import number_words
from aggregator.text import word_pattern

TOKEN = re.compile(r"\w+")

# What TOKEN finds, byte by byte: ASCII letters (lower case), digits and "_" stay, other ASCII parts words.
# What is not ASCII was found by TOKEN itself and stays as it is.
_BLANK = ord(" ")
_WORD_BYTES = bytes(
    code if code >= 128 else ord(chr(code).lower()) if chr(code).isalnum() or chr(code) == "_" else _BLANK
    for code in range(256)
)
# 1 for ASCII that stands neither in words nor for white space.
_SIGNS = bytes(one == _BLANK and not chr(code).isspace() for code, one in enumerate(_WORD_BYTES))
_OTHER_LETTERS = re.compile(r"[^\W\x00-\x7f]")
# Letters that match an ASCII letter under re.IGNORECASE, yet str.lower() keeps: such posts are read whole.
_FOLDS_ODDLY = re.compile("[\u0130\u0131\u017f\u212a]")
_SHORT = 2**16

Numbers = NDArray[np.int32]


class Vocabulary:
    """Each text's words, lower case, in their order. Words have numbers, so that numpy counts them.

    All texts are read as one: what costs a microsecond a text is then done ten thousand times faster.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._is_ascii = np.fromiter(map(str.isascii, texts), np.bool_, len(texts))
        self._is_odd = np.zeros(len(texts), np.bool_)
        for place in np.flatnonzero(~self._is_ascii).tolist():
            self._is_odd[place] = _FOLDS_ODDLY.search(texts[place]) is not None
        written = [_in_bytes(text) for text in texts]
        whole = b" ".join(written) + b" "
        numbers, self._known, starts = number_words(whole.translate(_WORD_BYTES))
        begins = np.zeros(len(written) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, written), np.int64, len(written)) + 1, out=begins[1:])
        ends = np.searchsorted(starts, begins)
        signs = np.frombuffer(whole.translate(_SIGNS), np.uint8)
        self._after_blank = np.zeros(
            len(starts), np.bool_
        )  # no sign stands between a word and the one before
        if len(starts):
            self._after_blank[1:] = np.maximum.reduceat(signs, starts)[:-1] == 0
        self._number = dict(zip(self._known, range(len(self._known)), strict=True))
        self._numbers: Numbers = numbers
        self._ends = ends.tolist()
        self._place_of: Numbers = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(ends))
        # Where each word stands: numpy sorts short numbers ten times as fast.
        short = numbers.astype(np.uint16) if len(self._known) <= _SHORT else numbers
        self._by_word = np.argsort(short, kind="stable")
        self._times = np.bincount(numbers, minlength=len(self._known))
        self._from = np.concatenate(([0], np.cumsum(self._times)))
        self._holders: dict[str, list[int]] = {}

    def tokens(self, place: int) -> list[str]:
        """The words of one text."""
        numbers = self._numbers[self._ends[place] : self._ends[place + 1]].tolist()
        return [self._known[number] for number in numbers]

    def holders(self, word: str) -> list[int]:
        """Places of the texts that hold a word, ascending."""
        found = self._holders.get(word)
        if found is None:
            places = self._place_of[self._standing([word])]
            found = self._holders[word] = places[np.diff(places, prepend=-1) > 0].tolist()
        return found

    def _standing(self, words: Sequence[str]) -> NDArray[np.intp]:
        """Where these words stand one after another in one text, ascending: places of the first of them."""
        numbers = [self._number.get(word) for word in words]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            return np.zeros(0, dtype=np.intp)
        rarest = min(range(len(known)), key=lambda at: self._times[known[at]])
        low, high = self._from[known[rarest] : known[rarest] + 2]
        first = self._by_word[low:high] - rarest
        last = len(known) - 1
        if last:
            first = first[(first >= 0) & (first + last < len(self._numbers))]
            first = first[self._place_of[first] == self._place_of[first + last]]
        for step, number in enumerate(known):
            if step != rarest:
                first = first[self._numbers[first + step] == number]
        return first

    def neighbors(self, word: str, most: int) -> tuple[list[str], list[str]]:
        """The words before and after a word where it first stands in each of the earliest texts that hold it,
        "" at an end; of `most` texts.
        """
        at = self._standing([word])
        places = self._place_of[at]
        at = at[np.diff(places, prepend=-1) > 0][:most]
        before, after = (
            [
                self._known[self._numbers[beside]]
                if 0 <= beside < len(self._numbers) and self._place_of[beside] == self._place_of[here]
                else ""
                for here, beside in zip(at.tolist(), (at + step).tolist(), strict=True)
            ]
            for step in (-1, 1)
        )
        return before, after

    def often(self, fewest: int) -> list[str]:
        """The words that stand so many times in all texts together, as they first appear."""
        return [self._known[number] for number in np.flatnonzero(self._times >= fewest).tolist()]

    def pairs(self, words: Collection[str]) -> dict[tuple[str, str], int]:
        """In how many texts two of these words stand side by side, by pair, in that order."""
        wanted = np.zeros(len(self._known), dtype=bool)
        wanted[[self._number[word] for word in words]] = True
        first, second = self._numbers[:-1], self._numbers[1:]
        at = np.flatnonzero(wanted[first] & wanted[second] & (self._place_of[:-1] == self._place_of[1:]))
        known, places = np.int64(len(self._known)), np.int64(len(self._texts))
        # Each pair of each text as one number, and each once: rows of three are sorted ten times as slowly.
        rows = np.unique((first[at] * known + second[at]) * places + self._place_of[at])
        pairs, counts = np.unique(rows // max(1, places), return_counts=True)
        return {
            (self._known[pair // known], self._known[pair % known]): count
            for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True)
        }

    def mentions(self, words: Sequence[str]) -> tuple[int, ...]:
        """Places of the texts that hold one of the words, exactly by `text.word_pattern`."""
        maybe: set[int] = set(np.flatnonzero(self._is_odd).tolist())
        sure: set[int] = set()
        for word in words:
            parts = TOKEN.findall(word.lower())
            if not parts or not word.isascii():
                maybe.update(range(len(self._texts)))
                continue
            first = self._standing(parts)
            if parts == word.lower().split():
                # Nothing but words and blanks: so it stands in a text where nothing else is between them.
                places = self._place_of[first]
                certain = self._is_ascii[places] if len(parts) > 1 else ~self._is_odd[places]
                for step in range(1, len(parts)):
                    certain = certain & self._after_blank[first + step]
                sure.update(places[certain].tolist())
                first = first[~self._is_ascii[places]]
            maybe.update(self._place_of[first].tolist())
        maybe -= sure
        if maybe:
            pattern = word_pattern(words)
            sure.update(place for place in maybe if pattern.search(self._texts[place]))
        return tuple(sorted(sure))


def _in_bytes(text: str) -> bytes:
    """A text of which _WORD_BYTES leaves what TOKEN would find in it, lower case."""
    if text.isascii() or _OTHER_LETTERS.search(text) is None:
        return text.encode("ascii", "replace")  # "?" parts words as dashes and emoji do
    return " ".join(TOKEN.findall(text.lower())).encode()
