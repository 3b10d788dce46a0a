"""Takes the names out of a post before it is scored: a title is no opinion.

TextBlob finds "Mission: Impossible" -0.67 and "Happy Gilmore 2" +0.80. The film's titles, phrases and
hashtags, its people and characters, mentions and links are replaced by NAME or dropped; emoji stay, and the
words of all other hashtags ("#CantWait" -> "Cant Wait").

A name of several words is a name in any case. A name of one word that is a common word too ("Gold", "Wicked",
the "Grace" of a cast) is one only where it is written with a capital, and, in a post that shouts, not at all:
"Gold was wicked" and "Wicked was gold" both keep their opinion.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from aggregator.model import Film
from aggregator.signals.common_words import COMMON_WORDS
from aggregator.signals.names import SMALL_WORDS, squeeze

NAME = "NAME"
"""Stands for a name; no scorer's dictionary knows it."""

_TOKEN = re.compile(r"https?://\s?\S+|www\.\S+|pic\.twitter\.com/\S+|[#@]?\w+(?:['’]\w+)*|(?<=\w)&(?=\w)")
_ALWAYS = {
    "h": r"ttps?://\s?\S+",
    "w": r"ww\.\S+",
    "p": r"ic\.twitter\.com/\S+",
    "#": r"\w+(?:['’]\w+)*",
    "@": r"\w+(?:['’]\w+)*",
}
"""What is looked at for every film: the first sign, and how it goes on."""
_CASES = {"i": "iIİı", "k": "kKK", "s": "sSſ"}
MOST_WORDS = 12
BESIDE = 80
"""Signs before a name in which the word before it is looked for."""
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z']+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_WORDS = re.compile(r"\w+(?:['’]\w+)*")
_TITLE_PARTS = re.compile(r"\s*[:–—|]\s*|\s+-\s+")
_NUMBERED = re.compile(r"\s+(?:\d{1,2}|[IVX]{1,4}|part\s+\w+)$", re.IGNORECASE)

_Node = dict[str, Any]  # word -> node; _END -> whether a capital is needed
_END = ""


class Masker:
    """Masks one film's names; its tables are built once."""

    def __init__(self, film: Film) -> None:
        self._names: _Node = {}
        self._tags = {squeeze(tag) for tag in film.hashtags}
        for name in _names(film):
            self._tags.add(squeeze(name))
            self._add(name)
        for name in (*film.people, *film.characters):
            self._tags.add(squeeze(name))
            self._add(name)
            parts = _WORDS.findall(name)
            for part in parts if len(parts) > 1 else ():
                folded = part.casefold()
                if (
                    len(part) >= 3
                    and folded not in SMALL_WORDS
                    and (folded not in COMMON_WORDS or part == parts[-1])
                ):
                    self._add(part, capital=True)

        words = sorted(self._names)
        self._in_ascii = _candidates(words)
        # Other alphabets fold in ways of their own: look at every word.
        self._candidate = self._in_ascii if all(map(str.isascii, words)) else _TOKEN

    def mask(self, text: str) -> str:
        """The text with names as NAME, without links, and with other hashtags as words."""
        pieces: list[str] = []
        kept = 0
        for found in (self._in_ascii if text.isascii() else self._candidate).finditer(text):
            start = found.start()
            if start < kept:
                continue  # inside the name before
            word = found.group()
            first = word[0]
            end = found.end()
            if first == "@":
                put = NAME
            elif first == "#":
                put = self._hashtag(word[1:])
            elif word.startswith(("http", "www.", "pic.tw")) and ("/" in word or word.startswith("www.")):
                put = ""
            else:
                behind = self._match(text, start)
                if behind is None:
                    continue
                put, end = NAME, behind
            pieces += (text[kept:start], put)
            kept = end
        if not pieces:
            return text
        pieces.append(text[kept:])
        return "".join(pieces)

    def _hashtag(self, tag: str) -> str:
        if squeeze(tag) in self._tags:
            return NAME
        return " ".join(_CAMEL.findall(tag)) or tag

    def _add(self, name: str, *, capital: bool | None = None) -> None:
        words = [word.casefold().replace("’", "'") for word in _WORDS.findall(name)]
        if not words:
            return
        if capital is None:
            telling = [word for word in words if word not in SMALL_WORDS]
            capital = len(telling) <= 1 and all(_is_common(word) for word in telling)
        bare = [
            word.replace("'", "") for word in words
        ]  # "The Ferryman's Tale" is "the ferrymans tale" to many
        for spelt in (words, bare):
            node = self._names
            for word in spelt:
                node = node.setdefault(word, {})
            node[_END] = capital and node.get(_END, True)

    def _match(self, text: str, start: int) -> int | None:
        """Where the longest name ends that begins there; None where none does."""
        tokens: list[re.Match[str]] = []
        node = self._names
        best = 0
        capital_asked: list[tuple[int, bool]] = []
        for token in islice(_TOKEN.finditer(text, start), MOST_WORDS):
            word = token.group().casefold().replace("’", "'")
            if word not in node and word.endswith("'s"):
                word = word[:-2]
            if word not in node or (tokens and "\n" in text[tokens[-1].end() : token.start()]):
                break
            tokens.append(token)
            node = node[word]
            capital = node.get(_END)
            if capital is not None:
                capital_asked.append((len(tokens), capital))
        for count, capital in capital_asked:
            if not capital or _written_as_name(text, tokens[:count]):
                best = count
        return tokens[best - 1].end() if best else None


