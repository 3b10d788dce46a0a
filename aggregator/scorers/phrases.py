"""Phrases as an editor writes them, and finding the longest of them in a list of words.

`[a|b]` stands for either word, `[a|]` for a or nothing, `love~` for love, loves, loved and loving.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_FORMS = 2_000
"""Phrases that one entry may stand for; more is a slip of the pen."""

_PIECES = re.compile(r"\[([^\[\]]*)\]|([^\[\]\s]+)")
_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|&|/s|[+]")


class BadPhrase(ValueError):
    """An entry that can't be read; the message says why."""


def forms(entry: str) -> Iterator[tuple[str, ...]]:
    """Every phrase that the entry stands for, as tuples of lower-case words.

    Raises:
        BadPhrase: brackets that do not match, no word in it, or more than `MOST_FORMS` phrases.
    """
    if entry.count("[") != entry.count("]"):
        raise BadPhrase("its brackets do not match")
    slots: list[list[str]] = []
    for found in _PIECES.finditer(entry):
        if found.group(1) is not None:
            slots.append(found.group(1).split("|"))
        else:
            slots.append([found.group(2)])
    total = 1
    for slot in slots:
        total *= len(slot)
    if total > MOST_FORMS:
        raise BadPhrase(f"stands for {total} phrases, the most is {MOST_FORMS}")
    empty = True
    for choice in itertools.product(*slots):
        for words in _inflected(" ".join(choice)):
            split = tuple(_split(words))
            if split:
                empty = False
                yield split
    if empty:
        raise BadPhrase("has no word in it")


def _split(phrase: str) -> list[str]:
    words: list[str] = []
    for word in _WORDS.findall(phrase):
        plain = word.replace("’", "'")
        if plain == "NAME":
            words.append(plain)
        elif plain[0].isdigit():
            words.append("0")
        else:
            words += plain.casefold().split("-")
    return words


def _inflected(phrase: str) -> Iterator[str]:
    """love~ -> love, loves, loved, loving; cry~ -> cry, cries, cried, crying."""
    before, tilde, after = phrase.partition("~")
    if not tilde:
        yield phrase
        return
    stem = before
    if stem.endswith("e"):
        endings = (stem, stem + "s", stem + "d", stem[:-1] + "ing")
    elif stem.endswith("y") and stem[-2:-1] not in "aeiou":
        endings = (stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing")
    elif stem.endswith(("s", "sh", "ch", "x", "z")):
        endings = (stem, stem + "es", stem + "ed", stem + "ing")
    else:
        endings = (stem, stem + "s", stem + "ed", stem + "ing")
    for form in endings:
        yield form + after


class _Node(Generic[T]):
    __slots__ = ("next", "value")

    def __init__(self) -> None:
        self.next: dict[str, _Node[T]] = {}
        self.value: T | None = None


class Phrasebook(Generic[T]):
    """Phrases with a value each; the first that is added for a phrase stays."""

    def __init__(self) -> None:
        self._first: dict[str, _Node[T]] = {}
        self.size = 0

    @property
    def starts(self) -> frozenset[str]:
        """The words with which phrases begin."""
        return frozenset(self._first)

    def seconds(self, first: str) -> frozenset[str] | None:
        """The words that may follow `first`; None: it is a phrase by itself."""
        node = self._first.get(first)
        if node is None:
            return frozenset()
        return None if node.value is not None else frozenset(node.next)

    def add(self, phrase: tuple[str, ...], value: T) -> bool:
        """False where the phrase is known already."""
        node = self._first.setdefault(phrase[0], _Node())
        for word in phrase[1:]:
            node = node.next.setdefault(word, _Node())
        if node.value is not None:
            return False
        node.value = value
        self.size += 1
        return True

    def longest(self, words: Sequence[str], at: int) -> tuple[T | None, int]:
        """The value of the longest phrase that begins at that word, and the index behind it."""
        node = self._first.get(words[at])
        best: T | None = None
        behind = at + 1
        index = at + 1
        while node is not None:
            if node.value is not None:
                best, behind = node.value, index
            if index >= len(words) or not node.next:
                break
            node = node.next.get(words[index])
            index += 1
        return best, behind
