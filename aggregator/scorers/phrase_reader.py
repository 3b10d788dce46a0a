"""Cuts a post into the words that the model knows, and finds the lexicon's phrases among them.

The longest phrase wins; a negation turns the next four words round within its clause; "but" halves what
stands before it; a crooked smile or a turn such as "what a brilliant idea to" turns kind words bitter; slang
such as "insane" is praise where a word of film-making or a name stands near.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from aggregator.scorers.lexicon import Lexicon
from aggregator.scorers.masking import NAME

# Fixed by hand: how far a negation reaches, and what the small words do to the points of a phrase.
SCOPE = 4
NEGATED_PRAISE = -0.7
NEGATED_BLAME = -0.5
MORE = 1.25
LESS = 0.6
SHOUTED = 1.2
BEFORE_BUT = 0.5
AFTER_BUT = 1.25
SLANG = 2.0
SIGN = "\0"
"""Stands before an emoji or emoticon among the words."""
BREAKS = frozenset({".", "!", "?", "!!", "?!", ".."})
"""The words that end a clause: a stop, one or several marks, dots."""

_RATING = re.compile(r"(?<![\d./])(\d{1,2}(?:\.\d)?)\s?(?:(?:/|out of)\s?(10|5)(?![\d/])|stars?\b)")
_LONG = re.compile(r"(\w)\1{2,}")
_POINTS_OF_RATING = ((0.85, 3.0), (0.7, 2.0), (0.6, 0.7), (0.5, -0.7), (0.35, -2.0), (0.0, -3.0))

Next = frozenset[str] | None
"""The words of which one must follow, or a word begins no phrase; None: it is worth a look by itself."""
Found = list[tuple[float, str]]
"""Phrases with their points (-3 to 3 before the words around them) and their words as written."""


@dataclass(slots=True)
class _Item:
    points: float
    words: str
    at: int


class PhraseReader:
    """Reads masked text with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._starts = lexicon.feelings.starts | lexicon.grammar.starts
        self._feelings, self._roles = lexicon.feelings.starts, lexicon.grammar.starts
        self._slang = frozenset(phrase[0] for phrase in lexicon.slang)
        # Most words that begin phrases begin longer ones only ("the"): one look at the next word tells.
        self._next: dict[str, Next] = {}
        for word in self._starts:
            both = lexicon.feelings.seconds(word), lexicon.grammar.seconds(word)
            self._next[word] = None if None in both else frozenset().union(*(one for one in both if one))
        # What else is looked at: ends of clauses, and signs that say something.
        signs = {*lexicon.signs, *lexicon.crooked, *lexicon.echo}
        self._next |= dict.fromkeys((*BREAKS, *(SIGN + sign for sign in signs)))
        smileys = sorted(
            (sign for sign in lexicon.signs if sign.isascii() and not sign[0].isalnum()), key=_longest
        )
        self._token = re.compile(
            r"[^\W\d_][^\W_]*(?:['’][^\W_]+)*"  # a word
            rf"|[\u203c\u2600-\u27bf\u2b50\U0001f300-\U0001faff]|(?<![\w:;])(?:{_any(smileys)})(?!\w)"
            r"|[!?]+|[.,;:…\n()\"“”]+|[$£€]?\d[\d.,]*%?|(?<!\w)/s\b|[&+]"
        )

    def words(self, raw: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Words of a text (small letters, "0" for numbers, NAME, SIGN + emoji, BREAKS), and as written."""
        written: tuple[str, ...]
        if raw.isascii() and raw.isalpha():  # most pieces are one plain word, perhaps with a mark behind it
            written = (raw,)
        elif raw.isascii() and raw[-1] in ".,!?;:" and raw[:-1].isalpha():
            written = (raw[:-1], raw[-1])
        else:
            written = tuple(self._token.findall(raw))
        words = tuple([self._plain(one) for one in written])
        return words, words if words == written else written  # one value instead of two equal ones

    def next_of(self, word: str) -> Next:
        """What must follow this word, for `find`."""
        return self._next.get(word, _NO_WORD)

    def find(
        self, text: str, words: Sequence[str], nexts: Sequence[Next], written: Iterable[Sequence[str]]
    ) -> Found:
        """All phrases of the lexicon in the words, with their points after negation and the like.

        `nexts` has the `next_of` each word; `written` has the words as written, piece by piece.
        """
        if not words:
            return []
        places = [
            index
            for index, (needed, after) in enumerate(zip(nexts, (*words[1:], ""), strict=True))
            if needed is None or after in needed
        ]
        items = self._items(text, words, places, written) if places else []
        if "0" in words and ("/" in text or "out of" in text or "star" in text):
            items += [_Item(points, rated, 0) for points, rated in _ratings(text)]
        return [(item.points, item.words) for item in items if item.points]

    def _plain(self, raw: str) -> str:  # noqa: PLR0911 - one return for each kind of token
        """The word as the lexicon writes it: small letters, "0" for a number, "soooo" as "soo" or "so"."""
        if raw == NAME:
            return raw
        first = raw[0]
        if first in "!?":
            many = len(raw) > 1
            return "?!" if "?" in raw and "!" in raw else ("?" if "?" in raw else "!!" if many else "!")
        if raw in self._lexicon.signs and first not in ")(":  # also "XD"; "):" ends a bracket far more often
            return SIGN + raw
        if first in '.,;:…\n()"“”':
            return ".." if "…" in raw or ".." in raw else "."
        if first in "&+/":
            return raw
        if not first.isalpha():
            return "0" if first.isdigit() or first in "$£€" else SIGN + raw
        word = raw.lower().replace("’", "'")
        if word not in self._starts and _LONG.search(word) is not None:
            twice = _LONG.sub(r"\1\1", word)
            return twice if twice in self._starts else _LONG.sub(r"\1", word)
        return word

    def _items(  # noqa: C901, PLR0912, PLR0915 - one pass over the words, as a reader makes it
        self, text: str, words: Sequence[str], places: Sequence[int], written: Iterable[Sequence[str]]
    ) -> list[_Item]:
        lexicon, begin_feelings, begin_roles = self._lexicon, self._feelings, self._roles
        feelings, grammar, signs = lexicon.feelings, lexicon.grammar, lexicon.signs
        items: list[_Item] = []
        negated_until = -1
        negated = False
        factor, factor_until = 1.0, -1
        contrast = behind = -1
        bitter = crooked = False
        echo: list[str] = []
        raw: Sequence[str] = ()
        shouting: bool | None = None
        for index in places:
            if index < behind:
                continue
            word = words[index]
            if word in BREAKS:
                negated_until = -1
                continue
            if word[0] == SIGN:
                sign = word[1:]
                points = signs.get(sign)
                if points is not None:
                    items.append(_Item(points, sign, index))
                crooked = crooked or sign in lexicon.crooked
                if sign in lexicon.echo:
                    echo.append(sign)
                continue
            entry, behind = feelings.longest(words, index) if word in begin_feelings else (None, index + 1)
            role, after = grammar.longest(words, index) if word in begin_roles else (None, index + 1)
            if role is not None and (
                entry is None
                or after > behind
                or (after == behind and role == "negator")
                or (
                    role in {"more", "less"}
                    and after == behind
                    and after < len(words)
                    and words[after] in begin_feelings
                )
            ):
                if role == "negator":
                    negated = not negated if index <= negated_until else True
                    negated_until = after + SCOPE
                elif role == "contrast":
                    contrast = index
                    negated_until = -1
                else:
                    factor = MORE if role == "more" else LESS
                    factor_until = after + 2
                behind = after
                continue
            if entry is None:
                continue
            points = entry.points
            raw = raw or list(chain.from_iterable(written))
            if (
                points <= SLANG
                and word in self._slang
                and tuple(words[index:behind]) in lexicon.slang
                and self._of_film(words, index, behind)
            ):
                points = SLANG
            if entry.bitter:
                bitter = True
                items.append(_Item(-2.0, " ".join(raw[index:behind]), index))
            elif points:
                if index <= factor_until:
                    points *= factor
                if index <= negated_until and negated:
                    points *= NEGATED_PRAISE if points > 0 else NEGATED_BLAME
                said = " ".join(raw[index:behind])
                if len(said) > 2 and said.isupper():
                    if shouting is None:
                        shouting = text.isupper()
                    if not shouting:
                        points *= SHOUTED
                items.append(_Item(points, said, index))
        if contrast > 0:
            for item in items:
                item.points *= BEFORE_BUT if item.at < contrast else AFTER_BUT
        if bitter or crooked:
            for item in items:
                if item.points > 0:
                    item.points *= NEGATED_PRAISE
        if echo:  # tears and laughter strengthen what the words say; alone they are mildly kind
            points = min(len(echo), 3) * 0.4
            items.append(_Item(-points if sum(item.points for item in items) < 0 else points, echo[0], 0))
        return items

    def _of_film(self, words: Sequence[str], index: int, behind: int) -> bool:
        near = (*words[max(0, index - 5) : index], *words[behind : behind + 2])
        return any(word == NAME or word in self._lexicon.about for word in near)


_NO_WORD: Next = frozenset()


def _longest(sign: str) -> tuple[int, str]:
    return -len(sign), sign


def _any(signs: Sequence[str]) -> str:
    return "|".join(map(re.escape, signs)) or "(?!)"


def _ratings(text: str) -> list[tuple[float, str]]:
    """Ratings such as 8/10 and 4.5 out of 5: what the writer gave, in points."""
    rated = []
    for found in _RATING.finditer(text):
        share = float(found.group(1)) / float(found.group(2) or 5)
        if share <= 1:
            rated.append(
                (next(points for least, points in _POINTS_OF_RATING if share >= least), found.group())
            )
    return rated
