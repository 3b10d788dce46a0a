"""The words of many posts, read once: where each stands, and which stand side by side."""

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from aggregator.text import word_pattern

TOKEN = re.compile(r"\w+")

# What TOKEN finds in ASCII, five times as fast: letters, digits and "_" stay, the rest parts words.
_ASCII_WORDS = {
    code: chr(code).lower() if chr(code).isalnum() or chr(code) == "_" else " " for code in range(128)
}
# Letters that match an ASCII letter under re.IGNORECASE, yet str.lower() keeps: such posts are read whole.
_FOLDS_ODDLY = re.compile("[\u0130\u0131\u017f\u212a]")

Numbers = NDArray[np.int32]


class Vocabulary:
    """Each text's words, lower case, in their order. Words have numbers, so that numpy counts them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._odd: list[int] = []
        words: list[str] = []
        ends = [0]
        for place, text in enumerate(texts):
            if text.isascii():
                words += text.translate(_ASCII_WORDS).split()
            else:
                words += TOKEN.findall(text.lower())
                if _FOLDS_ODDLY.search(text):
                    self._odd.append(place)
            ends.append(len(words))
        self._words, self._ends = words, ends
        self._known = list(dict.fromkeys(words))
        self._number = {word: number for number, word in enumerate(self._known)}
        self._numbers: Numbers = np.fromiter(map(self._number.__getitem__, words), np.int32, len(words))
        self._place_of: Numbers = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(ends))
        self._holders: dict[str, list[int]] = {}

    def tokens(self, place: int) -> list[str]:
        """The words of one text."""
        return self._words[self._ends[place] : self._ends[place + 1]]

    def holders(self, word: str) -> list[int]:
        """Places of the texts that hold a word, ascending."""
        number = self._number.get(word)
        if number is None:
            return []
        found = self._holders.get(word)
        if found is None:
            places = self._place_of[self._numbers == number]
            found = self._holders[word] = places[np.diff(places, prepend=-1) > 0].tolist()
        return found

    def often(self, fewest: int) -> list[str]:
        """The words that stand so many times in all texts together, as they first appear."""
        times = np.bincount(self._numbers, minlength=len(self._known))
        return [self._known[number] for number in np.flatnonzero(times >= fewest).tolist()]

    def pairs(self, words: Collection[str]) -> dict[tuple[str, str], int]:
        """In how many texts two of these words stand side by side, by pair, in that order."""
        wanted = np.zeros(len(self._known), dtype=bool)
        wanted[[self._number[word] for word in words]] = True
        first, second = self._numbers[:-1], self._numbers[1:]
        at = np.flatnonzero(wanted[first] & wanted[second] & (self._place_of[:-1] == self._place_of[1:]))
        rows = np.stack([first[at], second[at], self._place_of[at]], axis=1)
        pairs, counts = np.unique(np.unique(rows, axis=0)[:, :2], axis=0, return_counts=True)
        return {
            (self._known[one], self._known[other]): count
            for (one, other), count in zip(pairs.tolist(), counts.tolist(), strict=True)
        }

    def mentions(self, words: Sequence[str]) -> tuple[int, ...]:
        """Places of the texts that hold one of the words, exactly by `text.word_pattern`."""
        maybe: set[int] = set(self._odd)
        sure: set[int] = set()
        for word in words:
            parts = TOKEN.findall(word.lower())
            if not parts or not word.isascii():
                maybe.update(range(len(self._texts)))
                continue
            found = min((self.holders(part) for part in parts), key=len)
            (sure if parts == [word] else maybe).update(found)
        pattern = word_pattern(words)
        sure.update(place for place in maybe - sure if pattern.search(self._texts[place]))
        return tuple(sorted(sure))
