"""The digest as a CommonMark draft: for a text editor, a wiki or a pull request.

What strangers wrote is escaped, so that it can be nothing but text: no link, heading, image, HTML, and no way
out of its quotation. Written in Python and not as a template, because in Markdown every blank counts.
"""

import re
from collections.abc import Iterable, Iterator

from aggregator.model import Digest
from aggregator.model.digests import Quote, Section, Sentence
from aggregator.model.kinds import manner_of
from aggregator.render import by_hand, film_facts, moments, notices, pictures, words
from aggregator.render.base import Renderer
from aggregator.render.charts import themes
from aggregator.render.shown import is_withdrawn
from aggregator.text import clean, plural, safe_url

_SPECIAL = re.compile(r"([\\`*_\[\]<|~])|(&)(?=#?\w{1,32};)|(#)(?=#*$)")
_AUTOLINK = re.compile(r"(?<=[a-zA-Z])(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)
_LINE_START = re.compile(r"^(\d{0,9})([-+=>#.)])")


class Markdown(Renderer):
    """A CommonMark draft with everything that the page holds."""

    name = "md"
    suffix = "md"

    def render(self, digest: Digest) -> bytes:
        """The draft, UTF-8, one blank line between blocks."""
        return ("\n\n".join(_blocks(digest)) + "\n").encode("utf-8")


def plain(text: str) -> str:
    """Somebody's words on one line, with every sign escaped that Markdown would read."""
    line = " ".join(clean(text).split())
    for pattern in (_SPECIAL, _AUTOLINK):
        line = pattern.sub(lambda found: "\\" + found.group(), line)
    return _LINE_START.sub(r"\1\\\2", line)


def quoted(text: str) -> str:
    """Somebody's words as a quotation that keeps their line breaks."""
    paragraphs: list[list[str]] = [[]]
    for line in clean(text).splitlines():
        if line.strip():
            paragraphs[-1].append(plain(line))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n>\n".join("> " + "\\\n> ".join(lines) for lines in paragraphs if lines)


def link(text: str, url: str | None) -> str:
    """A link if the address is one that a reader may be sent to, else its words alone."""
    address = safe_url(url)
    return f"[{plain(text)}](<{address}>)" if address else plain(text)


def _blocks(digest: Digest) -> Iterator[str]:
    mark = notices.mark(digest)
    if mark:
        yield f"**{mark}**"
    yield f"# {plain(digest.headline)}"
    state = f"**{digest.state.capitalize()}, version {digest.version}:** {words.state(digest)}."
    missing = notices.approvals(digest)
    yield " ".join(filter(None, (state, missing.strip())))
    if notices.blocked(digest):
        yield plain(notices.blocked(digest))
    if digest.film.invented:
        yield f"**{notices.INVENTED}** {notices.INVENTED_WHAT}"
    if is_withdrawn(digest):
        yield plain(digest.lede)
        yield from _corrections(digest, "##")
        return
    if digest.highlights:
        yield _list(plain(line) for line in digest.highlights)
    yield _byline(digest)
    yield plain(digest.lede)
    yield from _mood(digest)
    body = words.body(digest)
    place = pictures.place(body)
    for section in body[:place]:
        yield from _section(digest, section)
    yield from _pictures(digest)
    for section in body[place:]:
        yield from _section(digest, section)
    yield from _themes(digest)
    yield from _facts(digest)
    yield from _counted(digest)
    yield from _coverage(digest)
    if words.headlines(digest):
        yield "## Other headlines"
        yield _list(plain(line) for line in words.headlines(digest))
    yield "## How this was made"
    yield from (plain(paragraph) for paragraph in words.how(digest))
    yield from _corrections(digest, "###")
    yield "---"
    yield from _provenance(digest)


def _corrections(digest: Digest, level: str) -> Iterator[str]:
    if digest.corrections:
        yield f"{level} Corrections"
        yield _list(plain(words.correction(entry)) for entry in digest.corrections)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _byline(digest: Digest) -> str:
    return f"*{notices.drawn(digest)}*"


def _mood(digest: Digest) -> Iterator[str]:
    mood = digest.sentiment
    if mood is None:
        yield f"**{notices.no_shares(digest)}** {plain(digest.sentiment_reason or '')}".rstrip()
        return
    yield "## The mood"
    yield _list(notices.mood(digest))
    by_network = notices.mood_by_network(digest)
    if by_network:
        yield "By network:"
        yield _list(by_network)
    yield plain(words.shares_method(digest))


def _section(digest: Digest, section: Section) -> Iterator[str]:
    if section.heading:
        yield f"## {plain(section.heading)}"
    said: list[str] = []
    for sentence in section.sentences:
        fact = film_facts.official(digest, sentence)
        if fact is None:
            said.append(_sentence(sentence))
            continue
        if said:
            yield " ".join(said)
            said = []
        source = film_facts.fact_line(fact, digest.language).value
        yield f"{quoted(fact.value['text'])}\n>\n> — {plain(source)}"
    if said:
        yield " ".join(said)
    for quote in words.quotes_of(digest, section):
        yield _quote(digest, quote)
    sources = [
        f"{link(words.host(one.url), one.url)} ({', '.join(filter(None, (one.hedge, as_of)))})"
        for one in film_facts.sources_of(digest, section)
        for as_of in [words.day(one.as_of, digest.language)]
    ]
    if sources:
        yield f"*Sources: {'; '.join(sources)}*"


def _sentence(sentence: Sentence) -> str:
    pieces = (
        _spaced(text, link(text, address)) if address else _spaced(text, plain(text))
        for text, address in words.linked(sentence)
    )
    return "".join(pieces)


def _spaced(text: str, written: str) -> str:
    """`written` with the blanks that stood around the text."""
    before = " " if text[:1].isspace() else ""
    after = " " if len(text) > 1 and text[-1:].isspace() else ""
    return f"{before}{written}{after}"


def _quote(digest: Digest, quote: Quote) -> str:
    name = " ".join(filter(None, (f"**{plain(words.who(quote))}**", plain(words.handle(quote)))))
    notes = [words.author_class(quote), words.minute(quote.created_at, digest.language)]
    line = ", ".join([name, words.network(quote.source), *filter(None, notes)])
    if safe_url(quote.url):
        line += f": {link(f'View on {words.network(quote.source)}', quote.url)}"
    small = [
        by_hand.note(quote),
        words.same_words(quote),
        words.excerpt_note(quote),
        words.standing(quote, digest.language),
    ]
    parts = [quoted(quote.display), f"> — {line}", f"> *{'; '.join(filter(None, small))}*"]
    for item in words.media_of(digest, quote):
        described = f" {plain(pictures.described(item))}." if pictures.described(item) else ""
        original = pictures.original(item)
        where = f" {link('Open the original', original)}" if original else ""
        parts.append(f"> \\[{plain(pictures.medium(item))}.{described}{where}\\]")
    return "\n>\n".join(part for part in parts if part)


def _pictures(digest: Digest) -> Iterator[str]:
    told = pictures.placeholders(digest)
    if told:
        yield f"## {pictures.HEADING}"
        yield _list(
            plain(one.text) + (f" {link(one.link_words, one.link)}" if one.link else "") for one in told
        )


def _themes(digest: Digest) -> Iterator[str]:
    if not digest.themes:
        return
    yield "## What they talk about"
    yield _list(
        f"{plain(one.label)}: {plural(one.posts, 'post')}"
        + (
            f", of which {words.number(one.positive)} positive and {words.number(one.negative)} negative"
            if manner_of(digest.kind).mood
            else ""
        )
        for one in (*themes.told(digest), *themes.general(digest))
    )


def _facts(digest: Digest) -> Iterator[str]:
    if not digest.facts:
        return
    yield f"## {words.facts_heading(digest)}"
    lines = []
    for fact in digest.facts:
        one = film_facts.fact_line(fact, digest.language)
        value = link(one.value, one.link)
        source = link(words.host(one.source), one.source)
        known = ", ".join(filter(None, (one.hedge, source, f"as of {words.day(one.as_of, digest.language)}")))
        known = "; ".join((known, *map(plain, one.notes)))
        lines.append(f"**{plain(one.label)}:** {value} ({known})")
    yield _list(lines)


def _counted(digest: Digest) -> Iterator[str]:
    yield "## What was counted"
    yield _list(plain(line) for line in notices.counted(digest))
    found = moments.moments(digest)
    if found:
        yield _list(
            plain(one.text) + (f" {link(one.link_words, one.link)}" if one.link else "") for one in found
        )


def _coverage(digest: Digest) -> Iterator[str]:
    yield "## Coverage"
    yield plain(words.whole(digest.coverage))
    lines = []
    for one in digest.coverage:
        lines.append(f"{words.network(one.source)} {plain(one.target)}: {plain(words.covered(one))}")
        lines += [
            f"{words.network(one.source)} {plain(one.target)}, {plain(gap)}"
            for gap in words.gaps(one, digest.language)
        ]
    if lines:
        yield _list(lines)


def _provenance(digest: Digest) -> Iterator[str]:
    made = digest.provenance
    versions = ", ".join(f"{plain(part)} {plain(made.versions[part])}" for part in sorted(made.versions))
    yield f"{notices.AUTOMATIC} {notices.CHECKED} `fansreact verify {_code(digest.id)}`"
    yield f"Versions: {versions}. Settings {_code(made.config_hash)}, inputs {_code(made.inputs_hash)}."


def _code(text: str) -> str:
    """An id for a code span or the running text: letters, digits and a few signs only."""
    return re.sub(r"[^\w.-]", "-", text)
