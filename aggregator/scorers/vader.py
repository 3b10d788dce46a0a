"""VADER's scores, as vaderSentiment 3.3.2 gives them, some times faster.

    scores("VADER is smart, handsome, and funny!")  ->  (neg, neu, pos, compound)

VADER (MIT, Hutto & Gilbert 2014; see NOTICE) adds up a lexicon of 7,500 words and smileys rated by people,
with rules for negation, intensifiers, capitals, "but" and idioms. Its words and emoji are `vader.txt`,
which training/make_vader.py makes from the package. What a piece of text between two spaces means is
remembered; then only the lexicon's words in a text, and the three words before each, are looked at.

Equal are all four numbers as they are rounded there; tests/scorers/test_vader.py compares.
"""

import math
import string
from collections.abc import Sequence
from pathlib import Path

Fact = tuple[int, float, bool, str, float, bool, bool, bool, tuple["Fact", ...], bool]
"""Kind, valence, whether it is in the lexicon, letters, boost, capitals, negation, of an idiom, parts, bends.

Words that no rule looks at have no letters here. What bends may change what a rated word near it is worth.
"""

REMEMBERED = 2**15
"""Pieces of text that are kept in memory; when they are full, remembering begins anew."""
LONGEST = 40
"""Characters of a piece that is worth remembering: longer ones are mostly links."""

_DULL, _RATED, _BUT, _SEVERAL = range(4)
UNRATED = (0.0, 1.0, 0.0, 0.0)
"""The scores of a text without a word that VADER knows."""
_MORE, _LESS = 0.293, -0.293
_CAPITALS = 0.733
_NEGATED = -0.74

_MORE_WORDS = """
absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous
enormously entirely especially exceptional exceptionally extreme extremely fabulously flipping flippin
frackin fracking fricking frickin frigging friggin fully fuckin fucking fuggin fugging greatly hella highly
hugely incredible incredibly intensely major majorly more most particularly purely quite really remarkably
so substantially thoroughly total totally tremendous tremendously uber unbelievably unusually utter utterly
very
"""
_LESS_WORDS = """
almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally partly
scarce scarcely slight slightly somewhat sorta sortof sort-of
"""
_NEGATIONS = """
aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't daren't didn't doesn't dont
hadnt hasnt havent isnt mightnt mustnt neither don't hadn't hasn't haven't isn't mightn't mustn't neednt
needn't never none nope nor not nothing nowhere oughtnt shant shouldnt uhuh wasnt werent oughtn't shan't
shouldn't uh-uh wasn't weren't without wont wouldnt won't wouldn't rarely seldom despite
"""
_LESS_PHRASES = {"just enough": _LESS, "kind of": _LESS, "sort of": _LESS}
_IDIOMS = {
    "the shit": 3.0,
    "the bomb": 3.0,
    "bad ass": 1.5,
    "bus stop": 0.0,
    "yeah right": -2.0,
    "kiss of death": -1.5,
    "to die for": 3.0,
    "beating heart": 3.5,
}
_OF_IDIOMS = {"shit", "bomb", "ass", "bus", "yeah", "kiss", "die", "beating", "enough", "kind", "sort"}
"""One word of each idiom and phrase: where none is near, none is looked for."""
_RULED = {"no", "or", "nor", "of", "never", "so", "this", "without", "doubt", "least", "at", "very", "but"}


def scores(text: str) -> tuple[float, float, float, float]:
    """(neg, neu, pos, compound): shares of the text in [0, 1] to 3 places, the whole in [-1, 1] to 4."""
    return scores_tokens(text, text.split())


def scores_tokens(text: str, tokens: Sequence[str]) -> tuple[float, float, float, float]:
    """The same where the caller has split the text: `tokens` must be `text.split()`."""
    return scores_facts(text, list(map(_FACTS.__getitem__, tokens)))


