"""Numbers watched: what an editor's own words claim, and what of it the story's numbers do not bear out.

All of it is asked of the generated story, before any edit: edits change no number.
"""

import re
from collections.abc import Iterable, Sequence

from aggregator.digest.claims import NUMBER, QUOTED, numbers_of, renderings
from aggregator.digest.prose import network
from aggregator.digest.share_words import PHRASES
from aggregator.digest.shares import CAMP_OF_A_SPLIT, GAP_OF_A_SPLIT, Mood, Verb
from aggregator.digest.titles import LEANS, OPINIONS
from aggregator.model.digest_json import plain
from aggregator.model.digests import Claim, Digest, Quote, Sentence, Theme
from aggregator.model.edits import said_anyway, speaks_of
from aggregator.model.shares import Sentiment

_VERBS: tuple[tuple[Verb, str], ...] = (
    (
        "love",
        (
            r"love[sd]?|adore[sd]?|praise[sd]?|hail(?:s|ed)?|cheer(?:s|ed)?|rave[sd]?|celebrate[sd]?"
            r"|embrace[sd]?|delight(?:s|ed)?|thrill(?:s|ed)?|warm(?:s|ed)? to|w[io]ns? (?:\w+ )?over"
        ),
    ),
    (
        "criticize",
        (
            r"critici[zs](?:e|es|ed|ing)|pan(?:s|ned)?|slam(?:s|med)?|hate[sd]?|trash(?:es|ed)?|blast(?:s|ed)?"
            r"|bash(?:es|ed)?|boo(?:s|ed)?|mock(?:s|ed)?|disappoint(?:s|ed|ment)?|lets? (?:\w+ ){0,2}down"
            r"|reject(?:s|ed)?|unconvinced|outrage[sd]?"
        ),
    ),
    ("split", r"split|divides?|divided|torn|at odds|two minds"),
)
_NO_VERDICT = ("death", "controversy")  # kinds of story
_VERDICT = re.compile("|".join(rf"(?P<{verb}>\b(?:{words})\b)" for verb, words in _VERBS), re.IGNORECASE)
_OBJECT = re.compile(r"[\s:,]*(?:(?:for|over|about|with|by|on|of)\s+)?", re.IGNORECASE)
_COMPARED = re.compile(r"\s+than\b", re.IGNORECASE)
_NEXT = re.compile(r"[^\w%]*(\w+)")


def claims_of(text: str, own: Sequence[Claim], digest: Digest) -> tuple[Claim, ...]:
    """What an edited text claims: the claims of the generated one whose value still stands in it, those of
    other sentences whose number stands before the same word as there, and the posts that it speaks of.
    """
    made = [one for one in own if one.kind != "quote" and _says(text, one, digest)]
    made += [
        one
        for section in digest.sections
        for sentence in section.sentences
        for one in sentence.claims
        if one.kind in ("count", "share") and _said_alike(text, sentence, one, digest)
    ]
    besides = said_anyway(plain(digest))
    made += [
        Claim("quote", _name_in(text, quote), post_ids=(quote.id,))
        for quote in digest.quotes
        if speaks_of(text, plain(quote), besides)
    ]
    return tuple({_mark(one): one for one in made}.values())


def findings(text: str, claims: Sequence[Claim], digest: Digest, *, headline: bool = False) -> list[str]:
    """What in an edited text is not covered, each in words: numbers without a claim, words in quotation
    marks that stand in no quote, and, of a headline, a verdict that the numbers do not allow.
    """
    allowed = {number for one in claims for number in numbers_of(one, digest)}
    allowed |= set(NUMBER.findall(_names(digest)))
    found = [f"{number} is not covered" for number in NUMBER.findall(text) if number not in allowed]
    said = {said.casefold() for one in claims if one.kind == "share" for said in renderings(one, digest)}
    found += [
        f"“{words}” is not covered"
        for words in PHRASES
        if _stands(words, text.casefold()) and words not in said
    ]
    known = [_folded(one) for one in _sayings(digest)]
    found += [
        f"“{words}” stands in no quote"
        for words in QUOTED.findall(text)
        if not any(_folded(words) in one for one in known)
    ]
    if headline:
        fault = headline_fault(text, digest)
        found += [fault] if fault else []
    return list(dict.fromkeys(found))


