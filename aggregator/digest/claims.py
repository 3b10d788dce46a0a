"""Whether sentences say what they claim, and claim all that they say."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.digest.prose import NETWORKS, words_in
from aggregator.digest.seo import LONGEST_CUT, SHORTEST_CUT, misfits, slug_of
from aggregator.digest.share_words import fraction, in_words, percent, roughly
from aggregator.digest.titles import cut_title, short_title
from aggregator.errors import Failure
from aggregator.model.digests import Claim, Digest, Sentence
from aggregator.model.shares import Share

NUMBER = re.compile(r"\d+(?:[,.:]\d+)*")
QUOTED = re.compile("“([^”]*)”")
_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


def look_up(document: Mapping[str, Any], of: str) -> Any:
    """What stands at a path of the digest: "themes[0].posts", "a.b+c.d", "len(quotes)", "sum(a.b)".

    Raises KeyError where nothing stands there.
    """
    if "+" in of:
        return sum(look_up(document, part) for part in of.split("+"))
    wrapped = re.fullmatch(r"(len|sum)\(([^()]+)\)(?:-(\d+))?", of)
    if wrapped is not None:
        inner = look_up(document, wrapped[2])
        values = list(inner.values()) if isinstance(inner, Mapping) else inner
        return (len(values) if wrapped[1] == "len" else sum(values)) - int(wrapped[3] or 0)
    value: Any = document
    for index, key in _STEP.findall(of):
        try:
            value = value[int(index)] if index else value[key]
        except (IndexError, KeyError, TypeError):
            raise KeyError(of) from None
    return value


def check_claims(digest: Digest, document: Mapping[str, Any]) -> list[Failure]:
    """Each claim against the digest's own numbers, each number in a sentence against its claims."""
    failures: list[Failure] = []
    for i, section in enumerate(digest.sections):
        for j, sentence in enumerate(section.sentences):
            where = f"sections[{i}].sentences[{j}]"
            for k, one in enumerate(sentence.claims):
                failures += _check_claim(f"{where}.claims[{k}]", one, sentence, digest, document)
            failures += _check_numbers(where, sentence, digest)
            if section.kind in ("theme", "dissent", "voices"):
                failures += _check_words(where, sentence, digest)
    return failures + _check_openings(digest)


def _check_claim(
    where: str, one: Claim, sentence: Sentence, digest: Digest, document: Mapping[str, Any]
) -> list[Failure]:
    failures = []
    wanted: tuple[type, ...] = {"count": (int,), "share": (int, float)}.get(one.kind, (str, int, float))
    if not isinstance(one.value, wanted) or isinstance(one.value, bool):
        return [Failure(f"{where}.value", f"a value of a {one.kind}", repr(one.value)[:80])]
    if one.of is not None:
        try:
            expected = look_up(document, one.of)
        except (KeyError, TypeError, ValueError):
            return [Failure(f"{where}.of", "a place in this digest", one.of)]
        if expected != one.value or type(expected) is not type(one.value):
            failures.append(Failure(f"{where}.value", repr(expected), repr(one.value)))
    if one.kind == "quote":
        writers = {q.author.handle and f"@{q.author.handle}" for q in digest.quotes if q.id in one.post_ids}
        writers |= {q.author.name for q in digest.quotes if q.id in one.post_ids}
        writers |= {q.author.outlet for q in digest.quotes if q.id in one.post_ids}
        if not writers:
            failures.append(
                Failure(f"{where}.post_ids", "posts quoted in this digest", ", ".join(one.post_ids))
            )
        elif one.value not in writers and one.value != "one fan":
            failures.append(
                Failure(f"{where}.value", " or ".join(sorted(filter(None, writers))), str(one.value))
            )
    named = [fact for fact in digest.facts if fact.name == one.fact]
    if one.fact is not None and not named:
        failures.append(Failure(f"{where}.fact", "a fact of this digest", one.fact))
    if any(fact.disputed for fact in named):
        failures.append(Failure(f"{where}.fact", "a fact that no source contradicts", str(one.fact)))
    if not any(said in sentence.text for said in renderings(one, digest)):
        failures.append(Failure(f"{where}.value", f"said in {sentence.text[:60]!r}", repr(one.value)))
    return failures


