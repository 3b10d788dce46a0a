"""The default scorer: a lexicon of how fans talk, over TextBlob.

TextBlob calls "this trailer is insane, Tom Cruise running is cinema!!" -1.0. So first the phrases of
lexicon.toml are found, longest first, with negation, intensifiers, contrast and crooked smiles; then
TextBlob is asked about what they leave; then eleven numbers go through one logistic formula into
probabilities for (negative, neutral, positive). Every score carries the words that decided it.

What it can't do stands in docs/sentiment.md, with the figures.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aggregator.model import Evidence, Film, Label, Post, Score
from aggregator.scorers import Scorer
from aggregator.scorers.lexicon import SHIPPED, Lexicon, load
from aggregator.scorers.masking import NAME, Masker
from aggregator.scorers.polarity import Assessment, assess
from aggregator.scorers.reading import abstention, read_text

# Fitted by training/fit_fan.py on half of the tweets of 2013-2016 with three labels (SemEval) and of VADER's
# rated tweets; rows: negative, neutral, positive; columns: FEATURES.
FEATURES = (
    "one", "balance", "kind words", "hard words", "textblob", "subjectivity", "question", "exclamation",
    "link", "first person", "length",
)  # fmt: skip
WEIGHTS: tuple[tuple[float, ...], ...] = (
    (-0.592, -0.859, 0.857, 2.845, -0.467, 0.402, -0.125, 0.095, -0.608, 0.252, -0.545),
    (0.000, 0.000, 0.000, 0.000, 0.000, 0.000, 0.000, 0.000, 0.000, 0.000, 0.000),
    (0.608, 0.709, 2.154, -0.082, 1.010, 0.481, -0.615, 1.748, -0.279, 0.457, -2.011),
)

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
REMEMBERED = 50_000
"""Spellings of words that a reader keeps in memory: people write the same words over and over."""
EVIDENCE = 6
"""Words that a score carries at most, the weightiest."""

_BREAK = "."
_SIGN = "\0"
_RATING = re.compile(r"(?<![\d./])(\d{1,2}(?:\.\d)?)\s?(?:(?:/|out of)\s?(10|5)(?![\d/])|stars?\b)")
_LONG = re.compile(r"(\w)\1{2,}")
_FIRST_PERSON = frozenset({"i", "i'm", "im", "my", "me", "we", "i've", "ive", "our", "us", "i'll", "i'd"})
_LABELS: tuple[Label, ...] = ("negative", "neutral", "positive")


@dataclass(slots=True)
class Reading:
    """What was found in a text: the points of each phrase, and what remains for TextBlob."""

    found: list[tuple[float, str]] = field(default_factory=list)
    rest: str = ""
    words: int = 0
    question: bool = False
    exclamation: int = 0
    first_person: bool = False


@dataclass(slots=True)
class _Item:
    points: float
    words: str
    at: int


class Reader:
    """Finds the lexicon's phrases in masked text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._starts = lexicon.feelings.starts | lexicon.grammar.starts
        self._known: dict[str, str] = {}
        smileys = sorted(
            (sign for sign in lexicon.signs if sign.isascii() and not sign[0].isalnum()), key=_longest
        )
        self._token = re.compile(
            r"(?P<word>[^\W\d_][^\W_]*(?:['’][^\W_]+)*)"
            rf"|(?P<sign>[\u203c\u2600-\u27bf\u2b50\U0001f300-\U0001faff]|(?<![\w:;])(?:{_any(smileys)})(?!\w))"
            r"|(?P<mark>[!?]+|[.,;:…\n()\"“”]+)|(?P<number>[$£€]?\d[\d.,]*%?)|(?P<other>(?<!\w)/s\b|[&+])"
        )

    def read(self, text: str) -> Reading:
        """All phrases of the lexicon in the text, with their points after negation and the like."""
        reading = Reading(rest=text)
        words, spans = self._tokens(text, reading)
        items, cut = self._items(text, words, spans)
        if "0" in words and ("/" in text or "out of" in text or "star" in text):
            items += [_Item(points, rated, 0) for points, rated in _ratings(text)]
        self._echo(words, items)
        reading.found = [(item.points, item.words) for item in items if item.points]
        if cut:
            pieces = []
            kept = 0
            for start, end in cut:
                pieces.append(text[kept:start])
                kept = end
            pieces.append(text[kept:])
            reading.rest = " ".join(pieces)
        return reading

    def _tokens(self, text: str, reading: Reading) -> tuple[list[str], list[tuple[int, int]]]:
        """Lower-case words, "0" for numbers, signs behind _SIGN, and breaks; with where they stand."""
        words: list[str] = []
        spans: list[tuple[int, int]] = []
        known = self._known
        for found in self._token.finditer(text):
            raw = found.group()
            word = known.get(raw)
            if word is None:
                word = self._plain(raw, found.lastgroup)
                if len(known) < REMEMBERED:
                    known[raw] = word
            if word is _BREAK:
                reading.question = reading.question or "?" in raw
                reading.exclamation += raw.count("!")
            elif word[0] != _SIGN and word != NAME:
                reading.words += 1
                if word in _FIRST_PERSON:
                    reading.first_person = True
            words.append(word)
            spans.append(found.span())
        return words, spans

    def _plain(self, raw: str, kind: str | None) -> str:
        """The word as the lexicon writes it: small letters, "0" for a number, "soooo" as "soo" or "so"."""
        if kind == "mark":
            return _BREAK
        if kind == "sign" or raw in self._lexicon.signs:  # also "XD"
            return _SIGN + raw
        if kind == "number" or raw == NAME:
            return raw if raw == NAME else "0"
        word = raw.lower().replace("’", "'")
        if word not in self._starts and _LONG.search(word) is not None:
            twice = _LONG.sub(r"\1\1", word)
            return twice if twice in self._starts else _LONG.sub(r"\1", word)
        return word

    def _items(  # noqa: C901, PLR0912, PLR0915 - one pass over the words, as a reader makes it
        self, text: str, words: list[str], spans: list[tuple[int, int]]
    ) -> tuple[list[_Item], list[tuple[int, int]]]:
        lexicon = self._lexicon
        feelings, grammar, signs, starts = lexicon.feelings, lexicon.grammar, lexicon.signs, self._starts
        items: list[_Item] = []
        cut: list[tuple[int, int]] = []
        negated_until = -1
        negated = False
        factor, factor_until = 1.0, -1
        contrast = -1
        bitter = False
        shouting = text.isupper()
        index = 0
        while index < len(words):
            word = words[index]
            if word is _BREAK:
                negated_until = -1
                index += 1
                continue
            if word[0] == _SIGN:
                points = signs.get(word[1:])
                if points is not None:
                    items.append(_Item(points, word[1:], index))
                index += 1
                continue
            if word not in starts:
                index += 1
                continue
            entry, behind = feelings.longest(words, index) if word in feelings else (None, index + 1)
            role, after = grammar.longest(words, index) if word in grammar else (None, index + 1)
            if role is not None and (
                entry is None or after > behind or (after == behind and role == "negator")
            ):
                is_grammar = True
            else:
                is_grammar = (
                    role in {"more", "less"}
                    and after == behind
                    and after < len(words)
                    and words[after] in feelings
                )
            if is_grammar:
                if role == "negator":
                    negated = not negated if index <= negated_until else True
                    negated_until = after + SCOPE
                elif role == "contrast":
                    contrast = index
                    negated_until = -1
                else:
                    factor = MORE if role == "more" else LESS
                    factor_until = after + 2
                index = after
                continue
            if entry is not None:
                points = entry.points
                idiom = entry.role in {"idiom", "neutral"}
                if (
                    tuple(words[index:behind]) in lexicon.slang
                    and points <= SLANG
                    and self._of_film(words, index, behind)
                ):
                    points, idiom = SLANG, True
                start, end = spans[index][0], spans[behind - 1][1]
                if idiom:
                    cut.append((start, end))
                if entry.role == "sarcasm":
                    bitter = True
                    items.append(_Item(-2.0, text[start:end], index))
                elif points:
                    if index <= factor_until:
                        points *= factor
                    if index <= negated_until and negated:
                        points *= NEGATED_PRAISE if points > 0 else NEGATED_BLAME
                    if not shouting and end - start > 2 and text[start:end].isupper():
                        points *= SHOUTED
                    items.append(_Item(points, text[start:end], index))
            index = behind
        if contrast > 0:
            for item in items:
                item.points *= BEFORE_BUT if item.at < contrast else AFTER_BUT
        crooked = any(word[0] == _SIGN and word[1:] in lexicon.crooked for word in words)
        if bitter or crooked:
            for item in items:
                if item.points > 0:
                    item.points *= NEGATED_PRAISE
        return items, cut

    def _of_film(self, words: list[str], index: int, behind: int) -> bool:
        near = words[max(0, index - 5) : index] + words[behind : behind + 2]
        return any(word == NAME or word in self._lexicon.about for word in near)

    def _echo(self, words: list[str], items: list[_Item]) -> None:
        """Tears and laughter strengthen what the words say; alone they are mildly kind."""
        count = sum(1 for word in words if word[0] == _SIGN and word[1:] in self._lexicon.echo)
        if count:
            balance = sum(item.points for item in items)
            points = min(count, 3) * 0.4
            sign = next(word[1:] for word in words if word[0] == _SIGN and word[1:] in self._lexicon.echo)
            items.append(_Item(-points if balance < 0 else points, sign, 0))


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
            points = next(
                points
                for least, points in (
                    (0.85, 3.0),
                    (0.7, 2.0),
                    (0.6, 0.7),
                    (0.5, -0.7),
                    (0.35, -2.0),
                    (0, -3.0),
                )
                if share >= least
            )
            rated.append((points, found.group()))
    return rated