def scores_facts(text: str, facts: Sequence[Fact]) -> tuple[float, float, float, float]:
    """The same where the caller remembers `fact_of` each token."""
    found = [at for at, fact in enumerate(facts) if fact[0]]
    if not found:
        return UNRATED if facts else (0.0, 0.0, 0.0, 0.0)
    emphasis = _emphasis(text.count("!"), text.count("?")) if "!" in text or "?" in text else 0.0
    if _SEVERAL in [facts[at][0] for at in found]:
        facts = [part for fact in facts for part in (fact[8] if fact[0] == _SEVERAL else (fact,))]
        found = [at for at, fact in enumerate(facts) if fact[0]]
        emphasis = _emphasis(*(text.count(mark) + _described(text, mark) for mark in "!?"))
    places: list[int] = []
    values: list[float] = []
    but = -1
    capitals: bool | None = None
    bending = [fact[9] for fact in facts]
    for at in found:
        fact = facts[at]
        if fact[0] == _BUT:
            but = at if but < 0 else but
            continue
        value = fact[1]
        if fact[5] or True in bending[max(0, at - 3) : at + 3]:
            if capitals is None:
                capitals = 0 < [one[5] for one in facts].count(True) < len(facts)
            value = _value(facts, at, capitals=capitals)
        if value:
            places.append(at)
            values.append(value)
    if but >= 0:
        _weigh(places, values, but)
    return _told(values, len(facts), emphasis)


def _described(text: str, mark: str) -> int:
    """How often the mark stands in the descriptions of the text's emoji ("ON! arrow")."""
    return sum(told.count(mark) * text.count(sign) for sign, told in _MARKED.items())


def _value(facts: Sequence[Fact], at: int, *, capitals: bool) -> float:  # noqa: C901, PLR0912 - VADER's rules in order
    """What the rated word at this place is worth beside its neighbours."""
    _, value, _, word, _, upper, _, _, _, _ = facts[at]
    if at + 1 < len(facts):
        if word == "kind" and facts[at + 1][3] == "of":
            return 0.0
        if word == "no" and facts[at + 1][2]:
            value = 0.0
    if not at:
        return value + (_CAPITALS if value > 0 else -_CAPITALS) if upper and capitals else value
    before = facts[at - 1]
    first = before[3]
    second = facts[at - 2][3] if at > 1 else ""
    third = facts[at - 3][3] if at > 2 else ""
    if first == "no" or second == "no" or (third == "no" and first in {"or", "nor"}):
        value = facts[at][1] * _NEGATED
    if upper and capitals:
        value += _CAPITALS if value > 0 else -_CAPITALS
    if not before[2]:
        if before[4]:
            value += _boost(before, value, capitals=capitals)
        if before[6]:
            value *= _NEGATED
    if at > 1:
        before = facts[at - 2]
        if not before[2]:
            if before[4]:
                value += _boost(before, value, capitals=capitals) * 0.95
            if before[6]:
                if second == "never" and first in {"so", "this"}:
                    value *= 1.25
                elif second != "without" or first != "doubt":
                    value *= _NEGATED
    if at > 2:
        before = facts[at - 3]
        if not before[2]:
            if before[4]:
                value += _boost(before, value, capitals=capitals) * 0.9
            if first in {"so", "this"} or (third == "never" and second in {"so", "this"}):
                value *= 1.25
            elif before[6] and not (third == "without" and "doubt" in {first, second}):
                value *= _NEGATED
            if any(fact[7] for fact in facts[at - 3 : at + 3]):
                value = _idiom(facts, at, value)
    if first == "least" and not facts[at - 1][2] and second not in {"at", "very"}:
        value *= _NEGATED
    return value


def _boost(fact: Fact, value: float, *, capitals: bool) -> float:
    more = -fact[4] if value < 0 else fact[4]
    if capitals and fact[5]:
        more += _CAPITALS if value > 0 else -_CAPITALS
    return more


def _idiom(facts: Sequence[Fact], at: int, value: float) -> float:
    three, two, one, word = (facts[near][3] for near in range(at - 3, at + 1))
    phrases = (
        f"{one} {word}",
        f"{two} {one} {word}",
        f"{two} {one}",
        f"{three} {two} {one}",
        f"{three} {two}",
    )
    value = next((_IDIOMS[phrase] for phrase in phrases if phrase in _IDIOMS), value)
    if at + 1 < len(facts):
        value = _IDIOMS.get(f"{word} {facts[at + 1][3]}", value)
        if at + 2 < len(facts):
            value = _IDIOMS.get(f"{word} {facts[at + 1][3]} {facts[at + 2][3]}", value)
    for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
        value += _LESS_PHRASES.get(phrase, 0.0)
    return value


def _weigh(places: list[int], values: list[float], but: int) -> None:
    """Half of what stands before "but", one and a half of what follows; of equal values the first."""
    for value in values:  # changes while it is walked, as there
        first = values.index(value)
        if places[first] < but:
            values[first] = value * 0.5
        elif places[first] > but:
            values[first] = value * 1.5


def _emphasis(exclamations: int, questions: int) -> float:
    asked = 0.0 if questions < 2 else questions * 0.18 if questions <= 3 else 0.96
    return min(exclamations, 4) * 0.292 + asked