def headline_fault(text: str, digest: Digest) -> str | None:
    """Why the numbers do not bear out the verdict of a headline: `this headline is not supported: positive
    41%, negative 38%`; None where they do, or it gives none.

    The words of a verdict are listed in docs/digest.md. One whose object is a theme goes by the theme's
    posts, any other by the shares of the story.
    """
    if text in {digest.headline, *digest.headlines}:
        return None
    words = QUOTED.sub(" ", text)
    for name in sorted((digest.film.title, *digest.film.former_titles), key=len, reverse=True):
        words = re.sub(re.escape(name), " ", words, flags=re.IGNORECASE) if name else words
    for match in _VERDICT.finditer(words):
        verb: Verb = next(verb for verb, _ in _VERBS if match[verb])
        fault = _fault(verb, words[match.end() :], digest)
        if fault:
            return f"this headline is not supported: {fault}"
    return None


def mood_of(found: Sentiment) -> Mood:
    """The mood by the shares that a story tells, corrected and weighed as they are."""
    pleased, neutral, critical = (
        round(one.share * 10_000) for one in (found.positive, found.neutral, found.negative)
    )
    return Mood(pleased, neutral, critical)


def _fault(verb: Verb, after: str, digest: Digest) -> str | None:
    if digest.kind in _NO_VERDICT:
        return f"a story of the kind {digest.kind} gives no verdict"
    rest = after[_OBJECT.match(after).end() :].casefold()  # type: ignore[union-attr]  # it matches nothing too
    theme = next((one for one in digest.themes if rest.startswith(one.label.casefold())), None)
    if theme is not None:
        if _theme_allows(verb, theme):
            return None
        return f"{theme.label}: {theme.positive} positive posts, {theme.negative} negative"
    if digest.sentiment is None:
        return "a round-up has no shares"
    shares = digest.sentiment
    if _COMPARED.match(after):  # "more praise than criticism"
        first, second = shares.positive.share, shares.negative.share
        allowed = first > second if verb == "love" else second > first
    else:
        allowed = mood_of(shares).verb == verb
    told = (f"{name} {round(getattr(shares, name).share * 100)}%" for name in ("positive", "negative"))
    return None if allowed else ", ".join(told)


def _theme_allows(verb: Verb, theme: Theme) -> bool:
    sides = {"love": (theme.positive, theme.negative), "criticize": (theme.negative, theme.positive)}
    if verb in sides:
        more, fewer = sides[verb]
        return more >= OPINIONS and more >= LEANS * fewer
    both = theme.positive + theme.negative
    least = min(theme.positive, theme.negative)
    return both > 0 and least >= CAMP_OF_A_SPLIT * both and (both - 2 * least) <= GAP_OF_A_SPLIT * both


def _says(text: str, one: Claim, digest: Digest) -> bool:
    """Whether a value stands in a text as a whole, not as a part of a longer number or word."""
    if one.kind == "count" and one.of is not None and one.of.startswith("counted.networks."):
        return _stands(network(one.of.removeprefix("counted.networks.")), text)
    return any(_stands(said, text) for said in renderings(one, digest) if said)


def _said_alike(text: str, sentence: Sentence, one: Claim, digest: Digest) -> bool:
    """Whether the text says the number before the same word as the sentence that claims it."""
    for said in renderings(one, digest):
        if said.casefold() in PHRASES and _stands(said.casefold(), text.casefold()):
            return True
        if NUMBER.search(said):
            there, here = (_words_after(said, where) for where in (sentence.text, text))
            if (there & here) - {""}:
                return True
    return False


def _words_after(said: str, text: str) -> set[str]:
    """The words that follow a number where it stands in a text."""
    ends = (one.end() for one in re.finditer(rf"(?<![\w.,]){re.escape(said)}(?![\w%]|[.,]\d)", text))
    found = (_NEXT.match(text, end) for end in ends)
    return {one[1].casefold() for one in found if one is not None}


def _stands(said: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(said)}(?!\w|[.,]\d)", text) is not None


def _name_in(text: str, quote: Quote) -> str:
    handle = f"@{quote.author.handle}" if quote.author.handle else ""
    for name in (handle, quote.author.name or ""):
        if name and name in text:
            return name
    return "one fan"


def _mark(one: Claim) -> tuple[str, str, str | None, tuple[str, ...], str | None]:
    return one.kind, repr(one.value), one.of, one.post_ids, one.fact


def _names(digest: Digest) -> str:
    """Where digits stand that are no numbers: titles, and the labels of themes."""
    return " ".join((digest.film.title, *digest.film.former_titles, *(one.label for one in digest.themes)))


def _sayings(digest: Digest) -> Iterable[str]:
    """All that may stand between quotation marks."""
    yield _names(digest)
    yield from (quote.text for quote in digest.quotes)
    for fact in digest.facts:
        yield from (
            str(one) for one in (fact.value.values() if isinstance(fact.value, dict) else (fact.value,))
        )


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").strip(" .,!?").split())