def features(reading: Reading, polarity: float, subjectivity: float, *, link: bool) -> tuple[float, ...]:
    """The numbers that decide, in the order of FEATURES."""
    kind = sum(points for points, _ in reading.found if points > 0)
    hard = -sum(points for points, _ in reading.found if points < 0)
    balance = kind - hard
    return (
        1.0,
        balance / math.sqrt(balance * balance + 12.0),
        kind / (kind + 3.0),
        hard / (hard + 3.0),
        polarity,
        subjectivity,
        1.0 if reading.question else 0.0,
        min(reading.exclamation, 3) / 3.0,
        1.0 if link else 0.0,
        1.0 if reading.first_person else 0.0,
        math.log1p(max(reading.words, 8)) / 3.0,  # below eight words length says nothing
    )


def probabilities_of(numbers: Sequence[float]) -> tuple[float, float, float]:
    """The logistic formula: (negative, neutral, positive), rounded to 4 places, summing to 1."""
    sums = [sum(map(float.__mul__, weights, numbers)) for weights in WEIGHTS]
    most = max(sums)
    powers = [math.exp(value - most) for value in sums]
    total = sum(powers)
    negative, positive = round(powers[0] / total, 4), round(powers[2] / total, 4)
    return negative, round(1.0 - negative - positive, 4), positive


