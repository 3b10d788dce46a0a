"""The story as a row of plain blocks, for the formats that print an article and not a page with panels.

What a new key of the digest says to readers is put in here once; WordPress, Slack, e-mail and Atom then
have it. Nothing is escaped yet: each format writes words in its own way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aggregator.model import Digest
from aggregator.model.digests import DigestMedia, Quote, Section
from aggregator.model.languages import AMERICAN, Language
from aggregator.render import by_hand, film_facts, moments, notices, pictures, tables, words
from aggregator.render.charts import Segment, segments
from aggregator.render.shown import is_withdrawn
from aggregator.text import clean, safe_url

Role = Literal["state", "invented", "lede", "byline", "roundup", "text", "sources", "check"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line: its words, where they lead, and whether they stand out."""

    text: str
    link: str | None = None
    strong: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part, below the headline."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `role` says what it is for, so that a format can set it apart or leave it out."""

    line: Line
    role: Role = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Mood:
    """The three shares: as pieces of a bar, as lines, by network, and how they were made."""

    bar: tuple[Segment, ...]
    lines: tuple[str, ...]
    by_network: tuple[str, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Post:
    """A quote with the images and clips of its post, told and never shown; `by` is its attribution."""

    quote: Quote
    media: tuple[DigestMedia, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Official:
    """The makers' own words on the film (the synopsis), and whose they are."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Trailer:
    """The address of the film's own trailer, which a sentence before it links too."""

    url: str


@dataclass(frozen=True, slots=True)
class Details:
    """What readers may open: a summary, and blocks behind it."""

    summary: str
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart, for formats that can show no drawing. Of each row the first cell names it;
    `bars` are as long as its number is large, 0 to 1.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...]


Block = Heading | Paragraph | Bullets | Mood | Post | Official | Trailer | Details | Table


def article(digest: Digest) -> list[Block]:
    """The blocks of the story below its headline, in the order in which they are read."""
    return list(_blocks(digest))


def plain(*lines: str) -> Line:
    """Words without a link as a line."""
    return tuple(Run(line) for line in lines)


def paragraphs(text: str) -> list[list[str]]:
    """Somebody's words as paragraphs of lines that hold something, cleaned and not escaped."""
    parts = re.split(r"\n\s*\n", clean(text))
    return [[line for line in part.split("\n") if line.strip()] for part in parts]


def visible(text: str) -> str:
    """Words on one line without what only machines see, not escaped; the blanks at their ends stay."""
    return re.sub(r"\s+", " ", clean(f"|{text}|")[1:-1])


def text_of(line: Line) -> str:
    """The words of a line alone."""
    return "".join(run.text for run in line)


def _blocks(digest: Digest) -> Iterator[Block]:
    yield Paragraph(plain(notices.state(digest)), "state")
    if digest.film.invented:
        yield Paragraph((Run(notices.INVENTED, strong=True), Run(f" {notices.INVENTED_WHAT}")), "invented")
    if is_withdrawn(digest):
        yield Paragraph(plain(digest.lede), "lede")
        yield from _corrections(digest)
        return
    if digest.highlights:
        yield Bullets(tuple(plain(line) for line in digest.highlights))
    yield Paragraph(plain(digest.lede), "lede")
    yield Paragraph(plain(notices.drawn(digest)), "byline")
    yield from _mood(digest)
    body = words.body(digest)
    place = pictures.place(body)
    for section in body[:place]:
        yield from _section(digest, section)
    yield from _pictures(digest)
    for section in body[place:]:
        yield from _section(digest, section)
    yield from _corrections(digest)
    yield from _charts(digest)
    method = words.how(digest)
    if len(method) > 1:
        yield Paragraph(plain(method[0]), "sources")
    yield Details("How this was made", tuple(_how(digest, method[1:] or method)))


def _mood(digest: Digest) -> Iterator[Block]:
    mood = digest.sentiment
    if mood is None:
        reason = f" {digest.sentiment_reason}" if digest.sentiment_reason else ""
        yield Paragraph((Run(notices.no_shares(digest), strong=True), Run(reason)), "roundup")
        return
    yield Heading("The mood")
    yield Mood(
        tuple(segments(mood)),
        tuple(notices.mood(digest)),
        tuple(notices.mood_by_network(digest)),
        words.shares_method(digest),
    )


def _section(digest: Digest, section: Section) -> Iterator[Block]:
    if section.heading:
        yield Heading(section.heading)
    said: list[Run] = []
    for sentence in section.sentences:
        fact = film_facts.official(digest, sentence)
        if fact is None:
            said += [Run(" ")] if said else []
            said += [Run(text, link) for text, link in words.linked(sentence)]
            continue
        if said:
            yield Paragraph(tuple(said))
            said = []
        source = film_facts.fact_line(fact, digest.language).value
        yield Official(str(fact.value["text"]), words.capital(source))
    if said:
        yield Paragraph(tuple(said))
    yield from (Trailer(url) for url in _trailers(digest, section))
    for quote in words.quotes_of(digest, section):
        media = tuple(words.media_of(digest, quote))
        yield Post(quote, media, attribution(quote, digest.language))
    yield from _sources(digest, section)


def _pictures(digest: Digest) -> Iterator[Block]:
    lines = []
    for one in pictures.placeholders(digest):
        link = (Run(" "), Run(one.link_words, one.link)) if one.link else ()
        lines.append((Run(one.text), *link))
    if lines:
        yield Heading(pictures.HEADING)
        yield Bullets(tuple(lines))


def _trailers(digest: Digest, section: Section) -> list[str]:
    """The trailers of which the section speaks, as films.toml gives them: never a post's link."""
    named = {claim.fact for one in section.sentences for claim in one.claims if claim.fact}
    found = (
        safe_url(fact.value.get("url"))
        for fact in digest.facts
        if fact.key == "trailer" and isinstance(fact.value, dict) and (fact.name or fact.key) in named
    )
    return [url for url in found if url]


def _sources(digest: Digest, section: Section) -> Iterator[Block]:
    sources = film_facts.sources_of(digest, section)
    if not sources:
        return
    line = [Run("Source: " if len(sources) == 1 else "Sources: ")]
    for number, one in enumerate(sources):
        known = ", ".join(filter(None, (one.hedge, words.day(one.as_of, digest.language))))
        line += [Run("; ")] if number else []
        line += [Run(words.host(one.url), safe_url(one.url)), Run(f" ({known})")]
    yield Paragraph(tuple(line), "sources")


def _charts(digest: Digest) -> Iterator[Block]:
    """What the page draws, each with a sentence."""
    found: list[Block] = []
    for one in tables.tables(digest):
        found += [Paragraph(plain(one.said)), Table(one.caption, one.columns, one.rows, one.bars)]
    if found:
        yield Details("The numbers in tables", tuple(found))


def _corrections(digest: Digest) -> Iterator[Block]:
    if digest.corrections:
        yield Heading("Corrections")
        yield Bullets(tuple(plain(words.correction(entry)) for entry in digest.corrections))


def _how(digest: Digest, said: list[str]) -> Iterator[Block]:
    yield from (Paragraph(plain(paragraph)) for paragraph in said)
    if not any("automatically" in paragraph for paragraph in said):
        yield Paragraph(plain(notices.AUTOMATIC))
    yield Bullets(tuple(plain(words.capital(line)) for line in notices.counted(digest)))
    for one in moments.moments(digest):
        link = (Run(" "), Run(one.link_words, one.link)) if one.link else ()
        yield Paragraph((Run(one.text), *link))
    yield Paragraph(plain(words.whole(digest.coverage)))
    gaps = tuple(plain(line) for line in notices.gaps(digest))
    if gaps:
        yield Bullets(gaps)
    yield Paragraph(plain(notices.checked(digest)), "check")


def attribution(quote: Quote, language: Language = AMERICAN) -> str:
    """Whose words, on which network, when: "Fan 1 (@fan1@example.org), Mastodon, May 4, 2031, 15:07 UTC"."""
    handle = words.handle(quote)
    name = f"{words.who(quote)} ({handle})" if handle else words.who(quote)
    when = words.minute(quote.created_at, language)
    parts = (name, words.author_class(quote), words.network(quote.source), when)
    return ", ".join(filter(None, parts))


def notes(quote: Quote) -> str:
    """What a reader has to know of a quote: picked by hand, said by others too, cut, masked; empty for
    nothing.
    """
    said = (by_hand.note(quote), words.same_words(quote), words.excerpt_note(quote))
    return "; ".join(filter(None, said))


def medium(item: DigestMedia) -> Line:
    """An image or clip in words, with a link to the original where its rights allow one."""
    described = pictures.described(item)
    link = pictures.original(item)
    said = Run(f"{pictures.medium(item)}.{f' {described}.' if described else ''}")
    return (said, Run(" "), Run("Open the original", link)) if link else (said,)