def _candidates(words: Sequence[str]) -> re.Pattern[str]:
    """Finds what may have to be masked: links, mentions, hashtags, and the words with which names begin.

    Each alternative begins with one sign as it is written: so `re` skips to the next of these signs, in half
    the time that it takes to try all of them everywhere. Where a name has letters beyond ASCII, it finds in
    ASCII text what `_TOKEN` does.
    """
    ascii_words = [word for word in words if word.isascii()]
    all_ascii = len(ascii_words) == len(words)
    before = r"(?<![\w'’].)" if all_ascii else r"(?<!\w.)(?<!\w['’].)"
    alternatives: list[str] = []
    for first, rest in _ALWAYS.items():
        if words and all_ascii:
            alternatives += _begun(first, rest)
        else:
            alternatives.append(first + ("" if all_ascii or first in "#@" else before) + rest)
    for first, group in groupby(ascii_words, key=itemgetter(0)):
        rests = "|".join(re.escape(word[1:]).replace("'", "['’]") for word in group)
        alternatives += _begun(first, rf"{before}(?:{rests})(?:['’]s)?(?![\w]|['’]\w)")
    return re.compile("|".join(alternatives))


def _begun(first: str, rest: str) -> Iterator[str]:
    """The pattern for each case of its first sign, its rest in any case."""
    for sign in _CASES.get(first, dict.fromkeys((first, first.upper()))):
        yield f"{sign}(?i:{rest})"


def _names(film: Film) -> Iterator[str]:
    """Titles, their parts ("Mission: Impossible" of "Mission: Impossible - Fallout"), and phrases."""
    for title in (film.title, *film.former_titles):
        parts = _TITLE_PARTS.split(title)
        for name in (title, *parts, _NUMBERED.sub("", title), *(_NUMBERED.sub("", part) for part in parts)):
            yield name
            first, _, rest = name.partition(" ")
            if first.casefold() in {"the", "a", "an"}:
                yield rest
    yield from film.phrases


def _is_common(word: str) -> bool:
    return word in COMMON_WORDS or word.removesuffix("s") in COMMON_WORDS or len(word) <= 3


def _written_as_name(text: str, tokens: list[re.Match[str]]) -> bool:
    """With capitals; in capitals throughout only if the words beside it are not."""
    words = [token.group() for token in tokens]
    if not all(word[0].isupper() or word[0].isdigit() or word.casefold() in SMALL_WORDS for word in words):
        return False
    if not (words[-1].isupper() and len(words[-1]) > 1):
        return True
    start = tokens[0].start()
    before = list(_TOKEN.finditer(text, max(0, start - BESIDE), start))[-1:]
    after = _TOKEN.search(text, tokens[-1].end())
    beside = [token.group() for token in (*before, after) if token is not None]
    return not any(word.isupper() and len(word) > 1 and word[0].isalpha() for word in beside)