class Fan(Scorer):
    """The lexicon of fans' talk over TextBlob."""

    name = "fan"

    def __init__(self, lexicon: Path | None = None) -> None:
        self._lexicon = load(lexicon)
        self._reader = Reader(self._lexicon)
        own = self._lexicon.fingerprint
        self.version = "1" if own == SHIPPED else f"1+{own}"

    def score(self, posts: Sequence[Post], film: Film) -> list[Score]:
        """One score for each post, in their order."""
        masker = Masker(film)
        return [self._score(post, masker) for post in posts]

    def _score(self, post: Post, masker: Masker) -> Score:
        unjudged = abstention(post, self.id)
        if unjudged is not None:
            return unjudged
        text = read_text(post)
        reading = self._reader.read(masker.mask(text))
        if not reading.words and not reading.found:
            return Score(self.id, "neutral", (0.03, 0.94, 0.03), 0.0)
        polarity, subjectivity, assessments = assess(reading.rest)
        link = "http" in text or "www." in text or "pic.tw" in text
        chances = probabilities_of(features(reading, polarity, subjectivity, link=link))
        label = _LABELS[chances.index(max(chances))]
        return Score(
            scorer=self.id,
            label=label,
            probabilities=chances,
            polarity=round(chances[2] - chances[0], 4),
            evidence=_evidence(reading, assessments),
        )


def _evidence(reading: Reading, assessments: Sequence[Assessment]) -> tuple[Evidence, ...]:
    """The weightiest words first; TextBlob's own (in [-1, 1]) count two points each."""
    weights: dict[str, float] = {}
    for points, words in reading.found:
        weights[words.strip().lower()] = round(points, 2)
    for found, polarity, _, _ in assessments:
        if polarity:
            weights.setdefault(" ".join(found), round(2 * polarity, 2))
    ordered = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple(Evidence(words, weight) for words, weight in ordered[:EVIDENCE])


SCORER = Fan