def renderings(one: Claim, digest: Digest) -> list[str]:
    """The ways in which a sentence may say a value: one of them must stand in it."""
    if one.kind == "share" and digest.sentiment is not None:
        mood = digest.sentiment
        judged = mood.positive.posts + mood.neutral.posts + mood.negative.posts
        shares: list[Share] = [mood.positive, mood.neutral, mood.negative]
        said = [f(s, judged) for s in shares if s.share == one.value for f in (in_words, percent)]
        said += [f(s) for s in shares if s.share == one.value for f in (fraction, roughly)]
        return said + [text[:1].upper() + text[1:] for text in said]
    if one.kind == "count":
        if not isinstance(one.value, int):
            return []
        named = one.of is not None and one.of.startswith("counted.networks.")
        return [""] if named else [f"{one.value:,}", *([] if one.value else ["none"])]
    when = _as_time(one.value)
    if when is not None:
        return [str(day.day) for day in when]
    text = str(one.value)
    said = [text, NETWORKS.get(text, text), text[:1].upper() + text[1:], short_title(text)]
    if one.of == "film.title":
        said += dict.fromkeys(cut_title(text, signs) for signs in range(LONGEST_CUT, SHORTEST_CUT - 1, -1))
    return said


def _as_time(value: Any) -> list[datetime] | None:
    """A claimed time as the days that it may be written as: an end at midnight as the day before."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?", value):
        return None
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return None
    when = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    return [when, when - timedelta(microseconds=1)] if when.year > 1 else [when]


def _check_numbers(where: str, sentence: Sentence, digest: Digest) -> list[Failure]:
    """Every run of digits in a sentence must be part of what one of its claims says."""
    allowed = {number for one in sentence.claims for number in numbers_of(one, digest)}
    return [
        Failure(f"{where}.text", "numbers that a claim covers", found)
        for found in NUMBER.findall(sentence.text)
        if found not in allowed
    ]


def _check_words(where: str, sentence: Sentence, digest: Digest) -> list[Failure]:
    """What a lead-in puts between quotation marks must stand in a post that it names."""
    named = {post_id for one in sentence.claims for post_id in one.post_ids}
    said = [digest.film.title, *(theme.label for theme in digest.themes)]
    said += [quote.excerpt for quote in digest.quotes if quote.id in named]
    folded = [text.casefold() for text in said]
    return [
        Failure(f"{where}.text", "words of the posts that it names", found)
        for found in QUOTED.findall(sentence.text)
        if not any(found.casefold() in text for text in folded)
    ]


def numbers_of(one: Claim, digest: Digest) -> Iterable[str]:
    """The runs of digits by which a sentence may say a claim's value."""
    if one.kind in ("count", "share"):
        for said in renderings(one, digest):
            yield from NUMBER.findall(said)
        return
    for when in _as_time(one.value) or ():
        yield from (str(when.day), str(when.year), f"{when:%H:%M}")
        if when.time() == datetime.min.time():
            yield "24:00"  # of the day before
    yield from NUMBER.findall(str(one.value))


def _check_openings(digest: Digest) -> list[Failure]:
    """Headline, highlights, lede and method are the sentences of their sections, word for word."""
    said = {section.kind: [one.text for one in section.sentences] for section in digest.sections}
    pairs: list[tuple[str, Any, Any]] = [
        ("headline", said.get("headline", [""])[:1], [digest.headline]),
        ("headlines", said.get("headline", [""])[1:], list(digest.headlines)),
        ("highlights", said.get("highlights", []), list(digest.highlights)),
        ("lede", " ".join(said.get("lede", [])), digest.lede),
        ("method", " ".join(said.get("method", [])), digest.method),
    ]
    if digest.seo is not None:
        outside = [digest.seo.title, digest.seo.description, digest.seo.push]
        slug = slug_of(digest.film, digest.kind, digest.window)
        pairs += [("seo", said.get("seo", []), outside), ("seo.slug", slug, digest.seo.slug)]
        pairs += [(f"seo.{name}", limits, found) for name, limits, found in misfits(digest.seo)]
    failures = [Failure(where, repr(a)[:200], repr(b)[:200]) for where, a, b in pairs if a != b]
    if not words_in(digest.headline):
        failures.append(Failure("headline", "a headline", "nothing"))
    return failures