def _told(values: list[float], words: int, emphasis: float) -> tuple[float, float, float, float]:
    whole = float(sum(values))
    kind = hard = 0.0
    neutral = words
    for value in values:
        if value > 0:
            kind += value + 1
            neutral -= 1
        elif value < 0:
            hard += value - 1
            neutral -= 1
    if whole > 0:
        whole += emphasis
    elif whole < 0:
        whole -= emphasis
    if kind > -hard:
        kind += emphasis
    elif kind < -hard:
        hard -= emphasis
    total = kind - hard + neutral
    compound = max(-1.0, min(whole / math.sqrt(whole * whole + 15), 1.0))
    return (
        round(-hard / total, 3) if hard else 0.0,
        round(neutral / total, 3),
        round(kind / total, 3),
        round(compound, 4),
    )


class _Facts(dict[str, Fact]):
    """What each piece of text between spaces is to the rules; worked out when it is first met."""

    def __missing__(self, raw: str) -> Fact:
        fact = fact_of(raw)
        if len(raw) > LONGEST:
            return fact
        if len(self) >= REMEMBERED:
            self.clear()
        self[raw] = fact
        return fact


def fact_of(raw: str) -> Fact:
    """What a piece of text between two spaces is to the rules."""
    if raw.isascii() and raw.isalnum():
        fact = _WORDS.get(raw.lower(), _NOTHING)
        if raw.isupper():
            fact = _LOUD if fact is _NOTHING else _loud(fact)
        return fact
    if raw.isascii() or _EMOJI.keys().isdisjoint(raw):
        return _word(raw)
    return _pictured(raw)


def is_telling(fact: Fact) -> bool:
    """Whether a text may have other scores than `UNRATED` for it."""
    return fact[0] != _DULL


def _word(raw: str) -> Fact:
    """A word without the marks at its ends, unless that leaves next to nothing: then it may be a smiley."""
    word = raw.strip(string.punctuation)
    if len(word) <= 2:
        word = raw
    small = word.lower()
    fact = _WORDS.get(small)
    if fact is None:
        fact = _NOT if "n't" in small else _NOTHING
    return _loud(fact) if word.isupper() else fact


def _loud(fact: Fact) -> Fact:
    return (*fact[:5], True, *fact[6:])


def _pictured(raw: str) -> Fact:
    """Emoji become the words that describe them."""
    told = "".join((f" {_EMOJI[sign]}" if sign in _EMOJI else sign) for sign in raw)
    parts = tuple(_word(word) for word in told.split())
    return parts[0] if len(parts) == 1 else (_SEVERAL, *_NOTHING[1:8], parts, False)


def _fact(word: str, valence: float | None) -> Fact:
    boost = _MORE if word in _more else _LESS if word in _less else 0.0
    kind = _BUT if word == "but" else _RATED if valence is not None and not boost else _DULL
    negates = word in _negations or "n't" in word
    letters = word if word in _looked_at else ""
    bends = bool(letters or boost or negates)
    return (
        kind,
        valence or 0.0,
        valence is not None,
        letters,
        boost,
        False,
        negates,
        word in _OF_IDIOMS,
        (),
        bends,
    )


def _read() -> tuple[dict[str, float], dict[str, str]]:
    """Lexicon and emoji: a line for each valence and its words, a blank line, a line for each emoji."""
    words, _, signs = Path(__file__).with_name("vader.txt").read_text(encoding="utf-8").partition("\n\n")
    rated = {}
    for line in words.split("\n"):
        valence, *entries = line.split(" ")
        rated.update(dict.fromkeys(entries, float(valence)))
    return rated, {line[0]: line[2:] for line in signs.split("\n") if line}


_more, _less, _negations = set(_MORE_WORDS.split()), set(_LESS_WORDS.split()), set(_NEGATIONS.split())
_valences, _EMOJI = _read()
_looked_at = {word for phrase in (*_IDIOMS, *_LESS_PHRASES) for word in phrase.split()} | _RULED
_NOTHING: Fact = (_DULL, 0.0, False, "", 0.0, False, False, False, (), False)
_LOUD = _loud(_NOTHING)
_NOT: Fact = (_DULL, 0.0, False, "", 0.0, False, True, False, (), True)
_WORDS = {
    word: _fact(word, _valences.get(word))
    for word in _valences.keys() | _more | _less | _negations | _looked_at
}
_MARKED = {sign: told for sign, told in _EMOJI.items() if "!" in told or "?" in told}
_FACTS = _Facts()
