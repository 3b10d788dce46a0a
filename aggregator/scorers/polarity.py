"""TextBlob's polarity and subjectivity, to the last bit, many times faster.

    asked("not very good!")   ->  (polarity, subjectivity) as TextBlob(text).sentiment gives them
    assess("not very good!")  ->  the same, and the assessments as textblob.en.sentiment(text) lists them

The rules are those of pattern.en (BSD, see NOTICE) as TextBlob 0.20 adapts them. What makes it fast: what a
piece of text between two spaces means is remembered (`polarity_words.py`), so that a text costs a look-up and
a step for each piece. Pieces whose meaning depends on their neighbours, because an emoticon or "(!)" may be
written across a space (": (from"), are marked; where a text really may hold one, TextBlob itself is asked.

Exact means: equal for every string, as long as nobody changes TextBlob's dictionary after the import.
tests/scorers/test_polarity.py compares; docs/sentiment.md has the figures.
"""

from collections.abc import Iterable, Sequence

from textblob.en import sentiment

from aggregator.scorers.polarity_words import (
    ACROSS,
    ALL,
    FACTS,
    KNOWN,
    LONG,
    LY,
    MARKS,
    NEGATION,
    PAIRS,
    SEVERAL,
    SHORT,
    SIGN,
    TINY,
    Fact,
    merged,
)

Assessment = tuple[list[str], float, float, str | None]
"""Words, their polarity and subjectivity, and a label, as TextBlob lists them."""


def asked(text: str) -> tuple[float, float]:
    """(polarity, subjectivity) in [-1, 1] and [0, 1], equal to `TextBlob(text).sentiment`."""
    return asked_tokens(text, text.split())


def asked_tokens(text: str, tokens: Sequence[str]) -> tuple[float, float]:
    """The same where the caller has split the text: `tokens` must be `text.split()`."""
    return asked_facts(text, tokens, map(FACTS.__getitem__, tokens))


def asked_facts(text: str, tokens: Sequence[str], facts: Iterable[Fact]) -> tuple[float, float]:
    """The same where the caller also remembers `fact_of` each token."""
    found = _sums(facts, tokens)
    if found is None:
        plain = _plain(text, tokens)
        if plain is None:
            polarity, subjectivity = sentiment(text)
            return polarity, subjectivity
        found = _sums(plain, ())
    return found or (0.0, 0.0)


def assess(text: str) -> tuple[float, float, list[Assessment]]:
    """Polarity, subjectivity and what they average, as `textblob.en.sentiment(text)` has the assessments."""
    return assess_tokens(text, text.split())


def assess_tokens(text: str, tokens: Sequence[str]) -> tuple[float, float, list[Assessment]]:
    """The same where the caller has split the text: `tokens` must be `text.split()`."""
    found = _assessments(map(FACTS.__getitem__, tokens), tokens)
    if found is None:
        facts = _plain(text, tokens)
        if facts is None:
            polarity, subjectivity = answer = sentiment(text)
            return polarity, subjectivity, answer.assessments
        found = _assessments(facts, ())
    if not found:
        return 0.0, 0.0, []
    polarity = subjectivity = 0.0
    for _, of_words, felt, _ in found:
        polarity += of_words
        subjectivity += felt
    return polarity / len(found), subjectivity / len(found), found


def _sums(  # noqa: C901, PLR0912, PLR0915 - the inner loop
    facts: Iterable[Fact], tokens: Sequence[str]
) -> tuple[float, float] | None:
    """The means; None where a fact of several parts is met, or a doubt."""
    polarity = subjectivity = 0.0  # of the assessments before the last
    count = 0
    p = s = 0.0  # of the last one
    i = 1.0
    flipped = False
    modified = 0
    negated = False
    for at, fact in enumerate(facts):
        if fact is LONG:
            modified = 0
            negated = False
        elif fact is SHORT:
            negated = False
        elif fact is not TINY:
            kind, own_p, own_s, own_i, number, marks, _, _, doubt = fact
            if doubt and at and tokens[at - 1][-1] + doubt in PAIRS:
                return None
            if kind == KNOWN:
                if modified:
                    p = own_p * i
                    if p > 1.0:
                        p = 1.0
                    elif p < -1.0:
                        p = -1.0
                    s = own_s * i
                    if s > 1.0:
                        s = 1.0
                    elif s < -1.0:
                        s = -1.0
                else:
                    polarity += p * -0.5 if flipped else p
                    subjectivity += s
                    count += 1
                    p, s, flipped = own_p, own_s, False
                i = own_i
                if negated:
                    i = 1.0 / i
                    flipped, negated = True, False
                modified = number
            elif kind == MARKS:
                if number:
                    negated = False
                    if number == ALL:
                        modified = 0
            elif kind == NEGATION:
                negated = True
                if modified == LY:
                    flipped, negated = True, False
                elif number == ALL:
                    modified = 0
            elif kind == SIGN:
                if number:
                    negated = False
                    if number == ALL:
                        modified = 0
                polarity += p * -0.5 if flipped else p
                subjectivity += s
                count += 1
                p, s, i, flipped = own_p, 1.0, 1.0, False
            else:
                return None
            while marks:
                p *= 1.25
                if p > 1.0 or p < -1.0:
                    p = 1.0 if p > 0 else -1.0
                    break
                marks -= 1
    if not count:
        return 0.0, 0.0
    return (polarity + (p * -0.5 if flipped else p)) / count, (subjectivity + s) / count


class _Part:
    """An assessment that may still change."""

    __slots__ = ("flipped", "i", "label", "p", "s", "words")

    def __init__(self, fact: Fact) -> None:
        _, self.p, self.s, self.i, _, _, word, self.label, _ = fact
        self.words = [word]
        self.flipped = False


def _assessments(  # noqa: C901, PLR0912 - as _sums, with words
    facts: Iterable[Fact], tokens: Sequence[str]
) -> list[Assessment] | None:
    """The assessments in their order; None where a fact of several parts is met, or a doubt."""
    parts: list[_Part] = []
    modified = 0
    negation = ""
    for at, fact in enumerate(facts):
        if fact is LONG:
            modified = 0
            negation = ""
        elif fact is SHORT:
            negation = ""
        elif fact is not TINY:
            kind, own_p, own_s, own_i, number, marks, word, label, doubt = fact
            if doubt and at and tokens[at - 1][-1] + doubt in PAIRS:
                return None
            if kind == KNOWN:
                if modified:
                    last = parts[-1]
                    last.words.append(word)
                    last.p = max(-1.0, min(own_p * last.i, 1.0))
                    last.s = max(-1.0, min(own_s * last.i, 1.0))
                    last.i, last.label = own_i, label
                else:
                    last = _Part(fact)
                    parts.append(last)
                if negation:
                    last.words.insert(0, negation)
                    last.i = 1.0 / last.i
                    last.flipped = True
                    negation = ""
                modified = number
            elif kind == NEGATION:
                negation = word
                if modified == LY:
                    parts[-1].words.append(word)
                    parts[-1].flipped = True
                    negation = ""
                elif number == ALL:
                    modified = 0
            elif kind in {MARKS, SIGN}:
                if number:
                    negation = ""
                    if number == ALL:
                        modified = 0
                if kind == SIGN:
                    parts.append(_Part(fact))
            else:
                return None
            if marks and parts:
                last = parts[-1]
                last.words += ["!"] * marks
                for _ in range(marks):
                    last.p = max(-1.0, min(last.p * 1.25, 1.0))
    return [(part.words, part.p * -0.5 if part.flipped else part.p, part.s, part.label) for part in parts]


def _plain(text: str, tokens: Sequence[str]) -> list[Fact] | None:
    """The facts one by one and without doubt; None where TextBlob itself must be asked."""
    if ACROSS.search(text) is not None:
        return None
    facts: list[Fact] = []
    for token in tokens:
        fact = FACTS[token]
        if fact[0] == SEVERAL:
            facts += merged(token)
        else:
            facts.append((*fact[:-1], "") if fact[-1] else fact)
    return facts
